"""When work counts: on time, late, or not any more. By the server's clock, and pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum


class Standing(Enum):
    """How something that arrives at a moment counts."""

    ON_TIME = "on_time"
    GRACE = "grace"  # due has passed, but what a dead network held back still counts as on time
    LATE = "late"
    CLOSED = "closed"

    @property
    def counts(self) -> bool:
        return self is not Standing.CLOSED

    @property
    def late(self) -> bool:
        return self is Standing.LATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """`due_at` null: there is none. Until `grace` after it arrives in time what was written in time; until `late_until`
    and the same grace it counts as late. `late_until` null: no late work."""

    due_at: datetime | None
    grace: timedelta = timedelta()
    late_until: datetime | None = None

    def standing(self, now: datetime) -> Standing:
        if self.due_at is None or now <= self.due_at:
            return Standing.ON_TIME
        if now <= self.due_at + self.grace:
            return Standing.GRACE
        if self.late_until and now <= self.late_until + self.grace:
            return Standing.LATE
        return Standing.CLOSED

    def may_withdraw(self, now: datetime) -> bool:
        """What was handed in can be taken back until it is due."""
        return self.standing(now) is Standing.ON_TIME

    @property
    def grace_until(self) -> datetime | None:
        return self.due_at + self.grace if self.due_at else None
