"""Swaps: both gain by each, what stands in it is needed, and no line can spoil it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from quadrants.trades.swaps import EACH, MOST, in_words, is_between, swap_of, swaps
from quadrants.trades.values import VALUED, valued
from tests.quadrants.sheet.making import demo, document
from tests.quadrants.trades.lines import line, worksheet, worksheets

# What stands on a worksheet, and what is suggested: the lines we give, those they give, and both gains.
TABLE = [
    ([], []),
    ([(2, 9, "we_give")], []),
    ([(9, 2, "they_give")], []),
    ([(2, 9, "we_give"), (9, 4, "they_give")], [((1,), (2,), 7, 5)]),
    # Nothing is swapped that costs more than it brings, that is good for both, or of which nobody said who gives.
    ([(9, 2, "we_give"), (9, 4, "they_give")], []),
    ([(2, 9, "both"), (9, 4, "they_give")], []),
    ([(2, 9, ""), (9, 4, "they_give")], []),
    ([(5, 5, "we_give"), (9, 4, "they_give")], []),
    # One alone is not enough for them, two are.
    ([(1, 3, "we_give"), (1, 3, "we_give"), (9, 4, "they_give")], [((1, 2), (3,), 7, 2)]),
    # And the other way round.
    ([(4, 9, "we_give"), (3, 1, "they_give"), (3, 1, "they_give")], [((1,), (2, 3), 2, 7)]),
    # A third line that only makes the larger gain larger is left out.
    ([(1, 9, "we_give"), (1, 9, "we_give"), (9, 1, "they_give")], [((1,), (3,), 8, 8), ((2,), (3,), 8, 8)]),
    # The smaller gain decides which comes first.
    (
        [(0, 10, "we_give"), (10, 9, "they_give"), (6, 2, "they_give")],
        [((1,), (3,), 6, 8), ((1,), (2,), 10, 1)],
    ),
    ([(0, 10, "we_give"), (10, 0, "they_give"), (None, 3, "we_give")], [((1,), (2,), 10, 10)]),
]


def said(swap):
    given, taken = (tuple(entry.id.int for entry in side) for side in (swap.given, swap.taken))
    return given, taken, swap.for_us, swap.for_them


@pytest.mark.parametrize(("lines", "expected"), TABLE)
def test_what_is_suggested(lines, expected):
    assert [said(swap) for swap in swaps(worksheet(*lines))] == expected


PLACES = [
    ("needs", "rational", False),
    ("needs", "emotional", False),
    ("needs", "shared", False),
    ("needs", "conflicting", False),
    ("needs", "unequal", True),
    ("brainstorm", "terms", True),
    ("brainstorm", "links", True),
    ("best_option", "giveaways", True),
]


def test_every_question_with_values_is_decided():
    assert [(prompt.item, prompt.code, prompt.tradable) for prompt in VALUED] == PLACES


@pytest.mark.parametrize(("item", "prompt", "swapped"), PLACES)
def test_only_what_can_be_handed_over_is_swapped(item, prompt, swapped):
    give, ask = line(1, 2, 9, "we_give", item=item, prompt=prompt), line(2, 9, 4, "they_give")
    made = document(entries=[give, ask])
    assert len(swaps(made)) == swapped
    assert (swap_of(made, f"{give.id}={ask.id}") is not None) == swapped


@given(worksheets())
def test_both_gain_by_every_swap(made):
    found = swaps(made)
    assert len(found) <= MOST
    assert [swap.smaller for swap in found] == sorted((swap.smaller for swap in found), reverse=True)
    for swap in found:
        assert swap.for_us == sum(e.value_to_us for e in swap.taken) - sum(e.value_to_us for e in swap.given) > 0
        assert swap.for_them == sum(e.value_to_them for e in swap.given) - sum(e.value_to_them for e in swap.taken) > 0
        assert {entry.direction for entry in swap.given} == {"we_give"}
        assert {entry.direction for entry in swap.taken} == {"they_give"}
        assert {entry.prompt for entry in swap.lines} == {"unequal"}
        assert 2 <= len(swap.lines) <= 3
        assert said(swap_of(made, swap.key)) == said(swap)
    assert len({swap.key for swap in found}) == len(found)


@given(worksheets(most=8))
def test_no_place_is_left_empty_while_there_is_a_swap_of_one_line_for_one(made):
    ours, theirs = ([one for one in made.entries if one.direction == side] for side in ("we_give", "they_give"))
    simple = {(one.id.int, other.id.int) for one in ours for other in theirs if swap_of(made, f"{one.id}={other.id}")}
    found = [tuple(entry.id.int for entry in swap.lines) for swap in swaps(made)]
    assert len(found) == MOST or simple <= set(found)


def test_a_line_in_many_good_swaps_leaves_room_for_others():
    """The dearest thing they give could stand in all five; with it in two, another one has its place."""
    made = worksheet(*[(1, 9, "we_give")] * 5, (10, 1, "they_give"), (6, 4, "they_give"))
    taken = [swap.taken[0].id.int for swap in swaps(made)]
    assert len(taken) == MOST and 7 in taken and taken.count(6) >= EACH


def test_of_equal_swaps_that_comes_first_which_one_person_can_agree_to():
    made = demo("raise")
    numbers = {entry.id: number for number, entry in enumerate(valued(made), start=1)}
    found = swaps(made)
    assert [[numbers[entry.id] for entry in swap.lines] for swap in found] == [
        [8, 7],
        [9, 7],
        [13, 7],
        [8, 10],
        [12, 10],
    ]
    assert [is_between(swap, made) for swap in found] == [True, True, False, False, False]
    tom, dana = (party.id for party in made.parties[1:3])
    lines = [
        line(1, 1, 9, "we_give", party=dana),
        line(2, 1, 9, "we_give", party=tom),
        line(3, 9, 1, "they_give", party=tom),
    ]
    found = swaps(replace(made, entries=tuple(lines)))
    assert [(said(swap)[:2], is_between(swap, made)) for swap in found] == [(((2,), (3,)), False), (((1,), (3,)), True)]


@given(worksheets(most=12))
def test_each_line_of_a_swap_is_needed(made):
    for swap in swaps(made):
        for left in swap.lines if len(swap.lines) > 2 else ():
            rest = [entry for entry in made.entries if entry in swap.lines and entry is not left]
            assert all(other.smaller < swap.smaller for other in swaps(replace(made, entries=tuple(rest))))


@given(worksheets(most=20), worksheets(most=3))
def test_more_lines_never_take_the_best_away(made, more):
    added = tuple(replace(entry, id=type(entry.id)(int=entry.id.int + 1000)) for entry in more.entries)
    best = max((swap.smaller for swap in swaps(made)), default=0)
    assert max((swap.smaller for swap in swaps(replace(made, entries=made.entries + added))), default=0) >= best


def test_many_lines_are_weighed_soon_enough():
    lines = [line(number, number % 4, 6 + number % 5, "we_give") for number in range(200)]
    lines += [line(number, 6 + number % 5, number % 4, "they_give") for number in range(200, 400)]
    assert len(swaps(document(entries=lines))) == MOST


@pytest.mark.parametrize("name", ["raise", "supplier"])
def test_the_demo_has_a_swap_that_nobody_has_written_down(name):
    made = demo(name)
    options = [entry.text for entry in made.entries_of("brainstorm", "options")]
    found = swaps(made)
    assert found and not any(in_words(swap, made.worksheet.language) in options for swap in found)


def test_a_swap_in_words_is_in_the_language_of_the_worksheet():
    give, ask = line(1, 2, 9, "we_give", text="We pay in\n45 days. "), line(2, 9, 4, "they_give", text="one price。")
    (swap,) = swaps(document(entries=[give, ask]))
    assert in_words(swap, "en") == "We give: We pay in 45 days. They give: one price."
    assert in_words(swap, "zh-hans") == "我方给：We pay in 45 days。对方给：one price。"
    long = replace(give, text="x" * 5000)
    (swap,) = swaps(document(entries=[long, ask]))
    assert len(in_words(swap, "en")) < 300


def test_no_swap_is_found_by_a_key_that_makes_none():
    made = worksheet((2, 9, "we_give"), (9, 4, "they_give"), (9, 2, "we_give"), (9, 9, "they_give"))
    give, ask, dear, equal = (str(entry.id) for entry in made.entries)
    assert said(swap_of(made, f"{give}={ask}")) == ((1,), (2,), 7, 5)
    for key in ("", "=", give, f"{give}=", f"={ask}", f"{ask}={give}", f"{dear}={ask}", f"{give}={equal}", "x=y"):
        assert swap_of(made, key) is None
    assert said(swap_of(made, f"{give}+{give}={ask}")) == ((1,), (2,), 7, 5)
