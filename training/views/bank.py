"""The own bank of comments: a page to edit it, and what the review page's script asks for."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quadrants.catalogue import CATALOGUE
from training.access import library_view
from training.forms.bank import SavedCommentForm
from training.models import SavedComment
from training.services import bank
from training.services.refusal import NotDone

PAGE = 100
page = require_http_methods(["GET", "HEAD", "POST"])


@page
@library_view
def saved_comments(request: HttpRequest) -> HttpResponse:
    """All own ones, by item; a posted one is kept. A script that asks for JSON gets it."""
    form = SavedCommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = bank.keep(owner=request.user, **form.cleaned_data)
        except NotDone as reason:
            form.add_error(None, str(reason))
        else:
            return (
                JsonResponse(_plain(kept))
                if _wants_json(request)
                else _back(request, _("Kept among your saved comments."))
            )
    if form.errors and _wants_json(request):
        return JsonResponse({"message": " ".join(text for texts in form.errors.values() for text in texts)}, status=422)
    order = {item.code: item.number for item in CATALOGUE.items}
    mine = sorted(request.user.saved_comments.all(), key=lambda one: (order.get(one.item, 0), -one.used, one.text))
    context = {
        "page": Paginator(mine, PAGE).get_page(request.GET.get("page")),
        "items": {item.code: item for item in CATALOGUE.items},
        "form": form,
        "most": bank.MOST,
    }
    return render(request, "training/saved_comments.html", context, status=422 if form.errors else 200)


@require_safe
@library_view
def saved_comments_json(request: HttpRequest) -> HttpResponse:
    """All own ones for the script, what is used most first."""
    mine = request.user.saved_comments.order_by("-used", "-created_at")
    return JsonResponse({"comments": [_plain(one) for one in mine]})


@page
@library_view
def saved_comment(request: HttpRequest, saved_id: UUID) -> HttpResponse:
    """One of the own to change."""
    saved = _own(request, saved_id)
    form = SavedCommentForm(request.POST or None, initial={"text": saved.text, "item": saved.item})
    if request.method == "POST" and form.is_valid():
        try:
            bank.change(saved=saved, **form.cleaned_data)
            return _back(request, _("Saved."))
        except NotDone as reason:
            form.add_error(None, str(reason))
    context = {"form": form, "saved": saved}
    return render(request, "training/saved_comment.html", context, status=422 if form.errors else 200)


@require_POST
@library_view
def saved_comment_delete(request: HttpRequest, saved_id: UUID) -> HttpResponse:
    _own(request, saved_id).delete()
    return _back(request, _("Deleted."))


@require_POST
@library_view
def saved_comment_used(request: HttpRequest, saved_id: UUID) -> HttpResponse:
    """Counts that the script has inserted it."""
    bank.note_use(saved=_own(request, saved_id))
    return HttpResponse(status=204)


def _own(request: HttpRequest, saved_id: UUID) -> SavedComment:
    return get_object_or_404(request.user.saved_comments, pk=saved_id)


def _back(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("saved_comments")


def _plain(saved: SavedComment) -> dict[str, object]:
    return {"id": str(saved.pk), "item": saved.item, "text": saved.text, "used": saved.used}


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
