"""The blank form, for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from quadrants import enums, form
from quadrants.form.layout import PAGES
from quadrants.views.printing import printing


def _wanted(request: HttpRequest) -> tuple[str, str]:
    """The language and paper that are asked for; where they are unknown or missing, those of the reader."""
    language, paper = request.GET.get("lang"), request.GET.get("paper")
    readers = getattr(request.user, "paper", "A4")
    return (
        language if language in enums.Language.values else request.LANGUAGE_CODE,
        paper if paper in PAGES else readers,
    )


def _etag(request: HttpRequest) -> str:
    return quote_etag(form.digest(*_wanted(request)))


@require_safe
@printing
@condition(etag_func=_etag)
def blank_form(request: HttpRequest) -> HttpResponse:
    """The form to print or to fill in; it holds nothing of anybody, so no one need sign in."""
    language, paper = _wanted(request)
    response = HttpResponse(form.cached(language, paper), content_type="application/pdf")
    with translation.override(language):
        name = _("negotiation-form") + ".pdf"
    response["Content-Disposition"] = content_disposition_header(False, name)
    return response
