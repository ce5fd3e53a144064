"""What is printed in the background."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PrintForm(models.TextChoices):
    ONE_PDF = "pdf", _("one PDF")
    ZIP = "zip", _("ZIP")


class PrintState(models.TextChoices):
    WAITING = "waiting", _("waiting its turn")
    WORKING = "working", _("printing")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


OPEN = (PrintState.WAITING, PrintState.WORKING)


class PrintJob(models.Model):
    """Several things of one kind, printed for one person in one file that belongs to this person alone.

    `keys` name the things as their kind knows them, `about` tells it what they belong to. `made` counts the
    things that were seen to, `left_out` names those of them that could not be printed; `tries` counts the workers that
    took it up, `task` is the one that was asked for last.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="print_jobs")
    kind = models.CharField(max_length=20, default="sheets")
    keys = models.JSONField(default=list)
    about = models.CharField(max_length=100, blank=True)
    form = models.CharField(max_length=3, choices=PrintForm)
    paper = models.CharField(max_length=6)
    time_zone = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=PrintState, default=PrintState.WAITING, db_index=True)
    made = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list)
    tries = models.PositiveIntegerField(default=0)
    task = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.form} {self.state} {self.pk}"

    @property
    def total(self) -> int:
        return len(self.keys)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def folder(self) -> Path:
        """Where its sheets are gathered while it is made."""
        return settings.PRINTING_DIR / str(self.pk)

    @property
    def file(self) -> Path:
        """What comes out."""
        return self.folder.with_suffix(f".{self.form}")
