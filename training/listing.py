"""What lists show of assignments and of those who do them, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from training.grouping import BYE, SITS_OUT, Place, broken_tables
from training.models import Assignment, Course, Enrolment, Extension, Submission, Team, TeamMember
from training.models.assignment import written_on
from training.rounds import Progress, State, latest, progress_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """An assignment in the list of a student; when it is due knows of more time for the own team."""

    assignment: Assignment
    progress: Progress

    def is_past(self, now: datetime) -> bool:
        """Whether there is nothing to do any more: accepted, or its time is over, that for late work, too."""
        until = self.progress.due_at
        if until and self.progress.state in (State.OPEN, State.PREPARING):
            until = max(until, self.assignment.late_until or until)
        return self.progress.state == State.ACCEPTED or (until is not None and until < now)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaughtRow:
    """An assignment in the list of those who teach: how many students have written something, how many have not, how
    many have handed in; and how many worksheets wait for a review."""

    assignment: Assignment
    begun: int
    not_begun: int
    handed_in: int
    to_review: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A student of the course in one assignment. `place` is None for who is in no group yet; `broken` says that the
    table has lost its other side; `extended_to` is the own due time where it is another one. `submission` is what the
    team handed in last, None until then, and `progress` what became of it."""

    enrolment: Enrolment
    place: Place | None
    absent: bool
    opened: bool
    begun: bool
    broken: bool
    extended_to: datetime | None
    submission: Submission | None
    progress: Progress | None

    @property
    def table(self) -> int:
        return self.place.table if self.place else SITS_OUT

    @property
    def role(self) -> str:
        return self.place.role if self.place else BYE.role


def own_rows(enrolment: Enrolment, now: datetime) -> tuple[list[OwnRow], list[OwnRow]]:
    """A student's assignments: those that are still to do, due next first; and those that are past."""
    extended = _extended(enrolment)
    opened = set(enrolment.team_members.exclude(team__worksheet=None).values_list("assignment", flat=True))
    mine = Submission.objects.filter(team__members__enrolment=enrolment)
    last = {one.assignment_id: one for one in latest(mine)}
    rows = []
    for one in assignments_of(enrolment.course):
        due_at = max(one.due_at, extended.get(one.pk, one.due_at))
        if one.pk in last:
            progress = progress_of(last[one.pk], due_at, now)
        else:
            state = State.PREPARING if one.pk in opened else State.OPEN if one.is_open(now) else State.NOT_OPEN
            progress = Progress(state=state, due_at=due_at)
        rows.append(OwnRow(assignment=one, progress=progress))
    rows.sort(key=lambda row: (row.progress.due_at is None, row.progress.due_at or now))
    return [row for row in rows if not row.is_past(now)], [row for row in reversed(rows) if row.is_past(now)]


def _extended(enrolment: Enrolment) -> dict[object, datetime]:
    """The latest extension among those who prepare together with a student, by assignment."""
    with_me = Q(enrolment__team_members__assignment=F("assignment"))
    with_me &= Q(enrolment__team_members__team__members__enrolment=enrolment)
    found = Extension.objects.filter(with_me | Q(enrolment=enrolment), assignment__course=enrolment.course_id)
    return dict(found.order_by("due_at").values_list("assignment", "due_at"))


def taught_rows(course: Course, students: int) -> list[TaughtRow]:
    """All assignments of a course, in the order in which they are due; `students` is how many the course has."""
    standing = Submission.objects.standing().filter(team=OuterRef("team"))
    begun = Count("pk", filter=Exists(written_on(OuterRef("team__worksheet"))))
    members = TeamMember.objects.current().filter(assignment__course=course).order_by().values_list("assignment")
    counts = members.annotate(begun=begun, handed_in=Count("pk", filter=Exists(standing)))
    people = {key: (begun, handed_in) for key, begun, handed_in in counts}
    waiting = Submission.objects.latest().filter(assignment__course=course).unreviewed().order_by()
    to_review = dict(waiting.values_list("assignment").annotate(count=Count("pk")))
    rows = []
    for one in assignments_of(course):
        begun, handed_in = people.get(one.pk, (0, 0))
        waits = to_review.get(one.pk, 0)
        rows.append(
            TaughtRow(assignment=one, begun=begun, not_begun=students - begun, handed_in=handed_in, to_review=waits)
        )
    return rows


def people_of(assignment: Assignment, now: datetime, least: int = 1) -> list[PersonRow]:
    """All students of the course, those without a table first, then table by table."""
    begun = Exists(written_on(OuterRef("team__worksheet")))
    found = assignment.members.current().select_related("team").annotate(begun=begun)
    members = {member.enrolment_id: member for member in found}
    extended = dict(assignment.extensions.values_list("enrolment", "due_at"))
    last = {one.team_id: one for one in latest(assignment.submissions.all())}
    places = {key: Place(member.team.table, member.team.role) for key, member in members.items()}
    broken = broken_tables(places, assignment.role_codes, least)
    rows = []
    for enrolment in assignment.course.enrolments.students().order_by("name_key"):
        member, place = members.get(enrolment.pk), places.get(enrolment.pk)
        submission = last.get(member.team_id) if member else None
        rows.append(
            PersonRow(
                enrolment=enrolment,
                place=place,
                absent=bool(member and member.absent),
                opened=bool(member and member.team.worksheet_id),
                begun=bool(member and member.begun),
                broken=bool(place and place.table in broken),
                extended_to=extended.get(enrolment.pk),
                submission=submission,
                progress=progress_of(submission, assignment.due_at, now) if submission else None,
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
