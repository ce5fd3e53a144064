"""What the pages show of a worksheet: cells of the board and rows of an item, ready for lean templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from quadrants import enums
from quadrants.catalogue import CATALOGUE, ON_REQUEST, Item, Prompt, Quadrant
from quadrants.document import Entry, ItemState, Party, WorksheetDocument
from quadrants.enums import Fill
from quadrants.readiness import item_fill, together
from quadrants.wording import day

SHOWN = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One item on the board: its lines and how many more there are. An `open` one is written on right there."""

    item: Item
    state: ItemState
    open: bool
    lines: tuple[str, ...]
    more: int
    prompts: tuple[PromptRows, ...] = ()
    parties: tuple[Party, ...] = ()

    @property
    def write(self) -> str:
        """The id of the box where writing begins: on a new worksheet, or on an item just taken into use."""
        return "write" if self.item.number == 1 else f"write-{self.item.code}"

    @property
    def others(self) -> tuple[PromptRows, ...]:
        """The questions after the first, folded away until one of them is answered."""
        return self.prompts[1:]

    @property
    def others_begun(self) -> bool:
        return any(group.rows for group in self.others)


@dataclass(frozen=True, slots=True)
class PromptRows:
    """One prompt with its entries as rows."""

    prompt: Prompt
    rows: tuple[EntryRow, ...]
    typed: str = ""

    @property
    def begun(self) -> bool:
        return bool(self.rows)

    @property
    def write(self) -> str:
        """The id of the box for another line, on the page of the item."""
        return f"write-{self.prompt.path}"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry as a line to write on; `facts` are its filled optional fields in words."""

    entry: Entry
    facts: str
    theirs: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quadrant of the board; `fill` is how far its items in use are together."""

    quadrant: Quadrant
    cells: tuple[Cell, ...]
    filled: int
    used: int
    fill: Fill
    unused: tuple[Item, ...]


def quarters(document: WorksheetDocument, problems: Mapping[str, Any] | None = None) -> tuple[Quarter, ...]:
    """The four quadrants of the board."""
    return tuple(_quarter(quadrant, document, problems or {}) for quadrant in CATALOGUE.quadrants)


def _quarter(quadrant: Quadrant, document: WorksheetDocument, problems: Mapping[str, Any]) -> Quarter:
    cells = tuple(_cell(item, document, problems) for item in quadrant.items)
    used = [cell for cell in cells if cell.state.in_use]
    return Quarter(
        quadrant,
        tuple(cell for cell in cells if cell.state.in_use or cell.lines or document.worksheet.depth == "full"),
        sum(document.holds_text(cell.item) for cell in used),
        len(used),
        together(item_fill(document, cell.item) for cell in used),
        tuple(cell.item for cell in cells if not cell.state.in_use and not cell.lines),
    )


def _cell(item: Item, document: WorksheetDocument, problems: Mapping[str, Any]) -> Cell:
    state = document.item(item.code)
    if item.holds == "parties":
        people = document.others
        texts = [party.name for party in people]
    else:
        people = ()
        texts = [entry.text for entry in document.entries_of(item.code)]
    lines = (state.summary,) if state.summary else tuple(texts[:SHOWN])
    more = len(texts) if state.summary else max(0, len(texts) - SHOWN)
    if not (document.worksheet.depth == "quick" and state.in_use):
        return Cell(item, state, False, lines, more)
    prompts = prompt_rows(item, document, problems) if item.holds == "entries" else ()
    return Cell(item, state, True, lines if state.summary else (), more if state.summary else 0, prompts, people)


def prompt_rows(
    item: Item, document: WorksheetDocument, problems: Mapping[str, Any] | None = None
) -> tuple[PromptRows, ...]:
    """The prompts of an item with their entries; a text that could not be saved stands in its row again."""
    return tuple(
        rows_of(prompt, document.entries_of(item.code, prompt.code), document, problems or {})
        for prompt in item.prompts
    )


def rows_of(
    prompt: Prompt, entries: Iterable[Entry], document: WorksheetDocument, problems: Mapping[str, Any]
) -> PromptRows:
    """These entries of a prompt, and what was typed into its box and could not be saved."""
    return PromptRows(
        prompt,
        tuple(_row(entry, document, problems) for entry in entries),
        getattr(problems.get(f"new|{prompt.path}"), "typed", ""),
    )


def _row(entry: Entry, document: WorksheetDocument, problems: Mapping[str, Any]) -> EntryRow:
    problem = problems.get(f"entry:{entry.id}|text")
    if problem:
        return EntryRow(replace(entry, text=problem.typed), facts(entry, document), problem.theirs, problem.message)
    return EntryRow(entry, facts(entry, document))


def facts(entry: Entry, document: WorksheetDocument) -> str:
    """What was said of an entry besides its text, in a few words."""
    party = document.party(entry.party)
    parts = [
        str(_("Stands on the table sheet")) if _on_table(entry) else "",
        party.name if party else "",
        entry.person,
        day(entry.due) if entry.due else "",
        str(_("Done")) if entry.done else "",
        _values(entry),
        str(enums.Direction(entry.direction).label) if entry.direction else "",
        str(enums.Basis(entry.basis).label) if entry.basis else "",
        str(enums.Voice(entry.voice).label) if entry.voice else "",
        entry.source,
        "→ " + entry.answer if entry.answer else "",
        entry.risk_removed,
        entry.needs_agreement,
    ]
    return " · ".join(part for part in parts if part)


def _on_table(entry: Entry) -> bool:
    """Whether the other side may read it because somebody said so; what is always shown needs no mark."""
    return entry.on_table and CATALOGUE.prompt(entry.item, entry.prompt).table == ON_REQUEST


def _values(entry: Entry) -> str:
    us, them = entry.value_to_us, entry.value_to_them
    parts = [
        _("us %(value)d") % {"value": us} if us is not None else "",
        _("them %(value)d") % {"value": them} if them is not None else "",
    ]
    return " / ".join(part for part in parts if part)
