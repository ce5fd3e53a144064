"""From a fitted page to a tagged PDF. Loads nothing but the project's own fonts."""

from __future__ import annotations

import os
import threading
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string

from quadrants.document import WorksheetDocument
from quadrants.sheet import fitting as sizes
from quadrants.sheet.fitting import Fitted

if TYPE_CHECKING:
    import weasyprint

# Layout shares fonts within the process and must not run twice at once.
_lock = threading.Lock()
TOLERANCE = 1.0
POINTS_PER_PIXEL = 0.75


def html_of(document: WorksheetDocument, fitted: Fitted, paper: str) -> str:
    """The page as HTML, every text with its language."""
    context = {
        "document": document,
        "fitted": fitted,
        "paper": paper,
        "sizes": sizes,
        "boxes": _boxes(fitted),
        "rare": _has_rare(fitted),
        "column": (fitted.width - sizes.GUTTER) / 2,
    }
    return render_to_string("pdf/prep_sheet.html", context)


def laid_out(html: str) -> weasyprint.Document:
    """Lays a page out, under the lock of the process."""
    with _lock:
        return (
            _weasyprint()
            .HTML(string=html, url_fetcher=_fetcher(), base_url=None)
            .render(font_config=_font_config(), pdf_tags=True, pdf_variant="pdf/ua-1")
        )


def to_pdf(page: weasyprint.Document) -> bytes:
    """Writes a laid out page."""
    with _lock:
        return page.write_pdf(pdf_tags=True, pdf_variant="pdf/ua-1", pdf_identifier=b"negotiation-workbook")


def overflowing(page: weasyprint.Document, fitted: Fitted) -> bool:
    """Whether the layout came out larger than was estimated: a second page, a part below its box, or, as what is
    below the page is dropped, a part without its end."""
    ends = {0: fitted.top}
    ends |= {number: box["top"] + box["height"] for number, box in enumerate(_boxes(fitted), 1)}
    # In the foot the mark stands in the last line, not below it.
    foot = {5: fitted.strategies, 6: fitted.missing}
    ends |= {number: fitted.height - sizes.FOOT_SIZE for number, said in foot.items() if said}
    anchors = page.pages[0].anchors
    return len(page.pages) != 1 or any(
        f"end-{number}" not in anchors
        or anchors[f"end-{number}"][1] * POINTS_PER_PIXEL > sizes.MARGIN + end + TOLERANCE
        for number, end in ends.items()
    )


def _boxes(fitted: Fitted) -> list[dict[str, float]]:
    """Where the four quadrants stand on the page, below the head."""
    column = (fitted.width - sizes.GUTTER) / 2
    return [
        {
            "left": (column + sizes.GUTTER) * (number % 2),
            "top": fitted.top + (fitted.heights[number - 2] if number > 1 else 0),
            "height": fitted.heights[number],
        }
        for number in range(4)
    ]


def _has_rare(fitted: Fitted) -> bool:
    """Whether a character needs the large font, which is slow to load."""
    from quadrants.sheet.faces import faces

    latin, chinese = faces(bold=False)
    texts = [fitted.title, fitted.meta, fitted.goal, *fitted.strategies]
    texts += [placed.text for row in fitted.quadrants for filled in row for placed in filled.placed]
    letters = set("".join(texts))
    return any(chinese.width(letter) is None and latin.width(letter) is None for letter in letters)


@lru_cache(maxsize=1)
def _weasyprint() -> Any:
    """WeasyPrint, loaded late: without Pango only printing fails. Fonts of the machine are kept out."""
    os.environ["FONTCONFIG_FILE"] = str(settings.FONT_DIR / "fonts.conf")
    with warnings.catch_warnings():
        # That the machine's own fonts are out of reach is what is wanted.
        warnings.simplefilter("ignore")
        import weasyprint

    return weasyprint


@lru_cache(maxsize=1)
def _font_config() -> Any:
    """One for the process: another one for each page would never give its memory back."""
    _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _fetcher() -> Any:
    _weasyprint()
    from weasyprint.urls import URLFetcher

    class OwnFontsOnly(URLFetcher):
        """Answers for the project's fonts; everything else stays out."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            allowed = {(settings.FONT_DIR / name).as_uri() for name in FONT_FILES}
            if url not in allowed:
                raise ValueError("only the fonts of the sheet are loaded")
            return super().fetch(url, headers)

    return OwnFontsOnly(allowed_protocols={"file"})


FONT_FILES = [f"{family}-{weight}.ttf" for family in ("latin", "chinese", "rare") for weight in ("regular", "bold")]
