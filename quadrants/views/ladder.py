"""The steps of item 12 as a ladder, and what is said of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from quadrants.access import worksheet_view
from quadrants.catalogue import CATALOGUE
from quadrants.controls import controls
from quadrants.document import WorksheetDocument
from quadrants.forms.content import EntryForm
from quadrants.ladder import PICTURES, STEPS, Step, ladder
from quadrants.models import Worksheet
from quadrants.views.plain import Saved
from quadrants.views.writing import form_page, page

FIELDS = ("risk_removed", "needs_agreement", "way_back", "due")


@page
@worksheet_view()
def steps(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """From where they stand today to the goal: each step with the risk it takes away, what they must agree to, and
    whether there is a way back."""
    return form_page(request, worksheet, "quadrants/ladder.html", _steps)


def _steps(document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
    found = ladder(document)
    return {
        "ladder": found,
        "rows": [_row(step, document, saved) for step in found.steps] if found else [],
        "asks": CATALOGUE.prompt(*STEPS),
        "pictures": CATALOGUE.prompt(*PICTURES),
    }


def _row(step: Step, document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
    target = f"entry:{step.entry.id}"
    about = {"target": target, "record": step.entry, "document": document, "typed": saved.typed}
    found = controls(EntryForm, FIELDS, **about)
    in_order = sorted(found, key=lambda control: FIELDS.index(control.id.rpartition("|")[2]))
    return {"step": step, "target": target, "controls": in_order}
