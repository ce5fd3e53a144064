"""Reviews: a subject of the save protocol that students see when it is released, and not before."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from quadrants.models import Edit
from quadrants.services.saving import Change, save
from tests.training.assigning import later
from tests.training.handing_in import alone, commented, decided, handed_in, said
from training.models import Highlight, Review, ReviewComment, Score, Submission
from training.rubric import RUBRIC, own_rubric, total
from training.services.refusal import NotDone
from training.services.reviewing import REVIEWS, hold_back, release


@pytest.fixture
def work(room):
    return handed_in(alone(room.course), room.place("student"))


def line_of(submission) -> str:
    return submission.items.get(item="goals").lines[0]["id"]


@pytest.mark.parametrize("place", [{}, {"item": "goals"}, {"item": "goals", "prompt": "short_term"}, "line"])
def test_a_comment_stands_on_the_whole_an_item_a_question_or_a_line(room, work, place):
    if place == "line":
        place = {"item": "goals", "prompt": "short_term", "entry": line_of(work)}
    key = commented(work, room.people["assistant"], "Which year?", **place)
    comment = ReviewComment.objects.get(pk=key)
    assert (comment.text, comment.author) == ("Which year?", room.people["assistant"])
    assert (comment.item, comment.prompt) == (place.get("item", ""), place.get("prompt", ""))
    assert str(comment.entry) == place.get("entry", "None")


@pytest.mark.parametrize(
    "place",
    [
        {"item": "nothing"},
        {"prompt": "short_term"},
        {"item": "goals", "prompt": "nothing"},
        {"item": "goals", "prompt": "short_term", "entry": str(uuid.uuid4())},
        {"item": "goals", "prompt": "long_term", "entry": "line"},
        {"entry": "line"},
    ],
)
def test_a_comment_stands_nowhere_else(room, work, place):
    if place.get("entry") == "line":
        place = place | {"entry": line_of(work)}
    outcome = said(work, room.people["trainer"], f"comment:{uuid.uuid4()}", text="Well", **place)
    assert outcome.code == "invalid"


def test_a_comment_is_changed_deleted_and_brought_back_but_stays_at_its_place(room, work):
    trainer = room.people["trainer"]
    key = commented(work, trainer)
    assert said(work, trainer, f"comment:{key}", base=1, text="Which month?").version == 2
    assert said(work, trainer, f"comment:{key}", base=2, item="needs").code == "invalid"
    for action, base in (("delete", 2), ("restore", 3)):
        change = Change(target=f"comment:{key}", base=base, action=action)
        assert save(kind=REVIEWS, subject_id=work.pk, user=trainer, change=change).saved
    assert ReviewComment.objects.get(pk=key).deleted_at is None


def test_two_trainers_do_not_overwrite_each_other(room, work):
    assert said(work, room.people["trainer"], "review", summary="Well prepared.").saved
    late = said(work, room.people["assistant"], "review", summary="Thin.")
    assert late.code == "conflict" and late.clash["theirs"] == {"summary": "Well prepared."}
    assert said(work, room.people["assistant"], "review", verdict="returned").saved  # another field
    review = Review.objects.get()
    assert (review.summary, review.verdict) == ("Well prepared.", "returned")
    assert Edit.objects.filter(subject_kind="review", subject_id=work.pk, outcome="conflict").count() == 1


def test_levels_strategies_and_good_lines_are_noted(room, work):
    trainer = room.people["trainer"]
    assert said(work, trainer, "score:goals", level=3).saved
    assert said(work, trainer, "score:goals", base=1, level=None).saved
    assert said(work, trainer, "score:goals", base=2, level=4).code == "invalid"
    assert said(work, trainer, "score:elegance", level=1).code == "not_found"
    assert said(work, trainer, "strategy:goals_first", use="well").saved
    assert said(work, trainer, "strategy:nothing", use="well").code == "not_found"
    assert said(work, trainer, f"highlight:{line_of(work)}", shown=True).saved
    assert said(work, trainer, f"highlight:{uuid.uuid4()}", shown=True).code == "not_found"
    assert (Score.objects.get().level, Highlight.objects.get().shown) == (None, True)


TARGETS = ("review", "comment:11111111-1111-4111-8111-111111111111", "score:goals", "strategy:goals_first")


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    ("name", "code"),
    [("student", "forbidden"), ("other", "not_found"), ("former", "not_found"), ("elsewhere", "not_found")]
    + [("outsider", "not_found")],
)
def test_nobody_but_those_who_teach_reviews(room, work, target, name, code):
    fields = {"review": {"summary": "x"}, "score": {"level": 3}, "strategy": {"use": "well"}}
    sent = fields.get(target.partition(":")[0], {"text": "x"})
    assert said(work, room.people[name], target, **sent).code == code
    assert not Edit.objects.filter(subject_kind="review").exists()


def test_students_answer_what_is_released_and_nothing_else(room, work):
    student, trainer = room.people["student"], room.people["trainer"]
    key = commented(work, trainer, item="goals")
    assert said(work, student, f"answer:{key}", text="2027").code == "not_found"
    decided(work, trainer, "returned")
    assert said(work, student, f"answer:{key}", text="2027").saved
    assert said(work, trainer, f"answer:{key}", base=1, text="mine").code == "forbidden"
    assert said(work, room.people["other"], f"answer:{key}", text="x").code == "not_found"
    hold_back(submission=work)
    assert said(work, student, f"answer:{key}", base=1, text="2028").code == "not_found"


def test_a_later_round_says_what_became_of_earlier_comments(room):
    assignment, student, trainer = alone(room.course), room.place("student"), room.people["trainer"]
    first = handed_in(assignment, student)
    key = commented(first, trainer)
    decided(first, trainer, "returned")
    assert said(first, trainer, f"addressed:{key}", response="yes").code == "not_found"
    second = handed_in(assignment, student, "96,000 by March 2027")
    assert said(second, trainer, f"addressed:{key}", response="yes").saved
    elsewhere = handed_in(assignment, room.place("other"))
    assert said(elsewhere, trainer, f"addressed:{key}", response="yes").code == "not_found"
    with pytest.raises(NotDone, match="next round"):
        hold_back(submission=first)


def test_what_was_said_of_an_earlier_round_stays_and_is_answered(room):
    assignment, place, trainer = alone(room.course), room.place("student"), room.people["trainer"]
    first = handed_in(assignment, place)
    key = commented(first, trainer)
    decided(first, trainer, "returned")
    changes = {
        "review": {"verdict": "accepted"},
        f"comment:{key}": {"text": "Which month?"},
        f"comment:{uuid.uuid4()}": {"text": "Another"},
        "score:goals": {"level": 3},
        "strategy:goals_first": {"use": "well"},
        f"highlight:{line_of(first)}": {"shown": True},
    }
    bases = {"review": 1, f"comment:{key}": 1}

    def outcomes(submission):
        each = changes.items()
        return {said(submission, trainer, target, bases.get(target, 0), **sent).code for target, sent in each}

    second = handed_in(assignment, place, "96,000 by March 2027")
    stood = Edit.objects.count()
    assert outcomes(first) == {"locked"}
    delete = Change(target=f"comment:{key}", base=1, action="delete")
    assert save(kind=REVIEWS, subject_id=first.pk, user=trainer, change=delete).code == "locked"
    assert Edit.objects.count() == stood and not (Score.objects.exists() or Highlight.objects.exists())
    assert said(first, room.people["student"], f"answer:{key}", text="In March").saved
    assert said(second, trainer, f"addressed:{key}", response="yes").saved
    # Taken back, the later round is none, and the earlier one can be corrected again.
    Submission.objects.filter(pk=second.pk).update(withdrawn_at=timezone.now())
    assert outcomes(first) == {"saved"}


def test_only_reviews_with_a_verdict_are_released_all_at_one_moment(room):
    assignment, trainer = alone(room.course), room.people["trainer"]
    ready, open_one = (handed_in(assignment, room.place(name)) for name in ("student", "other"))
    assert said(ready, trainer, "review", verdict="accepted").saved
    assert release(submissions=[ready, open_one], at=later(1)) == (1, 1)
    review = Review.objects.get(submission=ready)
    assert not review.is_released(timezone.now()) and review.is_released(later(2))
    assert not Review.objects.released(timezone.now()).exists()
    assert release(submissions=[ready, open_one], at=later(5)) == (0, 1)  # once is enough


def test_in_the_archive_a_review_can_only_be_read(room, work):
    room.course.archived_at = timezone.now()
    room.course.save()
    assert said(work, room.people["trainer"], "review", summary="x").code == "locked"


def test_the_usual_rubric_has_what_a_first_case_teaches_and_own_ones_their_names():
    usual = ["goals", "people", "commitment", "trust", "time_frames", "communication"]
    assert [criterion.code for criterion in RUBRIC] == usual
    own = own_rubric(["Clarity", "勇气"])
    assert [(one.code, str(one.name)) for one in own] == [("own_1", "Clarity"), ("own_2", "勇气")]
    assert total({"own_1": 3, "own_2": 1}, own) == (4, 6)
    assert total({"own_1": 3, "own_2": None}, own) is None
    assert total({}, ()) is None
