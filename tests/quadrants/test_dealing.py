"""From half a deal to its packages and back, whatever stands in it; and marks that do not lie over each other."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from contextlib import suppress
from dataclasses import replace
from math import hypot
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.process import Press
from quadrants import bargain
from quadrants.bargain import Choices, Combination, Deal, Issue, Option, Package, Terms
from quadrants.deal import Issue as DealIssue
from quadrants.deal import Model, Sensitivity, Standing, Worth, prepare
from quadrants.deal import Option as DealOption
from quadrants.dealing import computing, deal_from, read_deal
from quadrants.dealing.chart import BOTTOM, CROSS, HEIGHT, LEFT, MARK, POINT, RIGHT, TOP, WIDTH, Ground, chart_of
from quadrants.dealing.computing import Guesses, Refused, compute, results
from quadrants.dealing.page import HOLDS, WAVERS, Table, findings, held, worth_of
from quadrants.dealing.reading import key_of
from quadrants.services.demo import example_deal

NUMBERS = st.none() | st.integers(-1000, 1000).map(float) | st.floats(-1e12, 1e12)
NAMES = st.sampled_from(["", "a", "b", "A ", "c"])
IDS = st.integers(1, 40).map(lambda number: UUID(int=number))
WHOLE = st.integers(-9, 9).map(float)


@st.composite
def half_done(draw) -> Deal:
    """Anything that the save service would keep."""
    ids = iter(draw(st.lists(IDS, min_size=24, max_size=24, unique=True)))
    issues = tuple(
        Issue(
            id=next(ids),
            name=draw(NAMES),
            by_range=draw(st.booleans()),
            **{
                name: draw(NUMBERS)
                for name in ("weight_us", "weight_them", "low", "high", "step", "low_us", "high_them")
            },
        )
        for _issue in range(draw(st.integers(0, 4)))
    )
    options = tuple(
        Option(
            id=next(ids),
            issue=draw(st.sampled_from([issue.id for issue in issues])),
            name=draw(NAMES),
            value_to_us=draw(NUMBERS),
            value_to_them=draw(NUMBERS),
        )
        for _option in range(draw(st.integers(0, 10)) if issues else 0)
    )
    keys = [f"{one.issue}:{one.id}" for one in options] + [f"{UUID(int=99)}:{UUID(int=98)}", f"{UUID(int=99)}:3.5"]
    chosen = st.lists(st.sampled_from(keys), max_size=5).map(lambda some: Choices(tuple(some)))
    return Deal(
        terms=Terms(weighted=draw(st.booleans()), reservation_us=draw(NUMBERS)),
        issues=issues,
        options=options,
        combinations=tuple(Combination(id=next(ids), choices=draw(chosen)) for _one in range(draw(st.integers(0, 3)))),
        packages=tuple(Package(id=next(ids), choices=draw(chosen)) for _one in range(draw(st.integers(0, 2)))),
    )


@st.composite
def sound(draw) -> Deal:
    """A deal of two to three issues without anything wrong, but that combinations may leave nothing."""
    issues, options = [], []
    for place in range(draw(st.integers(2, 3))):
        issues.append(Issue(id=UUID(int=place + 1), name=f"issue {place}", position=place))
        for number in range(draw(st.integers(2, 4))):
            values = {"value_to_us": draw(WHOLE) + number * 20, "value_to_them": draw(WHOLE) - number * 20}
            options.append(
                Option(id=UUID(int=100 * (place + 1) + number), issue=issues[-1].id, name=str(number), **values)
            )
    keys = [f"{one.issue}:{one.id}" for one in options]
    excluded = st.lists(st.sampled_from(keys), min_size=2, max_size=4, unique=True)
    return Deal(
        terms=Terms(reservation_us=draw(st.none() | WHOLE)),
        issues=tuple(issues),
        options=tuple(options),
        combinations=tuple(
            Combination(id=UUID(int=9000 + at), choices=Choices(tuple(draw(excluded))))
            for at in range(draw(st.integers(0, 3)))
        ),
    )


@given(half_done())
def test_whatever_is_kept_can_be_shown(deal):
    """Each fault stands at a part that is there, and nothing ever breaks."""
    read = read_deal(deal)
    parts = {"", "deal", *(f"issue:{one.id}" for one in deal.issues), *(f"option:{one.id}" for one in deal.options)}
    parts |= {f"combination:{one.id}" for one in deal.combinations}
    assert all(fault.target in parts for fault in read.faults)
    table = Table(read, read.faults, {})
    assert len(table.issues) == len(deal.issues) and len(table.combinations) == len(deal.combinations)
    assert bool(table.choices) == bool(deal.issues)
    if not read.faults:
        computed = compute(read.model, None)
        assert computed.flaws or findings(read, computed).shown


@given(sound())
def test_a_package_is_worth_on_the_page_what_it_is_in_the_model(deal):
    read = read_deal(deal)
    assert not read.faults
    computed = compute(read.model, None)
    if computed.flaws:
        return
    prepared = prepare(read.model)
    for worth in (*computed.frontier, computed.best_sum):
        assert worth_of(read, worth.package) == (worth, True)
        assert read.package(read.choices(worth.package)) == worth.package
        assert prepared.worth(worth.package) == worth
    found = findings(read, computed)
    letters = [one.letter for one in found.shown]
    assert len(set(letters)) == len(letters) == len({one.worth.package for one in found.shown})


@given(sound())
def test_a_deal_is_the_same_model_after_a_file(deal):
    model = read_deal(deal).model
    again = read_deal(deal_from(model))
    assert again.model == model and not again.faults


def test_a_combination_rests_while_an_issue_of_it_has_nothing_left():
    one, other = Issue(id=UUID(int=1), name="price"), Issue(id=UUID(int=2), name="time")
    options = [Option(id=UUID(int=10 + at), issue=issue.id, name=str(at), value_to_us=at, value_to_them=-at)
               for at, issue in enumerate((one, one, other, other))]  # fmt: skip
    keys = Choices((key_of(one, options[0]), key_of(one, options[1]), key_of(other, options[2])))
    deal = Deal(issues=(one, other), options=tuple(options), combinations=(Combination(id=UUID(int=3), choices=keys),))
    assert read_deal(deal).combined(deal.combinations[0]) == [("price", ["0", "1"]), ("time", ["2"])]
    fewer = replace(deal, options=(options[1], options[2], options[3]))
    assert read_deal(fewer).combined(deal.combinations[0]) == [("price", ["1"]), ("time", ["2"])]
    assert not read_deal(replace(deal, options=(options[0], options[1], options[3]))).excluded


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=20))
def test_letters_do_not_lie_over_each_other_and_stay_within(points):
    ground = Ground(-5.0, 105.0, -5.0, 105.0, (), "", True, ((WIDTH, TOP),), None, (), ())
    lettered = [
        (chr(65 + at), Worth(package=(), us=us, them=them, acceptable=True)) for at, (us, them) in enumerate(points)
    ]
    marks = chart_of(ground, lettered).marks
    for at, mark in enumerate(marks):
        assert LEFT <= mark.x <= WIDTH - RIGHT and TOP <= mark.y <= HEIGHT
        assert all(hypot(mark.x - other.x, mark.y - other.y) >= 2 * MARK for other in marks[:at])
        # No letter lies over the point of another package, nor over its own where it had to give way.
        for other in marks:
            if mark.moved or (mark.point_x, mark.point_y) != (other.point_x, other.point_y):
                assert hypot(mark.x - other.point_x, mark.y - other.point_y) >= MARK + POINT


def test_a_letter_gives_way_to_the_inside_of_the_frontier_and_to_the_cross():
    edge = ((400.0, 300.0), (300.0, 200.0), (100.0, 100.0))
    ground = Ground(0.0, 1.0, 0.0, 1.0, (), "", True, edge, None, (), ())
    values = [((x - LEFT) / (WIDTH - LEFT - RIGHT), (HEIGHT - BOTTOM - y) / (HEIGHT - TOP - BOTTOM)) for x, y in edge]
    worths = [Worth(package=(), us=us, them=them, acceptable=True) for us, them in values]
    close = [replace(worths[1], us=worths[1].us + 0.001 * at, them=worths[1].them - 0.001 * at) for at in range(6)]
    chart = chart_of(ground, [(letter, worth) for letter, worth in zip("ABCDEF", close, strict=True)])
    assert all(mark.moved and ground.holds((mark.x, mark.y)) for mark in chart.marks)
    assert not ground.holds((310.0, 200.0)) and not ground.holds((401.0, 330.0)) and ground.holds((50.0, 101.0))
    (alone,) = chart_of(ground, [("A", worths[0])]).marks
    assert not alone.moved
    chart = chart_of(ground, [("A", worths[0])], worths[0])
    (mark,) = chart.marks
    assert mark.moved and hypot(mark.x - chart.status_quo[0], mark.y - chart.status_quo[1]) >= MARK + CROSS


def large(seed: int) -> Model:
    """Takes a second or two."""
    chance = random.Random(seed)
    return Model(
        issues=tuple(
            DealIssue(
                name=f"issue {at}",
                options=tuple(
                    DealOption(name=str(place), us=chance.uniform(0, 90), them=chance.uniform(0, 90))
                    for place in range(30)
                ),
            )
            for at in range(12)
        )
    )


@pytest.fixture
def shared(settings, tmp_path, monkeypatch):
    """A cache that all processes see, and processes that see it."""
    monkeypatch.setenv("CACHE_URL", f"filecache://{tmp_path}")
    sheets = {"LOCATION": f"{tmp_path}/sheets", "KEY_PREFIX": "sheets"}
    files = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = settings.CACHES | {"sheets": {"BACKEND": files, **sheets}}
    presses = [Press(seconds=20, megabytes=1500, waiting=8) for _kind in range(2)]
    for name, press in zip(("SOON_PRESS", "PATIENT_PRESS"), presses, strict=True):
        monkeypatch.setattr(computing, name, press)
    yield
    for press in presses:
        os.kill(press.pid, signal.SIGKILL) if press.pid else None


def test_whoever_waits_is_not_kept_by_what_they_have_given_up(shared):
    read = replace(read_deal(example_deal("en")), model=large(3))
    began = time.monotonic()
    assert results(replace(read, model=large(4)), patient="Ann").packages == 30**12
    took = time.monotonic() - began
    assert took > 2 * computing.TICK
    given_up = threading.Timer(computing.TICK, computing.give_up, ["Ann"])
    began = time.monotonic()
    given_up.start()
    with pytest.raises(Refused):
        results(read, patient="Ann")
    assert time.monotonic() - began < took


def test_nobody_else_and_no_page_that_is_shown_anew_ends_it(shared):
    read = replace(read_deal(example_deal("en")), model=large(5))

    def others() -> None:
        computing.give_up("Ben")
        results(read_deal(example_deal("zh-hans")))
        with suppress(Refused):
            results(replace(read, model=large(6)))

    meanwhile = threading.Timer(computing.TICK, others)
    meanwhile.start()
    assert results(read, patient="Ann").packages == 30**12
    meanwhile.join()


def test_what_is_ruled_out_is_not_in_the_picture():
    deal = example_deal("en")
    read = read_deal(deal)
    (impossible,) = deal.combinations
    keys = {key.partition(":")[0]: key for key in read.choices(compute(read.model, None).best_product.package)}
    barred = tuple((keys | {key.partition(":")[0]: key for key in impossible.choices}).values())
    kept = replace(deal, packages=(Package(id=UUID(int=7), choices=Choices(barred)),))
    found = findings(read_deal(kept), compute(read.model, None))
    assert not found.shown[-1].possible
    assert found.shown[-1].letter not in [mark.letter for mark in found.chart.marks]


def test_how_a_package_holds_is_said_by_the_stated_thresholds():
    read = read_deal(example_deal("en"))
    found = findings(read, compute(read.model, None))
    package = found.packages[0]

    def shown(acceptable: int, efficient: int) -> tuple[str, str, str]:
        standing = Standing(
            package=package, efficient=efficient, acceptable=acceptable, best=0, low=0, middle=0, high=0
        )
        told = Sensitivity(draws=1000, spread=0.3, agreement=1000, standings=(standing,), often_best=())
        (one,) = held(found, Guesses(done=1000, wanted=1000, found=told))
        return one.verdict, one.acceptable, one.efficient

    assert (HOLDS, WAVERS) == (90, 60)
    assert shown(900, 600) == ("Stays good", "90%", "60%")
    # What falls short is not rounded up to what it misses.
    assert shown(900, 599) == ("Stays acceptable; others may serve both better", "90%", "59%")
    assert shown(899, 1000) == ("Depends on our guess: ask before you offer it", "89%", "100%")
    assert shown(599, 999) == ("Good only if our guess is right", "59%", "99%")


def test_keys_have_one_form():
    assert bargain.is_choice(f"{UUID(int=1)}:{UUID(int=2)}") and bargain.is_choice(f"{UUID(int=1)}:-38.5")
    for bad in ("", 3, None, str(UUID(int=1)), f"{UUID(int=1)}:", f"{UUID(int=1)}:1e9", f"{UUID(int=1)}:1\n"):
        assert not bargain.is_choice(bad)
