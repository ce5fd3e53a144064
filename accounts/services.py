"""The verbs around a person: start as a guest, be removed, take over what a guest wrote."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from quadrants.services import printing
from quadrants.services.members import pass_on
from quadrants.services.worksheets import hand_over, owned_alone, remove_deleted_worksheets, remove_worksheets
from training.services.people import remove_courses_of, remove_work_of

GUEST_IDLE = timedelta(days=30)
A_DAY = 24 * 60 * 60


@transaction.atomic
def remove_person(user: User) -> None:
    """Removes a person for good, with the worksheets that nobody else can open, what they handed in alone, and the
    courses that nobody else is in; what others work on, too, becomes theirs."""
    remove_courses_of(user)
    remove_work_of(user)
    pass_on(user)
    remove_worksheets(owned_alone(user))
    printing.remove_of(user=user)
    user.delete()


@transaction.atomic
def take_over(*, guest: User, user: User) -> None:
    """Gives an account what its owner wrote as a guest in the same browser, and removes the guest."""
    hand_over(from_user=guest, to_user=user)
    guest.delete()


def remove_idle_guests() -> int:
    """Removes the guests who were not seen for 30 days; the number of them."""
    idle = User.objects.filter(is_guest=True, seen_on__lt=timezone.now().date() - GUEST_IDLE)
    for guest in idle:
        remove_person(guest)
    return len(idle)


def tidy_up() -> tuple[int, int]:
    """Removes what is past its time; how many guests and worksheets that were."""
    SessionStore.clear_expired()
    printing.remove_expired()
    if isinstance(caches["sheets"], FileBasedCache):
        caches["sheets"].clear()  # others forget by themselves; files would stay until somebody asks for them
    return remove_idle_guests(), remove_deleted_worksheets()


def tidy_up_daily() -> None:
    """The same, at most once a day: also where nobody set up a timer."""
    if caches["default"].add("accounts.tidied-up", True, A_DAY):
        tidy_up()


@transaction.atomic
def change_email(*, user: User, email: str) -> None:
    """Another address to sign in with, not verified yet."""
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
