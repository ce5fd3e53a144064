"""How far those who prepare together are in their round, and who needs a word. By the server's clock, and pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

QUIET, CLOSE = timedelta(days=2), timedelta(hours=24)


class Pace(TextChoices):
    """In the order in which those who teach look at them."""

    NOT_BEGUN = "not_begun", _("not begun")
    STUCK = "stuck", _("stuck")
    OVERDUE = "overdue", _("past due")
    PREPARING = "preparing", _("preparing")
    HANDED_IN = "handed_in", _("handed in")
    AWAY = "away", _("absent or sits out")


def pace_of(*, written_at: datetime | None, items: int, asked: int, due_at: datetime | None, now: datetime) -> Pace:
    """Where those are who have not handed in this round: `written_at` is when they wrote last in it, null if never; on
    `items` of the `asked` ones something stands. A round without `due_at` has no end."""
    if written_at is None:
        return Pace.NOT_BEGUN
    if due_at and now > due_at:
        return Pace.OVERDUE
    stuck = is_stuck(written_at=written_at, items=items, asked=asked, due_at=due_at, now=now)
    return Pace.STUCK if stuck else Pace.PREPARING


def is_stuck(*, written_at: datetime, items: int, asked: int, due_at: datetime | None, now: datetime) -> bool:
    """Begun, and nothing written for two days; or due within a day, and fewer than half of the items begun."""
    close = due_at is not None and due_at - now <= CLOSE
    return now - written_at >= QUIET or (close and 2 * items < asked)
