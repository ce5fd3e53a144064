"""What one reads in the room, from the hand: the whole private sheet, and what may be seen when somebody looks on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from quadrants import sheet
from quadrants.catalogue import CATALOGUE, SHOWN, Prompt, Quadrant
from quadrants.document import Entry, WorksheetDocument
from quadrants.sheet.content import Block, named
from quadrants.table.content import Readable, readable

AGENDA = CATALOGUE.prompt("process", "agenda")
QUESTIONS = CATALOGUE.prompt("framing", "questions")
# What the other side may read without anybody's asking; lines put on the table one by one are for the page lying there.
OPEN = replace(CATALOGUE, table_order=tuple(prompt.path for prompt in CATALOGUE.for_table if prompt.table == SHOWN))


@dataclass(frozen=True, slots=True)
class Row:
    """One line to tick off. `text` says whom it is about where that is not plain; `answer` is what stands in its
    field."""

    entry: Entry
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Room:
    """The sheet with nothing cut. Agenda and questions stand first and whole, without what was marked as not for the
    sheet, and not again in their quadrant; items and quadrants without a line are left out. `open` may be seen by
    anybody: title, names and agenda of the table sheet."""

    meta: str
    agenda: tuple[Row, ...]
    questions: tuple[Row, ...]
    quadrants: tuple[tuple[Quadrant, tuple[Block, ...]], ...]
    strategies: tuple[tuple[str, str], ...]
    open: Readable


def room(document: WorksheetDocument, typed: dict[str, str] | None = None) -> Room:
    """Gathers it in the active language; `typed` are answers that could not be saved, by control."""
    meant = sheet.gathered(document, as_text=str)
    agenda, questions = (_rows(prompt, document, typed or {}) for prompt in (AGENDA, QUESTIONS))
    above = {f"entry:{row.entry.id}" for row in agenda + questions}
    kept = [tuple(filter(None, (_without(block, above) for block in blocks))) for blocks in meant.quadrants]
    return Room(
        meta=meant.meta,
        agenda=agenda,
        questions=questions,
        quadrants=tuple(
            (quadrant, blocks) for quadrant, blocks in zip(CATALOGUE.quadrants, kept, strict=True) if blocks
        ),
        strategies=meant.strategies,
        open=readable(document, when="", catalogue=OPEN),
    )


def _rows(prompt: Prompt, document: WorksheetDocument, typed: dict[str, str]) -> tuple[Row, ...]:
    if not document.item(prompt.item).in_use:
        return ()
    return tuple(
        Row(entry, named(entry, document), typed.get(f"entry:{entry.id}|answer", entry.answer))
        for entry in document.entries_of(prompt.item, prompt.code)
        if entry.on_sheet is not False
    )


def _without(block: Block, targets: set[str]) -> Block | None:
    lines = tuple(line for line in block.lines if line.target not in targets)
    return replace(block, lines=lines) if lines else None
