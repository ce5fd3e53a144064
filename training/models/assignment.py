"""What a course asks of its students, and who prepares it together."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quadrants.catalogue import CATALOGUE
from quadrants.models import Action, Edit, Worksheet
from quadrants.models.edit import WORKSHEET
from training.cases.document import CaseDocument, CaseRole
from training.cases.interchange import CODE_LENGTH, from_json
from training.grouping import NO_ROLE
from training.models.course import TITLE_LENGTH, Course, Enrolment
from training.policy import Permission, Role
from training.rubric import RUBRIC, Criterion, own_rubric

if TYPE_CHECKING:
    from accounts.models import User

INSTRUCTIONS_LENGTH, ORIGIN_LENGTH = 8000, 60
TEAM_SIZE, LARGEST_TEAM, GRACE_MINUTES, MINIMUM = 3, 8, 10, 1


class Grouping(models.TextChoices):
    INDIVIDUAL = "individual", _("Each alone")
    PAIR = "pair", _("Pairs")
    TEAM = "team", _("Teams")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def sealing(self, user: User, now: datetime) -> AssignmentQuerySet:
        """Those whose case this user learns by and so must not read as a whole: of the courses where they are a
        student, and of those that they left or that are in the archive until each side was shown what the other held.
        """
        places = Enrolment.objects.filter(user=user, role=Role.STUDENT)
        learning = Q(course__in=places.current().values("course"), course__archived_at=None)
        unrevealed = Q(revealed_at=None) | Q(revealed_at__gt=now)
        return self.filter(course__in=places.values("course"), case__isnull=False).filter(learning | unrevealed)

    def taught_by(self, user: User) -> AssignmentQuerySet:
        return self.filter(course__in=Course.objects.granting(user, Permission.TEACH))


class Assignment(models.Model):
    """What is to be prepared, and when.

    `case` is a frozen copy of a case in its exported format, or null where students bring their own negotiation;
    `case_origin` says where it was taken from: the code of one of ours, or `own:` and the id of a trainer's own.
    `items` are the codes of the items asked for; empty means those of the case, or a quick prep. Moments are in UTC.
    `minimum` is how many lines make an item *enough*; `rubric` names its own criteria, or is empty for the usual ones.
    At `revealed_at` each side may see how the other ranked the issues; null means not yet.
    `late_until` null means that no late work counts; `briefs_at` null that briefs can be read from `opens_at` on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="assignments")
    title = models.CharField(max_length=TITLE_LENGTH)
    instructions = models.TextField(blank=True)
    case = models.JSONField(null=True, blank=True)
    case_origin = models.CharField(max_length=ORIGIN_LENGTH, blank=True)
    show_issues = models.BooleanField(default=False)
    items = models.JSONField(default=list, blank=True)
    minimum = models.PositiveSmallIntegerField(default=MINIMUM)
    rubric = models.JSONField(default=list, blank=True)
    grouping = models.CharField(max_length=10, choices=Grouping, default=Grouping.INDIVIDUAL)
    team_size = models.PositiveSmallIntegerField(default=TEAM_SIZE)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    late_until = models.DateTimeField(null=True, blank=True)
    grace_minutes = models.PositiveSmallIntegerField(default=GRACE_MINUTES)
    briefs_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gte=F("opens_at")), name="assignment_due_after_it_opens"),
            models.CheckConstraint(
                condition=Q(late_until=None) | Q(late_until__gte=F("due_at")), name="assignment_late_after_due"
            ),
        ]
        indexes = [models.Index(fields=["course", "due_at"])]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def document(self) -> CaseDocument | None:
        """The frozen case as a whole, other briefs and points included: for those who teach, and for rules."""
        return from_json(self.case) if self.case else None

    @property
    def roles(self) -> tuple[CaseRole, ...]:
        return self.document.roles if self.document else ()

    @property
    def role_codes(self) -> tuple[str, ...]:
        """The roles that are dealt out; `NO_ROLE` alone where there is no case."""
        return tuple(role.code for role in self.roles) or (NO_ROLE,)

    @property
    def asked_items(self) -> tuple[str, ...]:
        """The codes of the items that a worksheet starts with, in the order of the method."""
        asked = self.items or (self.document.items if self.document else ())
        return tuple(item.code for item in CATALOGUE.items if (item.code in asked if asked else item.quick))

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """What a submission is judged by."""
        return own_rubric(self.rubric) if self.rubric else RUBRIC

    @property
    def grouped(self) -> bool:
        """Whether somebody has to say who works with whom."""
        return self.grouping != Grouping.INDIVIDUAL

    @property
    def briefs_from(self) -> datetime:
        """From when on everybody may read the own brief; never before the assignment opens."""
        return max(self.opens_at, self.briefs_at or self.opens_at)

    def is_open(self, now: datetime) -> bool:
        return now >= self.opens_at

    def briefs_are_out(self, now: datetime) -> bool:
        return bool(self.case) and now >= self.briefs_from

    def is_revealed(self, now: datetime) -> bool:
        """Whether each side may see how the other ranked the issues."""
        return self.revealed_at is not None and self.revealed_at <= now

    def issues_are_out(self, now: datetime) -> bool:
        """Whether students may read the names of the issues: with the briefs, but only where the trainer shows them."""
        document = self.document
        known = self.show_issues or self.is_revealed(now) or bool(document and not document.issues)
        return self.briefs_are_out(now) and known

    def can_be_ranked(self, now: datetime) -> bool:
        """Whether students may know of issues of which one can come before another."""
        return self.issues_are_out(now) and len(self.document.issues if self.document else ()) > 1


class TeamQuerySet(models.QuerySet["Team"]):
    def with_begun(self) -> TeamQuerySet:
        """Each with `begun`: whether somebody has written on its worksheet since that was made."""
        return self.annotate(begun=Exists(written_on(OuterRef("worksheet"))))


class Team(models.Model):
    """Those who prepare on one worksheet; often one alone.

    Teams with the same `table` negotiate with each other. At table 0 is who sits out or is absent, each in a team of
    one. `role` is the code of a role of the case; empty without a case, and for who never had a role in it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="teams")
    table = models.PositiveIntegerField(default=0)
    role = models.CharField(max_length=CODE_LENGTH, blank=True)
    worksheet = models.OneToOneField(
        Worksheet, on_delete=models.SET_NULL, null=True, blank=True, related_name="prepared_by"
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "table", "role"], condition=~Q(table=0), name="one_team_for_each_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.role}"


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def current(self) -> TeamMemberQuerySet:
        """Those who are students of the course now."""
        return self.filter(enrolment__left_at=None, enrolment__role=Role.STUDENT)

    def present(self) -> TeamMemberQuerySet:
        return self.current().filter(absent=False)

    def begun(self) -> TeamMemberQuerySet:
        """Those on whose team's worksheet something has been written."""
        return self.filter(Exists(written_on(OuterRef("team__worksheet"))))


class TeamMember(models.Model):
    """A student's place in an assignment: one at most."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="team_members")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="members")
    absent = models.BooleanField(default=False)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "enrolment"], name="one_team_each")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} in {self.team_id}"


class Extension(models.Model):
    """More time for one student: later than the assignment is due for the others."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="extensions")
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "enrolment"], name="one_extension_each")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.due_at}"


def written_on(worksheet_id: object) -> models.QuerySet[Edit]:
    """What people have changed on a worksheet since it was made."""
    return Edit.objects.filter(subject_kind=WORKSHEET, subject_id=worksheet_id).exclude(action=Action.MADE)
