"""The list of worksheets and the pages around one: new, import, details, archive, delete."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quadrants import interchange
from quadrants.access import worksheet_view
from quadrants.controls import in_words
from quadrants.form import FormError, taken_back
from quadrants.forms.pages import DetailsForm, HeaderForm, ImportForm, NewWorksheetForm, SearchForm
from quadrants.listing import rows
from quadrants.loading import load_document
from quadrants.models import Worksheet
from quadrants.models.worksheet import WorksheetQuerySet
from quadrants.policy import Permission, grants
from quadrants.services import demo, saving
from quadrants.services.printables import SHEETS
from quadrants.services.printing import printed_for
from quadrants.services.worksheets import (
    archive_worksheet,
    create_worksheet,
    delete_worksheet,
    duplicate_worksheet,
    import_worksheet,
    restore_worksheet,
)
from quadrants.views.printing import printing
from quadrants.views.taking import choose

PAGE = 25


@require_safe
@login_required
def worksheets(request: HttpRequest) -> HttpResponse:
    """Own and shared worksheets, or the archive, or what was deleted in the last 30 days."""
    form = SearchForm(request.GET)
    shelf, q = form.value("shelf"), form.value("q")
    found = _sorted(_searched(_shelf(request, shelf), q), form.value("sort", "changed"))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": rows(page.object_list), "shelf": shelf, "q": q}
    context["printed"] = printed_for(request.user, SHEETS)
    if not page.paginator.count and not q and not shelf:
        context["example"] = interchange.from_json(demo.read_finished(request.LANGUAGE_CODE))
    return render(request, "quadrants/worksheet_list.html", context)


def _shelf(request: HttpRequest, shelf: str) -> WorksheetQuerySet:
    if shelf == "deleted":
        return Worksheet.objects.deleted_by(request.user)
    return Worksheet.objects.visible_to(request.user).filter(archived_at__isnull=shelf != "archived")


def _searched(found: WorksheetQuerySet, q: str) -> WorksheetQuerySet:
    """Every word must be in the title or in the name of a party."""
    for word in q.split()[:8]:
        named = Q(pk__in=Worksheet.objects.filter(parties__name__icontains=word, parties__deleted_at=None).values("pk"))
        found = found.filter(Q(title__icontains=word) | named)
    return found


def _sorted(found: WorksheetQuerySet, sort: str) -> WorksheetQuerySet:
    order = SearchForm.SORTS[sort][0]
    if order == "meeting_at":
        return found.order_by(F("meeting_at").asc(nulls_last=True), "-changed_at", "pk")
    return found.order_by(order, "pk")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def worksheet_new(request: HttpRequest) -> HttpResponse:
    form = NewWorksheetForm(request.POST or None, initial={"language": request.LANGUAGE_CODE, "depth": "quick"})
    if request.method == "POST" and form.is_valid():
        worksheet = create_worksheet(user=request.user, **form.cleaned_data)
        if request.POST.get("then") == "quick":
            return redirect("quick", worksheet.pk)
        return redirect(reverse("board", args=[worksheet.pk]) + "#write")
    return render(request, "quadrants/worksheet_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@printing
def worksheet_import(request: HttpRequest) -> HttpResponse:
    """A new worksheet from an exported file; or, of a filled form, the page on which one chooses."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if isinstance(file, bytes):
                return choose(request, taken_back(file))
            worksheet = import_worksheet(user=request.user, data=file)
        except (interchange.DocumentError, FormError) as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("Imported, as a worksheet of your own."))
            return redirect("board", worksheet.pk)
    return render(request, "quadrants/worksheet_import.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@login_required
def worksheet_example(request: HttpRequest) -> HttpResponse:
    """A copy of the filled example, to look around in and to change."""
    return redirect("board", demo.copy_demo(user=request.user, language=request.LANGUAGE_CODE).pk)


@require_http_methods(["GET", "HEAD", "POST"])
@worksheet_view()
def worksheet_details(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """Title, time, language, depth and state; and what can be done with the whole worksheet."""
    names = [name for name in DetailsForm.base_fields if name != "base"]
    initial = {"base": worksheet.version, **{name: getattr(worksheet, name) for name in names}}
    form, clash = DetailsForm(request.POST or None, initial=initial), []
    if request.method == "POST" and form.is_valid():
        outcome = _save_details(request, worksheet, form)
        if outcome is None or outcome.saved:
            messages.success(request, _("Saved."))
            return redirect("worksheet_details", worksheet.pk)
        form.add_error(None, [outcome.message, *outcome.fields.values()])
        if outcome.clash:
            clash = list(outcome.clash["theirs"])
            show_clash(form, outcome, worksheet)
    context = {
        "clash": " ".join(clash),
        "worksheet": worksheet,
        "document": load_document(worksheet),
        "tab": "details",
        "form": form,
        "may_manage": grants(worksheet.role, Permission.MANAGE),
    }
    return render(request, "quadrants/worksheet_details.html", context, status=422 if form.errors else 200)


def show_clash(form: HeaderForm, outcome: saving.Outcome, worksheet: Worksheet) -> None:
    """Says below each field what stands there now; sent once more, the button says which of both stays. What was not
    touched shows what others have made of it."""
    document, touched = load_document(worksheet), touched_in(worksheet, form)
    for name, value in outcome.clash["theirs"].items():
        form.add_error(name, f"{_('It reads now:')} {in_words(form.fields[name], value, document)}")
    untouched = {name: form[name].initial for name in form.fields if name not in touched}
    form.data = {**form.data.dict(), **untouched, "base": outcome.version}


def touched_in(worksheet: Worksheet, form: HeaderForm) -> dict[str, Any]:
    """What was changed on the page, as JSON values."""
    base = form.cleaned_data["base"]
    return form.changes(saving.fields_at(subject=worksheet, target="worksheet", version=base))


def _save_details(request: HttpRequest, worksheet: Worksheet, form: DetailsForm) -> saving.Outcome | None:
    """Saves what was changed on the page, but for the fields in which the text of others stays. What was written there
    since is kept in the history: on a version older than theirs it cannot win."""
    changes, saved = touched_in(worksheet, form), None
    given_up = {name: changes.pop(name) for name in request.POST.get("theirs", "").split() if name in changes}
    for base, fields in ((0, given_up), (form.cleaned_data["base"], changes)):
        if fields:
            change = saving.Change(target="worksheet", base=base, fields=fields)
            saved = saving.save(subject_id=worksheet.pk, user=request.user, change=change)
    return saved if changes else None


@require_POST
@worksheet_view()
def worksheet_duplicate(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    copy = duplicate_worksheet(user=request.user, worksheet=worksheet)
    messages.success(request, _("This is the copy."))
    return redirect("board", copy.pk)


@require_POST
@worksheet_view(Permission.MANAGE)
def worksheet_archive(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """Into the archive, or out of it: as the button said, however often it is pressed."""
    archived = request.POST.get("archived") == "1"
    archive_worksheet(worksheet=worksheet, archived=archived)
    messages.success(request, _("In the archive now.") if archived else _("Out of the archive."))
    return redirect("worksheet_details", worksheet.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@worksheet_view(Permission.MANAGE)
def worksheet_delete(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """Asks, then deletes; the list of deleted worksheets gives it back for 30 days."""
    if request.method == "POST":
        delete_worksheet(worksheet=worksheet)
        messages.success(request, _("Deleted. For 30 days you find it under “Deleted” and can take it back."))
        return redirect("worksheets")
    return render(request, "quadrants/worksheet_delete.html", {"worksheet": worksheet})


@require_POST
@login_required
def worksheet_restore(request: HttpRequest, worksheet_id: UUID) -> HttpResponse:
    """Takes a deletion back."""
    worksheet = get_object_or_404(Worksheet.objects.deleted_by(request.user), pk=worksheet_id)
    restore_worksheet(worksheet=worksheet)
    return redirect("board", worksheet.pk)
