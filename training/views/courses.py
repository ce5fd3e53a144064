"""The courses of a person, one course, and what can be done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.access import course_view, opener_view
from training.forms.courses import CopyForm, CourseDetailsForm, CourseForm
from training.listing import own_rows, taught_rows
from training.models import Course, Enrolment
from training.policy import Permission, Role, grants, may_open_courses
from training.services import courses as service
from training.services.people import leave_course
from training.services.refusal import NotDone

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def courses(request: HttpRequest) -> HttpResponse:
    """The courses that somebody teaches or is in; those in the archive below."""
    mine = Enrolment.objects.current().filter(user=request.user).select_related("course")
    rows = list(mine.order_by("course__archived_at", "-course__starts_on", "-course__created_at"))
    context = {
        "rows": [row for row in rows if not row.course.archived],
        "archived": [row for row in rows if row.course.archived],
        "teaches": any(grants(row.role, Permission.TEACH) for row in rows),
        "may_open": may_open_courses(request.user),
    }
    return render(request, "training/course_list.html", context)


@page
@opener_view
def course_new(request: HttpRequest) -> HttpResponse:
    """A new course; whoever teaches has an account, so that the course is not lost with a browser."""
    if not request.user.email:
        return redirect(f"{reverse('account_signup')}?next={reverse('course_new')}")
    initial = {"language": request.LANGUAGE_CODE, "time_zone": timezone.get_current_timezone_name()}
    form = CourseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        course = service.create_course(user=request.user, **form.cleaned_data)
        return redirect("course", course.pk)
    return render(request, "training/course_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@course_view()
def course(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """The first page of a course: to those who teach how people come in, to a student what it is about."""
    people = enrolment.course.enrolments.current()
    students = people.filter(role=Role.STUDENT).count()
    context = _assignments(enrolment, students) | {
        "teachers": people.exclude(role=Role.STUDENT).order_by("role", "name_key"),
        "students": students,
        "join_url": request.build_absolute_uri(reverse("join_course", args=[enrolment.course.code])),
    }
    return course_page(request, "training/course.html", enrolment, context, tab="course")


def _assignments(enrolment: Enrolment, students: int) -> dict[str, object]:
    if grants(enrolment.role, Permission.TEACH):
        return {"taught": taught_rows(enrolment.course, students)}
    due, past = own_rows(enrolment, timezone.now())
    return {"due": due, "past": past}


@page
@course_view(Permission.MANAGE)
def course_details(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Title, dates and whether it is open; and what can be done with the whole course."""
    names = CourseDetailsForm.base_fields
    form = CourseDetailsForm(request.POST or None, initial={name: getattr(enrolment.course, name) for name in names})
    if request.method == "POST" and form.is_valid():
        service.change_course(course=enrolment.course, fields=form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("course_details", enrolment.course_id)
    return course_page(
        request,
        "training/course_details.html",
        enrolment,
        {"form": form, "copying": CopyForm() if may_open_courses(request.user) else None},
        tab="details",
        status=422 if form.errors else 200,
    )


@require_POST
@course_view(Permission.MANAGE)
def course_archive(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Into the archive, or out of it: as the button said, however often it is pressed."""
    archived = request.POST.get("archived") == "1"
    service.archive_course(course=enrolment.course, archived=archived)
    messages.success(request, _("In the archive now.") if archived else _("Out of the archive."))
    return redirect("course_details", enrolment.course_id)


@require_POST
@course_view(Permission.MANAGE)
def course_code(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Another class code."""
    service.renew_code(course=enrolment.course)
    messages.success(request, _("This is the new class code. The one before is worth nothing any more."))
    return redirect("course", enrolment.course_id)


@require_POST
@opener_view
@course_view(Permission.MANAGE)
def course_copy(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """The course for the next term, its assignments moved to the first day that was given."""
    form = CopyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This is no day. Nothing was copied."))
        return redirect("course_details", enrolment.course_id)
    copy = service.copy_course(course=enrolment.course, user=request.user, **form.cleaned_data)
    messages.success(request, _("This is the copy, without its students. Look over its dates and its assignments."))
    return redirect("course_details", copy.pk)


@page
@course_view(Permission.MANAGE)
def course_delete(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Asks, then deletes a course in which nobody learns."""
    if request.method == "POST":
        try:
            service.delete_course(course=enrolment.course)
        except NotDone as reason:
            messages.error(request, str(reason))
            return redirect("course_details", enrolment.course_id)
        messages.success(request, _("The course is deleted."))
        return redirect("courses")
    return course_page(request, "training/course_delete.html", enrolment, {}, tab="details")


@page
@course_view()
def course_leave(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Asks, then lets somebody go."""
    if request.method == "POST":
        try:
            leave_course(enrolment=enrolment)
        except NotDone as reason:
            messages.error(request, str(reason))
            return redirect("course", enrolment.course_id)
        messages.success(request, _("You have left the course. Your worksheets stay yours."))
        return redirect("courses")
    return course_page(request, "training/course_leave.html", enrolment, {}, tab="course")


def _around(enrolment: Enrolment, tab: str) -> dict[str, Any]:
    """What the head of each page of a course shows."""
    course: Course = enrolment.course
    return {
        "course": course,
        "enrolment": enrolment,
        "teaches": grants(enrolment.role, Permission.TEACH),
        "manages": grants(enrolment.role, Permission.MANAGE),
        "tab": tab,
    }


def course_page(
    request: HttpRequest, template: str, enrolment: Enrolment, more: dict[str, Any], *, tab: str, status: int = 200
) -> HttpResponse:
    """A page of a course: its head, and what the page shows `more`."""
    return render(request, template, _around(enrolment, tab) | more, status=status)
