"""What is edited as a whole and has one log: worksheets, and what other apps bring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from quadrants.models import Worksheet
from quadrants.models.edit import WORKSHEET
from quadrants.policy import Permission

if TYPE_CHECKING:
    from accounts.models import User
    from quadrants.services.targets import Target

# The code of a refusal of the save protocol, and its sentence in the active language.
Refusal = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class SubjectKind:
    """A kind of thing that the save protocol edits.

    `visible(user)` is what this user may see, the start of every query. `refuses(subject, user, target)` says why this
    user may not change that target now, or returns None. `touched(subject, at)` notes when it changed. Who sees a
    subject may read its log only if `tells_all(subject, user)`.
    """

    name: str
    visible: Callable[[User], QuerySet[Any]]
    refuses: Callable[[Any, User, Target], Refusal | None]
    touched: Callable[[Any, datetime], None]
    tells_all: Callable[[Any, User], bool] = lambda subject, user: True

    def locked(self, subject_id: UUID, user: User) -> Any | None:
        """The subject, locked until the end of the transaction, if this user may see it."""
        visible = self.visible(user).filter(pk=subject_id)
        return visible.model.objects.select_for_update().filter(pk__in=visible.values("pk")).first()


def _refuses(worksheet: Worksheet, user: User, target: Target) -> Refusal | None:
    if not Worksheet.objects.granting(user, Permission(target.permission)).filter(pk=worksheet.pk).exists():
        return "forbidden", _("You may read this worksheet, but not change it.")
    if worksheet.archived and target.permission == Permission.EDIT:
        return "locked", _("This worksheet is in the archive. Take it out of the archive to change it.")
    return None


def _touched(worksheet: Worksheet, at: datetime) -> None:
    Worksheet.objects.filter(pk=worksheet.pk).update(changed_at=at)


WORKSHEETS = SubjectKind(name=WORKSHEET, visible=Worksheet.objects.visible_to, refuses=_refuses, touched=_touched)
