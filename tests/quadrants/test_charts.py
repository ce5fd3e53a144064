"""Where the marks of charts stand, and that the drawing is one that pages and paper can both show."""

from __future__ import annotations

from xml.etree import ElementTree

from django.template.loader import render_to_string

from quadrants.charts import LEFT, RADIUS, STEP, TOP, value_chart
from tests.quadrants.sheet.making import document, entry


def rated(text, us, them):
    return entry("needs", "shared", text, value_to_us=us, value_to_them=them)


def test_values_stand_across_and_upwards():
    chart = value_chart(document(entries=[rated("a", 0, 0), rated("b", 10, 10), rated("c", 2, 9)]))
    places = {(dot.us, dot.them): (dot.x, dot.y) for dot in chart.dots}
    assert places[0, 0] == (LEFT, TOP + 10 * STEP)
    assert places[10, 10] == (LEFT + 10 * STEP, TOP)
    assert places[2, 9] == (LEFT + 2 * STEP, TOP + STEP)
    assert all(RADIUS < dot.x < chart.width - RADIUS and RADIUS < dot.y < chart.height - RADIUS for dot in chart.dots)


def test_lines_with_the_same_values_share_a_dot_and_those_that_differ_most_come_first():
    chart = value_chart(document(entries=[rated("even", 5, 5), rated("apart", 1, 9), rated("too", 1, 9)]))
    assert [(row.number, row.entry.text) for row in chart.rows] == [(1, "apart"), (1, "too"), (2, "even")]
    assert [dot.number for dot in chart.dots] == [1, 2]
    assert STEP >= 2 * RADIUS


def test_a_value_of_nought_counts_and_one_that_was_not_said_does_not():
    chart = value_chart(document(entries=[rated("nought", 0, 3), rated("half", None, 3), rated("none", None, None)]))
    assert [row.entry.text for row in chart.rows] == ["nought"]
    assert value_chart(document(entries=[rated("half", 3, None)])) is None


def test_what_is_left_out_is_counted():
    entries = [rated(f"line {number}", number % 11, 5) for number in range(50)]
    chart = value_chart(document(entries=entries), most=12)
    assert (len(chart.rows), chart.left_out) == (12, 38)
    assert min(abs(row.entry.value_to_us - 5) for row in chart.rows) == 4


def test_the_drawing_has_a_name_and_no_styles():
    chart = value_chart(document(entries=[rated("a", 2, 9), rated("b", 7, 3)]))
    drawing = ElementTree.fromstring(render_to_string("charts/values.svg", {"chart": chart}))
    names = [one.tag.rpartition("}")[2] for one in drawing.iter()]
    assert names[:3] == ["svg", "title", "desc"] and drawing[0].text
    assert names.count("circle") == 2 and not {"style", "script", "a", "image"} & set(names)
    assert not any(name in ("style", "class", "href") for one in drawing.iter() for name in one.attrib)
