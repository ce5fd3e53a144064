"""The page on which one decides what may lie on the table, and sees it before it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quadrants import table
from quadrants.access import worksheet_view
from quadrants.catalogue import CATALOGUE, ON_REQUEST, SHOWN, Item, Prompt
from quadrants.document import Entry, Party, WorksheetDocument
from quadrants.history import lapsed
from quadrants.loading import load_document
from quadrants.models import Worksheet
from quadrants.naming import file_name
from quadrants.table.calendar import meeting
from quadrants.table.content import is_always_named, name_for
from quadrants.views.files import file
from quadrants.views.plain import Saved
from quadrants.views.printing import printing, unless_known
from quadrants.views.writing import form_page, page

VIEW, NAMELESS = "table", "page"


@dataclass(frozen=True, slots=True)
class Row:
    """One line that may lie on the table; `confirm` when it did until it was changed."""

    entry: Entry
    confirm: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The lines under one heading; those of a question that is always shown need no mark."""

    prompt: Prompt
    item: Item
    shown: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the worksheet: what they would be called, what was typed for it, whether that is for us to choose."""

    party: Party
    called: str
    typed: str
    always: bool
    confirm: bool


@page
@worksheet_view()
@printing
def table_sheet(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """What the other side may read, as it will be printed; and all that can be put there or taken off."""

    def content(document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
        readable = _readable(document)
        made, changed = table.cached(readable, paper=request.user.paper), lapsed(worksheet)
        groups = [_group(prompt, document, changed) for prompt in CATALOGUE.for_table]
        return {
            "made": made,
            "seen": table.digest(readable, request.user.paper),
            "paper": request.user.paper,
            "title": readable.title,
            "typed_title": saved.typed.get("worksheet|table_title", document.worksheet.table_title),
            "groups": [group for group in groups if group.rows or group.shown],
            "empty": [group for group in groups if not group.rows and not group.shown],
            "people": [_person(party, saved, changed) for party in document.parties],
        }

    return form_page(request, worksheet, "quadrants/table_sheet.html", content, tab="prep_sheet")


def _group(prompt: Prompt, document: WorksheetDocument, changed: frozenset[str]) -> Group:
    entries = document.entries_of(prompt.item, prompt.code)
    rows = tuple(
        Row(entry, prompt.table == ON_REQUEST and not entry.on_table and f"entry:{entry.id}" in changed)
        for entry in entries
    )
    return Group(prompt, CATALOGUE.item(prompt.item), prompt.table == SHOWN, rows)


def _person(party: Party, saved: Saved, changed: frozenset[str]) -> Person:
    target, always = f"party:{party.id}", is_always_named(party)
    return Person(
        party,
        called=name_for(party),
        typed=saved.typed.get(f"{target}|table_name", party.table_name),
        always=always,
        confirm=not always and not party.on_table and target in changed,
    )


def is_asked_for(request: HttpRequest) -> bool:
    """Whether a file is to be the one for the other side; 404 for a view that does not exist, never the private one."""
    view = request.GET.get("view", "")
    if view not in ("", VIEW):
        raise Http404
    return view == VIEW


def pdf(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The table sheet; back to its page when it is too long, or not any more what was `seen` there.

    Only this answer says that it is to be kept: a link that did would keep the private page, too, when it leads back
    there."""
    readable, paper = _readable(load_document(worksheet)), request.user.paper
    digest = table.digest(readable, paper)
    if request.GET.get("seen", digest) != digest:
        messages.warning(request, _("The table sheet has changed since you saw it. Look at it again."))
        return redirect("table_sheet", worksheet.pk)
    made = table.cached(readable, paper=paper)
    if not made.pdf:
        return redirect("table_sheet", worksheet.pk)
    name = f"{file_name(readable.title, NAMELESS)}.pdf"
    return unless_known(request, digest, lambda: file(made.pdf, "application/pdf", name, download=True))


def picture(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The picture of that very page; 404 while there is none."""
    readable, paper = _readable(load_document(worksheet)), request.user.paper
    made = table.picture(readable, paper=paper)
    if not made:
        raise Http404
    name = f"{file_name(readable.title, NAMELESS)}.png"
    return unless_known(request, table.digest(readable, paper), lambda: file(made, "image/png", name))


@require_safe
@worksheet_view()
def calendar(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The meeting for a calendar, with nothing that the other side may not read."""
    document = load_document(worksheet)
    if document.worksheet.meeting_at is None:
        raise Http404
    name = f"{file_name(table.title_of(document), NAMELESS)}.ics"
    return file(meeting(document), "text/calendar; charset=utf-8", name, download=True)


def _readable(document: WorksheetDocument) -> table.Readable:
    return table.allowed(document, time_zone=timezone.get_current_timezone())
