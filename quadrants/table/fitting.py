"""The largest type at which all of a table sheet fits on its page. Nothing is cut and nothing left out: what does not
fit is said, and people take something off.

All sizes are in points. Widths come from the glyphs, so most pages are laid out once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from press.letters import printable
from press.measure import CAREFUL, in_lines, line_count, text_width
from quadrants.sheet.fitting import PAGES
from quadrants.table.content import Readable, Section

SIDE, TOP, BOTTOM = 64.0, 62.0, 50.0
SIZES = (13.0, 12.0, 11.0, 10.0, 9.0)
LEADING = {"en": 1.4, "zh-hans": 1.6}
TITLE_SIZES, TITLE_LEADING = ((24.0, 2), (18.0, 99)), 1.22
META_SCALE, META_GAP, RULE_GAP = 0.92, 6.0, 12.0
# Headings stand beside their lines; numbers hang in the gutter between them. In multiples of the type size.
SECTION_GAP, LINE_GAP, GUTTER, WIDEST_HEADING = 0.75, 0.35, 2.2, 9.5
NOTES_GAP, NOTES_HEAD, NOTES_RULE, FEWEST_RULES = 20.0, 18.0, 25.0, 2
# What is this much too long is not measured to its end.
FAR_TOO_LONG = 20


@dataclass(frozen=True, slots=True)
class Placed:
    """A section with its texts broken into lines; `beside` is the height of its heading, as a multiple of the type
    size."""

    heading: list[str]
    beside: float
    texts: tuple[list[str], ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """A page in one size, its texts clean for printing and broken into lines. `rules` are the blank lines for notes,
    `excess` how many lines there are too many."""

    size: float
    leading: float
    title: list[str]
    title_size: float
    when: str
    names: tuple[str, ...]
    sections: tuple[Placed, ...]
    heading: float
    rules: int
    notes_top: float
    excess: int

    @property
    def column(self) -> float:
        """Where the lines begin, as a multiple of the type size."""
        return self.heading + GUTTER

    @property
    def texts(self) -> list[str]:
        """All that stands there."""
        broken = [self.title, *(text for section in self.sections for text in (section.heading, *section.texts))]
        return [self.when, *self.names, *("".join(lines) for lines in broken)]


def fits(readable: Readable, paper: str) -> Iterator[Fitted]:
    """The page in each size in which it should fit, the largest first; when there is none, one that says by how much
    it is too long."""
    smallest = _Page(readable, paper, SIZES[-1])
    if smallest.excess:
        yield smallest.fitted()
        return
    for size in SIZES:
        page = _Page(readable, paper, size)
        if not page.excess:
            yield page.fitted()


class _Page:
    """All of it in one size."""

    def __init__(self, readable: Readable, paper: str, size: float) -> None:
        page_width, page_height = PAGES[paper]
        self.size, self.leading = size, LEADING.get(readable.language, LEADING["en"])
        self.width, self.room = page_width - 2 * SIDE, page_height - TOP - BOTTOM
        title = printable(readable.title)
        self.when = printable(readable.when)
        self.names = tuple(printable(name) for name in readable.names)
        broken = ((size, most, in_lines(title, self.width / size, True)) for size, most in TITLE_SIZES)
        self.title_size, self.title = next((size, lines) for size, most, lines in broken if len(lines) <= most)
        self.sections: list[Placed] = []
        self.heading = self._heading_width(readable)
        self.used = self._head()
        for section in readable.sections:
            self._add(section)
        self.excess = max(0, math.ceil((self.used - self.room) / (size * self.leading)))

    def _heading_width(self, readable: Readable) -> float:
        """The width of the column of headings, as a multiple of the type size."""
        widest = max((text_width(section.heading, bold=True) for section in readable.sections), default=0)
        return min(widest * CAREFUL, WIDEST_HEADING)

    def _head(self) -> float:
        meta = self.size * META_SCALE
        lines = sum(line_count(text, self.width / meta) for text in (self.when, " · ".join(self.names)))
        return len(self.title) * self.title_size * TITLE_LEADING + META_GAP + lines * meta * self.leading + RULE_GAP

    def _add(self, section: Section) -> None:
        """Adds a section, unless the page is so much too long that the rest does not matter."""
        repeated = not self.sections and [section.heading] == self.title
        heading = [] if repeated else in_lines(section.heading, self.heading, bold=True)
        width = self.width / self.size - self.heading - GUTTER
        texts, height = [], 0.0
        for line in section.lines:
            if self.used + height > FAR_TOO_LONG * self.room:
                break
            broken = in_lines(printable(line), width)
            if broken:
                height += self.size * (len(broken) * self.leading + LINE_GAP)
                texts.append(broken)
        beside = len(heading) * self.leading
        self.used += max(height, beside * self.size) + 2 * SECTION_GAP * self.size
        self.sections.append(Placed(heading, beside, tuple(texts), section.ordered and len(texts) > 1))

    def fitted(self) -> Fitted:
        left = self.room - self.used - NOTES_GAP - NOTES_HEAD
        rules = max(0, math.floor(left / NOTES_RULE))
        if rules < FEWEST_RULES:
            rules = 0
        return Fitted(
            size=self.size,
            leading=self.leading,
            title=self.title,
            title_size=self.title_size,
            when=self.when,
            names=self.names,
            sections=tuple(section for section in self.sections if section.texts),
            heading=self.heading,
            rules=rules,
            notes_top=self.room - (NOTES_HEAD + rules * NOTES_RULE if rules else 0),
            excess=self.excess,
        )
