"""The one-page prep sheet: from a document to a PDF that is always one page.

`content` says what is meant to be there, `fit` what has room, `render` sets it; what is missing is counted on the
page itself. The same document gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from functools import cached_property
from uuid import uuid4

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from press import picture as pictures
from press.engine import laid_out, to_pdf
from press.letters import on_one_line, printable
from press.process import Press
from press.shelf import kept, name_of
from quadrants.document import Header, WorksheetDocument, all_items, all_plans
from quadrants.interchange import to_json
from quadrants.sheet.content import AsText, Meant, meant
from quadrants.sheet.fitting import Fitted, fit
from quadrants.sheet.render import html_of, overflowing
from quadrants.wording import moment
from strategies.catalogue import STRATEGIES

# How much of the room the first, second and third try use: the last is for texts that break lines as nothing else.
TRIES = (1.0, 0.94, 0.6)
PREVIEW_WIDTH = 1240
# A sheet takes a sixth of a second; twenty people at once wait three seconds.
PRESS = Press(seconds=5, megabytes=600, waiting=24)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page, and what is on it: `shown` lines stand there in full; `missing` counts the others by item code.
    `unseen` are the targets of lines that somebody asked for and that are not there in full: whether they are cut.
    `fullness` is the part of the room that everything takes in type that reads well, above 1 where it has none."""

    pdf: bytes
    shown: int
    missing: dict[str, int]
    unseen: dict[str, bool]
    fullness: float
    size: float
    layouts: int
    html: str = ""


def build(document: WorksheetDocument, *, paper: str, time_zone: tzinfo) -> Sheet:
    """Makes the sheet in the language of the worksheet. `paper` is "A4" or "letter"."""
    with translation.override(document.worksheet.language), timezone.override(time_zone):
        content = gathered(document)
        for careful in TRIES:
            fitted = fit(content, paper, careful=careful)
            lost = fitted.unprinted(gathered(document, on_one_line)) if fitted.unprintable else []
            html = html_of(document, fitted, paper, lost)
            page = laid_out(html)
            if not overflowing(page, fitted):
                break
        layouts = TRIES.index(careful) + 1
        return Sheet(
            pdf=to_pdf(page),
            shown=fitted.shown,
            missing=fitted.missing,
            unseen=fitted.unseen,
            fullness=fitted.fullness,
            size=fitted.size,
            layouts=layouts,
            html=html,
        )


@dataclass(frozen=True)
class Edition:
    """The sheet of a document for somebody's paper and clock. Its PDF and its picture are the same page, and kept under
    a name that says all they depend on. With the `state` of the worksheet, its id and its last edit, a document that
    is lazy need not be loaded to learn that nothing has changed."""

    document: WorksheetDocument
    paper: str
    time_zone: tzinfo
    state: tuple[str, int] | None = None

    @cached_property
    def name(self) -> str:
        """The same for the same page: of the document, the paper, the zone, the year and the code."""
        if not self.state:
            return self._named("document", to_json(self.document))
        return kept(self._named("state", *self.state), lambda: self._named("document", to_json(self.document)))

    def _named(self, *what: object) -> str:
        year = timezone.localdate(timezone=self.time_zone).year
        return name_of(*what, self.paper, str(self.time_zone), year)

    def sheet(self) -> Sheet:
        """The sheet, if it is not kept made now; without its HTML."""
        return kept(self.name, lambda: PRESS.run(_without_html, self.document, self.paper, self.time_zone))

    def picture(self) -> bytes:
        """The picture of that very PDF, as a PNG."""
        return kept(f"{self.name}.png", lambda: PRESS.run(pictures.png, self.sheet().pdf, PREVIEW_WIDTH))


def _without_html(document: WorksheetDocument, paper: str, time_zone: tzinfo) -> Sheet:
    """What is worth sending and keeping of a sheet."""
    return replace(build(document, paper=paper, time_zone=time_zone), html="")


def get_ready() -> None:
    """Lets the press load fonts, templates and words while nobody waits."""
    now = timezone.now()
    header = Header(id=uuid4(), title="A 甲", language="en", depth="full", created_at=now, changed_at=now)
    empty = WorksheetDocument(worksheet=header, items=all_items({}, "full"), strategies=all_plans({}))
    PRESS.in_background(build, empty, paper="A4", time_zone=UTC)


def gathered(document: WorksheetDocument, as_text: AsText = printable) -> Meant:
    """What is meant to be on the sheet, in the active language and at the active clock."""
    when = moment(document.worksheet.meeting_at) if document.worksheet.meeting_at else ""
    planned = tuple(
        (f"{strategy.number}\u00a0{strategy.name}", as_text(_(": ") + plan.how) if plan.how else "")
        for strategy in STRATEGIES
        if (plan := document.strategy(strategy.code)).state == "planned"
    )
    return meant(document, when=when, strategies=planned, as_text=as_text)


__all__ = ["PRESS", "Edition", "Fitted", "Sheet", "build", "gathered", "get_ready"]
