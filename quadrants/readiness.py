"""What comes next on a worksheet: plain rules over the document, without figures that pretend precision."""

from __future__ import annotations

from quadrants.catalogue import CATALOGUE, Item
from quadrants.document import WorksheetDocument


def next_item(document: WorksheetDocument) -> Item | None:
    """The first item in use that is still empty, or None when each holds something."""
    return next(
        (item for item in CATALOGUE.items if document.item(item.code).in_use and not document.holds_text(item)), None
    )
