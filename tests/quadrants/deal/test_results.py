"""What is offered, what giving way costs, what stays good when the guess is off, and the picture of it all."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings

from quadrants.deal import (
    BadModel,
    Code,
    Model,
    offers,
    outlook,
    picture,
    prepare,
    sensitivity,
    spread,
)
from quadrants.deal.density import _coordinates
from quadrants.deal.frontier import Frontier
from quadrants.deal.offers import TRIES
from tests.quadrants.deal.models import (
    PRICE,
    SALE,
    acceptable,
    dominates,
    efficient,
    issue,
    listed,
    models,
    never,
    random_model,
)


def seen(model):
    prepared = prepare(model)
    return prepared, outlook(prepared)


def wide_model(issues, options, highest=100, seed=5, **more):
    chance = random.Random(seed)
    values = [
        [(chance.randint(0, highest), chance.randint(0, highest)) for _o in range(options)] for _i in range(issues)
    ]
    return Model(issues=tuple(issue(f"issue {n}", *one) for n, one in enumerate(values)), **more)


# --- Offers ---------------------------------------------------------------------------------------------------


def three(model, **more):
    return offers(*seen(model), **more)


def span(model):
    """From the worst to the best for us, whatever may be combined."""
    each = [[us for us, _them in one.units] for one in model.issues]
    return sum(max(one) - min(one) for one in each) / 1000


def differing(packages):
    return min((sum(a != b for a, b in zip(*pair, strict=True)) for pair in combinations(packages, 2)), default=0)


@given(model=models())
@settings(deadline=None)
def test_no_offer_is_worse_than_what_is_possible_and_all_are_nearly_equal_for_us(model):
    try:
        prepared, whole = seen(model)
    except BadModel:
        return
    made = offers(prepared, whole)
    packages = {package: (us, them) for package, us, them in listed(model)}
    chosen = [packages[one.package] for one in made.packages]
    assert chosen == [(one.us, one.them) for one in made.packages]
    assert not any(dominates(other, one) for one in chosen for other in packages.values())
    assert len(set(chosen)) == len(chosen) in (0, 2, 3)
    assert all(one.acceptable for one in made.packages)
    assert made.differing == differing([one.package for one in made.packages])
    worths = [one.us for one in made.packages]
    if worths:
        assert made.spread == (min(worths), max(worths)) and made.differing
        assert all(abs(one - made.target) <= made.tolerance for one in worths)
        assert made.spread[1] - made.spread[0] <= made.tolerance <= TRIES[-1] * span(model) + 0.001
    if whole.agreement:
        assert whole.best_product is not None and made.target == whole.best_product.us


@given(model=models())
@settings(deadline=None)
def test_there_are_three_where_there_could_be(model):
    """Fewer only where no three efficient packages of different worth are near enough to each other and to the
    target."""
    try:
        prepared, whole = seen(model)
    except BadModel:
        return
    made, packages = offers(prepared, whole), listed(model)
    widest = round(TRIES[-1] * prepared.span_us) / 1000
    both = {(us, them) for _package, us, them in acceptable(model, packages)}
    near = sorted(float(us) for us, _them in efficient(packages) & both if abs(float(us) - made.target) <= widest)
    possible = [
        count for count in (2, 3) if any(some[-1] - some[0] <= widest + 1e-9 for some in combinations(near, count))
    ]
    assert len(made.packages) == max(possible, default=0)


def test_no_three_of_those_on_the_frontier_differ_in_more_issues():
    prepared, whole = seen(wide_model(6, 5, reservation_us=150, reservation_them=100))
    made, frontier = offers(prepared, whole), whole.frontier
    near = [row for row in range(len(frontier)) if abs(frontier.us[row] / 1000 - made.target) <= made.tolerance]
    apart = [
        differing([frontier.package(row) for row in some])
        for some in combinations(near, 3)
        if (frontier.us[some[0]] - frontier.us[some[-1]]) / 1000 <= made.tolerance
    ]
    assert len(apart) >= 3 and min(apart) < made.differing == max(apart)


def test_a_target_of_ones_own():
    model = wide_model(5, 4, reservation_us=250, reservation_them=100)
    made = three(model, target=260)
    assert made.target == 260 and len(made.packages) == 2
    assert all(250 <= one.us <= 260 + made.tolerance for one in made.packages)
    for target in (249.9, 501, 1e308, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="reservation value"):
            three(model, target=target)


def test_fewer_than_three_where_there_are_no_more():
    price = [(9, 0), (8.5, 1), (0, 9)]
    assert [one.us for one in three(Model(issues=(issue("price", *price),), reservation_us=5)).packages] == [8.5, 9]
    assert three(Model(issues=(issue("price", *price[::2]),))).packages == ()
    assert three(replace(SALE, reservation_us=1000)).packages == ()


BOAT = Model(
    issues=(
        issue("price", (60, 0), (40, 40), (0, 50)),
        issue("date", (0, 30), (15, 20), (25, 0)),
        issue("extras", (5, 35), (20, 10), (25, 0)),
    ),
    reservation_us=50,
    reservation_them=55,
)
RENT = Model(
    issues=(
        issue("rent", (45, 0), (25, 25), (5, 40)),
        issue("start", (0, 30), (15, 20), (20, 0)),
        issue("notice", (30, 0), (15, 20), (0, 30)),
    ),
    reservation_us=50,
    reservation_them=40,
)
FINE = wide_model(12, 20, reservation_us=700, reservation_them=700)


@pytest.mark.parametrize("model", [BOAT, RENT, FINE], ids=["boat", "rent", "more than can be listed"])
def test_no_offer_is_worse_for_both_than_what_stands_beside_it(model):
    prepared, whole = seen(model)
    made = offers(prepared, whole)
    points = set(zip((whole.frontier.us / 1000).tolist(), (whole.frontier.them / 1000).tolist(), strict=True))
    assert made.packages and {(one.us, one.them) for one in made.packages} <= points


def test_offers_among_more_packages_than_can_be_listed():
    made = three(FINE)
    assert len(made.packages) == 3 and made.differing >= 3
    assert all(one.acceptable and abs(one.us - made.target) <= made.tolerance for one in made.packages)


# --- Sensitivity ----------------------------------------------------------------------------------------------


def test_a_guess_that_is_a_little_off_leaves_what_is_good_by_far():
    prepared, whole = seen(SALE)
    best, poor = whole.best_product.package, (3, 2, 0)
    found = sensitivity(prepared, [best, poor], draws=200, spread=0.05)
    assert found.draws == 200 and found.agreement == 200
    assert (found.standings[0].efficient, found.standings[0].acceptable, found.standings[0].best) == (200, 200, 200)
    assert (found.standings[1].efficient, found.standings[1].acceptable) == (0, 0)
    assert found.often_best == ((best, 200),)


def test_draws_are_the_same_each_time_and_lie_around_the_guess():
    prepared, whole = seen(wide_model(3, 3, reservation_us=120, reservation_them=150))
    packages = [whole.frontier.package(row) for row in range(len(whole.frontier))]
    told = []
    found = sensitivity(prepared, packages, progress=told.append)
    assert found == sensitivity(prepared, packages)
    assert found != sensitivity(prepared, packages, seed=1)
    assert told == list(range(1, 1001))
    for package, one in zip(packages, found.standings, strict=True):
        them = prepared.worth(package).them
        assert one.low < them < one.high and one.low < one.middle < one.high
        assert 0 < one.efficient <= 1000
        assert one.best <= min(one.efficient, one.acceptable)
    assert 0 < found.agreement <= 1000
    assert sum(times for _package, times in found.often_best) <= found.agreement


def test_each_draw_is_as_when_every_package_is_tried_with_its_values():
    """The first guess is drawn again, and what it says is compared with a model that holds it as points."""
    prepared, _whole = seen(wide_model(3, 3))
    guess = sensitivity_of_one_draw(prepared)
    drawn = [
        issue(
            f"issue {place}",
            *(
                (option.us, int(them) / 1000)
                for option, them in zip(prepared.model.issues[place].options, guess[level], strict=True)
            ),
        )
        for level, place in enumerate(prepared.rules.order)
    ]
    other, whole = seen(Model(issues=tuple(sorted(drawn, key=lambda one: one.name))))
    for package, _us, them in listed(other.model):
        (one,) = sensitivity(prepared, [package], draws=1).standings
        assert one.middle == pytest.approx(float(them))
        point = (round(other.worth(package).us * 1000), round(other.worth(package).them * 1000))
        assert one.efficient == (
            point in set(zip(whole.frontier.us.tolist(), whole.frontier.them.tolist(), strict=True))
        )


def sensitivity_of_one_draw(prepared):
    from quadrants.deal.sensitivity import SEED, SPREAD, _another_guess

    return _another_guess(np.random.default_rng((SEED, 0)), prepared.them, SPREAD)


def test_what_leaves_them_cold_does_so_in_every_draw():
    prepared, _whole = seen(Model(issues=(PRICE, issue("colour", (0, 3), (5, 3)))))
    guess = sensitivity_of_one_draw(prepared)
    assert guess[prepared.rules.order.index(1)].tolist() == [3000, 3000]


def test_work_that_takes_long_can_be_ended():
    def enough(done):
        if done == 3:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        sensitivity(prepare(SALE), [], progress=enough)


@pytest.mark.parametrize(
    ("packages", "more"),
    [
        ([(0, 0)], {}),
        ([(0, 0, 9)], {}),
        ([(0, 0, 1)], {}),
        ([], {"draws": 0}),
        ([], {"spread": 0}),
        ([], {"spread": 1.1}),
    ],
)
def test_what_cannot_be_asked(packages, more):
    with pytest.raises(ValueError):
        sensitivity(prepare(replace(SALE, impossible=(never(("price", "a"), ("place", "b")),))), packages, **more)


# --- Picture --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(0, 40))
def test_every_package_is_counted_in_its_cell(seed):
    try:
        prepared, whole = seen(random_model(seed))
    except BadModel:
        return
    columns, rows = 7, 5
    shown = picture(prepared, whole, size=(columns, rows))
    counts = np.zeros((columns, rows))
    for _package, us, them in listed(prepared.model):
        across = (float(us) - shown.left) / (shown.right - shown.left) * columns
        up = (float(them) - shown.bottom) / (shown.top - shown.bottom) * rows
        counts[min(int(across + 1e-9), columns - 1), min(int(up + 1e-9), rows - 1)] += 1
    assert shown.exact and (shown.counts == counts).all()


def test_what_is_marked_has_its_coordinates():
    prepared, whole = seen(SALE)
    shown = picture(prepared, whole, size=(10, 10), status_quo=(3, 2, 0), picked=[(0, 0, 0)])
    assert (shown.left, shown.right, shown.bottom, shown.top) == (0, 43, 0, 40)
    assert shown.frontier == tuple(
        zip((whole.frontier.us / 1000).tolist(), (whole.frontier.them / 1000).tolist(), strict=True)
    )
    assert shown.agreement == (20, 15)
    assert set(shown.reached) == {(us, them) for us, them in shown.frontier if us >= 20 and them >= 15}
    assert (shown.status_quo.us, shown.status_quo.them, shown.status_quo.acceptable) == (13, 15, False)
    assert [(one.us, one.them, one.acceptable) for one in shown.picked] == [(35, 20, True)]


def test_no_more_points_than_can_be_told_apart():
    against = [issue(f"issue {n}", *((p * 4**n, -p * 4**n) for p in range(4))) for n in range(5)]
    prepared, whole = seen(Model(issues=tuple(against)))
    shown = picture(prepared, whole, size=(4, 4))
    assert len(whole.frontier) == 1024 and 400 <= len(shown.frontier) <= 800
    assert (
        shown.frontier[0][0] == whole.frontier.us[0] / 1000 and shown.frontier[-1][1] == whole.frontier.them[-1] / 1000
    )


def test_no_point_that_is_left_out_lies_clearly_beyond_the_line():
    # Thousands of points close together, and a few far from each other, in and out, on either side of them.
    far = np.arange(1, 31) * 10_000
    us = np.concatenate(
        [
            900_000 - far + far % 20_000 * 9 // 10,
            np.arange(500_000, 490_000, -1),
            480_000 - far + far % 20_000 * 9 // 10,
        ]
    )
    them = np.concatenate([far, 400_000 + np.arange(10_000), 410_000 + far])
    ways = np.ones_like(us)
    line = _coordinates(Frontier(us, them, ways, ways[:, None]), slice(0, len(us)))
    assert len(line) < 200
    beyond = us / 1000 - np.interp(them / 1000, *reversed(np.transpose(line)))
    assert beyond.max() <= (us[0] - us[-1]) / 1000 / 400


@pytest.mark.parametrize("options", [23, 24, 25, 26])
def test_a_sample_of_which_all_is_acceptable_is_all(options):
    """More than floating point can count, so a sum of shares of it comes out as a little less, or more."""
    chance = random.Random(1)
    fine = [[(chance.randint(0, 1000) / 10, chance.randint(0, 1000) / 10) for _o in range(options)] for _i in range(12)]
    _prepared, whole = seen(Model(issues=tuple(issue(f"issue {n}", *one) for n, one in enumerate(fine))))
    assert not whole.agreement.exact
    assert (whole.agreement.packages, whole.agreement.error) == (options**12, 0)


@pytest.mark.parametrize("size", [(0, 5), (5, 1001)])
def test_a_picture_has_a_size(size):
    with pytest.raises(ValueError):
        picture(*seen(SALE), size=size)


# --- More than can be listed ----------------------------------------------------------------------------------


def test_twelve_issues_of_twenty_options_are_exact_where_values_are_whole():
    prepared, whole = seen(wide_model(12, 20, highest=10, reservation_us=80, reservation_them=80))
    assert whole.agreement.total == 20**12 and whole.agreement.exact
    shown = picture(prepared, whole, size=(30, 30))
    assert shown.exact and shown.counts.sum() == 20**12
    # The same by convolving the counts of each side's sums where nothing is asked of the other.
    alone = np.ones(1, dtype=object)
    for values in prepared.us:
        alone = np.convolve(alone, np.bincount(values // 1000).astype(object))
    free = outlook(prepare(replace(prepared.model, reservation_them=None)))
    assert free.agreement.packages == sum(alone[80:])
    assert whole.agreement.packages < free.agreement.packages


def test_a_sample_says_that_it_is_one_and_is_close():
    """Too many to be listed, and too fine for a lattice."""
    model = wide_model(8, 9, highest=99_991, seed=9)
    fine = tuple(
        issue(one.name, *((option.us / 1000, option.them / 1000) for option in one.options)) for one in model.issues
    )
    prepared, whole = seen(Model(issues=fine, reservation_us=400, reservation_them=380))
    assert prepared.rules.total == 9**8 > spread.MOST_LISTED
    assert not whole.agreement.exact and whole.agreement.error > 0
    truth = counted_in_halves(prepared)
    assert abs(whole.agreement.packages - truth) <= 2 * whole.agreement.error
    assert picture(prepared, whole, size=(5, 5)).counts.sum() == pytest.approx(9**8)


def counted_in_halves(prepared):
    def sums(values):
        found = np.zeros(1, dtype=np.int64)
        for one in values:
            found = (found[:, None] + one).ravel()
        return found

    (us, them), (more_us, more_them) = (
        [sums(values[half]) for values in (prepared.us, prepared.them)] for half in (slice(0, 4), slice(4, 8))
    )
    return sum(
        int(np.count_nonzero((more_us >= prepared.least_us - a) & (more_them >= prepared.least_them - b)))
        for a, b in zip(us, them, strict=True)
    )


def test_a_sample_holds_each_possible_package_equally_often():
    """The first option of the first issue goes with one of nine options of the second, all others with any."""
    first, second, *others = (
        issue(one.name, *((option.us / 7, option.them / 7) for option in one.options))
        for one in wide_model(9, 9, highest=99, seed=3).issues
    )
    first = replace(first, options=(replace(first.options[0], us=900), *first.options[1:]))
    barred = (never((first.name, "a"), (second.name, "bcdefghi")),)
    prepared = prepare(Model(issues=(first, second, *others), impossible=barred))
    assert prepared.rules.total == 73 * 9**7
    assert not spread.is_exact(prepared)
    drawn = list(spread.blocks(prepared))
    assert sum(len(block.us) for block in drawn) == spread.DRAWN
    held = sum(int(np.count_nonzero(block.us >= 900_000)) for block in drawn)
    assert held == pytest.approx(spread.DRAWN / 73, rel=0.05)


def test_packages_that_differ_by_next_to_nothing_are_refused_with_what_to_do():
    """What we gain they lose, and no two packages are alike: all are efficient."""
    fine = [
        issue(f"issue {n}", *((place * 11**n / 1000, -place * 11**n / 1000) for place in range(11))) for n in range(5)
    ]
    coarse = issue("another", *((place * 10, -place * 10) for place in range(90)))
    with pytest.raises(BadModel) as caught:
        outlook(prepare(Model(issues=(coarse, *fine))))
    assert caught.value.flaws[0].code == Code.TOO_FINE
    assert len(outlook(prepare(Model(issues=tuple(fine)))).frontier) == 11**5
