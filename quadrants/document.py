"""A whole worksheet as pure data: what every page, rule and printed sheet reads.

`quadrants.loading` builds it from the database and `quadrants.interchange` from a file; nothing here knows of either.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from quadrants.bargain import Deal
from quadrants.catalogue import CATALOGUE, Item
from strategies.catalogue import STRATEGIES

Key = TypeVar("Key", bound=Hashable)

# Signs that end a name; what stands behind is said about somebody. An English full stop may belong to a name, and so
# may a comma before a capital or a number: *St. Mary’s*, *Smith, Jones & Partners*.
END_OF_NAME = re.compile(r"[(（，;；。—]|,(?=\s*[a-z一-鿿])|\s[–-]+\s")
GOAL_ITEM, GOAL_PROMPT = "goals", "short_term"
PROMPT_ORDER = {(prompt.item, prompt.code): number for number, prompt in enumerate(CATALOGUE.all_prompts)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a worksheet says of itself; `quick_…` are the answers of the quick prep, codes of `quadrants.quick`."""

    id: UUID
    title: str
    language: str
    depth: str
    created_at: datetime
    changed_at: datetime
    table_title: str = ""
    state: str = "preparing"
    meeting_at: datetime | None = None
    quick_occasion: str = ""
    quick_stake: str = ""
    quick_time: str = ""
    quick_known: str = ""
    quick_issues: str = ""
    quick_people: str = ""
    quick_after: str = ""
    archived: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One person or organisation at, behind or beside the table."""

    id: UUID
    name: str
    is_us: bool = False
    side: str = "neither"
    roles: tuple[str, ...] = ()
    style: str = "unknown"
    need: str = ""
    trust: int | None = None
    influence: int | None = None
    on_table: bool = False
    table_name: str = ""
    version: int = 0

    @property
    def called(self) -> str:
        """The name as it is said in a sentence, without what is said about somebody behind it: of *Mr Keller, the
        landlord* or *Mr Keller (decides)* the first two words. Never empty."""
        return END_OF_NAME.split(self.name, maxsplit=1)[0].strip() or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """That somebody sways somebody else, and how much."""

    id: UUID
    who: UUID
    whom: UUID
    strength: str = "some"
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One short line under a prompt. Empty, `None` and "" mean *not said yet*, never zero."""

    id: UUID
    item: str
    prompt: str
    text: str
    position: float = 0
    party: UUID | None = None
    value_to_us: int | None = None
    value_to_them: int | None = None
    direction: str = ""
    person: str = ""
    due: date | None = None
    done: bool = False
    basis: str = ""
    source: str = ""
    answer: str = ""
    risk_removed: str = ""
    needs_agreement: str = ""
    way_back: bool | None = None
    on_sheet: bool | None = None
    on_table: bool = False
    voice: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """Whether an item is in use on this worksheet, and its line for the sheet."""

    item: str
    in_use: bool
    summary: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyPlan:
    """What was decided about one strategy, and afterwards how well it worked (1–5)."""

    strategy: str
    state: str = "undecided"
    how: str = ""
    rating: int | None = None
    lesson: str = ""
    version: int = 0

    @property
    def decided(self) -> bool:
        """Anything said about it at all; what an export lists."""
        return self.state != "undecided" or bool(self.how or self.lesson) or self.rating is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class HintState:
    """What was said of one of the coach's hints: put `aside` on this worksheet, and why."""

    rule: str
    aside: bool = False
    reason: str = ""
    version: int = 0

    @property
    def said(self) -> bool:
        """Anything said about it at all; what an export lists."""
        return self.aside or bool(self.reason)


def in_use_by_default(item: Item, depth: str) -> bool:
    """A full prep starts with every item, a quick one with those the catalogue marks."""
    return depth == "full" or item.quick


def all_items(said: Mapping[str, ItemState], depth: str) -> tuple[ItemState, ...]:
    """All twenty in order: what was said of them, else how they start."""
    return tuple(
        said.get(item.code) or ItemState(item=item.code, in_use=in_use_by_default(item, depth))
        for item in CATALOGUE.items
    )


def all_plans(said: Mapping[str, StrategyPlan]) -> tuple[StrategyPlan, ...]:
    """All twelve in order: what was decided, else nothing yet."""
    return tuple(said.get(strategy.code) or StrategyPlan(strategy=strategy.code) for strategy in STRATEGIES)


@dataclass(frozen=True, kw_only=True)
class WorksheetDocument:
    """One worksheet, whole. `items` are all twenty in order and `strategies` all twelve; `entries` and `parties` are
    the living ones, entries in catalogue order and by position within their prompt. `hints` are those of which
    something was said; `influences` are between living parties. The `deal` is there only where it was asked for."""

    worksheet: Header
    parties: tuple[Party, ...] = ()
    items: tuple[ItemState, ...] = ()
    entries: tuple[Entry, ...] = ()
    strategies: tuple[StrategyPlan, ...] = ()
    hints: tuple[HintState, ...] = ()
    influences: tuple[Influence, ...] = ()
    deal: Deal = Deal()

    @cached_property
    def _entries_by_prompt(self) -> dict[tuple[str, str], tuple[Entry, ...]]:
        return _grouped(self.entries, lambda entry: (entry.item, entry.prompt))

    @cached_property
    def _entries_by_item(self) -> dict[str, tuple[Entry, ...]]:
        return _grouped(self.entries, lambda entry: entry.item)

    @cached_property
    def _items(self) -> dict[str, ItemState]:
        return {state.item: state for state in self.items}

    @cached_property
    def _parties(self) -> dict[UUID, Party]:
        return {party.id: party for party in self.parties}

    @cached_property
    def _plans(self) -> dict[str, StrategyPlan]:
        return {plan.strategy: plan for plan in self.strategies}

    @cached_property
    def _hints(self) -> dict[str, HintState]:
        return {state.rule: state for state in self.hints}

    def entries_of(self, item: str, prompt: str | None = None) -> tuple[Entry, ...]:
        """The entries of an item, or of one of its prompts; empty when there is none."""
        if prompt is None:
            return self._entries_by_item.get(item, ())
        return self._entries_by_prompt.get((item, prompt), ())

    def item(self, code: str) -> ItemState:
        """The state of an item; KeyError for a code that is not one of the twenty."""
        return self._items[code]

    def strategy(self, code: str) -> StrategyPlan:
        """The plan for a strategy; KeyError for a code that is not one of the twelve."""
        return self._plans[code]

    def hint(self, rule: str) -> HintState:
        """What was said of the hint of a rule; nothing yet, if nobody said anything."""
        return self._hints.get(rule) or HintState(rule=rule)

    def party(self, party_id: UUID | None) -> Party | None:
        """A living party of this worksheet, or None."""
        return self._parties.get(party_id) if party_id else None

    def parties_in(self, role: str) -> tuple[Party, ...]:
        """The parties that carry a role (`counterpart`, `decision_maker`, `third_party`)."""
        return tuple(party for party in self.parties if role in party.roles)

    @cached_property
    def us(self) -> Party | None:
        return next((party for party in self.parties if party.is_us), None)

    @cached_property
    def others(self) -> tuple[Party, ...]:
        """Everybody but us."""
        return tuple(party for party in self.parties if not party.is_us)

    @cached_property
    def counterparts(self) -> tuple[Party, ...]:
        return self.parties_in("counterpart")

    @cached_property
    def opposite(self) -> Party | None:
        """The one with whom we talk: the first counterpart or, while none is named as such, the only other one."""
        named = self.counterparts or (self.others if len(self.others) == 1 else ())
        return named[0] if named else None

    @cached_property
    def deciders(self) -> tuple[Party, ...]:
        """Who decides, besides us and the counterparts, who are named already."""
        return tuple(
            party for party in self.others if "decision_maker" in party.roles and "counterpart" not in party.roles
        )

    @cached_property
    def planned(self) -> tuple[StrategyPlan, ...]:
        """The strategies that are planned, in the order of the checklist."""
        return tuple(plan for plan in self.strategies if plan.state == "planned")

    @cached_property
    def goal(self) -> str:
        """What stands over sheet, board and item pages: item 1's line, else its first short-term entry, else ""."""
        entries = self.entries_of(GOAL_ITEM, GOAL_PROMPT)
        return self.item(GOAL_ITEM).summary or (entries[0].text if entries else "")

    def holds_text(self, item: Item) -> bool:
        """Whether anything was written in an item: a line for the sheet, an entry, or (item 3) a party besides us."""
        if item.holds == "parties":
            return bool(self.item(item.code).summary) or bool(self.others)
        return bool(self.item(item.code).summary or self.entries_of(item.code))


def _grouped(entries: Iterable[Entry], key: Callable[[Entry], Key]) -> dict[Key, tuple[Entry, ...]]:
    groups: dict[Key, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[key(entry)].append(entry)
    return {name: tuple(group) for name, group in groups.items()}
