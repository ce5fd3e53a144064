"""Submissions and reviews for tests."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from accounts.models import User
from quadrants.services.saving import Change, Outcome, save
from tests.training.assigning import assigned, later, write
from training.models import Assignment, Course, Enrolment, Submission
from training.services.preparing import open_worksheet
from training.services.reviewing import REVIEWS, release
from training.services.submitting import submit


def alone(course: Course, **fields: Any) -> Assignment:
    """An assignment that each student does alone, without a case."""
    return assigned(
        course, **({"case": None, "case_origin": "", "grouping": "individual", "items": ["goals"]} | fields)
    )


def handed_in(assignment: Assignment, enrolment: Enrolment, text: str = "92,000") -> Submission:
    """What a student hands in now, with one more line on the worksheet."""
    now = timezone.now()
    worksheet = open_worksheet(assignment=assignment, enrolment=enrolment, language="en", now=now)
    write(worksheet, enrolment.user, text)
    return submit(assignment=assignment, enrolment=enrolment, now=now)


def said(submission: Submission, user: User, target: str, base: int = 0, **fields: Any) -> Outcome:
    """One change of a review."""
    change = Change(target=target, base=base, fields=fields)
    return save(kind=REVIEWS, subject_id=submission.pk, user=user, change=change)


def commented(submission: Submission, user: User, text: str = "Which year?", **place: Any) -> str:
    """A comment on the whole or at a place; its id."""
    key = str(uuid.uuid4())
    assert said(submission, user, f"comment:{key}", text=text, **place).saved
    return key


def decided(submission: Submission, user: User, verdict: str) -> None:
    """A verdict, released at once."""
    assert said(submission, user, "review", verdict=verdict).saved
    assert release(submissions=[submission], at=later(-0.01)) == (1, 0)
