"""What makes a password good enough, in one sentence before and one after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import password_validation as django
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from accounts.models import User

SHORTEST = 8


class GoodPassword:
    """Django's four checks; the first that fails is told."""

    checks: tuple[tuple[object, Promise], ...] = (
        (django.MinimumLengthValidator(SHORTEST), gettext_lazy("Use at least 8 characters.")),
        (django.NumericPasswordValidator(), gettext_lazy("Use more than digits.")),
        (django.CommonPasswordValidator(), gettext_lazy("Too many people use this password.")),
        (django.UserAttributeSimilarityValidator(), gettext_lazy("This is too much like your name or e-mail.")),
    )

    def validate(self, password: str, user: User | None = None) -> None:
        for check, message in self.checks:
            try:
                check.validate(password, user)
            except ValidationError as error:
                raise ValidationError(str(message), code=error.error_list[0].code) from None

    def get_help_text(self) -> str:
        return _("At least 8 characters, and not one that many people use.")
