"""From HTML to a tagged PDF. Loads nothing but the project's own fonts."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from press.tagging import finish

if TYPE_CHECKING:
    import weasyprint

FONT_FILES = [f"{family}-{weight}.ttf" for family in ("latin", "chinese", "rare") for weight in ("regular", "bold")]
POINTS_PER_PIXEL = 0.75
# What PDF/A asks for; a digest of the file stands beside it. PDF/UA does not, and it takes a twentieth of the time.
IDENTIFIER = b"page"
# Layout shares fonts within the process and must not run twice at once.
_lock = threading.Lock()


def laid_out(html: str, *, forms: bool = False) -> weasyprint.Document:
    """Lays pages out, under the lock of the process. With `forms` controls become fields that can be filled in."""
    with _lock:
        return (
            _weasyprint()
            .HTML(string=html, url_fetcher=_fetcher(), base_url=None)
            .render(font_config=_font_config(), pdf_tags=True, pdf_variant=variant(), pdf_forms=forms)
        )


def to_pdf(pages: weasyprint.Document, further: Callable[[Any], None] | None = None) -> bytes:
    """Writes laid out pages; the same pages give the same bytes. `further(pdf)` may change the objects of the file
    before they are written."""

    def finished(pages: weasyprint.Document, pdf: Any) -> None:
        finish(pages, pdf)
        if further:
            further(pdf)

    identifier = IDENTIFIER if settings.PDF_ARCHIVE else None
    with _lock:
        return pages.write_pdf(finisher=finished, pdf_tags=True, pdf_variant=variant(), pdf_identifier=identifier)


def variant() -> str:
    """The standard that pages follow, as WeasyPrint calls it: PDF/UA-1, for readers, or PDF/A-3a, for archives. The
    second is tagged just the same, but a file can carry the mark of one of them only."""
    return "pdf/a-3a" if settings.PDF_ARCHIVE else "pdf/ua-1"


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


@lru_cache(maxsize=1)
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
