"""The pages where people write: board, item, entry, party and checklist. Each is one plain form to itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from quadrants import enums
from quadrants.access import require, worksheet_view
from quadrants.board import prompt_rows, quarters
from quadrants.catalogue import CATALOGUE, Item
from quadrants.controls import controls
from quadrants.document import WorksheetDocument
from quadrants.forms.content import EntryForm, PartyForm, RemovePartyForm, offered_fields
from quadrants.loading import load_document
from quadrants.models import Party, Worksheet
from quadrants.origins import origin_of
from quadrants.policy import Permission, grants
from quadrants.readiness import next_item, standing
from quadrants.services.parties import remove_party
from quadrants.views.plain import Saved
from quadrants.views.plain_worksheet import save_page
from strategies import coach
from strategies.catalogue import STRATEGIES, Strategy, strategies_for_item

# The tools that show what stands on an item as a picture, below the address of the worksheet.
TOOLS = {
    "parties": ("people/", _lazy("Who’s who")),
    "needs": ("trades/", _lazy("Trades")),
    "brainstorm": ("trades/", _lazy("Trades")),
    "incremental": ("ladder/", _lazy("Ladder")),
    "best_option": ("trades/", _lazy("Trades")),
}
PARTY_FIELDS = ("name", "side", "roles", "style", "need", "trust", "influence")
# What a page shows besides what all of them show, from the document and what could not be saved.
Content = Callable[[WorksheetDocument, Saved], dict[str, Any]]
NOTHING: Mapping[str, str] = {}
page = require_http_methods(["GET", "HEAD", "POST"])


@page
@worksheet_view()
def board(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The sheet of paper: four quadrants at a glance."""

    def content(document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
        return {**_board(document, saved), "origin": origin_of(worksheet, request.user)}

    return form_page(request, worksheet, "quadrants/board.html", content)


def _board(document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
    planned = [one for one in STRATEGIES if document.strategy(one.code).state == "planned"]
    return {
        "quarters": quarters(document, saved.problems),
        "next_item": next_item(document),
        "planned": planned,
        "hints": shown_hints(coach.hints(document), saved),
    }


@page
@worksheet_view()
def item(request: HttpRequest, worksheet: Worksheet, item_code: str) -> HttpResponse:
    """One item: its prompts with their entries, its line for the sheet, the strategies that work on it."""
    try:
        shown = CATALOGUE.item(item_code)
    except KeyError:
        raise Http404 from None
    return form_page(request, worksheet, "quadrants/item.html", lambda document, saved: _item(shown, document, saved))


def _item(shown: Item, document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
    state = document.item(shown.code)
    return {
        "item": shown,
        "quadrant": CATALOGUE.quadrant(shown.quadrant),
        "state": state,
        "summary": saved.typed.get(f"item:{shown.code}|summary", state.summary),
        "prompts": prompt_rows(shown, document, saved.problems),
        "parties": [(prompt, document.parties_in(prompt.code)) for prompt in shown.prompts],
        "without_role": [party for party in document.others if not party.roles],
        "ready": standing(document, shown),
        "hints": shown_hints(coach.hints(document, shown.code), saved),
        "put_aside": coach.put_aside(document, shown.code),
        "plans": [_plan(one, document, saved) for one in strategies_for_item(shown.code)],
        "previous": CATALOGUE.items[shown.number - 2] if shown.number > 1 else None,
        "tool": TOOLS.get(shown.code),
        "next": CATALOGUE.items[shown.number] if shown.number < len(CATALOGUE.items) else None,
    }


@page
@worksheet_view()
def entry(request: HttpRequest, worksheet: Worksheet, entry_id: UUID) -> HttpResponse:
    """All fields of one entry; the item page shows the same form below its line. What was written on one that has been
    deleted meanwhile is shown on the page of its item."""
    row = get_object_or_404(worksheet.entries, pk=entry_id)
    if row.deleted_at:
        if request.method != "POST":
            raise Http404
        shown = CATALOGUE.item(row.item)
        return form_page(
            request, worksheet, "quadrants/item.html", lambda document, saved: _item(shown, document, saved)
        )
    back = ("item", worksheet.pk, row.item)
    return form_page(request, worksheet, "quadrants/entry.html", lambda *shown: _entry(entry_id, *shown), back=back)


def _entry(entry_id: UUID, document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
    record = next((record for record in document.entries if record.id == entry_id), None)
    if record is None:
        raise Http404
    prompt, target = CATALOGUE.prompt(record.item, record.prompt), f"entry:{record.id}"
    names = {"on_sheet", *offered_fields(prompt)}
    return {
        "entry": record,
        "target": target,
        "item": CATALOGUE.item(record.item),
        "prompt": prompt,
        "text": saved.typed.get(f"{target}|text", record.text),
        "controls": controls(EntryForm, names, target=target, record=record, document=document, typed=saved.typed),
        "places": [item for item in CATALOGUE.items if item.holds == "entries"],
    }


@page
@worksheet_view()
def party(request: HttpRequest, worksheet: Worksheet, party_id: UUID) -> HttpResponse:
    """All that is said of one party, and its removal with a choice of what becomes of its lines."""
    row = get_object_or_404(worksheet.parties.filter(deleted_at=None), pk=party_id)
    removing = request.method == "POST" and request.POST.get("do") == "remove" and not row.is_us
    removal = RemovePartyForm(request.POST if removing else None, party=row)

    def content(document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
        return {**_party(party_id, document, saved), "removal": removal}

    if removing:
        require(worksheet, Permission.EDIT)
        if removal.is_valid() and _remove(request, worksheet, row, removal):
            return redirect("item", worksheet.pk, "parties")
        return _render(request, "quadrants/party.html", worksheet, load_document(worksheet), Saved(), content, 422)
    return form_page(request, worksheet, "quadrants/party.html", content, back=("item", worksheet.pk, "parties"))


def _remove(request: HttpRequest, worksheet: Worksheet, party: Party, removal: RemovePartyForm) -> bool:
    outcome = remove_party(worksheet=worksheet, user=request.user, party_id=party.pk, **removal.cleaned_data)
    if outcome.saved:
        messages.success(request, _("%(name)s is off the worksheet.") % {"name": party.name})
    else:
        removal.add_error(None, outcome.message)
    return outcome.saved


def _party(party_id: UUID, document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
    record, target = document.party(party_id), f"party:{party_id}"
    if record is None:
        raise Http404
    names = ("name", "side") if record.is_us else PARTY_FIELDS
    return {
        "party": record,
        "target": target,
        "controls": controls(PartyForm, names, target=target, record=record, document=document, typed=saved.typed),
        "lines": [line for line in document.entries if line.party == record.id],
    }


@page
@worksheet_view()
def checklist(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The twelve strategies on this worksheet."""
    return form_page(request, worksheet, "quadrants/checklist.html", _checklist, tab="checklist")


def _checklist(document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
    rows = [
        {**_plan(one, document, saved), "items": [CATALOGUE.item(code) for code in one.items]} for one in STRATEGIES
    ]
    return {
        "rows": rows,
        "states": enums.PlanState.choices,
        "ratings": range(1, 6),
        "afterwards": document.worksheet.state in (enums.State.NEGOTIATED, enums.State.DEBRIEFED),
    }


def _plan(shown: Strategy, document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
    """A strategy with what is said of it; a text that could not be saved stands there again."""
    plan, target = document.strategy(shown.code), f"strategy:{shown.code}"
    texts = {name: saved.typed.get(f"{target}|{name}", getattr(plan, name)) for name in ("how", "lesson")}
    return {"strategy": shown, "plan": plan, "target": target, **texts}


def shown_hints(
    hints: Iterable[coach.Hint], saved: Saved, place: Callable[[str], str] = str
) -> list[tuple[coach.Hint, str, str]]:
    """Hints with what was written about putting them aside, also if that could not be saved, and the `place` of the
    answer on this way through the worksheet."""
    return [(hint, saved.typed.get(f"{hint.target}|reason", hint.state.reason), place(hint.answer)) for hint in hints]


def form_page(
    request: HttpRequest,
    worksheet: Worksheet,
    template: str,
    content: Content,
    *,
    tab: str = "board",
    back: tuple[Any, ...] = (),
    only_shown: int = 0,
    made: Mapping[str, str] = NOTHING,
    document: WorksheetDocument | None = None,
) -> HttpResponse:
    """Shows a page; a posted one is saved and sends the reader on, unless something could not be saved. One that the
    view has dealt with is `only_shown`, with this status. New lines get the fields `made` with them. A `document` that
    the view has loaded is not loaded again."""
    document, saved = document or load_document(worksheet), Saved()
    if request.method == "POST" and not only_shown:
        require(worksheet, Permission.EDIT)
        saved = save_page(worksheet=worksheet, user=request.user, document=document, post=request.POST, made=made)
        if not saved.problems:
            return _sent_on(request, worksheet, saved, back)
        document = load_document(worksheet)
    status = only_shown or (422 if saved.problems else 200)
    return _render(request, template, worksheet, document, saved, content, status, tab)


def _sent_on(request: HttpRequest, worksheet: Worksheet, saved: Saved, back: tuple[Any, ...]) -> HttpResponse:
    if saved.deleted:
        request.session["deleted"] = {"worksheet": str(worksheet.pk), "do": "restore {} {}".format(*saved.deleted)}
    messages.success(request, _("Deleted.") if saved.deleted else _("Saved."))
    return redirect(*back) if back else redirect(request.get_full_path() + _where_to_write(request))


def _where_to_write(request: HttpRequest) -> str:
    """The box of an item that was just taken into use, if the page has one."""
    verb, _space, rest = request.POST.get("do", "").partition(" ")
    return f"#write-{rest}" if verb == "use" and any(item.code == rest for item in CATALOGUE.items) else ""


def _render(
    request: HttpRequest,
    template: str,
    worksheet: Worksheet,
    document: WorksheetDocument,
    saved: Saved,
    content: Content,
    status: int,
    tab: str = "board",
) -> HttpResponse:
    context = {
        "worksheet": worksheet,
        "here": reverse("board", args=[worksheet.pk]),
        "document": document,
        "may_edit": grants(worksheet.role, Permission.EDIT) and not worksheet.archived,
        "problems": saved.problems.values(),
        "undo": _undo(request, worksheet),
        "tab": tab,
        **content(document, saved),
    }
    return render(request, template, context, status=status)


def _undo(request: HttpRequest, worksheet: Worksheet) -> str:
    """What a button must ask to take the last deletion on this worksheet back; offered once."""
    deleted = request.session.get("deleted")
    if not deleted or deleted["worksheet"] != str(worksheet.pk):
        return ""
    return request.session.pop("deleted")["do"]
