"""Decorators that resolve the course, assignment or submission of a URL and what this user may do in it; others guard
the case library and the opening of courses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from quadrants.models import Edit
from training.models import Assignment, Course, Enrolment, Submission
from training.policy import Permission, grants, may_open_courses
from training.services.reviewing import REVIEW

View = Callable[..., HttpResponse]


def course_view(permission: Permission = Permission.VIEW) -> Callable[[View], View]:
    """Calls the view with `enrolment`, this user's place in the course, in place of `course_id`.

    Signed out: to the sign-in page. Not in the course, or no longer, or no such course: 404, all alike. In it without
    the permission: 404 for students, who learn nothing of the pages of those who teach, 403 with the reason for others.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def resolved(request: HttpRequest, course_id: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, enrolment=_resolved(request, course_id, permission), **kwargs)

        return resolved

    return decorate


def _resolved(request: HttpRequest, course_id: UUID, permission: Permission) -> Enrolment:
    mine = Enrolment.objects.current().filter(user=request.user, course=course_id).select_related("course").first()
    if mine is None:
        raise Http404
    if not grants(mine.role, permission):
        if not grants(mine.role, Permission.TEACH):
            raise Http404
        raise PermissionDenied(_("Only a trainer of this course may do this."))
    return mine


def assignment_view(permission: Permission = Permission.VIEW) -> Callable[[View], View]:
    """As `course_view`, and calls the view with `assignment`, one of this course, in place of `assignment_id`."""

    def decorate(view: View) -> View:
        @course_view(permission)
        @wraps(view)
        def resolved(
            request: HttpRequest, *args: Any, enrolment: Enrolment, assignment_id: UUID, **kwargs: Any
        ) -> HttpResponse:
            found = get_object_or_404(Assignment.objects.filter(course=enrolment.course), pk=assignment_id)
            found.course = enrolment.course
            return view(request, *args, enrolment=enrolment, assignment=found, **kwargs)

        return resolved

    return decorate


def student_view(view: View) -> View:
    """As `assignment_view`, for students alone: who teaches has no work of their own in a course."""

    @assignment_view()
    @wraps(view)
    def resolved(request: HttpRequest, *args: Any, enrolment: Enrolment, **kwargs: Any) -> HttpResponse:
        if grants(enrolment.role, Permission.TEACH):
            raise Http404
        return view(request, *args, enrolment=enrolment, **kwargs)

    return resolved


def submission_view(view: View) -> View:
    """Calls the view with `submission`, one that this user may see, and `enrolment`, their place in its course, in
    place of `submission_id`. Signed out: to the sign-in page. Whatever else: 404. Those who teach come to one that was
    withdrawn, too.

    The submission carries the number of its `last_edit`: taken before the rest is read, that is where a page begins to
    ask for what changed since.
    """

    @wraps(view)
    @login_required
    def resolved(request: HttpRequest, submission_id: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        mine = Enrolment.objects.current().filter(user=request.user).select_related("course")
        enrolment = get_object_or_404(mine, course__assignments__submissions=submission_id)
        seen = Submission.objects.visible_to(request.user)
        edits = Edit.objects.filter(subject_kind=REVIEW, subject_id=OuterRef("pk")).order_by("-id")
        seen = (
            seen.light()
            .annotate(last_edit=Subquery(edits.values("id")[:1]))
            .select_related("assignment", "team", "review")
        )
        submission = get_object_or_404(seen, pk=submission_id)
        submission.assignment.course = enrolment.course
        return view(request, *args, enrolment=enrolment, submission=submission, **kwargs)

    return resolved


def library_view(view: View) -> View:
    """Shows a page of the case library to those who teach somewhere; to others it is not there."""

    @wraps(view)
    @login_required
    def resolved(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not Course.objects.granting(request.user, Permission.TEACH).exists():
            raise Http404
        return view(request, *args, **kwargs)

    return resolved


def opener_view(view: View) -> View:
    """Lets in who may open courses; to others the page is not there."""

    @wraps(view)
    @login_required
    def resolved(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_open_courses(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return resolved
