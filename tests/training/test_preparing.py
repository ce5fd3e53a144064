"""A student opens an assignment: one worksheet for the team, and the own brief when it is time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from quadrants.loading import load_document
from quadrants.models import Membership, Worksheet
from quadrants.services.members import let_out
from quadrants.services.worksheets import delete_worksheet
from tests.training.assigning import HOUR, assigned, later
from tests.training.test_groups import BUYER, SELLER, members, opened, put
from training.grouping import Place
from training.services.preparing import brief_for, open_worksheet
from training.services.refusal import NotDone


def test_one_who_works_alone_gets_a_worksheet_with_the_asked_items(room):
    assignment = assigned(room.course, case=None, case_origin="", grouping="individual", items=["goals", "commitments"])
    sheet = opened(assignment, room.place("student"))
    document = load_document(sheet)
    assert [state.item for state in document.items if state.in_use] == ["goals", "commitments"]
    assert (sheet.title, [party.name for party in document.parties]) == ("The bicycle", ["Us"])
    assert opened(assignment, room.place("student")) == sheet
    assert opened(assignment, room.place("other")) != sheet
    assert not assignment.members.begun().exists()


@pytest.mark.parametrize(("items", "case", "asked"), [([], True, ["goals", "needs"]), ([], False, "quick")])
def test_what_is_asked_is_what_the_case_practises_else_a_quick_prep(room, items, case, asked):
    fields = {} if case else {"case": None, "case_origin": ""}
    assignment = assigned(room.course, items=items, **fields)
    quick = ["goals", "parties", "needs", "perceptions", "standards", "framing", "next_steps"]
    assert list(assignment.asked_items) == (quick if asked == "quick" else asked)


def test_the_sides_are_named_by_the_roles_in_the_language_of_who_opens(room):
    assignment = assigned(room.course)
    put(assignment, {room.place("student"): BUYER})
    sheet = open_worksheet(assignment=assignment, enrolment=room.place("student"), language="zh-hans", now=later(0))
    document = load_document(sheet)
    assert (sheet.title, sheet.language) == ("The bicycle · 买主小吴", "zh-hans")
    assert document.us.name == "买主小吴" and [party.name for party in document.counterparts] == ["店主老马"]


def test_the_team_shares_one_worksheet_whoever_opens_first(room):
    assignment = assigned(room.course, grouping="team")
    put(assignment, {room.place("student"): BUYER, room.place("other"): BUYER})
    sheet = opened(assignment, room.place("other"))
    assert opened(assignment, room.place("student")) == sheet
    assert members(sheet) == {"Other": "owner", "Student": "editor"}


def test_a_worksheet_that_its_owner_deleted_comes_back_when_the_team_opens_it(room):
    assignment = assigned(room.course, grouping="team")
    put(assignment, {room.place("student"): BUYER, room.place("other"): BUYER})
    sheet = opened(assignment, room.place("other"))
    delete_worksheet(worksheet=sheet)
    assert opened(assignment, room.place("student")) == sheet
    assert Worksheet.objects.living().filter(pk=sheet.pk).exists()


def test_it_is_not_opened_too_early_nor_by_who_is_in_no_group(room):
    student = room.place("student")
    with pytest.raises(NotDone, match="not open yet"):
        opened(assigned(room.course, opens_at=later(), due_at=later(2), grouping="individual"), student)
    assignment = assigned(room.course)
    with pytest.raises(NotDone, match="no group yet"):
        opened(assignment, student)
    put(assignment, {student: Place(0, "")}, {student: True})
    with pytest.raises(NotDone, match="sit out"):
        opened(assignment, student)
    assert not Worksheet.objects.exists()


def test_a_brief_is_the_own_one_and_comes_at_its_time(room):
    student, other = room.place("student"), room.place("other")
    assignment = assigned(room.course, opens_at=later(-1), briefs_at=later(1), due_at=later(2))
    put(assignment, {student: BUYER, other: SELLER})
    assert brief_for(assignment, student, assignment.briefs_at - HOUR) is None
    brief = brief_for(assignment, student, assignment.briefs_at)
    assert (brief.role, brief.brief[0].en, brief.issues) == ("buyer", "You need it on Monday.", ())
    assert brief_for(assignment, room.place("former"), assignment.due_at) is None
    assignment.show_issues = True
    assert [issue.code for issue in brief_for(assignment, other, assignment.due_at).issues][:1] == ["price"]


def test_no_brief_before_the_assignment_opens(room):
    assignment = assigned(room.course, opens_at=later(1), briefs_at=later(-2), due_at=later(2))
    put(assignment, {room.place("student"): BUYER})
    assert brief_for(assignment, room.place("student"), later(0)) is None


def test_a_worksheet_always_has_an_owner(room):
    assignment = assigned(room.course, grouping="individual", case=None)
    sheet = opened(assignment, room.place("student"))
    let_out(worksheet=sheet, user=room.people["student"])
    let_out(worksheet=sheet, user=room.people["other"])
    assert members(sheet) == {"Student": "owner"}
    Membership.objects.create(worksheet=sheet, user=room.people["other"], role="editor")
    let_out(worksheet=sheet, user=room.people["student"])
    assert members(sheet) == {"Other": "owner"}


def test_an_account_that_goes_leaves_the_worksheet_to_the_team(room):
    assignment = assigned(room.course, grouping="team")
    put(assignment, {room.place("student"): BUYER, room.place("other"): BUYER})
    sheet = opened(assignment, room.place("other"))
    room.client("other").post("/account/delete/", {"password": "a-long-password-7", "sure": "on"})
    assert members(sheet) == {"Student": "owner"}


@pytest.mark.django_db(transaction=True)
def test_two_who_open_at_the_same_moment_get_one_worksheet(room):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite keeps the database of the tests in memory, where writers do not wait for each other")
    team, alone = assigned(room.course, grouping="team"), assigned(room.course, case=None, grouping="individual")
    student, other = room.place("student"), room.place("other")
    put(team, {student: BUYER, other: BUYER})

    def opening(wanted) -> object:
        try:
            return opened(*wanted).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(opening, [(team, student), (team, other)] * 4))) == 1
        assert len(set(pool.map(opening, [(alone, student)] * 8))) == 1
    assert Worksheet.objects.count() == 2
