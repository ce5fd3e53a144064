"""How people come into a course: with an account, or at a seat that class code, name and PIN open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from training import pins
from training.models import Course, Enrolment
from training.models.course import CODE_SIGNS, name_key
from training.policy import Role
from training.services.refusal import NotDone

if TYPE_CHECKING:
    from accounts.models import User as Person

# So many wrong PINs in a row close a seat until a trainer gives it a new one.
MOST_FAILURES = 20


def course_by_code(code: str) -> Course | None:
    """The course of a class code, as people type codes: small letters, spaces and hyphens do not matter."""
    signs = "".join(sign for sign in code.upper() if sign in CODE_SIGNS)
    return Course.objects.filter(code=signs).first()


@transaction.atomic
def join(*, course: Course, user: Person, name: str) -> Enrolment:
    """Brings somebody who is signed in into the course as a student; who is in it already stays what they are. The PIN
    of a seat in another course opens the new one, too. Who left, or was taken out, is let in again by a trainer only.
    """
    course = Course.objects.select_for_update().get(pk=course.pk)
    mine = course.enrolments.filter(user=user).first()
    if mine and mine.current:
        return mine
    if mine:
        raise NotDone(_("You have left this course. A trainer can let you in again."))
    _check_open(course)
    known = user.enrolments.exclude(pin="").order_by("-joined_at").first()
    return _enrol(course, user, name, pin=known.pin if known else "")


@transaction.atomic
def open_seat(*, course: Course, name: str, pin: str, language: str, guest: Person | None = None) -> Enrolment:
    """A new seat under a name that nobody has there. A guest of this browser keeps what was written so far."""
    course = Course.objects.select_for_update().get(pk=course.pk)
    _check_open(course)
    user = guest or User(language=language)
    user.is_guest, user.name = False, name
    if not guest:
        user.set_unusable_password()
    user.save()
    return _enrol(course, user, name, pin=pins.sealed(pin))


def seat(*, course: Course, name: str, pin: str) -> Enrolment | None:
    """The seat that name and PIN open, or None. After too many wrong PINs none opens it.

    Each try is counted before it is judged, so that many at once are no way around the limit.
    """
    found = course.enrolments.current().exclude(pin="").filter(name_key=name_key(name))
    if not found.filter(pin_failures__lt=MOST_FAILURES).update(pin_failures=F("pin_failures") + 1):
        return None
    mine = found.select_related("user").get()
    if not mine.user.is_active or not pins.opens(pin, mine.pin):
        return None
    found.update(pin_failures=0)
    return mine


def _check_open(course: Course) -> None:
    if not course.takes_new_people:
        raise NotDone(_("Nobody can join this course at the moment. Ask the trainer."))


def _enrol(course: Course, user: Person, name: str, *, pin: str) -> Enrolment:
    try:
        with transaction.atomic():
            return Enrolment.objects.create(course=course, user=user, name=name, pin=pin, role=Role.STUDENT)
    except IntegrityError:
        raise NotDone(
            _("Somebody in this course has this name. If it is you, go back to your seat; else add a letter or more.")
        ) from None
