"""What of the class to show; whatever a choice cannot mean falls back to all."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quadrants.catalogue import Item
from strategies.catalogue import STRATEGIES
from training.models.course import SECTION_LENGTH
from training.pace import Pace


class Wanted(forms.Form):
    """Choices that stand in an address."""

    def value(self, name: str) -> Any:
        """A field's value, or an empty one where it is absent or wrong."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""


class HeatMapForm(Wanted):
    section = forms.CharField(required=False, max_length=SECTION_LENGTH)
    state = forms.ChoiceField(required=False, choices=Pace.choices)
    plans = forms.ChoiceField(required=False, choices=[(one.code, one.code) for one in STRATEGIES])
    all = forms.BooleanField(required=False)


class AcrossForm(Wanted):
    """What to show of one item; `show` is the page for the beamer, with the good ones alone."""

    LEAST = "least"
    ORDERS = [("", _("by name")), (LEAST, _("least filled first"))]

    q = forms.CharField(required=False, max_length=80)
    prompt = forms.ChoiceField(required=False)
    order = forms.ChoiceField(required=False, choices=ORDERS)
    good = forms.BooleanField(required=False)
    anonymous = forms.BooleanField(required=False)
    show = forms.BooleanField(required=False)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["prompt"].choices = [(prompt.code, prompt.name) for prompt in item.prompts]


class LineForm(forms.Form):
    """A line of what was handed in, as buttons and addresses name it: numbers with spaces between them."""

    submission = forms.UUIDField()
    entry = forms.UUIDField()

    @classmethod
    def of(cls, words: str) -> LineForm:
        return cls(dict(zip(cls.base_fields, words.split(), strict=False)))


class MarkForm(LineForm):
    """Whether a line is good to show, as of the version that the page showed."""

    version = forms.IntegerField(min_value=0)
    good = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")


class RemarkForm(LineForm):
    """A comment on a line; `comment` is its number, so that it is not written twice. What its text may be, the save
    protocol says."""

    comment = forms.UUIDField()
    text = forms.CharField(strip=False, required=False)
