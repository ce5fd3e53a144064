"""A course and who is in it."""

from __future__ import annotations

import secrets
import unicodedata
import uuid
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quadrants.enums import Language
from training.policy import Permission, Role, roles_granting

if TYPE_CHECKING:
    from accounts.models import User

TITLE_LENGTH, NAME_LENGTH, KEY_LENGTH, SECTION_LENGTH, ABOUT_LENGTH = 200, 80, 200, 60, 4000
# Read from a screen at the far end of a room: no letter or figure that looks or sounds like another.
CODE_SIGNS, CODE_LENGTH = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 6


def new_code() -> str:
    """A class code that nobody guesses."""
    return "".join(secrets.choice(CODE_SIGNS) for _place in range(CODE_LENGTH))


def name_key(name: str) -> str:
    """What two spellings of one name share: width, case and spaces do not tell people apart."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:KEY_LENGTH]


class CourseQuerySet(models.QuerySet["Course"]):
    def granting(self, user: User, permission: Permission) -> CourseQuerySet:
        """The courses in which this user's role has the permission."""
        return self.filter(
            enrolments__user=user, enrolments__left_at=None, enrolments__role__in=roles_granting(permission)
        )

    def visible_to(self, user: User) -> CourseQuerySet:
        """The courses that this user may enter: where every page starts from."""
        return self.granting(user, Permission.VIEW)


class Course(models.Model):
    """A class that learns together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("Title"), max_length=TITLE_LENGTH)
    about = models.TextField(_("What it is about"), blank=True)
    language = models.CharField(_("Language"), max_length=10, choices=Language, default=Language.ENGLISH)
    time_zone = models.CharField(_("Time zone"), max_length=64)
    starts_on = models.DateField(_("First day"), null=True, blank=True)
    ends_on = models.DateField(_("Last day"), null=True, blank=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    open_to_join = models.BooleanField(_("People can join with the class code"), default=True)
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="course_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def archived(self) -> bool:
        return self.archived_at is not None

    @property
    def zone(self) -> ZoneInfo:
        """In it all dates of the course are meant."""
        return ZoneInfo(self.time_zone)

    @property
    def takes_new_people(self) -> bool:
        return self.open_to_join and not self.archived


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def current(self) -> EnrolmentQuerySet:
        """Those who are in their course now."""
        return self.filter(left_at=None)

    def students(self) -> EnrolmentQuerySet:
        return self.current().filter(role=Role.STUDENT)


class Enrolment(models.Model):
    """One person in one course, under the name that is used there.

    A *seat* is one with a PIN: whoever knows class code, name and PIN sits down at it. `pin` is its hash, and
    `pin_failures` counts wrong ones since the last right one. `email` is what the roster says, to know a person again
    who stands in the next roster, too; it is no way to sign in. Who left keeps the own worksheets, not the course.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="enrolments")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="enrolments")
    role = models.CharField(_("Role"), max_length=10, choices=Role, default=Role.STUDENT)
    name = models.CharField(_("Name"), max_length=NAME_LENGTH)
    name_key = models.CharField(max_length=KEY_LENGTH, editable=False)
    email = models.EmailField(_("E-mail"), blank=True)
    section = models.CharField(_("Section"), max_length=SECTION_LENGTH, blank=True)
    pin = models.CharField(max_length=128, blank=True, editable=False)
    pin_failures = models.PositiveSmallIntegerField(default=0, editable=False)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "user"], name="one_enrolment_each"),
            models.UniqueConstraint(fields=["course", "name_key"], name="one_name_each"),
            models.UniqueConstraint(fields=["course", "email"], condition=~models.Q(email=""), name="one_address_each"),
        ]
        indexes = [models.Index(fields=["course", "role", "name_key"])]

    def __str__(self) -> str:
        return self.name

    def save(self, **options: object) -> None:
        self.name_key = name_key(self.name)
        super().save(**options)

    @property
    def current(self) -> bool:
        return self.left_at is None
