"""The case library: ours to read, copy and export; own ones to write, change and delete as well."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quadrants.catalogue import CATALOGUE
from quadrants.interchange import DocumentError
from quadrants.naming import file_name
from quadrants.views.files import file
from strategies.catalogue import strategy
from training.access import library_view
from training.cases.document import CaseDocument
from training.cases.interchange import from_json, to_json
from training.cases.tables import points_table
from training.forms.case_editor import CaseEditor, empty_page, page_of
from training.forms.cases import CaseFileForm
from training.library import library_case_of, library_of
from training.models import Case
from training.services.cases import change_case, copy_case, create_case, delete_case, import_case

OTHER_ROW = "another "


@require_safe
@library_view
def cases(request: HttpRequest) -> HttpResponse:
    """Ours and the own ones."""
    ours = library_of(request.user, timezone.now())
    return render(
        request, "training/case_list.html", {"ours": ours, "own": Case.objects.visible_to(request.user).rows()}
    )


@require_safe
@library_view
def case(request: HttpRequest, case_code: str) -> HttpResponse:
    """One of ours, with everything a trainer has to know."""
    return _read(request, _ours(request, case_code), code=case_code)


@require_safe
@library_view
def own_case(request: HttpRequest, own_id: UUID) -> HttpResponse:
    found = _own(request, own_id)
    return _read(request, from_json(found.content), own=found)


def _read(request: HttpRequest, document: CaseDocument, **whose: Any) -> HttpResponse:
    context = {
        "case": document,
        "table": points_table(document),
        "items": [CATALOGUE.item(code) for code in document.items],
        "strategies": [strategy(code) for code in document.strategies],
        **whose,
    }
    return render(request, "training/case_read.html", context)


@require_safe
@library_view
def case_json(request: HttpRequest, case_code: str) -> HttpResponse:
    return _file(_ours(request, case_code))


@require_safe
@library_view
def own_case_json(request: HttpRequest, own_id: UUID) -> HttpResponse:
    return _file(from_json(_own(request, own_id).content))


def _file(document: CaseDocument) -> HttpResponse:
    content = json.dumps(to_json(document), ensure_ascii=False, indent=1)
    return file(content.encode(), "application/json", f"{file_name(str(document.title), 'case')}.json", download=True)


@require_POST
@library_view
def case_copy(request: HttpRequest) -> HttpResponse:
    """A copy of one of ours (`code`) or an own one (`own`), as an own one."""
    if "code" in request.POST:
        document = _ours(request, request.POST["code"])
    else:
        document = from_json(_own(request, _identifier(request.POST.get("own", ""))).content)
    made = copy_case(user=request.user, document=document)
    messages.success(request, _("This is your copy. Change it as you like."))
    return redirect("own_case", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@library_view
def case_new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _edit(request, CaseEditor(shown=empty_page(), before=None))
    editor = CaseEditor(data=request.POST, before=None)
    if kind := _wanted_row(request):
        return _edit(request, editor.with_another(kind))
    if not editor.is_valid():
        return _edit(request, editor)
    made = create_case(user=request.user, document=editor.document)
    messages.success(request, _("Saved."))
    return redirect("own_case", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@library_view
def own_case_edit(request: HttpRequest, own_id: UUID) -> HttpResponse:
    """Changes an own case, if nobody has changed it since the page was opened."""
    found = _own(request, own_id)
    before = from_json(found.content)
    if request.method != "POST":
        return _edit(request, CaseEditor(shown=page_of(before, found.version), before=before), found)
    editor = CaseEditor(data=request.POST, before=before)
    if kind := _wanted_row(request):
        return _edit(request, editor.with_another(kind), found)
    if not editor.is_valid():
        return _edit(request, editor, found)
    base = editor.form.cleaned_data["base"] or 0
    if not change_case(case=found, base=base, document=editor.document):
        editor.overtaken(_own(request, own_id).version)
        return _edit(request, editor, found)
    messages.success(request, _("Saved."))
    return redirect("own_case", found.pk)


def _wanted_row(request: HttpRequest) -> str:
    """Which kind of row the button asked for another of; empty where it was to save."""
    do = request.POST.get("do", "")
    return do.removeprefix(OTHER_ROW) if do.startswith(OTHER_ROW) else ""


def _edit(request: HttpRequest, editor: CaseEditor, own: Case | None = None) -> HttpResponse:
    status = 422 if editor.failed else 200
    return render(request, "training/case_edit.html", {"editor": editor, "own": own}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@library_view
def own_case_delete(request: HttpRequest, own_id: UUID) -> HttpResponse:
    """Asks, then deletes for good."""
    found = _own(request, own_id)
    if request.method == "POST":
        delete_case(case=found)
        messages.success(request, _("Deleted."))
        return redirect("cases")
    return render(request, "training/case_delete.html", {"own": found, "case": from_json(found.content)})


@require_http_methods(["GET", "HEAD", "POST"])
@library_view
def case_import(request: HttpRequest) -> HttpResponse:
    form = CaseFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = import_case(user=request.user, data=form.cleaned_data["file"])
        except DocumentError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("Imported, as a case of your own."))
            return redirect("own_case", made.pk)
    return render(request, "training/case_import.html", {"form": form}, status=422 if form.errors else 200)


def _ours(request: HttpRequest, code: str) -> CaseDocument:
    try:
        return library_case_of(request.user, code, timezone.now()).document
    except KeyError:
        raise Http404 from None


def _own(request: HttpRequest, own_id: UUID) -> Case:
    return get_object_or_404(Case.objects.visible_to(request.user), pk=own_id)


def _identifier(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
