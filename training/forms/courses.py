"""The forms of a course and of the way into it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.middleware import zones_to_choose
from quadrants import enums
from quadrants.forms import fields
from training import pins
from training.models.course import ABOUT_LENGTH, NAME_LENGTH, TITLE_LENGTH

# Programs that open a table would calculate what begins so.
FORMULA = ("=", "+", "-", "@")


class CourseForm(forms.Form):
    """What a course says of itself."""

    title = fields.PlainText(limit=TITLE_LENGTH, label=_("Title"))
    about = fields.PlainText(limit=ABOUT_LENGTH, lines=True, required=False, label=_("What it is about"))
    starts_on = fields.Day(label=_("First day"))
    ends_on = fields.Day(label=_("Last day"))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=enums.Language.choices,
        help_text=_("Of the seats that a roster opens; everybody can switch."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Dates of the course are meant in it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [(zone, zone) for zone in zones_to_choose()]

    def clean_ends_on(self) -> date | None:
        """The last day is not before the first one."""
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data["ends_on"]
        if first and last and last < first:
            raise forms.ValidationError(_("The last day lies before the first one."))
        return last


class CourseDetailsForm(CourseForm):
    """The same once the course is there, and whether it is open."""

    open_to_join = forms.BooleanField(required=False, label=_("People can join with the class code"))


class CopyForm(forms.Form):
    """When the copy of a course begins; empty where nobody knows yet."""

    starts_on = fields.Day(label=_("First day of the copy"))


class CodeForm(forms.Form):
    """The class code, as somebody types it who reads it from a screen."""

    code = fields.PlainText(
        limit=40,
        label=_("Class code"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "autofocus": True, "class": "code"}
        ),
    )


def no_formula(text: str) -> str:
    """The text, unless it begins like a formula: a name by whichever way it comes into a course."""
    if text.startswith(FORMULA):
        raise forms.ValidationError(_("“%(text)s” looks like a formula.") % {"text": text[:40]})
    return text


class NameForm(forms.Form):
    """What somebody with an account is called in a course."""

    name = fields.PlainText(limit=NAME_LENGTH, label=_("Your name, as the others in the course know it"))

    def clean_name(self) -> str:
        return no_formula(self.cleaned_data["name"])


class SeatForm(NameForm):
    """Name and PIN: `opening` a seat the PIN must be a good one, to come back it only has to be right."""

    pin = forms.CharField(
        label=_("PIN"),
        max_length=40,
        help_text=_("4 to 8 figures of your own. With class code, name and PIN you come back to your seat."),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, opening: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opening = opening

    def clean_pin(self) -> str:
        pin = self.cleaned_data["pin"].strip()
        if not self.opening:
            return pin
        if not (pin.isascii() and pin.isdigit() and pins.SHORTEST <= len(pin) <= pins.LONGEST):
            raise forms.ValidationError(_("A PIN has 4 to 8 figures."))
        if pins.is_easy(pin):
            raise forms.ValidationError(_("Anybody would try this one first. Choose another PIN."))
        return pin
