"""The changes that can be made to the deal of a worksheet. What is half done is kept: what keeps it from being computed
is said where it stands, and never refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quadrants.bounds import ALL_WEIGHTS, LARGEST, MOST_ISSUES, MOST_OPTIONS, MOST_POINTS, NAME_LENGTH
from quadrants.forms import fields
from quadrants.forms.change import ChangeForm
from quadrants.forms.content import label
from quadrants.models import Combination, Deal, Issue, IssueOption, Package
from quadrants.models.deal import WORDS_LENGTH

LARGEST_FILE = 1024 * 1024


def _points(model: type, name: str) -> fields.Number:
    return fields.Number(least=-MOST_POINTS, most=MOST_POINTS, label=label(model, name))


def _weight(name: str) -> fields.Number:
    return fields.Number(least=0, most=ALL_WEIGHTS, label=label(Issue, name))


def _end(name: str) -> fields.Number:
    return fields.Number(least=-LARGEST, most=LARGEST, label=label(Issue, name))


def _name(model: type, limit: int = NAME_LENGTH) -> fields.PlainText:
    return fields.PlainText(limit=limit, required=False, label=label(model, "name"))


def _place() -> fields.Rank:
    return fields.Rank(label=gettext_lazy("Position"))


class PlacedForm(ChangeForm):
    """What stands in a row of its own kind: an empty place is none."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("position", 0) is None:
            del cleaned["position"]
        return cleaned


class DealForm(ChangeForm):
    weighted = fields.YesNo(label=label(Deal, "weighted"))
    reservation_us = fields.Number(
        least=-MOST_ISSUES * MOST_POINTS, most=MOST_ISSUES * MOST_POINTS, label=label(Deal, "reservation_us")
    )
    reservation_them = fields.Number(
        least=-MOST_ISSUES * MOST_POINTS, most=MOST_ISSUES * MOST_POINTS, label=label(Deal, "reservation_them")
    )


class IssueForm(PlacedForm):
    name = _name(Issue)
    weight_us = _weight("weight_us")
    weight_them = _weight("weight_them")
    by_range = fields.YesNo(label=label(Issue, "by_range"))
    low = _end("low")
    high = _end("high")
    step = _end("step")
    low_us = _points(Issue, "low_us")
    low_them = _points(Issue, "low_them")
    high_us = _points(Issue, "high_us")
    high_them = _points(Issue, "high_them")
    position = _place()


class OptionForm(PlacedForm):
    issue = fields.Identifier(label=label(IssueOption, "issue"))
    name = _name(IssueOption)
    value_to_us = _points(IssueOption, "value_to_us")
    value_to_them = _points(IssueOption, "value_to_them")
    position = _place()

    required_to_create = ("issue",)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "issue" in cleaned and cleaned["issue"] is None:
            self.refuse("issue", _("An option belongs to an issue."))
        return cleaned


class CombinationForm(PlacedForm):
    name = _name(Combination, WORDS_LENGTH)
    choices = fields.Keys(most=MOST_ISSUES * MOST_OPTIONS, label=label(Combination, "choices"))
    position = _place()

    required_to_create = ("choices",)


class PackageForm(PlacedForm):
    name = _name(Package)
    status_quo = fields.YesNo(label=label(Package, "status_quo"))
    choices = fields.Keys(most=MOST_ISSUES, label=label(Package, "choices"))
    position = _place()

    required_to_create = ("choices",)


class DealFileForm(forms.Form):
    """A file with a deal, or the same pasted."""

    file = forms.FileField(required=False, label=gettext_lazy("A CSV or JSON file"))
    text = forms.CharField(
        required=False,
        strip=False,
        label=gettext_lazy("Or paste cells from a spreadsheet"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if file and file.size > LARGEST_FILE:
            self.add_error("file", _("This file is far too large for a deal."))
        elif not file and not text.strip() and not self.errors:
            self.add_error(None, _("Choose a file, or paste what it should hold."))
        else:
            cleaned["content"] = file.read() if file else text.strip().encode("utf-8", "replace")
        return cleaned


class DealTakenForm(forms.Form):
    """What was read of a file, sealed, and whether limits of which it says nothing stay."""

    sealed = forms.CharField()
    limits = fields.YesNo()
