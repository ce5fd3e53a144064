"""A submission as its students read it: their own sheet, and what was said of it once that is released. Before, not
even that anything was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from strategies.catalogue import STRATEGIES
from training.models import CommentAnswer, Course, Review, ReviewComment, Score, StrategyMark, Submission
from training.reading import Said, said_of


def released_to(submission: Submission, rounds: Sequence[Submission], now: datetime) -> Said | None:
    """All that was said of a submission, each comment with `by`, the name of its author in the course; None before that
    is released. `rounds` are those of its team."""
    review = Review.objects.released(now).filter(submission=submission).first()
    if review is None:
        return None
    said = said_of(submission, review, rounds)
    _sign((*said.comments, *said.earlier), submission.assignment.course)
    return said


def nothing_said(submission: Submission) -> Said:
    """What stands for the review of a submission before it is released, whatever there is of it."""
    criteria = submission.assignment.criteria
    return Said(
        review=Review(submission=submission),
        comments=(),
        earlier=(),
        addressed={},
        scores={one.code: Score(submission=submission, criterion=one.code) for one in criteria},
        marks={one.code: StrategyMark(submission=submission, strategy=one.code) for one in STRATEGIES},
    )


def answer_to(comment: ReviewComment) -> CommentAnswer:
    """What the students answered to a comment; of version 0 and empty as long as they did not."""
    return getattr(comment, "answer", None) or CommentAnswer(comment=comment)


def _sign(comments: Iterable[ReviewComment], course: Course) -> None:
    authors = {comment.author_id for comment in comments}
    names = dict(course.enrolments.filter(user__in=authors).values_list("user", "name"))
    for comment in comments:
        comment.by = names.get(comment.author_id, "")
