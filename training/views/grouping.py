"""Who works with whom on an assignment: all tables on a page, dealt at once or changed one by one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quadrants.forms.fields import whole_number
from training.access import assignment_view
from training.forms.assignments import DealForm, PlaceForm
from training.listing import PersonRow, people_of
from training.models import Assignment, Enrolment
from training.policy import Permission
from training.services import grouping as service
from training.services.refusal import NotDone, Unsure
from training.views.courses import course_page

PAGE = 100
PREFIX, ENDING = "at", "-table"
VERBS = {
    DealForm.RANDOM: service.place_at_random,
    DealForm.REST: service.place_the_rest,
    DealForm.LEFT: service.pair_those_left,
}


@require_safe
@assignment_view(Permission.TEACH)
def grouping(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """All students by table, those without one first."""
    return _page(request, enrolment, _with_groups(assignment), {})


@require_POST
@assignment_view(Permission.MANAGE)
def grouping_deal(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """All tables at once: at random, the rest, those who are left; or none any more. What was changed by hand on the
    page counts first."""
    form = DealForm(request.POST)
    if form.is_valid():
        do, odd = form.cleaned_data["do"], form.cleaned_data["odd"]
        try:
            if asking := _placed(request, enrolment, _with_groups(assignment)):
                return asking
            if do == DealForm.CLEAR:
                service.clear(assignment=assignment)
            else:
                VERBS[do](assignment=assignment, odd=odd, seed=secrets.randbits(32))
        except NotDone as reason:
            messages.error(request, str(reason))
    return redirect("grouping", enrolment.course_id, assignment.pk)


@require_POST
@assignment_view(Permission.MANAGE)
def grouping_places(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """Moves whoever has another table, role or presence than the page showed."""
    try:
        if asking := _placed(request, enrolment, _with_groups(assignment)):
            return asking
        messages.success(request, _("Saved."))
    except NotDone as reason:
        messages.error(request, str(reason))
    number = whole_number(request.GET.get("page", "")) or 1
    return redirect(f"{reverse('grouping', args=[enrolment.course_id, assignment.pk])}?page={number}")


def _placed(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse | None:
    """Saves what was changed by hand. Where that cannot be, or has to be asked for twice, the page once more."""
    forms = _sent(request.POST, assignment)
    if not all([form.is_valid() for form in forms.values()]):
        return _page(request, enrolment, assignment, forms)
    places = {key: form.place for key, form in forms.items() if form.place is not None}
    absent = {key: form.absence for key, form in forms.items() if form.absence is not None}
    sure = request.POST.get("sure") == "yes"
    try:
        if places or absent:
            service.place_by_hand(assignment=assignment, places=places, absent=absent, sure=sure)
    except Unsure as question:
        return _page(request, enrolment, assignment, forms, asking=str(question))
    return None


def _sent(data: QueryDict, assignment: Assignment) -> dict[int, PlaceForm]:
    """The forms that were sent, by the enrolments they are about: students of this course."""
    named = {name.removesuffix(ENDING).removeprefix(PREFIX) for name in data if name.endswith(ENDING)}
    keys = [number for number in map(whole_number, named) if number is not None]
    known = assignment.course.enrolments.students().filter(pk__in=keys).values_list("pk", flat=True)
    roles = _roles(assignment)
    return {key: PlaceForm(data, prefix=f"{PREFIX}{key}", roles=roles) for key in known}


def _page(
    request: HttpRequest,
    enrolment: Enrolment,
    assignment: Assignment,
    sent: dict[int, PlaceForm],
    asking: str = "",
) -> HttpResponse:
    rows, roles = people_of(assignment, timezone.now(), service.least_in_a_team(assignment)), _roles(assignment)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "assignment": assignment,
        "page": shown,
        "tables": list(_tables(shown.object_list, roles, sent)),
        "deal": DealForm(),
        "count": len({row.table for row in rows} - {0}),
        "unplaced": sum(not row.table and not row.absent for row in rows),
        "left": any(row.broken for row in rows),
        "begun": (begun := any(row.begun for row in rows)),
        "settled": begun or assignment.briefs_are_out(timezone.now()),
        "asking": asking,
        "odd_matters": service.rules(assignment).strict,
        "has_roles": bool(roles),
    }
    status = 422 if asking or any(form.errors for form in sent.values()) else 200
    return course_page(request, "training/grouping.html", enrolment, context, tab="groups", status=status)


def _tables(
    rows: list[PersonRow], roles: list[tuple[str, Any]], sent: dict[int, PlaceForm]
) -> Iterator[dict[str, Any]]:
    """What the page shows of each table: its number (0 where there is none), and each person with a form."""
    names, table = dict(roles), None
    for row in rows:
        if table is None or (table["number"], table["absent"]) != (row.table, row.absent):
            if table:
                yield table
            table = {"number": row.table, "absent": row.absent, "broken": row.broken, "people": []}
        initial = {"table": row.table or None, "role": row.role, "absent": row.absent}
        prefix = f"{PREFIX}{row.enrolment.pk}"
        form = sent.get(row.enrolment.pk) or PlaceForm(initial=initial, prefix=prefix, roles=roles)
        table["people"].append({"row": row, "form": form, "role": names.get(row.role, "")})
    if table:
        yield table


def _roles(assignment: Assignment) -> list[tuple[str, Any]]:
    return [(role.code, role.name) for role in assignment.roles]


def _with_groups(assignment: Assignment) -> Assignment:
    """The assignment, if there are groups in it at all."""
    if not assignment.grouped:
        raise Http404
    return assignment
