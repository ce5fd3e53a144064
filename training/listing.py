"""What lists show of assignments and of those who do them, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from training.grouping import BYE, SITS_OUT, Place, broken_tables
from training.models import Assignment, Course, Enrolment, Team, TeamMember
from training.models.assignment import written_on


class State(TextChoices):
    """How far a student is with an assignment."""

    NOT_OPEN = "not_open", _("not open yet")
    OPEN = "open", _("open")
    PREPARING = "preparing", _("preparing")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """An assignment in the list of a student; `due_at` knows of more time for this one."""

    assignment: Assignment
    due_at: datetime
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class TaughtRow:
    """An assignment in the list of those who teach: how many students have written something, how many have not."""

    assignment: Assignment
    begun: int
    not_begun: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A student of the course in one assignment. `place` is None for who is in no group yet; `broken` says that the
    table has lost its other side; `extended_to` is the own due time where it is another one."""

    enrolment: Enrolment
    place: Place | None
    absent: bool
    opened: bool
    begun: bool
    broken: bool
    extended_to: datetime | None

    @property
    def table(self) -> int:
        return self.place.table if self.place else SITS_OUT

    @property
    def role(self) -> str:
        return self.place.role if self.place else BYE.role


def own_rows(enrolment: Enrolment, now: datetime) -> tuple[list[OwnRow], list[OwnRow]]:
    """A student's assignments: those that are still to do, due next first; and those that are past."""
    extended = dict(enrolment.extensions.values_list("assignment", "due_at"))
    opened = set(enrolment.team_members.exclude(team__worksheet=None).values_list("assignment", flat=True))
    rows = []
    for one in assignments_of(enrolment.course):
        due_at = max(one.due_at, extended.get(one.pk, one.due_at))
        state = State.PREPARING if one.pk in opened else State.OPEN if one.is_open(now) else State.NOT_OPEN
        rows.append(OwnRow(assignment=one, due_at=due_at, state=state))
    rows.sort(key=lambda row: row.due_at)
    return [row for row in rows if row.due_at >= now], [row for row in reversed(rows) if row.due_at < now]


def taught_rows(course: Course, students: int) -> list[TaughtRow]:
    """All assignments of a course, in the order in which they are due; `students` is how many the course has."""
    members = TeamMember.objects.current().filter(assignment__course=course).begun()
    begun = dict(members.order_by().values_list("assignment").annotate(count=Count("pk")))
    rows = ((one, begun.get(one.pk, 0)) for one in assignments_of(course))
    return [TaughtRow(assignment=one, begun=count, not_begun=students - count) for one, count in rows]


def people_of(assignment: Assignment, least: int = 1) -> list[PersonRow]:
    """All students of the course, those without a table first, then table by table."""
    begun = Exists(written_on(OuterRef("team__worksheet")))
    found = assignment.members.current().select_related("team").annotate(begun=begun)
    members = {member.enrolment_id: member for member in found}
    extended = dict(assignment.extensions.values_list("enrolment", "due_at"))
    places = {key: Place(member.team.table, member.team.role) for key, member in members.items()}
    broken = broken_tables(places, assignment.role_codes, least)
    rows = []
    for enrolment in assignment.course.enrolments.students().order_by("name_key"):
        member, place = members.get(enrolment.pk), places.get(enrolment.pk)
        rows.append(
            PersonRow(
                enrolment=enrolment,
                place=place,
                absent=bool(member and member.absent),
                opened=bool(member and member.team.worksheet_id),
                begun=bool(member and member.begun),
                broken=bool(place and place.table in broken),
                extended_to=extended.get(enrolment.pk),
            )
        )
    order = {code: number for number, code in enumerate(assignment.role_codes)}
    rows.sort(key=lambda row: (row.absent, row.table, order.get(row.role, 0)))
    return rows


def at_the_table(mine: TeamMember) -> Iterator[tuple[Team, list[TeamMember]]]:
    """The teams at somebody's table with those who are there, in the order of their roles; the own team first."""
    everybody = TeamMember.objects.present().filter(assignment=mine.assignment_id)
    here = everybody.filter(team__table=mine.team.table) if mine.team.table else everybody.filter(team=mine.team)
    teams: dict[object, tuple[Team, list[TeamMember]]] = {mine.team_id: (mine.team, [])}
    for member in here.select_related("team", "enrolment").order_by("team__role", "enrolment__name_key"):
        teams.setdefault(member.team_id, (member.team, []))[1].append(member)
    yield from teams.values()


def assignments_of(course: Course) -> QuerySet[Assignment]:
    """The assignments of a course without what is long in them, due first first."""
    return course.assignments.defer("case", "instructions").order_by("due_at", "created_at")
