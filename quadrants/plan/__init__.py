"""The full plan: everything on a worksheet as a PDF, a Word file and plain text in Markdown.

`content` says what stands there and `tables` what its tables hold, once for all three; `pdf`, `word` and `markdown` set
it. The same document gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from django.utils import timezone, translation

from press.letters import NO_GLYPH, lost, on_one_line, printable
from press.process import Press
from press.shelf import kept, name_of
from quadrants.document import WorksheetDocument
from quadrants.interchange import to_json
from quadrants.plan.content import Worked as Worked
from quadrants.plan.content import plan_of
from quadrants.plan.markdown import markdown_of
from quadrants.plan.pdf import html_of, pdf_of
from quadrants.plan.remarks import HandedIn
from quadrants.plan.word import word_of

# A hundred pages take ten seconds. It is a lane of its own: whoever prints a sheet does not wait for a plan.
PRESS = Press(seconds=60, megabytes=1200, waiting=4)

Days = tuple[Worked, ...]


def build_html(
    document: WorksheetDocument,
    worked: Days,
    *,
    paper: str,
    time_zone: tzinfo,
    handed_in: HandedIn | None = None,
    margin: bool = False,
) -> str:
    """The pages of the PDF before they are set."""
    unprinted: list[str] = []

    def clean(text: str) -> str:
        shown = printable(text)
        if NO_GLYPH in shown:
            unprinted.extend(lost(text))
        return shown

    with _said_as_in(document, time_zone):
        return html_of(document, plan_of(document, worked, clean, handed_in), paper, unprinted, margin)


def build_pdf(document: WorksheetDocument, worked: Days, **setting: Any) -> bytes:
    """The plan as a PDF, in the setting of `build_html`: `paper` is "A4" or "letter"; with `handed_in` it carries what
    was said of it; with a `margin` it is the lines alone, with a third of each page left to write beside them."""
    return pdf_of(build_html(document, worked, **setting))


def build_word(document: WorksheetDocument, worked: Days, *, paper: str, time_zone: tzinfo) -> bytes:
    """The plan as a Word file."""
    with _said_as_in(document, time_zone):
        return word_of(document, plan_of(document, worked, on_one_line), paper)


def markdown(document: WorksheetDocument, worked: Days, *, time_zone: tzinfo) -> str:
    """The plan as plain text."""
    with _said_as_in(document, time_zone):
        return markdown_of(plan_of(document, worked, on_one_line))


@dataclass(frozen=True, slots=True)
class Edition:
    """One worksheet as one reader prints it; `form` is "pdf" or "docx"."""

    document: WorksheetDocument
    worked: Days
    paper: str
    time_zone: tzinfo

    def name(self, form: str) -> str:
        """Names everything that the file depends on, the year too: a date of this year is said without it."""
        days = [(one.day.isoformat(), one.person, one.begun, one.changed) for one in self.worked]
        year = timezone.localdate(timezone=self.time_zone).year
        return name_of("plan", form, to_json(self.document), days, self.paper, str(self.time_zone), year)

    def file(self, form: str) -> bytes:
        """The file from the cache, else made now. Raises what a press does."""
        build, setting = BUILDERS[form], {"paper": self.paper, "time_zone": self.time_zone}
        return kept(self.name(form), lambda: PRESS.run(build, self.document, self.worked, **setting))

    def text(self) -> str:
        """The plan as plain text, made now."""
        return markdown(self.document, self.worked, time_zone=self.time_zone)


BUILDERS = {"pdf": build_pdf, "docx": build_word}


@contextmanager
def _said_as_in(document: WorksheetDocument, time_zone: tzinfo) -> Iterator[None]:
    with translation.override(document.worksheet.language), timezone.override(time_zone):
        yield
