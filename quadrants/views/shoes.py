"""In their shoes: answering as the other side, by oneself or through a partner, and what that shows."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quadrants.access import require, worksheet_view
from quadrants.board import rows_of
from quadrants.catalogue import CATALOGUE
from quadrants.document import Party, WorksheetDocument
from quadrants.enums import Basis, Voice
from quadrants.examples import fitting
from quadrants.loading import load_document
from quadrants.models import Worksheet
from quadrants.policy import Permission
from quadrants.quick import answers_of
from quadrants.services import saving
from quadrants.shoes import QUESTIONS, TABLE, about, answered, gaps, question_ids, said_by, wearers
from quadrants.views.plain import Saved, creation
from quadrants.views.writing import form_page, page

REVERSAL = CATALOGUE.prompt("perceptions", "role_reversal")
# The page on which one answers in a voice, and the one that comes after it.
PASSES = {
    Voice.AS_THEM: ("quadrants/shoes_pass.html", "shoes_gap"),
    Voice.PARTNER: ("quadrants/shoes_partner.html", "shoes_hand_back"),
}


@require_safe
@worksheet_view()
def shoes(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """Whose shoes one can step into, and how far one has come in them."""
    document = load_document(worksheet)
    context = {
        "worksheet": worksheet,
        "document": document,
        "tab": "board",
        "here": reverse("board", args=[worksheet.pk]),
        "people": [(party, answered(document, party)) for party in wearers(document)],
        "questions": QUESTIONS,
    }
    return render(request, "quadrants/shoes.html", context)


@page
@worksheet_view()
def shoes_pass(request: HttpRequest, worksheet: Worksheet, party_id: UUID) -> HttpResponse:
    """One answers as this party."""
    return _pass(request, worksheet, party_id, Voice.AS_THEM)


@page
@worksheet_view()
def shoes_partner(request: HttpRequest, worksheet: Worksheet, party_id: UUID) -> HttpResponse:
    """A partner answers as this party, and sees nothing of what stands on the worksheet (the examples tell what kind of
    talk it is), nor a way to it."""
    return _pass(request, worksheet, party_id, Voice.PARTNER)


@require_safe
@worksheet_view()
def shoes_hand_back(request: HttpRequest, worksheet: Worksheet, party_id: UUID) -> HttpResponse:
    """The partner is done: nothing but to hand the device back. Its owner goes on to the gap."""
    document = load_document(worksheet)
    context = {"worksheet": worksheet, "document": document, "party": _wearer(document, party_id)}
    return render(request, "quadrants/shoes_hand_back.html", context)


def _pass(request: HttpRequest, worksheet: Worksheet, party_id: UUID, voice: Voice) -> HttpResponse:
    before = load_document(worksheet)
    _wearer(before, party_id)
    template, after = PASSES[voice]
    made = {"party": str(party_id), "basis": Basis.GUESS.value, "voice": voice.value}

    def content(document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
        party, on = _wearer(document, party_id), reverse(after, args=[worksheet.pk, party_id])
        answers = answers_of(document.worksheet)
        asked = [
            (fitting(one, answers), rows_of(one.prompt, said_by(document, party, one, voice), document, saved.problems))
            for one in QUESTIONS
        ]
        return {"party": party, "asked": asked, "made": json.dumps(made), "on": on}

    back = (after, worksheet.pk, party_id) if request.POST.get("go") == "on" else ()
    return form_page(request, worksheet, template, content, back=back, made=made, document=before)


@page
@worksheet_view()
def shoes_gap(request: HttpRequest, worksheet: Worksheet, party_id: UUID) -> HttpResponse:
    """What we had thought, what was written in their shoes, and a question for the table from each guess."""
    before = load_document(worksheet)
    _wearer(before, party_id)
    verb, _space, entry_id = request.POST.get("do", "").partition(" ")
    if verb == "ask":
        require(worksheet, Permission.EDIT)
        _ask(request, worksheet, before, party_id, entry_id)
        return redirect(request.get_full_path() + f"#entry-{entry_id}")
    made = {"party": str(party_id), "basis": Basis.GUESS.value}

    def content(document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
        party = _wearer(document, party_id)
        found = gaps(document, party)
        seen = about(document, party, document.entries_of(REVERSAL.item, REVERSAL.code))
        return {
            "party": party,
            "gaps": found,
            "new": sum(gap.is_new for gap in found),
            "guesses": sum(gap.guesses for gap in found),
            "settled": all(gap.is_settled for gap in found),
            "answered": answered(document, party),
            "questions": about(document, party, document.entries_of(*TABLE)),
            "seen": rows_of(REVERSAL, seen, document, saved.problems),
            "made": json.dumps(made),
        }

    return form_page(request, worksheet, "quadrants/shoes_gap.html", content, made=made, document=before)


def _wearer(document: WorksheetDocument, party_id: UUID) -> Party:
    """The party of the page; 404 where it is nobody in whose shoes one can step, or was removed meanwhile."""
    for party in wearers(document):
        if party.id == party_id:
            return party
    raise Http404


def _ask(
    request: HttpRequest, worksheet: Worksheet, document: WorksheetDocument, party_id: UUID, entry_id: str
) -> None:
    """Puts the question that was written beside a line among those to ask this party at the table, once."""
    item, prompt = TABLE
    text = request.POST.get(f"ask|{entry_id}", "").strip()
    if any(
        entry.text == text for entry in about(document, _wearer(document, party_id), document.entries_of(item, prompt))
    ):
        messages.success(request, _("It is among your questions already."))
        return
    fields = {"item": item, "prompt": prompt, "text": text, "party": str(party_id)}
    for key in (_free_id(worksheet, document, entry_id), None):
        outcome = saving.save(subject_id=worksheet.pk, user=request.user, change=creation("entry", fields, key))
        if outcome.code != "not_found":  # else another worksheet has that id
            break
    if outcome.saved:
        messages.success(request, _("Now among your questions: %(text)s") % {"text": text})
    else:
        messages.error(request, " ".join([outcome.message, *outcome.fields.values()]))


def _free_id(worksheet: Worksheet, document: WorksheetDocument, entry_id: str) -> UUID | None:
    """The id for a question that is asked because of a line; deleted ones keep theirs."""
    line = next((entry.id for entry in document.entries if str(entry.id) == entry_id), None)
    ids = question_ids(line) if line else ()
    taken = set(worksheet.entries.filter(pk__in=ids).values_list("pk", flat=True))
    return next((key for key in ids if key not in taken), None)
