"""Worksheets in short, as the examples of the rules are written: a line for each person, entry and line for the sheet.

- `@Karin counterpart trust=2`: somebody, with roles and fields; who is named in a line only is the counterpart.
- `needs.rational @Karin 2/8 guess | No empty months`: an entry under a question, about whom, with the value to us and
  to them, then codes of basis, voice, direction, `done`, `way_back`, or fields as `person=Ann`; the text comes after
  the bar.
- `goals | A lower rent`: the line for the sheet of an item.

`@us` is our own side. All items are in use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from quadrants.catalogue import CATALOGUE
from quadrants.document import (
    PROMPT_ORDER,
    Entry,
    Header,
    ItemState,
    Party,
    WorksheetDocument,
    all_items,
    all_plans,
)
from quadrants.enums import Basis, Direction, PartyRole, Voice

US = "us"
MADE = datetime(2026, 11, 1, tzinfo=UTC)
MARKS: dict[str, dict[str, Any]] = {
    "done": {"done": True},
    "way_back": {"way_back": True},
    "no_way_back": {"way_back": False},
    **{code: {"basis": code} for code in Basis.values},
    **{code: {"voice": code} for code in Voice.values},
    **{code: {"direction": code} for code in Direction.values},
}
READ: dict[str, Callable[[str], Any]] = {"trust": int, "influence": int, "due": date.fromisoformat}


def document_of(lines: Iterable[str]) -> WorksheetDocument:
    """The worksheet that these lines describe; ValueError names a line that cannot be read."""
    people = {US: Party(id=_id(US), name="We", is_us=True, side="ours")}
    states: dict[str, ItemState] = {}
    entries: list[Entry] = []
    for number, line in enumerate(lines):
        try:
            _read(line, number, people, states, entries)
        except (KeyError, TypeError, ValueError) as problem:
            raise ValueError(f"{line}: {problem}") from problem
    return WorksheetDocument(
        worksheet=Header(
            id=_id("worksheet"), title="Example", language="en", depth="full", created_at=MADE, changed_at=MADE
        ),
        parties=tuple(people.values()),
        items=all_items(states, "full"),
        entries=tuple(sorted(entries, key=lambda entry: (PROMPT_ORDER[entry.item, entry.prompt], entry.position))),
        strategies=all_plans({}),
    )


def _read(line: str, number: int, people: dict[str, Party], states: dict[str, ItemState], entries: list[Entry]) -> None:
    head, bar, text = line.partition("|")
    place, *marks = head.split()
    if place.startswith("@"):
        people[place[1:]] = _party(place[1:], marks)
    elif "." in place:
        entries.append(_entry(place, number, marks, text.strip(), people))
    else:
        states[place] = ItemState(item=CATALOGUE.item(place).code, in_use=True, summary=text.strip())
    if bool(bar) == place.startswith("@"):
        raise ValueError("a text belongs to an entry or an item, and only there")


def _party(name: str, marks: list[str]) -> Party:
    roles = tuple(mark for mark in marks if "=" not in mark)
    if unknown := set(roles) - set(PartyRole.values):
        raise ValueError(f"unknown role {min(unknown)}")
    return Party(id=_id(name), name=name, side="theirs", roles=roles, **_fields(mark for mark in marks if "=" in mark))


def _entry(place: str, number: int, marks: list[str], text: str, people: dict[str, Party]) -> Entry:
    item, _dot, prompt = place.partition(".")
    fields: dict[str, Any] = {}
    for mark in marks:
        if mark.startswith("@"):
            name = mark[1:]
            fields["party"] = people.setdefault(name, _party(name, ["counterpart"])).id
        elif mark in MARKS:
            fields |= MARKS[mark]
        elif "=" in mark:
            fields |= _fields([mark])
        else:
            us, _slash, them = mark.partition("/")
            fields |= {"value_to_us": int(us), "value_to_them": int(them)}
    return Entry(
        id=_id(f"{number}"), item=item, prompt=CATALOGUE.prompt(item, prompt).code, text=text, position=number, **fields
    )


def _fields(marks: Iterable[str]) -> dict[str, Any]:
    pairs = (mark.partition("=") for mark in marks)
    return {name: READ.get(name, str)(value) for name, _is, value in pairs}


def _id(name: str) -> UUID:
    return uuid5(NAMESPACE_OID, name)
