"""What a student gets of an assignment: the own brief when it is out, and one worksheet with the team."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from quadrants.models import Worksheet
from quadrants.models.worksheet import TITLE_LENGTH
from quadrants.services.members import let_in
from quadrants.services.worksheets import create_worksheet, restore_worksheet
from training.cases.document import RoleCase
from training.models import Assignment, Enrolment, Team, TeamMember
from training.policy import Role
from training.services.refusal import NotDone


def membership_of(assignment: Assignment, enrolment: Enrolment) -> TeamMember | None:
    """The place of a student who is in the course, with the team."""
    found = assignment.members.current().filter(enrolment=enrolment)
    return found.select_related("team__worksheet").first()


def brief_for(assignment: Assignment, enrolment: Enrolment, now: datetime) -> RoleCase | None:
    """The case as this student's role reads it; None without a role, and before the briefs are out. The names of the
    issues are in it only where the trainer shows them."""
    mine = membership_of(assignment, enrolment)
    return role_case(assignment, mine.team.role, now) if mine else None


def role_case(assignment: Assignment, role: str, now: datetime) -> RoleCase | None:
    """The case as one role reads it, once the briefs are out."""
    if not role or assignment.document is None or not assignment.briefs_are_out(now):
        return None
    case = assignment.document.for_role(role)
    return case if assignment.show_issues else replace(case, issues=())


@transaction.atomic
def open_worksheet(*, assignment: Assignment, enrolment: Enrolment, language: str, now: datetime) -> Worksheet:
    """The worksheet of the student's team: made by whoever opens it first, with the others as editors; the same one
    ever after. `NotDone` before the assignment opens, and for who is in no team."""
    if not assignment.is_open(now):
        raise NotDone(_("This assignment is not open yet."))
    team = _locked_team(assignment, enrolment)
    if team.worksheet is None:
        team.worksheet = _made(assignment, team, enrolment, language)
        team.save(update_fields=["worksheet"])
    elif team.worksheet.deleted_at:
        # Whoever owns it may delete it, but the others still have to prepare.
        restore_worksheet(worksheet=team.worksheet)
    return team.worksheet


def _locked_team(assignment: Assignment, enrolment: Enrolment) -> Team:
    """The team, locked, so that only one of those who open it at the same moment makes the worksheet."""
    mine = membership_of(assignment, enrolment)
    if mine is None and not assignment.grouped and enrolment.role == Role.STUDENT:
        mine = _alone(assignment, enrolment)
    if mine is None:
        raise NotDone(_("You are in no group yet. Your trainer puts the groups together."))
    # Locked first and read afterwards: what is read while waiting for the lock may be what was before.
    list(Team.objects.select_for_update().filter(pk=mine.team_id).values_list("pk"))
    team = Team.objects.select_related("worksheet").filter(pk=mine.team_id).first()
    if team is None or not team.members.filter(enrolment=enrolment).exists():
        raise NotDone(_("Your group has just changed. Try again."))
    if assignment.grouped and not (team.table or team.role or team.worksheet):
        raise NotDone(_("You sit out this time."))
    return team


def _alone(assignment: Assignment, enrolment: Enrolment) -> TeamMember:
    try:
        with transaction.atomic():
            team = Team.objects.create(assignment=assignment)
            return TeamMember.objects.create(team=team, enrolment=enrolment, assignment=assignment)
    except IntegrityError:  # opened in two windows at once
        return assignment.members.get(enrolment=enrolment)


def _made(assignment: Assignment, team: Team, enrolment: Enrolment, language: str) -> Worksheet:
    names = {role.code: role.name.in_language(language) for role in assignment.roles}
    role = names.pop(team.role, "")
    title = f"{assignment.title} · {role}" if role else assignment.title
    worksheet = create_worksheet(
        user=enrolment.user,
        title=Truncator(title).chars(TITLE_LENGTH),
        language=language,
        us=role,
        others=tuple(names.values()),
        items=assignment.asked_items,
    )
    for member in team.members.current().exclude(enrolment=enrolment).select_related("enrolment__user"):
        let_in(worksheet=worksheet, user=member.enrolment.user)
    return worksheet
