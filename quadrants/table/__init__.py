"""The table sheet: one page that may lie before the other side.

`content` says what they may read, and only that goes on to `fitting`, the layout and the process that prints: what is
private is nowhere in the file because it was never there. The same content gives the same bytes.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import tzinfo
from itertools import chain
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import timezone, translation

from press import picture as pictures
from press.engine import POINTS_PER_PIXEL, laid_out, to_pdf
from press.faces import needs_rare
from press.letters import code_points, lost, printable
from press.shelf import kept, name_of
from quadrants.document import WorksheetDocument
from quadrants.sheet import PRESS, PREVIEW_WIDTH
from quadrants.table import fitting
from quadrants.table.content import Readable, readable, title_of
from quadrants.table.fitting import Fitted, fits
from quadrants.wording import moment

if TYPE_CHECKING:
    import weasyprint

TOLERANCE = 1.0


@dataclass(frozen=True, slots=True)
class TableSheet:
    """The page; without a PDF when `excess` lines are too many for it. What no font has is `lacking`, by code point."""

    pdf: bytes
    size: float
    excess: int
    layouts: int = 0
    lacking: str = ""
    html: str = ""


def allowed(document: WorksheetDocument, *, time_zone: tzinfo) -> Readable:
    """What the other side may read, the meeting at the time of the reader's clock."""
    when = document.worksheet.meeting_at
    with translation.override(document.worksheet.language), timezone.override(time_zone):
        return readable(document, when=moment(when) if when else "")


def build(content: Readable, *, paper: str) -> TableSheet:
    """Makes the page, or says by how much it is too long. `paper` is "A4" or "letter"."""
    with translation.override(content.language):
        for layouts, fitted in enumerate(fits(content, paper), start=1):
            if fitted.excess:
                return TableSheet(b"", fitted.size, fitted.excess)
            html = _html(content, fitted, paper)
            page = laid_out(html)
            if not _overflows(page, fitted):
                lacking = code_points(chain.from_iterable(map(lost, content.texts)))
                return TableSheet(to_pdf(page), fitted.size, 0, layouts, lacking, html)
    # The widths promised a line that the layout did not have.
    return TableSheet(b"", fitted.size, 1, layouts)


def cached(content: Readable, *, paper: str) -> TableSheet:
    """The page from the cache, else made now: picture and PDF are the same page."""
    return kept(digest(content, paper), lambda: PRESS.run(build, content, paper=paper))


def picture(content: Readable, *, paper: str) -> bytes:
    """The picture of that very PDF as a PNG; "" when there is none."""
    made = cached(content, paper=paper)
    if not made.pdf:
        return b""
    return kept(f"{digest(content, paper)}.png", lambda: PRESS.run(pictures.png, made.pdf, PREVIEW_WIDTH))


def digest(content: Readable, paper: str) -> str:
    """Names everything that the page depends on."""
    return name_of("table", asdict(content), paper)


def _html(content: Readable, fitted: Fitted, paper: str) -> str:
    context = {
        "content": content,
        "title": printable(content.title),
        "fitted": fitted,
        "paper": paper,
        "sizes": fitting,
        "rare": needs_rare("".join(fitted.texts)),
        "rules": range(fitted.rules),
    }
    return render_to_string("pdf/table_sheet.html", context)


def _overflows(page: weasyprint.Document, fitted: Fitted) -> bool:
    """Whether the layout came out larger than was estimated: on a second page, or into the room for notes."""
    if len(page.pages) != 1 or "end" not in page.pages[0].anchors:
        return True
    end = page.pages[0].anchors["end"][1] * POINTS_PER_PIXEL - fitting.TOP
    return end > fitted.notes_top + TOLERANCE


__all__ = ["Readable", "TableSheet", "allowed", "build", "cached", "digest", "picture", "title_of"]
