"""The deal: its table, what it comes to, and how much of that hangs on our guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quadrants import bargain
from quadrants.access import require, worksheet_view
from quadrants.dealing import (
    MOST_SECONDS,
    Guesses,
    ReadDeal,
    Refused,
    give_up,
    go_on,
    known_guesses,
    read_deal,
    results,
)
from quadrants.dealing import page as shown
from quadrants.dealing.steps import gains, steps
from quadrants.dealing.wording import grouped, points
from quadrants.document import WorksheetDocument
from quadrants.loading import load_whole
from quadrants.models import Worksheet
from quadrants.policy import Permission, grants
from quadrants.services import saving
from quadrants.services.deals import NotTaken, pick, take_in
from quadrants.services.demo import example_deal
from quadrants.services.saving import Change
from quadrants.views.plain import Problem, Saved
from quadrants.views.plain_deal import package_fields, save_deal

EXAMPLE_ISSUES = 3
# An issue as the script makes new ones: it puts their id for `{id}`.
PATTERN = bargain.Issue(id="{id}")  # type: ignore[arg-type]


@require_http_methods(["GET", "HEAD", "POST"])
@worksheet_view()
def deal(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """Issues and options as a table, and the packages that they make. `patient` waits for what takes longer than a
    second, `given_up` ends that."""
    if "given_up" in request.GET:
        give_up(_waiting(request, worksheet))
        return HttpResponse(status=204)
    document = load_whole(worksheet)
    read, saved = read_deal(document.deal), Saved()
    if request.method == "POST":
        require(worksheet, Permission.EDIT)
        saved = save_deal(worksheet=worksheet, user=request.user, document=document, read=read, post=request.POST)
        if not saved.problems:
            return _done(request, worksheet, read, saved)
        document = load_whole(worksheet)
        read = read_deal(document.deal)
    context = _context(request, worksheet, document, read, saved)
    return render(request, "quadrants/deal.html", context, status=422 if saved.problems else 200)


@require_POST
@worksheet_view()
def deal_guesses(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """Tries other guesses for about a second; what came of them so far, as a part of the page or on it."""
    document = load_whole(worksheet)
    read = read_deal(document.deal)
    refused = ""
    try:
        found = None if read.faults else results(read)
        if found and not found.flaws:
            go_on(read, shown.findings(read, found).packages)
    except Refused as why:
        refused = why.why
    if request.headers.get("X-Part") != "guesses":
        return redirect(reverse("deal", args=[worksheet.pk]) + "#guesses")
    context = _context(request, worksheet, document, read, Saved()) | {"guesses_refused": refused}
    return render(request, "quadrants/_deal_guesses.html", context)


def _done(request: HttpRequest, worksheet: Worksheet, read: ReadDeal, saved: Saved) -> HttpResponse:
    """Does what the other buttons ask: `example`, `best <choices>`, `today <package>`; then shows the page anew."""
    verb, _space, rest = request.POST.get("do", "").partition(" ")
    place = ""
    if verb == "best":
        place = _make_best(request, worksheet, read, rest.split())
    elif verb == "today":
        _say_today(request, worksheet, read, rest)
    elif verb == "example":
        _load_example(request, worksheet)
    elif saved.deleted:
        request.session["deleted"] = {"worksheet": str(worksheet.pk), "do": "restore {} {}".format(*saved.deleted)}
    else:
        messages.success(request, _("Saved."))
    places = {"best": "#results", "today": f"#package-{rest}", "keep": "#results", "exclude": "#combined-name"}
    places |= dict.fromkeys(("range", "options"), f"#issue-{rest}")
    return redirect(reverse("deal", args=[worksheet.pk]) + (place or places.get(verb, "")))


def _make_best(request: HttpRequest, worksheet: Worksheet, read: ReadDeal, keys: list[str]) -> str:
    """Makes a package the best option; where it stands on the page then."""
    package = read.package(keys)
    if package is None:
        messages.error(request, _("This package has changed or is gone. Look again."))
        return ""
    known = any(made == package for _package, made in read.kept)
    fields = None if known else package_fields(read, keys)
    names = read.names(package)
    text, texts = shown.text_of(names), shown.texts_of(names)
    outcome = pick(user=request.user, worksheet=worksheet, text=text, texts=texts, package=fields)
    if outcome.saved:
        where = reverse("item", args=[worksheet.pk, "best_option"])
        said = _("It is the first of your best options now, and goes to the sheet and the plan.")
        messages.success(request, format_html('{} <a href="{}">{}</a>', said, where, _("Look at it")))
    else:
        messages.error(request, " ".join([outcome.message, *outcome.fields.values()]))
    kept = read_deal(load_whole(worksheet).deal).kept
    return next((f"#package-{one.id}" for one, made in kept if made == package), "")


def _say_today(request: HttpRequest, worksheet: Worksheet, read: ReadDeal, package_id: str) -> None:
    """One package is as it is today, the others are not."""
    for package in read.deal.packages:
        today = str(package.id) == package_id
        if package.status_quo != today:
            change = Change(target=f"package:{package.id}", base=package.version, fields={"status_quo": today})
            saving.save(subject_id=worksheet.pk, user=request.user, change=change)


def _load_example(request: HttpRequest, worksheet: Worksheet) -> None:
    # Also an issue that came with this very press is a deal already.
    old = load_whole(worksheet).deal
    if old.issues:
        messages.error(request, _("There is a deal here already, so the example was not loaded."))
        return
    try:
        take_in(user=request.user, worksheet=worksheet, old=old, new=example_deal(request.LANGUAGE_CODE))
    except NotTaken as refused:
        messages.error(request, str(refused))


def _context(
    request: HttpRequest, worksheet: Worksheet, document: WorksheetDocument, read: ReadDeal, saved: Saved
) -> dict[str, Any]:
    refused, found = "", None
    faults = list(read.faults)
    if read.deal.issues and not faults:
        try:
            computed = results(read, patient=_waiting(request, worksheet) if "patient" in request.GET else "")
            faults += [read.fault(flaw) for flaw in computed.flaws]
            found = None if faults else shown.findings(read, computed)
        except Refused as why:
            refused = why.why
    table = shown.Table(read, faults if read.deal.issues else [], saved.problems)
    return {
        "worksheet": worksheet,
        "here": reverse("board", args=[worksheet.pk]),
        "document": document,
        "may_edit": grants(worksheet.role, Permission.EDIT) and not worksheet.archived,
        "unsaved": bool(saved.problems),
        "problems": list(_not_in_the_table(saved.problems, table)),
        "undo": _undo(request, worksheet),
        "tab": "board",
        "terms": read.deal.terms,
        "table": table,
        "pattern": lambda: shown.Table(_of_pattern(read), [], {}).issues[0],
        "terms_faults": [cell.problem for cell in table.reservations if cell.problem],
        "faults": faults if read.deal.issues else [],
        "refused": refused,
        "most_seconds": MOST_SECONDS,
        "example": None if read.deal.issues else _example(request.LANGUAGE_CODE),
        **_found(read, found),
    }


def _waiting(request: HttpRequest, worksheet: Worksheet) -> str:
    """Who waits for what takes longer than a second."""
    return f"{request.user.pk} {worksheet.pk}"


def _not_in_the_table(problems: Mapping[str, Problem], table: shown.Table) -> Iterator[Problem]:
    """What no cell of the table can tell: two texts that clash, and what was typed into a cell that is there no more,
    also because the issue is settled in another way now."""
    for control, problem in problems.items():
        if control in table.controls and not problem.lost and not problem.choice:
            continue
        kind, bar, _rest = control.partition("|")
        problem.lost = problem.lost or (bool(bar) and ":" in kind and control not in table.controls)
        yield problem


def _of_pattern(read: ReadDeal) -> ReadDeal:
    return ReadDeal(deal=bargain.Deal(terms=read.deal.terms, issues=(PATTERN,)), model=read.model, keys=((),))


def _example(language: str) -> list[dict[str, Any]]:
    """A few issues of the example, as a table to look at."""
    example = example_deal(language)
    return [
        {
            "name": issue.name,
            "options": [
                {"name": one.name, "us": points(one.value_to_us or 0), "them": points(one.value_to_them or 0)}
                for one in example.options_of(issue)
            ],
        }
        for issue in example.issues
        if not issue.by_range
    ][:EXAMPLE_ISSUES]


def _found(read: ReadDeal, found: shown.Findings | None) -> dict[str, Any]:
    if found is None:
        return {"found": None}
    guesses: Guesses = known_guesses(read, found.packages)
    offers = [dict(one.choices) for one in found.offers]
    return {
        "found": found,
        "counted": shown.counted(found.results),
        "spread": [points(one) for one in found.results.offers.spread] if offers and found.results.offers else [],
        "offer_rows": [(issue.name, [offer[issue.name] for offer in offers]) for issue in read.model.issues],
        "gains": gains(read, found.results),
        "steps": steps(read, found.results),
        "guesses": guesses,
        "tried": grouped(guesses.done),
        "held": shown.held(found, guesses),
        "holds": shown.HOLDS,
        "wavers": shown.WAVERS,
    }


def _undo(request: HttpRequest, worksheet: Worksheet) -> str:
    """What a button must ask to take the last deletion on this worksheet back; offered once."""
    deleted = request.session.get("deleted")
    if not deleted or deleted["worksheet"] != str(worksheet.pk):
        return ""
    return request.session.pop("deleted")["do"]
