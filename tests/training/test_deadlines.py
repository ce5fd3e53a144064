"""When work counts."""

from datetime import UTC, datetime, timedelta

import pytest

from training.deadlines import Deadline, Standing

DUE = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
TEN = timedelta(minutes=10)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("after", "late_hours", "expected"),
    [
        (-TEN, None, Standing.ON_TIME),
        (timedelta(), None, Standing.ON_TIME),
        (SECOND, None, Standing.GRACE),
        (TEN, None, Standing.GRACE),
        (TEN + SECOND, None, Standing.CLOSED),
        (TEN + SECOND, 1, Standing.LATE),
        (timedelta(hours=1) + TEN, 1, Standing.LATE),
        (timedelta(hours=1) + TEN + SECOND, 1, Standing.CLOSED),
    ],
)
def test_work_counts_by_when_it_arrives(after, late_hours, expected):
    late = DUE + timedelta(hours=late_hours) if late_hours else None
    assert Deadline(due_at=DUE, grace=TEN, late_until=late).standing(DUE + after) is expected


def test_without_a_due_time_everything_is_in_time():
    assert Deadline(due_at=None).standing(DUE) is Standing.ON_TIME
    assert Deadline(due_at=None).grace_until is None


def test_work_can_be_taken_back_until_it_is_due_and_not_in_the_grace_time():
    deadline = Deadline(due_at=DUE, grace=TEN)
    assert deadline.may_withdraw(DUE)
    assert not deadline.may_withdraw(DUE + SECOND)
