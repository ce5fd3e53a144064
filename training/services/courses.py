"""The verbs of a course: create, change, archive, copy for the next term, delete."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.models import Course, Enrolment, Submission
from training.models.course import new_code
from training.policy import Permission, Role, roles_granting
from training.services.assignments import copy_assignments
from training.services.refusal import NotDone

if TYPE_CHECKING:
    from accounts.models import User

CODE_TRIES = 5


@transaction.atomic
def create_course(*, user: User, **fields: Any) -> Course:
    """A new course whose trainer is `user`. The fields are taken as they are: a form has checked them."""
    course = _with_code(Course(**fields))
    Enrolment.objects.create(course=course, user=user, role=Role.TRAINER, name=user.display_name)
    return course


def change_course(*, course: Course, fields: Mapping[str, Any]) -> None:
    """Other words or dates for a course."""
    for name, value in fields.items():
        setattr(course, name, value)
    course.save(update_fields=list(fields))


def archive_course(*, course: Course, archived: bool) -> None:
    """Into the archive, where it can be read but nobody joins, or out of it."""
    Course.objects.filter(pk=course.pk).update(archived_at=timezone.now() if archived else None)


def renew_code(*, course: Course) -> None:
    """Another class code; the one before opens no seat any more. Who has a seat signs in with the new one."""
    _with_code(course)


@transaction.atomic
def copy_course(*, course: Course, user: User, starts_on: date | None = None) -> Course:
    """The course for the next term: words, assignments and those who teach; no students, no teams, a code of its own.
    With its first day the assignments move."""
    copied = ("about", "language", "time_zone")
    copy = Course(title=course.title, starts_on=starts_on, **{name: getattr(course, name) for name in copied})
    _with_code(copy)
    teachers = course.enrolments.current().filter(role__in=roles_granting(Permission.TEACH))
    Enrolment.objects.bulk_create(
        Enrolment(
            course=copy,
            user_id=one.user_id,
            role=Role.TRAINER if one.user_id == user.pk else one.role,
            name=one.name,
            name_key=one.name_key,
            email=one.email,
        )
        for one in teachers
    )
    copy_assignments(course=course, into=copy)
    return copy


def delete_course(*, course: Course) -> None:
    """Removes a course in which nobody learns; `NotDone` says what to do with another one."""
    if course.enrolments.students().exists():
        raise NotDone(_("There are students in this course. Put it into the archive, or take them out first."))
    if Submission.objects.filter(assignment__course=course).exists():
        raise NotDone(_("Work was handed in in this course. Put it into the archive: there it can be read."))
    course.delete()


def _with_code(course: Course) -> Course:
    """Saves the course under a code that no other one has."""
    for _try in range(CODE_TRIES):
        course.code = new_code()
        try:
            with transaction.atomic():
                course.save()
            return course
        except IntegrityError:
            continue
    raise RuntimeError("no free class code was found")
