"""What is said of a submission. Each part has a version, because two trainers may write at once."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.models.assignment import Assignment
from training.models.course import Enrolment
from training.models.submission import Submission

if TYPE_CHECKING:
    from datetime import datetime

COMMENT_LENGTH, SUMMARY_LENGTH, SAVED_LENGTH = 4000, 8000, 1000


class Verdict(models.TextChoices):
    RETURNED = "returned", _("Returned")  # do another round
    ACCEPTED = "accepted", _("Accepted")


class Use(models.TextChoices):
    """How a strategy was used in a submission."""

    WELL = "well", _("used well")
    MISSED = "missed", _("missed")


class Response(models.TextChoices):
    """What became of an earlier comment in the next round."""

    YES = "yes", _("addressed")
    PARTLY = "partly", _("partly")
    NO = "no", _("not yet")


class ReviewQuerySet(models.QuerySet["Review"]):
    def released(self, now: datetime) -> ReviewQuerySet:
        """What the students may read."""
        return self.filter(released_at__lte=now)


class Review(models.Model):
    """The review of one submission as a whole, by all who teach together; absent until something is said. A draft until
    `released_at`, which may lie ahead. `again_until` is when the next round of a returned one is due."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, primary_key=True, related_name="review")
    summary = models.TextField(_("On the whole"), blank=True)
    verdict = models.CharField(_("Verdict"), max_length=10, choices=Verdict, blank=True)
    again_until = models.DateTimeField(_("Next round until"), null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = ReviewQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    def is_released(self, now: datetime) -> bool:
        return self.released_at is not None and self.released_at <= now


class ReviewComment(models.Model):
    """A remark on a line (`entry`), a question (`item` and `prompt`), an item (`item`) or the whole (none of them)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="comments")
    item = models.CharField(max_length=40, blank=True)
    prompt = models.CharField(max_length=40, blank=True)
    entry = models.UUIDField(null=True, blank=True)
    text = models.TextField(_("Comment"))
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["submission", "item"])]

    def __str__(self) -> str:
        return self.text[:60]


class CommentAnswer(models.Model):
    """What the students answered to a comment; one answer, which any of the team may change."""

    comment = models.OneToOneField(ReviewComment, on_delete=models.CASCADE, primary_key=True, related_name="answer")
    text = models.TextField(_("Answer"), blank=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.text[:60]


class Addressed(models.Model):
    """Whether a submission does what a comment on an earlier round asked for."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="addressed")
    comment = models.ForeignKey(ReviewComment, on_delete=models.CASCADE, related_name="addressed")
    response = models.CharField(_("Addressed?"), max_length=10, choices=Response, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "comment"], name="one_response_per_comment")]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.response}"


class Score(models.Model):
    """The level that a submission reaches in one criterion of the rubric; null is not said yet."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField(_("Level"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "criterion"], name="one_score_per_criterion")]

    def __str__(self) -> str:
        return f"{self.criterion} {self.level}"


class StrategyMark(models.Model):
    """A strategy that was used well or missed."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="strategy_marks")
    strategy = models.CharField(max_length=40)
    use = models.CharField(_("Use"), max_length=10, choices=Use, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "strategy"], name="one_mark_per_strategy")]

    def __str__(self) -> str:
        return f"{self.strategy} {self.use}"


class Highlight(models.Model):
    """A line that is good to show to the class."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="highlights")
    entry = models.UUIDField()
    shown = models.BooleanField(_("Good to show"), default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "entry"], name="one_highlight_per_entry")]

    def __str__(self) -> str:
        return f"{self.entry} {self.shown}"


class SavedComment(models.Model):
    """A remark in a teacher's bank, to be used again; offered first at its item, if it has one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="saved_comments")
    item = models.CharField(max_length=40, blank=True)
    text = models.CharField(_("Comment"), max_length=SAVED_LENGTH)
    used = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "item", "text"], name="each_saved_comment_once")]

    def __str__(self) -> str:
        return self.text[:60]


class Order(models.TextChoices):
    """The order in which somebody reviews an assignment."""

    OLDEST = "oldest", _("handed in first")
    NAME = "name", _("name")
    SECTION = "section", _("section, then name")
    TABLE = "table", _("table")
    LEAST = "least", _("least filled first")


class ReviewPlace(models.Model):
    """Where somebody who teaches stopped reviewing an assignment, and in which order they go through it."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="review_places")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="review_places")
    submission = models.ForeignKey(Submission, on_delete=models.SET_NULL, null=True, blank=True)
    order = models.CharField(max_length=10, choices=Order, default=Order.OLDEST)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "assignment"], name="one_place_each")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.submission_id}"
