"""A student's side of an assignment: what to do, the way to the worksheet, handing in and taking back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quadrants.catalogue import CATALOGUE
from quadrants.enums import Fill
from quadrants.loading import load_document
from quadrants.models import Worksheet
from quadrants.origins import Origin
from quadrants.readiness import fill_of
from quadrants.wording import moment
from training.access import student_view
from training.deadlines import Standing
from training.listing import at_the_table
from training.models import Assignment, Enrolment, Team, TeamMember
from training.record import Said, comments_on
from training.services import submitting as service
from training.services.preparing import membership_of, open_worksheet, role_case
from training.services.refusal import NotDone
from training.services.submitting import Round
from training.views.courses import course_page

if TYPE_CHECKING:
    from accounts.models import User


def own_assignment(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """What to do, how far the own team is, the own brief and who is at the table."""
    now = timezone.now()
    context: dict[str, Any] = {"assignment": assignment, "open": assignment.is_open(now)}
    mine = membership_of(assignment, enrolment)
    if context["open"]:
        context |= _task(assignment, enrolment, mine, now)
    context |= _handing_in(assignment, enrolment, mine, now)
    return course_page(request, "training/assignment_own.html", enrolment, context, tab="assignment")


def _task(assignment: Assignment, enrolment: Enrolment, mine: TeamMember | None, now: datetime) -> dict[str, Any]:
    """Nothing of the case is handed to the page but the introduction, the names of the roles and the own brief."""
    case, names = assignment.document, {role.code: role.name for role in assignment.roles}
    teams = list(at_the_table(mine)) if mine and assignment.grouped else []
    return {
        "introduction": case.introduction if case else (),
        "brief": role_case(assignment, mine.team.role, now) if mine else None,
        "role": names.get(mine.team.role) if mine else None,
        "waits_for_brief": bool(mine and mine.team.role) and now < assignment.briefs_from,
        "mates": [one.enrolment for one in teams[0][1] if one.enrolment_id != enrolment.pk] if teams else [],
        "opposite": [(names.get(team.role), [one.enrolment for one in them]) for team, them in teams[1:]],
        "grouped": mine is not None or not assignment.grouped,
        "sits_out": bool(mine and assignment.grouped and not (mine.team.table or mine.team.role)),
        "may_rank": bool(mine and mine.team.table) and assignment.can_be_ranked(now),
        "may_settle": bool(mine and mine.team.table) and assignment.issues_are_out(now),
    }


def _handing_in(assignment: Assignment, enrolment: Enrolment, mine: TeamMember | None, now: datetime) -> dict[str, Any]:
    """The round that the team is in, what it may do now, what is on the worksheet, and what it has handed in."""
    if mine is None:
        now_in = Round(number=1, deadline=service.deadline_for(assignment, enrolment))
    else:
        now_in = service.current_round(assignment, mine.team, now)
    worksheet = mine.team.worksheet if mine else None
    worksheet = worksheet if worksheet and not worksheet.deleted_at else None
    may_submit = bool(worksheet) and now_in.may_submit(now) and not assignment.course.archived
    return {
        "round": now_in,
        "stage": _stage(now_in, worksheet, now),
        "worksheet": worksheet,
        "extended": now_in.number == 1 and now_in.deadline.due_at > assignment.due_at,
        "may_submit": may_submit,
        "may_withdraw": now_in.may_withdraw(now) and not assignment.course.archived,
        "filled": _filled(assignment, worksheet) if worksheet and may_submit else None,
        "handed_in": list(_handed_in(mine.team, now)) if mine else [],
        "remarks": _remarks(now_in),
    }


def _stage(now_in: Round, worksheet: Worksheet | None, now: datetime) -> str:
    """Which sentence says where the team stands."""
    standing = now_in.deadline.standing(now)
    if now_in.done:
        return "accepted"
    if now_in.submission:
        return "handed_in"
    if standing in (Standing.CLOSED, Standing.LATE, Standing.GRACE):
        return standing.value
    if now_in.last:
        return "returned"
    return "preparing" if worksheet else "open"


def _filled(assignment: Assignment, worksheet: Worksheet) -> dict[str, Any]:
    """How many items are asked for, how many of them hold something, and those that hold nothing or too little."""
    document = load_document(worksheet)
    items = [CATALOGUE.item(code) for code in assignment.asked_items]
    fills = [(item, fill_of(document, item, assignment.minimum)) for item in items]
    empty = [item for item, fill in fills if fill == Fill.EMPTY]
    begun = [item for item, fill in fills if fill == Fill.BEGUN]
    return {"asked": len(items), "count": len(items) - len(empty), "empty": empty, "begun": begun}


def _handed_in(team: Team, now: datetime) -> Iterator[dict[str, Any]]:
    """What a team has handed in, the last round first, each with how many lines it has and its review, if released."""
    standing = team.submissions.standing().light().select_related("review", "submitted_by")
    for one in standing.annotate(lines=Sum("items__count")).order_by("-round"):
        review = getattr(one, "review", None)
        yield {"submission": one, "review": review if review and review.is_released(now) else None}


def _remarks(now_in: Round) -> list[Said]:
    """What was said of the round before, while the next one is prepared."""
    before = now_in.last if now_in.submission is None else None
    return comments_on([before])[before.pk] if before else []


def asked_for(worksheet: Worksheet, user: User) -> Origin | None:
    """The assignment for which a student prepares on a worksheet, until when, and the ways to brief and handing in."""
    mine = TeamMember.objects.current().filter(team__worksheet=worksheet, enrolment__user=user)
    member = mine.select_related("team", "assignment__course").first()
    if member is None:
        return None
    assignment, now = member.assignment, timezone.now()
    now_in = service.current_round(assignment, member.team, now)
    url = reverse("assignment", args=[assignment.course_id, assignment.pk])
    links = []
    if member.team.role and assignment.briefs_are_out(now):
        links.append((_("Brief"), f"{url}#brief"))
    if now_in.may_submit(now) and not assignment.course.archived:
        links.append((_("Hand in"), f"{url}#handing-in"))
    return Origin(assignment.title, url, _standing(now_in, assignment), tuple(links))


def _standing(now_in: Round, assignment: Assignment) -> str:
    if now_in.done or now_in.submission:
        return _("accepted") if now_in.done else _("handed in")
    if now_in.deadline.due_at is None:
        return ""
    with timezone.override(assignment.course.zone):
        return _("due %(moment)s") % {"moment": moment(now_in.deadline.due_at)}


@require_POST
@student_view
def assignment_open(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """To the worksheet of the own team; the first time it is made."""
    try:
        worksheet = open_worksheet(
            assignment=assignment, enrolment=enrolment, language=request.LANGUAGE_CODE, now=timezone.now()
        )
    except NotDone as reason:
        messages.error(request, str(reason))
        return redirect("assignment", enrolment.course_id, assignment.pk)
    return redirect("board", worksheet.pk)


@require_POST
@student_view
def submit(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """Hands in what the own team has on its worksheet."""
    try:
        service.submit(assignment=assignment, enrolment=enrolment, now=timezone.now())
        messages.success(request, _("Handed in. This is your receipt."))
    except NotDone as reason:
        messages.error(request, str(reason))
    return redirect("assignment", enrolment.course_id, assignment.pk)


@require_POST
@student_view
def withdraw(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """Takes back what was handed in."""
    try:
        service.withdraw(assignment=assignment, enrolment=enrolment, now=timezone.now())
        messages.success(request, _("Withdrawn. Go on writing, and hand it in again."))
    except NotDone as reason:
        messages.error(request, str(reason))
    return redirect("assignment", enrolment.course_id, assignment.pk)
