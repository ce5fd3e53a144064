"""The forms of the pages around a worksheet: new, details, import, search."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quadrants import enums
from quadrants.bounds import NAME_LENGTH
from quadrants.forms import fields
from quadrants.forms.content import answer, label
from quadrants.models import Worksheet
from quadrants.models.worksheet import TITLE_LENGTH
from quadrants.quick import QUICK

MOST_BYTES, MOST_PDF_BYTES = 4 * 1024 * 1024, 12 * 1024 * 1024
# Readers look for the mark of a PDF this far into a file.
PDF, BEGINNING = b"%PDF-", 1024


class NewWorksheetForm(forms.Form):
    """Five fields, two of them optional; nothing else is asked."""

    title = fields.PlainText(
        limit=TITLE_LENGTH, label=label(Worksheet, "title"), widget=forms.TextInput(attrs={"autofocus": True})
    )
    counterpart = fields.PlainText(limit=NAME_LENGTH, required=False, label=_("With whom"))
    meeting_at = fields.Moment(label=label(Worksheet, "meeting_at"))
    language = forms.ChoiceField(
        label=label(Worksheet, "language"),
        choices=enums.Language.choices,
        help_text=_("The language of the printed sheet. You can write in any."),
    )
    depth = forms.ChoiceField(
        label=label(Worksheet, "depth"),
        widget=forms.RadioSelect,
        choices=[
            (enums.Depth.QUICK, _("Quick prep: the seven items for the twenty minutes before a talk")),
            (enums.Depth.FULL, _("Full prep: all twenty items, step by step, for what really matters")),
        ],
    )


class HeaderForm(forms.Form):
    """Something of what a worksheet says of itself. `base` is the version that the page showed."""

    base = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def changes(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that differ from what the page showed, as JSON values."""
        sent = {name: self._json(value) for name, value in self.cleaned_data.items() if name != "base"}
        return {name: value for name, value in sent.items() if value != before.get(name)}

    @staticmethod
    def _json(value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else value


class DetailsForm(HeaderForm):
    """The details of a worksheet."""

    title = fields.PlainText(limit=TITLE_LENGTH, label=label(Worksheet, "title"))
    meeting_at = fields.Moment(label=label(Worksheet, "meeting_at"))
    language = forms.ChoiceField(label=label(Worksheet, "language"), choices=enums.Language.choices)
    depth = forms.ChoiceField(label=label(Worksheet, "depth"), choices=enums.Depth.choices)
    state = forms.ChoiceField(label=label(Worksheet, "state"), choices=enums.State.choices)


class QuickForm(HeaderForm):
    """The answers of the quick prep. None has to be given. `filled` are the questions that were answered by a starting
    point, and not by hand; it is no answer itself."""

    filled = forms.MultipleChoiceField(
        required=False, choices=[(question.code, question.code) for question in QUICK.questions]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {question.field: answer(question.code) for question in QUICK.questions}

    def changes(self, before: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in super().changes(before).items() if name != "filled"}


class ImportForm(forms.Form):
    """An exported file or a filled form, told apart by what is in it. `cleaned_data["file"]` is the JSON value of the
    one and the bytes of the other."""

    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={"accept": ".json,application/json,.pdf,application/pdf"})
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        beginning = file.read(BEGINNING)
        if PDF in beginning and not beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            return self._pdf(file)
        file.seek(0)
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 4 MB. An exported worksheet never is."))
        try:
            return json.loads(file.read().decode("utf-8-sig"))
        except (UnicodeDecodeError, ValueError, RecursionError):
            raise ValidationError(_("This file is neither a worksheet nor a form of this workbook.")) from None

    @staticmethod
    def _pdf(file: Any) -> bytes:
        file.seek(0)
        if file.size > MOST_PDF_BYTES:
            raise ValidationError(_("The file is larger than 12 MB. A filled form never is."))
        return file.read()


class SearchForm(forms.Form):
    """What the list is asked for; whatever it cannot mean falls back to the whole list."""

    SORTS = {
        "changed": ("-changed_at", _("Last change")),
        "when": ("meeting_at", _("When")),
        "title": ("title", _("Title")),
    }
    SHELVES = {"": _("Worksheets"), "archived": _("Archive"), "deleted": _("Deleted")}

    q = forms.CharField(required=False, max_length=TITLE_LENGTH, label=_("Search"))
    sort = forms.ChoiceField(
        required=False, label=_("Sort by"), choices=[(code, name) for code, (_order, name) in SORTS.items()]
    )
    shelf = forms.ChoiceField(required=False, choices=list(SHELVES.items()), widget=forms.HiddenInput)

    def value(self, name: str, default: str = "") -> str:
        """A field's value, or the default where it is absent or wrong."""
        self.is_valid()
        return self.cleaned_data.get(name) or default
