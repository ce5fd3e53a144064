"""The page on which a trainer writes a case, and the file that a case comes in.

A case is one form, a formset of roles and one of issues. What stands in a language that is not chosen, or does not
belong to the kind of an issue, is not looked at.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from negotiation_prep.bilingual import CHINESE, ENGLISH, Text
from quadrants.catalogue import CATALOGUE
from strategies.catalogue import STRATEGIES
from training.cases import document as limits
from training.cases.document import Issue, Kind, Option, Step
from training.cases.flaws import name_key
from training.forms.case_texts import SUFFIXES, LanguagesForm, Written, in_lines, paragraphs

MOST_BYTES = 1024 * 1024
FIGURE = re.compile(r"-?(\d{1,3}(,\d{3})+|\d{1,13})(\.\d{1,9})?")


class CaseFileForm(forms.Form):
    """An exported case. `cleaned_data["file"]` is its JSON value."""

    file = forms.FileField(
        label=gettext_lazy("File"), widget=forms.FileInput(attrs={"accept": ".json,application/json"})
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 1 MB. An exported case never is."))
        try:
            return json.loads(file.read().decode("utf-8-sig"))
        except (UnicodeDecodeError, ValueError, RecursionError):
            raise ValidationError(_("This file is not a case that was exported here.")) from None


# --- Figures and points -------------------------------------------------------------------------------------


def figure(text: str) -> int | float | None:
    """A number as people write it, in digits of either width, with commas in thousands; None for anything else."""
    text = unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-")
    if not FIGURE.fullmatch(text):
        return None
    plain = text.replace(",", "")
    return float(plain) if "." in plain else int(plain)


class Figure(forms.CharField):
    """A number, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def to_python(self, value: Any) -> int | float | None:
        text = super().to_python(value)
        number = figure(text)
        if text and number is None:
            raise ValidationError(_("Write a number, such as 120 or 4.5."))
        return number


def steps_in(text: str, issue: Issue) -> tuple[Step, ...]:
    """The points that stand in a text, one `value = points` on each line; `ValidationError` names the line that says
    something else."""
    return tuple(_step(line, issue) for line in in_lines(text))


def _step(line: str, issue: Issue) -> Step:
    value, sign, points = line.replace("＝", "=").rpartition("=")
    worth = figure(points)
    at = _option_named(value, issue) if issue.kind == Kind.CHOICE else figure(value)
    if not sign or worth is None:
        raise ValidationError(_("“%(line)s”: write value = points, such as 40 = 60.") % {"line": line[:80]})
    if at is None:
        raise ValidationError(_("“%(line)s”: there is no such value.") % {"line": line[:80]})
    return at, worth


def _option_named(name: str, issue: Issue) -> str | None:
    for option in issue.options:
        if name_key(name) in (name_key(option.name.en), name_key(option.name.zh_hans)):
            return option.code
    return None


def steps_as_text(issue: Issue, role: str, language: str) -> str:
    """The points of a role as they are written, options by their name in one language."""
    names = {option.code: option.name.in_language(language) for option in issue.options}
    return "\n".join(f"{names.get(str(value), value)} = {points}" for value, points in issue.steps(role))


# --- The parts of a case ------------------------------------------------------------------------------------


class CaseForm(LanguagesForm):
    """What a case says of itself. `base` is the version that the page showed, `sure` that a language may go."""

    texts = {
        "title": Written(label=gettext_lazy("Title"), limit=limits.TITLE_LENGTH, everywhere=True),
        "teaches": Written(
            label=gettext_lazy("What it teaches"),
            limit=limits.SENTENCE_LENGTH,
            help=gettext_lazy("One sentence, for your list of cases."),
        ),
        "introduction": paragraphs(gettext_lazy("Introduction for everybody")),
        "notes": paragraphs(gettext_lazy("Teaching notes, for trainers only")),
    }
    base = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)
    chosen = forms.ChoiceField(
        label=gettext_lazy("The case is written in"),
        choices=[("both", gettext_lazy("Both languages")), (ENGLISH, "English"), (CHINESE, "中文")],
        widget=forms.RadioSelect,
    )
    minutes_to_prepare = forms.IntegerField(
        label=gettext_lazy("Minutes to prepare"), min_value=1, max_value=limits.MOST_MINUTES
    )
    minutes_to_talk = forms.IntegerField(
        label=gettext_lazy("Minutes to talk"), min_value=1, max_value=limits.MOST_MINUTES
    )
    items = forms.MultipleChoiceField(
        label=gettext_lazy("Items that it practises"),
        choices=[(item.code, item.name) for item in CATALOGUE.items],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    strategies = forms.MultipleChoiceField(
        label=gettext_lazy("Strategies that it practises"),
        choices=[(strategy.code, strategy.name) for strategy in STRATEGIES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class RowForm(LanguagesForm):
    """A role or an issue. `code` is that of the row that stood here before, if there was one."""

    code = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    @property
    def removed(self) -> bool:
        return bool(self.cleaned_data.get(DELETION_FIELD_NAME))

    @property
    def counts(self) -> bool:
        """Whether the row is part of the case: it says something and is not to be removed."""
        return not self.is_blank() and not self.removed


class RoleForm(RowForm):
    texts = {
        "name": Written(label=gettext_lazy("Name of the role"), limit=limits.NAME_LENGTH, needed=True),
        "brief": paragraphs(gettext_lazy("Confidential brief, for this role only")),
    }


class IssueForm(RowForm):
    """An issue, with a field of points for each row of the roles. `before` holds the issues as they stood, so that what
    is renamed keeps its code."""

    texts = {
        "name": Written(label=gettext_lazy("Issue"), limit=limits.NAME_LENGTH, needed=True),
        "unit": Written(label=gettext_lazy("Unit"), limit=limits.UNIT_LENGTH),
        "options": Written(
            label=gettext_lazy("Options"),
            limit=limits.NAME_LENGTH,
            help=gettext_lazy("One on each line."),
            split=in_lines,
            most=limits.MOST_OPTIONS,
        ),
    }
    kind = forms.ChoiceField(
        label=gettext_lazy("Settled by"), choices=Kind.choices, initial=Kind.NUMBER, required=False
    )
    low = Figure(label=gettext_lazy("Smallest value"))
    high = Figure(label=gettext_lazy("Largest value"))

    def __init__(self, *args: Any, roles: list[str], before: Mapping[str, Issue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before
        self.points = [f"points-{number}" for number in range(len(roles))]
        for name, role in zip(self.points, roles, strict=True):
            area = forms.Textarea(attrs={"rows": 2})
            self.fields[name] = forms.CharField(required=False, label=role, max_length=4000, widget=area)

    @property
    def points_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.points]

    @property
    def has_points(self) -> bool:
        """Whether the points of this row are to be seen at once."""
        return any(self[name].value() or name in self.errors for name in self.points)

    def written(self) -> list[str]:
        return [*super().written(), "low", "high", *self.points]

    def counting(self) -> list[str]:
        kind, without = self["kind"].value() or Kind.NUMBER, set()
        if kind != Kind.NUMBER:
            without |= {"low", "high", *(f"unit_{suffix}" for suffix in SUFFIXES.values())}
        if kind != Kind.CHOICE:
            without |= {f"options_{suffix}" for suffix in SUFFIXES.values()}
        if kind not in (Kind.NUMBER, Kind.CHOICE):
            without |= set(self.points)
        return [name for name in (*super().counting(), "low", "high", *self.points) if name not in without]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            cleaned["issue"] = self._issue(cleaned, cleaned.get("kind") or Kind.NUMBER)
            self._read_points(cleaned)
        return cleaned

    def _issue(self, cleaned: Mapping[str, Any], kind: str) -> Issue:
        """The issue without code and points."""
        number, before = kind == Kind.NUMBER, self.before.get(cleaned.get("code", ""))
        return Issue(
            code="",
            kind=kind,
            name=cleaned["name"],
            unit=(cleaned["unit"] or None) if number else None,
            low=cleaned.get("low") if number else None,
            high=cleaned.get("high") if number else None,
            options=_options(cleaned["options"], before.options if before else ()) if kind == Kind.CHOICE else (),
        )

    def _read_points(self, cleaned: dict[str, Any]) -> None:
        issue = cleaned["issue"]
        for name in self.points if issue.kind in (Kind.NUMBER, Kind.CHOICE) else ():
            try:
                cleaned[name] = steps_in(cleaned.get(name, ""), issue)
            except ValidationError as error:
                self.add_error(name, error)


def _options(names: tuple[Text, ...], before: tuple[Option, ...]) -> tuple[Option, ...]:
    """Options with codes: who keeps a name keeps the code, a new name takes the code of the one in whose place it
    stands, if nobody has it, and else a new one."""
    codes: list[str] = [next((one.code for one in before if _same(one.name, name)), "") for name in names]
    for place, code in enumerate(codes):
        if not code and place < len(before) and before[place].code not in codes:
            codes[place] = before[place].code
    taken = [*codes, *(one.code for one in before)]
    for place, code in enumerate(codes):
        if not code or code in codes[:place]:
            codes[place] = new_code("option", taken)
    return tuple(Option(code=code, name=name) for code, name in zip(codes, names, strict=True))


def _same(one: Text, other: Text) -> bool:
    return any(a and name_key(a) == name_key(b) for a, b in ((one.en, other.en), (one.zh_hans, other.zh_hans)))


def new_code(kind: str, taken: list[str]) -> str:
    """The first code of a kind that is not taken; it is taken then."""
    code = next(code for number in range(1, len(taken) + 2) if (code := f"{kind}_{number}") not in taken)
    taken.append(code)
    return code
