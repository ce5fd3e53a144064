"""The home page, the probes, and the pages for what goes wrong."""

from __future__ import annotations

import errno
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views import defaults
from django.views.decorators.http import require_safe

from accounts.middleware import language_of_browser
from accounts.views import home_page
from negotiation_prep.kept_posts import holds_writing, shown_again
from quadrants.sheet import PRESS
from quadrants.views.edits import database_refusal, refused

RETRY_SECONDS = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, for someone who has never seen it; signed in, it goes to the worksheets."""
    if request.user.is_authenticated and not request.user.is_guest:
        return redirect("worksheets")
    return home_page(request)


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers and has all its tables, and the first page to print will not have to wait."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (OperationalError, InterfaceError):
        return JsonResponse({"status": "database away"}, status=503)
    if waiting:
        return JsonResponse({"status": "migrations waiting"}, status=503)
    if PRESS.is_preparing:
        return JsonResponse({"status": "press getting ready"}, status=503)
    return JsonResponse({"status": "ok"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before somebody signed in or out, or from another site."""
    if wants_json(request):
        return refused("csrf", _("You signed in or out in the meantime. Your text is kept; it is sent again."))
    if holds_writing(request):
        return shown_again(request, status=403, signed_out=not request.user.is_authenticated)
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What no page can mean, or is too large to be read; unless it comes from a fault that passes, as when a session
    could not be written."""
    error: BaseException | None = exception
    while error is not None:
        if passes(error):
            return _answer_to(error, request)
        error = error.__context__
    if wants_json(request):
        return refused("bad_json", _("There is a character in the address that cannot be meant."))
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or one that passes: then it is worth coming back in a moment."""
    return _answer_to(sys.exc_info()[1], request)


def passes(error: BaseException | None) -> bool:
    """Whether the database is away, or the disk full under it or under the cache."""
    is_full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    return is_full or isinstance(error, OperationalError | InterfaceError)


def _answer_to(error: BaseException | None, request: HttpRequest) -> HttpResponse:
    """It may strike before anybody knows who is there and which language to speak."""
    with override(getattr(request, "LANGUAGE_CODE", None) or language_of_browser(request)):
        if not passes(error):
            return HttpResponse(render_to_string("500.html"), status=500)
        if wants_json(request):
            return database_refusal(error)
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS)})


def wants_json(request: HttpRequest) -> bool:
    return request.path.endswith("/edits/")
