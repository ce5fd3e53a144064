"""The gradebook: how students stand in assignments, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from training.models import Assignment, Enrolment, Review, Score, Submission, TeamMember
from training.models.review import Verdict
from training.outcomes import confirmed_for
from training.rubric import total
from training.spreadsheet import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """How a student stands in an assignment: what was said of the last `round` that the team has handed in, the key of
    which is `submission`, to the students too once it is `released`. `late` when any of the rounds was. Of the
    points, None until each criterion has its level, the most is `most`."""

    submission: UUID
    round: int
    late: bool
    verdict: str = ""
    released: bool = False
    points: int | None = None
    most: int | None = None

    @property
    def verdict_words(self) -> str:
        return str(Verdict(self.verdict).label) if self.verdict else ""

    @property
    def details(self) -> str:
        """What is out of the ordinary, in words."""
        said = (
            (_("draft"), self.verdict and not self.released),
            (_("round %(number)s") % {"number": self.round}, self.round > 1),
            (_("late"), self.late),
        )
        return " · ".join(words for words, so in said if so)


@dataclass(frozen=True, slots=True)
class Row:
    """A student, and the assignments in their order, each with the grade, None where nothing was handed in, and with
    the points that the negotiation brought, None until its outcome is confirmed and where there are none."""

    enrolment: Enrolment
    grades: tuple[tuple[Assignment, Grade | None, float | None], ...]


def gradebook(assignments: Sequence[Assignment], students: Sequence[Enrolment], now: datetime) -> list[Row]:
    """A row for each of the students."""
    members = TeamMember.objects.filter(assignment__in=assignments, enrolment__in=students)
    teams = {(member.enrolment_id, member.assignment_id): member.team_id for member in members}
    grades = _grades({one.pk: one for one in assignments}, members, now)
    results = _results(members, assignments)
    places = [[(one, teams.get((student.pk, one.pk))) for one in assignments] for student in students]
    return [
        Row(student, tuple((one, grades.get(team), results.get(team)) for one, team in row))
        for student, row in zip(students, places, strict=True)
    ]


def _results(members: QuerySet[TeamMember], assignments: Sequence[Assignment]) -> dict[Any, float | None]:
    """The points of what was agreed, by team."""
    tables = confirmed_for(members, assignments)
    return {side.team.pk: table.points(side.role.code) for table in tables.values() for side in table.sides}


def _grades(assignments: dict[Any, Assignment], members: QuerySet[TeamMember], now: datetime) -> dict[Any, Grade]:
    """The grades by team."""
    theirs = Submission.objects.standing().filter(team__in=members.values("team"))
    last = Submission.objects.latest().filter(team__in=members.values("team")).values("pk")
    late = set(theirs.filter(late=True).values_list("team", flat=True))
    reviews = {review.pk: review for review in Review.objects.filter(submission__in=last).defer("summary")}
    levels: dict[Any, dict[str, int | None]] = defaultdict(dict)
    for score in Score.objects.filter(submission__in=last):
        levels[score.submission_id][score.criterion] = score.level
    grades = {}
    for key, assignment, team, number in last.values_list("pk", "assignment", "team", "round"):
        review, points = reviews.get(key), total(levels[key], assignments[assignment].criteria)
        grades[team] = Grade(
            submission=key,
            round=number,
            late=team in late,
            verdict=review.verdict if review else "",
            released=bool(review and review.is_released(now)),
            points=points[0] if points else None,
            most=points[1] if points else None,
        )
    return grades


def as_table(assignments: Sequence[Assignment], rows: Sequence[Row]) -> tuple[list[str], Iterator[list[Cell]]]:
    """The gradebook for a file: its heads, and a line for each student with the same columns for each assignment."""
    columns = [_("round"), _("late"), _("verdict"), _("released"), _("points"), _("out of"), _("result")]
    heads = [_("Name"), _("E-mail"), _("Section")]
    heads += [
        _("%(assignment)s: %(column)s") % {"assignment": one, "column": name} for one in assignments for name in columns
    ]
    return heads, map(_line, rows)


def _line(row: Row) -> list[Cell]:
    cells: list[Cell] = [row.enrolment.name, row.enrolment.email, row.enrolment.section]
    for _assignment, grade, result in row.grades:
        cells += [*(_cells(grade) if grade else [None] * 6), _number(result)]
    return cells


def _number(value: float | None) -> float | None:
    return int(value) if value is not None and value.is_integer() else value


def _cells(grade: Grade) -> list[Cell]:
    return [
        grade.round,
        _("yes") if grade.late else None,
        grade.verdict_words,
        (_("yes") if grade.released else _("no")) if grade.verdict else None,
        grade.points,
        grade.most,
    ]
