"""A deal from a file: what stands in it, what is wrong with it at each cell, and only then, as a whole, taken in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from quadrants.access import worksheet_view
from quadrants.bargain import Deal
from quadrants.deal import BadModel, Flaw, Issue, read, to_json
from quadrants.deal import ReadDeal as ReadFile
from quadrants.dealing import deal_from, read_deal
from quadrants.dealing.examples import example_csv, example_json
from quadrants.dealing.page import texts_of
from quadrants.dealing.replacing import limits_left, replaced, with_limits
from quadrants.dealing.wording import sentence
from quadrants.document import WorksheetDocument
from quadrants.forms.deal import DealFileForm, DealTakenForm
from quadrants.loading import load_whole
from quadrants.models import Worksheet
from quadrants.policy import Permission
from quadrants.services.deals import NotTaken, take_in
from quadrants.text import written

KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A value of the file and what is wrong with it."""

    value: str
    problem: str


@require_http_methods(["GET", "HEAD", "POST"])
@worksheet_view(Permission.EDIT)
def deal_import(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """Chooses a file, shows what stands in it, and takes it in when that is wanted."""
    document = load_whole(worksheet)
    if request.method == "POST" and "sealed" in request.POST:
        return _taken(request, worksheet, document)
    form = DealFileForm(request.POST or None, request.FILES or None)
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            found = read(form.cleaned_data["content"])
        except BadModel as bad:
            form.add_error(None, [sentence(flaw) for flaw in bad.flaws])
    return _page(request, worksheet, document, form, found)


def _page(
    request: HttpRequest,
    worksheet: Worksheet,
    document: WorksheetDocument,
    form: DealFileForm,
    found: ReadFile | None,
) -> HttpResponse:
    """What stands in the file and what it replaces; without one, what it has to look like."""
    context: dict[str, Any] = {"form": form, "worksheet": worksheet, "document": document, "tab": "board"}
    if found:
        context |= _preview(request, found, document.deal) | _replacing(document, found)
    else:
        context |= {"example_csv": example_csv(), "example_json": example_json()}
    status = 422 if form.errors or context.get("flaws") else 200
    return render(request, "quadrants/deal_import.html", context, status=status)


def _taken(request: HttpRequest, worksheet: Worksheet, document: WorksheetDocument) -> HttpResponse:
    form = DealTakenForm(request.POST)
    form.is_valid()
    try:
        sealed = signing.loads(form.cleaned_data.get("sealed", ""), salt=_salt(request), max_age=KEPT_SECONDS)
    except signing.BadSignature:
        messages.error(request, _("This page was open for too long. Choose the file once more."))
        return redirect("deal_import", worksheet.pk)
    found, old = read(json.dumps(sealed["file"]).encode()), document.deal
    if sealed["over"] != _edition(old):
        messages.error(request, _("The deal has changed in the meantime. See once more what the file would replace."))
        return _page(request, worksheet, document, DealFileForm(), found)
    new = deal_from(found.model)
    try:
        new = with_limits(new, old) if form.cleaned_data["limits"] else new
        take_in(user=request.user, worksheet=worksheet, old=old, new=new)
    except NotTaken as refused:
        messages.error(request, _("Nothing was taken over. %(why)s") % {"why": refused})
        return redirect("deal_import", worksheet.pk)
    count = len(found.model.issues)
    said = ngettext("%(count)d issue was taken over.", "%(count)d issues were taken over.", count)
    messages.success(request, said % {"count": count})
    return redirect(reverse("deal", args=[worksheet.pk]))


def _edition(deal: Deal) -> str:
    """Tells whether a deal is still the one that was looked at."""
    parts = (*deal.issues, *deal.options, *deal.combinations, *deal.packages)
    versions = [deal.terms.version, *sorted((str(part.id), part.version) for part in parts)]
    return sha256(json.dumps(versions).encode()).hexdigest()


def _preview(request: HttpRequest, found: ReadFile, old: Deal) -> dict[str, Any]:
    flaws: dict[str, Flaw] = {flaw.place: flaw for flaw in reversed(found.flaws)}
    issues = [_issue(issue, f"issues.{at}", flaws, found.said) for at, issue in enumerate(found.model.issues)]
    return {
        "issues": issues,
        "weighted": any(issue.weights for issue in found.model.issues),
        "impossible": len(found.model.impossible),
        "flaws": [
            (_where(found, flaw), sentence(flaw))
            for flaw in sorted(found.flaws, key=lambda one: _cell_of(found, one) or ())
        ],
        "sealed": "" if found.flaws else _sealed(request, found, old),
    }


def _sealed(request: HttpRequest, found: ReadFile, old: Deal) -> str:
    """What the file holds, and which deal it was laid beside."""
    content = {"file": to_json(found.model), "over": _edition(old)}
    return signing.dumps(content, salt=_salt(request), compress=True)


def _replacing(document: WorksheetDocument, found: ReadFile) -> dict[str, Any]:
    """What becomes of the deal that is there, if there is one and the file can take its place."""
    old = document.deal
    if found.flaws or old.is_empty:
        return {}
    new, read_old = deal_from(found.model), read_deal(old)
    texts = {text for _package, made in read_old.kept if made is not None for text in texts_of(read_old.names(made))}
    stays = any(entry.text in texts for entry in document.entries_of("best_option"))
    return {"replaced": replaced(old, new), "limits": limits_left(old, new), "best_stays": stays}


def _issue(issue: Issue, place: str, flaws: dict[str, Flaw], said: dict[str, str]) -> dict[str, Any]:
    def shown(value: object, at: str) -> Shown:
        flaw = flaws.get(at)
        return Shown(_value(value, said.get(at, "")), sentence(flaw) if flaw else "")

    weights, ends = issue.weights, issue.range
    said_weights = [shown(getattr(weights, side), f"{place}.weights.{side}") for side in ("us", "them") if weights]
    rows = [
        [shown(one.name, f"{place}.options.{at}.name")]
        + [shown(getattr(one, side), f"{place}.options.{at}.{side}") for side in ("us", "them")]
        for at, one in enumerate(issue.options)
    ]
    if ends:
        rows = [
            [shown(getattr(ends, end), f"{place}.range.{end}")]
            + [shown(getattr(ends, side)[at], f"{place}.range.{side}.{at}") for side in ("us", "them")]
            for at, end in enumerate(("low", "high"))
        ]
    return {
        "name": shown(issue.name, f"{place}.name"),
        "weights": said_weights,
        "rows": rows,
        "step": shown(ends.step, f"{place}.range.step") if ends else None,
        "problem": sentence(flaws[f"{place}.options"]) if f"{place}.options" in flaws else "",
    }


def _value(value: object, said: str) -> str:
    """A value as it is shown: a name, a number, or what stood there for one."""
    if isinstance(value, str):
        return value
    number = Decimal(value)  # type: ignore[arg-type]
    if not number.is_finite():
        return Truncator(said).chars(40)
    return written(float(number)) if abs(number) < 10**13 else f"{number:.2g}"


def _where(found: ReadFile, flaw: Flaw) -> str:
    """Where a flaw stands: the cell of a table, the place in JSON, or nowhere in particular."""
    if cell := _cell_of(found, flaw):
        return _("Line %(line)d, column %(column)d") % {"line": cell[0], "column": cell[1]}
    return "" if flaw.place in ("issues", "impossible", "file") else flaw.place


def _cell_of(found: ReadFile, flaw: Flaw) -> tuple[int, int] | None:
    """The cell of a table at which a flaw stands; for what has none, that of the part which it belongs to."""
    place = flaw.place
    while place and place not in found.cells:
        place = place.rpartition(".")[0]
    return found.cells.get(place)


def _salt(request: HttpRequest) -> str:
    return f"deal for {request.user.pk}"
