"""A whole case as pure data: what every page, rule and exercise reads.

`training.cases.catalogue` reads the cases of the product and `training.cases.interchange` those of trainers; nothing
here knows of either. Students are only ever given what `CaseDocument.for_role` returns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from negotiation_prep.bilingual import CHINESE, ENGLISH, Text

MOST_ROLES, MOST_ISSUES, MOST_OPTIONS, MOST_STEPS, MOST_PARAGRAPHS = 8, 12, 20, 40, 40
TITLE_LENGTH, SENTENCE_LENGTH, NAME_LENGTH, UNIT_LENGTH, PARAGRAPH_LENGTH = 200, 400, 80, 30, 4000
MOST_MINUTES, MOST_POINTS = 1440, 1000
# Larger ones are no figures of a talk, and lose their last digits in a file.
LARGEST_NUMBER = 10**12

Step = tuple[float | str, float]


class Kind(TextChoices):
    """What an issue is settled by."""

    NUMBER = "number", _("a number")
    CHOICE = "choice", _("one of several options")
    DATE = "date", _("a date")
    TEXT = "text", _("words")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRole:
    """Somebody in the case. `brief` holds the paragraphs that only this role reads."""

    code: str
    name: Text
    brief: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to settle an issue."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePoints:
    """What an issue brings to one role: the points of each option by its code; or, for a number, values that rise, with
    their points."""

    role: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something at stake. Unit, smallest and largest value belong to a number, options to a choice; points to either,
    for every role or for none."""

    code: str
    kind: str
    name: Text
    unit: Text | None = None
    low: float | None = None
    high: float | None = None
    options: tuple[Option, ...] = ()
    points: tuple[RolePoints, ...] = ()

    def steps(self, role: str) -> tuple[Step, ...]:
        """What this issue brings to a role; nothing where it has no points."""
        return next((one.steps for one in self.points if one.role == role), ())

    def worth(self, role: str, value: object) -> float | None:
        """The points that a value brings to a role: linear between two steps, beyond them as at the ends. None for an
        issue without points, for a role that has none here, and for what is no value of this issue."""
        steps = self.steps(role)
        if self.kind == Kind.CHOICE:
            return next((float(points) for code, points in steps if code == value), None)
        if not steps or isinstance(value, bool) or not isinstance(value, int | float | Decimal) or math.isnan(value):
            return None
        return _on_the_line([(float(at), points) for at, points in steps], float(value))


def _on_the_line(steps: list[tuple[float, float]], value: float) -> float:
    for (low, points_low), (high, points_high) in pairwise(steps):
        if low <= value <= high:
            return points_low + (points_high - points_low) * (value - low) / (high - low)
    return float(steps[0][1] if value < steps[0][0] else steps[-1][1])


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueName:
    """What everybody may know of an issue."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCase:
    """A case as one role reads it. It holds copies and no way back to the case, so nothing else can be read from it."""

    title: Text
    introduction: tuple[Text, ...]
    role: str
    name: Text
    brief: tuple[Text, ...]
    issues: tuple[IssueName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDocument:
    """A case with everything that its trainer knows. `notes` are the teaching notes; `items` and `strategies` the codes
    of what it practises. A trainer's own case may be in one language only."""

    title: Text
    teaches: Text
    minutes_to_prepare: int
    minutes_to_talk: int
    items: tuple[str, ...] = ()
    strategies: tuple[str, ...] = ()
    introduction: tuple[Text, ...] = ()
    roles: tuple[CaseRole, ...] = ()
    issues: tuple[Issue, ...] = ()
    notes: tuple[Text, ...] = ()

    def role(self, code: str) -> CaseRole:
        """The role with this code, or KeyError."""
        return {role.code: role for role in self.roles}[code]

    def issue(self, code: str) -> Issue:
        """The issue with this code, or KeyError."""
        return {issue.code: issue for issue in self.issues}[code]

    def points(self, issue: str, role: str, value: object) -> float | None:
        """What a value of an issue brings to a role; None where that has no points. KeyError for an unknown issue."""
        return self.issue(issue).worth(role, value)

    def for_role(self, code: str) -> RoleCase:
        """What whoever plays this role may read: the introduction, the own brief, the names of the issues. KeyError for
        an unknown role."""
        own = self.role(code)
        return RoleCase(
            title=self.title,
            introduction=self.introduction,
            role=own.code,
            name=own.name,
            brief=own.brief,
            issues=tuple(IssueName(code=issue.code, name=issue.name) for issue in self.issues),
        )

    @property
    def secrets(self) -> frozenset[str]:
        """Every paragraph that is not for all, in each language: those of the briefs and of the teaching notes."""
        told = [*self.notes, *(paragraph for role in self.roles for paragraph in role.brief)]
        return frozenset(words for text in told for words in (text.en, text.zh_hans) if words)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it is written in, in which a title stands."""
        return tuple(code for code, title in ((ENGLISH, self.title.en), (CHINESE, self.title.zh_hans)) if title)
