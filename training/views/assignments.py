"""Assignments: new, changed, and one of them as those who teach see it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quadrants.catalogue import CATALOGUE
from quadrants.forms.fields import whole_number
from training.access import assignment_view, course_view
from training.forms.assignments import AssignmentForm, ExtensionForm
from training.library import library_of
from training.listing import people_of
from training.models import Assignment, Case, Enrolment
from training.models.assignment import TEAM_SIZE
from training.policy import Permission, grants
from training.services import assignments as service
from training.services.grouping import least_in_a_team
from training.services.refusal import NotDone
from training.views.courses import course_page
from training.views.own_work import own_assignment

PAGE = 100
page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@assignment_view()
def assignment(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """To those who teach who has begun; to a student what to do, the own brief and who is at the table."""
    if grants(enrolment.role, Permission.TEACH):
        return _taught(request, enrolment, assignment)
    return own_assignment(request, enrolment, assignment)


def _taught(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    rows = people_of(assignment, timezone.now(), least_in_a_team(assignment))
    rows.sort(key=lambda row: (row.submission is not None, row.begun, row.opened))
    begun = sum(row.begun for row in rows)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "begun": begun,
        "not_begun": len(rows) - begun,
        "handed_in": sum(row.submission is not None for row in rows),
        "to_review": len({row.submission.pk for row in rows if row.submission and row.submission.waits}),
        "ungrouped": sum(row.place is None for row in rows) if assignment.grouped else 0,
        "items": [CATALOGUE.item(code) for code in assignment.asked_items],
        "roles": {role.code: role.name for role in assignment.roles},
        "briefs_out": assignment.briefs_are_out(timezone.now()),
    }
    return _render(request, "training/assignment_taught.html", enrolment, assignment, context)


@page
@course_view(Permission.MANAGE)
def assignment_new(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    form = _form(request, enrolment, None, {"team_size": TEAM_SIZE})
    if request.method == "POST" and form.is_valid():
        made = service.create_assignment(course=enrolment.course, user=request.user, fields=form.cleaned_data)
        if made.grouped:
            messages.success(request, _("Saved. Now put the groups together."))
            return redirect("grouping", enrolment.course_id, made.pk)
        messages.success(request, _("Saved."))
        return redirect("assignment", enrolment.course_id, made.pk)
    return _edit(request, enrolment, None, form)


@page
@assignment_view(Permission.MANAGE)
def assignment_edit(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    names = AssignmentForm.base_fields
    form = _form(request, enrolment, assignment, {name: getattr(assignment, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            service.change_assignment(assignment=assignment, user=request.user, fields=form.cleaned_data)
        except NotDone as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("assignment", enrolment.course_id, assignment.pk)
    return _edit(request, enrolment, assignment, form)


def _form(
    request: HttpRequest, enrolment: Enrolment, assignment: Assignment | None, initial: dict[str, Any]
) -> AssignmentForm:
    zone, own = enrolment.course.zone, Case.objects.visible_to(request.user).rows()
    ours = library_of(request.user, timezone.now())
    return AssignmentForm(request.POST or None, initial=initial, zone=zone, ours=ours, own=own, assignment=assignment)


def _edit(
    request: HttpRequest, enrolment: Enrolment, assignment: Assignment | None, form: AssignmentForm
) -> HttpResponse:
    status = 422 if form.errors else 200
    template = "training/assignment_edit.html"
    may_renew = bool(assignment and assignment.case and not assignment.briefs_are_out(timezone.now()))
    return _render(request, template, enrolment, assignment, {"form": form, "may_renew": may_renew}, status=status)


@require_POST
@assignment_view(Permission.MANAGE)
def assignment_case(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """Takes the case anew from the library."""
    try:
        service.take_case_anew(assignment=assignment, user=request.user)
        messages.success(request, _("The case is as in the library now."))
    except NotDone as reason:
        messages.error(request, str(reason))
    return redirect("assignment_edit", enrolment.course_id, assignment.pk)


@page
@assignment_view(Permission.MANAGE)
def assignment_extension(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """More time for one student (`do` is not *end*), or no more than for the others."""
    here = redirect("assignment_extension", enrolment.course_id, assignment.pk)
    ending = request.POST.get("do") == "end"
    form = ExtensionForm(None if ending else request.POST or None, assignment=assignment)
    if ending:
        extended = assignment.extensions.filter(enrolment__in=_numbers(request.POST.get("enrolment", ""))).first()
        if extended:
            service.end_extension(assignment=assignment, enrolment=extended.enrolment)
        return here
    if request.method == "POST" and form.is_valid():
        service.extend(assignment=assignment, **form.cleaned_data)
        messages.success(request, _("%(name)s has more time.") % {"name": form.cleaned_data["enrolment"].name})
        return here
    context = {"form": form, "extensions": assignment.extensions.select_related("enrolment").order_by("due_at")}
    status = 422 if form.errors else 200
    return _render(request, "training/assignment_extension.html", enrolment, assignment, context, status=status)


def _numbers(text: str) -> list[int]:
    number = whole_number(text)
    return [] if number is None else [number]


@page
@assignment_view(Permission.MANAGE)
def assignment_delete(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """Asks, then deletes an assignment that nobody prepares yet."""
    if request.method == "POST":
        try:
            service.delete_assignment(assignment=assignment)
        except NotDone as reason:
            messages.error(request, str(reason))
            return redirect("assignment", enrolment.course_id, assignment.pk)
        messages.success(request, _("The assignment is deleted."))
        return redirect("course", enrolment.course_id)
    return _render(request, "training/assignment_delete.html", enrolment, assignment, {})


def _render(
    request: HttpRequest,
    template: str,
    enrolment: Enrolment,
    assignment: Assignment | None,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    more = {"assignment": assignment, **context}
    return course_page(request, template, enrolment, more, tab="assignment", status=status)
