"""The class at a glance: everybody by item, and one item across everybody."""

from __future__ import annotations

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from quadrants.catalogue import CATALOGUE, Item, Quadrant
from quadrants.enums import Fill
from strategies.catalogue import STRATEGIES, Strategy, strategy
from training.access import assignment_view
from training.forms.glance import HeatMapForm
from training.glance import Handed, Row, class_rows, marks_of, nothing_in
from training.models import Assignment, Enrolment
from training.pace import CLOSE, QUIET, Pace
from training.policy import Permission
from training.views.courses import course_page

PAGE = 100


@require_safe
@assignment_view(Permission.TEACH)
def heat_map(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """How far everybody is, item by item, and what they plan to use."""
    form = HeatMapForm(request.GET)
    section, state, plans = form.value("section"), form.value("state"), form.value("plans")
    now = timezone.now()
    columns = tuple(item.code for item in CATALOGUE.items) if form.value("all") else assignment.asked_items
    everybody = class_rows(assignment, now, columns)
    sections = Counter(name for row in everybody for name in row.crew.sections if name)
    of_section = [row for row in everybody if not section or section in row.crew.sections]
    found = [row for row in of_section if _fits(row, state, plans)]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    marks = marks_of(page.object_list, assignment.minimum)
    handed = [row.handed for row in of_section if row.handed]
    context = {
        "assignment": assignment,
        "page": page,
        "lines": list(zip(page, marks, strict=True)),
        "columns": columns,
        "more_items": len(assignment.asked_items) < len(CATALOGUE.items),
        "quadrants": _quadrants(assignment, columns, nothing_in(of_section)),
        "tallies": _tallies(of_section),
        "total": len(of_section),
        "handed": len(handed),
        "strategies": _planned(handed),
        "plan": strategy(plans) if plans else None,
        "sections": sorted(sections.items()),
        "wanted": form.cleaned_data,
        "roles": {role.code: role.name for role in assignment.roles},
        "fills": list(Fill),
        "now": now,
        "quiet": QUIET.days,
        "close": CLOSE.total_seconds() / 3600,
    }
    return course_page(request, "training/heat_map.html", enrolment, context, tab="class")


def _fits(row: Row, state: str, plans: str) -> bool:
    return (not state or row.pace == state) and (not plans or (row.handed and plans in row.handed.planned))


def _tallies(rows: list[Row]) -> list[tuple[Pace, int]]:
    """How many are how far; where there are none it is left out."""
    counts = Counter(row.pace for row in rows)
    return [(far, counts[far]) for far in Pace if counts[far]]


def _quadrants(
    assignment: Assignment, columns: tuple[str, ...], nothing: Counter[str]
) -> list[tuple[Quadrant, list[tuple[Item, int, str]]]]:
    """The columns under their quadrants, each with of how many it is empty and the address of the item."""
    first = columns[0]
    around = reverse("item_across", args=[assignment.course_id, assignment.pk, first]).removesuffix(f"{first}/")
    groups = (
        (
            quadrant,
            [(one, nothing[one.code], f"{around}{one.code}/") for one in quadrant.items if one.code in columns],
        )
        for quadrant in CATALOGUE.quadrants
    )
    return [(quadrant, items) for quadrant, items in groups if items]


def _planned(handed: list[Handed]) -> list[tuple[Strategy, int]]:
    """How many plan each strategy, in the order of the method."""
    counts = Counter(code for one in handed for code in one.planned)
    return [(one, counts[one.code]) for one in STRATEGIES]
