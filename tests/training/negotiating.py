"""Tables that negotiate, for tests."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from quadrants.models import Party
from quadrants.services import saving
from tests.training.assigning import assigned
from tests.training.test_groups import BUYER, SELLER, opened, put
from training.models import Assignment, Enrolment, Team
from training.outcomes import Table, table_of
from training.services import outcomes
from training.services.preparing import membership_of
from training.services.submitting import submit

ISSUES = ("price", "delivery", "day", "afterwards")
VALUES = {"price": "300", "delivery": "sent"}
# What the form of an outcome sends besides the values.
SENT = {"agreed": "yes", "version": "0", "note": ""}
LANGUAGES = ("en", "zh-hans")


def at(name: str, room: Any, assignment: Assignment) -> str:
    """The address of a page of this assignment."""
    return reverse(name, args=[room.course.pk, assignment.pk])


def text(answer: Any) -> str:
    return answer.content.decode()


def at_one_table(room: Any, **fields: Any) -> Assignment:
    """The case of the tests, open and with its issues known: `student` buys, `other` sells."""
    assignment = assigned(room.course, **({"show_issues": True} | fields))
    put(assignment, {room.place("student"): BUYER, room.place("other"): SELLER})
    return assignment


def team_of(assignment: Assignment, enrolment: Enrolment) -> Team:
    member = membership_of(assignment, enrolment)
    assert member
    return member.team


def table(assignment: Assignment, enrolment: Enrolment) -> Table:
    """As this student sees it."""
    found = table_of(assignment, team_of(assignment, enrolment), timezone.now())
    assert found
    return found


def ranked(assignment: Assignment, enrolment: Enrolment, **orders: str) -> None:
    """An order for each role, by the first letters of the issues: `buyer="pdda"` is not possible, *day* is `y`."""
    codes = dict(zip("pdya", ISSUES, strict=True))
    for role, letters in orders.items():
        outcomes.rank(
            assignment=assignment,
            table=table(assignment, enrolment),
            team=team_of(assignment, enrolment),
            role=role,
            issues=[codes[letter] for letter in letters],
            now=timezone.now(),
        )


def entered(
    assignment: Assignment,
    by: Enrolment | None,
    values: Mapping[str, str] = VALUES,
    *,
    version: int = 0,
    agreed: bool = True,
    note: str = "",
    number: int = 1,
) -> None:
    outcomes.enter(
        assignment=assignment,
        table=number,
        team=team_of(assignment, by) if by else None,
        version=version,
        agreed=agreed,
        values=values,
        note=note,
        now=timezone.now(),
    )


def confirmed(assignment: Assignment, by: Enrolment, version: int = 1) -> None:
    outcomes.confirm(assignment=assignment, team=team_of(assignment, by), version=version, now=timezone.now())


def needs(assignment: Assignment, enrolment: Enrolment, **lines: str) -> None:
    """Hands in a worksheet with a need for `us`, `them` and `nobody`."""
    worksheet = opened(assignment, enrolment)
    parties = Party.objects.filter(worksheet=worksheet)
    about = {"us": parties.get(is_us=True).pk, "them": parties.filter(is_us=False).first().pk, "nobody": None}
    for whom, text in lines.items():
        fields = {"item": "needs", "prompt": "rational", "text": text}
        if about[whom]:
            fields["party"] = str(about[whom])
        change = saving.Change(target=f"entry:{uuid.uuid4()}", base=0, fields=fields)
        assert saving.save(subject_id=worksheet.pk, user=enrolment.user, change=change).saved
    submit(assignment=assignment, enrolment=enrolment, now=timezone.now())
