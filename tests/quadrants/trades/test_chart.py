"""Where the marks and labels of the chart of trades stand: nothing lies over anything else, whatever is in it."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from quadrants.enums import Area
from quadrants.trades.chart import HEIGHT, LEFT, MOST, STEP, TOP, WIDTH, trade_chart
from quadrants.trades.values import area_of, is_wasted
from tests.quadrants.sheet.making import document
from tests.quadrants.trades.lines import SCALE, TEXTS, line, worksheet


def boxes(chart):
    return [mark.box for mark in chart.marks] + [mark.label.box for mark in chart.marks if mark.label]


def assert_nothing_overlaps(chart):
    found = boxes(chart)
    assert not [pair for pair in combinations(found, 2) if pair[0].overlaps(pair[1])]
    for box in found:
        assert box.left >= 0 and box.top >= 0 and box.right <= WIDTH and box.bottom <= HEIGHT


@given(st.lists(st.tuples(SCALE, SCALE, TEXTS), min_size=1, max_size=60))
def test_nothing_overlaps_for_up_to_sixty_lines(values):
    lines = [line(number, us, them, text=text) for number, (us, them, text) in enumerate(values)]
    chart = trade_chart(document(entries=lines))
    assert len(chart.marks) == len(lines)
    assert_nothing_overlaps(chart)


@pytest.mark.parametrize("place", [(0, 0), (10, 10), (5, 5), (0, 10), (7, 1)])
def test_nothing_overlaps_where_sixty_lines_have_the_same_values(place):
    chart = trade_chart(document(entries=[line(number, *place) for number in range(60)]))
    assert len(chart.marks) == MOST
    assert_nothing_overlaps(chart)
    assert [mark.number for mark in chart.marks if not mark.moved] == [1]


def test_marks_stand_at_their_values_and_the_others_beside_them():
    chart = trade_chart(worksheet((2, 9, ""), (0, 0, ""), (2, 9, "")))
    first, nought, second = chart.marks
    assert (first.x, first.y, first.moved) == (LEFT + 2 * STEP, TOP + STEP, False)
    assert (nought.x, nought.y) == (LEFT, TOP + 10 * STEP)
    assert second.moved and (second.at_x, second.at_y) == (first.x, first.y)
    assert abs(second.x - first.x) + abs(second.y - first.y) < STEP


def test_labels_begin_the_text_and_end_at_a_word():
    title = "The lead title: it costs the budget nothing and opens every door"
    chart = trade_chart(document(entries=[line(1, 9, 2, text=title), line(2, 2, 9, text="账期减半")]))
    long, short = (mark.label.text for mark in chart.marks)
    assert short == "账期减半"
    assert long.endswith("…") and title.startswith(long[:-1]) and title[len(long) - 1] in " :"


def test_lines_are_numbered_as_in_the_table_and_the_rest_is_counted():
    lines = [line(1, None, 9), line(2, 2, 9), line(3, 5, 5)] + [line(number, 0, 10) for number in range(4, 70)]
    chart = trade_chart(document(entries=lines))
    assert (len(chart.marks), chart.left_out) == (MOST, 8)
    assert chart.marks[0].number == 4
    assert trade_chart(document(entries=[line(1, 3, None)])) is None


@pytest.mark.parametrize(
    ("us", "them", "direction", "area", "wasted"),
    [
        (2, 9, "we_give", Area.GIVE, False),
        (9, 2, "they_give", Area.ASK, False),
        (5, 6, "", Area.GIVE, False),
        (6, 5, "", Area.ASK, False),
        (9, 9, "both", Area.SHARE, False),
        (6, 6, "", Area.FIGHT, False),
        (9, 6, "we_give", Area.FIGHT, True),
        (5, 5, "we_give", Area.LEAVE, False),
        (0, 0, "both", Area.LEAVE, False),
        (2, 9, "they_give", Area.GIVE, True),
        (9, 2, "we_give", Area.ASK, True),
        (None, 9, "we_give", None, False),
        (0, None, "they_give", None, False),
    ],
)
def test_what_can_be_done_with_a_line(us, them, direction, area, wasted):
    entry = line(1, us, them, direction)
    assert (area_of(entry), is_wasted(entry)) == (area, wasted)


def test_the_drawing_has_a_name_and_no_styles():
    chart = trade_chart(worksheet((2, 9, "we_give"), (2, 9, "they_give"), (9, 9, "both"), (4, 4, "")))
    drawing = ElementTree.fromstring(render_to_string("charts/trades.svg", {"chart": chart}))
    names = [one.tag.rpartition("}")[2] for one in drawing.iter()]
    assert names[:3] == ["svg", "title", "desc"] and drawing[0].text
    assert not {"style", "script", "a", "image"} & set(names)
    assert not any(name in ("style", "href") for one in drawing.iter() for name in one.attrib)
    assert names.count("circle") == 3
