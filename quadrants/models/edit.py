"""The log of every change: history, undo, feed and the memory that makes a retried save harmless."""

from __future__ import annotations

from django.db import models

WORKSHEET = "worksheet"


class Outcome(models.TextChoices):
    ACCEPTED = "accepted"
    EQUAL = "equal"  # nothing differed; kept so that its op is known
    CONFLICT = "conflict"  # not applied; its fields hold the losing text
    GONE = "gone"  # written for what somebody had deleted; not applied, its fields hold the text


class Action(models.TextChoices):
    MADE = "made"  # as the worksheet began: new, copied or imported
    CHANGE = "change"
    DELETE = "delete"
    RESTORE = "restore"
    TAKEN_BACK = "taken_back"  # changes nothing; the changes before it were one restoring


class Edit(models.Model):
    """One accepted or conflicting change of one target. Rows are only ever added.

    `subject_kind` and `subject_id` name what the target belongs to (a worksheet). `fields` holds the changed fields
    as they became; what was before stands in the row before. `clash` is what a conflicting change was answered.

    Who restores a text or the whole worksheet makes many changes in one transaction, with nothing of others between
    them. A last row, "taken back", says that they are one: its `fields` hold `since`, the edit before the first of
    them, `as_of`, the edit whose state was wanted, `undone`, the restoring that was taken back by this one or 0, and
    `whole`, whether the whole worksheet was meant; else its target is what was restored.
    """

    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    target = models.CharField(max_length=80)
    action = models.CharField(max_length=10, choices=Action, default=Action.CHANGE)
    op = models.UUIDField()
    user = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="edits")
    at = models.DateTimeField(auto_now_add=True)
    base = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    fields = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.ACCEPTED)
    body_hash = models.CharField(max_length=64, blank=True)
    clash = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "op"], name="one_answer_per_op")]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"]),
            models.Index(fields=["subject_id", "target", "version"]),
            models.Index(fields=["user", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.version} {self.outcome}"
