"""What is computed is what comes out when every package is tried."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quadrants.deal import BadModel, Code, frontier, outlook, prepare, spread
from tests.quadrants.deal.models import (
    acceptable,
    combinations_of,
    dominates,
    efficient,
    listed,
    lowest,
    models,
    random_model,
)

MODELS = 200


def attempt(model):
    """The prepared model; None where nothing differs, or nothing is possible, in which case there is indeed nothing."""
    try:
        return prepare(model)
    except BadModel as problem:
        codes = {flaw.code for flaw in problem.flaws}
        if codes == {Code.CONTRADICTION}:
            assert not listed(model)
        else:
            assert codes == {Code.ALL_EQUAL}
        return None


def points(frontier):
    return [
        (Decimal(int(us)) / 1000, Decimal(int(them)) / 1000)
        for us, them in zip(frontier.us, frontier.them, strict=True)
    ]


def assert_as_tried(model):
    """Frontier, ways, product, sums and count are those of the brute force. Whether there was anything to compute."""
    prepared = attempt(model)
    if prepared is None:
        return False
    seen, packages = outlook(prepared), listed(model)
    values = {package: (us, them) for package, us, them in packages}
    found = points(seen.frontier)
    assert set(found) == efficient(packages)
    assert found == sorted(found, reverse=True)
    ways = Counter(values.values())
    assert [int(number) for number in seen.frontier.ways] == [ways[point] for point in found]
    assert [values[seen.frontier.package(row)] for row in range(len(found))] == found

    both = acceptable(model, packages)
    assert (seen.agreement.packages, seen.agreement.total, seen.agreement.exact) == (len(both), len(packages), True)
    assert set(found[seen.agreement.points]) == efficient(packages) & {(us, them) for _package, us, them in both}
    assert Decimal(str(seen.best_sum.us + seen.best_sum.them)).quantize(Decimal("0.001")) == max(
        us + them for us, them in values.values()
    )
    assert bool(both) == bool(seen.agreement) == (seen.best_product is not None) == (seen.best_sum_for_both is not None)
    if both:
        worst = lowest(model, "us"), lowest(model, "them")
        us, them = values[seen.best_product.package]
        assert (us - worst[0]) * (them - worst[1]) == max((us - worst[0]) * (them - worst[1]) for _p, us, them in both)
        assert seen.product == pytest.approx(float((us - worst[0]) * (them - worst[1])))
        assert sum(values[seen.best_sum_for_both.package]) == max(us + them for _p, us, them in both)
        assert seen.best_product.acceptable and seen.best_sum_for_both.acceptable
    return True


def test_200_random_models_come_out_as_when_every_package_is_tried():
    computed = sum(assert_as_tried(random_model(seed)) for seed in range(MODELS))
    assert computed > MODELS * 0.9


def test_the_random_models_hold_what_they_are_to_try():
    made = [random_model(seed) for seed in range(MODELS)]
    assert sum(bool(model.impossible) for model in made) > 50
    assert sum(len(listed(model)) > len({(us, them) for _p, us, them in listed(model)}) for model in made) > 50
    assert max(len(listed(model)) for model in made) > 200


@given(model=models())
@settings(max_examples=200, deadline=None)
def test_any_model_comes_out_as_when_every_package_is_tried(model):
    assert_as_tried(model)


@given(model=models())
@settings(deadline=None)
def test_no_point_of_the_frontier_is_dominated_and_every_other_package_is_or_equals_one(model):
    prepared = attempt(model)
    if prepared is None:
        return
    found = points(outlook(prepared).frontier)
    packages = [(us, them) for _package, us, them in listed(model)]
    assert not [point for point in found if any(dominates(other, point) for other in packages)]
    assert all(point in found or any(dominates(other, point) for other in found) for point in packages)


@given(data=st.data(), model=models())
@settings(deadline=None)
def test_one_more_impossible_combination_never_adds_packages(data, model):
    prepared = attempt(model)
    if prepared is None or len(model.issues) < 2:
        return
    fewer = replace(model, impossible=(*model.impossible, data.draw(combinations_of(model.issues))))
    after = attempt(fewer)
    if after is None:
        return
    seen, left = outlook(prepared), outlook(after)
    assert left.agreement.total <= seen.agreement.total
    assert left.agreement.packages <= seen.agreement.packages
    assert left.best_sum.us + left.best_sum.them <= seen.best_sum.us + seen.best_sum.them
    assert all(prepared.rules.allows(left.frontier.package(row)) for row in range(len(left.frontier)))


@given(model=models())
@settings(deadline=None)
def test_counting_on_a_lattice_gives_what_listing_gives(model):
    prepared = attempt(model)
    if prepared is None:
        return
    one_by_one = Counter()
    for block in spread._listed(prepared):
        one_by_one.update(zip(block.us.tolist(), block.them.tolist(), strict=True))
    block = spread._counted(prepared)
    places = zip(block.us.tolist(), block.them.tolist(), strict=True)
    assert dict(zip(places, block.ways.tolist(), strict=True)) == one_by_one
    assert one_by_one == Counter((int(us * 1000), int(them * 1000)) for _package, us, them in listed(model))


def test_states_that_are_worked_out_one_after_the_other_give_the_same(monkeypatch):
    """As it is where memory has no room for all rows of a step at once."""
    monkeypatch.setattr(frontier, "MOST_ROWS", 8)
    computed = refused = 0
    for seed in range(1, MODELS, 2):
        try:
            computed += assert_as_tried(random_model(seed))
        except BadModel as problem:
            refused += problem.flaws[0].code == Code.TOO_FINE
    assert computed > 50 and refused > 5


@given(
    rows=st.lists(st.tuples(st.integers(0, 2), st.integers(-5, 5), st.integers(-5, 5)), min_size=1, max_size=40),
    far=st.sampled_from([1, 2**40]),
)
def test_undominated_rows_are_those_that_no_row_of_their_state_dominates(rows, far):
    """However far apart sums are: beyond 2⁶³ places they are sorted in another way."""
    states, us, them = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    kept, ways = frontier.undominated(states, us * far, them * far, np.ones_like(us))
    found = [rows[row] for row in kept]
    assert found == sorted(
        {row for row in rows if not any(row[0] == one[0] and dominates(one[1:], row[1:]) for one in rows)},
        key=lambda row: (row[0], -row[1]),
    )
    assert ways.tolist() == [rows.count(row) for row in found]
