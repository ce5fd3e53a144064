"""Two texts told word by word."""

from __future__ import annotations

import pytest

from quadrants.words import MOST, differences

FIFTY = [("same", "nine "), ("gone", "hundred"), ("new", "fifty"), ("same", " a month")]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", "new", [("new", "new")]),
        ("old", "", [("gone", "old")]),
        ("same", "same", [("same", "same")]),
        ("nine hundred a month", "nine fifty a month", FIFTY),
        ("涨幅不超过4%", "涨幅不超过5%", [("same", "涨幅不超过"), ("gone", "4%"), ("new", "5%")]),
    ],
)
def test_differences_are_told_word_by_word(before, after, told):
    assert differences(before, after) == told


def test_very_long_texts_are_told_as_wholly_different():
    before, after = "旧" * 2000, "旧" * 1999 + "新"
    assert len(before) * len(after) > MOST
    assert differences(before, after) == [("gone", before), ("new", after)]
    assert differences(before, before) == [("same", before)]
