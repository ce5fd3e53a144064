"""The way into a course: the class code, then a name, and for a seat a PIN."""

from __future__ import annotations

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from training.forms.courses import CodeForm, NameForm, SeatForm
from training.models import Course, Enrolment
from training.services.joining import course_by_code, join, open_seat, seat
from training.services.refusal import NotDone

page = require_http_methods(["GET", "HEAD", "POST"])


@page
def join_with_code(request: HttpRequest) -> HttpResponse:
    """Asks for the class code."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="join"):
            return render(request, "429.html", status=429)
        course = course_by_code(form.cleaned_data["code"])
        if course:
            return redirect("join_course", course.code)
        form.add_error("code", _("No course has this code. Look at it once more, sign by sign."))
    return render(request, "training/join.html", {"form": form}, status=422 if form.errors else 200)


@page
def join_course(request: HttpRequest, code: str) -> HttpResponse:
    """One course, found by its code: to join it, or to come back to a seat in it."""
    if not ratelimit.consume(request, action="join"):
        return render(request, "429.html", status=429)
    course = course_by_code(code)
    if course is None:
        messages.error(request, _("No course has this code. Look at it once more, sign by sign."))
        return redirect("join")
    if request.user.is_authenticated and not request.user.is_guest:
        return _with_account(request, course)
    return _with_seat(request, course)


def _with_account(request: HttpRequest, course: Course) -> HttpResponse:
    if Enrolment.objects.current().filter(course=course, user=request.user).exists():
        return redirect("course", course.pk)
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        try:
            join(course=course, user=request.user, name=form.cleaned_data["name"])
            return redirect("course", course.pk)
        except NotDone as reason:
            form.add_error(None, str(reason))
    context = {"form": form, "course": course}
    return render(request, "training/join_course.html", context, status=422 if form.errors else 200)


def _with_seat(request: HttpRequest, course: Course) -> HttpResponse:
    opening = request.POST.get("do") != "back"
    form = SeatForm(request.POST or None, opening=opening)
    if request.method == "POST" and form.is_valid():
        found = _opened(request, course, form) if opening else _found(request, course, form)
        if found:
            login(request, found.user, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("course", course.pk)
    context = {"form": form, "course": course}
    return render(request, "training/join_course.html", context, status=422 if form.errors else 200)


def _opened(request: HttpRequest, course: Course, form: SeatForm) -> Enrolment | None:
    guest = request.user if request.user.is_authenticated else None
    try:
        return open_seat(course=course, language=request.LANGUAGE_CODE, guest=guest, **form.cleaned_data)
    except NotDone as reason:
        form.add_error(None, str(reason))
    return None


def _found(request: HttpRequest, course: Course, form: SeatForm) -> Enrolment | None:
    """The seat, unless the name or the PIN is wrong: which of the two is not told."""
    name, pin = form.cleaned_data["name"], form.cleaned_data["pin"]
    if ratelimit.consume(request, action="seat", key=f"{course.pk} {name.casefold()}"):
        found = seat(course=course, name=name, pin=pin)
        if found:
            return found
    form.add_error(
        None, _("Name and PIN do not fit together. After many wrong tries only the trainer can help, with a new PIN.")
    )
    return None
