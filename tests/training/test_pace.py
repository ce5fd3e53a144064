"""Who is stuck: a rule by the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from training.pace import Pace, pace_of

NOW = datetime(2027, 3, 8, 9, tzinfo=UTC)
HOUR, DAY, MOMENT = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("written", "items", "due", "pace"),
    [
        (None, 0, 5 * DAY, Pace.NOT_BEGUN),
        (None, 0, -5 * DAY, Pace.NOT_BEGUN),
        (HOUR, 1, 5 * DAY, Pace.PREPARING),
        # Nothing written for two days.
        (2 * DAY - MOMENT, 7, 5 * DAY, Pace.PREPARING),
        (2 * DAY, 7, 5 * DAY, Pace.STUCK),
        # Due within a day, and fewer than half begun.
        (HOUR, 3, DAY + MOMENT, Pace.PREPARING),
        (HOUR, 3, DAY, Pace.STUCK),
        (HOUR, 4, DAY, Pace.PREPARING),
        # Due: what is not handed in is no question of pace any more.
        (HOUR, 3, timedelta(), Pace.STUCK),
        (HOUR, 7, -MOMENT, Pace.OVERDUE),
        (9 * DAY, 0, -MOMENT, Pace.OVERDUE),
    ],
)
def test_who_needs_a_word_is_told_by_the_clock(written, items, due, pace):
    written_at = None if written is None else NOW - written
    assert pace_of(written_at=written_at, items=items, asked=7, due_at=NOW + due, now=NOW) is pace


@pytest.mark.parametrize(("written", "pace"), [(None, Pace.NOT_BEGUN), (HOUR, Pace.PREPARING), (2 * DAY, Pace.STUCK)])
def test_a_round_without_an_end_is_never_close_to_it(written, pace):
    written_at = None if written is None else NOW - written
    assert pace_of(written_at=written_at, items=1, asked=7, due_at=None, now=NOW) is pace
