"""The page on which a submission is reviewed, as a plain form."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.training.assigning import enrol, write
from tests.training.handing_in import alone, commented, decided, handed_in, said
from training import reading
from training.models import Addressed, Highlight, Review, ReviewComment, ReviewPlace, Score, StrategyMark
from training.services.preparing import open_worksheet
from training.services.submitting import withdraw

BUTTONS = re.compile('name="do" value="(?:save|comment|release|hold)')


def at(submission, name: str = "submission") -> str:
    return reverse(name, args=[submission.pk])


def text(answer) -> str:
    return answer.content.decode()


def line_of(submission) -> str:
    return submission.items.get(item="goals").lines[0]["id"]


@pytest.fixture
def assignment(room):
    return alone(room.course, items=["goals", "perceptions"])


@pytest.fixture
def work(room, assignment):
    return handed_in(assignment, room.place("student"))


def test_those_who_teach_read_the_sheet_with_what_was_asked_for(room, assignment, work):
    commented(work, room.people["trainer"], "Which year?", item="goals", prompt="short_term", entry=line_of(work))
    for name in ("trainer", "assistant"):
        page = text(room.client(name).get(at(work)))
        for shown in (
            "<h1",
            "Student",
            "92,000",
            "Which year?",
            "Perceptions",
            "nothing written",
            "Draft",
            "Communication",
        ):
            assert shown in page
        assert "Brainstorm" not in page  # neither asked for nor written on


@pytest.mark.parametrize("name", ["other", "former", "elsewhere", "outsider"])
def test_to_others_there_is_no_such_page(room, work, name):
    client = room.client(name)
    commented(work, room.people["trainer"], "Which year?")
    for ask in (client.get, client.post):
        answer = ask(at(work))
        assert answer.status_code == 404 and "Which year?" not in text(answer)
    assert client.get(at(work, "submission_edits")).status_code == 404


def test_signed_out_the_page_asks_to_sign_in_and_the_endpoint_says_so(work):
    assert reverse("account_login") in Client().get(at(work))["Location"]
    answer = Client().get(at(work, "submission_edits"))
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_what_is_not_there_is_not_found_and_other_methods_are_refused(room, work):
    client = room.client("trainer")
    for name in ("submission", "submission_edits"):
        assert client.get(reverse(name, args=[uuid.uuid4()])).status_code == 404
        assert client.delete(at(work, name)).status_code == 405
    assert Client().get("/submissions/1/").status_code == 404


def test_the_endpoint_takes_changes_and_tells_them_to_the_other_trainer(room, work):
    change = {"op": str(uuid.uuid4()), "target": "review", "base": 0, "fields": {"again_until": "2031-05-06T09:00"}}
    path = at(work, "submission_edits")
    answer = room.client("trainer").post(path, change, content_type="application/json")
    assert answer.json()["version"] == 1
    # By the clock of the course, which is in Shanghai.
    assert Review.objects.get().again_until == datetime(2031, 5, 6, 1, tzinfo=UTC)
    (told,) = room.client("assistant").get(f"{path}?after=0").json()["edits"]
    assert (told["target"], told["by"]) == ("review", "Trainer")
    student = room.client("student").post(path, {**change, "op": str(uuid.uuid4())}, content_type="application/json")
    assert student.status_code == 403


def test_a_whole_review_is_one_form(room, work):
    line, client = line_of(work), room.client("trainer")
    data = {
        f"new|goals.short_term.{line}": "Which year?\nAnd who says so?",
        "new|goals.short_term": "Only one?",
        "new|goals": "Good",
        "new|": "Well done",
        "base|score:goals": "0",
        "score:goals|level": "2",
        "base|score:people": "0",
        "score:people|level": "",
        "base|strategy:goals_first": "0",
        "strategy:goals_first|use": "well",
        "base|review": "0",
        "review|summary": "A start.",
        "review|verdict": "returned",
        "review|again_until": "2031-05-06T09:00",
    }
    assert client.post(at(work), data)["Location"] == at(work)
    places = {(one.item, one.prompt, str(one.entry or "")): one.text for one in ReviewComment.objects.all()}
    assert places == {
        ("goals", "short_term", line): "Which year?\nAnd who says so?",
        ("goals", "short_term", ""): "Only one?",
        ("goals", "", ""): "Good",
        ("", "", ""): "Well done",
    }
    assert [(one.criterion, one.level) for one in Score.objects.all()] == [("goals", 2)]  # untouched is no change
    assert StrategyMark.objects.get().use == "well"
    review = Review.objects.get()
    assert (review.summary, review.verdict, review.again_until.hour) == ("A start.", "returned", 1)
    page = text(client.get(at(work)))
    assert 'value="2031-05-06T09:00"' in page and "Only one?" in page
    untouched = {
        "base|review": str(review.version),
        "review|again_until": "2031-05-06T09:00",
        "review|summary": "A start.",
    }
    client.post(at(work), untouched)
    assert Review.objects.get().version == review.version


def test_a_line_is_marked_as_good_to_show_and_no_longer(room, work):
    client, key, versions = room.client("trainer"), line_of(work), []
    name, base = f"highlight:{key}|shown", f"base|highlight:{key}"
    for sent, shown in ((["false", "true"], True), (["false", "true"], True), (["false"], False)):
        row = Highlight.objects.filter(submission=work).first()
        client.post(at(work), {base: str(row.version if row else 0), name: sent})
        row = Highlight.objects.get()
        assert row.shown == shown
        box = re.search(f'name="{re.escape(name)}" value="true"([^>]*)>', text(client.get(at(work))))
        assert (" checked" in box[1]) == shown
        versions.append(row.version)
    assert versions == [1, 1, 2]  # untouched is no change
    decided(work, room.people["trainer"], "returned")
    assert "highlight:" not in text(room.client("student").get(at(work)))
    handed_in(work.assignment, room.place("student"), "93,000")
    assert client.post(at(work), {base: "2", name: ["false", "true"]}).status_code == 403
    assert re.search(f'name="{re.escape(name)}" value="true"[^>]* disabled', text(client.get(at(work))))


def test_points_are_summed_once_each_criterion_has_its_level(room, assignment, work):
    trainer, client = room.people["trainer"], room.client("trainer")
    codes = [criterion.code for criterion in assignment.criteria]
    for code in codes[1:]:
        said(work, trainer, f"score:{code}", level=3)
    assert "of 18 points</span>" not in text(client.get(at(work)))
    said(work, trainer, f"score:{codes[0]}", level=0)
    assert "15 of 18 points</span>" in text(client.get(at(work)))


def test_a_clash_shows_both_texts_and_the_next_save_decides(room, work):
    said(work, room.people["assistant"], "review", summary="theirs & more")
    data = {"base|review": "0", "review|summary": "mine"}
    answer = room.client("trainer").post(at(work), data)
    assert answer.status_code == 422
    assert "theirs &amp; more" in text(answer) and ">mine</textarea>" in text(answer)
    assert 'name="base|review" value="1"' in text(answer)
    assert room.client("trainer").post(at(work), data | {"base|review": "1"}).status_code == 302
    assert Review.objects.get().summary == "mine"


def test_what_cannot_be_saved_stays_where_it_was_typed(room, work):
    key = commented(work, room.people["trainer"], "before")
    data = {"new|goals": "bad \x07 bell", f"base|comment:{key}": "1", f"comment:{key}|text": "x" * 4001}
    answer = room.client("trainer").post(at(work), data)
    assert answer.status_code == 422 and "cannot be kept" in text(answer)
    assert re.search(r'name="new\|goals"[^>]*>bad', text(answer)) and "x" * 4001 in text(answer)
    assert ReviewComment.objects.get().text == "before"


def test_a_button_opens_a_box_at_its_place_and_saves_what_was_typed_elsewhere(room, work):
    path, client = f"goals.short_term.{line_of(work)}", room.client("trainer")
    answer = client.post(at(work), {"do": f"comment {path}", "base|review": "0", "review|summary": "typed"})
    assert Review.objects.get().summary == "typed"
    page = text(client.get(answer["Location"].partition("#")[0]))
    assert f'name="new|{path}"' in page
    assert 'name="new|' not in text(client.get(f"{at(work)}?at=nothing.at.all"))


def test_a_comment_is_deleted_and_brought_back(room, work):
    key, client = commented(work, room.people["trainer"]), room.client("trainer")
    client.post(at(work), {"do": f"delete comment:{key}"})
    assert ReviewComment.objects.get().deleted_at
    page = text(client.get(at(work)))
    assert "Which year?" not in page
    undo = re.search(r'value="(restore comment:[^"]+)"', page)[1]
    client.post(at(work), {"do": undo})
    assert ReviewComment.objects.get().deleted_at is None
    stale = client.post(at(work), {"do": f"delete comment:{key}", f"base|comment:{key}": "1"})
    assert stale.status_code == 302  # nothing was written since that its author has not seen
    assert ReviewComment.objects.get().deleted_at


def test_a_review_is_released_now_or_later_and_held_back(room, work):
    client = room.client("assistant")
    client.post(at(work), {"do": "release"})
    assert "Say first" in text(client.get(at(work))) and not Review.objects.exists()
    client.post(at(work), {"do": "release", "at": "never", "base|review": "0", "review|verdict": "accepted"})
    assert Review.objects.get().released_at is None
    client.post(at(work), {"do": "release", "at": "2031-05-06T09:00"})
    assert Review.objects.get().released_at == datetime(2031, 5, 6, 1, tzinfo=UTC)
    assert "from Tuesday 6 May 2031, 09:00 on" in text(client.get(at(work)))
    client.post(at(work), {"do": "hold"})
    client.post(at(work), {"do": "release"})
    assert Review.objects.get().is_released(timezone.now())
    client.post(at(work), {"do": "release"})
    assert "released already" in text(client.get(at(work)))


def test_who_comes_before_and_after_stands_there_in_the_own_order(room, assignment):
    works = {name: handed_in(assignment, room.place(name)) for name in ("student", "other")}
    page = text(room.client("trainer").get(at(works["student"])))
    assert "1 of 2" in page and at(works["other"]) in page and 'rel="prev"' not in page
    ReviewPlace.objects.update(order="name")
    page = text(room.client("trainer").get(at(works["student"])))
    assert "2 of 2" in page and 'rel="next"' not in page  # Other comes before Student


def test_where_somebody_stops_is_kept_unless_a_script_fetches_ahead(room, assignment):
    works = [handed_in(assignment, room.place(name)) for name in ("student", "other")]
    client = room.client("trainer")
    client.get(at(works[0]))
    client.get(at(works[1]), headers={"X-Part": "sheet"})
    client.head(at(works[1]))
    assert ReviewPlace.objects.get().submission == works[0]
    client.get(at(works[1]))
    assert ReviewPlace.objects.get().submission == works[1]


@pytest.fixture
def rounds(room, assignment):
    """A first round that was returned with two comments, one of them answered, and the next one with another line."""
    student, trainer = room.place("student"), room.people["trainer"]
    first = handed_in(assignment, student)
    line = commented(first, trainer, "Which year?", item="goals", prompt="short_term", entry=line_of(first))
    whole = commented(first, trainer, "Think of them, too.", item="perceptions")
    decided(first, trainer, "returned")
    said(first, student.user, f"answer:{line}", text="By March 2027.")
    worksheet = open_worksheet(assignment=assignment, enrolment=student, language="en", now=timezone.now())
    worksheet.entries.filter(text="92,000").update(text="92,000 by March", version=2)
    return first, handed_in(assignment, student, "A team of eight"), line, whole


def test_a_later_round_shows_what_changed_and_what_was_asked_for(room, rounds):
    first, second, line, whole = rounds
    page = text(room.client("trainer").get(at(second)))
    assert "1 line is new, 1 reads otherwise, 0 are gone" in page
    assert re.search(r"<span[^>]*>92,000</span><ins[^>]*> by March</ins>", page)
    for shown in ("Which year?", "By March 2027.", "Think of them, too.", at(first), f"addressed:{whole}|response"):
        assert shown in page
    data = {f"base|addressed:{line}": "0", f"addressed:{line}|response": "yes"}
    assert room.client("trainer").post(at(second), data).status_code == 302
    assert Addressed.objects.get().response == "yes"
    page = text(room.client("trainer").get(at(second)))
    assert re.search(rf'name="addressed:{line}\|response" value="yes"[^>]* checked', page)


def test_what_was_addressed_is_not_asked_again_in_the_round_after(room, assignment, rounds):
    _first, second, line, whole = rounds
    trainer = room.people["trainer"]
    said(second, trainer, f"addressed:{line}", response="yes")
    said(second, trainer, f"addressed:{whole}", response="partly")
    decided(second, trainer, "returned")
    third = handed_in(assignment, room.place("student"), "And a date")
    page = text(room.client("trainer").get(at(third)))
    assert f"addressed:{whole}|response" in page and f"addressed:{line}|response" not in page


def test_a_line_that_is_gone_stands_where_it_was_with_its_comment(room, assignment):
    student, trainer = room.place("student"), room.people["trainer"]
    first = handed_in(assignment, student, "Win")
    key = commented(first, trainer, "Is that a goal?", item="goals", prompt="short_term", entry=line_of(first))
    decided(first, trainer, "returned")
    worksheet = open_worksheet(assignment=assignment, enrolment=student, language="en", now=timezone.now())
    worksheet.entries.update(deleted_at=timezone.now())
    write(worksheet, student.user, "96,000")
    second = handed_in(assignment, student, "A date")
    page = text(room.client("trainer").get(at(second)))
    gone = re.search(r'<li class="read-line gone".*?</li>', page, re.S)[0]
    assert ">Win</del>" in gone and f"addressed:{key}" in gone and 'value="comment' not in gone


def test_an_earlier_round_and_a_course_in_the_archive_are_only_read(room, rounds):
    first, second, *_comments = rounds
    client = room.client("trainer")
    page = text(client.get(at(first)))
    assert "can only be read" in page and at(second) in page
    assert not BUTTONS.search(page) and "disabled" in page
    assert client.post(at(first), {"new|goals": "late"}).status_code == 403
    room.course.archived_at = timezone.now()
    room.course.save()
    assert not BUTTONS.search(text(client.get(at(second))))
    assert client.post(at(second), {"new|goals": "late"}).status_code == 403
    assert client.post(at(second), {"do": "release"}).status_code == 403


def test_of_what_was_withdrawn_meanwhile_those_who_teach_are_told_and_keep_their_words(room, assignment, work):
    """The student takes it back while the trainer writes the first comment."""
    client, student = room.client("trainer"), room.place("student")
    assert client.get(at(work)).status_code == 200
    withdraw(assignment=assignment, enrolment=student, now=timezone.now())
    typed = {"new|goals": "Which <year>?", "review|summary": "Calm", "review|verdict": "returned"}
    answer = client.post(at(work), typed)
    assert answer.status_code == 410
    page = text(answer)
    assert "Withdrawn by the student" in page and "Which &lt;year&gt;?" in page and "Calm" in page
    assert "92,000" not in page and not BUTTONS.search(page)
    refused = said(work, room.people["trainer"], "review", summary="x")
    assert refused.code == "locked" and "withdrawn" in refused.message
    assert not Review.objects.exists() and not ReviewComment.objects.exists()
    anew = handed_in(assignment, student, "93,000")
    page = text(client.get(at(work)))
    assert at(anew) in page and "What you had written" not in page
    assert room.client("student").get(at(work)).status_code == 404


def queries(client, path: str) -> int:
    client.get(path)
    reading.frozen.cache_clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_page_takes_a_fixed_number_of_queries(room, assignment, work):
    client, counts = room.client("trainer"), []
    for others, comments in ((0, 1), (2, 30)):
        for one in enrol(room.course, others):
            handed_in(assignment, one)
        for _number in range(comments):
            commented(work, room.people["trainer"], item="goals", prompt="short_term", entry=line_of(work))
        counts.append(queries(client, at(work)))
    assert counts == [13, 13]


def test_a_later_round_takes_one_query_more(room, rounds):
    assert queries(room.client("trainer"), at(rounds[1])) == 14
