"""What was handed in: frozen copies of worksheets."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from quadrants.document import WorksheetDocument
from quadrants.interchange import thaw
from training.models.assignment import Assignment, Team, TeamMember
from training.models.course import Course, Enrolment
from training.policy import Permission

if TYPE_CHECKING:
    from accounts.models import User


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def standing(self) -> SubmissionQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def latest(self) -> SubmissionQuerySet:
        """Of each team the one of its last round."""
        later = Submission.objects.standing().filter(team=OuterRef("team"), round__gt=OuterRef("round"))
        return self.standing().filter(~Exists(later))

    def unreviewed(self) -> SubmissionQuerySet:
        """Those whose review is still a draft, or not begun."""
        return self.filter(review__released_at=None)

    def taught_by(self, user: User) -> SubmissionQuerySet:
        """What this user may review: of the courses in which they teach."""
        return self.standing().filter(_taught_by(user))

    def of(self, user: User) -> SubmissionQuerySet:
        """What this user's own teams have handed in, in courses that they are still in."""
        return self.standing().filter(Exists(_mine(user)))

    def visible_to(self, user: User) -> SubmissionQuerySet:
        """Where every page of a submission starts from. One that was withdrawn is there for those who teach, who may be
        writing about it, so that they are told."""
        return self.filter(_taught_by(user) | Q(Exists(_mine(user)), withdrawn_at=None))

    def light(self) -> SubmissionQuerySet:
        """Without the documents, for lists."""
        return self.defer("document")


class Submission(models.Model):
    """A worksheet as it was handed in: `document` in the numbered format of exports, `digest` its SHA-256. It never
    changes; one that was withdrawn counts no more. `late` was decided by the server's clock when it came."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="submissions")
    team = models.ForeignKey(Team, on_delete=models.RESTRICT, related_name="submissions")
    round = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=64)
    planned = models.JSONField(default=list)
    late = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(Enrolment, on_delete=models.SET_NULL, null=True, related_name="submissions")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Last in the table, too: a row is read from its front, and what follows a long text is reached through all of it.
    document = models.JSONField()

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "round"], condition=Q(withdrawn_at=None), name="one_submission_each_round"
            )
        ]
        indexes = [models.Index(fields=["assignment", "submitted_at"])]

    def __str__(self) -> str:
        return f"{self.team_id} {self.round}"

    @property
    def waits(self) -> bool:
        """Whether its review is still a draft, or not begun."""
        review = getattr(self, "review", None)
        return review is None or review.released_at is None

    @property
    def fingerprint(self) -> str:
        """The beginning of the digest, in groups that can be compared by eye."""
        return " ".join(self.digest[at : at + 4] for at in range(0, 16, 4))

    def is_followed(self) -> bool:
        """Whether the team has handed in a later round; asks the database each time."""
        return Submission.objects.standing().filter(team=self.team_id, round__gt=self.round).exists()

    @cached_property
    def content(self) -> WorksheetDocument:
        """The frozen worksheet."""
        return thaw(self.document)


class SubmittedItem(models.Model):
    """One item of a submission, taken from its document when that was frozen, for pages across a whole class.

    `lines` are its entries, `{"id", "prompt", "text", "party"}`, party by name; of item 3 its people, with the prompt
    that their first role stands under. `summary` is the line for the sheet. `count` and `prompts` are how many lines
    there are, that one included, and under how many prompts: what `quadrants.readiness.fill` needs.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="items")
    item = models.CharField(max_length=40)
    count = models.PositiveSmallIntegerField(default=0)
    prompts = models.PositiveSmallIntegerField(default=0)
    summary = models.TextField(blank=True)
    lines = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "item"], name="each_item_once")]
        indexes = [models.Index(fields=["item", "submission"])]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.item}"


def _taught_by(user: User) -> Q:
    return Q(assignment__course__in=Course.objects.granting(user, Permission.TEACH))


def _mine(user: User) -> models.QuerySet[TeamMember]:
    return TeamMember.objects.current().filter(team=OuterRef("team"), enrolment__user=user)
