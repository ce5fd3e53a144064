"""What has room on the page: the type stays readable, and what is shown and what is counted add up."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from quadrants.catalogue import CATALOGUE
from quadrants.document import WorksheetDocument
from quadrants.sheet.fitting import PAGES, READABLE, SIZES, SMALLEST, Fitted, fit
from tests.quadrants.sheet.making import (
    PROMPTS,
    assert_adds_up,
    document,
    entry,
    lines_of,
    many,
    meant_for,
    sheet_of,
    squeezed,
    text_of,
)

LARGEST = SIZES[0]
LONG_LINE = "They said that the budget is closed, " * 400
every_amount = pytest.mark.parametrize("count", [0, 1, 60, 300, 2000])
every_paper = pytest.mark.parametrize("paper", PAGES)
all_marks = pytest.mark.parametrize("mark", [None, True])


def fitted(made: WorksheetDocument, paper: str = "A4", careful: float = 1.0) -> Fitted:
    """The fitted page, after it was checked that it adds up."""
    content = meant_for(made)
    with translation.override(made.worksheet.language):
        found = fit(content, paper, careful=careful)
    assert_adds_up(content, found)
    return found


def all_lines(text: str = "88,000 and the title") -> dict[str, str]:
    return {item.code: text for item in CATALOGUE.items}


@every_paper
@all_marks
@every_amount
def test_everything_is_shown_or_counted_and_the_unmarked_leave_the_type_readable(count, mark, paper):
    found = fitted(document(entries=many(count, on_sheet=mark)), paper)
    assert found.shown + sum(found.missing.values()) == count
    assert bool(found.missing) is (count >= (300 if mark else 60))
    assert (READABLE if mark is None else SMALLEST) <= found.size <= LARGEST


@every_paper
@pytest.mark.parametrize("count", [0, 1, 60, 300])
def test_the_marked_may_make_the_type_small_but_not_too_small(count, paper):
    found = fitted(document(entries=many(count, on_sheet=True), summaries=all_lines()), paper)
    assert SMALLEST <= found.size <= LARGEST
    assert (found.size < READABLE) is (count >= 60)


def test_room_beside_small_type_goes_to_the_unmarked():
    found = fitted(document(entries=many(100), summaries={"goals": "88,000 next month " * 100}))
    assert SMALLEST <= found.size < READABLE
    assert all(one.placed for row in found.quadrants[1::2] for one in row)


def test_room_beside_a_cut_text_goes_to_the_unmarked():
    made = document(entries=[*many(100), entry("goals", "short_term", LONG_LINE, on_sheet=True)])
    found = fitted(made)
    assert found.size == SMALLEST and found.missing["goals"] == len(lines_of(made)["goals"])
    assert all(one.placed for row in found.quadrants[1::2] for one in row)


@pytest.mark.parametrize("firm", [0, 20, 60, 300])
def test_unmarked_lines_do_not_change_the_size_that_the_firm_ones_need(firm):
    marked = many(firm, on_sheet=True)
    alone = fitted(document(entries=marked, summaries=all_lines()))
    crowd = [entry("problems", "obstacles", f"Dream {number}") for number in range(100)]
    # Without a line of its own, the item would show its unmarked entries.
    together = fitted(document(entries=[*marked, *crowd], summaries={**all_lines(), "problems": ""}))
    assert together.size >= min(alone.size, READABLE)
    firm_shown = sum(not placed.text.startswith("Dream") for row in together.quadrants for one in row
                     for placed in one.placed if not placed.cut)  # fmt: skip
    assert firm_shown >= alone.shown - 1


def test_a_crowd_of_unmarked_lines_never_drives_out_a_marked_one():
    crowd = many(600)
    marked = [entry(prompt.item, prompt.code, f"Certain: {prompt.code}", on_sheet=True) for prompt in PROMPTS]
    found = fitted(document(entries=[*crowd, *marked]))
    shown = {placed.text for row in found.quadrants for one in row for placed in one.placed if not placed.cut}
    assert {one.text for one in marked} <= shown
    assert found.size >= READABLE


def test_a_little_is_set_large_and_everything_shown():
    found = fitted(document(entries=many(5)))
    assert (found.size, found.shown, found.missing) == (LARGEST, 5, {})


def test_room_is_shared_so_that_every_item_has_its_first_line():
    found = fitted(document(entries=many(2000)))
    assert all(one.placed for row in found.quadrants for one in row if one.item.holds == "entries")


@pytest.mark.parametrize("careful", [1.0, 0.94, 0.88])
def test_a_more_careful_try_adds_up_as_well(careful):
    for mark in (None, True):
        fitted(document(entries=many(300, on_sheet=mark)), careful=careful)


def test_a_more_careful_try_never_shows_more():
    made = document(entries=many(300))
    tries = [fitted(made, careful=careful) for careful in (1.0, 0.94, 0.88)]
    shown = [one.shown for one in tries]
    assert shown == sorted(shown, reverse=True) and shown[0] > shown[-1]


def test_a_long_marked_text_is_cut_and_carries_its_mark():
    made = document(entries=[entry("needs", "shared", LONG_LINE, on_sheet=True)])
    found = fitted(made)
    assert found.missing == {"needs": 1}
    [placed] = [placed for row in found.quadrants for one in row for placed in one.placed]
    assert placed.cut and LONG_LINE.startswith(placed.text)
    html = sheet_of(made).html
    assert html.count("…▸") == 1 and f'{placed.text} <span class="on">…▸</span></li>' in html.replace("<br>", " ")


def test_each_item_with_something_missing_ends_with_the_mark():
    made = sheet_of(document(entries=many(300, on_sheet=True)))
    items = re.findall(r'<div class="item"><h3[^>]*><b>(\d+)</b>.*?</div>\n', made.html)
    ending = re.findall(
        r'<div class="item"><h3[^>]*><b>(\d+)</b>(?:(?!class="item").)*?…▸</span></li></ul></div>\n', made.html
    )
    assert len(items) == len(CATALOGUE.items)
    assert [int(number) for number in ending] == [CATALOGUE.item(code).number for code in made.missing]
    assert made.html.count("…▸") == len(made.missing) > 10


def test_nothing_is_marked_as_missing_where_all_is_there():
    made = sheet_of(document(entries=many(10)))
    assert "…▸" not in made.html and "Not on this page" not in made.html


def test_long_heads_are_cut_and_marked():
    found = fitted(document(title="Raise " * 100, summaries={"goals": "88,000 " * 200}))
    assert found.title[-1].endswith("…▸") and found.goal[-1].endswith("…▸")
    assert "Raise Raise" in found.title[0] and "88,000 88,000" in found.goal[0]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("count", [300, 2000])
def test_the_foot_counts_what_is_missing_of_each_item(count, language):
    made = sheet_of(document(entries=many(count), language=language))
    [words] = re.findall(r'<p class="missing">(.*?)<i', made.html)
    separator, more = {"en": ("; ", "{}: {} more"), "zh-hans": ("；", "")}[language]
    expected = [(str(CATALOGUE.item(code).number), str(number)) for code, number in made.missing.items()]
    assert [tuple(re.findall(r"\d+", part)) for part in words.split(separator.strip())] == expected
    if more:
        assert words.endswith(separator.join(more.format(*pair) for pair in expected))
    assert squeezed(words) in text_of(made.pdf)


def test_a_blank_line_stands_under_open_questions_only_while_there_is_room():
    asked = [entry("framing", "questions", f"What about {number}?", on_sheet=True) for number in range(3)]
    assert sheet_of(document(entries=asked)).html.count('class="rule"') == 3
    crowded = sheet_of(document(entries=[*asked, *many(300)]))
    assert "What about 0?" in crowded.html and 'class="rule"' not in crowded.html
