"""Where the marks of the charts of results stand, and that the drawings are ones that pages and paper can both show."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from training.charts import FRAME, MOST_BARS, MOST_STEPS, histograms, scatter

points = st.lists(st.floats(-12_000, 12_000).map(lambda value: round(value, 2)), max_size=40)


@given(st.lists(points, min_size=1, max_size=4))
def test_every_value_is_counted_in_the_bar_that_it_lies_in(groups):
    charts = histograms(groups)
    if not any(groups):
        assert charts == ()
        return
    for group, chart in zip(groups, charts, strict=True):
        assert [bar.count for bar in chart.bars] == [
            sum(bar.low <= one < bar.high for one in group) for bar in chart.bars
        ]
        assert sum(bar.count for bar in chart.bars) == len(group) and len(chart.bars) <= MOST_BARS
        assert all(one.high == other.low for one, other in zip(chart.bars, chart.bars[1:], strict=False))
        for bar in chart.bars:
            assert FRAME.left <= bar.x and bar.x + bar.width <= FRAME.right + 1e-6
            assert FRAME.top - 1e-6 <= bar.y and abs(bar.y + bar.height - FRAME.bottom) < 1e-6
        assert chart.counts[0].value == 0 and 2 <= len(chart.counts) <= MOST_STEPS + 1
    assert len({(chart.edges, chart.counts) for chart in charts}) == 1


def test_the_higher_a_bar_the_more_tables():
    (chart,) = histograms([[1, 1, 1, 2]])
    assert [(bar.low, bar.high, bar.count) for bar in chart.bars] == [(1, 2, 3), (2, 3, 1)]
    assert chart.bars[0].height == pytest.approx(3 * chart.bars[1].height)
    assert [tick.value for tick in chart.counts] == [0, 1, 2, 3]


@pytest.mark.parametrize("values", [[40.0], [40.0] * 250, [0.0], [-3.5, -3.5]])
def test_where_all_are_equal_there_is_one_bar_in_the_middle(values):
    (chart,) = histograms([values])
    (bar,) = chart.bars
    assert bar.count == len(values) and bar.low <= values[0] < bar.high
    assert bar.middle == pytest.approx((FRAME.left + FRAME.right) / 2, abs=1)


def test_bars_are_as_wide_as_round_numbers():
    (chart,) = histograms([[3, 47.5, 99]])
    assert [bar.low for bar in chart.bars] == list(range(0, 100, 10))
    (chart,) = histograms([[0, 12_000]])
    assert [bar.low for bar in chart.bars] == list(range(0, 12_001, 2000))


@given(st.lists(st.tuples(st.integers(0, 20), st.floats(-12_000, 12_000)), min_size=1, max_size=30))
def test_spots_stand_within_the_frame_and_count_everybody(pairs):
    chart = scatter(pairs, 20)
    assert sum(spot.count for spot in chart.spots) == len(pairs)
    for spot in chart.spots:
        assert FRAME.left <= spot.x <= FRAME.right and FRAME.top - 1e-6 <= spot.y <= FRAME.bottom + 1e-6
    assert [tick.value for tick in chart.across] == [0, 5, 10, 15, 20]
    assert len(chart.up) <= MOST_STEPS + 1


def test_more_stands_to_the_right_and_higher_and_equal_ones_share_a_spot():
    chart = scatter([(1, 10.0), (1, 10.0), (3, 50.0)], 4)
    low, high = chart.spots
    assert low.x < high.x and low.y > high.y and (low.count, high.count) == (2, 1) and low.radius > high.radius
    assert scatter([], 4) is None
    assert scatter([(0, 0.0)], 1).spots[0].count == 1


@pytest.mark.parametrize(
    ("template", "chart", "marks"),
    [
        ("distribution", histograms([[1.0, 1.0, 5.0]])[0], {"rect": 2, "circle": 0}),
        ("relation", scatter([(1, 10.0), (1, 10.0), (3, 50.0)], 4), {"rect": 0, "circle": 2}),
    ],
)
def test_the_drawings_have_a_name_and_no_styles(template, chart, marks):
    drawing = ElementTree.fromstring(render_to_string(f"charts/{template}.svg", {"chart": chart, "name": "Wu <b>"}))
    names = [one.tag.rpartition("}")[2] for one in drawing.iter()]
    assert names[:3] == ["svg", "title", "desc"] and "Wu <b>" in drawing[0].text
    assert {name: names.count(name) for name in marks} == marks
    assert not {"style", "script", "a", "image"} & set(names)
    assert not any(name in ("style", "href") for one in drawing.iter() for name in one.attrib)
