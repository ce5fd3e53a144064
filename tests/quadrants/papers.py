"""Everything that is printed as a PDF, made from the demo: one line for each document."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any

from django.template import Context, Template
from django.utils import translation

from press.engine import laid_out, to_pdf
from quadrants import form, sheet, table
from quadrants.enums import Area
from quadrants.ladder import ladder
from quadrants.people.map import people_map
from quadrants.people.ways import ways
from quadrants.plan.remarks import HandedIn
from quadrants.trades.chart import trade_chart
from tests.quadrants.plan.making import pdf_of, remarked
from tests.quadrants.sheet.making import demo

DEMO = {"en": "raise", "zh-hans": "supplier"}
PAPERS = {
    "prep sheet": lambda language: sheet.build(demo(DEMO[language]), paper="A4", time_zone=UTC).pdf,
    "table sheet": lambda language: table.build(table.allowed(demo(DEMO[language]), time_zone=UTC), paper="A4").pdf,
    "plan": lambda language: pdf_of(demo(DEMO[language])),
    "plan with remarks": lambda language: pdf_of(demo(DEMO[language]), handed_in=remarked(demo(DEMO[language]))),
    "plan with a margin": lambda language: pdf_of(demo(DEMO[language]), handed_in=HandedIn("Zoë, 2"), margin=True),
    "blank form": lambda language: form.build(language, "A4"),
}


def trades_pdf(language: str) -> bytes:
    """The chart of what can be traded, of the demo in a language, on a page of its own."""
    return svg_pdf(trade_chart(demo(DEMO[language])), language, '{% include "charts/trades.svg" %}')


def people_pdf(language: str, *, headless: bool = False) -> bytes:
    """The map of people of the demo in a language, on a page of its own; its arrows may lack their heads."""
    made = demo(DEMO[language])
    drawing = people_map(made, ways(made))
    if headless:
        drawing = replace(drawing, arrows=tuple(replace(arrow, head="0,0 0,0 0,0") for arrow in drawing.arrows))
    return svg_pdf(drawing, language, '{% include "charts/people.svg" with map=chart %}')


def ladder_pdf(language: str) -> bytes:
    """The ladder of the demo in a language, on a page of its own; nothing leads back from its first step."""
    made = demo(DEMO[language])
    first = made.entries_of("incremental", "steps")[0]
    entries = tuple(replace(entry, way_back=False) if entry == first else entry for entry in made.entries)
    with translation.override(language):
        return svg_pdf(
            ladder(replace(made, entries=entries)), language, '{% include "charts/ladder.svg" with ladder=chart %}'
        )


def svg_pdf(chart: Any, language: str, drawing: str) -> bytes:
    """A chart as a page of its size, as this part of a template draws it."""
    page = Template(
        "{% load sheet %}<!doctype html><html lang=en><head><title>-</title><style>{% font_faces False %}"
        "@page { size: {{ chart.width }}px {{ chart.height }}px; margin: 0 } body { margin: 0; color: #1b1a18 }"
        "svg { display: block; font-family: Latin, Chinese }</style></head><body>" + drawing
    )
    with translation.override(language):
        areas = {area.value: area.label for area in Area}
        return to_pdf(laid_out(page.render(Context({"chart": chart, "areas": areas}))))
