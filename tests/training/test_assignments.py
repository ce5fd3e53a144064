"""Assignments: made with a copy of a case, changed while nobody is at work on them, copied with a course."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from tests.training.assigning import assigned, later
from tests.training.cases.making import example, record
from tests.training.test_groups import BUYER, opened, put
from training.cases.catalogue import library_case
from training.models import Assignment
from training.services import assignments as service
from training.services.cases import change_case, create_case
from training.services.courses import change_course, copy_course
from training.services.refusal import NotDone


@pytest.fixture
def own(room):
    return create_case(user=room.people["trainer"], document=example())


def made(room, origin: str, **fields) -> Assignment:
    times = {"opens_at": later(), "due_at": later(2)}
    fields = {"title": "A talk", "case_origin": origin, "grouping": "pair", **times, **fields}
    return service.create_assignment(course=room.course, user=room.people["trainer"], fields=fields)


def rewritten(own, **changes):
    own.refresh_from_db()
    own.content = record() | changes
    own.save()


def test_the_case_of_an_assignment_does_not_change_with_the_library(room, own):
    assignment = made(room, f"own:{own.pk}")
    rewritten(own, title={"en": "Another bicycle", "zh-hans": ""})
    assignment.refresh_from_db()
    assert assignment.document.title.en == "A used bicycle"
    service.take_case_anew(assignment=assignment, user=room.people["trainer"])
    assert Assignment.objects.get(pk=assignment.pk).document.title.en == "Another bicycle"
    own.delete()
    with pytest.raises(NotDone, match="not in your library"):
        service.take_case_anew(assignment=assignment, user=room.people["trainer"])
    assert made(room, "jacket").document.roles == library_case("jacket").document.roles


def test_only_own_cases_can_be_taken(room, own):
    for origin, user in ((f"own:{own.pk}", "outsider"), ("own:nothing", "trainer"), ("nothing", "trainer")):
        with pytest.raises(KeyError):
            service.frozen_case(origin=origin, user=room.people[user])


def test_the_case_stays_once_the_briefs_are_out_or_people_have_other_roles(room, own):
    assignment = made(room, f"own:{own.pk}")
    put(assignment, {room.place("student"): BUYER})
    assert change_case(case=own, base=1, document=library_case("joint_venture").document)
    with pytest.raises(NotDone, match="Clear the grouping"):
        service.take_case_anew(assignment=assignment, user=room.people["trainer"])
    with pytest.raises(NotDone, match="Clear the grouping"):
        change(assignment, room, case_origin="jacket")
    assignment.teams.all().delete()
    change(assignment, room, case_origin="", opens_at=later(-1))
    assert Assignment.objects.get(pk=assignment.pk).case is None
    change(assignment, room, case_origin="jacket")
    put(assignment, {room.place("student"): BUYER})
    with pytest.raises(NotDone, match="at work on it"):
        change(assignment, room, case_origin="")
    with pytest.raises(NotDone, match="briefs are out"):
        service.take_case_anew(assignment=assignment, user=room.people["trainer"])


def change(assignment, room, **fields) -> None:
    service.change_assignment(assignment=assignment, user=room.people["trainer"], fields=fields)


def test_what_is_asked_stays_and_nothing_is_deleted_once_there_is_a_worksheet(room):
    assignment = assigned(room.course, grouping="individual", case=None, case_origin="")
    change(assignment, room, items=["goals"])
    opened(assignment, room.place("student"))
    change(assignment, room, title="Another title", items=["goals"])
    with pytest.raises(NotDone, match="items stay"):
        change(assignment, room, items=["needs"])
    with pytest.raises(NotDone, match="worksheets for it"):
        service.delete_assignment(assignment=assignment)
    empty = assigned(room.course)
    service.delete_assignment(assignment=empty)
    assert list(room.course.assignments.values_list("title", flat=True)) == ["Another title"]


@pytest.mark.parametrize("times", [{"due_at": later(-2)}, {"late_until": later(-2)}])
def test_the_database_knows_the_order_of_the_times(room, times):
    with pytest.raises(IntegrityError), transaction.atomic():
        assigned(room.course, **times)


def test_a_copied_course_has_its_assignments_at_the_same_hour_of_other_days(room):
    change_course(course=room.course, fields={"starts_on": date(2026, 3, 1), "time_zone": "Europe/Berlin"})
    assigned(
        room.course,
        opens_at=datetime(2026, 3, 2, 8, tzinfo=UTC),
        due_at=datetime(2026, 3, 9, 8, tzinfo=UTC),
        briefs_at=datetime(2026, 3, 3, 8, tzinfo=UTC),
    )
    copy = copy_course(course=room.course, user=room.people["trainer"], starts_on=date(2026, 4, 1)).assignments.get()
    # Nine in the morning in Berlin, before the clocks change and after.
    assert (copy.opens_at, copy.due_at) == (
        datetime(2026, 4, 2, 7, tzinfo=UTC),
        datetime(2026, 4, 9, 7, tzinfo=UTC),
    )
    assert copy.late_until is None and copy.briefs_at == datetime(2026, 4, 3, 7, tzinfo=UTC)
    assert copy.document.roles == example().roles and not copy.teams.exists()
    kept = copy_course(course=room.course, user=room.people["trainer"]).assignments.get()
    assert kept.due_at == datetime(2026, 3, 9, 8, tzinfo=UTC)


def test_more_time_for_one(room):
    assignment, student = assigned(room.course), room.place("student")
    for hours in (3, 4):
        service.extend(assignment=assignment, enrolment=student, due_at=later(hours))
    assert assignment.extensions.get().due_at > later(3.5)
    service.end_extension(assignment=assignment, enrolment=student)
    assert not assignment.extensions.exists()
