"""Input that no page can mean is refused before any view sees it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

View = Callable[[HttpRequest], HttpResponse]


class BadInputMiddleware:
    """400 for a NUL or a lone surrogate in the address or in a query: databases refuse them, people never type them."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        parts = [request.path, *request.GET.keys(), *(value for values in request.GET.lists() for value in values[1])]
        if any("\x00" in part or any("\ud800" <= letter <= "\udfff" for letter in part) for part in parts):
            raise BadRequest("A character that cannot be meant.")
