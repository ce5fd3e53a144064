"""Handing in, as students and trainers see it: the button, the clock, the receipt, the rounds and the lists."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quadrants.services.worksheets import create_worksheet
from tests.training.assigning import HOUR, assigned, enrol, later, write
from tests.training.handing_in import alone, commented, decided, handed_in, said
from tests.training.test_assignment_pages import USUAL, at, text
from tests.training.test_groups import BUYER, opened, put
from training.models import Assignment, Course, Score, Submission
from training.services.people import leave_course
from training.services.reviewing import release


def stage(page: str) -> str:
    return re.search(r'data-stage="(\w+)"', page)[1]


def shown(room, name, assignment, **more) -> str:
    return text(room.client(name).get(at("assignment", room, assignment), **more))


def post(room, name, url, assignment) -> str:
    return text(room.client(name).post(at(url, room, assignment), follow=True))


@pytest.fixture
def prepared(room) -> Assignment:
    """An assignment on which the student has written a line in one of two items."""
    assignment = alone(room.course, items=["goals", "needs"])
    write(opened(assignment, room.place("student")), room.people["student"])
    return assignment


# --- What an assignment asks ----------------------------------------------------------------------------------------


def test_a_trainer_says_what_is_enough_by_what_it_is_judged_and_how_long_the_grace_is(room):
    client = room.client("trainer")
    asked = {"minimum": "3", "rubric": "Clarity\n\n  勇气 \nClarity\n", "grace_minutes": "0"}
    client.post(at("assignment_new", room), {**USUAL, **asked})
    made = room.course.assignments.get()
    assert (made.minimum, made.rubric, made.grace_minutes) == (3, ["Clarity", "勇气"], 0)
    assert [str(one.name) for one in made.criteria] == ["Clarity", "勇气"]
    page = text(client.get(at("assignment_edit", room, made)))
    assert "Clarity\n勇气</textarea>" in page and 'name="minimum" value="3"' in page
    client.post(at("assignment_edit", room, made), {**USUAL, "rubric": " \n"})
    made.refresh_from_db()
    assert (made.minimum, made.rubric, made.grace_minutes) == (1, [], 10)


def test_the_usual_criteria_are_shown(room):
    page = text(room.client("trainer").get(at("assignment_new", room)))
    assert "Goals, People, Commitment, Trust, Time frames, Communication" in page
    assert 'name="grace_minutes" value="10"' in page and 'name="minimum" value="1"' in page


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"rubric": "\n".join(f"Criterion {number}" for number in range(13))}, "At most 12 criteria"),
        ({"rubric": "x" * 81}, "longer than 80"),
        ({"rubric": "x" * 2000}, "at most 972"),
        ({"rubric": "a\x07b"}, "cannot be kept"),
        ({"minimum": "0"}, "greater than or equal to 1"),
        ({"minimum": "21"}, "less than or equal to 20"),
        ({"grace_minutes": "-1"}, "greater than or equal to 0"),
        ({"grace_minutes": "121"}, "less than or equal to 120"),
        ({"grace_minutes": "ten"}, "whole number"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(room, said, message):
    answer = room.client("trainer").post(at("assignment_new", room), {**USUAL, **said})
    assert answer.status_code == 422 and message in text(answer)
    assert not Assignment.objects.exists()


def test_a_rubric_stays_once_something_is_judged_by_it(room, prepared):
    Score.objects.create(submission=handed_in(prepared, room.place("student")), criterion="goals", level=2)
    client, page = room.client("trainer"), at("assignment_edit", room, prepared)
    times = {name: client.get(page).context["form"][name].value() for name in ("opens_at", "due_at")}
    asked = {**USUAL, **times, "case_origin": "", "grouping": "individual", "items": ["goals", "needs"]}
    refused = client.post(page, {**asked, "rubric": "Clarity"})
    assert refused.status_code == 422 and "Work is reviewed by this rubric already" in text(refused)
    assert client.post(page, {**asked, "title": "Renamed"}).status_code == 302


# --- The page of a student ------------------------------------------------------------------------------------------


def test_the_page_says_what_is_on_the_worksheet_and_what_is_not(room, prepared):
    page = shown(room, "student", prepared)
    assert stage(page) == "preparing" and "1 of 2 items asked for hold something. Still empty:" in page
    worksheet = opened(prepared, room.place("student"))
    assert reverse("item", args=[worksheet.pk, "needs"]) in page
    assert reverse("item", args=[worksheet.pk, "goals"]) not in page
    Assignment.objects.update(minimum=2)
    page = shown(room, "student", prepared)
    assert "Fewer than 2 lines" in page and reverse("item", args=[worksheet.pk, "goals"]) in page


def test_who_has_not_begun_is_told_when_it_is_due_and_has_nothing_to_hand_in(room):
    assignment = alone(room.course)
    page = shown(room, "student", assignment)
    assert stage(page) == "open" and at("submit", room, assignment) not in page
    assert "Open it first" in post(room, "student", "submit", assignment)
    opened(assignment, room.place("student"))
    page = shown(room, "student", assignment)
    assert stage(page) == "preparing" and "0 of 1 items" in page
    assert "Nothing is written yet" in post(room, "student", "submit", assignment)
    assert not Submission.objects.exists()


def test_it_is_handed_in_with_a_receipt_withdrawn_and_handed_in_again(room, prepared):
    page = post(room, "student", "submit", prepared)
    submission = Submission.objects.get()
    assert stage(page) == "handed_in" and "Round 1" in page and "1 line<" in page
    assert submission.digest in page and f"<code>{submission.fingerprint}</code>" in page
    assert len(submission.fingerprint) == 19 and submission.fingerprint.replace(" ", "") == submission.digest[:16]
    assert at("submit", room, prepared) not in page and at("withdraw", room, prepared) in page
    page = post(room, "student", "withdraw", prepared)
    assert stage(page) == "preparing" and submission.digest not in page
    assert "nothing to withdraw" in post(room, "student", "withdraw", prepared)
    write(opened(prepared, room.place("student")), room.people["student"], "94,000")
    assert "2 lines<" in post(room, "student", "submit", prepared)
    assert Submission.objects.standing().count() == 1


def test_the_receipt_tells_the_moment_by_the_clock_of_the_course(room, prepared):
    submission = handed_in(prepared, room.place("student"))
    moment = submission.submitted_at.astimezone(room.course.zone)
    assert room.course.time_zone == "Asia/Shanghai" and f"{moment:%H:%M}" in shown(room, "student", prepared)


def test_handing_in_twice_leaves_one(room, prepared):
    post(room, "student", "submit", prepared)
    page = post(room, "student", "submit", prepared)
    assert "handed in already" in page and stage(page) == "handed_in"
    assert Submission.objects.count() == 1


def test_one_of_a_team_hands_in_for_all(room):
    assignment = assigned(room.course, grouping="team")
    put(assignment, {room.place("student"): BUYER, room.place("other"): BUYER})
    write(opened(assignment, room.place("student")), room.people["student"])
    assert "Whoever of you hands in does so for all" in shown(room, "other", assignment)
    post(room, "other", "submit", assignment)
    page = shown(room, "student", assignment)
    assert stage(page) == "handed_in" and ">Other</span>" in page
    post(room, "student", "withdraw", assignment)
    assert stage(shown(room, "other", assignment)) == "preparing"


CLOCK = [
    # due, grace in minutes, late until; what the page says, and what becomes of it: on time, late, or not at all
    (0.01, 10, None, "preparing", False),
    (-0.01, 10, None, "grace", False),
    (-0.01, 0, None, "closed", None),
    (-0.2, 10, None, "closed", None),
    (-0.2, 10, 1, "late", True),
    (-2, 10, -1, "closed", None),
]


@pytest.mark.parametrize(("due", "grace", "late", "says", "becomes"), CLOCK)
def test_the_page_and_the_button_go_by_the_clock_of_the_server(room, due, grace, late, says, becomes):
    now = timezone.now()
    times = {"opens_at": now - 9 * HOUR, "due_at": now + due * HOUR, "grace_minutes": grace}
    assignment = alone(room.course, late_until=late and now + late * HOUR, **times)
    write(opened(assignment, room.place("student")), room.people["student"])
    page = shown(room, "student", assignment)
    assert stage(page) == says and (at("submit", room, assignment) in page) == (becomes is not None)
    page = post(room, "student", "submit", assignment)
    if becomes is None:
        assert "too late" in page and not Submission.objects.exists()
    else:
        assert Submission.objects.get().late is becomes and ("Handed in late" in page) is becomes
        assert (at("withdraw", room, assignment) in page) == (due > 0)
        if due < 0:
            assert "stays" in post(room, "student", "withdraw", assignment)
            assert Submission.objects.standing().exists()


@pytest.mark.parametrize(
    ("grace", "late", "says", "says_not"),
    [
        (10, None, ["if it arrives by", "After that nothing can be handed in"], ["taken late"]),
        (0, 1.5, ["taken late, until"], ["if it arrives by", "After that nothing"]),
    ],
)
def test_the_page_says_until_when_what_counts(room, grace, late, says, says_not):
    assignment = alone(room.course, grace_minutes=grace, late_until=late and later(late))
    write(opened(assignment, room.place("student")), room.people["student"])
    page = shown(room, "student", assignment)
    assert all(words in page for words in says) and not any(words in page for words in says_not)
    until = (assignment.due_at + timedelta(minutes=grace)).astimezone(room.course.zone)
    assert not grace or f"arrives by {until:%A}" in page.replace("\n", " ") and f"{until:%H:%M}" in page


def test_an_extension_of_a_team_mate_is_seen_by_all_of_the_team(room):
    assignment = assigned(room.course, grouping="team", opens_at=later(-9), due_at=later(-5))
    put(assignment, {room.place("student"): BUYER, room.place("other"): BUYER})
    write(opened(assignment, room.place("student")), room.people["student"])
    assert stage(shown(room, "student", assignment)) == "closed"
    assignment.extensions.create(enrolment=room.place("other"), due_at=later(24 * 400))
    page = shown(room, "student", assignment)
    assert stage(page) == "preparing" and "more time for you" in page
    page = text(room.client("student").get(at("course", room)))
    assert f"{later(24 * 400).astimezone(room.course.zone):%Y}" in page and "was due" not in page


def test_rounds_follow_each_other_until_one_is_accepted(room, prepared):
    student, trainer = room.place("student"), room.people["trainer"]
    first = handed_in(prepared, student)
    until = later(30)
    assert said(first, trainer, "review", verdict="returned", again_until=until.isoformat()).saved
    for released in (None, later(2)):
        if released:
            release(submissions=[first], at=released)
        page = shown(room, "student", prepared)
        assert stage(page) == "handed_in" and "eturned" not in page
        assert "eturned" not in text(room.client("student").get(at("course", room)))
    type(first.review).objects.update(released_at=later(-1))
    page = shown(room, "student", prepared)
    assert stage(page) == "returned" and f"{until.astimezone(room.course.zone):%H:%M}" in page
    assert "returned · round 2" in text(room.client("student").get(at("course", room)))
    write(opened(prepared, student), student.user, "96,000")
    page = post(room, "student", "submit", prepared)
    assert stage(page) == "handed_in" and page.index("Round 2") < page.index("Round 1")
    assert "handed in · round 2" in text(room.client("student").get(at("course", room)))
    decided(Submission.objects.get(round=2), trainer, "accepted")
    page = shown(room, "student", prepared)
    assert stage(page) == "accepted" and at("submit", room, prepared) not in page
    assert "accepted" in post(room, "student", "submit", prepared)
    assert "accepted · round 2" in text(room.client("student").get(at("course", room)))


def test_a_deleted_worksheet_is_not_handed_in_and_what_was_handed_in_stays(room, prepared):
    handed_in(prepared, room.place("student"))
    worksheet = opened(prepared, room.place("student"))
    worksheet.deleted_at = timezone.now()
    worksheet.save()
    assert stage(shown(room, "student", prepared)) == "handed_in"
    post(room, "student", "withdraw", prepared)
    assert "Open it first" in post(room, "student", "submit", prepared)
    assert stage(shown(room, "student", prepared)) == "open"


def test_in_the_archive_nothing_is_handed_in_or_taken_back(room, prepared):
    room.course.archived_at = timezone.now()
    room.course.save()
    page = shown(room, "student", prepared)
    assert at("submit", room, prepared) not in page
    assert "in the archive" in post(room, "student", "submit", prepared) and not Submission.objects.exists()


@pytest.mark.parametrize("name", ["submit", "withdraw"])
def test_nobody_hands_in_or_withdraws_for_somebody_else(room, prepared, name):
    """The answers are in the access matrix; here it is what stands afterwards."""
    if name == "withdraw":
        handed_in(prepared, room.place("student"))
    before = list(Submission.objects.values_list("withdrawn_at", "team"))
    for who in ("trainer", "assistant", "other", "former", "elsewhere", "outsider"):
        room.client(who).post(at(name, room, prepared))
        assert list(Submission.objects.values_list("withdrawn_at", "team")) == before, who
    assert room.client("student").get(at(name, room, prepared)).status_code == 405
    foreign = alone(Course.objects.get(title="Another one"))
    assert room.client("student").post(at(name, room, foreign)).status_code == 404


def test_the_board_leads_back_to_the_assignment_of_who_prepares_it(room, prepared):
    board = reverse("board", args=[opened(prepared, room.place("student")).pk])
    assert at("assignment", room, prepared) in text(room.client("student").get(board))
    leave_course(enrolment=room.place("student"))
    assert at("assignment", room, prepared) not in text(room.client("student").get(board))
    own = create_worksheet(user=room.people["other"], title="My own", language="en")
    assert "/courses/" not in text(room.client("other").get(reverse("board", args=[own.pk]))).split("</header>")[1]


# --- What those who teach see ---------------------------------------------------------------------------------------


def test_those_who_teach_see_who_has_handed_in_and_what_waits_for_a_review(room, prepared):
    submission = handed_in(prepared, room.place("student"))
    assert "1 begun, 1 not" in text(room.client("trainer").get(at("course", room)))
    page = text(room.client("assistant").get(at("assignment", room, prepared)))
    assert "1 handed in" in page and "1 to review" in page and ">handed in</a> · to review" in page
    page = text(room.client("trainer").get(at("course", room)))
    assert "1 handed in" in page and "1 to review" in page
    commented(submission, room.people["trainer"])
    assert "1 to review" in text(room.client("trainer").get(at("course", room)))  # a draft
    decided(submission, room.people["trainer"], "returned")
    page = text(room.client("trainer").get(at("course", room)))
    assert "1 handed in" in page and "to review" not in page
    assert "returned · round 2" in text(room.client("trainer").get(at("assignment", room, prepared)))


def test_a_late_one_is_marked_and_a_withdrawn_one_is_not_handed_in(room):
    assignment = alone(room.course, opens_at=later(-9), due_at=later(-1), late_until=later(1))
    handed_in(assignment, room.place("student"))
    assert "handed in · late" in text(room.client("trainer").get(at("assignment", room, assignment)))
    Submission.objects.update(withdrawn_at=timezone.now())
    page = text(room.client("trainer").get(at("assignment", room, assignment)))
    assert "handed in" not in page and "has begun" in page


def test_who_has_handed_in_is_moved_with_a_word_not_with_an_error(room):
    assignment = assigned(room.course, grouping="team")
    put(assignment, {room.place("student"): BUYER, room.place("other"): BUYER})
    handed_in(assignment, room.place("student"))
    other = room.place("other").pk
    client, page = room.client("trainer"), at("grouping", room, assignment)
    assert "has handed in" in text(client.get(page))
    sent = {f"at{other}-table": "2", f"at{other}-role": "buyer", f"initial-at{other}-table": "1"}
    answer = client.post(at("grouping_places", room, assignment), sent, follow=True)
    assert "Other has handed in and stays" in text(answer)


@pytest.mark.parametrize(
    ("name", "who", "pinned"),
    [("course", "trainer", 8), ("assignment", "trainer", 8), ("course", "student", 9), ("assignment", "student", 17)],
)
def test_lists_take_as_many_queries_for_three_as_for_one(room, name, who, pinned):
    assignment, counts = alone(room.course), []
    client, path = room.client(who), at(name, room, *([] if name == "course" else [assignment]))
    mates = [room.place("student"), *enrol(room.course, 2)]
    for there in (mates[:1], mates[1:]):
        for enrolment in there:
            decided(handed_in(assignment, enrolment), room.people["trainer"], "returned")
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))
    assert counts == [pinned, pinned]


BEGUN = [
    ("review", {"summary": "Calm"}),
    ("review", {"verdict": "accepted"}),
    ("score:goals", {"level": 2}),
    ("comment", {"item": "goals", "text": "Which year?"}),
]


@pytest.mark.parametrize(("kind", "fields"), BEGUN, ids=lambda part: "")
def test_what_a_trainer_has_begun_to_read_stays(room, prepared, kind, fields):
    """Whatever was said of it first; and a review that is to be released later stays with it."""
    submission = handed_in(prepared, room.place("student"))
    assert at("withdraw", room, prepared) in shown(room, "student", prepared)
    target = f"comment:{uuid.uuid4()}" if kind == "comment" else kind
    assert said(submission, room.people["trainer"], target, **fields).saved
    page = shown(room, "student", prepared)
    assert at("withdraw", room, prepared) not in page and "has begun to read it" in page
    assert not any(str(told) in page for told in ("Which year?", "Calm", "Accepted"))
    page = post(room, "student", "withdraw", prepared)
    assert stage(page) == "handed_in" and "has begun to read it" in page
    if "verdict" in fields:
        assert release(submissions=[submission], at=later(5)) == (1, 0)
        post(room, "student", "withdraw", prepared)
    assert Submission.objects.standing().get() == submission
    assert room.client("trainer").get(reverse("submission", args=[submission.pk])).status_code == 200


def test_the_worksheet_says_what_it_is_for_until_when_and_leads_to_brief_and_handing_in(room):
    """By the clock of the course; to nobody but the team."""
    assignment = assigned(room.course)
    put(assignment, {room.place("student"): BUYER})
    worksheet = opened(assignment, room.place("student"))
    client, board = room.client("student"), reverse("board", args=[worksheet.pk])
    here = at("assignment", room, assignment)

    def head() -> str:
        return re.search(r'<p class="asked-for">.*?</p>', text(client.get(board)), re.S)[0]

    due = assignment.due_at.astimezone(room.course.zone)
    for shown_there in ("The bicycle", f"{due:%H:%M}", f'{here}#brief">Brief', f'{here}#handing-in">Hand in'):
        assert shown_there in head()
    page = shown(room, "student", assignment)
    assert 'id="brief"' in page and 'id="handing-in"' in page
    write(worksheet, room.people["student"])
    post(room, "student", "submit", assignment)
    assert "handed in" in head() and "#handing-in" not in head()
    Assignment.objects.update(briefs_at=later(0.5))
    assert "#brief" not in head()
