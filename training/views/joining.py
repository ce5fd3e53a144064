"""The way into a course: the class code, then a name, and for a seat a PIN."""

from __future__ import annotations

from allauth.core import ratelimit
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from training.forms.courses import CodeForm, NameForm, SeatForm
from training.models import Course, Enrolment
from training.models.course import name_key
from training.services.joining import course_by_code, join, note_wait, open_seat, seat
from training.services.refusal import NotDone

# A browser opens so many seats in ten minutes, a class behind one address far more (`open_seat` in the settings).
MOST_SEATS, SEATS_COOKIE, SEATS_SECONDS = 5, "workbook_seats", 600

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
            answer = redirect("course", course.pk)
            if opening:
                _count(request, answer)
            return answer
    context = {"form": form, "course": course}
    return render(request, "training/join_course.html", context, status=422 if form.errors else 200)


def _opened(request: HttpRequest, course: Course, form: SeatForm) -> Enrolment | None:
    guest = request.user if request.user.is_authenticated else None
    address = f"{course.pk} {get_ip(request)}"
    if _seats(request) >= MOST_SEATS or not ratelimit.consume(request, action="open_seat", key=address):
        form.add_error(None, _("Many seats were opened from here just now. Wait ten minutes, or ask your trainer."))
        return None
    try:
        return open_seat(course=course, language=request.LANGUAGE_CODE, guest=guest, **form.cleaned_data)
    except NotDone as reason:
        form.add_error(None, str(reason))
    return None


def _found(request: HttpRequest, course: Course, form: SeatForm) -> Enrolment | None:
    """The seat, unless the name or the PIN is wrong: which of the two is not told, nor whether there is such a seat."""
    name, pin = form.cleaned_data["name"], form.cleaned_data["pin"]
    free = ratelimit.consume(request, action="seat")
    if not free or not ratelimit.consume(request, action="seat_name", key=tried_at(course, name)):
        note_wait(course=course, name=name)
        form.add_error(
            None, _("Too many tries under this name. Wait some minutes, or ask your trainer to unlock your seat.")
        )
        return None
    found = seat(course=course, name=name, pin=pin)
    if found:
        ratelimit.clear(request, action="seat_name", key=tried_at(course, name))
        return found
    form.add_error(
        None, _("Name and PIN do not fit together. After many wrong tries only the trainer can help, with a new PIN.")
    )
    return None


def tried_at(course: Course, name: str) -> str:
    """What tries are counted by: a name in a course, whether there is such a seat or not."""
    return f"{course.pk} {name_key(name)}"


def _seats(request: HttpRequest) -> int:
    """How many seats this browser has opened just now, in whichever session."""
    return int(request.get_signed_cookie(SEATS_COOKIE, default="0", max_age=SEATS_SECONDS))


def _count(request: HttpRequest, answer: HttpResponse) -> None:
    answer.set_signed_cookie(
        SEATS_COOKIE,
        str(_seats(request) + 1),
        max_age=SEATS_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
