"""Which moments may be kept: those that every time zone can show."""

from __future__ import annotations

from datetime import UTC, datetime

YEARS = range(1900, 2201)


def in_utc(moment: datetime) -> datetime:
    """A moment in UTC; ValueError for one outside 1900–2200, where calendars end and time zones run over."""
    if moment.year not in YEARS:
        raise ValueError(moment.year)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
