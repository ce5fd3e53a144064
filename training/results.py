"""What was agreed on the issues of a case, in words and in points; of one table, and over all of them. Pure.

Values are kept as JSON, by the code of their issue: a number as its digits, a date as ISO 8601, of a choice the code of
the option, words as they are. An issue that is absent was left open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from statistics import median_low

from django.utils.formats import number_format

from negotiation_prep.bilingual import Text
from quadrants.text import language_of
from quadrants.wording import whole_day
from training.cases.document import CaseDocument, Issue, Kind

Values = Mapping[str, str]
Read = Decimal | date | str
DIGITS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What stands of one issue, in the language of the reader (empty: left open), and what it brings to each role that
    was asked for: None where that has no points for it."""

    issue: Issue
    value: str
    points: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What all tables agreed on in one issue: `settled` of them did. `spread` is the lowest, the middle and the highest
    of numbers and dates; `options` how often each option of a choice was taken; `texts` are the words."""

    issue: Issue
    settled: int
    spread: tuple[str, str, str] | None = None
    options: tuple[tuple[Text, int], ...] = ()
    texts: tuple[str, ...] = ()


def read(issue: Issue, value: str | None) -> Read | None:
    """A kept value as what it stands for; None for an issue that was left open, and for what is no value of it."""
    if value is None:
        return None
    try:
        if issue.kind == Kind.NUMBER:
            return Decimal(value)
        if issue.kind == Kind.DATE:
            return date.fromisoformat(value)
    except (InvalidOperation, ValueError):
        return None
    return value


def kept(value: Read) -> str:
    """A value as it is kept: numbers without needless noughts."""
    # Nought is added because there is a −0, too.
    return format(value.normalize() + 0, "f") if isinstance(value, Decimal) else str(value)


def in_words(issue: Issue, value: Read | None) -> str:
    """A value as people say it, in the language of the reader; empty for none."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        number, unit = number_format(value, use_l10n=True), str(issue.unit or "")
        return number + ("" if not unit or language_of(unit) == "zh-Hans" else " ") + unit
    if isinstance(value, date):
        return whole_day(value)
    names = {option.code: str(option.name) for option in issue.options}
    return names.get(value, value) if issue.kind == Kind.CHOICE else value


def terms(case: CaseDocument, values: Values, roles: Iterable[str] = ()) -> list[Term]:
    """Every issue with what stands of it, and what that brings to each of `roles`."""
    asked = tuple(roles)
    found = ((issue, read(issue, values.get(issue.code))) for issue in case.issues)
    return [
        Term(issue=issue, value=in_words(issue, value), points=tuple(_worth(issue, role, value) for role in asked))
        for issue, value in found
    ]


def has_points(case: CaseDocument) -> bool:
    """Whether something at stake has points; if it has, it has them for every role."""
    return any(issue.points for issue in case.issues)


def total(case: CaseDocument, role: str, values: Values) -> float | None:
    """What was agreed brings so many points to a role; an issue left open brings none. None in a case without
    points."""
    if not has_points(case):
        return None
    worth = (_worth(issue, role, read(issue, values.get(issue.code))) for issue in case.issues)
    return round(sum(points for points in worth if points is not None), DIGITS)


def _worth(issue: Issue, role: str, value: Read | None) -> float | None:
    """Rounded as it is shown, so that what is shown adds up."""
    points = issue.worth(role, value)
    return None if points is None else round(points, DIGITS)


def ranges(case: CaseDocument, agreed: Iterable[Values]) -> list[Range]:
    """Issue by issue what so many tables agreed on."""
    all_values = list(agreed)
    return [_range(issue, [read(issue, values.get(issue.code)) for values in all_values]) for issue in case.issues]


def _range(issue: Issue, values: list[Read | None]) -> Range:
    said = [value for value in values if value is not None]
    if issue.kind == Kind.CHOICE:
        counts = Counter(said)
        options = tuple((option.name, counts[option.code]) for option in issue.options)
        return Range(issue=issue, settled=len(said), options=options)
    if issue.kind == Kind.TEXT:
        return Range(issue=issue, settled=len(said), texts=tuple(str(value) for value in said))
    if not said:
        return Range(issue=issue, settled=0)
    low, middle, high = (in_words(issue, pick(said)) for pick in (min, median_low, max))
    return Range(issue=issue, settled=len(said), spread=(low, middle, high))
