"""The forms of what came of a negotiation: an order of the issues, and what was agreed on each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quadrants.forms import fields
from training.cases.document import CaseDocument, Issue, Kind
from training.models import Outcome
from training.models.outcome import NOTE_LENGTH
from training.results import kept, read

WORDS_LENGTH, DECIMALS, DIGITS = 400, 6, 19
YES, NO = "yes", "no"


class RankingForm(forms.Form):
    """The issues in the order in which they matter to a role; `do` moves one of them up or down before it is kept."""

    role = forms.ChoiceField()
    issues = forms.MultipleChoiceField()
    do = forms.CharField(required=False)

    def __init__(self, *args: Any, roles: list[str], case: CaseDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(code, code) for code in roles]
        self.fields["issues"].choices = [(issue.code, issue.code) for issue in case.issues]

    def clean_issues(self) -> list[str]:
        issues = self.cleaned_data["issues"]
        if sorted(issues) != sorted(code for code, _label in self.fields["issues"].choices):
            raise ValidationError(_("Each issue stands in the order once."))
        return issues

    @property
    def order(self) -> list[str]:
        """The order that was asked for, the move included."""
        order = list(self.cleaned_data["issues"])
        way, _space, code = self.cleaned_data["do"].partition(" ")
        if way in ("up", "down") and code in order:
            place = order.index(code)
            order.insert(max(0, place + (1 if way == "down" else -1)), order.pop(place))
        return order


class OutcomeForm(forms.Form):
    """Whether there is an agreement, and on each issue what it says; empty where that was left open. Cleaned, `values`
    are as they are kept."""

    agreed = forms.ChoiceField(
        label=gettext_lazy("Did you agree?"),
        choices=[(YES, gettext_lazy("We agreed")), (NO, gettext_lazy("No agreement"))],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial=YES,
    )
    note = fields.PlainText(
        limit=NOTE_LENGTH,
        lines=True,
        required=False,
        label=gettext_lazy("How it came about"),
        help_text=gettext_lazy("Both sides read this, and your trainer."),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args: Any, case: CaseDocument, standing: Outcome | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(case, standing))
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields |= {_name(issue): _field(issue) for issue in case.issues}
        self.fields["note"].widget.attrs["class"] = "form-control"

    def issues(self) -> Iterator[tuple[Issue, BoundField]]:
        """Each issue with its field."""
        return ((issue, self[_name(issue)]) for issue in self.case.issues)

    @property
    def said(self) -> dict[str, Any]:
        """What was entered, for `services.outcomes.enter`."""
        return {name: self.cleaned_data[name] for name in ("version", "agreed", "values", "note")}

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        said["agreed"] = said.get("agreed") == YES
        names = {issue.code: _name(issue) for issue in self.case.issues}
        if not said["agreed"]:
            # Without an agreement it does not matter what stands in its fields.
            for name in names.values():
                self.errors.pop(name, None)
            return said | {"values": {}}
        found = {code: said.get(name) for code, name in names.items()}
        values = {code: kept(value) for code, value in found.items() if value not in (None, "")}
        if names and not values and not self.errors:
            self.add_error(None, _("Say on at least one issue what you agreed on, or that there is no agreement."))
        return said | {"values": values}


def _name(issue: Issue) -> str:
    return f"on_{issue.code}"


def _initial(case: CaseDocument, standing: Outcome | None) -> dict[str, Any]:
    if standing is None:
        return {"agreed": YES, "version": 0}
    values = {_name(issue): read(issue, standing.values.get(issue.code)) for issue in case.issues}
    return {**values, "agreed": YES if standing.agreed else NO, "note": standing.note, "version": standing.version}


def _field(issue: Issue) -> forms.Field:
    field = _KINDS[issue.kind](issue)
    field.label, field.required = str(issue.name), False
    field.widget.attrs["class"] = "form-select" if issue.kind == Kind.CHOICE else "form-control"
    return field


def _number(issue: Issue) -> forms.Field:
    low, high = (Decimal(str(bound)) for bound in (issue.low, issue.high))
    return forms.DecimalField(
        min_value=low,
        max_value=high,
        max_digits=DIGITS,
        decimal_places=DECIMALS,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        help_text=_("from %(low)s to %(high)s") % {"low": kept(low), "high": kept(high)},
    )


def _choice(issue: Issue) -> forms.Field:
    options = [(option.code, str(option.name)) for option in issue.options]
    return forms.ChoiceField(choices=[("", _("left open")), *options])


_KINDS = {
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
    Kind.DATE: lambda issue: fields.Day(),
    Kind.TEXT: lambda issue: fields.PlainText(limit=WORDS_LENGTH, widget=forms.Textarea(attrs={"rows": 2})),
}
