"""The queue of what waits to be reviewed, and releasing it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.training.assigning import assigned, enrol
from tests.training.handing_in import alone, decided, handed_in, said
from tests.training.test_groups import BUYER, SELLER, put
from training.models import Enrolment, Review, ReviewPlace, Submission
from training.models.review import Order
from training.policy import Role
from training.queue import queue, tally
from training.services.preparing import open_worksheet


def at(name: str, assignment) -> str:
    return reverse(name, args=[assignment.course_id, assignment.pk])


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def assignment(room):
    return alone(room.course, items=["goals", "needs"])


@pytest.fixture
def works(room, assignment) -> dict[str, Submission]:
    return {name: handed_in(assignment, room.place(name)) for name in ("student", "other")}


def names(page: str) -> list[str]:
    return re.findall(r'<a href="/submissions/[^"]*"><span [^>]*>([^<]*)</span>', page)


def test_those_who_teach_see_what_waits_and_how_far_it_is(room, assignment, works):
    said(works["student"], room.people["trainer"], "score:goals", level=2)
    for name in ("trainer", "assistant"):
        page = text(room.client(name).get(at("reviewing", assignment)))
        assert names(page) == ["Student", "Other"]
        assert "2 sheets are handed in" in page and "2 wait for a verdict" in page
        assert "begun, no verdict yet" in page and "nothing yet" in page and "1 of 2" in page
        assert "Release" not in page
    said(works["other"], room.people["trainer"], "review", verdict="accepted")
    page = text(room.client("trainer").get(at("reviewing", assignment)))
    assert "1 waits for a verdict" in page and "1 has one and is not released" in page
    assert "Accepted · not released yet" in page and "Release the one with a verdict" in page


@pytest.mark.parametrize("name", ["student", "other", "former", "elsewhere", "outsider"])
def test_to_others_there_is_no_queue_and_nothing_to_release(room, assignment, works, name):
    said(works["student"], room.people["trainer"], "review", verdict="accepted")
    client = room.client(name)
    assert client.get(at("reviewing", assignment)).status_code == 404
    assert client.post(at("reviewing", assignment), {"order": "name"}).status_code == 404
    assert client.post(at("release", assignment)).status_code == 404
    assert not ReviewPlace.objects.exists() and not Review.objects.released(timezone.now()).exists()


def test_signed_out_it_asks_to_sign_in_and_other_methods_are_refused(room, assignment):
    assert reverse("account_login") in Client().get(at("reviewing", assignment))["Location"]
    client = room.client("trainer")
    assert client.delete(at("reviewing", assignment)).status_code == 405
    assert client.get(at("release", assignment)).status_code == 405
    foreign = alone(Enrolment.objects.get(user=room.people["elsewhere"]).course)
    assert client.get(at("reviewing", foreign)).status_code == 404
    assert client.get(reverse("reviewing", args=[room.course.pk, foreign.pk])).status_code == 404


def test_the_order_is_kept_and_wrong_ones_change_nothing(room, assignment, works):
    client = room.client("trainer")
    client.post(at("reviewing", assignment), {"order": "name"})
    assert names(text(client.get(at("reviewing", assignment)))) == ["Other", "Student"]
    client.post(at("reviewing", assignment), {"order": "fastest"})
    assert ReviewPlace.objects.get().order == "name"
    assert names(text(room.client("assistant").get(at("reviewing", assignment)))) == ["Student", "Other"]


def test_each_order_says_what_it_means(room):
    paired = assigned(room.course, items=["goals", "needs"])
    put(paired, {room.place("student"): SELLER, room.place("other"): BUYER})
    first, second = (handed_in(paired, room.place(name)) for name in ("student", "other"))
    for title in ("another", "third"):
        worksheet = second.team.worksheet
        worksheet.entries.create(item="goals", prompt="short_term", text=title, position=9, version=1)
    Submission.objects.filter(pk=second.pk).update(withdrawn_at=timezone.now())
    second = handed_in(paired, room.place("other"))
    Enrolment.objects.filter(pk=room.place("other").pk).update(section="B")
    found = {order: [one.pk for one in queue(paired, order)] for order in Order.values}
    as_they_came, reverse_order = [first.pk, second.pk], [second.pk, first.pk]
    assert found == {
        "oldest": as_they_came,
        "name": reverse_order,
        "section": as_they_came,
        "table": reverse_order,  # the buyer's role comes first
        "least": as_they_came,
    }


def test_only_the_last_round_of_each_team_waits(room, assignment, works):
    decided(works["student"], room.people["trainer"], "returned")
    assert tally(assignment, timezone.now()).released == 1
    second = handed_in(assignment, room.place("student"), "And a date")
    assert [one.pk for one in queue(assignment, "oldest")] == [works["other"].pk, second.pk]
    assert tally(assignment, timezone.now()).undecided == 2
    assert "Round 2" in text(room.client("trainer").get(at("reviewing", assignment)))


def test_one_goes_on_where_one_stopped_in_the_round_that_is_last_now(room, assignment, works):
    client, path = room.client("trainer"), at("reviewing", assignment)
    assert "Begin with the first" in text(client.get(path))
    assert client.post(path, {"submission": str(works["other"].pk)}).status_code == 204
    assert f'href="/submissions/{works["other"].pk}/">Go on' in text(client.get(path))
    decided(works["other"], room.people["trainer"], "returned")
    second = handed_in(assignment, room.place("other"), "And a date")
    assert f'href="/submissions/{second.pk}/">Go on' in text(client.get(path))
    elsewhere = handed_in(alone(room.course), room.place("student"))
    for wrong in (str(elsewhere.pk), "nothing"):
        client.post(path, {"submission": wrong})
    assert ReviewPlace.objects.get(assignment=assignment).submission == works["other"]
    Submission.objects.update(withdrawn_at=timezone.now())
    assert "Nobody has handed in yet" in text(client.get(path))


def test_all_with_a_verdict_are_released_and_it_says_who_waits(room, assignment, works):
    client = room.client("assistant")
    client.post(at("release", assignment))
    assert "Nothing was released" in text(client.get(at("reviewing", assignment)))
    said(works["student"], room.people["trainer"], "review", verdict="accepted")
    client.post(at("release", assignment), {"at": "someday"})
    assert Review.objects.get().released_at is None
    client.post(at("release", assignment), {"at": "2031-05-06T09:00"})
    assert Review.objects.get().released_at == datetime(2031, 5, 6, 1, tzinfo=UTC)  # the course is in Shanghai
    page = text(client.get(at("reviewing", assignment)))
    assert "1 review can be read from Tuesday 6 May 2031, 09:00 on." in page and "1 still waits for a verdict" in page
    assert "1 is to be released later" in page
    said(works["other"], room.people["trainer"], "review", verdict="returned")
    client.post(at("release", assignment))
    assert Review.objects.get(submission=works["other"]).is_released(timezone.now())
    assert "1 review is released." in text(client.get(at("reviewing", assignment)))


def test_in_the_archive_nothing_is_released(room, assignment, works):
    said(works["student"], room.people["trainer"], "review", verdict="accepted")
    room.course.archived_at = timezone.now()
    room.course.save()
    client = room.client("trainer")
    client.post(at("release", assignment))
    assert Review.objects.get().released_at is None
    page = text(client.get(at("reviewing", assignment)))
    assert "in the archive" in page and "Release the one" not in page


def test_the_list_has_pages(room, assignment):
    for one in enrol(room.course, 2):
        handed_in(assignment, one)
    teams = Submission.objects.values_list("team", flat=True)
    document = Submission.objects.first().document
    for one in enrol(room.course, 99):
        team = assignment.teams.create()
        team.members.create(enrolment=one, assignment=assignment)
        Submission.objects.create(assignment=assignment, team=team, document=document, digest="")
    client, path = room.client("trainer"), at("reviewing", assignment)
    assert len(teams) == 101
    assert len(names(text(client.get(path)))) == 100 and len(names(text(client.get(f"{path}?page=2")))) == 1


def test_a_student_who_teaches_now_sees_the_queue(room, assignment, works):
    Enrolment.objects.filter(pk=room.place("student").pk).update(role=Role.ASSISTANT)
    assert room.client("student").get(at("reviewing", assignment)).status_code == 200


def test_the_list_takes_a_fixed_number_of_queries(room, assignment, works):
    client, path, counts = room.client("trainer"), at("reviewing", assignment), []
    for order in ("oldest", "least"):
        client.post(path, {"order": order, "submission": ""})
        client.post(path, {"submission": str(works["other"].pk)})
        for one in enrol(room.course, 3):
            worksheet = open_worksheet(assignment=assignment, enrolment=one, language="en", now=timezone.now())
            assert worksheet and handed_in(assignment, one)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))
    assert counts == [10, 10]
