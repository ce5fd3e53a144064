"""Input that no page can mean or take is refused before any view sees it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quadrants.forms.pages import MOST_PDF_BYTES

View = Callable[[HttpRequest], HttpResponse]
# A little more than the largest file that a form takes: below it the form says by itself what is too large.
MOST_BYTES = MOST_PDF_BYTES + 1024 * 1024


class BadInputMiddleware:
    """400 for a NUL or a lone surrogate in the address or in a query: databases refuse them, people never type them.
    413 for a file beyond all limits: it would fill the disk before its form could refuse it."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if request.content_type == "multipart/form-data" and length.isdecimal() and int(length) > MOST_BYTES:
            return render(request, "413.html", status=413)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        parts = [request.path, *request.GET.keys(), *(value for values in request.GET.lists() for value in values[1])]
        if any("\x00" in part or any("\ud800" <= letter <= "\udfff" for letter in part) for part in parts):
            raise BadRequest("A character that cannot be meant.")
