"""Quick prep: seven short questions, what they pick, and a walk through just that."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from negotiation_prep.bilingual import Text
from quadrants.access import require, worksheet_view
from quadrants.board import prompt_rows
from quadrants.catalogue import CATALOGUE, Item
from quadrants.document import WorksheetDocument
from quadrants.examples import fitting
from quadrants.forms.pages import QuickForm
from quadrants.loading import load_document
from quadrants.models import Worksheet
from quadrants.policy import Permission
from quadrants.quick import QUICK, TIME, Beginning, Pick, answers_of, picks
from quadrants.services.quick import answer_quick
from quadrants.views.listing import show_clash, touched_in
from quadrants.views.plain import Saved
from quadrants.views.writing import form_page, page, shown_hints
from strategies import coach
from strategies.catalogue import strategy

# Whoever was away for so many seconds has begun anew, and the clock with them.
AWAY = 30 * 60
CLOCKS, MOST_CLOCKS = "clocks", 5


@page
@worksheet_view()
def quick(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """The questions, with what people recognise to start from, and what the answers pick."""
    verb, _space, start = request.POST.get("do", "").partition(" ")
    sent = request.method == "POST" and verb in ("answer", "start")
    form = QuickForm(request.POST if sent else None, initial=_initial(request, worksheet))
    beginning, status = None, 0
    if sent:
        require(worksheet, Permission.EDIT)
        status = 422
        if form.is_valid() and verb == "start":
            beginning = QUICK.begun(start, _by_code(form.cleaned_data), form.cleaned_data["filled"])
            form, status = _begun(form, beginning), 200
        elif form.is_valid() and _answered(request, worksheet, form):
            return redirect(reverse("quick", args=[worksheet.pk]) + "#picks")

    def content(document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
        told = _told(beginning) if beginning else {}
        changing = sent or bool(_preset(request))
        return {**_picked(document), "form": form, "changing": changing, **told, **_asked(form)}

    return form_page(request, worksheet, "quadrants/quick.html", content, only_shown=status)


def _initial(request: HttpRequest, worksheet: Worksheet) -> dict[str, Any]:
    """What the form begins with: the answers that were given, and in their place those that the address brings."""
    given = {question.field: getattr(worksheet, question.field) for question in QUICK.questions}
    filled = sorted(QUICK.filled_by(answers_of(worksheet)))
    return {"base": worksheet.version, "filled": filled, **given, **_preset(request)}


def _preset(request: HttpRequest) -> dict[str, str]:
    """The answers that an address brings along, as `?time=twenty`, by field."""
    asked = [(question, request.GET.get(question.code, "")) for question in QUICK.questions]
    return {question.field: answer for question, answer in asked if answer in question.values}


def _by_code(fields: Mapping[str, Any]) -> dict[str, str]:
    """The answers of a form by the code of their question."""
    return {question.code: fields[question.field] for question in QUICK.questions}


def _begun(form: QuickForm, beginning: Beginning) -> QuickForm:
    """The form anew, on the version that it showed, with the answers of a starting point."""
    answers = {question.field: beginning.answers.get(question.code, "") for question in QUICK.questions}
    return QuickForm(initial={"base": form.cleaned_data["base"], "filled": sorted(beginning.filled), **answers})


def _told(beginning: Beginning) -> dict[str, Any]:
    """What a starting point has filled in, and what it left as it was chosen, in words."""

    def words(codes: Collection[str]) -> list[Text]:
        return QUICK.in_words({code: beginning.answers[code] for code in codes})

    return {"filled_in": words(beginning.filled), "kept": words(beginning.kept)}


def _answered(request: HttpRequest, worksheet: Worksheet, form: QuickForm) -> bool:
    """Keeps the answers that differ from those shown; says in the form why not."""
    base, changes = form.cleaned_data["base"], touched_in(worksheet, form)
    if not changes and not answers_of(worksheet):
        form.add_error(None, _("Answer one question at least, whichever you like."))
        return False
    outcome = answer_quick(worksheet=worksheet, user=request.user, base=base, fields=changes)
    if outcome.saved:
        return True
    form.add_error(None, [outcome.message, *outcome.fields.values()])
    if outcome.clash:
        show_clash(form, outcome, worksheet)
    return False


def _asked(form: QuickForm) -> dict[str, Any]:
    """The questions with the answers that stand in the form."""
    asked = [(question, form[question.field], form[question.field].value()) for question in QUICK.questions]
    return {"occasion": asked[0], "asked": asked[1:]}


def _picked(document: WorksheetDocument) -> dict[str, Any]:
    """What the answers pick, and where the walk through it begins."""
    answers = answers_of(document.worksheet)
    found, walk = picks(answers), _walk(document)
    empty = [pick for pick in walk if not document.holds_text(CATALOGUE.item(pick.code))]
    return {
        "answers": QUICK.in_words(answers),
        "picked": [(CATALOGUE.item(pick.code), pick, document.item(pick.code)) for pick in found.items],
        "advised": [(strategy(pick.code), pick, document.strategy(pick.code)) for pick in found.strategies],
        "walk": walk,
        "first": next(iter(empty or walk), None),
        "minutes": _minutes(answers),
    }


def _walk(document: WorksheetDocument) -> list[Pick]:
    """The picked items that are in use, in order."""
    return [pick for pick in picks(answers_of(document.worksheet)).items if document.item(pick.code).in_use]


@page
@worksheet_view()
def quick_step(request: HttpRequest, worksheet: Worksheet, item_code: str) -> HttpResponse:
    """One picked item on one screen. One that is not picked has its own page."""
    try:
        item = CATALOGUE.item(item_code)
    except KeyError:
        raise Http404 from None
    before = load_document(worksheet)
    codes = [pick.code for pick in _walk(before)]
    if item.code not in codes and request.method != "POST":
        return redirect("item", worksheet.pk, item.code)
    place = codes.index(item.code) if item.code in codes else 0
    before_it, after_it = (codes[place - 1] if place else ""), (codes[place + 1] if place + 1 < len(codes) else "")
    context = {
        "number": place + 1,
        "total": len(codes),
        "back": _at(worksheet, before_it) if before_it else reverse("quick", args=[worksheet.pk]),
        "on": _at(worksheet, after_it) if after_it else reverse("prep_sheet", args=[worksheet.pk]),
        "last": not after_it,
        "clock": _clock(request, before),
    }
    goes = {"back": context["back"], "on": context["on"]}.get(request.POST.get("go", ""), "")

    def content(document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
        hints = coach.hints(document) if not after_it else ()
        walk = _walk(document) if hints else []
        shown = shown_hints(hints, saved, lambda answer: _screen(walk, answer))
        return {**context, **_step(item, document, saved), "hints": shown}

    back = (goes,) if goes else ()
    return form_page(request, worksheet, "quadrants/quick_step.html", content, back=back, document=before)


def _at(worksheet: Worksheet, code: str) -> str:
    """The screen of an item, at the box where one writes."""
    return reverse("quick_step", args=[worksheet.pk, code]) + "#write"


def _step(item: Item, document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
    """The questions of an item that its rule begins with, the others, and why it was picked."""
    answers = answers_of(document.worksheet)
    item = replace(item, prompts=tuple(fitting(prompt, answers) for prompt in item.prompts))
    chosen = picks(answers).items
    pick = next((pick for pick in chosen if pick.code == item.code), None)
    ask = _asks(item, pick)
    groups = {group.prompt.code: group for group in prompt_rows(item, document, saved.problems)}
    others = [group for code, group in groups.items() if code not in ask]
    first = sorted(item.prompts, key=lambda prompt: prompt.code not in ask)
    return {
        "item": item,
        "quadrant": CATALOGUE.quadrant(item.quadrant),
        "why": pick.why if pick else "",
        "groups": [groups[code] for code in ask],
        "others": others,
        "others_begun": any(group.begun for group in others),
        "people": [(prompt, document.parties_in(prompt.code)) for prompt in first],
    }


def _asks(item: Item, pick: Pick | None) -> tuple[str, ...]:
    """The prompts that the screen of an item begins with."""
    return (pick.ask if pick else ()) or (item.prompts[0].code,)


def _screen(walk: Iterable[Pick], answer: str) -> str:
    """The place of an answer on the walk, if that leads there; else its own."""
    path, _hash, box = answer.partition("#")
    pick = next((pick for pick in walk if path == f"items/{pick.code}/"), None)
    if pick is None or box == "summary":
        return answer
    first = f"write-{pick.code}.{_asks(CATALOGUE.item(pick.code), pick)[0]}"
    return f"quick/{pick.code}/#{'write' if box == first else box}"


def _clock(request: HttpRequest, document: WorksheetDocument) -> dict[str, Any]:
    """Since when this person walks through this worksheet (seconds since 1970), and what the clock says."""
    clocks: Mapping[str, list[int]] = request.session.get(CLOCKS, {})
    key, now = str(document.worksheet.id), int(time.time())
    began, seen = clocks.get(key, [now, now])
    if now - seen > AWAY:
        began = now
    others = [(other, clock) for other, clock in clocks.items() if other != key]
    request.session[CLOCKS] = dict([*others[1 - MOST_CLOCKS :], (key, [began, now])])
    minutes = _minutes(answers_of(document.worksheet))
    said = _clock_words((now - began) // 60, minutes)
    return {"began": began, "said": said, "words": _clock_words("{gone}", minutes)}


def _minutes(answers: Mapping[str, str]) -> int:
    """The time that was said to be left; 0 where none was, or nothing presses."""
    return QUICK.pace(answers).minutes if answers.get(TIME) else 0


def _clock_words(gone: int | str, minutes: int) -> str:
    """What the clock says: how much has gone, and of how much."""
    if minutes:
        return _("%(gone)s of %(minutes)s min") % {"gone": gone, "minutes": minutes}
    return _("%(gone)s min") % {"gone": gone}
