"""A worksheet, whose it is, and the state of its items."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quadrants.enums import Depth, Language, State
from quadrants.policy import Permission, Role, roles_granting

if TYPE_CHECKING:
    from accounts.models import User

TITLE_LENGTH, SUMMARY_LENGTH = 200, 300
KEPT_AFTER_DELETE = timedelta(days=30)


class WorksheetQuerySet(models.QuerySet["Worksheet"]):
    def living(self) -> WorksheetQuerySet:
        return self.filter(deleted_at__isnull=True)

    def granting(self, user: User, permission: Permission) -> WorksheetQuerySet:
        """The worksheets, deleted ones included, on which the user's role has the permission."""
        return self.filter(memberships__user=user, memberships__role__in=roles_granting(permission))

    def visible_to(self, user: User) -> WorksheetQuerySet:
        """The living worksheets that this user may see: where every page starts from."""
        return self.living().granting(user, Permission.VIEW)

    def deleted_by(self, user: User) -> WorksheetQuerySet:
        """What this user deleted and may still take back."""
        return self.granting(user, Permission.MANAGE).filter(deleted_at__gt=timezone.now() - KEPT_AFTER_DELETE)

    def beyond_recall(self) -> WorksheetQuerySet:
        """What was deleted so long ago that it is removed for good."""
        return self.filter(deleted_at__lte=timezone.now() - KEPT_AFTER_DELETE)


def _answer() -> models.CharField:
    """An answer to one question of the quick prep; empty means *not said yet*."""
    return models.CharField(max_length=20, blank=True, default="")


class Worksheet(models.Model):
    """One negotiation. Its content is in its parties, item states, entries and strategy plans."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("Title"), max_length=TITLE_LENGTH)
    table_title = models.CharField(_("Title the other side may read"), max_length=TITLE_LENGTH, blank=True)
    meeting_at = models.DateTimeField(_("When"), null=True, blank=True)
    language = models.CharField(_("Language"), max_length=10, choices=Language, default=Language.ENGLISH)
    depth = models.CharField(_("Depth"), max_length=10, choices=Depth, default=Depth.QUICK)
    state = models.CharField(_("State"), max_length=20, choices=State, default=State.PREPARING)
    # What was said in the quick prep, by the codes of `quadrants.quick`.
    quick_occasion = _answer()
    quick_stake = _answer()
    quick_time = _answer()
    quick_known = _answer()
    quick_issues = _answer()
    quick_people = _answer()
    quick_after = _answer()
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = WorksheetQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    @property
    def archived(self) -> bool:
        return self.archived_at is not None


class Membership(models.Model):
    """The only place that says whose a worksheet is and who else may see it."""

    worksheet = models.ForeignKey(Worksheet, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["worksheet", "user"], name="one_role_each"),
            models.UniqueConstraint(fields=["worksheet"], condition=models.Q(role="owner"), name="one_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.worksheet_id}"


class ItemState(models.Model):
    """What a worksheet says of one item. Absent until something about the item was changed."""

    worksheet = models.ForeignKey(Worksheet, on_delete=models.CASCADE, related_name="item_states")
    item = models.CharField(max_length=40)
    in_use = models.BooleanField()
    summary = models.CharField(_("Line for the sheet"), max_length=SUMMARY_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["worksheet", "item"], name="one_state_per_item")]

    def __str__(self) -> str:
        return self.item
