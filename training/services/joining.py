"""How people come into a course: with an account, or at a seat that class code, name and PIN open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from training import pins
from training.models import Course, Enrolment
from training.models.course import CODE_SIGNS, name_key
from training.policy import Role
from training.services.refusal import NotDone

if TYPE_CHECKING:
    from accounts.models import User as Person

# So many wrong PINs in a row close a seat until a trainer opens it again.
MOST_FAILURES = 20
# How long somebody waits after many tries in a short time, as `seat_name` in the settings says.
WAIT = timedelta(minutes=5)


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


def note_wait(*, course: Course, name: str) -> None:
    """Remembers for those who teach that nobody comes in under a name for a while, if there is such a seat."""
    found = course.enrolments.current().exclude(pin="").filter(name_key=name_key(name)).values_list("pk", flat=True)
    for pk in found:
        cache.add(_wait_key(pk), timezone.now() + WAIT, WAIT.total_seconds())


def tell_shut(seats: Iterable[Enrolment]) -> None:
    """Notes at each seat whether no PIN opens it now (`shut`), and until when: `shut_until` is None where a trainer has
    to open it."""
    seats = list(seats)
    waits = cache.get_many([_wait_key(seat.pk) for seat in seats if seat.pin_failures])
    for seat in seats:
        closed, until = seat.pin_failures >= MOST_FAILURES, waits.get(_wait_key(seat.pk))
        seat.shut, seat.shut_until = closed or bool(until), None if closed else until


def unlock(*, seats: Iterable[Enrolment]) -> None:
    """Lets name and PIN be tried again."""
    keys = [seat.pk for seat in seats]
    Enrolment.objects.filter(pk__in=keys).update(pin_failures=0)
    cache.delete_many([_wait_key(key) for key in keys])


def _wait_key(enrolment: int) -> str:
    return f"training:wait:{enrolment}"


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
