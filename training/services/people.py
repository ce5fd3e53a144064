"""The verbs around the people of a course: name, section and role, leave and come back, PIN, merge a doubled seat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quadrants.services.worksheets import hand_over
from training import pins
from training.models import Course, Enrolment, Submission, Team, TeamMember
from training.models.course import name_key
from training.policy import Role
from training.services.grouping import come_back, hand_over_places, leave_groups
from training.services.joining import unlock
from training.services.refusal import NotDone

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def change_person(*, enrolment: Enrolment, name: str, email: str, section: str, role: str) -> None:
    """Another name, address, section or role; `NotDone` where somebody else has the name or nobody would be left to
    manage the course."""
    course = _locked(enrolment)
    if _others(course, enrolment).filter(name_key=name_key(name)).exists():
        raise NotDone(_("Somebody else in this course has this name. Add something that tells them apart."))
    if email and _others(course, enrolment).filter(email=email).exists():
        raise NotDone(_("Somebody else in this course has this e-mail."))
    if role != Role.TRAINER:
        _keep_a_trainer(course, enrolment)
    enrolment.name, enrolment.email, enrolment.section, enrolment.role = name, email, section, role
    enrolment.save()
    if enrolment.current:
        (come_back if role == Role.STUDENT else leave_groups)(enrolment=enrolment)


@transaction.atomic
def leave_course(*, enrolment: Enrolment) -> None:
    """Ends somebody's time in the course: own worksheets stay, those of a team stay with the team, the course is not
    seen any more."""
    _keep_a_trainer(_locked(enrolment), enrolment)
    leave_groups(enrolment=enrolment)
    Enrolment.objects.filter(pk=enrolment.pk, left_at=None).update(left_at=timezone.now())


@transaction.atomic
def take_back(*, enrolment: Enrolment) -> None:
    """Lets somebody who left in again, to the places and teams that are still theirs."""
    Enrolment.objects.filter(pk=enrolment.pk).update(left_at=None)
    if enrolment.role == Role.STUDENT:
        come_back(enrolment=enrolment)


def give_new_pins(*, enrolments: Iterable[Enrolment]) -> list[tuple[Enrolment, str]]:
    """A new PIN for each seat. Only here they can be read; what is kept is a hash. Who sits there without an account is
    signed out everywhere: the one before may be known to others."""
    given = [(enrolment, pins.new_pin()) for enrolment in enrolments]
    for enrolment, pin in given:
        enrolment.pin, enrolment.pin_failures = pins.sealed(pin), 0
    Enrolment.objects.bulk_update([enrolment for enrolment, _pin in given], ["pin", "pin_failures"], batch_size=500)
    unlock(seats=[enrolment for enrolment, _pin in given])
    for enrolment, _pin in given:
        if enrolment.user.last_login and not enrolment.user.email:
            # Sessions hold on to what stands for the password.
            enrolment.user.set_unusable_password()
            enrolment.user.save(update_fields=["password"])
    return given


@transaction.atomic
def merge(*, doubled: Enrolment, into: Enrolment) -> None:
    """Makes two places of one student one: what was written at the doubled seat goes to the other one.

    Only a seat can be merged away: an account keeps its worksheets and leaves the course by itself.
    """
    course = _locked(into)
    if doubled.pk == into.pk or doubled.course_id != course.pk or {doubled.role, into.role} != {Role.STUDENT}:
        raise NotDone(_("Choose two places of one student."))
    if doubled.user.email or doubled.user.enrolments.exclude(pk=doubled.pk).exists():
        raise NotDone(_("This person signs in with an account of their own. Merge the other place into this one."))
    hand_over_places(doubled=doubled, into=into)
    hand_over(from_user=doubled.user, to_user=into.user)
    if doubled.email and not into.email:
        email = doubled.email
        Enrolment.objects.filter(pk=doubled.pk).update(email="")
        Enrolment.objects.filter(pk=into.pk).update(email=email)
    doubled.user.delete()


def left_alone(user: User) -> list[Course]:
    """The courses with other people in them that would have no trainer without this user."""
    mine = Course.objects.filter(enrolments__in=user.enrolments.current().filter(role=Role.TRAINER))
    return [course for course in mine if _is_only_trainer(course, user) and _has_others(course, user)]


def remove_work_of(user: User) -> None:
    """Removes what somebody handed in alone, with all that was said of it."""
    alone = Team.objects.filter(members__enrolment__user=user)
    alone = alone.exclude(members__in=TeamMember.objects.exclude(enrolment__user=user))
    Submission.objects.filter(team__in=alone.values("pk")).delete()


def remove_courses_of(user: User) -> None:
    """Removes the courses that nobody else is in."""
    for course in Course.objects.filter(enrolments__user=user):
        if not _has_others(course, user):
            course.delete()


def _has_others(course: Course, user: User) -> bool:
    return course.enrolments.current().exclude(user=user).exists()


def _is_only_trainer(course: Course, user: User) -> bool:
    return not course.enrolments.current().filter(role=Role.TRAINER).exclude(user=user).exists()


def _locked(enrolment: Enrolment) -> Course:
    """The course, locked: who is in it changes one after the other."""
    return Course.objects.select_for_update().get(pk=enrolment.course_id)


def _others(course: Course, enrolment: Enrolment):
    return course.enrolments.exclude(pk=enrolment.pk)


def _keep_a_trainer(course: Course, enrolment: Enrolment) -> None:
    if enrolment.role == Role.TRAINER and _is_only_trainer(course, enrolment.user):
        raise NotDone(_("A course needs a trainer. Make somebody else one first."))
