"""The editable kinds of a worksheet: the worksheet itself, its items, parties and entries."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from quadrants.catalogue import CATALOGUE
from quadrants.document import in_use_by_default
from quadrants.enums import PartyRole, Side
from quadrants.forms.content import EntryForm, InfluenceForm, ItemForm, PartyForm, WorksheetForm
from quadrants.models import Action, Entry, Influence, ItemState, Party, Worksheet
from quadrants.services import saving
from quadrants.services.parts import STEP, fields_of, next_position, part_target, place_last
from quadrants.services.targets import Refused, Saving, Target, UnknownTarget

# Whether the other side may read it. This consent is given to what stands there at that moment.
CONSENT = "on_table"
NAMES = frozenset({"name", "table_name"})


def _find_item(worksheet: Worksheet, key: str) -> ItemState | None:
    return ItemState.objects.filter(worksheet=worksheet, item=key).first()


def _blank_item(worksheet: Worksheet, key: str) -> ItemState:
    try:
        item = CATALOGUE.item(key)
    except KeyError:
        raise UnknownTarget(key) from None
    return ItemState(worksheet=worksheet, item=key, in_use=in_use_by_default(item, worksheet.depth))


def _place_entry(change: Saving) -> None:
    """Gives a new or moved entry its place, and takes it off the table when it became another one."""
    entry = change.row
    moved = {"item", "prompt"} & change.changed
    if moved and "position" not in change.sent:
        siblings = Entry.objects.filter(worksheet=entry.worksheet_id, item=entry.item, prompt=entry.prompt)
        entry.position = next_position(siblings.filter(deleted_at__isnull=True).exclude(pk=entry.pk))
    placed = frozenset({"item", "prompt", "text"})
    _keep_consent(change, seen=placed, read=placed)
    if change.action == Action.RESTORE and entry.party and entry.party.deleted_at:
        entry.party = None


def _keep_consent(change: Saving, *, seen: frozenset[str], read: frozenset[str]) -> None:
    """Consent belongs to what was read when it was given: it goes when any field of `read` changes, unless the same
    change gives it; and nobody can give it who has not seen how the fields of `seen` stand now."""
    row = change.row
    if row.on_table and CONSENT in change.sent and (seen & change.unseen) - change.sent:
        raise Refused({CONSENT: _("This was changed in the meantime. Read it again, then put it on the table.")})
    if change.action == Action.RESTORE or (read & change.changed and CONSENT not in change.sent):
        row.on_table = False


def _use_item_of(change: Saving) -> None:
    """Writing in an item takes it into use, and a place that became too narrow is widened."""
    entry = change.row
    if change.action != Action.DELETE and {"item", "text"} & change.changed:
        take_into_use(change, entry.item)
    if "position" in change.changed or change.creating:
        _widen(change, entry)


def take_into_use(change: Saving, item_code: str) -> None:
    """Turns an item on, as a change of its own, when something is written in it."""
    state = _find_item(change.subject, item_code) or _blank_item(change.subject, item_code)
    if not state.in_use:
        _follow(change, f"item:{item_code}", state.version, {"in_use": True})


def _widen(change: Saving, entry: Entry) -> None:
    """Numbers the entries of a prompt anew when two of them stand in the same place."""
    siblings = Entry.objects.filter(
        worksheet=entry.worksheet_id, item=entry.item, prompt=entry.prompt, deleted_at__isnull=True
    )
    if not siblings.filter(position=entry.position).exclude(pk=entry.pk).exists():
        return
    # The one that was just put there comes before the one whose place it took.
    ordered = sorted(siblings, key=lambda row: (row.position, row.pk != entry.pk, row.created_at))
    for number, row in enumerate(ordered, start=1):
        if row.position != number * STEP:
            _follow(change, f"entry:{row.pk}", row.version, {"position": number * STEP})


def _follow(change: Saving, target: str, base: int, fields: dict[str, Any]) -> None:
    """A change that follows from another one, under an op of its own."""
    following = saving.Change(target=target, base=base, fields=fields, follows=True)
    outcome = saving.save(subject_id=change.subject.pk, user=change.user, change=following)
    if not outcome.saved:
        raise RuntimeError(f"{target} could not follow {change.target}: {outcome.code}")


def _guard_party(change: Saving) -> None:
    party = change.row
    place_last(change)
    # A name that was made for the table sheet stands there, whatever the other one becomes.
    _keep_consent(change, seen=NAMES, read=frozenset() if party.table_name else NAMES)
    if change.creating and "side" not in change.sent:
        party.side = Side.NEITHER if party.roles == [PartyRole.THIRD_PARTY] else Side.THEIRS
    if change.action != Action.DELETE:
        return
    if party.is_us:
        raise Refused({"delete": _("Your own side stays on the worksheet.")})
    if Entry.objects.filter(party=party, deleted_at__isnull=True).exists():
        raise Refused({"entries": _("There are lines about this person. Choose what becomes of them first.")})


def _use_parties(change: Saving) -> None:
    if change.action != Action.DELETE and not change.row.is_us:
        take_into_use(change, "parties")


def _use_item_with_summary(change: Saving) -> None:
    state = change.row
    if "summary" in change.changed and state.summary and "in_use" not in change.sent and not state.in_use:
        _follow(change, change.target, state.version, {"in_use": True})


WORKSHEET_TARGET = Target(
    kind="worksheet",
    keyed=False,
    form=WorksheetForm,
    fields=fields_of(Worksheet),
    find=lambda worksheet, key: worksheet,
    blank=lambda worksheet, key: worksheet,
)
ITEM_TARGET = Target(
    kind="item",
    form=ItemForm,
    fields=fields_of(ItemState, "item"),
    find=_find_item,
    blank=_blank_item,
    implicit=True,
    after_save=_use_item_with_summary,
)
PARTY_TARGET = part_target("party", Party, PartyForm, before_save=_guard_party, after_save=_use_parties)
ENTRY_TARGET = part_target("entry", Entry, EntryForm, before_save=_place_entry, after_save=_use_item_of)
INFLUENCE_TARGET = part_target("influence", Influence, InfluenceForm)
TARGETS = (WORKSHEET_TARGET, ITEM_TARGET, PARTY_TARGET, ENTRY_TARGET, INFLUENCE_TARGET)
