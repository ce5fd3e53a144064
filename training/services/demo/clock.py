"""When everything in the demo course happened. What the services note by the real clock is set back in the end."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.db.models import F, Max

from quadrants.models import Edit, Worksheet
from quadrants.models.edit import WORKSHEET
from quadrants.services.saving import Change, Outcome, save_all
from quadrants.services.subjects import WORKSHEETS, SubjectKind
from training.models import Course, ReviewComment

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 400


class Clock:
    """Turns what the script says into moments, and keeps when each change was made."""

    def __init__(self, now: datetime, time_zone: str) -> None:
        self.zone = ZoneInfo(time_zone)
        self.today = now.astimezone(self.zone).date()
        self.edits: dict[int, datetime] = {}
        self.comments: dict[uuid.UUID, datetime] = {}

    def at(self, said: str) -> datetime:
        """`-9 18:00` is nine days ago, at six in the evening by the clock of the course."""
        days, _space, hour = said.partition(" ")
        return datetime.fromisoformat(f"{self.day(int(days))}T{hour}").replace(tzinfo=self.zone)

    def before(self, said: str, *, minutes: int) -> datetime:
        return self.at(said) - timedelta(minutes=minutes)

    def day(self, days: int) -> str:
        """A date so many days from today."""
        return (self.today + timedelta(days=days)).isoformat()

    def save(
        self,
        *,
        user: User,
        subject_id: uuid.UUID,
        changes: Iterable[Change],
        end: datetime,
        pace: timedelta,
        kind: SubjectKind = WORKSHEETS,
    ) -> list[Outcome]:
        """Makes changes one after the other, the last one at `end`. A refused one is a fault of the data."""
        changes = list(changes)
        outcomes = save_all(kind=kind, subject_id=subject_id, user=user, changes=changes)
        for left, (change, outcome) in enumerate(reversed(list(zip(changes, outcomes, strict=True)))):
            if not outcome.saved:
                raise ValueError(f"{change.target} {dict(change.fields)}: {outcome.message} {dict(outcome.fields)}")
            self.edits[outcome.edit] = end - left * pace
        return outcomes

    def set_worksheet(self, worksheet: Worksheet, *, opened: datetime, changed: datetime) -> None:
        """A worksheet has its times before it is handed in, for they are frozen with it."""
        Worksheet.objects.filter(pk=worksheet.pk).update(created_at=opened, changed_at=changed)
        worksheet.created_at, worksheet.changed_at = opened, changed
        made = Edit.objects.filter(subject_kind=WORKSHEET, subject_id=worksheet.pk).exclude(pk__in=self.edits)
        self.edits |= dict.fromkeys(made.values_list("pk", flat=True), opened)

    def set_back(self, course: Course) -> None:
        """Everything else that has a time of its own."""
        edits = [Edit(pk=key, at=at) for key, at in self.edits.items()]
        Edit.objects.bulk_update(edits, ["at"], batch_size=BATCH)
        comments = [ReviewComment(pk=key, created_at=at) for key, at in self.comments.items()]
        ReviewComment.objects.bulk_update(comments, ["created_at"], batch_size=BATCH)
        began = datetime.fromisoformat(f"{course.starts_on}T09:00").replace(tzinfo=self.zone)
        Course.objects.filter(pk=course.pk).update(created_at=began - timedelta(days=3))
        course.enrolments.update(joined_at=began)
        self._set_people(course, began)
        course.assignments.update(created_at=F("opens_at") - timedelta(days=1))

    def _set_people(self, course: Course, began: datetime) -> None:
        """Who has written something was there last when they did."""
        users = get_user_model().objects.filter(enrolments__course=course)
        there = list(users.annotate(last=Max("edits__at")).exclude(last=None))
        for user in there:
            user.last_login, user.seen_on = user.last, user.last.date()
        users.update(joined_at=began)
        users.bulk_update(there, ["last_login", "seen_on"])
