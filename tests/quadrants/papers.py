"""Everything that is printed as a PDF, made from the demo: one line for each document."""

from __future__ import annotations

from datetime import UTC

from quadrants import form, sheet, table
from tests.quadrants.plan.making import pdf_of
from tests.quadrants.sheet.making import demo

DEMO = {"en": "raise", "zh-hans": "supplier"}
PAPERS = {
    "prep sheet": lambda language: sheet.build(demo(DEMO[language]), paper="A4", time_zone=UTC).pdf,
    "table sheet": lambda language: table.build(table.allowed(demo(DEMO[language]), time_zone=UTC), paper="A4").pdf,
    "plan": lambda language: pdf_of(demo(DEMO[language])),
    "blank form": lambda language: form.build(language, "A4"),
}
