"""What all views that print share: kind answers when a page is too much or too many ask for one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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
