"""A student's own record of a course: what was handed in, and what was said of it once that is released. In a fixed
number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from quadrants.catalogue import CATALOGUE, Item, Prompt
from quadrants.document import PROMPT_ORDER
from strategies.catalogue import Strategy, strategy
from training.listing import assignments_of
from training.models import (
    Addressed,
    Assignment,
    Enrolment,
    ReviewComment,
    Score,
    StrategyMark,
    Submission,
    SubmittedItem,
    Team,
    TeamMember,
)
from training.outcomes import Table, confirmed_for
from training.results import Term, terms
from training.rubric import Criterion, ScoreLevel, total

Row = TypeVar("Row")
# Of which submission, and of which of its lines by id: how manieth it is in its item, and its text.
Lines = dict[tuple[Any, str], tuple[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A comment: its place, of which only the item, or nothing at all, may be said; the line that it is about; what
    the students answered; and what became of it in which later rounds."""

    item: Item | None
    prompt: Prompt | None
    line: str
    text: str
    answer: str
    addressed: tuple[Addressed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round that was handed in. `released` tells whether the rest may be filled at all."""

    submission: Submission
    released: bool = False
    points: tuple[int, int] | None = None
    levels: tuple[tuple[Criterion, ScoreLevel], ...] = ()
    marks: tuple[tuple[Strategy, StrategyMark], ...] = ()
    comments: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a negotiation, confirmed by all at the table: issue by issue, and the points for the own role."""

    agreed: bool
    terms: tuple[Term, ...] = ()
    points: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An assignment that is open, when it is due for this student, the rounds that were handed in, and the result."""

    assignment: Assignment
    due_at: datetime
    rounds: tuple[Round, ...]
    result: Result | None


def own_record(enrolment: Enrolment, now: datetime) -> list[Work]:
    """All that a student was asked for in a course and has done, in the order in which it was due."""
    extended = dict(enrolment.extensions.values_list("assignment", "due_at"))
    rounds = _grouped(_rounds(enrolment, now), lambda one: one.submission.assignment_id)
    assignments = [one for one in assignments_of(enrolment.course).defer(None) if one.is_open(now)]
    results = _results(enrolment, assignments, now)
    return [
        Work(
            assignment=one,
            due_at=max(one.due_at, extended.get(one.pk, one.due_at)),
            rounds=tuple(rounds[one.pk]),
            result=results.get(one.pk),
        )
        for one in assignments
    ]


def _results(enrolment: Enrolment, assignments: Sequence[Assignment], now: datetime) -> dict[Any, Result]:
    """The own results by assignment, where students may know what is at stake."""
    known = [one for one in assignments if one.issues_are_out(now)]
    mine = TeamMember.objects.current().filter(enrolment=enrolment)
    tables, teams = confirmed_for(mine, known), mine.select_related("team")
    return {one.assignment_id: _result(tables[one.team_id], one.team) for one in teams if one.team_id in tables}


def _result(table: Table, team: Team) -> Result:
    if table.outcome is None or not table.agreed:
        return Result(agreed=False)
    return Result(agreed=True, terms=tuple(terms(table.case, table.outcome.values)), points=table.points(team.role))


def _rounds(enrolment: Enrolment, now: datetime) -> list[Round]:
    mine = Submission.objects.of(enrolment.user).filter(assignment__course=enrolment.course_id)
    mine = mine.select_related("assignment", "review").order_by("round")
    mine = list(mine.defer("document", "assignment__case", "assignment__instructions"))
    released = [one for one in mine if hasattr(one, "review") and one.review.is_released(now)]
    levels, marks, comments = _levels(released), _marks(released), comments_on(released)
    return [
        Round(
            submission=one,
            released=one in released,
            points=total(levels[one.pk], one.assignment.criteria),
            levels=tuple(
                (criterion, ScoreLevel(level))
                for criterion in one.assignment.criteria
                if (level := levels[one.pk].get(criterion.code)) is not None
            ),
            marks=tuple(marks[one.pk]),
            comments=tuple(comments[one.pk]),
        )
        for one in mine
    ]


def _levels(released: Sequence[Submission]) -> dict[Any, dict[str, int | None]]:
    found: dict[Any, dict[str, int | None]] = defaultdict(dict)
    for score in Score.objects.filter(submission__in=released):
        found[score.submission_id][score.criterion] = score.level
    return found


def _marks(released: Sequence[Submission]) -> dict[Any, list[tuple[Strategy, StrategyMark]]]:
    marks = StrategyMark.objects.filter(submission__in=released).exclude(use="")
    in_order = sorted(((strategy(mark.strategy), mark) for mark in marks), key=lambda pair: pair[0].number)
    return _grouped(in_order, lambda pair: pair[1].submission_id)


def comments_on(released: Sequence[Submission]) -> dict[Any, list[Said]]:
    """The comments by submission, of those whose reviews are released: on the whole first, then in the order of the
    worksheet."""
    found = ReviewComment.objects.filter(submission__in=released, deleted_at=None).select_related("answer")
    later = Addressed.objects.filter(submission__in=released).exclude(response="").select_related("submission")
    addressed = _grouped(later.order_by("submission__round"), lambda one: one.comment_id)
    lines = _lines(released)
    said: dict[Any, list[Said]] = defaultdict(list)
    for comment in sorted(found, key=lambda one: (_place(one, lines), one.created_at)):
        said[comment.submission_id].append(_said(comment, lines, addressed[comment.pk]))
    return said


def _lines(released: Sequence[Submission]) -> Lines:
    return {
        (item.submission_id, line["id"]): (place, line["text"])
        for item in SubmittedItem.objects.filter(submission__in=released)
        for place, line in enumerate(item.lines, start=1)
    }


def _place(comment: ReviewComment, lines: Lines) -> tuple[int, int, int]:
    """Where a comment stands among the others: the number of its item, of its prompt, of its line; 0 without."""
    item = CATALOGUE.item(comment.item).number if comment.item else 0
    prompt = PROMPT_ORDER[comment.item, comment.prompt] + 1 if comment.prompt else 0
    return item, prompt, lines.get((comment.submission_id, str(comment.entry)), (0, ""))[0]


def _said(comment: ReviewComment, lines: Lines, addressed: Sequence[Addressed]) -> Said:
    answer = getattr(comment, "answer", None)
    return Said(
        item=CATALOGUE.item(comment.item) if comment.item else None,
        prompt=CATALOGUE.prompt(comment.item, comment.prompt) if comment.prompt else None,
        line=lines.get((comment.submission_id, str(comment.entry)), (0, ""))[1],
        text=comment.text,
        answer=answer.text if answer else "",
        addressed=tuple(addressed),
    )


def _grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    """Rows by what they belong to; what has none has an empty list."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
