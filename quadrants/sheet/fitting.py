"""Fits what is meant onto one page: chooses the size of the type, leaves out and cuts by priority, and counts.

All sizes are in points. The page has two columns; the two quadrants side by side share a height.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from press.measure import first_lines, line_count, text_width
from quadrants.catalogue import CATALOGUE, Item
from quadrants.sheet.content import Line, Meant

PAGES = {"A4": (595.3, 841.9), "letter": (612.0, 792.0)}
MARGIN, BOTTOM = 34.0, 30.0
GUTTER, PAD = 20.0, 9.0
NUMBER, LABEL_GAP, LABEL_SCALE, MARK = 16.0, 6.0, 0.92, 7.0
LEADING = 1.36
ITEM_GAP, RULE = 3.2, 15.0
TITLE_SIZE, META_SIZE, GOAL_SIZE, HEAD_SIZE, FOOT_SIZE = 15.0, 9.5, 17.0, 11.0, 8.0
READABLE, SMALLEST = 9.5, 7.0
SIZES = (10.5, 10.0, READABLE)
SMALL_SIZES = (9.0, 8.5, 8.0, 7.5, SMALLEST)
GOAL_LINES, TITLE_LINES, META_LINES, STRATEGY_LINES, COUNT_LINES = 3, 2, 2, 5, 3


@dataclass(slots=True)
class Placed:
    """A line as it is printed; `cut` when only its beginning is there."""

    text: str
    lines: int
    cut: bool = False
    rule: bool = False
    own: bool = False


@dataclass(slots=True)
class Filled:
    """One item on the page: what is shown, and how many lines that were meant to be there are missing."""

    item: Item
    placed: list[Placed] = field(default_factory=list)
    missing: int = 0


@dataclass(slots=True)
class Fitted:
    """A page that fits: type size, the items by quadrant, the heights of the two rows, and the head in words."""

    size: float
    quadrants: list[list[Filled]]
    heights: tuple[float, float, float, float]
    title: str
    meta: str
    goal: str
    strategies: list[str]
    width: float
    height: float
    top: float
    foot: float

    @property
    def missing(self) -> dict[str, int]:
        """How many lines are missing, by item code."""
        return {filled.item.code: filled.missing for row in self.quadrants for filled in row if filled.missing}

    @property
    def shown(self) -> int:
        """How many lines are there in full."""
        return sum(not placed.cut for row in self.quadrants for filled in row for placed in filled.placed)


def label_size(size: float) -> float:
    """The type size of an item's name beside lines of a size."""
    return size * LABEL_SCALE


def label_width(size: float) -> float:
    """The width of the column with number and name of an item, in the active language."""
    widest = max(text_width(str(item.short), bold=True) for item in CATALOGUE.items)
    return NUMBER + widest * label_size(size) + LABEL_GAP


def fit(meant: Meant, paper: str, *, careful: float = 1.0) -> Fitted:
    """The best page for what is meant. `careful` below 1 gives away some of the room: for a second try."""
    return _Fitting(meant, paper, careful).best()


class _Fitting:
    """One attempt to fill a page."""

    def __init__(self, meant: Meant, paper: str, careful: float) -> None:
        self.meant, self.careful = meant, careful
        page_width, page_height = PAGES[paper]
        self.width, self.page = page_width - 2 * MARGIN, page_height - MARGIN - BOTTOM
        self.measured = self.width * careful
        self.column = (self.width - GUTTER) / 2
        self.title = _headline(meant.title, TITLE_LINES, self.measured / TITLE_SIZE)
        self.meta = _headline(meant.meta, META_LINES, self.measured / META_SIZE)
        self.goal = _headline(meant.goal, GOAL_LINES, self.measured / GOAL_SIZE)
        self.strategies = self._strategies()
        self.top = self._top()
        self.foot = self._foot(counting=False)

    def best(self) -> Fitted:
        """Everything as large as it fits; else without some of the unmarked; else smaller; else cut."""
        lines = self._lines()
        for size in SIZES + (SMALL_SIZES if all(line.firm for *_place, line in lines) else ()):
            for straight in (True, False):
                page = self._page(size, straight)
                if page.add_all(lines):
                    return self._done(page)
        self.foot = self._foot(counting=True)
        firm, unmarked = self._lines(firm=True), self._lines(firm=False)
        for size in (READABLE, *SMALL_SIZES):
            page = self._page(size, straight=False)
            if page.add_all(firm):
                page.add_some(unmarked)
                return self._done(page)
        page = self._page(SMALLEST, straight=False)
        page.add_some(firm, cutting=True)
        page.add_some(unmarked)
        return self._done(page)

    def _page(self, size: float, straight: bool) -> _Page:
        space = self.page - self.top - self.foot
        return _Page(self.meant, size, self.column - label_width(size), space, self.careful, straight)

    def _lines(self, firm: bool | None = None) -> list[tuple[int, int, Line]]:
        """Lines with their quadrant and item, in the order in which they may claim room: first of each item first."""
        found = [
            (rank, quadrant, number, line)
            for quadrant, blocks in enumerate(self.meant.quadrants)
            for number, block in enumerate(blocks)
            for rank, line in enumerate(block.lines)
            if firm is None or line.firm == firm
        ]
        found.sort(key=lambda entry: entry[0])
        return [(quadrant, number, line) for _rank, quadrant, number, line in found]

    def _strategies(self) -> list[str]:
        """All planned strategies by name, as many as fit with the line on how to use them."""
        named = [name for name, _how in self.meant.strategies]
        for number, (name, how) in enumerate(self.meant.strategies):
            full = [*named[:number], name + how, *named[number + 1 :]]
            if line_count(" · ".join(full), self._foot_measure) <= STRATEGY_LINES:
                named = full
        return named

    @property
    def _foot_measure(self) -> float:
        return self.measured / FOOT_SIZE - 1

    def _top(self) -> float:
        goal = line_count(self.goal, self.measured / GOAL_SIZE, bold=True) or 1
        meta = line_count(self.meta, self.measured / META_SIZE)
        title = line_count(self.title, self.measured / TITLE_SIZE, bold=True) or 1
        return title * TITLE_SIZE * 1.25 + meta * META_SIZE * 1.4 + 4 + goal * GOAL_SIZE * 1.3 + 16

    def _foot(self, *, counting: bool) -> float:
        """The height of the foot, with or without the lines that count what is missing."""
        strategies = line_count(" · ".join(self.strategies), self._foot_measure)
        lines = (1 + strategies if strategies else 0) + (COUNT_LINES if counting else 0)
        return lines * FOOT_SIZE * 1.45 + 6 if lines else 0

    def _done(self, page: _Page) -> Fitted:
        return Fitted(
            size=page.size,
            quadrants=page.finish(),
            heights=page.heights(),
            title=self.title,
            meta=self.meta,
            goal=self.goal,
            strategies=self.strategies,
            width=self.width,
            height=self.page,
            top=self.top,
            foot=self.foot,
        )


def _headline(text: str, lines: int, width: float) -> str:
    """A text of the head, cut with its mark where it is longer than its lines."""
    if line_count(text, width, bold=True) <= lines:
        return text
    return first_lines(text, lines, width * 0.94) + "…▸"


class _Page:
    """The body of the page while it is filled."""

    def __init__(self, meant: Meant, size: float, width: float, space: float, careful: float, straight: bool) -> None:
        self.size, self.space, self.straight = size, space, straight
        self.room = space * careful
        self.measure, self.narrow = width / size, (width - MARK) / size
        self.meant = meant
        self.filled = [[Filled(block.item) for block in blocks] for blocks in meant.quadrants]
        self.head = HEAD_SIZE * 1.5 + 4 + 2 * PAD
        self.used = [[self._least() for _block in blocks] for blocks in meant.quadrants]
        self.closed: set[tuple[int, int]] = set()

    def _least(self) -> float:
        """The room of an item of which only the name is there."""
        return self.size * LEADING + ITEM_GAP

    def needs(self) -> list[float]:
        return [self.head + sum(column) for column in self.used]

    def heights(self) -> tuple[float, float, float, float]:
        """The heights of the quadrants; what is left over is shared by what each needs."""
        first, second, third, fourth = self.needs()
        if self.straight:
            first = second = max(first, second)
            third = fourth = max(third, fourth)
        left, right = self.space / (first + third), self.space / (second + fourth)
        return first * left, second * right, third * left, fourth * right

    def fits(self) -> bool:
        """Whether both columns have room: with the two rows in line, or each column with a break of its own."""
        first, second, third, fourth = self.needs()
        if self.straight:
            return max(first, second) + max(third, fourth) <= self.room
        return max(first + third, second + fourth) <= self.room

    def add_all(self, lines: Sequence[tuple[int, int, Line]]) -> bool:
        """Adds all lines; whether they fit."""
        for quadrant, number, line in lines:
            self._put(quadrant, number, self._whole(line))
        return self.fits()

    def add_some(self, lines: Sequence[tuple[int, int, Line]], *, cutting: bool = False) -> None:
        """Adds lines while there is room; once one of an item is left out, so are those after it."""
        for quadrant, number, line in lines:
            if (quadrant, number) in self.closed:
                continue
            for placed in self._versions(line, cutting):
                before = self.used[quadrant][number]
                self._put(quadrant, number, placed)
                if self.fits():
                    break
                self.filled[quadrant][number].placed.pop()
                self.used[quadrant][number] = before
            else:
                self.closed.add((quadrant, number))
                continue
            if self.filled[quadrant][number].placed[-1].cut:
                self.closed.add((quadrant, number))

    def _whole(self, line: Line) -> Placed:
        measure = self.measure if line.own else self.narrow
        return Placed(line.text, line_count(line.text, measure), rule=line.rule, own=line.own)

    def _versions(self, line: Line, cutting: bool) -> Iterator[Placed]:
        """A line whole, and, where it may be cut, ever shorter."""
        whole = self._whole(line)
        yield whole
        measure = self.measure if line.own else self.narrow
        for lines in (6, 3, 2, 1) if cutting else ():
            if lines < whole.lines:
                yield Placed(first_lines(line.text, lines, measure), lines, cut=True, own=line.own)

    def _put(self, quadrant: int, number: int, placed: Placed) -> None:
        filled = self.filled[quadrant][number]
        filled.placed.append(placed)
        self.used[quadrant][number] = self._height(filled)

    def _height(self, filled: Filled) -> float:
        """The room of an item; the mark that something is missing may need a line more."""
        lines = max(1, sum(placed.lines for placed in filled.placed))
        return lines * self.size * LEADING + ITEM_GAP

    def finish(self) -> list[list[Filled]]:
        """Counts what is missing, and gives all questions a blank line to write on if there is room."""
        for filled, blocks in zip(self.filled, self.meant.quadrants, strict=True):
            for one, block in zip(filled, blocks, strict=True):
                one.missing = len(block.lines) - sum(not placed.cut for placed in one.placed)
        before = [list(column) for column in self.used]
        for quadrant, column in enumerate(self.filled):
            for number, one in enumerate(column):
                self.used[quadrant][number] += RULE * sum(placed.rule for placed in one.placed)
        if not self.fits():
            self.used = before
            for placed in (placed for column in self.filled for filled in column for placed in filled.placed):
                placed.rule = False
        return self.filled
