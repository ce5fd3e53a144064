"""What all views that print share: kind answers when a page is too much or too many ask for one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from press.process import Busy, TooMuch

View = Callable[..., HttpResponse]
RETRY_SECONDS = 5


def printing(view: View) -> View:
    """Answers for a press that refuses: 503 with `Retry-After` while too many wait, 422 for what cannot be set."""

    @wraps(view)
    def printed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Busy:
            busy = render(request, "press/busy.html", status=503)
            busy["Retry-After"] = str(RETRY_SECONDS)
            return busy
        except TooMuch:
            return render(request, "press/too_much.html", status=422)

    return printed


def unless_known(request: HttpRequest, version: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """304 for who has this version already, else what `make` makes. Browsers keep nothing of it (`no-store`, as for all
    private pages): others may sit at the same device."""
    etag = quote_etag(version)
    response = get_conditional_response(request, etag=etag) or make()
    response["ETag"] = etag
    return response
