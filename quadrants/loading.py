"""A worksheet's rows, in a fixed number of queries, into its document."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from quadrants import bargain
from quadrants.document import (
    PROMPT_ORDER,
    Entry,
    Header,
    HintState,
    Influence,
    ItemState,
    Party,
    StrategyPlan,
    WorksheetDocument,
    all_items,
    all_plans,
)
from quadrants.models import Combination as CombinationRow
from quadrants.models import Deal as DealRow
from quadrants.models import Entry as EntryRow
from quadrants.models import Influence as InfluenceRow
from quadrants.models import Issue as IssueRow
from quadrants.models import IssueOption as OptionRow
from quadrants.models import ItemState as ItemRow
from quadrants.models import Package as PackageRow
from quadrants.models import Party as PartyRow
from quadrants.models import Worksheet
from quadrants.quick import QUICK
from strategies.models import HintState as HintRow
from strategies.models import StrategyPlan as PlanRow

PARTY_FIELDS = tuple(Party.__dataclass_fields__)
ENTRY_FIELDS = tuple(Entry.__dataclass_fields__)
ITEM_FIELDS = tuple(ItemState.__dataclass_fields__)
PLAN_FIELDS = tuple(StrategyPlan.__dataclass_fields__)
HINT_FIELDS = tuple(HintState.__dataclass_fields__)
INFLUENCE_FIELDS = tuple(Influence.__dataclass_fields__)
QUERIES, DEAL_QUERIES = 6, 5


def load_document(worksheet: Worksheet) -> WorksheetDocument:
    """The living content of a worksheet, in `QUERIES` queries, whatever its size."""
    return WorksheetDocument(
        worksheet=header(worksheet),
        parties=_parties(worksheet),
        items=_items(worksheet),
        entries=_entries(worksheet),
        strategies=_strategies(worksheet),
        hints=_hints(worksheet),
        influences=_influences(worksheet),
    )


def load_whole(worksheet: Worksheet) -> WorksheetDocument:
    """The same with its deal, which few pages show, in `DEAL_QUERIES` more."""
    return replace(load_document(worksheet), deal=_deal(worksheet))


def _deal(worksheet: Worksheet) -> bargain.Deal:
    terms = DealRow.objects.filter(worksheet=worksheet.pk).values(*bargain.Terms.__dataclass_fields__).first()
    issues = _deal_parts(bargain.Issue, IssueRow, worksheet)
    living = {issue.id for issue in issues}
    return bargain.Deal(
        terms=bargain.Terms(**terms or {}),
        issues=issues,
        options=tuple(one for one in _deal_parts(bargain.Option, OptionRow, worksheet) if one.issue in living),
        combinations=tuple(_chosen(one) for one in _deal_parts(bargain.Combination, CombinationRow, worksheet)),
        packages=tuple(_chosen(one) for one in _deal_parts(bargain.Package, PackageRow, worksheet)),
    )


def _deal_parts(kind: Any, model: Any, worksheet: Worksheet) -> tuple[Any, ...]:
    rows = model.objects.filter(worksheet=worksheet.pk, deleted_at=None).order_by("position", "created_at", "id")
    return tuple(kind(**row) for row in rows.values(*kind.__dataclass_fields__))


def _chosen(part: Any) -> Any:
    return replace(part, choices=bargain.Choices(tuple(part.choices)))


def header(worksheet: Worksheet) -> Header:
    return Header(
        id=worksheet.pk,
        title=worksheet.title,
        table_title=worksheet.table_title,
        language=worksheet.language,
        depth=worksheet.depth,
        state=worksheet.state,
        meeting_at=worksheet.meeting_at,
        created_at=worksheet.created_at,
        changed_at=worksheet.changed_at,
        **{question.field: getattr(worksheet, question.field) for question in QUICK.questions},
        archived=worksheet.archived,
        version=worksheet.version,
    )


def _parties(worksheet: Worksheet) -> tuple[Party, ...]:
    rows = PartyRow.objects.filter(worksheet=worksheet.pk, deleted_at=None)
    return tuple(_party(row) for row in rows.order_by("-is_us", "position", "created_at", "id").values(*PARTY_FIELDS))


def _party(row: dict[str, Any]) -> Party:
    return Party(**{**row, "roles": tuple(row["roles"])})


def _entries(worksheet: Worksheet) -> tuple[Entry, ...]:
    rows = EntryRow.objects.filter(worksheet=worksheet.pk, deleted_at=None)
    entries = [Entry(**row) for row in rows.order_by("position", "created_at", "id").values(*ENTRY_FIELDS)]
    return tuple(sorted(entries, key=lambda entry: PROMPT_ORDER[entry.item, entry.prompt]))


def _items(worksheet: Worksheet) -> tuple[ItemState, ...]:
    rows = ItemRow.objects.filter(worksheet=worksheet.pk).values(*ITEM_FIELDS)
    return all_items({row["item"]: ItemState(**row) for row in rows}, worksheet.depth)


def _strategies(worksheet: Worksheet) -> tuple[StrategyPlan, ...]:
    rows = PlanRow.objects.filter(worksheet=worksheet.pk).values(*PLAN_FIELDS)
    return all_plans({row["strategy"]: StrategyPlan(**row) for row in rows})


def _hints(worksheet: Worksheet) -> tuple[HintState, ...]:
    rows = HintRow.objects.filter(worksheet=worksheet.pk).order_by("rule")
    return tuple(HintState(**row) for row in rows.values(*HINT_FIELDS))


def _influences(worksheet: Worksheet) -> tuple[Influence, ...]:
    living = {"deleted_at": None, "who__deleted_at": None, "whom__deleted_at": None}
    rows = InfluenceRow.objects.filter(worksheet=worksheet.pk, **living).order_by("position", "created_at", "id")
    return tuple(Influence(**row) for row in rows.values(*INFLUENCE_FIELDS))
