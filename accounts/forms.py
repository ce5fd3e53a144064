"""What a person says of himself or herself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.middleware import zones_to_choose
from accounts.models import User
from quadrants.forms.fields import PlainText
from quadrants.models.worksheet import TITLE_LENGTH

LANGUAGES = [("en", "English"), ("zh-hans", "中文")]


class StartForm(forms.Form):
    """The first words of somebody who was never here."""

    title = PlainText(limit=TITLE_LENGTH, required=False, label=_("What is it about?"))


class DemoForm(forms.Form):
    """As whom to look around: with worksheets of one's own, or in the demo course."""

    OWN, TRAINER, STUDENT = "own", "trainer", "student"

    who = forms.ChoiceField(required=False, choices=[(who, who) for who in (OWN, TRAINER, STUDENT)])

    def clean_who(self) -> str:
        return self.cleaned_data["who"] or self.OWN


class PersonForm(forms.ModelForm):
    """Name, language, time zone and paper of a person."""

    name = PlainText(limit=80, required=False, label=_("Name"))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = User
        fields = ["name", "language", "time_zone", "paper"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = ((zone, zone) for zone in zones_to_choose())
        self.fields["time_zone"].choices = [("", _("As on this device")), *zones]


class PasswordForm(forms.Form):
    """Something that only the owner of the account may do."""

    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password


class EmailForm(PasswordForm):
    """Another address to sign in with."""

    email = forms.EmailField(label=_("New e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    field_order = ["email", "password"]

    def clean(self) -> dict[str, Any]:
        """Says whose an address is to nobody but the owner of this account."""
        cleaned = super().clean()
        if "password" in cleaned and "email" in cleaned:
            cleaned["email"] = cleaned["email"].lower()
            if User.objects.filter(email__iexact=cleaned["email"]).exclude(pk=self.user.pk).exists():
                self.add_error("email", _("Another account has this e-mail."))
        return cleaned


class DeleteAccountForm(PasswordForm):
    """Somebody with a password gives it; a guest only ticks the box."""

    sure = forms.BooleanField(label=_("Delete my worksheets for good"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        if not user.has_usable_password():
            del self.fields["password"]


class LanguageForm(forms.Form):
    """The language to switch to, and the page to stay on."""

    language = forms.ChoiceField(choices=LANGUAGES)
    next = forms.CharField(required=False)
