"""The people who use the workbook."""

import secrets
import zoneinfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Paper(models.TextChoices):
    A4 = "A4", "A4"
    LETTER = "letter", _("US Letter")


def new_journal_key() -> str:
    """A key for the journal on the person's own devices: 32 random bytes, in hexadecimal."""
    return secrets.token_hex(32)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None = None, password: str | None = None, **fields: object) -> "User":
        """Creates somebody with an e-mail to sign in with; without a password none will ever match."""
        user = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_guest(self, **fields: object) -> "User":
        """Creates somebody without e-mail, who is known only to the browser that holds the session."""
        return self.create_user(is_guest=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Guests (and later class seats) have no e-mail and so cannot sign in elsewhere."""

    email = models.EmailField(_("E-mail"), unique=True, null=True, blank=True)
    name = models.CharField(_("Name"), max_length=80, blank=True)
    language = models.CharField(
        _("Language"), max_length=10, blank=True, choices=[("en", "English"), ("zh-hans", "中文")]
    )
    time_zone = models.CharField(_("Time zone"), max_length=64, blank=True)
    paper = models.CharField(_("Paper size"), max_length=10, choices=Paper, default=Paper.A4)
    is_guest = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    journal_key = models.CharField(max_length=64, default=new_journal_key, editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_on = models.DateField(default=timezone.localdate, editable=False, db_index=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_guest=False) | models.Q(email__isnull=True), name="guests_have_no_email"
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name, else the e-mail, else *Guest* in the reader's language."""
        return self.name or self.email or str(_("Guest"))

    @property
    def tzinfo(self) -> zoneinfo.ZoneInfo | None:
        """The person's time zone, or None when none was chosen."""
        return zoneinfo.ZoneInfo(self.time_zone) if self.time_zone else None
