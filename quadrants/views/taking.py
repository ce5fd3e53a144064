"""Reading a filled form back: what was found, what of it is wanted, and where it goes."""

from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from quadrants.catalogue import CATALOGUE
from quadrants.form.found import Found
from quadrants.form.reading import moment_in
from quadrants.forms.taking import TakingForm
from quadrants.services.taking import NotTaken, Taken, take_into_new, take_over
from strategies.catalogue import strategy

KEPT_SECONDS = 24 * 60 * 60
# A button pressed twice sends the same page again within moments.
TWICE_SECONDS = 60


def choose(request: HttpRequest, found: Found, form: TakingForm | None = None) -> HttpResponse:
    """The page that shows what was found. The answers travel in it, signed for this person: nothing is kept here."""
    form = form or TakingForm(
        user=request.user,
        found=found,
        initial={"title": found.title, "meeting_at": moment_in(found.when), "language": found.language},
    )
    context = {
        "form": form,
        "found": found,
        "rows": _rows(found, form),
        "left_out": [{"place": _place(one.name), "text": one.text, "reason": one.reason} for one in found.left_out],
        "strategies": [(strategy(code), form.ticked("strategies", code)) for code in found.strategies],
        "sealed": signing.dumps(found.to_json(), salt=_salt(request), compress=True),
    }
    return render(request, "quadrants/form_taking.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def form_taking(request: HttpRequest) -> HttpResponse:
    """Writes what was chosen, all or nothing."""
    try:
        sealed = signing.loads(request.POST.get("sealed", ""), salt=_salt(request), max_age=KEPT_SECONDS)
    except signing.BadSignature:
        messages.error(request, _("This page was open for too long. Choose the file once more."))
        return redirect("worksheet_import")
    found = Found.from_json(sealed)
    form = TakingForm(request.POST, user=request.user, found=found)
    if form.is_valid():
        mark = "" if form.cleaned_data["into"] else _mark(request)
        if mark and not caches["default"].add(mark, True, TWICE_SECONDS):
            messages.info(request, _("This was taken over already."))
            return redirect("worksheets")
        try:
            taken = _taken(request, found, form)
        except NotTaken as refused:
            caches["default"].delete(mark)
            form.add_error(None, _("Nothing was taken over, because of “%(line)s”.") % {"line": refused.line[:80]})
            form.add_error(None, refused.message)
        else:
            _tell(request, taken)
            return redirect("board", taken.worksheet.pk)
    return choose(request, found, form)


def _taken(request: HttpRequest, found: Found, form: TakingForm) -> Taken:
    chosen = form.cleaned_data
    answers = {
        "lines": [found.lines[int(place)] for place in chosen["lines"]],
        "strategies": chosen["strategies"],
    }
    if chosen["into"]:
        return take_over(user=request.user, worksheet=chosen["into"], **answers)
    header = {name: chosen[name] for name in ("title", "language", "meeting_at")}
    return take_into_new(user=request.user, **header, **answers)


def _tell(request: HttpRequest, taken: Taken) -> None:
    said = ngettext("%(count)d line was taken over.", "%(count)d lines were taken over.", taken.written)
    messages.success(request, said % {"count": taken.written})
    if taken.there:
        said = ngettext("%(count)d stood there already.", "%(count)d stood there already.", taken.there)
        messages.info(request, said % {"count": taken.there})


def _rows(found: Found, form: TakingForm) -> list[dict[str, object]]:
    """The lines in the order of the method, each with its place in the form, its tick and where it belongs."""
    return [
        {
            "place": place,
            "text": line.text,
            "ticked": form.ticked("lines", place),
            "prompt": CATALOGUE.prompt(line.item, line.prompt),
            "item": (item := CATALOGUE.item(line.item)),
            "quadrant": CATALOGUE.quadrant(item.quadrant),
        }
        for place, line in enumerate(found.lines)
    ]


def _place(name: str) -> str:
    """A field as its form calls it, as far as the method knows it."""
    item, _dot, prompt = name.rpartition(".")[0].partition(".")
    try:
        return f"{CATALOGUE.item(item).number} {CATALOGUE.item(item).name} · {CATALOGUE.prompt(item, prompt).name}"
    except KeyError:
        return name


def _mark(request: HttpRequest) -> str:
    """What two sendings of one choice share: the second would make another new worksheet."""
    sent = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    return salted_hmac(_salt(request), json.dumps(sent)).hexdigest()


def _salt(request: HttpRequest) -> str:
    return f"form for {request.user.pk}"
