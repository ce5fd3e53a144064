"""How far a worksheet is, item by item, and by which rule."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from quadrants.access import worksheet_view
from quadrants.catalogue import CATALOGUE
from quadrants.loading import load_document
from quadrants.models import Worksheet
from quadrants.readiness import standing, standing_together


@require_safe
@worksheet_view()
def readiness(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The whole worksheet, its quadrants and its items: empty, begun, enough or strong, each with the reason."""
    document = load_document(worksheet)
    quadrants = [
        {
            "quadrant": quadrant,
            "ready": standing_together(document, quadrant.items),
            "items": [(item, standing(document, item), document.item(item.code).in_use) for item in quadrant.items],
        }
        for quadrant in CATALOGUE.quadrants
    ]
    context = {
        "worksheet": worksheet,
        "document": document,
        "tab": "board",
        "here": reverse("board", args=[worksheet.pk]),
        "whole": standing_together(document, CATALOGUE.items),
        "quadrants": quadrants,
    }
    return render(request, "quadrants/readiness.html", context)
