"""From a fitted page to HTML, and from its layout back to whether it fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from press.engine import POINTS_PER_PIXEL
from press.faces import needs_rare
from press.letters import code_points
from quadrants.document import WorksheetDocument
from quadrants.sheet import fitting as sizes
from quadrants.sheet.fitting import Fitted

if TYPE_CHECKING:
    import weasyprint

TOLERANCE = 1.0


def html_of(document: WorksheetDocument, fitted: Fitted, paper: str, lost: Sequence[str]) -> str:
    """The page as HTML, every text with its language; `lost` are the signs for which a box stands."""
    context = {
        "document": document,
        "fitted": fitted,
        "paper": paper,
        "sizes": sizes,
        "boxes": _boxes(fitted),
        "rare": needs_rare("".join(fitted.texts)),
        "lost": code_points(lost),
        "body": fitted.height - fitted.top - fitted.foot,
        "column": (fitted.width - sizes.GUTTER) / 2,
    }
    return render_to_string("pdf/prep_sheet.html", context)


def overflowing(page: weasyprint.Document, fitted: Fitted) -> bool:
    """Whether the layout came out larger than was estimated: a second page, a part below its box, or, as what is
    below the page is dropped, a part without its end."""
    ends = {0: fitted.top}
    ends |= {number: box["top"] + box["height"] for number, box in enumerate(_boxes(fitted), 1)}
    # In the foot the mark stands in the last line, not below it.
    foot = {5: fitted.strategies, 6: fitted.missing, 7: fitted.unprintable}
    ends |= {number: fitted.height - sizes.FOOT_SIZE for number, said in foot.items() if said}
    anchors = page.pages[0].anchors
    return len(page.pages) != 1 or any(
        f"end-{number}" not in anchors or anchors[f"end-{number}"][1] * POINTS_PER_PIXEL > sizes.TOP + end + TOLERANCE
        for number, end in ends.items()
    )


def _boxes(fitted: Fitted) -> list[dict[str, Any]]:
    """Where the four quadrants stand on the page, below the head."""
    column = (fitted.width - sizes.GUTTER) / 2
    return [
        {
            "left": (column + sizes.GUTTER) * (number % 2),
            "top": fitted.top + (fitted.heights[number - 2] if number > 1 else 0),
            "height": fitted.heights[number],
            "ruled": _ruled(fitted, number),
        }
        for number in range(4)
    ]


def _ruled(fitted: Fitted, number: int) -> list[float]:
    """Where the blank lines to write on stand in a quadrant, from its bottom upwards, if there is room for one; the
    lowest is the rule below the quadrant."""
    left = fitted.heights[number] - fitted.needs[number] + sizes.PAD
    return [sizes.RULED * place for place in range(1, int(left // sizes.RULED))]
