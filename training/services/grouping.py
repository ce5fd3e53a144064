"""Who works with whom on an assignment: by chance, by hand, and what becomes of worksheets when people move.

A worksheet stays with its team. Who goes to another one loses it and joins the one there. Who leaves nobody behind
takes it along into the same role; else an unwritten one is removed, and a written one stays with its writer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quadrants.models import Worksheet
from quadrants.services.members import let_in, let_out
from quadrants.services.worksheets import remove_worksheets
from training.grouping import BYE, NO_ROLE, SITS_OUT, Odd, Person, Place, Rules, broken_tables, placed
from training.models import Assignment, Enrolment, Submission, Team, TeamMember
from training.models.assignment import Grouping
from training.services.refusal import NotDone

PAIR = 2


@transaction.atomic
def place_at_random(*, assignment: Assignment, odd: Odd, seed: int) -> None:
    """Deals out all tables anew; `NotDone` once somebody has read a brief or has begun."""
    clear(assignment=assignment)
    place_the_rest(assignment=assignment, odd=odd, seed=seed)


@transaction.atomic
def place_the_rest(*, assignment: Assignment, odd: Odd, seed: int) -> None:
    """Places those without a table, in gaps first; everybody else stays."""
    floor = _Floor(assignment)
    kept = floor.seated()
    floor.deal(floor.students() - kept.keys(), odd, seed, kept)


@transaction.atomic
def pair_those_left(*, assignment: Assignment, odd: Odd, seed: int) -> None:
    """Brings together those who have lost their other side with each other and with those who have no table."""
    floor = _Floor(assignment)
    seated = floor.seated()
    broken = broken_tables(seated, assignment.role_codes, least_in_a_team(assignment))
    kept = {key: place for key, place in seated.items() if place.table not in broken}
    floor.deal(floor.students() - kept.keys(), odd, seed, kept)


@transaction.atomic
def clear(*, assignment: Assignment) -> None:
    """Takes all tables apart; `NotDone` once somebody has read a brief or has begun."""
    floor = _Floor(assignment)
    if floor.is_settled:
        raise NotDone(_("Students have read their briefs or begun: place the rest, or move people one by one."))
    floor.clear()


@transaction.atomic
def place_by_hand(*, assignment: Assignment, places: Mapping[int, Place], absent: Mapping[int, bool]) -> None:
    """Moves students, by their enrolments, to tables and roles, and notes who is absent. Who is absent leaves the
    table and keeps the role; who is back has no table until somebody places them."""
    floor = _Floor(assignment)
    floor.mark(absent)
    out = {key for key, place in places.items() if not place.table} | {key for key, away in absent.items() if away}
    floor.move({**places, **{key: Place(SITS_OUT, floor.place_of(key).role) for key in out}})


@transaction.atomic
def leave_groups(*, enrolment: Enrolment) -> None:
    """Somebody who is no student of the course any more leaves tables and teams. What they prepared alone stays with
    them, and is found again when they come back."""
    places = TeamMember.objects.filter(enrolment=enrolment)
    list(Team.objects.select_for_update().filter(pk__in=places.values("team")).values_list("pk"))
    for member in places.select_related("team__worksheet"):
        team = member.team
        if not team.members.exclude(pk=member.pk).exists():
            Team.objects.filter(pk=team.pk).update(table=SITS_OUT)
            continue
        if team.worksheet:
            let_out(worksheet=team.worksheet, user=enrolment.user)
        member.delete()


@transaction.atomic
def hand_over_places(*, doubled: Enrolment, into: Enrolment) -> None:
    """Gives the places of a doubled seat to the one that stays, where it has none of its own."""
    twice = doubled.team_members.filter(assignment__in=into.team_members.values("assignment"))
    for member in twice.select_related("team__worksheet", "enrolment__user"):
        other = into.team_members.select_related("team__worksheet", "enrolment__user").get(
            assignment=member.assignment_id
        )
        _give_up_place(other if _has_handed_in(member) and not _has_handed_in(other) else member)
    doubled.team_members.update(enrolment=into)
    doubled.extensions.exclude(assignment__in=into.extensions.values("assignment")).update(enrolment=into)


def _has_handed_in(member: TeamMember) -> bool:
    return member.team.submissions.exists()


def _give_up_place(member: TeamMember) -> None:
    """Takes somebody off a team, which goes when nobody is left; `NotDone` where work was handed in from it alone."""
    alone = not member.team.members.exclude(pk=member.pk).exists()
    if alone and _has_handed_in(member):
        raise NotDone(_("Work was handed in from both places. Let one of them leave the course instead."))
    if member.team.worksheet:
        let_out(worksheet=member.team.worksheet, user=member.enrolment.user)
    (member.team if alone else member).delete()


def rules(assignment: Assignment, odd: Odd = Odd.DOUBLED) -> Rules:
    """How the tables of an assignment are laid: pairs are full or not there, teams may differ by one."""
    pairs = assignment.grouping == Grouping.PAIR
    size = least_in_a_team(assignment) if pairs else assignment.team_size
    return Rules(roles=assignment.role_codes, size=size, strict=pairs, odd=odd)


def least_in_a_team(assignment: Assignment) -> int:
    """With fewer in a role a table has lost somebody: pairs without a case sit on the same side."""
    return PAIR if assignment.grouping == Grouping.PAIR and not assignment.case else 1


class _Floor:
    """All tables of one assignment, locked until the end of the transaction."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = Assignment.objects.select_for_update().select_related("course").get(pk=assignment.pk)
        # Who opens an assignment waits at the row of the team, who writes at that of the worksheet: so what has not
        # begun does not begin meanwhile.
        list(self.assignment.teams.select_for_update().values_list("pk"))
        list(Worksheet.objects.select_for_update().filter(prepared_by__assignment=assignment).values_list("pk"))
        teams = self.assignment.teams.with_begun().select_related("worksheet")
        self.teams: dict[object, Team] = {team.pk: team for team in teams}
        members = self.assignment.members.select_related("enrolment__user")
        self.members: dict[int, TeamMember] = {member.enrolment_id: member for member in members}
        self.at: dict[Place, Team] = {_place(team): team for team in self.teams.values() if team.table}
        self.inside: dict[object, set[int]] = defaultdict(set)
        for key, member in self.members.items():
            self.inside[member.team_id].add(key)
        self.unwanted: list[Worksheet] = []

    @property
    def is_settled(self) -> bool:
        begun = any(team.begun for team in self.teams.values())
        return begun or (self.assignment.briefs_are_out(timezone.now()) and any(team.role for team in self.at.values()))

    def place_of(self, key: int) -> Place:
        member = self.members.get(key)
        return _place(self.teams[member.team_id]) if member else BYE

    def students(self) -> set[int]:
        """All who are to be placed or have a place: the students of the course who are not absent."""
        absent = {key for key, member in self.members.items() if member.absent}
        return set(self.assignment.course.enrolments.students().values_list("pk", flat=True)) - absent

    def seated(self) -> dict[int, Place]:
        places = {key: self.place_of(key) for key in self.students()}
        return {key: place for key, place in places.items() if place.table}

    def mark(self, absent: Mapping[int, bool]) -> None:
        self._create({key: BYE for key, away in absent.items() if away and key not in self.members})
        for key, away in absent.items():
            if key in self.members:
                self.members[key].absent = away
                self.members[key].save(update_fields=["absent"])

    def deal(self, keys: Collection[int], odd: Odd, seed: int, kept: Mapping[int, Place]) -> None:
        played = self._played(keys)
        people = [Person(key=key, fixed=self._fixed(key), played=played.get(key, frozenset())) for key in sorted(keys)]
        self.move(placed(people, rules(self.assignment, odd), seed, kept))

    def move(self, places: Mapping[int, Place]) -> None:
        """First all leave their teams, then all sit down, so that people can change places with each other."""
        moves = {key: at for key, at in places.items() if key in self.members and at != self.place_of(key)}
        handed_in = self._handed_in(moves)
        carried = {key: self._get_up(key, at) for key, at in moves.items()}
        for key, at in moves.items():
            self._sit_down(key, at, carried[key])
        for key, team in handed_in.items():
            Submission.objects.filter(team=team).update(team=self.members[key].team)
        TeamMember.objects.bulk_update([self.members[key] for key in moves], ["team"], batch_size=500)
        self._create({key: at for key, at in places.items() if key not in self.members})
        self._clear_away()

    def clear(self) -> None:
        remove_worksheets(team.worksheet for team in self.teams.values() if team.worksheet)
        # Who is absent today is so at the next deal, too.
        self.assignment.members.filter(absent=False).delete()
        self.assignment.teams.filter(members=None).delete()
        self.assignment.teams.update(role=NO_ROLE)

    def _played(self, keys: Collection[int]) -> dict[int, frozenset[str]]:
        """The roles that people had in other assignments with the same case."""
        origin = self.assignment.case_origin
        if not origin:
            return {}
        earlier = TeamMember.objects.filter(
            assignment__course=self.assignment.course_id, assignment__case_origin=origin
        )
        found: dict[int, set[str]] = defaultdict(set)
        for key, role in earlier.exclude(assignment=self.assignment).values_list("enrolment", "team__role"):
            found[key].add(role)
        return {key: frozenset(found[key] - {NO_ROLE}) for key in keys if key in found}

    def _fixed(self, key: int) -> str | None:
        """The role that somebody keeps: the brief may have been read, or something is written."""
        member = self.members.get(key)
        team = self.teams[member.team_id] if member else None
        if team is None or not team.role:
            return None
        return team.role if team.begun or self.assignment.briefs_are_out(timezone.now()) else None

    def _handed_in(self, moves: Mapping[int, Place]) -> dict[int, object]:
        """Those who take along what they have handed in, with the teams that they leave: who worked alone, in the same
        role, to where nobody has a worksheet yet. `NotDone` for others whose work is handed in."""
        teams = {key: self.members[key].team_id for key in moves}
        there = set(Submission.objects.filter(team__in=teams.values()).values_list("team", flat=True))
        found = {key: team for key, team in teams.items() if team in there}
        for key, team in found.items():
            at = moves[key]
            seated = self.at.get(at) if at.table else None
            alone = len(self.inside[team]) == 1 and self.teams[team].role == at.role
            if not alone or (seated and seated.worksheet):
                raise NotDone(
                    _("%(name)s has handed in and stays in this group.") % {"name": self.members[key].enrolment.name}
                )
        return found

    def _get_up(self, key: int, at: Place) -> Worksheet | None:
        """Takes somebody off the team; the worksheet that goes along is returned."""
        team = self.teams[self.members[key].team_id]
        self.inside[team.pk].discard(key)
        worksheet = team.worksheet
        if worksheet is None:
            return None
        if self.inside[team.pk]:
            let_out(worksheet=worksheet, user=self._user(key))
            return None
        worksheet.begun = team.begun
        self._give(team, None)
        if team.role == at.role:
            return worksheet
        self._leave_behind(worksheet)
        return None

    def _sit_down(self, key: int, at: Place, carried: Worksheet | None) -> None:
        team = self._team_at(at)
        self.inside[team.pk].add(key)
        self.members[key].team = team
        if carried and team.worksheet:
            self._leave_behind(carried)
        elif carried:
            self._give(team, carried)
        if team.worksheet:
            for inside in self.inside[team.pk]:
                let_in(worksheet=team.worksheet, user=self._user(inside))

    def _give(self, team: Team, worksheet: Worksheet | None) -> None:
        team.worksheet, team.begun = worksheet, bool(worksheet and worksheet.begun)
        team.save(update_fields=["worksheet"])

    def _leave_behind(self, worksheet: Worksheet) -> None:
        """An empty worksheet is nobody's loss; what is written stays with who wrote it."""
        if not worksheet.begun:
            self.unwanted.append(worksheet)

    def _user(self, key: int):
        member = self.members.get(key)
        return member.enrolment.user if member else Enrolment.objects.select_related("user").get(pk=key).user

    def _team_at(self, at: Place) -> Team:
        if at.table and at in self.at:
            return self.at[at]
        team = Team(assignment=self.assignment, table=at.table, role=at.role)
        team.begun = False
        team.save(force_insert=True)
        self._know(team)
        return team

    def _create(self, places: Mapping[int, Place]) -> None:
        """Places for those who have none, many at once."""
        new: list[Team] = []
        for at in places.values():
            if at.table == SITS_OUT or at not in self.at:
                team = Team(assignment=self.assignment, table=at.table, role=at.role)
                team.begun = False
                new.append(team)
                self._know(team)
        Team.objects.bulk_create(new, batch_size=500)
        sitting_out = iter([team for team in new if not team.table])
        made = [
            TeamMember(
                assignment=self.assignment, enrolment_id=key, team=self.at[at] if at.table else next(sitting_out)
            )
            for key, at in places.items()
        ]
        for member in TeamMember.objects.bulk_create(made, batch_size=500):
            self.members[member.enrolment_id] = member
            self.inside[member.team_id].add(member.enrolment_id)
            if member.team.worksheet:
                let_in(worksheet=member.team.worksheet, user=self._user(member.enrolment_id))

    def _know(self, team: Team) -> None:
        self.teams[team.pk] = team
        if team.table:
            self.at[_place(team)] = team

    def _clear_away(self) -> None:
        remove_worksheets(self.unwanted)
        Team.objects.filter(pk__in=self._emptied()).delete()

    def _emptied(self) -> Iterable[object]:
        return [pk for pk in self.teams if not self.inside[pk]]


def _place(team: Team) -> Place:
    return Place(team.table, team.role)
