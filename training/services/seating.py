"""The tables of one assignment while people move, and what goes with them.

A team is its people: the worksheet, what was handed in, orders and outcomes hang on it, and it goes with them to
another table. A place that a team has left passes on nothing: who sits down there next begins anew.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from quadrants.models import Worksheet
from quadrants.services.members import let_in, let_out
from quadrants.services.worksheets import remove_worksheets
from quadrants.wording import listed
from training.grouping import BYE, NO_ROLE, SITS_OUT, Person, Place, Rules, placed
from training.models import Assignment, Enrolment, Outcome, Submission, Team, TeamMember
from training.policy import Role
from training.services.refusal import NotDone

PORTION = 500


class Floor:
    """All tables of one assignment, locked until the end of the transaction.

    `inside` are the students of each team who are in the course. Others of it have left: `gone` keeps their place,
    until somebody else needs it, and their role for good.
    """

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
        self.gone: dict[object, set[int]] = defaultdict(set)
        for key, member in self.members.items():
            here = member.enrolment.current and member.enrolment.role == Role.STUDENT
            (self.inside if here else self.gone)[member.team_id].add(key)
        self.outcomes: dict[int, set[object]] = defaultdict(set)
        for outcome, team in Outcome.teams.through.objects.filter(outcome__assignment=assignment).values_list(
            "outcome", "team"
        ):
            self.outcomes[outcome].add(team)
        self.handed_in = set(Submission.objects.filter(assignment=assignment).values_list("team", flat=True))
        # What is a team's own for good: handed in, or agreed on.
        self.work = self.handed_in.union(*self.outcomes.values())
        self.unwanted: list[Worksheet] = []

    @property
    def is_settled(self) -> bool:
        begun = any(team.begun for team in self.teams.values())
        return begun or (self.assignment.briefs_are_out(timezone.now()) and any(team.role for team in self.at.values()))

    def place_of(self, key: int) -> Place:
        team = self.team_of(key)
        return _place(team) if team else BYE

    def team_of(self, key: int) -> Team | None:
        member = self.members.get(key)
        return self.teams[member.team_id] if member else None

    def students(self) -> set[int]:
        """All who are to be placed or have a place: the students of the course who are not absent."""
        absent = {key for key, member in self.members.items() if member.absent}
        return set(self.assignment.course.enrolments.students().values_list("pk", flat=True)) - absent

    def seated(self) -> dict[int, Place]:
        places = {key: self.place_of(key) for key in self.students()}
        return {key: place for key, place in places.items() if place.table}

    def fixed(self, key: int) -> str | None:
        """The role that somebody keeps: the brief can have been read, or something is written."""
        team = self.team_of(key)
        if team is None or not team.role:
            return None
        return team.role if team.begun or self.assignment.briefs_are_out(timezone.now()) else None

    def crowded(self, places: Mapping[int, Place], size: int) -> list[int]:
        """Who would come to a role at a table that more than `size` then play."""
        before = {key: self.place_of(key) for keys in self.inside.values() for key in keys}
        crowd = Counter({**before, **places}.values())
        return [key for key, at in places.items() if crowd[at] > size and before.get(key) != at]

    def names(self, keys: Collection[int]) -> str:
        """Their names in a row, in the language of the reader."""
        found = Enrolment.objects.filter(pk__in=keys).order_by("name_key")
        return listed(found.values_list("name", flat=True))

    def mark(self, absent: Mapping[int, bool]) -> None:
        self._create({key: BYE for key, away in absent.items() if away and key not in self.members})
        for key, away in absent.items():
            if key in self.members:
                self.members[key].absent = away
                self.members[key].save(update_fields=["absent"])

    def deal(self, keys: Collection[int], rules: Rules, seed: int, kept: Mapping[int, Place]) -> None:
        """Places `keys` by chance. Who has work of an own team joins no other: without a free place they sit out."""
        played = self._played(keys)
        people = [Person(key=key, fixed=self.fixed(key), played=played.get(key, frozenset())) for key in sorted(keys)]
        closed = {at for at, team in self.at.items() if team.pk in self.work and self.inside[team.pk] - set(keys)}
        places = placed(people, rules, seed, kept, closed)
        taken = set(kept.values())
        for key in [key for key, member in self.members.items() if member.team_id in self.work]:
            if key in places and places[key].table:
                if places[key] in taken:
                    places[key] = Place(SITS_OUT, self.place_of(key).role)
                taken.add(places[key])
        self.move(places)

    def move(self, places: Mapping[int, Place]) -> None:
        """First all leave their places, then all sit down, so that people can change places with each other. `NotDone`
        where somebody would leave behind or get hold of what was handed in or agreed on."""
        moves = {key: at for key, at in places.items() if key in self.members and at != self.place_of(key)}
        new = {key: at for key, at in places.items() if key not in self.members}
        self._check(moves, new)
        self._give_away({*moves.values(), *new.values()})
        carried = self._get_up(moves)
        for key, at in sorted(moves.items(), key=lambda move: move[0] not in carried):
            self._sit_down(key, at, carried.get(key))
        TeamMember.objects.bulk_update([self.members[key] for key in moves], ["team"], batch_size=PORTION)
        self._create(new)
        self._clear_away()
        self._seat_outcomes()

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

    def _check(self, moves: Mapping[int, Place], new: Mapping[int, Place]) -> None:
        """Work stays with all of its team, in its role, and nobody else comes to it."""
        theirs = {at: team.pk for at, team in self.at.items() if self.inside[team.pk] - moves.keys()}
        for key, at in moves.items():
            team = self.teams[self.members[key].team_id]
            if team.pk not in self.work:
                continue
            together = {moves.get(one) for one in self.inside[team.pk]} == {at}
            together = together and bool(at.table or len(self.inside[team.pk]) == 1)
            if not together or at.role != team.role or theirs.get(at, team.pk) != team.pk:
                self._refuse(key, team)
            if at.table:
                theirs[at] = team.pk
        for key, at in {**moves, **new}.items():
            team = theirs.get(at)
            if team in self.work and not (key in self.members and self.members[key].team_id == team):
                raise NotDone(
                    _("At table %(number)d they have handed in or agreed already in this role: nobody joins them.")
                    % {"number": at.table}
                )

    def _refuse(self, key: int, team: Team) -> None:
        name = {"name": self.members[key].enrolment.name}
        if team.pk in self.handed_in:
            raise NotDone(_("%(name)s has handed in and stays in this group.") % name)
        raise NotDone(_("%(name)s has a result and stays in this group.") % name)

    def _give_away(self, places: Collection[Place]) -> None:
        """Places that were kept for people who have left, and that somebody needs now."""
        wanted = [team for at in places if (team := self.at.get(at)) and not self.inside[team.pk]]
        self._vacate(wanted)

    def _vacate(self, teams: Collection[Team]) -> None:
        for team in teams:
            self.at.pop(_place(team), None)
            team.table = SITS_OUT
        if teams:
            Team.objects.filter(pk__in=[team.pk for team in teams]).update(table=SITS_OUT)

    def _get_up(self, moves: Mapping[int, Place]) -> dict[int, Team]:
        """Takes people off their places; the teams that go along with who leaves them last are returned."""
        carried, emptied = {}, []
        for key, at in moves.items():
            team = self.teams[self.members[key].team_id]
            self.inside[team.pk].discard(key)
            if self.inside[team.pk]:
                if team.worksheet:
                    let_out(worksheet=team.worksheet, user=self._user(key))
                continue
            emptied.append(team)
            if team.role == at.role:
                carried[key] = team
            else:
                self._leave_behind(team)
        self._vacate(emptied)
        return carried

    def _sit_down(self, key: int, at: Place, carried: Team | None) -> None:
        team = self.at.get(at) if at.table else None
        if team is None and carried:
            team = carried
            team.table = at.table
            team.save(update_fields=["table"])
            self._know(team)
        elif team is None:
            team = self._new_team(at)
            team.save(force_insert=True)
        elif carried:
            self._bring(carried, team)
        self.inside[team.pk].add(key)
        self.members[key].team = team
        if team.worksheet:
            for inside in self.inside[team.pk]:
                let_in(worksheet=team.worksheet, user=self._user(inside))

    def _bring(self, carried: Team, team: Team) -> None:
        """Who comes with a worksheet to a team that has none gives it to them."""
        worksheet, begun = carried.worksheet, carried.begun
        if team.worksheet:
            self._leave_behind(carried)
        elif worksheet:
            self._give(carried, None, begun=False)
            self._give(team, worksheet, begun=begun)

    def _give(self, team: Team, worksheet: Worksheet | None, *, begun: bool) -> None:
        team.worksheet, team.begun = worksheet, begun
        team.save(update_fields=["worksheet"])

    def _leave_behind(self, team: Team) -> None:
        """An empty worksheet is nobody's loss; what is written stays with who wrote it."""
        if team.worksheet and not team.begun:
            self.unwanted.append(team.worksheet)
        if team.worksheet:
            self._give(team, None, begun=False)

    def _user(self, key: int):
        member = self.members.get(key)
        return member.enrolment.user if member else Enrolment.objects.select_related("user").get(pk=key).user

    def _new_team(self, at: Place) -> Team:
        team = Team(assignment=self.assignment, table=at.table, role=at.role)
        team.begun = False
        self._know(team)
        return team

    def _create(self, places: Mapping[int, Place]) -> None:
        """Places for those who have none, many at once."""
        new = [self._new_team(at) for at in places.values() if at.table == SITS_OUT or at not in self.at]
        Team.objects.bulk_create(new, batch_size=PORTION)
        sitting_out = iter([team for team in new if not team.table])
        made = [
            TeamMember(
                assignment=self.assignment, enrolment_id=key, team=self.at[at] if at.table else next(sitting_out)
            )
            for key, at in places.items()
        ]
        for member in TeamMember.objects.bulk_create(made, batch_size=PORTION):
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
        emptied = [pk for pk in self.teams if not self.inside[pk] and not self.gone[pk] and pk not in self.work]
        Team.objects.filter(pk__in=emptied).delete()

    def _seat_outcomes(self) -> None:
        """Each outcome to the table where those it belongs to sit together and nobody else does; else to none, until
        they do again. Of two for one table the newer one counts there."""
        if not self.outcomes:
            return
        tables: dict[object, int] = {pk: team.table for pk, team in self.teams.items() if team.table}
        present = {pk: table for pk, table in tables.items() if self.inside[pk]}
        moved, seated = [], set[int]()
        for outcome in self.assignment.outcomes.order_by("-entered_at", "-pk"):
            theirs = self.outcomes[outcome.pk]
            where = {present[pk] for pk in theirs & present.keys()} or {tables[pk] for pk in theirs & tables.keys()}
            table = where.pop() if len(where) == 1 else SITS_OUT
            if table in seated or {pk for pk, at in present.items() if at == table} - theirs:
                table = SITS_OUT
            seated |= {table} - {SITS_OUT}
            if table != outcome.table:
                outcome.table = table
                moved.append(outcome)
        # All get up before one sits down, here as well.
        Outcome.objects.filter(pk__in=[outcome.pk for outcome in moved]).update(table=SITS_OUT)
        Outcome.objects.bulk_update(moved, ["table"])


def _place(team: Team) -> Place:
    return Place(team.table, team.role)
