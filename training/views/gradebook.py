"""The gradebook of a course, as a page and as files."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quadrants.naming import file_name
from quadrants.views.files import file
from training import gradebook as grades
from training.access import course_view
from training.forms.people import PeopleForm
from training.listing import assignments_of
from training.models import Enrolment
from training.models.course import name_key
from training.policy import Permission
from training.spreadsheet import KINDS, table_file
from training.views.courses import course_page

# So many columns stand beside the names on a page that is not scrolled sideways.
PAGE, COLUMNS = 100, 6


@require_safe
@course_view(Permission.TEACH)
def gradebook(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Students, a page of them at a time, and the assignments that are due last; earlier ones on further pages."""
    form = PeopleForm(request.GET)
    q, section = form.value("q"), form.value("section")
    students = enrolment.course.enrolments.students()
    found = students.filter(name_key__contains=name_key(q)) if q else students
    found = found.filter(section=section) if section else found
    page = Paginator(found.order_by("section", "name_key"), PAGE).get_page(request.GET.get("page"))
    columns = Paginator(assignments_of(enrolment.course).defer(None).reverse(), COLUMNS).get_page(
        request.GET.get("columns")
    )
    assignments = list(columns)[::-1]
    context = {
        "page": page,
        "columns": columns,
        "assignments": assignments,
        "rows": grades.gradebook(assignments, list(page), timezone.now()),
        "q": q,
        "section": section,
        "sections": students.exclude(section="").order_by("section").values_list("section", flat=True).distinct(),
    }
    return course_page(request, "training/gradebook.html", enrolment, context, tab="gradebook")


@require_safe
@course_view(Permission.TEACH)
def gradebook_csv(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """All students and assignments for any program."""
    return _file(enrolment, "csv")


@require_safe
@course_view(Permission.TEACH)
def gradebook_xlsx(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """The same for a spreadsheet program."""
    return _file(enrolment, "xlsx")


def _file(enrolment: Enrolment, form: str) -> HttpResponse:
    assignments = list(assignments_of(enrolment.course).defer(None))
    students = list(enrolment.course.enrolments.students().order_by("section", "name_key"))
    table = grades.as_table(assignments, grades.gradebook(assignments, students, timezone.now()))
    content = table_file(form, _("Gradebook"), *table)
    name = f"{file_name(enrolment.course.title, 'course')}-gradebook.{form}"
    return file(content, KINDS[form], name, download=True)
