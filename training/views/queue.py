"""What waits to be reviewed of an assignment, and letting the students read what is done."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from quadrants.wording import moment
from training.access import assignment_view
from training.forms.reviews import PlaceForm, ReleaseForm
from training.models import Assignment, Enrolment, ReviewPlace, Submission
from training.models.review import Order
from training.policy import Permission
from training.queue import for_rows, queue, rows, tally
from training.services.places import go_in_order, place_of, stop_at
from training.services.reviewing import release
from training.views.courses import course_page

PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@assignment_view(Permission.TEACH)
def reviewing(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """Who has handed in, in the order that this person likes; a posted form says another one, or, sent by the script
    that turns from sheet to sheet, which submission stands there now."""
    place = place_of(enrolment=enrolment, assignment=assignment)
    if request.method == "POST":
        return _noted(request, assignment, place)
    now, waiting = timezone.now(), queue(assignment, place.order)
    page = Paginator(for_rows(waiting, assignment), PAGE).get_page(request.GET.get("page"))
    context = {
        "assignment": assignment,
        "page": page,
        "rows": rows(page.object_list, now),
        "asked": len(assignment.asked_items),
        "tally": tally(assignment, now),
        "roles": {role.code: role.name for role in assignment.roles},
        "orders": Order.choices,
        "order": place.order,
        "stopped": waiting.filter(team__submissions=place.submission_id).values_list("pk", flat=True).first(),
        "may_release": not enrolment.course.archived,
    }
    with timezone.override(enrolment.course.zone):
        return course_page(request, "training/reviewing.html", enrolment, context, tab="review")


def _noted(request: HttpRequest, assignment: Assignment, place: ReviewPlace) -> HttpResponse:
    """Keeps what is right in what was posted."""
    form = PlaceForm(request.POST)
    if form.is_valid() and form.cleaned_data["order"]:
        go_in_order(place=place, order=form.cleaned_data["order"])
    if form.is_valid() and form.cleaned_data["submission"]:
        here = Submission.objects.standing().light().filter(assignment=assignment, pk=form.cleaned_data["submission"])
        if found := here.first():
            stop_at(place=place, submission=found)
        return HttpResponse(status=204)
    return redirect("reviewing", assignment.course_id, assignment.pk)


@require_POST
@assignment_view(Permission.TEACH)
def release_all(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    """Releases every review that has a verdict, at once or at a time."""
    back = redirect("reviewing", enrolment.course_id, assignment.pk)
    now, form = timezone.now(), ReleaseForm(request.POST, zone=enrolment.course.zone)
    if enrolment.course.archived:
        messages.error(request, _("This course is in the archive. Take it out of the archive to change it."))
        return back
    if not form.is_valid():
        messages.error(request, _("This is no moment. Nothing was released."))
        return back
    at = form.cleaned_data["at"] or now
    released, waiting = release(submissions=Submission.objects.filter(assignment=assignment).latest().light(), at=at)
    with timezone.override(enrolment.course.zone):
        messages.success(request, " ".join(filter(None, (_told(released, at > now, moment(at)), _left(waiting)))))
    return back


def _told(released: int, later: bool, at: str) -> str:
    if not released:
        return _("Nothing was released: no review has a verdict and still waits.")
    if later:
        words = ngettext(
            "%(count)d review can be read from %(moment)s on.",
            "%(count)d reviews can be read from %(moment)s on.",
            released,
        )
    else:
        words = ngettext("%(count)d review is released.", "%(count)d reviews are released.", released)
    return words % {"count": released, "moment": at}


def _left(waiting: int) -> str:
    if not waiting:
        return ""
    return ngettext("%(count)d still waits for a verdict.", "%(count)d still wait for a verdict.", waiting) % {
        "count": waiting
    }
