"""Start as a guest, sign in and up around allauth, and the person's own pages."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account import views as allauth_views
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.adapter import has_no_email
from accounts.forms import DeleteAccountForm, DemoForm, EmailForm, LanguageForm, PersonForm, StartForm
from accounts.middleware import TIME_ZONE_COOKIE, known_time_zones
from accounts.models import User
from quadrants.interchange import from_json
from quadrants.services import demo
from quadrants.services.worksheets import create_worksheet
from training.services import demo as course_demo
from training.services.people import left_alone

View = Callable[..., HttpResponse]
DEMO_EMAILS = (demo.EMAIL, *course_demo.EMAILS)
# Each demo account, and the page that it begins with.
DEMO_ACCOUNTS = {
    DemoForm.OWN: (demo.EMAIL, settings.LOGIN_REDIRECT_URL),
    DemoForm.TRAINER: (course_demo.TRAINER, "courses"),
    DemoForm.STUDENT: (course_demo.STUDENT, "courses"),
}
GUEST_SESSION = int(services.GUEST_IDLE.total_seconds())


def home_page(request: HttpRequest, *, typed: str = "", refused: str = "") -> HttpResponse:
    """What this is, for someone who has never seen it; with what was `typed` there, and why it is `refused`."""
    example = from_json(demo.read_finished(request.LANGUAGE_CODE))
    context = {"example": example, "strategies_url": reverse("strategies"), "typed": typed, "refused": refused}
    return render(request, "home.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """*Start now*: a quick worksheet to write on at once; whoever is not signed in becomes a guest of this browser."""
    if request.method != "POST":  # somebody who switches the language of a refusal
        return redirect("home")
    form = StartForm(request.POST)
    if not form.is_valid():
        return home_page(request, typed=request.POST.get("title", ""), refused=" ".join(form.errors["title"]))
    if not request.user.is_authenticated:
        if not ratelimit.consume(request, action="start"):
            return render(request, "429.html", status=429)
        services.tidy_up_daily()
        become_guest(request)
    worksheet = create_worksheet(
        user=request.user, title=form.cleaned_data["title"], language=request.LANGUAGE_CODE, depth="quick"
    )
    if request.POST.get("then") == "quick":
        return redirect(reverse("quick", args=[worksheet.pk]) + "?time=twenty")
    return redirect(reverse("board", args=[worksheet.pk]) + "#write")


def become_guest(request: HttpRequest) -> None:
    """Signs a new guest in, for as long as the browser comes back within 30 days."""
    zone = request.COOKIES.get(TIME_ZONE_COOKIE, "")
    guest = User.objects.create_guest(
        language=request.LANGUAGE_CODE, time_zone=zone if zone in known_time_zones() else ""
    )
    login(request, guest, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.set_expiry(GUEST_SESSION)


def for_newcomers(view: View) -> View:
    """Shows a sign-in page also to who is here without an e-mail; somebody with an account has no use for it."""

    def shown(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not has_no_email(request):
            return redirect(settings.LOGIN_REDIRECT_URL)
        return view(request)

    return shown


def for_accounts(view: View) -> View:
    """Shows a page about e-mail or password to those who have them; others first choose both by signing up."""

    @login_required
    def shown(request: HttpRequest) -> HttpResponse:
        return redirect("account_signup") if has_no_email(request) else view(request)

    return shown


def not_the_demo(view: View) -> View:
    """Leaves the demo accounts, which belong to everybody, as they are."""

    def shown(request: HttpRequest) -> HttpResponse:
        if settings.DEMO and request.user.is_authenticated and request.user.email in DEMO_EMAILS:
            messages.error(request, _("The demo account stays as it is. Sign up for one of your own."))
            return redirect("account")
        return view(request)

    return shown


def few_attempts(view: View) -> View:
    """Takes only some passwords in a minute from one person."""

    def shown(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not ratelimit.consume(request, action="reauthenticate", user=request.user):
            return render(request, "429.html", status=429)
        return view(request)

    return shown


sign_in = for_newcomers(allauth_views.login)
sign_up = for_newcomers(allauth_views.signup)
change_password = not_the_demo(for_accounts(allauth_views.password_change))
set_password = for_accounts(allauth_views.password_set)


@require_POST
def sign_in_demo(request: HttpRequest) -> HttpResponse:
    """A demo account by one button, in demo mode only."""
    form = DemoForm(request.POST)
    if not (settings.DEMO and form.is_valid()):
        raise Http404
    email, page = DEMO_ACCOUNTS[form.cleaned_data["who"]]
    user = User.objects.filter(email=email).first()
    # Somebody else may have signed up under this address before the demo came; then it is theirs.
    if user is None or not user.check_password(demo.PASSWORD):
        raise Http404
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Name, language, time zone and paper."""
    shown = {"language": get_language()}
    form = PersonForm(request.POST or None, instance=User.objects.get(pk=request.user.pk), initial=shown)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        with override(user.language):
            messages.success(request, _("Saved."))
        return _with_language(redirect("account"), user.language)
    return render(request, "account/account.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@not_the_demo
@for_accounts
@few_attempts
def email(request: HttpRequest) -> HttpResponse:
    """Another address to sign in with; where addresses are verified, a letter goes to it."""
    form = EmailForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        services.change_email(user=request.user, email=form.cleaned_data["email"])
        if settings.ACCOUNT_EMAIL_VERIFICATION != "none":
            send_verification_email_to_address(request, EmailAddress.objects.get(user=request.user))
        messages.success(request, _("Your e-mail is now %(email)s.") % {"email": request.user.email})
        return redirect("account")
    return render(request, "account/email.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@not_the_demo
@few_attempts
def delete_account(request: HttpRequest) -> HttpResponse:
    """Removes the account with all that only its owner can open, after asking."""
    form = DeleteAccountForm(request.POST or None, user=request.user)
    if request.method == "POST" and (alone := left_alone(request.user)):
        form.add_error(
            None, _("You are the only trainer of “%(course)s”. Make somebody else one first.") % {"course": alone[0]}
        )
    if request.method == "POST" and form.is_valid():
        user = User.objects.get(pk=request.user.pk)
        logout(request)
        services.remove_person(user)
        messages.success(request, _("Your account and your worksheets are deleted."))
        return redirect("home")
    return render(request, "account/delete.html", {"form": form})


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switches the whole site to a language and stays on the page."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return redirect("home")
    language, page = form.cleaned_data["language"], form.cleaned_data["next"]
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=language)
    here = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return _with_language(redirect(page if here else "home"), language)


def _with_language(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 60 * 60,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
