"""The verbs of a whole worksheet: create, duplicate, import, archive, delete, hand over."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quadrants import interchange
from quadrants.catalogue import CATALOGUE
from quadrants.document import (
    Entry,
    HintState,
    Influence,
    ItemState,
    Party,
    StrategyPlan,
    WorksheetDocument,
    in_use_by_default,
)
from quadrants.forms.change import ChangeForm
from quadrants.forms.content import ImportedEntryForm, ItemForm, PartyForm, WorksheetForm
from quadrants.interchange import DocumentError
from quadrants.loading import load_whole
from quadrants.models import Action, Edit, Membership, PrintJob, Worksheet
from quadrants.models import Entry as EntryRow
from quadrants.models import Influence as InfluenceRow
from quadrants.models import ItemState as ItemRow
from quadrants.models import Party as PartyRow
from quadrants.models.edit import WORKSHEET
from quadrants.policy import Role
from quadrants.services import deals
from quadrants.services.content import (
    ENTRY_TARGET,
    INFLUENCE_TARGET,
    ITEM_TARGET,
    PARTY_TARGET,
    WORKSHEET_TARGET,
)
from quadrants.services.parts import STEP
from quadrants.services.targets import Target, resolve
from strategies.forms import HintForm, PlanForm
from strategies.models import HintState as HintRow
from strategies.models import StrategyPlan as PlanRow

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def create_worksheet(
    *,
    user: User,
    title: str = "",
    language: str,
    depth: str = "quick",
    us: str = "",
    counterpart: str = "",
    others: Sequence[str] = (),
    items: Collection[str] | None = None,
    meeting_at: datetime | None = None,
) -> Worksheet:
    """A new worksheet that belongs to `user`, with our own side on it and, if named, the counterpart and `others` of
    its kind. `items` are the codes of those in use, else the depth says which.

    The texts are taken as they are: a form has checked them. Without a title it is *My negotiation*. Our side is *Us*
    until somebody names it: the other side may read that name, and what the account is called is not for them.
    """
    with translation.override(language):
        title, us = title or _("My negotiation"), us or _("Us")
    worksheet = Worksheet(title=title, language=language, depth=depth, meeting_at=meeting_at, version=1)
    parties = [PartyRow(worksheet=worksheet, name=us, is_us=True, side="ours", position=STEP, version=1)]
    parties += [
        PartyRow(
            worksheet=worksheet,
            name=name,
            side="theirs",
            roles=["counterpart"],
            position=number * STEP,
            version=1,
        )
        for number, name in enumerate(filter(None, (counterpart, *others)), start=2)
    ]
    states = [] if items is None else _states(worksheet, items)
    _own(worksheet, user)
    PartyRow.objects.bulk_create(parties)
    ItemRow.objects.bulk_create(states)
    _log_creation(
        user,
        worksheet,
        [(PARTY_TARGET, f"party:{row.pk}", row) for row in parties]
        + [(ITEM_TARGET, f"item:{row.item}", row) for row in states],
    )
    return worksheet


def _states(worksheet: Worksheet, used: Collection[str]) -> list[ItemRow]:
    """All twenty, so that another depth later changes nothing about which are in use."""
    return [
        ItemRow(worksheet=worksheet, item=item.code, in_use=item.code in used, version=1) for item in CATALOGUE.items
    ]


def duplicate_worksheet(*, user: User, worksheet: Worksheet) -> Worksheet:
    """A copy of its own, content and all, that belongs to `user`; its history starts anew."""
    document = load_whole(worksheet)
    with translation.override(worksheet.language):
        title = _("%(title)s (copy)") % {"title": worksheet.title[: Worksheet._meta.get_field("title").max_length - 20]}
    header = replace(document.worksheet, title=title, state="preparing")
    return create_from_document(user=user, document=replace(document, worksheet=header))


def import_worksheet(*, user: User, data: Any, consent: bool = False) -> Worksheet:
    """A new worksheet from an exported file. `DocumentError` names what is wrong; then nothing was written."""
    return create_from_document(user=user, document=interchange.from_json(data), consent=consent)


@transaction.atomic
def create_from_document(*, user: User, document: WorksheetDocument, consent: bool = False) -> Worksheet:
    """Writes a document as a new worksheet, with new ids. Every text passes the forms that changes pass. Nothing of it
    is on the table before somebody has looked at it here, unless `consent` says that somebody has."""
    if not consent:
        document = _off_the_table(document)
    cleaned = _checked(WorksheetForm, WORKSHEET_TARGET, document.worksheet, Worksheet(), "worksheet")
    worksheet = Worksheet(version=1, **cleaned)
    _own(worksheet, user)
    parties = {part.id: _party_row(worksheet, part, number) for number, part in enumerate(document.parties, start=1)}
    PartyRow.objects.bulk_create(parties.values())
    entries = [_entry_row(worksheet, part, parties, number) for number, part in enumerate(document.entries)]
    EntryRow.objects.bulk_create(entries)
    items = [_item_row(worksheet, part) for part in document.items if _is_said(part, document)]
    ItemRow.objects.bulk_create(items)
    plans = [_plan_row(worksheet, plan) for plan in document.strategies if plan.decided]
    PlanRow.objects.bulk_create(plans)
    hints = [_hint_row(worksheet, state) for state in document.hints if state.said]
    HintRow.objects.bulk_create(hints)
    influences = [_influence_row(worksheet, part, parties, n) for n, part in enumerate(document.influences, start=1)]
    InfluenceRow.objects.bulk_create(influences)
    deal = deals.made_rows(worksheet, document.deal, _checked)
    deals.save_rows(deal)
    (plan_target, _key), (hint_target, _key) = resolve("strategy:any"), resolve("hint:any")
    _log_creation(
        user,
        worksheet,
        [(PARTY_TARGET, f"party:{row.pk}", row) for row in parties.values()]
        + [(ENTRY_TARGET, f"entry:{row.pk}", row) for row in entries]
        + [(ITEM_TARGET, f"item:{row.item}", row) for row in items]
        + [(plan_target, f"strategy:{row.strategy}", row) for row in plans]
        + [(hint_target, f"hint:{row.rule}", row) for row in hints]
        + [(INFLUENCE_TARGET, f"influence:{row.pk}", row) for row in influences]
        + deal,
    )
    return worksheet


def _off_the_table(document: WorksheetDocument) -> WorksheetDocument:
    return replace(
        document,
        parties=tuple(replace(party, on_table=False) for party in document.parties),
        entries=tuple(replace(entry, on_table=False) for entry in document.entries),
    )


def archive_worksheet(*, worksheet: Worksheet, archived: bool) -> None:
    """Puts a worksheet into the archive, where it can be read but not changed, or takes it out."""
    Worksheet.objects.filter(pk=worksheet.pk).update(archived_at=timezone.now() if archived else None)


def delete_worksheet(*, worksheet: Worksheet) -> None:
    """Deletes a worksheet; its owner can take it back for 30 days."""
    Worksheet.objects.filter(pk=worksheet.pk, deleted_at__isnull=True).update(deleted_at=timezone.now())


def restore_worksheet(*, worksheet: Worksheet) -> None:
    """Takes a deletion back."""
    Worksheet.objects.filter(pk=worksheet.pk).update(deleted_at=None)


@transaction.atomic
def remove_worksheets(worksheets: Iterable[Worksheet]) -> int:
    """Removes worksheets for good, with their log; the number of them."""
    ids = [worksheet.pk for worksheet in worksheets]
    Edit.objects.filter(subject_kind=WORKSHEET, subject_id__in=ids).delete()
    Worksheet.objects.filter(pk__in=ids).delete()
    return len(ids)


def remove_deleted_worksheets() -> int:
    """Removes for good what was deleted more than 30 days ago; the number of them."""
    return remove_worksheets(Worksheet.objects.beyond_recall())


@transaction.atomic
def hand_over(*, from_user: User, to_user: User) -> None:
    """Gives one person's worksheets, the authorship of the changes and what was printed to another: a guest who signs
    in."""
    owned = list(Membership.objects.filter(user=from_user, role=Role.OWNER).values_list("worksheet", flat=True))
    shared = list(Membership.objects.filter(user=to_user).values_list("worksheet", flat=True))
    Membership.objects.filter(user=from_user, worksheet__in=shared).delete()
    Membership.objects.filter(user=to_user, worksheet__in=owned).update(role=Role.OWNER)
    Membership.objects.filter(user=from_user).update(user=to_user)
    Edit.objects.filter(user=from_user).update(user=to_user)
    PrintJob.objects.filter(owner=from_user).update(owner=to_user)


def owned_alone(user: User) -> list[Worksheet]:
    """The worksheets that nobody else can open: they go when their owner goes."""
    mine = Worksheet.objects.filter(memberships__user=user, memberships__role=Role.OWNER)
    return list(mine.exclude(memberships__in=Membership.objects.exclude(user=user)))


def _own(worksheet: Worksheet, user: User) -> None:
    worksheet.save(force_insert=True)
    Membership.objects.create(worksheet=worksheet, user=user, role=Role.OWNER)


def _log_creation(user: User, worksheet: Worksheet, parts: list[tuple[Target, str, Any]]) -> None:
    rows = [(WORKSHEET_TARGET, "worksheet", worksheet), *parts]
    Edit.objects.bulk_create(
        Edit(
            subject_kind=WORKSHEET,
            subject_id=worksheet.pk,
            target=name,
            op=uuid.uuid4(),
            user=user,
            base=0,
            version=1,
            action=Action.MADE,
            fields=target.dump(row),
        )
        for target, name, row in rows
    )


def _checked(form_class: type[ChangeForm], target: Target, part: Any, row: Any, where: str) -> dict[str, Any]:
    """The fields of a part after the same form that a change passes; `DocumentError` names the bad one."""
    known = form_class.base_fields.keys()
    sent = {name: _sendable(getattr(part, name)) for name in known if hasattr(part, name)}
    form = form_class(sent, row=row, creating=True)
    if not form.is_valid():
        name, message = next(iter(form.messages().items()))
        raise DocumentError(f"{where}.{name}: {message}")
    return {name: value for name, value in form.cleaned_data.items() if name in target.fields}


def _sendable(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value) if isinstance(value, uuid.UUID) else value


def _party_row(worksheet: Worksheet, part: Party, number: int) -> PartyRow:
    row = PartyRow(worksheet=worksheet, is_us=part.is_us, version=1)
    cleaned = _checked(PartyForm, PARTY_TARGET, part, row, f"parties[{number - 1}]")
    return _filled(row, {**cleaned, "position": number * STEP})


def _entry_row(worksheet: Worksheet, part: Entry, parties: Mapping[uuid.UUID, PartyRow], number: int) -> EntryRow:
    row = EntryRow(worksheet=worksheet, version=1)
    cleaned = _checked(ImportedEntryForm, ENTRY_TARGET, part, row, f"entries[{number}]")
    return _filled(row, {**cleaned, "position": (number + 1) * STEP, "party": parties.get(part.party)})


def _item_row(worksheet: Worksheet, part: ItemState) -> ItemRow:
    row = ItemRow(worksheet=worksheet, item=part.item, version=1)
    return _filled(row, _checked(ItemForm, ITEM_TARGET, part, row, f"items.{part.item}"))


def _is_said(part: ItemState, document: WorksheetDocument) -> bool:
    """Whether a state of an item differs from how it starts: only then it is kept, for the depth may still change."""
    starts = in_use_by_default(CATALOGUE.item(part.item), document.worksheet.depth)
    return bool(part.summary) or part.in_use != starts


def _plan_row(worksheet: Worksheet, plan: StrategyPlan) -> PlanRow:
    target, _key = resolve("strategy:any")
    row = PlanRow(worksheet=worksheet, strategy=plan.strategy, version=1)
    return _filled(row, _checked(PlanForm, target, plan, row, f"strategies.{plan.strategy}"))


def _hint_row(worksheet: Worksheet, state: HintState) -> HintRow:
    target, _key = resolve("hint:any")
    row = HintRow(worksheet=worksheet, rule=state.rule, version=1)
    return _filled(row, _checked(HintForm, target, state, row, f"hints.{state.rule}"))


def _influence_row(
    worksheet: Worksheet, part: Influence, parties: Mapping[uuid.UUID, PartyRow], number: int
) -> InfluenceRow:
    who, whom = parties[part.who], parties[part.whom]
    return InfluenceRow(
        worksheet=worksheet, who=who, whom=whom, strength=part.strength, position=number * STEP, version=1
    )


def _filled(row: Any, values: Mapping[str, Any]) -> Any:
    for name, value in values.items():
        setattr(row, name, value)
    return row
