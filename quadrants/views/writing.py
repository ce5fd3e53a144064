"""The pages where people write: board, item, entry, party and checklist. Each is one plain form to itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quadrants import enums
from quadrants.access import worksheet_view
from quadrants.board import prompt_rows, quarters
from quadrants.catalogue import CATALOGUE, Item
from quadrants.controls import controls
from quadrants.document import WorksheetDocument
from quadrants.forms.content import EntryForm, PartyForm, RemovePartyForm, offered_fields
from quadrants.loading import load_document
from quadrants.models import Party, Worksheet
from quadrants.policy import Permission, grants
from quadrants.readiness import next_item
from quadrants.services.parties import remove_party
from quadrants.views.plain import Saved, save_page
from strategies.catalogue import STRATEGIES, strategies_for_item

PARTY_FIELDS = ("name", "side", "roles", "style", "need", "trust", "influence", "on_table", "table_name")
page = require_http_methods(["GET", "HEAD", "POST"])


@page
@worksheet_view()
def board(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The sheet of paper: four quadrants at a glance."""
    document = load_document(worksheet)
    saved = _save(request, worksheet, document)
    if isinstance(saved, HttpResponse):
        return saved
    problems = _by_control(saved)
    upcoming = next_item(document)
    context = {
        "quarters": quarters(document, problems),
        "next_item": upcoming,
        "planned": [strategy for strategy in STRATEGIES if document.strategy(strategy.code).state == "planned"],
    }
    return _render(request, "quadrants/board.html", worksheet, document, saved, tab="board", **context)


@page
@worksheet_view()
def item(request: HttpRequest, worksheet: Worksheet, item_code: str) -> HttpResponse:
    """One item: its prompts with their entries, its line for the sheet, the strategies that work on it."""
    shown = _item_or_404(item_code)
    document = load_document(worksheet)
    saved = _save(request, worksheet, document)
    if isinstance(saved, HttpResponse):
        return saved
    problems = _by_control(saved)
    state = document.item(shown.code)
    context = {
        "item": shown,
        "quadrant": CATALOGUE.quadrant(shown.quadrant),
        "state": state,
        "summary": saved.typed().get(f"item:{shown.code}|summary", state.summary),
        "prompts": prompt_rows(shown, document, problems),
        "parties": [(prompt, document.parties_in(prompt.code)) for prompt in shown.prompts],
        "plans": [(strategy, document.strategy(strategy.code)) for strategy in strategies_for_item(shown.code)],
        "previous": CATALOGUE.items[shown.number - 2] if shown.number > 1 else None,
        "next": CATALOGUE.items[shown.number] if shown.number < len(CATALOGUE.items) else None,
    }
    return _render(request, "quadrants/item.html", worksheet, document, saved, tab="board", **context)


@page
@worksheet_view()
def entry(request: HttpRequest, worksheet: Worksheet, entry_id: UUID) -> HttpResponse:
    """All fields of one entry; the item page shows the same form below its line."""
    document = load_document(worksheet)
    record = next((record for record in document.entries if record.id == entry_id), None)
    if record is None:
        raise Http404
    saved = _save(request, worksheet, document, back=("item", worksheet.pk, record.item))
    if isinstance(saved, HttpResponse):
        return saved
    prompt = CATALOGUE.prompt(record.item, record.prompt)
    target = f"entry:{record.id}"
    names = {"on_sheet", *offered_fields(prompt)}
    context = {
        "entry": record,
        "target": target,
        "item": CATALOGUE.item(record.item),
        "prompt": prompt,
        "text": saved.typed().get(f"{target}|text", record.text),
        "controls": controls(EntryForm, names, target=target, record=record, document=document),
        "places": [item for item in CATALOGUE.items if item.holds == "entries"],
        "place": f"{record.item}.{record.prompt}",
    }
    return _render(request, "quadrants/entry.html", worksheet, document, saved, tab="board", **context)


@page
@worksheet_view()
def party(request: HttpRequest, worksheet: Worksheet, party_id: UUID) -> HttpResponse:
    """All that is said of one party, and its removal with a choice of what becomes of its lines."""
    document = load_document(worksheet)
    record = document.party(party_id)
    if record is None:
        raise Http404
    removal = _removal_form(request, worksheet, party_id)
    if request.method == "POST" and request.POST.get("do") == "remove" and not record.is_us:
        _may_edit(worksheet)
        if removal.is_valid():
            outcome = remove_party(worksheet=worksheet, user=request.user, party_id=party_id, **removal.cleaned_data)
            if outcome.saved:
                messages.success(request, _("%(name)s is off the worksheet.") % {"name": record.name})
                return redirect("item", worksheet.pk, "parties")
            removal.add_error(None, outcome.message)
        saved: Saved | HttpResponse = Saved()
    else:
        saved = _save(request, worksheet, document, back=("item", worksheet.pk, "parties"))
    if isinstance(saved, HttpResponse):
        return saved
    target = f"party:{record.id}"
    names = ("name", "side") if record.is_us else PARTY_FIELDS
    context = {
        "party": record,
        "target": target,
        "controls": controls(PartyForm, names, target=target, record=record, document=document),
        "lines": [line for line in document.entries if line.party == record.id],
        "removal": removal,
    }
    refused = bool(removal.errors)
    return _render(request, "quadrants/party.html", worksheet, document, saved, refused=refused, tab="board", **context)


@page
@worksheet_view()
def checklist(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The twelve strategies on this worksheet."""
    document = load_document(worksheet)
    saved = _save(request, worksheet, document)
    if isinstance(saved, HttpResponse):
        return saved
    typed = saved.typed()
    afterwards = worksheet.state in (enums.State.NEGOTIATED, enums.State.DEBRIEFED)
    context = {
        "rows": [
            {
                "strategy": strategy,
                "plan": document.strategy(strategy.code),
                "target": f"strategy:{strategy.code}",
                "how": typed.get(f"strategy:{strategy.code}|how", document.strategy(strategy.code).how),
                "lesson": typed.get(f"strategy:{strategy.code}|lesson", document.strategy(strategy.code).lesson),
                "items": [CATALOGUE.item(code) for code in strategy.items],
            }
            for strategy in STRATEGIES
        ],
        "states": enums.PlanState.choices,
        "ratings": range(1, 6),
        "afterwards": afterwards,
    }
    return _render(request, "quadrants/checklist.html", worksheet, document, saved, tab="checklist", **context)


def _item_or_404(code: str) -> Item:
    try:
        return CATALOGUE.item(code)
    except KeyError:
        raise Http404 from None


def _removal_form(request: HttpRequest, worksheet: Worksheet, party_id: UUID) -> RemovePartyForm:
    data = request.POST if request.method == "POST" and request.POST.get("do") == "remove" else None
    return RemovePartyForm(data, party=Party(pk=party_id, worksheet=worksheet))


def _may_edit(worksheet: Worksheet) -> None:
    if not grants(worksheet.role, Permission.EDIT):
        raise PermissionDenied(_("You may read this worksheet, but not change it."))


def _save(
    request: HttpRequest, worksheet: Worksheet, document: WorksheetDocument, back: tuple[Any, ...] = ()
) -> Saved | HttpResponse:
    """Saves a posted page and sends the reader on; what could not be saved comes back to be shown."""
    if request.method != "POST":
        return Saved()
    _may_edit(worksheet)
    saved = save_page(worksheet=worksheet, user=request.user, document=document, post=request.POST)
    if saved.problems:
        return saved
    if saved.deleted:
        request.session["deleted"] = {"worksheet": str(worksheet.pk), "do": "restore {} {}".format(*saved.deleted)}
    messages.success(request, _("Deleted.") if saved.deleted else _("Saved."))
    return redirect(*back) if back else redirect(request.get_full_path())


def _by_control(saved: Saved) -> dict[str, Any]:
    return {problem.control: problem for problem in saved.problems}


def _render(
    request: HttpRequest,
    template: str,
    worksheet: Worksheet,
    document: WorksheetDocument,
    saved: Saved,
    *,
    refused: bool = False,
    **context: Any,
) -> HttpResponse:
    deleted = request.session.pop("deleted", None) if "deleted" in request.session else None
    context |= {
        "worksheet": worksheet,
        "here": reverse("board", args=[worksheet.pk]),
        "document": document,
        "may_edit": grants(worksheet.role, Permission.EDIT) and not worksheet.archived,
        "problems": saved.problems,
        "undo": deleted["do"] if deleted and deleted["worksheet"] == str(worksheet.pk) else "",
    }
    return render(request, template, context, status=422 if saved.problems or refused else 200)
