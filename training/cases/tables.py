"""The points of a case, issue by issue, as rows to read."""

from __future__ import annotations

from dataclasses import dataclass

from negotiation_prep.bilingual import Text
from training.cases.document import CaseDocument, Issue, Kind


@dataclass(frozen=True, slots=True)
class PointsRow:
    """One value of an issue, and what it brings to each role in their order; None where the issue has no points."""

    value: float | Text
    points: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class IssuePoints:
    issue: Issue
    rows: tuple[PointsRow, ...]


def points_table(case: CaseDocument) -> tuple[IssuePoints, ...]:
    """Each issue with the values at which anybody's points turn, or with its options; without rows where it has none
    of these."""
    return tuple(IssuePoints(issue, tuple(_rows(case, issue))) for issue in case.issues)


def _rows(case: CaseDocument, issue: Issue) -> list[PointsRow]:
    if issue.kind == Kind.CHOICE:
        return [PointsRow(option.name, _points(case, issue, option.code)) for option in issue.options]
    values = sorted({value for one in issue.points for value, _worth in one.steps if not isinstance(value, str)})
    return [PointsRow(value, _points(case, issue, value)) for value in values]


def _points(case: CaseDocument, issue: Issue, value: object) -> tuple[float | None, ...]:
    return tuple(issue.worth(role.code, value) for role in case.roles)
