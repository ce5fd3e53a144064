"""The forms of an assignment: what it asks for and when, more time for one, and places at tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quadrants.catalogue import CATALOGUE, Quadrant
from quadrants.forms import fields
from quadrants.text import on_one_line
from quadrants.wording import listed
from training.cases.catalogue import LibraryCase
from training.grouping import NO_ROLE, SITS_OUT, Odd, Place
from training.models import Assignment, Enrolment
from training.models.assignment import (
    GRACE_MINUTES,
    INSTRUCTIONS_LENGTH,
    LARGEST_TEAM,
    MINIMUM,
    TEAM_SIZE,
    Grouping,
)
from training.models.case import CaseRow
from training.models.course import TITLE_LENGTH
from training.rubric import CRITERION_LENGTH, MOST_CRITERIA, RUBRIC

MOST_TABLES, MOST_MINIMUM, MOST_GRACE = 2000, 20, 120
MOMENTS = ("opens_at", "due_at", "late_until", "briefs_at")


class CourseMoment(fields.Moment):
    """A moment as it is written and shown in the time zone of a course."""

    zone: ZoneInfo

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self.zone):
            return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(self.zone):
            return super().prepare_value(value)


class Criteria(fields.PlainText):
    """Names of criteria, one on each line; a list without doubles."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(limit=MOST_CRITERIA * (CRITERION_LENGTH + 1), lines=True, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        names = list(dict.fromkeys(name for line in super().clean(value).splitlines() if (name := on_one_line(line))))
        if len(names) > MOST_CRITERIA:
            raise ValidationError(_("At most %(number)d criteria can be kept.") % {"number": MOST_CRITERIA})
        long = next((name for name in names if len(name) > CRITERION_LENGTH), None)
        if long:
            said = {"name": long, "limit": CRITERION_LENGTH}
            raise ValidationError(_("“%(name)s” is longer than %(limit)d characters.") % said)
        return names


class AssignmentForm(forms.Form):
    """What is to be prepared, by whom and when; times by the clock of the course."""

    title = fields.PlainText(limit=TITLE_LENGTH, label=gettext_lazy("Title"))
    instructions = fields.PlainText(
        limit=INSTRUCTIONS_LENGTH,
        lines=True,
        required=False,
        label=gettext_lazy("What to do"),
        help_text=gettext_lazy("In your own words, for everybody; shown once it opens."),
    )
    case_origin = forms.ChoiceField(required=False, label=gettext_lazy("Case"))
    show_issues = forms.BooleanField(
        required=False,
        label=gettext_lazy("Show the names of the issues with the brief"),
        help_text=gettext_lazy(
            "Names can give away what is at stake for the other side. Only who knows them can rank the issues and enter"
            " what was agreed; you can also show them later, on the page of results."
        ),
    )
    grouping = forms.ChoiceField(
        label=gettext_lazy("Who works together"),
        widget=forms.RadioSelect,
        initial=Grouping.INDIVIDUAL,
        choices=[
            (Grouping.INDIVIDUAL, gettext_lazy("Each alone, on a negotiation of their own")),
            (Grouping.PAIR, gettext_lazy("Pairs: one student for each role; without a case, two prepare together")),
            (Grouping.TEAM, gettext_lazy("Teams: several students share a role and a worksheet")),
        ],
    )
    team_size = forms.IntegerField(
        min_value=2,
        max_value=LARGEST_TEAM,
        initial=TEAM_SIZE,
        label=gettext_lazy("Students in a team"),
        help_text=gettext_lazy("Only for teams; where numbers are odd, some have one more or less."),
    )
    items = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Items asked for"),
        choices=[(item.code, item.name) for item in CATALOGUE.items],
        widget=forms.CheckboxSelectMultiple,
    )
    opens_at = CourseMoment(required=True, label=gettext_lazy("Opens"))
    due_at = CourseMoment(required=True, label=gettext_lazy("Due"))
    late_until = CourseMoment(
        label=gettext_lazy("Late until"), help_text=gettext_lazy("Empty: late work does not count.")
    )
    grace_minutes = forms.IntegerField(
        min_value=0,
        max_value=MOST_GRACE,
        initial=GRACE_MINUTES,
        required=False,
        label=gettext_lazy("Minutes of grace"),
        help_text=gettext_lazy("After it is due: what a lost connection held back still counts as in time."),
    )
    briefs_at = CourseMoment(
        label=gettext_lazy("Briefs can be read from"), help_text=gettext_lazy("Empty: as soon as it opens.")
    )
    minimum = forms.IntegerField(
        min_value=1,
        max_value=MOST_MINIMUM,
        initial=MINIMUM,
        required=False,
        label=gettext_lazy("Lines that make an item enough"),
        help_text=gettext_lazy("Students see which items hold fewer; they can hand in all the same."),
    )
    rubric = Criteria(label=gettext_lazy("Criteria of your own"))

    def __init__(
        self,
        *args: Any,
        zone: ZoneInfo,
        ours: tuple[LibraryCase, ...],
        own: list[CaseRow],
        assignment: Assignment | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in MOMENTS:
            self.fields[name].zone = zone
        self.fields["case_origin"].choices = list(_cases(ours, own, assignment))
        usual = [str(criterion.name) for criterion in RUBRIC]
        said = {"number": MOST_CRITERIA, "names": listed(usual)}
        self.fields["rubric"].help_text = _("One on each line, at most %(number)d. Empty: %(names)s.") % said
        self.fields["rubric"].widget.attrs["placeholder"] = "\n".join(usual)

    def groups_of_items(self) -> Iterator[tuple[Quadrant, list[tuple[Any, bool]]]]:
        """The items by quadrant, each with whether it is ticked."""
        ticked = set(self["items"].value() or ())
        for quadrant in CATALOGUE.quadrants:
            yield quadrant, [(item, item.code in ticked) for item in quadrant.items]

    def clean_items(self) -> list[str]:
        """In the order of the method."""
        asked = self.cleaned_data["items"]
        return [item.code for item in CATALOGUE.items if item.code in asked]

    def clean_minimum(self) -> int:
        return self.cleaned_data["minimum"] or MINIMUM

    def clean_grace_minutes(self) -> int:
        minutes = self.cleaned_data["grace_minutes"]
        return GRACE_MINUTES if minutes is None else minutes

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("case_origin") and said.get("grouping") == Grouping.INDIVIDUAL:
            self.add_error("grouping", _("In a case people sit opposite each other: choose pairs or teams."))
        self._in_order(said, "opens_at", "due_at", _("It would be due before it opens."))
        self._in_order(said, "due_at", "late_until", _("Late work would end before it begins."))
        self._in_order(said, "opens_at", "briefs_at", _("The briefs would come before the assignment opens."))
        self._in_order(said, "briefs_at", "due_at", _("The briefs would come after it is due."), at="briefs_at")
        return said

    def _in_order(self, said: dict[str, Any], first: str, second: str, message: str, at: str = "") -> None:
        if said.get(first) and said.get(second) and said[second] < said[first]:
            self.add_error(at or second, message)


def _cases(
    library: tuple[LibraryCase, ...], own: list[CaseRow], assignment: Assignment | None
) -> Iterator[tuple[str, Any]]:
    yield "", _("Their own negotiation, without a case")
    ours = [(case.code, case.document.title) for case in library]
    mine = [(f"own:{case.pk}", case.title) for case in own]
    if assignment and assignment.document and assignment.case_origin not in dict(ours + mine):
        yield assignment.case_origin, assignment.document.title
    yield _("That come with the workbook"), ours
    if mine:
        yield _("Your own"), mine


class ExtensionForm(forms.Form):
    """More time for one student."""

    enrolment = forms.ModelChoiceField(queryset=Enrolment.objects.none(), label=gettext_lazy("Student"))
    due_at = CourseMoment(required=True, label=gettext_lazy("Due for this student"))

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignment = assignment
        self.fields["due_at"].zone = assignment.course.zone
        self.fields["enrolment"].queryset = assignment.course.enrolments.students().order_by("name_key")

    def clean_due_at(self) -> datetime:
        due_at = self.cleaned_data["due_at"]
        if due_at <= self.assignment.due_at:
            raise ValidationError(_("More time ends later than the assignment is due for everybody."))
        return due_at


class DealForm(forms.Form):
    """What to do with all tables at once, and with those for whom there is none."""

    RANDOM, REST, LEFT, CLEAR = "random", "rest", "left", "clear"

    do = forms.ChoiceField(choices=[(do, do) for do in (RANDOM, REST, LEFT, CLEAR)])
    odd = forms.ChoiceField(
        required=False,
        label=gettext_lazy("If numbers are odd"),
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial=Odd.DOUBLED,
        choices=[
            (Odd.DOUBLED, gettext_lazy("a team of three: somebody doubles a role")),
            (Odd.BYE, gettext_lazy("a bye: somebody sits out")),
        ],
    )

    def clean_odd(self) -> Odd:
        return Odd(self.cleaned_data["odd"] or Odd.DOUBLED)


class PlaceForm(forms.Form):
    """Where one student sits. Only what differs from what the page showed is a change."""

    absent = forms.BooleanField(required=False, show_hidden_initial=True, label=gettext_lazy("Absent"))
    table = forms.IntegerField(
        min_value=SITS_OUT, max_value=MOST_TABLES, required=False, show_hidden_initial=True, label=gettext_lazy("Table")
    )
    role = forms.ChoiceField(required=False, show_hidden_initial=True, label=gettext_lazy("Role"))

    def __init__(self, *args: Any, roles: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)
        self.fields["table"].widget.attrs |= {"class": "form-control", "min": SITS_OUT}
        self.fields["role"].widget.attrs["class"] = "form-select"
        self.fields["absent"].widget.attrs["class"] = "form-check-input"
        if roles:
            self.fields["role"].choices = [(NO_ROLE, "–"), *roles]
        else:
            del self.fields["role"]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("table") and "role" in self.fields and not said.get("role") and not said.get("absent"):
            self.add_error("role", _("Choose a role."))
        return said

    @property
    def place(self) -> Place | None:
        """Another place than the one that was shown, or None."""
        if not {"table", "role"} & set(self.changed_data):
            return None
        return Place(self.cleaned_data["table"] or SITS_OUT, self.cleaned_data.get("role", NO_ROLE))

    @property
    def absence(self) -> bool | None:
        """Whether the student is absent, where that changed."""
        return self.cleaned_data["absent"] if "absent" in self.changed_data else None
