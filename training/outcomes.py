"""The tables of an assignment: who sits there, how they ranked the issues, what they agreed on, how they prepared; in a
fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from quadrants.catalogue import CATALOGUE
from quadrants.enums import Fill
from quadrants.readiness import fill
from quadrants.wording import listed
from training.cases.document import CaseDocument, CaseRole
from training.grouping import SITS_OUT
from training.models import (
    Assignment,
    Confirmation,
    Enrolment,
    Outcome,
    Ranking,
    Score,
    Submission,
    SubmittedItem,
    Team,
    TeamMember,
)
from training.perception import Likeness, likeness
from training.results import total
from training.rubric import total as rubric_total

Orders = Mapping[str, tuple[str, ...]]
NOBODY: Mapping[UUID, Any] = {}
OF_TEAMS = Outcome.teams.through.objects


class Entered(TextChoices):
    """How far the outcome of a table is."""

    NOT_ENTERED = "not_entered", _("not entered yet")
    WAITING = "waiting", _("not confirmed yet")
    CONFIRMED = "confirmed", _("confirmed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What a team has handed in last: how many of the `asked` items are filled enough, and the points of the rubric
    with the most there are, where each criterion has its level; `released` when the team can read them."""

    submission: Submission
    filled: int
    asked: int
    rubric: tuple[int, int] | None
    released: bool


@dataclass(frozen=True, kw_only=True)
class Side:
    """A team at a table. `orders` are its rankings by role, the most important issue first; only complete ones."""

    team: Team
    role: CaseRole
    people: tuple[Enrolment, ...]
    orders: Orders
    prepared: Prepared | None = None

    @property
    def own_order(self) -> tuple[str, ...] | None:
        return self.orders.get(self.role.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one side saw the other: its guess, and the truth that the other gave of itself."""

    seer: Side
    seen: Side
    guess: tuple[str, ...]
    truth: tuple[str, ...]
    likeness: Likeness


@dataclass(frozen=True, kw_only=True)
class Table:
    """Who negotiated with whom, in the order of the roles, and what came of it. Number 0: they do not sit at one table
    any more, or not alone."""

    number: int
    case: CaseDocument
    sides: tuple[Side, ...]
    outcome: Outcome | None
    confirmed: frozenset[UUID]

    @cached_property
    def waits_for(self) -> tuple[Side, ...]:
        """Those who have not said yet that the outcome is right; who entered it has."""
        if self.outcome is None:
            return ()
        said = self.confirmed | {self.outcome.entered_by_id}
        return tuple(side for side in self.sides if side.team.pk not in said)

    @property
    def waited_for(self) -> str:
        """Their roles in a row, in the language of the reader."""
        return listed(str(side.role.name) for side in self.waits_for)

    @property
    def entered(self) -> Entered:
        if self.outcome is None:
            return Entered.NOT_ENTERED
        return Entered.WAITING if self.waits_for else Entered.CONFIRMED

    @property
    def entered_by(self) -> Side | None:
        """The side that entered it; None where nobody has, and where those who teach did."""
        team = self.outcome.entered_by_id if self.outcome else None
        return next((side for side in self.sides if side.team.pk == team), None)

    @property
    def agreed(self) -> bool:
        return self.outcome is not None and self.outcome.agreed

    def points(self, role: str) -> float | None:
        """What the agreement brings to a role; None without one, and where the case has no points."""
        return total(self.case, role, self.outcome.values) if self.outcome and self.outcome.agreed else None

    def side_of(self, team: Team) -> Side:
        return next(side for side in self.sides if side.team.pk == team.pk)

    @cached_property
    def looks(self) -> tuple[Look, ...]:
        """Who saw whom and how, where the one has guessed and the other has said."""
        return tuple(self._looks())

    def _looks(self) -> Iterator[Look]:
        for seer in self.sides:
            for seen in self.sides:
                guess, truth = seer.orders.get(seen.role.code), seen.own_order
                alike = likeness(guess, truth) if guess and truth and seer is not seen else None
                if guess and truth and alike:
                    yield Look(seer=seer, seen=seen, guess=guess, truth=truth, likeness=alike)


def tables_of(assignment: Assignment, now: datetime) -> list[Table]:
    """All tables, for those who teach: with every ranking and what was prepared. Last those of an outcome whose people
    have been parted."""
    members = TeamMember.objects.present().filter(assignment=assignment).exclude(team__table=SITS_OUT)
    rankings = Ranking.objects.filter(team__assignment=assignment)
    outcomes, prepared = assignment.outcomes.all(), _prepared(assignment, now)
    seated = _tables(assignment, members, outcomes, rankings, prepared)
    return seated + _parted(assignment, [one for one in outcomes if not one.table], rankings, prepared)


def table_of(assignment: Assignment, team: Team, now: datetime) -> Table | None:
    """The own table, for students: of rankings only the own ones, until all are revealed. None where nobody sits."""
    members = TeamMember.objects.present().filter(assignment=assignment, team__table=team.table)
    revealed = assignment.is_revealed(now)
    rankings = Ranking.objects.filter(team__in=members.values("team")) if revealed else team.rankings.all()
    outcomes = assignment.outcomes.filter(table=team.table)
    found = _tables(assignment, members, outcomes, rankings, {}) if team.table != SITS_OUT else []
    return found[0] if found else None


def table_numbered(assignment: Assignment, number: int) -> Table | None:
    """One table, for those who teach; without rankings and what was prepared."""
    members = TeamMember.objects.present().filter(assignment=assignment, team__table=number)
    outcomes = assignment.outcomes.filter(table=number)
    found = _tables(assignment, members, outcomes, Ranking.objects.none(), {}) if number != SITS_OUT else []
    return found[0] if found else None


def confirmed_for(members: QuerySet[TeamMember], assignments: Iterable[Assignment]) -> dict[UUID, Table]:
    """The tables of these members of several assignments whose outcome is confirmed, by each team that the outcome
    belongs to; of two the newer one. Without people, rankings and what was prepared; in three queries."""
    cases = {one.pk: one.document for one in assignments}
    theirs = OF_TEAMS.filter(outcome=OuterRef("pk"), team__members__in=members)
    outcomes = Outcome.objects.filter(Exists(theirs), assignment__in=cases)
    confirmed, teams = _confirmed(outcomes), _teams(outcomes)
    tables = (
        Table(
            number=outcome.table,
            case=case,
            sides=_sides(case, teams[outcome.pk]),
            outcome=outcome,
            confirmed=frozenset(confirmed[outcome.pk]),
        )
        for outcome in outcomes.order_by("entered_at", "pk")
        if (case := cases[outcome.assignment_id])
    )
    return {side.team.pk: table for table in tables if table.entered == Entered.CONFIRMED for side in table.sides}


def _parted(
    assignment: Assignment,
    parted: Collection[Outcome],
    rankings: QuerySet[Ranking],
    prepared: Mapping[UUID, Prepared],
) -> list[Table]:
    """What was agreed by teams that do not sit together now, each as a table without a number."""
    case = assignment.document
    if case is None or not parted:
        return []
    confirmed, teams, orders = _confirmed(parted), _teams(parted), _orders(case, rankings)
    people: dict[UUID, list[Enrolment]] = defaultdict(list)
    members = TeamMember.objects.current().filter(team__outcomes__in=parted).distinct()
    for member in members.select_related("enrolment").order_by("enrolment__name_key"):
        people[member.team_id].append(member.enrolment)
    return [
        Table(
            number=SITS_OUT,
            case=case,
            sides=_sides(case, teams[outcome.pk], people, orders, prepared),
            outcome=outcome,
            confirmed=frozenset(confirmed[outcome.pk]),
        )
        for outcome in parted
    ]


def _teams(outcomes: Collection[Outcome] | QuerySet[Outcome]) -> dict[int, list[Team]]:
    """The teams that each outcome belongs to, of those that somebody is in."""
    found: dict[int, list[Team]] = defaultdict(list)
    somebody = TeamMember.objects.current().filter(team=OuterRef("team"))
    for row in OF_TEAMS.filter(Exists(somebody), outcome__in=outcomes).select_related("team"):
        found[row.outcome_id].append(row.team)
    return found


def _tables(
    assignment: Assignment,
    members: QuerySet[TeamMember],
    outcomes: QuerySet[Outcome],
    rankings: QuerySet[Ranking],
    prepared: Mapping[UUID, Prepared],
) -> list[Table]:
    """The tables at which somebody sits, and those that have an outcome from before everybody left."""
    case = assignment.document
    if case is None:
        return []
    results = {outcome.table: outcome for outcome in outcomes if outcome.table}
    confirmed = _confirmed(outcomes)
    orders = _orders(case, rankings)
    people: dict[UUID, list[Enrolment]] = defaultdict(list)
    teams: dict[int, dict[UUID, Team]] = defaultdict(dict)
    for member in members.select_related("team", "enrolment").order_by("enrolment__name_key"):
        people[member.team_id].append(member.enrolment)
        teams[member.team.table][member.team_id] = member.team
    return [
        Table(
            number=number,
            case=case,
            sides=_sides(case, teams[number].values(), people, orders, prepared),
            outcome=(outcome := results.get(number)),
            confirmed=frozenset(confirmed[outcome.pk] if outcome else ()),
        )
        for number in sorted(teams.keys() | results.keys())
    ]


def _sides(
    case: CaseDocument,
    teams: Iterable[Team],
    people: Mapping[UUID, Iterable[Enrolment]] = NOBODY,
    orders: Mapping[UUID, Orders] = NOBODY,
    prepared: Mapping[UUID, Prepared] = NOBODY,
) -> tuple[Side, ...]:
    """The teams of a table in the order of the roles."""
    by_role = {team.role: team for team in teams}
    return tuple(
        Side(
            team=team,
            role=role,
            people=tuple(people.get(team.pk, ())),
            orders=orders.get(team.pk, {}),
            prepared=prepared.get(team.pk),
        )
        for role in case.roles
        if (team := by_role.get(role.code))
    )


def _confirmed(outcomes: Collection[Outcome] | QuerySet[Outcome]) -> dict[int, set[UUID]]:
    """The teams that have confirmed each outcome."""
    found: dict[int, set[UUID]] = defaultdict(set)
    confirmations = Confirmation.objects.filter(outcome__in=outcomes)
    for outcome, team in confirmations.values_list("outcome", "team"):
        found[outcome].add(team)
    return found


def _orders(case: CaseDocument, rankings: Iterable[Ranking]) -> dict[UUID, dict[str, tuple[str, ...]]]:
    issues = sorted(issue.code for issue in case.issues)
    found: dict[UUID, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for ranking in rankings:
        if sorted(ranking.issues) == issues:
            found[ranking.team_id][ranking.role] = tuple(ranking.issues)
    return found


def _prepared(assignment: Assignment, now: datetime) -> dict[UUID, Prepared]:
    latest = Submission.objects.latest().filter(assignment=assignment)
    asked, criteria = assignment.asked_items, assignment.criteria
    filled: dict[UUID, int] = defaultdict(int)
    counts = SubmittedItem.objects.filter(submission__in=latest, item__in=asked)
    for submission, item, lines, prompts in counts.values_list("submission", "item", "count", "prompts"):
        level = fill(lines=lines, prompts=prompts, asked=len(CATALOGUE.item(item).prompts), minimum=assignment.minimum)
        filled[submission] += level in (Fill.ENOUGH, Fill.STRONG)
    scores: dict[UUID, dict[str, int | None]] = defaultdict(dict)
    given = Score.objects.filter(submission__in=latest)
    for submission, criterion, points in given.values_list("submission", "criterion", "level"):
        scores[submission][criterion] = points
    return {
        submission.team_id: Prepared(
            submission=submission,
            filled=filled[submission.pk],
            asked=len(asked),
            rubric=rubric_total(scores[submission.pk], criteria),
            released=(review := getattr(submission, "review", None)) is not None and review.is_released(now),
        )
        for submission in latest.light().select_related("review")
    }
