"""The sheet in the hand: read, ticked off and answered in the room."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from quadrants.access import worksheet_view
from quadrants.document import WorksheetDocument
from quadrants.models import Worksheet
from quadrants.room import AGENDA, QUESTIONS, room
from quadrants.views.plain import Saved
from quadrants.views.writing import form_page, page


@page
@worksheet_view()
def in_the_room(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The private sheet, large; and behind one button what may be seen when somebody looks on."""

    def content(document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
        shown = room(document, saved.typed)
        return {"room": shown, "lists": [(AGENDA, shown.agenda), (QUESTIONS, shown.questions)]}

    return form_page(request, worksheet, "quadrants/room.html", content, tab="room")
