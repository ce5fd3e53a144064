"""The class at a glance: everybody by item, by counts alone, who needs a word first."""

from __future__ import annotations

import html
import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quadrants.models import Worksheet
from quadrants.services.saving import Change, save
from tests.training.assigning import assigned, enrol, later, write
from tests.training.handing_in import alone, commented, decided, handed_in, said
from training.glance import class_rows, live_counts
from training.models import Assignment, Enrolment, Review, SubmittedItem
from training.pace import Pace
from training.services.people import leave_course
from training.services.preparing import open_worksheet
from training.services.submitting import submit, withdraw

SECRET = "Only I may read this"


def heat_map(room, assignment, who: str = "trainer", **query) -> str:
    path = reverse("heat_map", args=[room.course.pk, assignment.pk])
    answer = room.client(who).get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


ROW = re.compile(r'<tr><th scope="row">(.*?)</th><td class="how">(.*?)</td>(.*?)</tr>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def rows(page: str) -> dict[str, tuple[str, list[str]]]:
    """What stands at each name: how far they are, and how their items are filled, as it is read out."""
    return {
        html.unescape(TAG.sub("", name)): (TAG.sub("", how), re.findall(r'hidden">([^<]+)</span>', cells))
        for name, how, cells in ROW.findall(page)
    }


def opened(assignment, enrolment) -> Worksheet:
    return open_worksheet(assignment=assignment, enrolment=enrolment, language="en", now=timezone.now())


def line(worksheet, user, item: str, prompt: str, text: str = "Something") -> None:
    fields = {"item": item, "prompt": prompt, "text": text}
    assert save(
        subject_id=worksheet.pk, user=user, change=Change(target=f"entry:{uuid.uuid4()}", base=0, fields=fields)
    )


def test_what_is_handed_in_shows_how_each_item_is_filled(room):
    assignment = alone(room.course, items=["goals", "needs"], minimum=2)
    handed_in(assignment, room.place("student"))
    for who in ("trainer", "assistant"):
        shown = rows(heat_map(room, assignment, who))
        assert list(shown) == ["Other", "Student"]  # who has not begun comes first
        assert shown["Other"] == ("not begun", ["empty", "empty"])
        assert shown["Student"] == ("not reviewed", ["begun", "empty"])
    assert len(rows(heat_map(room, assignment, all="1"))["Student"][1]) == 20


def test_a_line_makes_enough_where_the_assignment_says_so(room):
    assignment = alone(room.course, items=["goals"], minimum=1)
    worksheet = opened(assignment, room.place("student"))
    write(worksheet, room.people["student"])
    assert rows(heat_map(room, assignment))["Student"][1] == ["enough"]
    line(worksheet, room.people["student"], "goals", "long_term")
    assert rows(heat_map(room, assignment))["Student"][1] == ["strong"]


def test_comments_levels_verdict_and_release_are_seen(room):
    assignment, trainer = alone(room.course), room.people["trainer"]
    submission = handed_in(assignment, room.place("student"))
    commented(submission, trainer, item="goals")
    commented(submission, trainer)
    assert said(submission, trainer, "score:goals", level=2).saved
    assert rows(heat_map(room, assignment))["Student"] == ("2 comments · 1 level", ["enough, commented"])
    assert said(submission, trainer, "review", verdict="returned").saved
    assert rows(heat_map(room, assignment))["Student"][0] == "2 comments · 1 level · Returned · not released"
    Review.objects.update(released_at=later(-1))
    assert rows(heat_map(room, assignment))["Student"][0].endswith("Returned · released")


def test_the_last_round_counts(room):
    assignment, trainer, student = alone(room.course), room.people["trainer"], room.place("student")
    decided(handed_in(assignment, student), trainer, "returned")
    handed_in(assignment, student, "96,000")
    assert rows(heat_map(room, assignment))["Student"] == ("round 2 · not reviewed", ["enough"])


def test_before_it_is_handed_in_there_are_counts_and_no_word_of_the_text(room):
    assignment = alone(room.course, items=["goals", "needs"])
    worksheet = opened(assignment, room.place("student"))
    page = heat_map(room, assignment)
    assert rows(page)["Student"] == ("not begun", ["empty", "empty"])
    write(worksheet, room.people["student"], SECRET)
    with CaptureQueriesContext(connection) as captured:
        page = heat_map(room, assignment)
    assert rows(page)["Student"] == ("preparing", ["enough", "empty"])
    assert SECRET not in page and "Counted from what is handed in" in page
    assert not [query for query in captured if '"quadrants_entry"."text"' in query["sql"]]


def test_what_was_taken_back_does_not_count(room):
    assignment, student = alone(room.course), room.place("student")
    handed_in(assignment, student)
    withdraw(assignment=assignment, enrolment=student, now=timezone.now())
    assert rows(heat_map(room, assignment))["Student"] == ("preparing", ["enough"])


def test_who_has_not_begun_and_who_is_stuck_come_first(room):
    names = ("a quiet one", "b behind", "c handed in", "d at work", "e with more time")
    quiet, behind, done, working, extended = (_student(room, name) for name in names)
    assignment = alone(room.course, items=["goals", "needs", "framing"], due_at=later(20))
    for enrolment in (quiet, behind, done, working, extended):
        write(opened(assignment, enrolment), enrolment.user)
    for enrolment in (quiet, working):
        line(opened(assignment, enrolment), enrolment.user, "needs", "rational")
    Worksheet.objects.filter(pk=opened(assignment, quiet).pk).update(changed_at=timezone.now() - timedelta(days=2))
    submit(assignment=assignment, enrolment=done, now=timezone.now())
    assignment.extensions.create(enrolment=extended, due_at=later(200))
    page = heat_map(room, assignment)
    assert [(name, how) for name, (how, _cells) in rows(page).items()] == [
        ("Other", "not begun"),
        ("Student", "not begun"),
        ("a quiet one", "stuck"),
        ("b behind", "stuck"),
        ("d at work", "preparing"),
        ("e with more time", "preparing"),
        ("c handed in", "not reviewed"),
    ]
    assert "nothing written for 2 days" in page and "within 24 hours" in page
    assert list(rows(heat_map(room, assignment, state="stuck"))) == ["a quiet one", "b behind"]
    Assignment.objects.update(opens_at=later(-30), due_at=later(-1))
    assert rows(heat_map(room, assignment))["b behind"][0] == "past due"


def test_who_got_a_round_back_is_looked_at_in_the_next_one(room):
    assignment, student, trainer = alone(room.course), room.place("student"), room.people["trainer"]
    first, now = handed_in(assignment, student), timezone.now()
    decided(first, trainer, "returned")
    worksheets, reviews = Worksheet.objects, Review.objects

    def how(written: float, due: float | None = None, released: float = -100) -> str:
        worksheets.update(changed_at=later(written))
        reviews.update(released_at=later(released), again_until=None if due is None else later(due))
        return (
            rows(heat_map(room, assignment))["Student"][0]
            .removeprefix("round 2: ")
            .removesuffix(" · Returned · released")
        )

    assert how(-101) == "not begun"  # since it was returned
    assert how(-1) == how(-1, due=1) == "preparing"
    assert how(-48) == how(-48, due=100) == "stuck"
    assert how(-48, due=-1) == "past due"
    assert how(-48, released=1) == "Returned · not released"  # so they cannot know
    assert how(-48) == "stuck" and list(rows(heat_map(room, assignment, state="stuck"))) == ["Student"]
    handed_in(assignment, student, "96,000")
    assert rows(heat_map(room, assignment))["Student"][0] == "round 2 · not reviewed"
    withdraw(assignment=assignment, enrolment=student, now=now)
    assert rows(heat_map(room, assignment))["Student"][0] == "round 2: preparing · Returned · released"
    Enrolment.objects.filter(pk=student.pk).update(section="B")
    assignment.members.filter(enrolment=student).update(absent=True)
    assert rows(heat_map(room, assignment))["Student"][0] == "Returned · released"


def _student(room, name: str) -> Enrolment:
    (enrolment,) = enrol(room.course, 1)
    Enrolment.objects.filter(pk=enrolment.pk).update(name=name, name_key=name)
    return enrolment


def test_those_of_a_team_have_one_row(room):
    assignment = assigned(room.course, case=None, grouping="team", items=["goals"])
    team = assignment.teams.create(table=1)
    for name in ("student", "other"):
        team.members.create(enrolment=room.place(name), assignment=assignment)
    handed_in(assignment, room.place("other"))
    assert list(rows(heat_map(room, assignment))) == ["OtherStudent"]
    leave_course(enrolment=room.place("other"))
    assert list(rows(heat_map(room, assignment))) == ["Student"]


def test_who_sits_out_or_is_absent_comes_last_and_lacks_nothing(room):
    assignment = assigned(room.course)
    places = {"student": False, "other": True}
    for name, absent in places.items():
        team = assignment.teams.create(table=0)
        team.members.create(enrolment=room.place(name), assignment=assignment, absent=absent)
    _student(room, "in no group")
    found = class_rows(assignment, timezone.now(), ["goals"])
    assert [row.pace for row in found] == [Pace.NOT_BEGUN, Pace.AWAY, Pace.AWAY]
    page = heat_map(room, assignment)
    assert list(rows(page)) == ["in no group", "Other", "Student"]
    assert re.search(r'class="nothing">.*?<td class="q1">1</td>', page, re.DOTALL)


def test_a_section_a_state_and_a_strategy_choose_rows(room):
    assignment = alone(room.course)
    Enrolment.objects.filter(pk=room.place("other").pk).update(section="B")
    worksheet = opened(assignment, room.place("student"))
    change = Change(target="strategy:about_them", base=0, fields={"state": "planned"})
    assert save(subject_id=worksheet.pk, user=room.people["student"], change=change).saved
    handed_in(assignment, room.place("student"))
    assert list(rows(heat_map(room, assignment, section="A"))) == ["Student"]
    assert list(rows(heat_map(room, assignment, section="B"))) == ["Other"]
    assert list(rows(heat_map(room, assignment, state="handed_in"))) == ["Student"]
    page = heat_map(room, assignment, plans="about_them")
    assert list(rows(page)) == ["Student"] and "Those who plan" in page
    assert rows(heat_map(room, assignment, plans="goals_first")) == {}
    assert len(rows(heat_map(room, assignment, state="nothing", plans="nothing", page="x"))) == 2


def test_live_counts_are_those_that_are_frozen(room):
    """However an item is filled: with lines under some prompts, people, a line for the sheet alone."""
    assignment, user = alone(room.course), room.people["student"]
    worksheet = opened(assignment, room.place("student"))
    for prompt in ("short_term", "short_term", "long_term"):
        line(worksheet, user, "goals", prompt)
    for name, roles in (("Ms Ito", ["counterpart", "decision_maker"]), ("Mr Wu", ["counterpart"]), ("Ma", [])):
        change = Change(target=f"party:{uuid.uuid4()}", base=0, fields={"name": name, "roles": roles})
        assert save(subject_id=worksheet.pk, user=user, change=change).saved
    for item in ("goals", "needs"):
        change = Change(target=f"item:{item}", base=0, fields={"summary": "In a line"})
        assert save(subject_id=worksheet.pk, user=user, change=change).saved
    line(worksheet, user, "framing", "vision")
    gone = worksheet.entries.get(item="framing")
    change = Change(target=f"entry:{gone.pk}", base=1, action="delete")
    assert save(subject_id=worksheet.pk, user=user, change=change).saved
    every = ["goals", "parties", "needs", "framing"]
    (live,) = live_counts([worksheet.pk], every).values()
    submit(assignment=assignment, enrolment=room.place("student"), now=timezone.now())
    frozen = SubmittedItem.objects.values_list("item", "count", "prompts")
    assert live == {item: (count, prompts) for item, count, prompts in frozen}
    assert live == {"goals": (4, 2), "parties": (3, 2), "needs": (1, 0)}


def test_a_large_class_has_pages_and_counts_of_all(room):
    assignment = alone(room.course)
    handed_in(assignment, room.place("student"))
    enrol(room.course, 100)
    first, second = heat_map(room, assignment), heat_map(room, assignment, page="2")
    assert (len(rows(first)), len(rows(second))) == (100, 2)
    for page in (first, second):
        assert 'Everybody <b class="numbers">102</b>' in page and 'not begun <b class="numbers">101</b>' in page
    assert "Page 2 of 2" in second


def test_without_students_the_page_says_so(room):
    for name in ("student", "other"):
        leave_course(enrolment=room.place(name))
    page = heat_map(room, alone(room.course))
    assert "There are no students yet" in page and not rows(page)


def test_it_takes_a_fixed_number_of_queries(room):
    assignment = alone(room.course)
    counts = []
    for count in (1, 2):
        for enrolment in enrol(room.course, count):
            handed_in(assignment, enrolment)
        preparing = enrol(room.course, count)
        for enrolment in preparing:
            write(opened(assignment, enrolment), enrolment.user)
        client, path = room.client("trainer"), reverse("heat_map", args=[room.course.pk, assignment.pk])
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert len(rows(client.get(path).content.decode())) == 2 + 2 * (1 if count == 1 else 3)
        counts.append(len(captured))
    assert counts == [14, 14]


@pytest.mark.parametrize(("minimum", "says"), [(1, "enough with one line"), (3, "begun with fewer than 3 lines")])
def test_the_page_says_what_begun_enough_and_strong_are(room, minimum, says):
    assignment = alone(room.course, items=["goals", "perceptions"], minimum=minimum)
    page = room.client("trainer").get(reverse("heat_map", args=[room.course.pk, assignment.pk])).content.decode()
    assert says in page and "strong with tw" in page
    # By the head of a column as by its bar.
    assert page.count(reverse("item_across", args=[room.course.pk, assignment.pk, "perceptions"]) + "?order=least") == 2
