"""Steps from one option to another: those by which nobody loses, and what it costs us to give way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from quadrants.deal import (
    BadModel,
    Model,
    concessions,
    gains,
    prepare,
)
from tests.quadrants.deal.models import PLACE, SALE, issue, listed, models, never


def test_each_step_says_what_it_costs_and_brings():
    steps = [(one.issue, one.begin, one.end, one.costs, one.brings) for one in concessions(prepare(SALE))]
    assert steps == [
        (1, 2, 1, 4, 16),
        (1, 1, 0, 4, 4),
        (2, 0, 1, 5, 5),
        (0, 0, 1, 10, 5),
        (0, 1, 2, 10, 5),
        (0, 2, 3, 10, 5),
    ]
    assert [one.worthwhile for one in concessions(prepare(SALE))] == [True, False, False, False, False, False]


def test_steps_from_a_package_say_whether_it_stays_possible():
    model = replace(SALE, impossible=(never(("price", "b"), ("place", "a")),))
    steps = concessions(prepare(model), (0, 2, 0))
    assert [(one.issue, one.begin, one.end, one.possible) for one in steps] == [
        (1, 2, 1, True),
        (2, 0, 1, True),
        (0, 0, 1, False),
    ]


def test_what_brings_them_nothing_is_no_concession():
    model = Model(issues=(issue("price", (9, 5), (8, 1), (7, 5), (6, 8), (9, 9)),))
    assert concessions(prepare(model)) == []
    model = Model(issues=(issue("price", (9, 5), (8, 1), (7, 5), (6, 8), (8, 6)),))
    assert [(one.begin, one.end, one.costs, one.brings) for one in concessions(prepare(model))] == [
        (0, 4, 1, 1),
        (4, 3, 2, 2),
    ]


# --- What nobody has to pay for -------------------------------------------------------------------------------


def won(model):
    return [(one.issue, one.begin, one.end, one.us, one.them) for one in gains(prepare(model))]


def test_steps_by_which_nobody_loses():
    scrap = issue("scrap", (2, 0), (6, 12), (6, 12))
    assert won(replace(SALE, issues=(*SALE.issues, scrap))) == [(3, 0, 1, 4, 12)]
    assert won(SALE) == []
    free = issue("free", (3, 0), (3, 7), (0, 7))
    # Where both gain comes first; of several better ones that is meant which brings most in all.
    assert won(replace(SALE, issues=(free, scrap, PLACE))) == [
        (1, 0, 1, 4, 12),
        (0, 0, 1, 0, 7),
        (0, 2, 1, 3, 0),
    ]


def test_no_step_leads_to_what_is_never_possible():
    bars = tuple(never(("scrap", "b"), ("place", place)) for place in "ab")
    assert won(Model(issues=(issue("scrap", (2, 0), (6, 12), (4, 1)), PLACE), impossible=bars)) == [(0, 0, 2, 2, 1)]


def test_what_is_never_possible_hides_no_step():
    bars = tuple(never(("scrap", "b"), ("place", place)) for place in "ab")
    model = Model(issues=(issue("scrap", (10, 0), (12, 5), (5, 8)), PLACE), impossible=bars)
    assert won(model) == []
    steps = [(one.begin, one.end, one.costs, one.brings) for one in concessions(prepare(model)) if not one.issue]
    assert steps == [(0, 2, 5, 8)]


@given(models())
@settings(deadline=None)
def test_nobody_loses_by_a_gain_and_none_is_left_out(model):
    try:
        prepared = prepare(model)
    except BadModel:
        return
    packages = {package: (us, them) for package, us, them in listed(model)}
    steps = {(one.issue, one.begin): one for one in gains(prepared)}
    for package, (us, them) in packages.items():
        for at, begin in enumerate(package):
            step = steps.get((at, begin))
            others = [package[:at] + (end,) + package[at + 1 :] for end in range(len(model.issues[at].choices))]
            worths = [packages[one] for one in others if one in packages]
            if any(one != (us, them) and one[0] >= us and one[1] >= them for one in worths):
                assert step
            if step and others[step.end] in packages:
                after = packages[others[step.end]]
                assert (float(after[0] - us), float(after[1] - them)) == pytest.approx((step.us, step.them))
                assert min(step.us, step.them) >= 0 and step.us + step.them > 0
    assert not {(one.issue, one.begin) for one in concessions(prepared)} & set(steps)
