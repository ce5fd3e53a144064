"""What students read of a review: nothing before it is released, all of it afterwards; and what they answer."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quadrants.models import Edit
from quadrants.services.saving import Change, save
from tests.training.assigning import assigned, later, write
from tests.training.handing_in import alone, commented, decided, handed_in, said
from tests.training.test_assignment_pages import at, text
from tests.training.test_groups import BUYER, opened, put
from training.models import CommentAnswer, Enrolment, Submission
from training.services.people import leave_course
from training.services.reviewing import REVIEWS, hold_back, release
from training.services.submitting import submit

# What the trainers say, each part at its own place; none of it is anybody else's word.
CANARIES = ("Pelican", "Heron", "Ibis", "Egret", "Osprey")
NAMES = (
    "used well",
    "missed",
    "用得好",
    "漏用了",
    "very well",
    "做得很好",
    "Trainer",
    "Returned",
    "eturned to you",
    "退回",
)


@pytest.fixture
def work(room) -> Submission:
    """What a student has handed in, with a review that says something everywhere, as a draft."""
    submission = handed_in(alone(room.course, items=["goals", "needs"]), room.place("student"))
    trainer = room.people["trainer"]
    line = submission.items.get(item="goals").lines[0]["id"]
    commented(submission, trainer, "Pelican", item="goals", prompt="short_term", entry=line)
    commented(submission, trainer, "Heron", item="needs")
    commented(submission, trainer, "Ibis", item="needs", prompt="shared")
    commented(submission, trainer, "Egret")
    for target, fields in (
        ("score:goals", {"level": 3}),
        ("strategy:goals_first", {"use": "well"}),
        ("strategy:about_them", {"use": "missed"}),
        (f"highlight:{line}", {"shown": True}),
        ("review", {"summary": "Osprey", "verdict": "returned"}),
    ):
        assert said(submission, trainer, target, **fields).saved
    return submission


def path(submission) -> str:
    return reverse("submission", args=[submission.pk])


def page(room, name, submission) -> str:
    answer = room.client(name).get(path(submission))
    assert answer.status_code == 200
    return text(answer)


def comment(submission, words="Pelican"):
    return submission.comments.get(text=words)


def posted(room, name, submission, **typed):
    """Sends the page as a browser would, with `base` as the version of each answer."""
    base, sent = typed.pop("base", 0), {}
    for key, words in typed.items():
        target = f"answer:{uuid.UUID(key)}"
        sent |= {f"base|{target}": str(base), f"{target}|text": words}
    return room.client(name).post(path(submission), sent)


# --- Before and after the release ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("release_at", [None, 2])
def test_nothing_of_a_review_is_told_before_it_is_released(room, work, language, release_at):
    if release_at:
        release(submissions=[work], at=later(release_at))
    student = room.people["student"]
    type(student).objects.filter(pk=student.pk).update(language=language)
    client = room.client("student")
    own = [
        path(work),
        at("assignment", room, work.assignment),
        at("course", room),
        reverse("own_record", args=[room.course.pk]),
    ]
    own += [reverse("courses"), reverse("worksheets"), reverse("account")]
    board = reverse("board", args=[work.team.worksheet_id])
    own += [board, f"{board}items/goals/", f"{board}items/needs/", f"{board}history/", f"{board}export.json"]
    for each in own:
        answer = client.get(each)
        assert answer.status_code == 200
        words = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert not [canary for canary in CANARIES if canary in words], each
        if each in own[:2]:
            told = [name for name in NAMES if name in words.split("</header>", 1)[1]]
            assert not told, (each, told)
    for feed in (f"{path(work)}edits/", f"{path(work)}edits/?after=0"):
        refused = client.get(feed)
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert not [canary for canary in CANARIES if canary in client.get(f"{board}edits/").content.decode()]


def test_before_it_is_reviewed_the_page_is_the_same_whether_somebody_has_begun_or_not(room, work):
    """Byte for byte: a draft leaves no trace."""
    token = re.compile(r'(name="csrfmiddlewaretoken" value=)"\w+"')
    client = room.client("student")
    with_draft = token.sub(r"\1", text(client.get(path(work))))
    work.comments.all().delete()
    for kind in ("scores", "strategy_marks", "highlights"):
        getattr(work, kind).all().delete()
    work.review.delete()
    assert "Not reviewed yet" in with_draft and "92,000" in with_draft
    assert token.sub(r"\1", text(client.get(path(work)))) == with_draft


def test_once_released_all_that_was_said_stands_at_its_place(room, work):
    Enrolment.objects.filter(user=room.people["trainer"]).update(name="Prof. Lin")
    again = later(30)
    type(work.review).objects.update(again_until=again)
    release(submissions=[work], at=later(-0.01))
    told = page(room, "student", work)
    assert all(canary in told for canary in CANARIES) and told.count("Prof. Lin") == 4
    head, _cut, sheet = told.partition('class="read q1"')
    assert "Osprey" in head and "Egret" in head and "very well" in head and "Pelican" not in head
    assert f"{again.astimezone(room.course.zone):%H:%M}" in head and "another round" in head
    assert sheet.index("92,000") < sheet.index("Pelican") < sheet.index("Heron") < sheet.index("Ibis")
    for use, code in (("used well", "goals_first"), ("missed", "about_them")):
        assert re.search(rf"<dt>{use}</dt><dd><a[^>]+/strategies/{code}/", head)
    assert "points" not in head  # one criterion of six has its level
    for code in ("people", "commitment", "trust", "time_frames", "communication"):
        assert said(work, room.people["trainer"], f"score:{code}", level=1).saved
    assert "8 of 18 points" in page(room, "student", work)
    assert "shown" not in told and "highlight" not in told


def test_a_review_that_is_held_back_is_gone_again(room, work):
    release(submissions=[work], at=later(-0.01))
    assert "Pelican" in page(room, "student", work)
    hold_back(submission=work)
    assert not [canary for canary in CANARIES if canary in page(room, "student", work)]


def test_a_deleted_comment_is_not_there_and_its_author_need_not_be_either(room, work):
    release(submissions=[work], at=later(-0.01))
    key = comment(work).pk
    assert save(
        kind=REVIEWS,
        subject_id=work.pk,
        user=room.people["trainer"],
        change=Change(target=f"comment:{key}", base=1, action="delete"),
    ).saved
    work.comments.filter(text="Heron").update(author=None)
    told = page(room, "student", work)
    assert "Pelican" not in told and "Heron" in told


def test_what_was_handed_in_is_read_as_it_was(room, work):
    write(opened(work.assignment, room.place("student")), room.people["student"], "a later thought")
    told = page(room, "student", work)
    assert "92,000" in told and "a later thought" not in told


# --- Who sees it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("released", [False, True])
def test_the_page_is_for_the_team_and_those_who_teach(room, released):
    assignment = assigned(room.course, grouping="team")
    put(assignment, {room.place("student"): BUYER, room.place("other"): BUYER})
    submission = handed_in(assignment, room.place("student"))
    third = Enrolment.objects.create(course=room.course, user=room.people["outsider"], name="Third")
    commented(submission, room.people["trainer"], "Pelican")
    if released:
        decided(submission, room.people["trainer"], "accepted")
    for name in ("student", "other"):
        assert ("Pelican" in page(room, name, submission)) == released
    for name in ("outsider", "former", "elsewhere"):
        assert room.client(name).get(path(submission)).status_code == 404, name
        assert room.client(name).post(path(submission)).status_code == 404, name
    for name in ("trainer", "assistant"):
        assert "Pelican" in page(room, name, submission)
    leave_course(enrolment=third)
    leave_course(enrolment=room.place("other"))
    assert room.client("other").get(path(submission)).status_code == 404


def test_bad_ids_and_methods_are_refused(room, work):
    client = room.client("student")
    assert client.get(reverse("submission", args=[uuid.uuid4()])).status_code == 404
    assert client.delete(path(work)).status_code == 405
    Submission.objects.update(withdrawn_at=timezone.now())
    assert client.get(path(work)).status_code == 404


# --- Answers ---------------------------------------------------------------------------------------------------------


def test_an_answer_is_saved_by_the_plain_page_and_by_the_save_protocol(room, work):
    release(submissions=[work], at=later(-0.01))
    key = comment(work).pk
    assert posted(room, "student", work, **{key.hex: "It is hers.\nFrom March."}).status_code == 302
    answer = CommentAnswer.objects.get()
    assert (answer.text, answer.version) == ("It is hers.\nFrom March.", 1)
    told = page(room, "student", work)
    assert f'data-target="answer:{key}" data-version="1"' in told and "From March.</textarea>" in told
    body = {"op": str(uuid.uuid4()), "target": f"answer:{key}", "base": 1, "fields": {"text": "Hers."}}
    sent = room.client("student").post(f"{path(work)}edits/", json.dumps(body), content_type="application/json")
    assert sent.json()["version"] == 2
    assert posted(room, "student", work, base=2, **{key.hex: ""}).status_code == 302
    assert CommentAnswer.objects.get().text == ""
    assert Edit.objects.filter(target=f"answer:{key}", user=room.people["student"]).count() == 3


def test_an_answer_that_nobody_touched_is_no_change(room, work):
    release(submissions=[work], at=later(-0.01))
    posted(room, "student", work, **{one.pk.hex: "" for one in work.comments.all()})
    assert not CommentAnswer.objects.exists()


def test_two_of_a_team_do_not_overwrite_each_others_answer(room):
    assignment = assigned(room.course, grouping="team")
    put(assignment, {room.place("student"): BUYER, room.place("other"): BUYER})
    submission = handed_in(assignment, room.place("student"))
    key = uuid.UUID(commented(submission, room.people["trainer"], "Pelican"))
    decided(submission, room.people["trainer"], "accepted")
    assert posted(room, "student", submission, **{key.hex: "Hers."}).status_code == 302
    clash = posted(room, "other", submission, **{key.hex: "His."})
    told = text(clash)
    assert clash.status_code == 422 and "His.</textarea>" in told and "<q>Hers.</q>" in told
    assert CommentAnswer.objects.get().text == "Hers."


@pytest.mark.parametrize("why", ["held back", "deleted"])
def test_an_answer_to_what_is_gone_is_given_back(room, work, why):
    release(submissions=[work], at=later(-0.01))
    key = comment(work).pk
    if why == "deleted":
        change = Change(target=f"comment:{key}", base=1, action="delete")
        assert save(kind=REVIEWS, subject_id=work.pk, user=room.people["trainer"], change=change).saved
    else:
        hold_back(submission=work)
    answer = posted(room, "student", work, **{key.hex: "It is hers."})
    assert answer.status_code == 422 and "It is hers.</p>" in text(answer) and "Pelican" not in text(answer)
    assert not CommentAnswer.objects.exists()


@pytest.mark.parametrize(("typed", "message"), [("x" * 4001, "at most 4"), ("a\x07b", "cannot be kept")])
def test_what_cannot_be_saved_stands_there_again(room, work, typed, message):
    release(submissions=[work], at=later(-0.01))
    answer = posted(room, "student", work, **{comment(work).pk.hex: typed})
    assert answer.status_code == 422 and message in text(answer) and typed in text(answer)


def test_others_answer_nothing(room, work):
    release(submissions=[work], at=later(-0.01))
    key = comment(work).pk
    for name in ("trainer", "assistant", "other", "former", "elsewhere", "outsider"):
        posted(room, name, work, **{key.hex: "Mine"})
    assert not CommentAnswer.objects.exists()


def test_in_the_archive_answers_can_only_be_read(room, work):
    release(submissions=[work], at=later(-0.01))
    key = comment(work).pk
    posted(room, "student", work, **{key.hex: "It is hers."})
    room.course.archived_at = timezone.now()
    room.course.save()
    told = page(room, "student", work)
    assert "It is hers." in told and "<textarea" not in told
    refused = posted(room, "student", work, base=1, **{key.hex: "It is his."})
    assert refused.status_code == 422 and "in the archive" in text(refused)


# --- Rounds ----------------------------------------------------------------------------------------------------------


def test_a_later_round_tells_what_changed_and_once_released_what_was_addressed(room, work):
    student, trainer = room.place("student"), room.people["trainer"]
    release(submissions=[work], at=later(-0.01))
    assert "On to round 2" in page(room, "student", work)
    posted(room, "student", work, **{comment(work).pk.hex: "It is hers."})
    write(opened(work.assignment, student), student.user, "96,000 by March")
    second = submit(assignment=work.assignment, enrolment=student, now=timezone.now())
    for words, response in (("Pelican", "yes"), ("Heron", "no")):
        assert said(second, trainer, f"addressed:{comment(work, words).pk}", response=response).saved
    told = page(room, "student", second)
    assert "Not reviewed yet" in told and path(work) in told and "1 line is new" in told
    assert not [word for word in (*CANARIES, "addressed", "not yet") if word in told.split("</header>")[-1]]
    decided(second, trainer, "accepted")
    told = page(room, "student", second)
    line = re.search(r"Pelican.*?</li>", told, re.DOTALL)[0]
    assert "It is hers." in line and ">addressed<" in line
    assert ">not yet<" in re.search(r"Heron.*?</li>", told, re.DOTALL)[0]
    assert "On to round" not in told and "On to round" not in page(room, "student", work)
    assert path(second) in page(room, "student", work)


def test_the_assignment_leads_back_to_the_worksheet_with_what_was_said(room, work):
    student, assignment = room.place("student"), work.assignment
    release(submissions=[work], at=later(-0.01))
    told = text(room.client("student").get(at("assignment", room, assignment)))
    for shown in ("Pelican", "Heron", "Ibis", "Egret", path(work)):
        assert shown in told
    items = [reverse("item", args=[work.team.worksheet_id, code]) for code in ("goals", "needs")]
    assert all(f'href="{item}"' in told for item in items)
    write(opened(assignment, student), student.user, "96,000")
    submit(assignment=assignment, enrolment=student, now=timezone.now())
    told = text(room.client("student").get(at("assignment", room, assignment)))
    assert "Pelican" not in told and path(work) in told


def test_those_who_teach_go_from_the_list_to_what_was_handed_in(room, work):
    assert path(work) in text(room.client("trainer").get(at("assignment", room, work.assignment)))


@pytest.mark.parametrize(("name", "pinned"), [("submission", 10), ("assignment", 17)])
def test_a_page_takes_as_many_queries_for_three_comments_as_for_one(room, name, pinned):
    submission, counts = handed_in(alone(room.course), room.place("student")), []
    commented(submission, room.people["trainer"])
    decided(submission, room.people["trainer"], "returned")
    client = room.client("student")
    here = path(submission) if name == "submission" else at("assignment", room, submission.assignment)
    for count in (0, 2):
        for _one in range(count):
            commented(submission, room.people["assistant"], item="goals")
        client.get(here)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(here).status_code == 200
        counts.append(len(captured))
    assert counts == [pinned, pinned]
