"""What the list of worksheets shows of each, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from quadrants.catalogue import CATALOGUE
from quadrants.document import in_use_by_default
from quadrants.models import Entry, ItemState, Party, Worksheet


@dataclass(frozen=True, slots=True)
class Quarter:
    """Of the items in use in one quadrant, how many hold a text."""

    number: int
    numeral: str
    filled: int
    used: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    worksheet: Worksheet
    counterparts: tuple[str, ...]
    quarters: tuple[Quarter, ...]

    @property
    def filled(self) -> int:
        return sum(quarter.filled for quarter in self.quarters)

    @property
    def used(self) -> int:
        return sum(quarter.used for quarter in self.quarters)


def rows(worksheets: Sequence[Worksheet]) -> list[Row]:
    """The rows of one page of the list, in three queries."""
    ids = [worksheet.pk for worksheet in worksheets]
    parties, written, states = _parties(ids), _written(ids), _states(ids)
    return [
        Row(
            worksheet,
            tuple(name for name, roles, _us in parties[worksheet.pk] if "counterpart" in roles),
            _quarters(worksheet, written[worksheet.pk], states[worksheet.pk], parties[worksheet.pk]),
        )
        for worksheet in worksheets
    ]


def _parties(ids: list[UUID]) -> dict[UUID, list[tuple[str, list[str], bool]]]:
    found = defaultdict(list)
    living = Party.objects.filter(worksheet__in=ids, deleted_at__isnull=True).order_by("position")
    for worksheet, name, roles, is_us in living.values_list("worksheet", "name", "roles", "is_us"):
        found[worksheet].append((name, roles, is_us))
    return found


def _written(ids: list[UUID]) -> dict[UUID, set[str]]:
    """The items that hold an entry."""
    found = defaultdict(set)
    living = Entry.objects.filter(worksheet__in=ids, deleted_at__isnull=True)
    for worksheet, item in living.values_list("worksheet", "item").distinct():
        found[worksheet].add(item)
    return found


def _states(ids: list[UUID]) -> dict[UUID, dict[str, tuple[bool, bool]]]:
    """Whether an item is in use and whether it has a line for the sheet."""
    found = defaultdict(dict)
    said = ItemState.objects.filter(worksheet__in=ids)
    for worksheet, item, in_use, summary in said.values_list("worksheet", "item", "in_use", "summary"):
        found[worksheet][item] = (in_use, bool(summary))
    return found


def _quarters(
    worksheet: Worksheet,
    written: set[str],
    states: dict[str, tuple[bool, bool]],
    parties: list[tuple[str, list[str], bool]],
) -> tuple[Quarter, ...]:
    quarters = []
    for quadrant in CATALOGUE.quadrants:
        filled = used = 0
        for item in quadrant.items:
            in_use, has_line = states.get(item.code, (in_use_by_default(item, worksheet.depth), False))
            holds = item.code in written if item.holds == "entries" else any(not is_us for *_rest, is_us in parties)
            used += in_use
            filled += in_use and (has_line or holds)
        quarters.append(Quarter(quadrant.number, quadrant.numeral, filled, used))
    return tuple(quarters)
