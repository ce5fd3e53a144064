"""Everything that is printed as a PDF, made from the demo: one line for each document."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.template import Context, Template
from django.utils import translation

from press.engine import laid_out, to_pdf
from quadrants import form, sheet, table
from quadrants.enums import Area
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
