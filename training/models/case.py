"""The cases that trainers write for themselves; those of the product are data."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class Case(models.Model):
    """One case of a trainer's own. `content` is the document that `training.cases.interchange` reads."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="cases")
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return str(self.pk)
