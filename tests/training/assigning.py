"""Assignments and classes for tests."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from quadrants.models import Worksheet
from quadrants.services import saving
from tests.training.cases.making import record
from training.models import Assignment, Course, Enrolment

HOUR = timedelta(hours=1)


def assigned(course: Course, **fields: Any) -> Assignment:
    """An assignment that opened an hour ago, with the case of the tests dealt to pairs unless told otherwise."""
    now = timezone.now()
    usual = {"title": "The bicycle", "case": record(), "case_origin": "own:x", "grouping": "pair"}
    times = {"opens_at": now - HOUR, "due_at": now + HOUR, "briefs_at": None}
    return Assignment.objects.create(course=course, **(usual | times | fields))


def later(hours: float = 1) -> datetime:
    return timezone.now() + hours * HOUR


def enrol(course: Course, count: int) -> list[Enrolment]:
    """So many more students, at once."""
    there = course.enrolments.count()
    users = User.objects.bulk_create(User(name=f"Student {there + number:03}") for number in range(count))
    return Enrolment.objects.bulk_create(
        Enrolment(course=course, user=user, name=user.name, name_key=user.name.casefold()) for user in users
    )


def write(worksheet: Worksheet, user: User, text: str = "92,000") -> None:
    """Writes a first line on a worksheet."""
    fields = {"item": "goals", "prompt": "short_term", "text": text}
    change = saving.Change(target=f"entry:{uuid.uuid4()}", base=0, fields=fields)
    assert saving.save(subject_id=worksheet.pk, user=user, change=change).saved
