"""What a student has done in a course, to read and to print."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from training import record
from training.access import course_view
from training.models import Enrolment
from training.policy import Permission, grants
from training.views.courses import course_page


@require_safe
@course_view()
def own_record(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """The own record; those who teach have none."""
    if grants(enrolment.role, Permission.TEACH):
        raise Http404
    works = record.own_record(enrolment, timezone.now())
    return course_page(request, "training/record.html", enrolment, {"works": works}, tab="course")
