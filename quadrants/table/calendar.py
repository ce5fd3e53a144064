"""The meeting for a calendar (RFC 5545), under the title that the other side may read."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

from quadrants.document import WorksheetDocument
from quadrants.table.content import title_of

LONGEST_LINE = 75
SPECIAL = re.compile(r"([\\;,])")


def meeting(document: WorksheetDocument) -> bytes:
    """One event at the time of the meeting; ValueError when that is not known. The same worksheet keeps its event: a
    calendar that reads it again moves it. Its name is no address of the worksheet, and nothing tells when somebody last
    wrote on it."""
    header = document.worksheet
    if header.meeting_at is None:
        raise ValueError("the time of the meeting is not known")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//One page//EN",
        "BEGIN:VEVENT",
        f"UID:{uuid.uuid5(header.id, 'meeting')}",
        f"DTSTAMP:{_utc(header.created_at)}",
        f"SEQUENCE:{header.version}",
        f"DTSTART:{_utc(header.meeting_at)}",
        f"SUMMARY:{_escaped(title_of(document))}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) + "\r\n" for line in lines).encode()


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _folded(line: str) -> str:
    """A line of at most 75 bytes goes on after a line break and a space."""
    parts, used = [""], 0
    for letter in line:
        size = len(letter.encode())
        if used + size > LONGEST_LINE:
            parts.append(" ")
            used = 1
        parts[-1] += letter
        used += size
    return "\r\n".join(parts)
