"""What comes next on a worksheet: plain rules over the document, without figures that pretend precision."""

from __future__ import annotations

from quadrants.catalogue import CATALOGUE, Item
from quadrants.document import WorksheetDocument
from quadrants.enums import Fill


def next_item(document: WorksheetDocument) -> Item | None:
    """The first item in use that is still empty, or None when each holds something."""
    return next(
        (item for item in CATALOGUE.items if document.item(item.code).in_use and not document.holds_text(item)), None
    )


def fill(*, lines: int, prompts: int, asked: int, minimum: int = 1) -> Fill:
    """How far an item is filled, by counts alone: `lines` on it, under so many of its `asked` prompts, where `minimum`
    lines are enough. Strong is twice that many, under more than half of the prompts."""
    if not lines:
        return Fill.EMPTY
    if lines < minimum:
        return Fill.BEGUN
    return Fill.STRONG if lines >= 2 * minimum and prompts * 2 > asked else Fill.ENOUGH


def fill_of(document: WorksheetDocument, item: Item, minimum: int = 1) -> Fill:
    """How far an item of a worksheet is filled; the line for the sheet counts as one, and so does each person."""
    if item.holds == "parties":
        under = [role for party in document.others for role in party.roles[:1]]
        lines = len(document.others)
    else:
        under = [entry.prompt for entry in document.entries_of(item.code)]
        lines = len(under)
    lines += bool(document.item(item.code).summary)
    return fill(lines=lines, prompts=len(set(under)), asked=len(item.prompts), minimum=minimum)
