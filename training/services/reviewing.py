"""Reviews: another kind of subject of the save protocol, and when students may read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quadrants.services.parts import fields_of
from quadrants.services.subjects import Refusal, SubjectKind
from quadrants.services.targets import Saving, Target, UnknownTarget, row_id
from strategies.catalogue import strategy
from training.forms import reviews as forms
from training.models import (
    Addressed,
    CommentAnswer,
    Enrolment,
    Highlight,
    Review,
    ReviewComment,
    Score,
    StrategyMark,
    Submission,
)
from training.policy import Permission, grants
from training.services.refusal import NotDone

if TYPE_CHECKING:
    from accounts.models import User

REVIEW = "review"


def _refuses(submission: Submission, user: User, target: Target) -> Refusal | None:
    """Who teaches in the course may write in the review of a team's last round, released or not. What was said of an
    earlier one stays as it was, because the students have gone on from it; what became of a comment is said in the
    review of the later round. Their own answers students give and change in any round. Nothing can be said of a round
    that was withdrawn."""
    course = submission.assignment.course
    mine = Enrolment.objects.current().filter(user=user, course=course).first()
    if mine is None or not grants(mine.role, target.permission):
        return "forbidden", _("You may read this review, but not change it.")
    if submission.withdrawn_at:
        return (
            "locked",
            _("The student has withdrawn this round. Copy what you have written, for what is handed in next."),
        )
    if course.archived:
        return "locked", _("This course is in the archive: it can only be read.")
    if target.permission == Permission.TEACH and submission.is_followed():
        return "locked", _("This is an earlier round: it can only be read.")
    return None


def _tells_all(submission: Submission, user: User) -> bool:
    """Students learn of a review when it is released, on its page; never from the log."""
    return Submission.objects.taught_by(user).filter(pk=submission.pk).exists()


REVIEWS = SubjectKind(
    name=REVIEW,
    visible=Submission.objects.visible_to,
    refuses=_refuses,
    touched=lambda submission, at: None,
    tells_all=_tells_all,
)


# --- What can be edited -------------------------------------------------------------------------------------------


def _find_review(submission: Submission, key: str) -> Review | None:
    found = Review.objects.filter(submission=submission).first()
    if found:
        found.submission = submission
    return found


def _find_comment(submission: Submission, key: str) -> ReviewComment | None:
    return ReviewComment.objects.filter(submission=submission, pk=row_id(key)).first()


def _blank_comment(submission: Submission, key: str) -> ReviewComment:
    if ReviewComment.objects.filter(pk=row_id(key)).exists():
        raise UnknownTarget(key)  # on another submission
    return ReviewComment(pk=row_id(key), submission=submission)


def _sign(saving: Saving) -> None:
    """Notes who wrote a comment first."""
    if saving.creating:
        saving.row.author = saving.user


def _find_answer(submission: Submission, key: str) -> CommentAnswer | None:
    return CommentAnswer.objects.filter(comment=_released_comment(submission, key)).first()


def _blank_answer(submission: Submission, key: str) -> CommentAnswer:
    return CommentAnswer(comment=_released_comment(submission, key))


def _released_comment(submission: Submission, key: str) -> ReviewComment:
    """A comment that the students can read; else it is not there."""
    there = ReviewComment.objects.filter(submission=submission, deleted_at=None)
    comment = there.filter(submission__review__released_at__lte=timezone.now(), pk=row_id(key)).first()
    if comment is None:
        raise UnknownTarget(key)
    return comment


def _find_addressed(submission: Submission, key: str) -> Addressed | None:
    return Addressed.objects.filter(submission=submission, comment=row_id(key)).first()


def _blank_addressed(submission: Submission, key: str) -> Addressed:
    earlier = ReviewComment.objects.filter(submission__team=submission.team_id, submission__round__lt=submission.round)
    comment = earlier.filter(pk=row_id(key), deleted_at=None, submission__withdrawn_at=None).first()
    if comment is None:
        raise UnknownTarget(key)
    return Addressed(submission=submission, comment=comment)


def _keyed_by(model: type[models.Model], name: str, known: Any) -> dict[str, Any]:
    """`find` and `blank` of a kind with one row for each code; `known(submission, key)` says whether there is such."""

    def find(submission: Submission, key: str) -> Any:
        return model._default_manager.filter(submission=submission, **{name: key}).first()

    def blank(submission: Submission, key: str) -> Any:
        if not known(submission, key):
            raise UnknownTarget(key)
        return model(submission=submission, **{name: key})

    return {"find": find, "blank": blank}


def _is_criterion(submission: Submission, key: str) -> bool:
    return key in {criterion.code for criterion in submission.assignment.criteria}


def _is_strategy(submission: Submission, key: str) -> bool:
    try:
        return bool(strategy(key))
    except KeyError:
        return False


def _is_line(submission: Submission, key: str) -> bool:
    row_id(key)
    return any(line["id"] == key for item in submission.items.all() for line in item.lines)


def _target(kind: str, model: type[models.Model], form: Any, *left_out: str, **more: Any) -> Target:
    fields = fields_of(model, "submission", "comment", *left_out)
    more = {"permission": Permission.TEACH, "implicit": True} | more
    return Target(of=REVIEW, kind=kind, form=form, fields=fields, **more)


TARGETS = (
    _target(
        "review",
        Review,
        forms.ReviewForm,
        "released_at",
        keyed=False,
        find=_find_review,
        blank=lambda submission, key: Review(submission=submission),
    ),
    _target(
        "comment",
        ReviewComment,
        forms.CommentForm,
        "author",
        implicit=False,
        deletable=True,
        find=_find_comment,
        blank=_blank_comment,
        before_save=_sign,
    ),
    _target(
        "answer",
        CommentAnswer,
        forms.AnswerForm,
        permission=Permission.ANSWER,
        find=_find_answer,
        blank=_blank_answer,
    ),
    _target("addressed", Addressed, forms.AddressedForm, find=_find_addressed, blank=_blank_addressed),
    _target("score", Score, forms.ScoreForm, "criterion", **_keyed_by(Score, "criterion", _is_criterion)),
    _target(
        "strategy",
        StrategyMark,
        forms.StrategyMarkForm,
        "strategy",
        **_keyed_by(StrategyMark, "strategy", _is_strategy),
    ),
    _target("highlight", Highlight, forms.HighlightForm, "entry", **_keyed_by(Highlight, "entry", _is_line)),
)


# --- When students may read it --------------------------------------------------------------------------------------


@transaction.atomic
def release(*, submissions: Iterable[Submission], at: datetime) -> tuple[int, int]:
    """Lets the students read the reviews from a moment on: those with a verdict that are not released yet. How many
    that were, and how many wait for a verdict."""
    keys = [submission.pk for submission in submissions]
    drafts = Review.objects.select_for_update().filter(submission__in=keys, submission__withdrawn_at=None)
    released = drafts.filter(released_at=None).exclude(verdict="").update(released_at=at)
    decided = Review.objects.filter(submission__in=keys).exclude(verdict="").count()
    return released, len(keys) - decided


@transaction.atomic
def hold_back(*, submission: Submission) -> None:
    """Makes a review a draft again; `NotDone` once the students have handed in the next round on the strength of it."""
    if submission.is_followed():
        raise NotDone(_("The next round is handed in already: this review stays released."))
    Review.objects.filter(submission=submission).update(released_at=None)
