"""What all tables of an assignment show together: for the trainer's page of results, and for the class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from django.utils.translation import gettext as _

from training.cases.document import CaseDocument, CaseRole, Issue
from training.charts import Histogram, Scatter, histograms, scatter
from training.outcomes import Entered, Table
from training.perception import chance, figure, misplaced, tau_b
from training.results import DIGITS, Range, ranges

CLEAR, SLIGHT = 0.4, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many tables there are, and how far they are; those with an agreement and those without make `entered`."""

    tables: int
    agreed: int
    without: int
    waiting: int

    @property
    def entered(self) -> int:
        return self.agreed + self.without

    @property
    def missing(self) -> int:
        return self.tables - self.entered


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """The points of a role over all tables that agreed."""

    role: CaseRole
    tables: int
    lowest: float
    middle: float
    highest: float
    chart: Histogram


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeing:
    """How well a role saw the others over all tables: of so many pairs of issues, on average, how many as they do; tau
    is the mean of the taus."""

    role: CaseRole
    looks: int
    agreeing: float
    pairs: int
    tau: float

    def __str__(self) -> str:
        return figure(self.tau)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misjudged:
    """An issue, and by how many places on average it was guessed to be elsewhere."""

    issue: Issue
    places: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Whether those of a role who had prepared more got more points: a chart, Kendall's tau-b (None where one of the
    two is the same everywhere), and what that says in words."""

    role: CaseRole
    teams: int
    chart: Scatter
    tau: float | None
    says: str
    remark: str

    def __str__(self) -> str:
        return "" if self.tau is None else figure(self.tau)


def count(tables: Sequence[Table]) -> Count:
    entered = [table for table in tables if table.entered != Entered.NOT_ENTERED]
    agreed = sum(table.agreed for table in entered)
    waiting = sum(table.entered == Entered.WAITING for table in entered)
    return Count(tables=len(tables), agreed=agreed, without=len(entered) - agreed, waiting=waiting)


def points(case: CaseDocument, tables: Sequence[Table]) -> list[Points]:
    """Role by role; empty in a case without points, and where nobody agreed."""
    found = [[worth for table in tables if (worth := table.points(role.code)) is not None] for role in case.roles]
    return [
        Points(
            role=role,
            tables=len(values),
            lowest=min(values),
            middle=round(median(values), DIGITS),
            highest=max(values),
            chart=chart,
        )
        for role, values, chart in zip(case.roles, found, histograms(found), strict=False)
    ]


def agreements(case: CaseDocument, tables: Iterable[Table]) -> list[Range]:
    """Issue by issue what the tables agreed on."""
    return ranges(case, [table.outcome.values for table in tables if table.outcome and table.agreed])


def seeing(case: CaseDocument, tables: Iterable[Table]) -> list[Seeing]:
    """How well each role saw the others; roles of whom nothing is known are left out."""
    found = defaultdict(list)
    for table in tables:
        for look in table.looks:
            found[look.seer.role.code].append(look.likeness)
    return [
        Seeing(
            role=role,
            looks=len(alike),
            agreeing=round(fmean(one.agreeing for one in alike), DIGITS),
            pairs=alike[0].pairs,
            tau=fmean(one.tau for one in alike),
        )
        for role in case.roles
        if (alike := found[role.code])
    ]


def misjudged(case: CaseDocument, tables: Iterable[Table]) -> Misjudged | None:
    """The issue whose weight for the others was guessed worst; None where all was guessed right, or nothing."""
    places = defaultdict(list)
    for table in tables:
        for look in table.looks:
            for code, away in misplaced(look.guess, look.truth).items():
                places[code].append(away)
    means = {code: fmean(aways) for code, aways in places.items()}
    worst = max(means, key=lambda code: means[code], default=None)
    return Misjudged(issue=case.issue(worst), places=means[worst]) if worst and means[worst] else None


def relations(case: CaseDocument, tables: Sequence[Table]) -> list[Relation]:
    """Role by role, over the teams that have handed in and agreed."""
    found = (_relation(role, tables) for role in case.roles)
    return [relation for relation in found if relation]


def _relation(role: CaseRole, tables: Sequence[Table]) -> Relation | None:
    sides = [(table, side) for table in tables for side in table.sides if side.role == role and side.prepared]
    pairs = [
        (side.prepared.filled, worth)
        for table, side in sides
        if side.prepared and (worth := table.points(role.code)) is not None
    ]
    chart = scatter(pairs, most=max((side.prepared.asked for _table, side in sides if side.prepared), default=0))
    if chart is None:
        return None
    tau = tau_b(pairs)
    return Relation(role=role, teams=len(pairs), chart=chart, tau=tau, says=_says(tau), remark=_remark(tau, len(pairs)))


def _says(tau: float | None) -> str:
    if tau is None:
        return _("There is nothing to compare: all have prepared alike, or all have the same points.")
    if abs(tau) < SLIGHT:
        return _("Those who had filled more items have neither more points nor fewer.")
    if tau >= CLEAR:
        return _("Those who had filled more items mostly have more points.")
    if tau > 0:
        return _("Those who had filled more items have more points somewhat more often.")
    if tau > -CLEAR:
        return _("Those who had filled more items have fewer points somewhat more often.")
    return _("Those who had filled more items mostly have fewer points.")


def _remark(tau: float | None, teams: int) -> str:
    """What must be said with it, so that nobody takes the figure for more than it is."""
    if tau is None:
        return ""
    if abs(tau) < 2 * chance(teams):
        return _("This says little: with %(count)d teams chance alone often brings about as much.") % {"count": teams}
    return _("It shows that the two go together, not that the one brings about the other.")
