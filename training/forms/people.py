"""The forms around the people of a course."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quadrants.forms import fields
from training.forms.courses import no_formula
from training.models import Enrolment
from training.models.course import NAME_LENGTH, SECTION_LENGTH
from training.policy import Role

MOST_BYTES = 2 * 1024 * 1024


class _OfAPerson(forms.Form):
    """Name, address and section, as they stand in a course."""

    name = fields.PlainText(limit=NAME_LENGTH, label=_("Name"))
    email = forms.EmailField(required=False, label=_("E-mail"))
    section = fields.PlainText(limit=SECTION_LENGTH, required=False, label=_("Section"))

    def clean_name(self) -> str:
        return no_formula(self.cleaned_data["name"])

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_section(self) -> str:
        return no_formula(self.cleaned_data["section"])


class RosterRowForm(_OfAPerson):
    """One line of a roster."""


class PersonForm(_OfAPerson):
    """One person of the course."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    field_order = ["name", "email", "section", "role"]


class MergeForm(forms.Form):
    """The other place of the same student."""

    into = forms.ModelChoiceField(queryset=Enrolment.objects.none(), label=_("This is the same person as"))

    def __init__(self, *args: Any, doubled: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Enrolment.objects.students().filter(course=doubled.course_id).exclude(pk=doubled.pk)
        self.fields["into"].queryset = others.order_by("name_key")


class RosterForm(forms.Form):
    """A list of people as a file."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,text/csv"}))

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 2 MB. A roster never is."))
        return file.read()


class PeopleForm(forms.Form):
    """Whom to show; whatever it cannot mean falls back to everybody."""

    SHELVES = [("", _("In the course")), ("left", _("Have left"))]

    q = forms.CharField(required=False, max_length=NAME_LENGTH, label=_("Search"))
    section = forms.CharField(required=False, max_length=SECTION_LENGTH)
    shelf = forms.ChoiceField(required=False, choices=SHELVES)
    order = forms.ChoiceField(required=False, choices=[("", _("section, then name")), ("newest", _("newest first"))])

    def value(self, name: str) -> str:
        """A field's value, or "" where it is absent or wrong."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""
