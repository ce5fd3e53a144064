"""The blank form: the whole method on four pages, to write on by hand or to fill in on a computer.

`content` says what is asked, `layout` how much room each answer gets; `reading` takes a filled one back.
"""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation

from press.engine import laid_out, to_pdf
from press.process import Press, TooMuch
from press.shelf import kept, name_of
from quadrants.form import layout
from quadrants.form.content import MEETING_AT, STRATEGY, TITLE, pages
from quadrants.form.finishing import in_order
from quadrants.form.found import FormError, Found
from quadrants.form.reading import read
from quadrants.sheet import PRESS

# Files of anybody are read apart from the process that sets people's own pages.
READER = Press(seconds=5, megabytes=400, waiting=8)


def build(language: str, paper: str) -> bytes:
    """Makes the form in a language (`en`, `zh-hans`) on "A4" or "letter"."""
    with translation.override(language):
        context = {
            "pages": [layout.laid(page, paper) for page in pages()],
            "paper": paper,
            "height": layout.PAGES[paper][1] - layout.MARGIN - layout.BOTTOM - 1,
            "sizes": layout,
            "names": {"title": TITLE, "meeting_at": MEETING_AT, "strategy": STRATEGY},
        }
        return to_pdf(laid_out(render_to_string("pdf/blank_form.html", context), forms=True), in_order)


def cached(language: str, paper: str) -> bytes:
    """The form from the cache, else made now: it carries a whole font and takes a second."""
    return kept(digest(language, paper), lambda: PRESS.run(build, language, paper))


def digest(language: str, paper: str) -> str:
    """Names everything that the form depends on."""
    return name_of("blank form", language, paper)


def taken_back(pdf: bytes) -> Found:
    """The answers in a filled form; `FormError` says why a file is none, `Busy` that too many wait."""
    try:
        return READER.run(read, pdf)
    except TooMuch:
        raise FormError("too_much") from None


__all__ = ["FormError", "Found", "build", "cached", "digest", "taken_back"]
