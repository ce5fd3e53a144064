"""What is wrong with a model is said with its place, all of it at once."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from quadrants.deal import (
    BadModel,
    Code,
    Flaw,
    Issue,
    Model,
    Option,
    Range,
    Weights,
    outlook,
    prepare,
    remarks,
)
from quadrants.deal.flaws import SENTENCES
from tests.quadrants.deal.models import issue, never

PRICE = issue("price", (10, 0), (5, 4), (0, 9))
TIME = issue("time", (0, 8), (3, 5))
GOOD = Model(issues=(PRICE, TIME))
METRES = Range(low=0, high=10, step=Decimal("2.5"), us=(0, 40), them=(30, 0))


def flaws(model):
    with pytest.raises(BadModel) as caught:
        prepare(model)
    return [(flaw.place, flaw.code) for flaw in caught.value.flaws]


def only(*issues, **more):
    return Model(issues=issues, **more)


@pytest.mark.parametrize("bad", [float("nan"), Decimal("NaN"), Decimal("sNaN"), "5", None, True])
def test_what_is_no_number_is_named(bad):
    assert flaws(only(issue("price", (1, 2), (bad, 0)), TIME)) == [("issues.0.options.1.us", Code.NOT_A_NUMBER)]
    if bad is not None:
        assert flaws(replace(GOOD, reservation_them=bad)) == [("reservation_them", Code.NOT_A_NUMBER)]


@pytest.mark.parametrize("bad", [1e308, -1e308, float("inf"), Decimal("1e999999"), 1000.001, 10**400])
def test_points_that_are_too_many_are_named(bad):
    assert flaws(only(issue("price", (1, bad), (2, 0)))) == [("issues.0.options.0.them", Code.OUT_OF_RANGE)]


@pytest.mark.parametrize(("score", "right"), [(-1, False), (0, True), (10, True), (10.5, False), (11, False)])
def test_scores_go_from_0_to_10(score, right):
    weights = Weights(us=100, them=100)
    model = only(issue("price", (score, 4), (2, 5), weights=weights))
    if right:
        assert prepare(model)
    else:
        assert flaws(model) == [("issues.0.options.0.us", Code.OUT_OF_RANGE)]


def test_weights_must_add_up_to_100_for_each_side():
    def weighted(us, them):
        return only(replace(PRICE, weights=Weights(us=60, them=50)), replace(TIME, weights=Weights(us=us, them=them)))

    assert prepare(weighted(40, 50))
    with pytest.raises(BadModel) as caught:
        prepare(weighted(Decimal("39.9"), 51))
    assert caught.value.flaws == (
        Flaw("issues", Code.WEIGHT_SUM, {"sum": "99.9", "side": "us"}),
        Flaw("issues", Code.WEIGHT_SUM, {"sum": "101", "side": "them"}),
    )
    assert flaws(weighted(140, 50))[0] == ("issues.1.weights.us", Code.OUT_OF_RANGE)
    assert flaws(only(replace(PRICE, weights=Weights(us=60, them=50)), TIME)) == [
        ("issues.1.weights", Code.WEIGHTS_MISSING)
    ]


def test_tenths_of_weights_add_up_as_they_are_written():
    weights = [Weights(us=tenth, them=tenth) for tenth in (0.1, 0.2, 99.7)]
    assert prepare(only(*(replace(PRICE, name=str(n), weights=one) for n, one in enumerate(weights))))


def test_weights_make_points_of_scores():
    weighted = issue("price", (7, 10), (0.5, 2), weights=Weights(us=100, them=100))
    assert weighted.units == ((70_000, 100_000), (5_000, 20_000))
    assert replace(weighted, weights=Weights(us=Decimal("12.5"), them=30)).units == ((8750, 30_000), (625, 6000))


def test_names_must_be_there_and_differ():
    assert flaws(only(PRICE, TIME, replace(PRICE, name=" PRICE"))) == [("issues.2.name", Code.SAME_NAME)]
    options = (*PRICE.options, Option(name="B", us=1, them=1), Option(name=" ", us=1, them=1))
    assert flaws(only(replace(PRICE, options=options))) == [
        ("issues.0.options.3.name", Code.SAME_NAME),
        ("issues.0.options.4.name", Code.NO_NAME),
    ]


def test_how_many_issues_and_options_there_can_be():
    assert flaws(only()) == [("issues", Code.NO_ISSUES)]
    twelve = [replace(TIME, name=str(number)) for number in range(12)]
    assert prepare(only(*twelve))
    assert flaws(only(*twelve, PRICE)) == [("issues", Code.TOO_MANY_ISSUES)]
    assert flaws(only(PRICE, issue("place", (1, 2)))) == [("issues.1.options", Code.TOO_FEW_OPTIONS)]
    assert flaws(only(PRICE, issue("place"))) == [("issues.1.options", Code.TOO_FEW_OPTIONS)]
    many = tuple(Option(name=str(number), us=number, them=0) for number in range(201))
    assert flaws(only(PRICE, Issue(name="place", options=many))) == [("issues.1.options", Code.TOO_MANY_OPTIONS)]
    wide = Issue(name="wide", options=many[:200])
    assert flaws(only(PRICE, *(replace(wide, name=str(number)) for number in range(9)))) == [
        ("issues", Code.TOO_MANY_PACKAGES)
    ]


def test_a_side_to_which_every_package_is_the_same_is_named():
    with pytest.raises(BadModel) as caught:
        prepare(only(issue("price", (5, 1), (5, 2)), issue("time", (3, 1), (3, 9))))
    assert caught.value.flaws == (Flaw("issues", Code.ALL_EQUAL, {"side": "us"}),)


def test_all_flaws_are_named_at_once_in_the_order_of_the_model():
    model = only(issue("price", (float("nan"), 1e308)), issue("", ("x", 0), (1, 1)), reservation_us=1e308)
    assert flaws(model) == [
        ("issues.1.name", Code.NO_NAME),
        ("issues.0.options", Code.TOO_FEW_OPTIONS),
        ("issues.0.options.0.us", Code.NOT_A_NUMBER),
        ("issues.0.options.0.them", Code.OUT_OF_RANGE),
        ("issues.1.options.0.us", Code.NOT_A_NUMBER),
        ("reservation_us", Code.OUT_OF_RANGE),
    ]


# --- Ranges ---------------------------------------------------------------------------------------------------


def test_a_range_gives_values_along_a_straight_line():
    metres = Issue(name="metres", range=METRES)
    assert [option.name for option in metres.choices] == ["0", "2.5", "5", "7.5", "10"]
    assert metres.units == ((0, 30_000), (10_000, 22_500), (20_000, 15_000), (30_000, 7_500), (40_000, 0))
    tenths = Issue(name="tenths", range=Range(low=0.1, high=0.3, step=0.1, us=(0, 1), them=(1, 0)))
    assert [option.name for option in tenths.choices] == ["0.1", "0.2", "0.3"]


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"step": 3}, "step", Code.STEPS_MISS_THE_END),
        ({"step": 0}, "step", Code.STEPS_MISS_THE_END),
        ({"step": -1}, "step", Code.STEPS_MISS_THE_END),
        ({"high": -10}, "step", Code.STEPS_MISS_THE_END),
        ({"high": 0}, "high", Code.TOO_FEW_OPTIONS),
        ({"step": Decimal("0.01")}, "step", Code.TOO_MANY_OPTIONS),
        ({"low": float("nan")}, "low", Code.NOT_A_NUMBER),
        ({"high": 1e308}, "high", Code.OUT_OF_RANGE),
        ({"step": 5e-324}, "step", Code.STEPS_MISS_THE_END),
        ({"low": Decimal("1e-999999"), "high": 0}, "high", Code.TOO_FEW_OPTIONS),
        ({"us": (0, 1e308)}, "us.1", Code.OUT_OF_RANGE),
        ({"them": ("", 0)}, "them.0", Code.NOT_A_NUMBER),
    ],
)
def test_a_range_that_is_none_is_named(change, place, code):
    model = only(Issue(name="metres", range=replace(METRES, **change)), TIME)
    assert flaws(model) == [(f"issues.0.range.{place}", code)]


def test_an_issue_has_options_or_a_range():
    assert flaws(only(replace(PRICE, range=METRES), TIME)) == [("issues.0.range", Code.TWO_WAYS)]


# --- Impossible combinations ----------------------------------------------------------------------------------


def test_combinations_must_name_what_is_there():
    model = replace(
        GOOD,
        impossible=(
            never(("price", "a"), ("place", "a")),
            never(("price", "ax"), ("time", "b")),
            never(("price", "a")),
            never(("price", "a"), ("price", "b")),
            never(("price", "a"), ("time", "")),
        ),
    )
    assert flaws(model) == [
        ("impossible.0.parts.1", Code.UNKNOWN_ISSUE),
        ("impossible.1.parts.0", Code.UNKNOWN_OPTION),
        ("impossible.2.parts", Code.TOO_FEW_PARTS),
        ("impossible.3.parts", Code.TOO_FEW_PARTS),
        ("impossible.4.parts", Code.TOO_FEW_PARTS),
    ]


def test_combinations_that_leave_nothing_are_explained_by_as_few_as_exclude_everything():
    both = [
        never(("price", "abc"), ("time", "a")),
        never(("price", "ab"), ("time", "b")),
        never(("price", "c"), ("time", "b")),
    ]
    harmless = never(("price", "a"), ("place", "b"))
    model = only(PRICE, TIME, replace(TIME, name="place"), impossible=(harmless, both[0], harmless, both[1], both[2]))
    with pytest.raises(BadModel) as caught:
        prepare(model)
    assert caught.value.flaws == (Flaw("impossible", Code.CONTRADICTION, {"combinations": (1, 3, 4)}),)
    assert outlook(prepare(replace(model, impossible=model.impossible[:4]))).agreement.packages == 2


def test_combinations_that_link_everything_with_everything_are_refused():
    """Of 100 combinations of all issues others have begun after almost every beginning."""
    chance = random.Random(5)
    issues = [issue(f"issue {number}", *((place, -place) for place in range(10))) for number in range(12)]
    tangle = tuple(
        never(*((one.name, chance.sample("abcdefghij", 5)) for one in issues)) for _combination in range(100)
    )
    assert flaws(only(*issues, impossible=tangle)) == [("impossible", Code.TOO_TANGLED)]
    assert prepare(only(*issues, impossible=tangle[:5])).rules.total < 10**12


# --- Worth saying ---------------------------------------------------------------------------------------------


def test_what_is_only_worth_saying():
    assert not remarks(prepare(GOOD))
    assert remarks(prepare(only(PRICE))) == [Flaw("issues", Code.ONE_ISSUE)]
    assert remarks(prepare(only(PRICE, issue("colour", (3, 3), (3, 3))))) == [Flaw("issues.1", Code.NOBODY_CARES)]
    barred = replace(GOOD, impossible=(never(("price", "b"), ("time", "ab")),))
    assert remarks(prepare(barred)) == [Flaw("issues.0.options.1", Code.NEVER_POSSIBLE)]


def test_every_code_has_its_sentence():
    assert set(SENTENCES) == set(Code)
    flaw = Flaw("issues", Code.WEIGHT_SUM, {"sum": "99.9", "side": "us"})
    assert str(flaw) == "issues: The weights add up to 99.9, not to 100."
