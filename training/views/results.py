"""What came of an assignment, table by table, for those who teach; and the page that the class looks at."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from training import debrief
from training.access import assignment_view
from training.cases.document import CaseDocument
from training.models import Assignment, Enrolment
from training.outcomes import Table, tables_of
from training.policy import Permission
from training.results import has_points, terms
from training.services import outcomes as service
from training.views.courses import course_page

PAGE = 50


@require_safe
@assignment_view(Permission.TEACH)
def results(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """Each table with what was agreed, its points, how the sides saw each other and how they had prepared."""
    case, now = _case(assignment), timezone.now()
    tables = tables_of(assignment, now)
    page = Paginator(tables, PAGE).get_page(request.GET.get("page"))
    with_points, ranked = has_points(case), len(case.issues) > 1
    context = {
        "assignment": assignment,
        "count": debrief.count(tables),
        "page": page,
        "rows": [_row(table) for table in page],
        "has_points": with_points,
        "ranked": ranked,
        "columns": 3 + with_points + ranked,
        "points": debrief.points(case, tables),
        "seeing": debrief.seeing(case, tables),
        "relations": debrief.relations(case, tables),
        "issues_hidden": not assignment.issues_are_out(now) and assignment.briefs_are_out(now),
        "briefs_out": assignment.briefs_are_out(now),
        "revealed": assignment.is_revealed(now),
    }
    return course_page(request, "training/results.html", enrolment, context, tab="results")


def _row(table: Table) -> dict[str, Any]:
    """A table as the page shows it: only what was settled, and each side with its points and how it saw the others."""
    settled = terms(table.case, table.outcome.values) if table.outcome and table.agreed else []
    sides = [
        {
            "side": side,
            "points": table.points(side.role.code),
            "looks": [look for look in table.looks if look.seer is side],
        }
        for side in table.sides
    ]
    return {"table": table, "terms": [term for term in settled if term.value], "sides": sides}


@require_POST
@assignment_view(Permission.TEACH)
def results_reveal(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """Shows the students the issues, reveals all orders and points, or takes that back: as the button said."""
    _case(assignment)
    do = request.POST.get("do")
    if do == "issues":
        service.show_issues(assignment=assignment)
        messages.success(request, _("The students see the issues now. They can rank them and enter results."))
    elif do == "reveal":
        service.reveal(assignment=assignment, at=timezone.now())
        messages.success(request, _("Revealed: each side sees how the other ranked the issues."))
    elif do == "cover":
        service.reveal(assignment=assignment, at=None)
        messages.success(request, _("Taken back: nobody sees anything of the other side any more."))
    return redirect("results", enrolment.course_id, assignment.pk)


@require_safe
@assignment_view(Permission.TEACH)
def results_show(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """For the wall of the classroom: what all tables together show, and what to talk about. Without names, unless
    they are asked for."""
    case = _case(assignment)
    tables = tables_of(assignment, timezone.now())
    names = request.GET.get("names") == "1"
    context = {
        "assignment": assignment,
        "names": names,
        "rows": [_row(table) for table in tables if table.outcome] if names else [],
        "count": debrief.count(tables),
        "points": debrief.points(case, tables),
        "agreements": debrief.agreements(case, tables),
        "seeing": debrief.seeing(case, tables),
        "misjudged": debrief.misjudged(case, tables),
    }
    return course_page(request, "training/results_show.html", enrolment, context, tab="results")


def _case(assignment: Assignment) -> CaseDocument:
    """Only where people sit opposite each other something comes of it."""
    if assignment.document is None:
        raise Http404
    return assignment.document
