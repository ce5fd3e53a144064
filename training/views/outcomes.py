"""What each side does around the table: rank the issues before, enter and confirm afterwards what was agreed, and see
how they saw each other once that is revealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quadrants.document import WorksheetDocument
from quadrants.forms.fields import whole_number
from training.access import assignment_view
from training.cases.document import CaseRole, Issue
from training.forms.outcomes import OutcomeForm, RankingForm
from training.models import Assignment, Enrolment, Submission, Team
from training.outcomes import Look, Side, Table, table_numbered, table_of
from training.perception import needs_of, own_needs
from training.policy import Permission, grants
from training.results import has_points, terms
from training.services import outcomes as service
from training.services.preparing import membership_of
from training.services.refusal import NotDone
from training.views.courses import course_page

page = require_http_methods(["GET", "HEAD", "POST"])


def _own_table(assignment: Assignment, enrolment: Enrolment, now: datetime) -> tuple[Table, Side]:
    """The table at which a student sits, and the own side of it; those who sit at none have nothing here."""
    member = membership_of(assignment, enrolment)
    table = table_of(assignment, member.team, now) if member else None
    if member is None or table is None:
        raise Http404
    return table, table.side_of(member.team)


# --- How each side ranks the issues ---------------------------------------------------------------------------------


@page
@assignment_view()
def ranking(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """The issues in the order in which they matter to the own role, and as guessed to each other one at the table;
    after the reveal beside what the others said."""
    now = timezone.now()
    if not assignment.can_be_ranked(now):
        raise Http404
    table, mine = _own_table(assignment, enrolment, now)
    here = redirect("ranking", enrolment.course_id, assignment.pk)
    if request.method == "POST":
        form = RankingForm(request.POST, roles=[side.role.code for side in table.sides], case=table.case)
        if not form.is_valid():
            return _ranking_page(request, enrolment, assignment, table, mine, now, status=422)
        role = form.cleaned_data["role"]
        try:
            service.rank(assignment=assignment, table=table, team=mine.team, role=role, issues=form.order, now=now)
        except NotDone as reason:
            messages.error(request, str(reason))
            return here
        return redirect(f"{here.url}#of-{role}")
    return _ranking_page(request, enrolment, assignment, table, mine, now)


def _ranking_page(
    request: HttpRequest,
    enrolment: Enrolment,
    assignment: Assignment,
    table: Table,
    mine: Side,
    now: datetime,
    *,
    status: int = 200,
) -> HttpResponse:
    """Of the others there is nothing in the page before the reveal, because `table_of` does not read it."""
    revealed = assignment.is_revealed(now)
    others = [side for side in table.sides if side is not mine]
    sheets = _sheets(assignment, table) if revealed else {}
    context = {
        "assignment": assignment,
        "mine": mine,
        "open": service.ranking_is_open(assignment, table, now),
        "revealed": revealed,
        "lists": [_list(table, mine, side) for side in (mine, *others)],
        "seen": [
            (other.role, [_seen(table, sheets, mine, other), _seen(table, sheets, other, mine)])
            for other in others
            if revealed
        ],
    }
    return course_page(request, "training/ranking.html", enrolment, context, tab="results", status=status)


def _list(table: Table, mine: Side, side: Side) -> dict[str, Any]:
    """One order to make: of the own role, or guessed of another. Nobody has said it yet where it is not `kept`."""
    order = mine.orders.get(side.role.code)
    issues = [table.case.issue(code) for code in order] if order else list(table.case.issues)
    return {"role": side.role, "own": side is mine, "kept": order is not None, "issues": issues}


def _sheets(assignment: Assignment, table: Table) -> dict[UUID, WorksheetDocument]:
    """What each team of a table has handed in last."""
    latest = Submission.objects.latest().filter(assignment=assignment, team__in=[side.team for side in table.sides])
    return {submission.team_id: submission.content for submission in latest}


def _seen(table: Table, sheets: Mapping[UUID, WorksheetDocument], seer: Side, seen: Side) -> dict[str, Any]:
    """One side as the other saw it: each issue with its place and the one that was guessed, in the order of the truth
    (`look` is None where one of them has said nothing); and what either wrote of its needs."""
    look = next((look for look in table.looks if look.seer is seer and look.seen is seen), None)
    theirs, own = sheets.get(seer.team.pk), sheets.get(seen.team.pk)
    return {
        "seer": seer.role,
        "seen": seen.role,
        "look": look,
        "rows": _places(table, look) if look else [],
        "guessed": needs_of(theirs, seen.role.name, alone=len(table.sides) == 2) if theirs else [],
        "own": own_needs(own) if own else [],
    }


def _places(table: Table, look: Look) -> list[tuple[Issue, int, int]]:
    guessed = {code: place for place, code in enumerate(look.guess, start=1)}
    return [(table.case.issue(code), place, guessed[code]) for place, code in enumerate(look.truth, start=1)]


# --- What was agreed ------------------------------------------------------------------------------------------------


@page
@assignment_view()
def outcome(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """What was agreed: to a student at the own table; those who teach name one, `?table=3`."""
    if grants(enrolment.role, Permission.TEACH):
        return _corrected(request, enrolment, assignment)
    now = timezone.now()
    if not assignment.issues_are_out(now):
        raise Http404
    table, mine = _own_table(assignment, enrolment, now)
    form, status = None, 200
    if request.method == "POST":
        form, status = _done(request, assignment, table.number, mine.team, now)
        if form is None:
            return redirect("outcome", enrolment.course_id, assignment.pk)
        table, mine = _own_table(assignment, enrolment, now)
    revealed = assignment.is_revealed(now)
    context = {
        "others": [side for side in table.sides if side is not mine],
        "mine": mine,
        "may_confirm": mine in table.waits_for and not enrolment.course.archived,
        "may_rank": assignment.can_be_ranked(now),
        "unranked": service.ranking_is_open(assignment, table, now) and len(mine.orders) < len(table.sides),
        "open": service.outcome_is_open(assignment, now),
        "totals": [(side.role, table.points(side.role.code)) for side in table.sides] if revealed else [],
    }
    return _outcome_page(request, enrolment, assignment, table, [mine.role], form, context, status=status)


def _corrected(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """The outcome of any table, for those who teach."""
    number = whole_number(request.GET.get("table", ""))
    results = redirect("results", enrolment.course_id, assignment.pk)
    if number is None or assignment.document is None:
        return results
    table = _numbered(assignment, number)
    form, status = None, 200
    if request.method == "POST":
        form, status = _done(request, assignment, number, None, timezone.now())
        if form is None:
            return redirect(f"{results.url}#table-{number}")
        table = _numbered(assignment, number)
    context = {"open": not enrolment.course.archived, "others": table.sides}
    return _outcome_page(request, enrolment, assignment, table, list(table.case.roles), form, context, status=status)


def _numbered(assignment: Assignment, number: int) -> Table:
    table = table_numbered(assignment, number)
    if table is None:
        raise Http404
    return table


def _done(
    request: HttpRequest, assignment: Assignment, number: int, team: Team | None, now: datetime
) -> tuple[OutcomeForm | None, int]:
    """Enters or confirms what was sent. Where that cannot be: the form again, with the reason, and a status."""
    confirming = team is not None and request.POST.get("do") == "confirm"
    try:
        if confirming:
            version = whole_number(request.POST.get("version", "")) or 0
            service.confirm(assignment=assignment, team=team, version=version, now=now)
        else:
            form = OutcomeForm(request.POST, case=assignment.document)
            if not form.is_valid():
                return form, 422
            service.enter(assignment=assignment, table=number, team=team, now=now, **form.said)
    except service.Changed as reason:
        if not confirming:
            return _once_more(request, assignment, number, reason), 409
        messages.error(request, str(reason))
    except NotDone as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Confirmed.") if confirming else _("Saved."))
    return None, 200


def _once_more(request: HttpRequest, assignment: Assignment, number: int, reason: NotDone) -> OutcomeForm:
    """What was typed, to be saved again by whoever has seen what stands by now."""
    standing = assignment.outcomes.filter(table=number).first()
    data = request.POST.copy()
    data["version"] = str(standing.version if standing else 0)
    form = OutcomeForm(data, case=assignment.document)
    form.add_error(None, str(reason))
    return form


def _outcome_page(
    request: HttpRequest,
    enrolment: Enrolment,
    assignment: Assignment,
    table: Table,
    shown: list[CaseRole],
    form: OutcomeForm | None,
    more: dict[str, Any],
    *,
    status: int,
) -> HttpResponse:
    """What stands, with the points of the roles that are `shown`, and the form to change it."""
    roles = shown if table.agreed and has_points(table.case) else []
    codes = [role.code for role in roles]
    context = {
        "assignment": assignment,
        "table": table,
        "terms": terms(table.case, table.outcome.values, codes) if table.agreed else [],
        "roles": roles,
        "sums": [table.points(code) for code in codes],
        "form": form or OutcomeForm(case=table.case, standing=table.outcome),
        **more,
    }
    return course_page(request, "training/outcome.html", enrolment, context, tab="results", status=status)
