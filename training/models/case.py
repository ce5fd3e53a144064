"""The cases that trainers write for themselves; those of the product are data."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from negotiation_prep.bilingual import CHINESE, ENGLISH, Text

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as a line of a list."""

    pk: uuid.UUID
    changed_at: datetime
    minutes_to_prepare: int
    minutes_to_talk: int
    title: Text
    teaches: Text


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> CaseQuerySet:
        """The cases that this user may see, and so change and delete: the own ones."""
        return self.filter(owner=user)

    def rows(self) -> list[CaseRow]:
        """What a list shows of each case, the one changed last first; nothing else of their content is read."""
        names = ("pk", "changed_at", "content__minutes_to_prepare", "content__minutes_to_talk")
        texts = ("content__title", "content__teaches")
        found = self.order_by("-changed_at", "pk").values_list(*names, *texts)
        return [CaseRow(*values, title=_text(title), teaches=_text(teaches)) for *values, title, teaches in found]


def _text(both: dict[str, Any]) -> Text:
    return Text(en=both[ENGLISH], zh_hans=both[CHINESE])


class Case(models.Model):
    """One case of a trainer's own. `content` is the document that `training.cases.interchange` reads."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="cases")
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = CaseQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
