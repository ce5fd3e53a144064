"""What is chosen of a filled form, and where it goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quadrants import enums
from quadrants.form.found import Found
from quadrants.forms import fields
from quadrants.forms.content import label
from quadrants.models import Worksheet
from quadrants.models.worksheet import TITLE_LENGTH
from quadrants.policy import Permission


class TakingForm(forms.Form):
    """The lines and strategies of a form that are wanted, by their place in it, and the worksheet they go into: a new
    one with this title, or one of those that may be written on."""

    into = forms.ModelChoiceField(
        queryset=Worksheet.objects.none(), required=False, label=_("Into"), empty_label=_("A new worksheet")
    )
    title = fields.PlainText(limit=TITLE_LENGTH, required=False, label=label(Worksheet, "title"))
    meeting_at = fields.Moment(label=label(Worksheet, "meeting_at"))
    language = forms.ChoiceField(label=label(Worksheet, "language"), choices=enums.Language.choices)
    lines = forms.MultipleChoiceField(required=False)
    strategies = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, user: Any, found: Found, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        writable = Worksheet.objects.living().granting(user, Permission.EDIT).filter(archived_at__isnull=True)
        self.fields["into"].queryset = writable.order_by("-changed_at", "pk")
        self.fields["lines"].choices = [(str(place), line.text) for place, line in enumerate(found.lines)]
        self.fields["strategies"].choices = [(code, code) for code in found.strategies]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not (cleaned["lines"] or cleaned["strategies"]):
            self.add_error(None, _("Nothing is ticked. Tick what you want to take over."))
        return cleaned

    def ticked(self, name: str, value: object) -> bool:
        """Whether a box is ticked: all are, before anybody has chosen."""
        return not self.is_bound or str(value) in self.data.getlist(name)
