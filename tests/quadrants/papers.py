"""Everything that is printed as a PDF, made from the demo: one line for each document."""

from __future__ import annotations

from datetime import UTC

from quadrants import form, sheet, table
from quadrants.plan.remarks import HandedIn
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
