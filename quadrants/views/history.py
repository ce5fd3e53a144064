"""What changed on a worksheet, by whom, and how to take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quadrants.access import require, worksheet_view
from quadrants.catalogue import CATALOGUE
from quadrants.controls import in_words
from quadrants.document import WorksheetDocument
from quadrants.forms.fields import PlainText, whole_number
from quadrants.history import Step, steps
from quadrants.loading import load_document
from quadrants.models import Action, Worksheet
from quadrants.policy import Permission, grants
from quadrants.services import saving
from quadrants.services.content import CONSENT
from quadrants.services.deals import TARGETS
from quadrants.services.history import bring_back, restore_value, restore_whole, undo_restoring
from quadrants.services.saving import Outcome
from quadrants.services.targets import UnknownTarget, resolve
from quadrants.wording import moment
from quadrants.words import differences
from strategies.catalogue import strategy

PAGE = 50
DEAL_KINDS = frozenset(target.kind for target in TARGETS)


@dataclass(frozen=True, slots=True)
class Line:
    """One step in words: where, what, the words that went and came, and what a button asks to put it back."""

    step: Step
    at: datetime
    place: str
    what: str
    words: list[tuple[str, str]]
    back: str = ""
    is_text: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@worksheet_view()
def history(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The steps, newest first, of the whole worksheet or of one item; a posted one takes something back."""
    if request.method == "POST":
        require(worksheet, Permission.EDIT)
        outcome = _taken_back(request, worksheet)
        if outcome.edit:
            request.session["put_back"] = {"worksheet": str(worksheet.pk), "do": f"undo {outcome.edit}"}
        elif outcome.saved:
            messages.success(request, _("It stands so already."))
        else:
            messages.error(request, " ".join([outcome.message, *outcome.fields.values()]))
        return redirect(request.get_full_path())
    item = request.GET.get("item", "")
    document = load_document(worksheet)
    page = Paginator(steps(worksheet, item), PAGE).get_page(request.GET.get("page"))
    context = {
        "worksheet": worksheet,
        "document": document,
        "tab": "history",
        "may_edit": grants(worksheet.role, Permission.EDIT) and not worksheet.archived,
        "item": next((one for one in CATALOGUE.items if one.code == item), None),
        "page": page,
        "undo": _undo(request, worksheet),
        "lines": [_line(step, document) for step in page.object_list],
    }
    return render(request, "quadrants/history.html", context)


def _taken_back(request: HttpRequest, worksheet: Worksheet) -> Outcome:
    """What a button asks: `value <edit> <field>`, `back <target>`, `whole <edit>`, `undo <edit>`."""
    verb, _space, rest = request.POST.get("do", "").partition(" ")
    number, _space, field = rest.partition(" ")
    edit_id = whole_number(number)
    try:
        if verb == "value" and edit_id:
            return restore_value(worksheet=worksheet, user=request.user, edit_id=edit_id, field=field)
        if verb == "whole" and edit_id:
            return restore_whole(worksheet=worksheet, user=request.user, edit_id=edit_id)
        if verb == "undo" and edit_id:
            return undo_restoring(worksheet=worksheet, user=request.user, edit_id=edit_id)
        if verb == "back":
            return bring_back(worksheet=worksheet, user=request.user, target=rest)
    except UnknownTarget:
        pass
    return saving.refusal("not_found")


def _undo(request: HttpRequest, worksheet: Worksheet) -> str:
    """What a button must ask to take back what was just put back; offered once."""
    put_back = request.session.get("put_back")
    if not put_back or put_back["worksheet"] != str(worksheet.pk):
        return ""
    return request.session.pop("put_back")["do"]


def _line(step: Step, document: WorksheetDocument) -> Line:
    at, place = timezone.localtime(step.at), _place(step, document)
    if step.whole:
        return Line(step, at, "", _whole(step), [])
    if step.action == Action.DELETE:
        return Line(step, at, place, _("Deleted"), [("gone", _named(step, document))], back=f"back {step.target}")
    if step.action == Action.RESTORE:
        return Line(step, at, place, _("Brought back"), [("same", _named(step, document))])
    field = resolve(step.target)[0].form.base_fields.get(step.field)
    if field is None:
        return Line(step, at, place, step.field, differences(str(step.before or ""), str(step.after or "")))
    said = _question if step.field == "prompt" else lambda value: in_words(field, value, document)
    words = differences(said(step.before), said(step.after))
    # What may lie on the table is decided where its text can be seen.
    back = "" if step.field == CONSENT and step.after else f"value {step.edit} {step.field}"
    return Line(step, at, place, str(field.label), words, back=back, is_text=isinstance(field, PlainText))


def _named(step: Step, document: WorksheetDocument) -> str:
    """What went or came back: a text, a name, or who sways whom."""
    if not isinstance(step.before, list):
        return str(step.before or "")
    names = {str(party.id): party.name for party in document.parties}
    return " → ".join(names[one] for one in step.before if one in names)


def _whole(step: Step) -> str:
    """What became of the whole worksheet."""
    if step.after is None:
        return _("took back that the whole worksheet was put back")
    return _("put the whole worksheet back as of %(moment)s") % {"moment": moment(step.after)}


def _question(place: str) -> str:
    """An item and its prompt by name."""
    item, _dot, prompt = place.partition(".")
    return f"{CATALOGUE.item(item).number} {CATALOGUE.item(item).short} · {CATALOGUE.prompt(item, prompt).name}"


def _place(step: Step, document: WorksheetDocument) -> str:
    """Where on the worksheet it was."""
    kind, _colon, key = step.target.partition(":")
    if kind == "strategy":
        return str(strategy(key).name)
    if kind == "party":
        party = next((party for party in document.parties if str(party.id) == key), None)
        return party.name if party else _("Parties")
    if kind == "influence":
        return _("Who’s who")
    if kind == "worksheet":
        return _("This worksheet")
    if kind in DEAL_KINDS:
        return _("Deal")
    if kind == "hint" and not step.item:
        return _("Hint")
    item = CATALOGUE.item(step.item)
    place = f"{item.number} {item.short}"
    return f"{place} · {_('Hint')}" if kind == "hint" else place
