"""How far a worksheet is and what comes next: plain rules over the document, without figures that pretend precision."""

from __future__ import annotations

from dataclasses import dataclass

from quadrants.catalogue import CATALOGUE, Item, Quadrant
from quadrants.document import WorksheetDocument


@dataclass(frozen=True, slots=True)
class Progress:
    """Of the items in use in a quadrant, how many hold a text."""

    quadrant: Quadrant
    filled: int
    used: int


def progress(document: WorksheetDocument) -> tuple[Progress, ...]:
    """One `Progress` for each quadrant, in order."""
    return tuple(_progress(quadrant, document) for quadrant in CATALOGUE.quadrants)


def _progress(quadrant: Quadrant, document: WorksheetDocument) -> Progress:
    used = [item for item in quadrant.items if document.item(item.code).in_use]
    return Progress(quadrant, sum(document.holds_text(item) for item in used), len(used))


def next_item(document: WorksheetDocument) -> Item | None:
    """The first item in use that is still empty, or None when each holds something."""
    return next(
        (item for item in CATALOGUE.items if document.item(item.code).in_use and not document.holds_text(item)), None
    )
