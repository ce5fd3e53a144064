"""What allauth asks this project: who a new account is, and what becomes of a guest who signs in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.services import take_over


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("E-mail and password do not fit together.")
    }

    def new_user(self, request: HttpRequest) -> User:
        """Who is here already without an e-mail, as a guest or at a seat, stays the same person, worksheets and all."""
        return User.objects.get(pk=request.user.pk) if has_no_email(request) else User()

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """A new account keeps the language in which it was made."""
        if user.pk:
            messages.success(request, _("Your account is ready, with all you wrote."))
        user.is_guest = False
        user.language = user.language or request.LANGUAGE_CODE
        return super().save_user(request, user, form, commit=commit)

    def login(self, request: HttpRequest, user: User) -> None:
        """A guest who signs in to an account brings along what was written as a guest."""
        guest = User.objects.get(pk=request.user.pk) if is_guest(request) else None
        super().login(request, user)
        if guest and guest.pk != user.pk:
            take_over(guest=guest, user=user)


def is_guest(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.is_guest


def has_no_email(request: HttpRequest) -> bool:
    """Whether somebody is signed in who has no account yet: a guest of this browser, or at a seat of a course."""
    return request.user.is_authenticated and not request.user.email
