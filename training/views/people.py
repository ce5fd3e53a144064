"""The people of a course: the list, one of them, new PINs, and a roster as a file."""

from __future__ import annotations

from functools import partial
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quadrants.wording import listed
from training.access import course_view
from training.forms.people import MergeForm, PeopleForm, PersonForm, RosterForm
from training.models import Enrolment
from training.models.course import name_key
from training.policy import Permission, Role
from training.roster import RosterError, Row, read
from training.services import people as service
from training.services.grouping import without_a_table
from training.services.joining import tell_shut, unlock
from training.services.refusal import NotDone
from training.services.roster import Fate, look_at, take_in
from training.views.courses import course_page
from training.views.joining import tried_at

PAGE, KEPT_SECONDS = 100, 24 * 60 * 60
page = require_http_methods(["GET", "HEAD", "POST"])
_page = partial(course_page, tab="people")


@require_safe
@course_view(Permission.TEACH)
def people(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Everybody in the course, or those who have left; searched by name and by section."""
    form = PeopleForm(request.GET)
    left, q, section = form.value("shelf") == "left", form.value("q"), form.value("section")
    everybody = enrolment.course.enrolments.filter(left_at__isnull=not left)
    found = everybody.filter(name_key__contains=name_key(q)) if q else everybody
    found = found.filter(section=section) if section else found
    students_last = Case(When(role=Role.STUDENT, then=1), default=0)
    newest = form.value("order") == "newest"
    order = ("-joined_at", "-pk") if newest else (students_last, "section", "name_key")
    shown = Paginator(found.select_related("user").order_by(*order), PAGE).get_page(request.GET.get("page"))
    tell_shut(shown)
    waiting = _not_seated(enrolment).count() if not left else 0
    context = {
        "form": form,
        "page": shown,
        "newest": newest,
        "q": q,
        "section": section,
        "left": left,
        "sections": everybody.exclude(section="").values("section").annotate(count=Count("pk")).order_by("section"),
        "waiting": waiting,
        "gone": not left and enrolment.course.enrolments.exclude(left_at=None).exists(),
    }
    return _page(request, "training/people.html", enrolment, context)


@page
@course_view(Permission.MANAGE)
def person(request: HttpRequest, enrolment: Enrolment, person_id: int) -> HttpResponse:
    """Name, section and role of one person; a new PIN, out of the course and back, and two places made one."""
    shown = get_object_or_404(enrolment.course.enrolments.select_related("user"), pk=person_id)
    do = request.POST.get("do", "save") if request.method == "POST" else ""
    initial = {name: getattr(shown, name) for name in PersonForm.base_fields}
    form = PersonForm(request.POST if do == "save" else None, initial=initial)
    merging = MergeForm(request.POST if do == "merge" else None, doubled=shown)
    acting = {"save": form, "merge": merging}.get(do)
    asked = do != "leave" or request.POST.get("sure") == "yes"
    if do and asked and (acting is None or acting.is_valid()):
        try:
            return _done(request, enrolment, shown, do, acting.cleaned_data if acting else {})
        except NotDone as reason:
            if acting:
                acting.add_error(None, str(reason))
            else:
                messages.error(request, str(reason))
    if not asked:
        return _page(request, "training/person_leave.html", enrolment, {"person": shown})
    tell_shut([shown])
    context = {
        "person": shown,
        "form": form,
        "merging": merging,
        "may_merge": shown.current and shown.role == Role.STUDENT and merging.fields["into"].queryset.exists(),
        "sections": enrolment.course.enrolments.exclude(section="").values_list("section", flat=True).distinct(),
    }
    return _page(request, "training/person.html", enrolment, context, status=422 if acting and acting.errors else 200)


def _done(
    request: HttpRequest, enrolment: Enrolment, shown: Enrolment, do: str, fields: dict[str, Any]
) -> HttpResponse:
    here = redirect("person", enrolment.course_id, shown.pk)
    if do == "save":
        service.change_person(enrolment=shown, **fields)
        messages.success(request, _("Saved."))
        return here
    if do == "pin" and shown.current:
        ratelimit.clear(request, action="seat_name", key=tried_at(enrolment.course, shown.name))
        return _slips(request, enrolment, service.give_new_pins(enrolments=[shown]))
    if do == "unlock":
        unlock(seats=[shown])
        ratelimit.clear(request, action="seat_name", key=tried_at(enrolment.course, shown.name))
        messages.success(request, _("%(name)s can come in again with the PIN.") % {"name": shown.name})
        return here
    if do == "leave":
        service.leave_course(enrolment=shown)
        messages.success(request, _("%(name)s is not in the course any more.") % {"name": shown.name})
    elif do == "back":
        service.take_back(enrolment=shown)
        messages.success(request, _("%(name)s is in the course again.") % {"name": shown.name})
        titles = listed(one.title for one in without_a_table(shown, timezone.now()))
        if titles and shown.role == Role.STUDENT:
            messages.warning(request, _("Has no table in: %(titles)s. Choose one under “Groups”.") % {"titles": titles})
        return here
    elif do == "merge":
        service.merge(doubled=shown, into=fields["into"])
        messages.success(
            request, _("Both places are one now, under the name %(name)s.") % {"name": fields["into"].name}
        )
        return redirect("person", enrolment.course_id, fields["into"].pk)
    return redirect("people", enrolment.course_id)


@require_POST
@course_view(Permission.MANAGE)
def pins(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """New PINs for all who have a seat and have not sat down yet, as slips to hand out."""
    seats = _not_seated(enrolment).select_related("user").order_by("name_key")
    return _slips(request, enrolment, service.give_new_pins(enrolments=seats))


@page
@course_view(Permission.MANAGE)
def roster(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """A list of people as a file: what it would do is shown before anything is written."""
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _look(request, enrolment, read(form.cleaned_data["file"]))
        except RosterError as reason:
            form.add_error("file", str(reason))
    return _page(request, "training/roster.html", enrolment, {"form": form}, status=422 if form.errors else 200)


def _look(request: HttpRequest, enrolment: Enrolment, rows: list[Row]) -> HttpResponse:
    """The lines travel in the page, signed for this person and course: nothing is kept here."""
    lines = look_at(course=enrolment.course, rows=rows)
    counts = [(fate, sum(line.fate == fate for line in lines)) for fate in Fate]
    sent = [[row.number, row.name, row.email, row.section] for row in rows]
    context = {
        "lines": sorted(lines, key=lambda line: line.fate != Fate.WRONG),
        "counts": [(fate, count) for fate, count in counts if count],
        "useful": sum(count for fate, count in counts if fate in (Fate.NEW, Fate.CHANGED, Fate.BACK)),
        "sealed": signing.dumps(sent, salt=_salt(enrolment), compress=True),
    }
    return _page(request, "training/roster_look.html", enrolment, context)


@require_POST
@course_view(Permission.MANAGE)
def roster_taking(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Writes the lines that are right, and shows the PINs of the new seats, once."""
    try:
        sent = signing.loads(request.POST.get("sealed", ""), salt=_salt(enrolment), max_age=KEPT_SECONDS)
    except signing.BadSignature:
        messages.error(request, _("This page was open for too long. Choose the file once more."))
        return redirect("roster", enrolment.course_id)
    lines, seats = take_in(course=enrolment.course, rows=[Row(*one) for one in sent])
    changed = sum(line.fate in (Fate.CHANGED, Fate.BACK) for line in lines)
    if changed:
        said = ngettext("%(count)d person was changed.", "%(count)d people were changed.", changed)
        messages.success(request, said % {"count": changed})
    if seats:
        said = ngettext("%(count)d person is new.", "%(count)d people are new.", len(seats))
        messages.success(request, said % {"count": len(seats)})
        return _slips(request, enrolment, seats)
    if not changed:
        messages.info(request, _("Everybody was there already."))
    return redirect("people", enrolment.course_id)


def _not_seated(enrolment: Enrolment):
    """The seats of the course at which nobody has sat yet."""
    return enrolment.course.enrolments.students().filter(~Q(pin=""), user__last_login=None)


def _slips(request: HttpRequest, enrolment: Enrolment, given: list[tuple[Enrolment, str]]) -> HttpResponse:
    context = {
        "given": given,
        "join_url": request.build_absolute_uri(reverse("join_course", args=[enrolment.course.code])),
    }
    return _page(request, "training/slips.html", enrolment, context)


def _salt(enrolment: Enrolment) -> str:
    return f"roster {enrolment.course_id} {enrolment.user_id}"
