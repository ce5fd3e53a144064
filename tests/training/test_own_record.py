"""A student's own record: all of the own work, what was said of it once released, and nothing of anybody else."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.training.assigning import assigned, later, write
from tests.training.handing_in import alone, commented, decided, handed_in, said
from tests.training.negotiating import at_one_table, confirmed, entered, table
from tests.training.test_gradebook import scored, words
from tests.training.test_groups import BUYER, SELLER, opened, put
from training.grouping import Place
from training.models import Extension, Review, Submission
from training.services.reviewing import release
from training.services.submitting import submit

CANARY = "CANARYx7"


def page_of(room, who="student"):
    return room.client(who).get(reverse("own_record", args=[room.course.pk]))


def line_of(submission) -> str:
    return submission.items.get(item="goals").lines[0]["id"]


def on_the_line(submission) -> dict[str, str]:
    return {"item": "goals", "prompt": "short_term", "entry": line_of(submission)}


@pytest.fixture
def work(room):
    return handed_in(alone(room.course, title="The raise"), room.place("student"))


def test_what_was_released_stands_under_its_round(room, work):
    trainer = room.people["trainer"]
    scored(work, trainer)
    assert said(work, trainer, "review", summary="A clear goal.").saved
    assert said(work, trainer, "strategy:goals_first", use="well").saved
    commented(work, trainer, "Which year?", **on_the_line(work))
    commented(work, trainer, "Read it aloud.")
    assert said(work, trainer, "review", base=1, verdict="returned").saved
    release(submissions=[work], at=later(-0.01))
    text = words(page_of(room))
    assert "Round 1: Returned" in text and "A clear goal." in text and "Points in all 12/18" in text
    assert "Goals well" in text and "Goals come first used well" in text
    assert "1 Goals · Short term 92,000 Which year?" in text
    assert text.index("Read it aloud.") < text.index("Which year?")  # on the whole first


def test_a_round_leads_to_what_was_said_of_it_once_that_is_released(room, work):
    link, client = f'href="{reverse("submission", args=[work.pk])}"', room.client("student")
    assert link not in page_of(room).content.decode()
    decided(work, room.people["trainer"], "accepted")
    assert link in page_of(room).content.decode()
    assert client.get(reverse("submission", args=[work.pk])).status_code == 200


def test_answers_and_what_became_of_a_comment_stand_with_it(room, work):
    trainer, student = room.people["trainer"], room.people["student"]
    key = commented(work, trainer, "Which year?", **on_the_line(work))
    decided(work, trainer, "returned")
    assert said(work, student, f"answer:{key}", text="Next spring.").saved
    second = handed_in(work.assignment, room.place("student"), "93,000")
    assert said(second, trainer, f"addressed:{key}", response="partly").saved
    assert "Answer: Next spring." in words(page_of(room)) and "Round 2: partly" not in words(page_of(room))
    decided(second, trainer, "accepted")
    text = words(page_of(room))
    assert "Round 2: partly" in text and "Round 1: Returned" in text and "Round 2: Accepted" in text


def test_comments_stand_in_the_order_of_the_worksheet(room, work):
    trainer = room.people["trainer"]
    for text, place in (
        ("FOURTH", {"item": "goals", "prompt": "long_term"}),
        ("THIRD", on_the_line(work)),
        ("FIFTH", {"item": "needs"}),
        ("SECOND", {"item": "goals"}),
        ("FIRST", {}),
    ):
        commented(work, trainer, text, **place)
    decided(work, trainer, "accepted")
    text = words(page_of(room))
    places = [text.index(one) for one in ("FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH")]
    assert places == sorted(places)


@pytest.mark.parametrize("when", [None, 1])
def test_nothing_of_a_review_is_there_before_it_is_released(room, work, when):
    trainer = room.people["trainer"]
    scored(work, trainer, level=3)
    assert said(work, trainer, "review", summary=CANARY, verdict="accepted").saved
    assert said(work, trainer, "strategy:goals_first", use="missed").saved
    for place in ({}, {"item": "goals"}, {"item": "goals", "prompt": "short_term"}, on_the_line(work)):
        commented(work, trainer, CANARY, **place)
    if when:
        release(submissions=[work], at=later(when))
    text = words(page_of(room))
    for told in (CANARY, "Accepted", "18/18", "very well", "Goals come first", "missed"):
        assert told not in text
    assert "once it is released" in text
    if when:
        Review.objects.update(released_at=later(-1))
        assert CANARY in words(page_of(room))


def test_a_deleted_comment_and_a_withdrawn_round_are_not_there(room, work):
    key = commented(work, room.people["trainer"], CANARY)
    work.comments.filter(pk=key).update(deleted_at=timezone.now())
    decided(work, room.people["trainer"], "accepted")
    assert CANARY not in words(page_of(room))
    Submission.objects.update(withdrawn_at=timezone.now())
    assert "Nothing handed in yet." in words(page_of(room))


def test_what_is_asked_for_stands_there_with_the_own_time(room):
    assignment = alone(room.course, title="The raise", due_at=later(1))
    alone(room.course, title=CANARY, opens_at=later(1), due_at=later(2))
    Extension.objects.create(assignment=assignment, enrolment=room.place("student"), due_at=later(99))
    page = page_of(room)
    [shown] = page.context["works"]
    assert shown.assignment == assignment and shown.due_at > later(98)
    assert "Nothing handed in yet." in words(page) and CANARY not in words(page)


def test_a_team_shares_its_record_the_other_side_does_not(room):
    assignment = assigned(room.course, items=["goals"], grouping="pair")
    student, other = room.place("student"), room.place("other")
    put(assignment, {student: BUYER, other: SELLER})
    write(opened(assignment, other), other.user, CANARY)
    submission = submit(assignment=assignment, enrolment=other, now=timezone.now())
    commented(submission, room.people["trainer"], f"On {CANARY}", **on_the_line(submission))
    decided(submission, room.people["trainer"], "accepted")
    assert CANARY in words(page_of(room, "other")) and CANARY not in words(page_of(room, "student"))
    put(assignment, {student: Place(2, "buyer")})
    assert CANARY not in words(page_of(room, "student"))


def test_a_confirmed_result_stands_there_with_the_own_points_alone(room):
    assignment = at_one_table(room)
    student, other = room.place("student"), room.place("other")
    entered(assignment, student)
    assert "Result" not in words(page_of(room))
    confirmed(assignment, other)
    mine, theirs = (table(assignment, student).points(role) for role in ("buyer", "seller"))
    for who, points in (("student", mine), ("other", theirs)):
        [work] = page_of(room, who).context["works"]
        assert (work.result.agreed, work.result.points) == (True, points)
        assert [term.value for term in work.result.terms][:2] == ["300 yuan", "Sent"]
        text = words(page_of(room, who))
        assert "Result: Agreed" in text and "left open" in text
    entered(assignment, other, {}, version=1, agreed=False)
    confirmed(assignment, student, version=2)
    assert "Result: No agreement" in words(page_of(room)) and "Your points" not in words(page_of(room))


def test_what_is_at_stake_is_not_told_before_students_may_know(room):
    assignment = at_one_table(room)
    entered(assignment, room.place("student"))
    confirmed(assignment, room.place("other"))
    assignment.show_issues = False
    assignment.save()
    assert "Result" not in words(page_of(room))


def test_students_see_their_own_and_nobody_else_anything(room, work):
    commented(work, room.people["trainer"], CANARY)
    decided(work, room.people["trainer"], "accepted")
    assert CANARY in words(page_of(room))
    assert page_of(room, "other").status_code == 200 and CANARY not in words(page_of(room, "other"))
    for who in ("trainer", "assistant", "former", "elsewhere", "outsider"):
        assert page_of(room, who).status_code == 404
    assert room.client("student").post(reverse("own_record", args=[room.course.pk])).status_code == 405


def test_who_has_left_and_comes_back_finds_it_again(room, work):
    place = room.place("student")
    place.left_at = timezone.now()
    place.save()
    assert page_of(room).status_code == 404
    place.left_at = None
    place.save()
    assert "Round 1" in words(page_of(room))


def test_the_page_of_the_course_leads_there(room):
    link = f'href="{reverse("own_record", args=[room.course.pk])}"'
    course = reverse("course", args=[room.course.pk])
    assert link in room.client("student").get(course).content.decode()
    assert link not in room.client("trainer").get(course).content.decode()
    assert "appears here" in words(page_of(room))


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_a_fixed_number_of_queries(count, room, django_assert_num_queries):
    trainer = room.people["trainer"]
    for number in range(count):
        settled = at_one_table(room)
        entered(settled, room.place("student"))
        confirmed(settled, room.place("other"))
        assignment = alone(room.course, title=f"Task {number}")
        for _round in range(count):
            submission = handed_in(assignment, room.place("student"))
            scored(submission, trainer)
            for _comment in range(count):
                commented(submission, trainer, **on_the_line(submission))
            decided(submission, trainer, "returned")
    client = room.client("student")
    with django_assert_num_queries(16):
        assert client.get(reverse("own_record", args=[room.course.pk])).status_code == 200
