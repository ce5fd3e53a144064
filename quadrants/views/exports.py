"""What a worksheet gives out: the prep sheet with its preview, and all data."""

from __future__ import annotations

import json
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from quadrants import plan, sheet
from quadrants.access import worksheet_view
from quadrants.catalogue import CATALOGUE
from quadrants.document import WorksheetDocument
from quadrants.history import days
from quadrants.interchange import to_json
from quadrants.loading import load_document, load_whole
from quadrants.models import Worksheet
from quadrants.naming import file_name
from quadrants.views import table
from quadrants.views.files import file
from quadrants.views.printing import printing, unless_known

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@worksheet_view()
@printing
def prep_sheet(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The page with the preview, the download and what does not fit."""
    edition = _edition(request, worksheet)
    missing = edition.sheet().missing
    context = {
        "worksheet": worksheet,
        "document": edition.document,
        "tab": "prep_sheet",
        "paper": request.user.paper,
        "missing": [(CATALOGUE.item(code), count) for code, count in missing.items()],
    }
    return render(request, "quadrants/prep_sheet.html", context)


@require_safe
@worksheet_view()
@printing
def prep_sheet_pdf(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The one page that goes into the room; `?view=table` is the one that the other side may read."""
    if table.is_asked_for(request):
        return table.pdf(request, worksheet)
    edition, name = _edition(request, worksheet), f"{file_name(worksheet.title)}.pdf"
    return unless_known(request, edition.name, lambda: file(edition.sheet().pdf, "application/pdf", name))


@require_safe
@worksheet_view()
@printing
def prep_sheet_png(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The picture of that very page."""
    if table.is_asked_for(request):
        return table.picture(request, worksheet)
    edition, name = _edition(request, worksheet), f"{file_name(worksheet.title)}.png"
    return unless_known(request, edition.name, lambda: file(edition.picture(), "image/png", name))


@require_safe
@worksheet_view()
@printing
def prep_sheet_fit(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """How full the sheet is, for the meter on pages where people write: the very fit that is printed."""
    edition = _edition(request, worksheet)
    return unless_known(request, edition.name, lambda: JsonResponse(_fit(edition.sheet())))


def _fit(made: sheet.Sheet) -> dict[str, Any]:
    """`share` is how much of the sheet is taken, 0 to 100; `words` say it; `unseen` tells each line that was asked for
    and is not there in full what is the matter."""
    left_out, percent = sum(made.missing.values()), round(min(made.fullness, 1) * 100)
    if left_out:
        words = ngettext("Sheet full: %(count)d line left out", "Sheet full: %(count)d lines left out", left_out)
    elif made.fullness > 1:
        words = _("Sheet full: in smaller type")
    else:
        words = _("Sheet: %(percent)d %% full")
    cut, missing = _("Cut on the sheet: shorten it."), _("Not on the sheet, there is no room: take another line off.")
    return {
        "share": percent,
        "full": made.fullness > 1,
        "words": words % {"count": left_out, "percent": percent},
        "unseen": {target: cut if is_cut else missing for target, is_cut in made.unseen.items()},
    }


@require_safe
@worksheet_view()
@printing
def plan_pdf(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """Everything on the worksheet, to read and to print."""
    edition, name = _plan(request, worksheet), f"{_plan_name(worksheet)}.pdf"
    return unless_known(request, edition.name("pdf"), lambda: file(edition.file("pdf"), "application/pdf", name))


@require_safe
@worksheet_view()
@printing
def plan_docx(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The same as a Word file, to go on writing."""
    edition, name = _plan(request, worksheet), f"{_plan_name(worksheet)}.docx"
    return unless_known(request, edition.name("docx"), lambda: file(edition.file("docx"), WORD, name, download=True))


@require_safe
@worksheet_view()
def plan_md(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The same as plain text."""
    text, name = _plan(request, worksheet).text(), f"{_plan_name(worksheet)}.md"
    return file(text.encode(), "text/markdown; charset=utf-8", name, download=True)


@require_safe
@worksheet_view()
def export_json(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """Everything of a worksheet, in the numbered document format."""
    content = json.dumps(to_json(load_whole(worksheet)), ensure_ascii=False, indent=1)
    return file(content.encode(), "application/json", f"{file_name(worksheet.title)}.json", download=True)


def _edition(request: HttpRequest, worksheet: Worksheet) -> sheet.Edition:
    document = cast(WorksheetDocument, SimpleLazyObject(lambda: load_document(worksheet)))
    return sheet.Edition(document, **_setting(request), state=(str(worksheet.pk), worksheet.last_edit or 0))


def _setting(request: HttpRequest) -> dict[str, Any]:
    """The paper and the clock that the reader prints for."""
    return {"paper": request.user.paper, "time_zone": timezone.get_current_timezone()}


def _plan(request: HttpRequest, worksheet: Worksheet) -> plan.Edition:
    """The worksheet and who worked on it, with people named in its language."""
    with translation.override(worksheet.language):
        return plan.Edition(load_document(worksheet), days(worksheet), **_setting(request))


def _plan_name(worksheet: Worksheet) -> str:
    return f"{file_name(worksheet.title)}-plan"
