"""Assignments as pages: made by a trainer, opened by students, who see their own side and nothing else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quadrants.models import Worksheet
from tests.training.assigning import assigned, enrol, later, write
from tests.training.cases.making import example
from tests.training.test_groups import BUYER, SELLER, opened, put, seated
from training.grouping import Odd, Place
from training.models import Assignment
from training.services.cases import create_case
from training.services.grouping import place_the_rest

TIMES = {"opens_at": "2027-03-01T09:00", "due_at": "2027-03-08T09:00"}
USUAL = {"title": "The jacket", "case_origin": "jacket", "grouping": "pair", "team_size": "3", **TIMES}


def at(name: str, room, assignment: Assignment | None = None) -> str:
    return reverse(name, args=[room.course.pk, *([assignment.pk] if assignment else [])])


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def paired(room) -> Assignment:
    assignment = assigned(room.course, instructions="Write before you speak.")
    put(assignment, {room.place("student"): BUYER, room.place("other"): SELLER})
    return assignment


def test_a_trainer_makes_an_assignment_by_the_clock_of_the_course(room):
    client = room.client("trainer")
    answer = client.post(at("assignment_new", room), {**USUAL, "items": ["needs", "goals"]})
    made = room.course.assignments.get()
    assert answer["Location"] == at("grouping", room, made)
    # The course is in Shanghai.
    assert made.opens_at == datetime(2027, 3, 1, 1, tzinfo=UTC) and made.items == ["goals", "needs"]
    page = text(client.get(at("assignment_edit", room, made)))
    assert 'value="2027-03-01T09:00"' in page and "Asia/Shanghai" in page
    assert "09:00" in text(room.client("student").get(at("assignment", room, made)))
    client.post(at("assignment_edit", room, made), {**USUAL, "title": "Another", "items": ["goals"]})
    made.refresh_from_db()
    assert (made.title, made.items) == ("Another", ["goals"]) and made.opens_at.hour == 1


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"due_at": "2027-02-01T09:00"}, "due before it opens"),
        ({"late_until": "2027-03-07T09:00"}, "Late work would end"),
        ({"briefs_at": "2027-02-01T09:00"}, "before the assignment opens"),
        ({"briefs_at": "2027-03-09T09:00"}, "after it is due"),
        ({"grouping": "individual"}, "sit opposite each other"),
        ({"case_origin": "nothing"}, "not one of the available choices"),
        ({"items": ["nothing"]}, "not one of the available choices"),
        ({"opens_at": "9999-12-31T23:59"}, "valid date"),
        ({"opens_at": ""}, "required"),
        ({"title": "\x07"}, "cannot be kept"),
        ({"team_size": "900"}, "less than or equal"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_written(room, said, message):
    answer = room.client("trainer").post(at("assignment_new", room), {**USUAL, **said})
    assert answer.status_code == 422 and message in text(answer)
    assert not Assignment.objects.exists()


def test_an_own_case_can_be_given_and_one_of_somebody_else_cannot(room):
    mine, theirs = (create_case(user=room.people[name], document=example()) for name in ("trainer", "outsider"))
    page = text(room.client("trainer").get(at("assignment_new", room)))
    assert f"own:{mine.pk}" in page and f"own:{theirs.pk}" not in page
    for case, status in ((theirs, 422), (mine, 302)):
        answer = room.client("trainer").post(at("assignment_new", room), {**USUAL, "case_origin": f"own:{case.pk}"})
        assert answer.status_code == status
    made = room.course.assignments.get()
    room.client("trainer").post(at("assignment_case", room, made))
    mine.delete()
    kept = {**USUAL, "case_origin": made.case_origin, "title": "Renamed"}
    assert room.client("trainer").post(at("assignment_edit", room, made), kept).status_code == 302
    assert room.course.assignments.get().title == "Renamed"


def test_a_student_sees_what_is_due_next_and_how_far_it_is(room):
    assigned(room.course, title="Long ago", opens_at=later(-9), due_at=later(-8))
    assigned(room.course, title="Soon", due_at=later(2))
    first = assigned(room.course, title="Next", due_at=later(1), case=None, grouping="individual")
    assigned(room.course, title="Next week", opens_at=later(100), due_at=later(200))
    page = text(room.client("student").get(at("course", room)))
    assert page.index(">Next<") < page.index(">Soon<") < page.index(">Next week<") < page.index(">Long ago<")
    assert "preparing" not in page and "opens" in page
    answer = room.client("student").post(at("assignment_open", room, first))
    assert answer["Location"] == reverse("board", args=[Worksheet.objects.get().pk])
    assert "preparing" in text(room.client("student").get(at("course", room)))
    first.extensions.create(enrolment=room.place("student"), due_at=later(300))
    page = text(room.client("student").get(at("course", room)))
    assert page.index(">Next week<") < page.index(">Next<")


def test_those_who_teach_see_who_has_begun(room, paired):
    write(opened(paired, room.place("student")), room.people["student"])
    opened(paired, room.place("other"))
    for name in ("trainer", "assistant"):
        assert "1 begun, 1 not" in text(room.client(name).get(at("course", room)))
        page = text(room.client(name).get(at("assignment", room, paired)))
        assert "has begun" in page and "opened, nothing written" in page
    assert at("assignment_edit", room, paired) not in page


def test_a_student_reads_the_own_brief_and_who_is_there(room, paired):
    page = text(room.client("student").get(at("assignment", room, paired)))
    for shown in ("Write before you speak", "price tag says 400", "need it on Monday", "Ma, who sells", "Other"):
        assert shown in page
    assert "Delivery" not in page
    Assignment.objects.update(show_issues=True)
    assert "Delivery" in text(room.client("student").get(at("assignment", room, paired)))


def test_nothing_of_an_assignment_is_shown_before_it_opens(room):
    assignment = assigned(room.course, opens_at=later(1), due_at=later(2), instructions="Write before you speak.")
    put(assignment, {room.place("student"): BUYER, room.place("other"): SELLER})
    page = text(room.client("student").get(at("assignment", room, assignment)))
    assert "Not open yet" in page
    for hidden in ("Write before", "price tag", "Monday", "Wu, who buys", "Other"):
        assert hidden not in page
    room.client("student").post(at("assignment_open", room, assignment))
    assert not Worksheet.objects.exists()


def test_more_time_is_given_and_taken_back(room, paired):
    client, own = room.client("trainer"), at("assignment_extension", room, paired)
    student = room.place("student")
    early = client.post(own, {"enrolment": student.pk, "due_at": "2020-01-01T09:00"})
    assert early.status_code == 422 and "later than the assignment" in text(early)
    former = client.post(own, {"enrolment": room.place("former").pk, "due_at": "2099-01-01T09:00"})
    assert former.status_code == 422
    client.post(own, {"enrolment": student.pk, "due_at": "2099-01-01T09:00"})
    assert paired.extensions.get().due_at == datetime(2099, 1, 1, 1, tzinfo=UTC)
    assert "2099" in text(room.client("student").get(at("assignment", room, paired)))
    assert "2099" not in text(room.client("other").get(at("assignment", room, paired)))
    for number in ("x", str(student.pk)):
        client.post(own, {"do": "end", "enrolment": number})
    assert not paired.extensions.exists()


def test_an_assignment_with_worksheets_is_not_deleted_one_without_is(room, paired):
    client = room.client("trainer")
    opened(paired, room.place("student"))
    assert "There are worksheets" in text(client.post(at("assignment_delete", room, paired), follow=True))
    empty = assigned(room.course)
    client.post(at("assignment_delete", room, empty))
    assert list(room.course.assignments.all()) == [paired]


def test_the_tables_are_dealt_and_changed_on_one_page(room):
    assignment = assigned(room.course, briefs_at=later(0.5))
    client, page = room.client("trainer"), at("grouping", room, assignment)
    client.post(at("grouping_deal", room, assignment), {"do": "random", "odd": "bye"})
    assert {place.table for place in seated(assignment).values()} == {1}
    student, other = room.place("student"), room.place("other")
    put(assignment, {student: BUYER, other: SELLER})
    shown = text(client.get(page))
    assert "Table 1" in shown and "Deal again" in shown and "somebody is missing" not in shown
    change(client, page, {student: ("2", "seller")})
    assert seated(assignment) == {"Student": Place(2, "seller"), "Other": SELLER}
    assert "somebody is missing" in text(client.get(page))
    # What nobody touched is no change, even when somebody else moved them meanwhile.
    change(client, page, {}, meanwhile=lambda: put(assignment, {student: Place(5, "seller")}))
    assert seated(assignment) == {"Student": Place(5, "seller"), "Other": SELLER}
    change(client, page, {}, absent=other)
    assert assignment.members.get(enrolment=other).absent and not assignment.members.get(enrolment=student).absent
    assert "Absent" in text(client.get(page))
    answer = change(client, page, {student: ("5", "")})
    assert answer.status_code == 422 and "Choose a role" in text(answer)
    client.post(at("grouping_deal", room, assignment), {"do": "clear"})
    assert list(seated(assignment)) == ["Other"]


def test_where_everybody_has_a_table_nothing_is_asked_that_no_button_uses(room, paired):
    client, page = room.client("trainer"), at("grouping", room, paired)
    shown = text(client.get(page))
    assert "Everybody who is here has a table." in shown and 'name="odd"' not in shown and 'name="do"' not in shown
    change(client, page, {room.place("student"): ("2", "buyer")})
    shown = text(client.get(page))
    assert "Everybody who is here" not in shown and 'name="odd"' in shown and "Pair those who are left" in shown


CONTROL = re.compile(r'<input type="(\w+)" name="([^"]+)"(?: value="([^"]*)")?[^>]*?( checked)?>')
SELECT = re.compile(r'<select name="([^"]+)"(.*?)</select>', re.DOTALL)


def change(client, page, places, absent=None, meanwhile=lambda: None, to="", **more):
    """Sends the page as a browser would, with some places changed."""
    form = re.search(r'action="([^"]+/places/[^"]*)"(.*)</form>', text(client.get(page)), re.DOTALL)
    sent = {name: value for kind, name, value, on in CONTROL.findall(form[2]) if kind != "checkbox" or on}
    for name, options in SELECT.findall(form[2]):
        sent[name] = re.search(r'value="([^"]*)" selected', options)[1]
    for enrolment, (table, role) in places.items():
        sent |= {f"at{enrolment.pk}-table": table, f"at{enrolment.pk}-role": role}
    if absent:
        sent[f"at{absent.pk}-absent"] = "on"
    meanwhile()
    return client.post(to or form[1], sent | more)


def test_what_was_ticked_counts_before_it_is_dealt(room):
    assignment = assigned(room.course, briefs_at=later(0.5))
    client, page, other = room.client("trainer"), at("grouping", room, assignment), room.place("other")
    form = re.search(r'formaction="([^"]+)" name="do" value="random"', text(client.get(page)))
    assert form[1] == at("grouping_deal", room, assignment)
    change(client, page, {}, absent=other, to=form[1], do="random", odd="bye")
    assert assignment.members.get(enrolment=other).absent
    assert seated(assignment) == {"Other": Place(0, ""), "Student": Place(0, "")}


def test_a_second_brief_is_asked_for_once_more_on_the_page(room, paired):
    client, page, student = room.client("trainer"), at("grouping", room, paired), room.place("student")
    answer = change(client, page, {student: ("2", "seller")})
    assert answer.status_code == 422 and "would read a second one: Student" in text(answer)
    assert 'name="sure" value="yes"' in text(answer) and seated(paired)["Student"] == BUYER
    assert "The briefs can be read now" in text(client.get(page))
    change(client, page, {student: ("2", "seller")}, sure="yes")
    assert seated(paired)["Student"] == Place(2, "seller")


def test_who_comes_back_to_no_table_is_named_to_the_trainer(room, paired):
    client, student = room.client("trainer"), room.place("student")
    own = reverse("person", args=[room.course.pk, student.pk])
    for needed in (False, True):
        client.post(own, {"do": "leave", "sure": "yes"})
        if needed:
            put(paired, {enrol(room.course, 1)[0]: BUYER})
        assert ("Has no table in: The bicycle" in text(client.post(own, {"do": "back"}, follow=True))) == needed


def test_nobody_outside_the_course_is_placed(room, paired):
    former = room.place("former")
    change(room.client("trainer"), at("grouping", room, paired), {former: ("1", "buyer")})
    assert sorted(seated(paired)) == ["Other", "Student"]
    for do in ("nothing", ""):
        assert room.client("trainer").post(at("grouping_deal", room, paired), {"do": do}).status_code == 302


def test_there_are_no_groups_where_each_works_alone(room):
    alone = assigned(room.course, case=None, grouping="individual")
    for name in ("grouping", "grouping_deal", "grouping_places"):
        method = "get" if name == "grouping" else "post"
        assert getattr(room.client("trainer"), method)(at(name, room, alone), {"do": "random"}).status_code == 404


def test_a_copy_of_a_course_moves_its_assignments(room):
    first = timezone.now().date()
    type(room.course).objects.filter(pk=room.course.pk).update(starts_on=first)
    assignment = assigned(room.course)
    client = room.client("trainer")
    assert client.post(at("course_copy", room), {"starts_on": "never"}).status_code == 302
    client.post(at("course_copy", room), {"starts_on": (first + timedelta(days=7)).isoformat()})
    copied = Assignment.objects.exclude(pk=assignment.pk).get()
    assert copied.due_at == assignment.due_at + timedelta(days=7)


@pytest.mark.parametrize(
    ("name", "who", "pinned"),
    [
        ("course", "trainer", 8),
        ("course", "student", 9),
        ("assignment", "trainer", 8),
        ("assignment", "student", 9),
        ("grouping", "trainer", 8),
    ],
)
def test_pages_take_a_fixed_number_of_queries(room, name, who, pinned):
    counts = []
    assignment = assigned(room.course)
    put(assignment, {room.place("student"): BUYER, room.place("other"): SELLER})
    client, path = room.client(who), at(name, room, *([] if name == "course" else [assignment]))
    for count in (5, 495):
        enrol(room.course, count)
        place_the_rest(assignment=assignment, odd=Odd.BYE, seed=1)
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))
    assert counts == [pinned, pinned]
