"""Who works with whom on an assignment: by chance, by hand, and what becomes of worksheets when people move.

A worksheet stays with its team. Who goes to another one loses it and joins the one there. Who leaves nobody behind
takes the whole team along into the same role; else an unwritten one is removed, a written one stays with its writer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from quadrants.services.members import let_in, let_out
from training.grouping import SITS_OUT, Odd, Place, Rules, broken_tables
from training.models import Assignment, Enrolment, Team, TeamMember
from training.models.assignment import Grouping
from training.services.refusal import NotDone, Unsure
from training.services.seating import Floor

PAIR = 2


@transaction.atomic
def place_at_random(*, assignment: Assignment, odd: Odd, seed: int) -> None:
    """Deals out all tables anew; `NotDone` once briefs can be read or somebody has begun."""
    clear(assignment=assignment)
    place_the_rest(assignment=assignment, odd=odd, seed=seed)


@transaction.atomic
def place_the_rest(*, assignment: Assignment, odd: Odd, seed: int) -> None:
    """Places those without a table, in gaps first; everybody else stays."""
    floor = Floor(assignment)
    kept = floor.seated()
    floor.deal(floor.students() - kept.keys(), rules(assignment, odd), seed, kept)


@transaction.atomic
def pair_those_left(*, assignment: Assignment, odd: Odd, seed: int) -> None:
    """Brings together those who have lost their other side with each other and with those who have no table. Who has a
    result has negotiated, and stays."""
    floor = Floor(assignment)
    seated = floor.seated()
    broken = broken_tables(seated, assignment.role_codes, least_in_a_team(assignment))
    broken -= set(assignment.outcomes.values_list("table", flat=True))
    kept = {key: place for key, place in seated.items() if place.table not in broken}
    floor.deal(floor.students() - kept.keys(), rules(assignment, odd), seed, kept)


@transaction.atomic
def clear(*, assignment: Assignment) -> None:
    """Takes all tables apart; `NotDone` once briefs can be read or somebody has begun."""
    floor = Floor(assignment)
    if floor.is_settled:
        raise NotDone(
            _("The briefs can be read now, or somebody has begun: place the rest, or move people one by one.")
        )
    floor.clear()


@transaction.atomic
def place_by_hand(
    *, assignment: Assignment, places: Mapping[int, Place], absent: Mapping[int, bool], sure: bool = False
) -> None:
    """Moves students, by their enrolments, to tables and roles, and notes who is absent. Who is absent leaves the
    table and keeps the role; who is back has no table until somebody places them. `Unsure`, unless `sure`, where
    somebody would read a second brief, or share a role in pairs."""
    floor = Floor(assignment)
    floor.mark(absent)
    if not sure:
        _ask(assignment, floor, {key: at for key, at in places.items() if at.table and not absent.get(key)})
    out = {key for key, place in places.items() if not place.table} | {key for key, away in absent.items() if away}
    floor.move({**places, **{key: Place(SITS_OUT, floor.place_of(key).role) for key in out}})


def _ask(assignment: Assignment, floor: Floor, places: Mapping[int, Place]) -> None:
    """Says what the trainer may not have meant."""
    read = [key for key, at in places.items() if floor.fixed(key) not in (None, at.role)]
    shared = floor.crowded(places, least_in_a_team(assignment)) if assignment.grouping == Grouping.PAIR else []
    said = []
    if read:
        said.append(
            _("Can have read the brief of another role, and would read a second one: %(names)s.")
            % {"names": floor.names(read)}
        )
    if shared:
        said.append(
            _("The role is taken at this table; would share it, and the worksheet: %(names)s.")
            % {"names": floor.names(shared)}
        )
    if said:
        raise Unsure(" ".join(said))


@transaction.atomic
def leave_groups(*, enrolment: Enrolment) -> None:
    """Somebody who is no student of the course any more: the worksheet of a team stays with the others of it, what they
    prepared alone stays with them. Their places are kept until somebody else needs them, and their roles for good."""
    for team in _locked_teams_of(enrolment):
        if team.members.current().exclude(enrolment=enrolment).exists():
            let_out(worksheet=team.worksheet, user=enrolment.user)


@transaction.atomic
def come_back(*, enrolment: Enrolment) -> None:
    """Who is a student of the course again prepares on with the own teams."""
    for team in _locked_teams_of(enrolment):
        let_in(worksheet=team.worksheet, user=enrolment.user)


def without_a_table(enrolment: Enrolment, now: datetime) -> list[Assignment]:
    """The assignments that are not over yet, in which a student of the course sits at no table."""
    seated = enrolment.team_members.exclude(team__table=SITS_OUT).values("assignment")
    open_still = Q(due_at__gte=now) | Q(late_until__gte=now)
    grouped = enrolment.course.assignments.exclude(grouping=Grouping.INDIVIDUAL).filter(open_still, teams__table__gt=0)
    return list(grouped.exclude(pk__in=seated).order_by("due_at").distinct())


def _locked_teams_of(enrolment: Enrolment) -> list[Team]:
    """The teams of somebody that have a worksheet, locked; read when nobody else changes them any more."""
    mine = TeamMember.objects.filter(enrolment=enrolment).values("team")
    list(Team.objects.select_for_update().filter(pk__in=mine).values_list("pk"))
    return list(Team.objects.filter(members__enrolment=enrolment).exclude(worksheet=None).select_related("worksheet"))


@transaction.atomic
def hand_over_places(*, doubled: Enrolment, into: Enrolment) -> None:
    """Gives the places of a doubled seat to the one that stays, where it has none of its own."""
    twice = doubled.team_members.filter(assignment__in=into.team_members.values("assignment"))
    for member in twice.select_related("team__worksheet", "enrolment__user"):
        other = into.team_members.select_related("team__worksheet", "enrolment__user").get(
            assignment=member.assignment_id
        )
        _give_up_place(other if _has_work(member) and not _has_work(other) else member)
    doubled.team_members.update(enrolment=into)
    doubled.extensions.exclude(assignment__in=into.extensions.values("assignment")).update(enrolment=into)


def _has_work(member: TeamMember) -> bool:
    return member.team.submissions.exists() or member.team.outcomes.exists()


def _give_up_place(member: TeamMember) -> None:
    """Takes somebody off a team, which goes when nobody is left; `NotDone` where work was handed in from it alone."""
    alone = not member.team.members.exclude(pk=member.pk).exists()
    if alone and _has_work(member):
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
