"""Who's who: the map of people, the way to the one who decides, and who sways whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from quadrants import enums
from quadrants.access import worksheet_view
from quadrants.document import Influence, Party, WorksheetDocument
from quadrants.models import Worksheet
from quadrants.people.advice import NEEDS, OURS, STYLES
from quadrants.people.map import people_map
from quadrants.people.ways import both, sways, sways_much, ways
from quadrants.views.plain import Saved
from quadrants.views.plain_worksheet import NEW_INFLUENCE
from quadrants.views.writing import form_page, page


@page
@worksheet_view()
def people(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """Everybody on the worksheet as a map and as a list, with who sways whom to write on."""

    def content(document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
        refused = any(control.startswith(f"{NEW_INFLUENCE}|") for control in saved.problems)
        return _people(document, request.POST if refused else {})

    return form_page(request, worksheet, "quadrants/people.html", content)


def _people(document: WorksheetDocument, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows; `typed` is what was chosen for a new influence that could not be saved."""
    found = ways(document)
    new = {name: typed.get(f"{NEW_INFLUENCE}|{name}", "") for name in ("who", "whom", "strength")}
    return {
        "map": people_map(document, found),
        "ways": found,
        "people": [_person(party, document) for party in document.parties],
        "influences": [_influence(one, document) for one in document.influences],
        "strengths": enums.Sway.choices,
        "new": new,
    }


def _person(party: Party, document: WorksheetDocument) -> dict[str, Any]:
    """Somebody in words, with what it means for this talk; what was not said is empty."""
    side = enums.Side(party.side).label
    style, need = enums.Style(party.style), enums.Need(party.need) if party.need else None
    known = [(both(one, document)[1], one.strength) for one in document.influences if one.who == party.id]
    return {
        "party": party,
        # In Chinese a role and a side may be called the same.
        "places": list(dict.fromkeys([*(enums.PartyRole(role).label for role in party.roles), side])),
        "style": style.label,
        "dealing": (OURS if party.is_us else STYLES)[style],
        "need": need.label if need else "",
        "meeting": NEEDS[need] if need else "",
        "sways": [sways_much(party, whom, much) for whom, much in known],
        "known": style != enums.Style.UNKNOWN,
    }


def _influence(influence: Influence, document: WorksheetDocument) -> dict[str, Any]:
    who, whom = both(influence, document)
    return {
        "influence": influence,
        "target": f"influence:{influence.id}",
        "who": who,
        "whom": whom,
        "sways": sways(who, whom),
    }
