"""The verbs of an assignment: make, change, take its case anew, extend for one student, copy with a course, delete."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quadrants.moments import in_utc
from training.cases.interchange import to_json
from training.library import library_case_of
from training.models import Assignment, Case, Course, Enrolment, Extension, Score
from training.services.refusal import NotDone

if TYPE_CHECKING:
    from accounts.models import User

OWN = "own:"
TIMES = ("opens_at", "due_at", "late_until", "briefs_at")
COPIED = ("title", "instructions", "case", "case_origin", "show_issues", "items", "minimum", "rubric", "grouping")
COPIED += ("team_size", "grace_minutes")


def frozen_case(*, origin: str, user: User) -> dict[str, Any]:
    """The case that an origin names, as it is now, in its numbered format; KeyError where there is none that this user
    may see."""
    if not origin.startswith(OWN):
        return to_json(library_case_of(user, origin, timezone.now()).document)
    try:
        return Case.objects.visible_to(user).get(pk=UUID(origin.removeprefix(OWN))).content
    except (ValueError, Case.DoesNotExist):
        raise KeyError(origin) from None


def create_assignment(*, course: Course, user: User, fields: Mapping[str, Any]) -> Assignment:
    """A new assignment with a copy of its case. The fields are taken as they are: a form has checked them."""
    origin = fields.get("case_origin", "")
    case = frozen_case(origin=origin, user=user) if origin else None
    return Assignment.objects.create(course=course, case=case, **fields)


@transaction.atomic
def change_assignment(*, assignment: Assignment, user: User, fields: Mapping[str, Any]) -> None:
    """Other words, times or tasks. `NotDone` where something would change under the hands of those who prepare."""
    _lock(assignment)
    changed = {name: value for name, value in fields.items() if value != getattr(assignment, name)}
    if {"case_origin", "grouping"} & changed.keys():
        _check_roles_are_free(assignment)
    if "rubric" in changed and Score.objects.filter(submission__assignment=assignment).exists():
        raise NotDone(_("Work is reviewed by this rubric already: it stays as it is."))
    if "items" in changed and is_begun(assignment):
        raise NotDone(_("Somebody is preparing already: the items stay as they are."))
    if "case_origin" in changed:
        origin = changed["case_origin"]
        changed["case"] = frozen_case(origin=origin, user=user) if origin else None
    _write(assignment, changed)


@transaction.atomic
def take_case_anew(*, assignment: Assignment, user: User) -> None:
    """Puts the case as it is in the library now in the place of the frozen copy. `NotDone` once a brief can have been
    read, or where the roles changed under those who have one."""
    _lock(assignment)
    if assignment.briefs_are_out(timezone.now()):
        raise NotDone(_("The briefs are out: the case stays as it is. Make another assignment with the new one."))
    try:
        case = frozen_case(origin=assignment.case_origin, user=user)
    except KeyError:
        raise NotDone(_("This case is not in your library any more. The copy here stays as it is.")) from None
    roles = assignment.role_codes
    if roles != tuple(role["code"] for role in case["roles"]) and assignment.teams.exists():
        raise NotDone(_("The case has other roles now. Clear the grouping first."))
    _write(assignment, {"case": case})


@transaction.atomic
def delete_assignment(*, assignment: Assignment) -> None:
    """Removes an assignment that nobody prepares yet; `NotDone` says what to do with another one."""
    _lock(assignment)
    if is_begun(assignment):
        raise NotDone(_("There are worksheets for it. Let it pass its due date, or put the course into the archive."))
    assignment.delete()


def extend(*, assignment: Assignment, enrolment: Enrolment, due_at: datetime) -> None:
    """More time for one student: the last word counts."""
    assignment.extensions.update_or_create(enrolment=enrolment, defaults={"due_at": due_at})


def end_extension(*, assignment: Assignment, enrolment: Enrolment) -> None:
    """As due for this student as for the others."""
    Extension.objects.filter(assignment=assignment, enrolment=enrolment).delete()


def copy_assignments(*, course: Course, into: Course) -> None:
    """The assignments for the next term, without those who did them. Where both courses have a first day, their times
    move with it, at the same hour by the clock of the course; else they stay."""
    days = into.starts_on - course.starts_on if into.starts_on and course.starts_on else timedelta()
    zone = into.zone
    Assignment.objects.bulk_create(
        Assignment(
            course=into,
            **{name: getattr(one, name) for name in COPIED},
            **{name: _moved(getattr(one, name), days, zone) for name in TIMES},
        )
        for one in course.assignments.all()
    )


def is_begun(assignment: Assignment) -> bool:
    """Whether there is a worksheet for it."""
    return assignment.teams.exclude(worksheet=None).exists()


def _moved(moment: datetime | None, days: timedelta, zone: ZoneInfo) -> datetime | None:
    if moment is None:
        return None
    by_the_clock = moment.astimezone(zone).replace(tzinfo=None) + days
    return in_utc(by_the_clock.replace(tzinfo=zone))


def _check_roles_are_free(assignment: Assignment) -> None:
    """Nobody has a role in the case before somebody is in a group."""
    if is_begun(assignment) or (assignment.briefs_are_out(timezone.now()) and assignment.teams.exists()):
        raise NotDone(_("Students are at work on it: case and groups stay as they are. Make another assignment."))
    if assignment.teams.exists():
        raise NotDone(_("Clear the grouping first: it was made for the case and the groups as they are."))


def _lock(assignment: Assignment) -> None:
    """Assignments are changed one after the other; those who open them wait at their team."""
    Assignment.objects.select_for_update().get(pk=assignment.pk)
    list(assignment.teams.select_for_update().values_list("pk"))


def _write(assignment: Assignment, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(assignment, name, value)
    assignment.save(update_fields=list(fields))
