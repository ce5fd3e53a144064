"""All worksheets of an assignment on paper."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quadrants.services.printing import MOST_OPEN, TooMany
from training.access import assignment_view
from training.models import Assignment, Enrolment
from training.policy import Permission
from training.services import printing as service
from training.views.courses import course_page

KINDS = {kind.name: kind for kind in (service.REVIEWED, service.TO_MARK)}


class KindForm(forms.Form):
    """What is to be printed."""

    kind = forms.ChoiceField(choices=[(name, kind.title) for name, kind in KINDS.items()])


@require_http_methods(["GET", "HEAD", "POST"])
@assignment_view(Permission.TEACH)
def assignment_printing(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """What can be printed of what was handed in, and what lately was; or begins to print it."""
    if request.method == "POST":
        return _begin(request, assignment)
    context = {
        "assignment": assignment,
        "count": len(service.latest_of(assignment)),
        "printed": service.printed_of(user=request.user, assignment=assignment),
    }
    return course_page(request, "training/assignment_printing.html", enrolment, context, tab="printing")


def _begin(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    form = KindForm(request.POST)
    if form.is_valid():
        try:
            kind = KINDS[form.cleaned_data["kind"]]
            if job := service.print_all(user=request.user, assignment=assignment, kind=kind):
                return redirect("print_job", job.pk)
            messages.error(request, _("Nothing is handed in yet."))
        except TooMany:
            refusal = _("At most %(worksheets)d worksheets at once, and %(jobs)d such orders at a time.")
            messages.error(request, refusal % {"worksheets": service.MOST, "jobs": MOST_OPEN})
    return redirect("assignment_printing", assignment.course_id, assignment.pk)
