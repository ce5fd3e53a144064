"""The changes that can be made to a worksheet and its parts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quadrants import enums
from quadrants.bounds import NAME_LENGTH
from quadrants.catalogue import CATALOGUE, Prompt
from quadrants.forms import fields
from quadrants.forms.change import ChangeForm
from quadrants.models import Entry, Influence, ItemState, Party, Worksheet
from quadrants.models.content import NOTE_LENGTH, TEXT_LENGTH
from quadrants.models.worksheet import SUMMARY_LENGTH, TITLE_LENGTH
from quadrants.quick import QUICK

# What a field mark of the catalogue stands for among the fields of an entry.
FIELDS_OF_MARK: dict[str, tuple[str, ...]] = {
    "party": ("party",),
    "value": ("value_to_us", "value_to_them", "direction"),
    "date": ("due",),
    "person": ("person",),
    "done": ("done",),
    "basis": ("basis",),
    "source": ("source",),
    "answer": ("answer",),
    "step": ("risk_removed", "needs_agreement", "way_back"),
}
OPTIONAL_FIELDS = frozenset(name for names in FIELDS_OF_MARK.values() for name in names)


def offered_fields(prompt: Prompt) -> frozenset[str]:
    """The optional entry fields that a prompt offers."""
    return frozenset(name for mark in prompt.fields for name in FIELDS_OF_MARK[mark])


def label(model: type, name: str) -> str:
    """The one label of a field, from its model."""
    return model._meta.get_field(name).verbose_name


def answer(code: str) -> fields.Choice:
    """The field for the answer to a question of the quick prep."""
    question = QUICK.question(code)
    return fields.Choice(vocabulary=question, label=question.text)


class WorksheetForm(ChangeForm):
    title = fields.PlainText(limit=TITLE_LENGTH, label=label(Worksheet, "title"))
    table_title = fields.PlainText(limit=TITLE_LENGTH, required=False, label=label(Worksheet, "table_title"))
    meeting_at = fields.Moment(label=label(Worksheet, "meeting_at"))
    language = fields.Choice(vocabulary=enums.Language, required=True, label=label(Worksheet, "language"))
    depth = fields.Choice(vocabulary=enums.Depth, required=True, label=label(Worksheet, "depth"))
    state = fields.Choice(vocabulary=enums.State, required=True, label=label(Worksheet, "state"))
    quick_occasion = answer("occasion")
    quick_stake = answer("stake")
    quick_time = answer("time")
    quick_known = answer("known")
    quick_issues = answer("issues")
    quick_people = answer("people")
    quick_after = answer("after")

    required_to_create = ("title", "language", "depth")


class ItemForm(ChangeForm):
    in_use = fields.YesNo(label=gettext_lazy("In use"))
    summary = fields.PlainText(limit=SUMMARY_LENGTH, required=False, label=label(ItemState, "summary"))


class PartyForm(ChangeForm):
    name = fields.PlainText(limit=NAME_LENGTH, label=label(Party, "name"))
    side = fields.Choice(vocabulary=enums.Side, required=True, label=label(Party, "side"))
    roles = fields.Choices(vocabulary=enums.PartyRole, label=label(Party, "roles"))
    style = fields.Choice(vocabulary=enums.Style, required=True, label=label(Party, "style"))
    need = fields.Choice(vocabulary=enums.Need, label=label(Party, "need"))
    trust = fields.Scale(label=label(Party, "trust"))
    influence = fields.Scale(label=label(Party, "influence"))
    on_table = fields.YesNo(label=label(Party, "on_table"))
    table_name = fields.PlainText(limit=NAME_LENGTH, required=False, label=label(Party, "table_name"))
    position = fields.Rank(label=gettext_lazy("Position"))

    required_to_create = ("name",)


class InfluenceForm(ChangeForm):
    who = fields.Identifier(label=label(Influence, "who"))
    whom = fields.Identifier(label=label(Influence, "whom"))
    strength = fields.Choice(vocabulary=enums.Sway, required=True, label=label(Influence, "strength"))
    position = fields.Rank(label=gettext_lazy("Position"))

    required_to_create = ("who", "whom")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in {"who", "whom"}.intersection(cleaned):
            cleaned[name] = self._party(name, cleaned[name])
        became = {"who": self.row.who_id, "whom": self.row.whom_id}
        became |= {name: party.pk for name in became if (party := cleaned.get(name))}
        if became["who"] and became["who"] == became["whom"]:
            self.refuse("whom", _("Choose two different people."))
        if "position" in cleaned and cleaned["position"] is None:
            del cleaned["position"]
        return cleaned

    def _party(self, name: str, party_id: Any) -> Party | None:
        if party_id is None:
            self.refuse(name, _("Choose who sways whom."))
            return None
        party = Party.objects.filter(worksheet_id=self.row.worksheet_id, id=party_id, deleted_at__isnull=True).first()
        if party is None:
            self.refuse(name, _("There is no such person on this worksheet."))
        return party


class EntryForm(ChangeForm):
    item = fields.Code(label=gettext_lazy("Item"))
    prompt = fields.Code(label=gettext_lazy("Question"))
    text = fields.PlainText(limit=TEXT_LENGTH, lines=True, label=label(Entry, "text"))
    position = fields.Rank(label=gettext_lazy("Position"))
    party = fields.Identifier(label=label(Entry, "party"))
    value_to_us = fields.Scale(label=label(Entry, "value_to_us"))
    value_to_them = fields.Scale(label=label(Entry, "value_to_them"))
    direction = fields.Choice(vocabulary=enums.Direction, label=label(Entry, "direction"))
    person = fields.PlainText(limit=NAME_LENGTH, required=False, label=label(Entry, "person"))
    due = fields.Day(label=label(Entry, "due"))
    done = fields.YesNo(label=label(Entry, "done"))
    basis = fields.Choice(vocabulary=enums.Basis, label=label(Entry, "basis"))
    source = fields.PlainText(limit=NOTE_LENGTH, required=False, label=label(Entry, "source"))
    answer = fields.PlainText(limit=TEXT_LENGTH, lines=True, required=False, label=label(Entry, "answer"))
    risk_removed = fields.PlainText(limit=NOTE_LENGTH, required=False, label=label(Entry, "risk_removed"))
    needs_agreement = fields.PlainText(limit=NOTE_LENGTH, required=False, label=label(Entry, "needs_agreement"))
    way_back = fields.YesNoUnset(label=label(Entry, "way_back"))
    on_sheet = fields.YesNoUnset(label=label(Entry, "on_sheet"))
    on_table = fields.YesNo(label=label(Entry, "on_table"))
    voice = fields.Choice(vocabulary=enums.Voice, label=label(Entry, "voice"))

    required_to_create = ("item", "prompt", "text")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        prompt = self._prompt(cleaned)
        if prompt:
            self._refuse_what_is_not_offered(cleaned, prompt)
        if cleaned.get("party"):
            self._resolve_party(cleaned)
        if "position" in cleaned and cleaned["position"] is None:
            del cleaned["position"]
        return cleaned

    def _prompt(self, cleaned: dict[str, Any]) -> Prompt | None:
        item = cleaned.get("item", self.row.item)
        code = cleaned.get("prompt", self.row.prompt)
        try:
            prompt = CATALOGUE.prompt(item, code)
        except KeyError:
            self.refuse("prompt" if "prompt" in self.data else "item", _("There is no such question."))
            return None
        if CATALOGUE.item(item).holds == "parties":
            self.refuse("prompt", _("This item holds people, not lines."))
            return None
        return prompt

    def _refuse_what_is_not_offered(self, cleaned: dict[str, Any], prompt: Prompt) -> None:
        for name in OPTIONAL_FIELDS.difference(offered_fields(prompt)).intersection(cleaned):
            if cleaned[name] not in ("", None, False):
                self.refuse(name, _("This question does not ask for that."))

    def _resolve_party(self, cleaned: dict[str, Any]) -> None:
        party = Party.objects.filter(
            worksheet_id=self.row.worksheet_id, id=cleaned["party"], deleted_at__isnull=True
        ).first()
        if party is None:
            self.refuse("party", _("There is no such person on this worksheet."))
        else:
            cleaned["party"] = party


class ImportedEntryForm(EntryForm):
    """An entry from a file: parties are resolved by the import, and a moved entry may hold more than is offered."""

    def _refuse_what_is_not_offered(self, cleaned: dict[str, Any], prompt: Prompt) -> None:
        pass

    def _resolve_party(self, cleaned: dict[str, Any]) -> None:
        pass


class RemovePartyForm(forms.Form):
    """What becomes of the entries about a party that is removed."""

    KEEP, DELETE, MOVE = "keep", "delete", "move"

    entries = forms.ChoiceField(
        label=gettext_lazy("Their lines"),
        choices=[
            (KEEP, gettext_lazy("Keep the lines, without a name")),
            (MOVE, gettext_lazy("Give the lines to somebody else")),
            (DELETE, gettext_lazy("Delete the lines too")),
        ],
        widget=forms.RadioSelect,
        initial=KEEP,
    )
    other = forms.ModelChoiceField(label=gettext_lazy("To whom"), queryset=Party.objects.none(), required=False)

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = Party.objects.filter(
            worksheet_id=party.worksheet_id, deleted_at__isnull=True
        ).exclude(pk=party.pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("entries") == self.MOVE and not cleaned.get("other"):
            self.add_error("other", _("Choose whose lines they become."))
        return cleaned
