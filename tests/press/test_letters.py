"""What fonts cannot show is a box each, and what a box stands for has a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.letters import NO_GLYPH, code_points, lost, on_one_line, printable
from tests.quadrants.sheet.hostile import mixed_texts

FAMILY, FLAG, THUMB = "👨\u200d👩\u200d👧", "🇨🇳", "👍🏽"


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("", []),
        ("Plain 字 ☐ □", []),
        (f"a {FAMILY}b", ["👨👩👧"]),
        (f"{FLAG}{THUMB}", ["🇨🇳", "👍🏽"]),
        ("❤\ufe0f, 1\ufe0f\u20e3", ["❤", "\u20e3"]),
        ("t\u0336\u0321\u0331\u0353\u0317", ["\u0353\u0317"]),
        ("\u200b\u200d", ["\u200b\u200d"]),
        ("👍\n👍", ["👍", "👍"]),
    ],
)
def test_each_box_stands_for_what_can_be_seen_of_a_sign(text, signs):
    assert lost(text) == signs
    assert printable(text).count(NO_GLYPH) == len(signs)


@given(mixed_texts | st.text(max_size=80))
def test_there_are_as_many_boxes_as_signs_that_are_lost(text):
    assert printable(text).count(NO_GLYPH) == len(lost(text)) == len(lost(on_one_line(text)))
    assert all(signs and set(signs) <= set(on_one_line(text)) for signs in lost(text))


@pytest.mark.parametrize(
    ("signs", "names"),
    [
        ([], ""),
        (["👨👩", "👩", "\u20e3"], "U+1F468 U+1F469 U+20E3"),
        (["ابتثج"], "U+0627 U+0628 U+062A U+062B U+062C"),
        (["ابتثج", "ح", "خ"], "U+0627 U+0628 U+062A U+062B U+062C …"),
    ],
)
def test_signs_are_named_once_by_code_point_and_only_the_first_few(signs, names):
    assert code_points(signs) == names
