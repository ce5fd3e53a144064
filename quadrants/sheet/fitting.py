"""Fits what is meant onto one page: chooses the size of the type, breaks lines, leaves out and cuts by priority, and
counts.

All sizes are in points. The page has two columns; the two quadrants side by side share a height.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from press.letters import NO_GLYPH, lost
from press.measure import first_lines, in_lines, line_count, runs_in_lines, text_width
from quadrants.catalogue import Item
from quadrants.sheet.content import Block, Line, Meant

PAGES = {"A4": (595.3, 841.9), "letter": (612.0, 792.0)}
# Beyond 6 mm from its edges every printer reaches the paper. The edge that says *private* stands left of the text.
TOP, RIGHT, BOTTOM, LEFT = 30.0, 34.0, 28.0, 50.0
EDGE, EDGE_LEFT = 15.0, 18.0
GUTTER, PAD = 26.0, 7.0
# As parts of the type size: the place of an item's number, the gap behind its name, the place of an entry's dash.
NUMBER, NAME_GAP, MARK = 1.75, 0.75, 0.85
LEADING = 1.38
ITEM_GAP, RULE, RULED = 3.6, 15.0, 21.0
TITLE_SIZE, META_SIZE, HEAD_SIZE, FOOT_SIZE = 11.0, 9.0, 11.5, 8.0
GOAL_SIZES = ((23.0, 1), (20.0, 2), (17.0, 3))
READABLE, SMALLEST = 9.5, 7.0
SIZES = (12.0, 11.5, 11.0, 10.5, 10.0, READABLE)
SMALL_SIZES = (9.0, 8.5, 8.0, 7.5, SMALLEST)
TITLE_LINES, META_LINES, STRATEGY_LINES, COUNT_LINES = 2, 2, 5, 3
GOES_ON = " …▸"


@dataclass(slots=True)
class Placed:
    """A line of the sheet as it is printed: `text` broken into `lines`; `cut` when only its beginning is there."""

    text: str
    lines: list[str]
    cut: bool = False
    rule: bool = False
    own: bool = False


@dataclass(slots=True)
class Filled:
    """One item on the page: what is shown, and which lines that were meant to be there are missing or cut."""

    item: Item
    placed: list[Placed] = field(default_factory=list)
    left_out: tuple[Line, ...] = ()

    @property
    def missing(self) -> int:
        """How many lines are not there in full."""
        return len(self.left_out)


@dataclass(slots=True)
class Fitted:
    """A page that fits: type size, the items by quadrant, the heights of the quadrants and the blank lines to write on
    below their items, and the head in lines. `fullness` is the room that all needs at a size that reads well, as a
    part of the room there is; where that is not enough, somewhat more than 1."""

    size: float
    quadrants: list[list[Filled]]
    heights: tuple[float, float, float, float]
    needs: tuple[float, float, float, float]
    title: list[str]
    meta: list[str]
    goal: list[str]
    goal_size: float
    strategies: list[list[str]]
    width: float
    height: float
    top: float
    foot: float
    fullness: float

    @property
    def missing(self) -> dict[str, int]:
        """How many lines are not there in full, by item code."""
        return {filled.item.code: filled.missing for row in self.quadrants for filled in row if filled.missing}

    @property
    def unseen(self) -> dict[str, bool]:
        """The targets of the firm lines that are not there in full, each with whether its beginning is."""
        return {
            line.target: not number and filled.placed[-1:] != [] and filled.placed[-1].cut
            for row in self.quadrants
            for filled in row
            for number, line in enumerate(filled.left_out)
            if line.firm
        }

    @property
    def texts(self) -> list[str]:
        """All that people wrote, in the order in which it stands on the page."""
        placed = (one.text for row in self.quadrants for filled in row for one in filled.placed)
        return ["".join(self.title), "".join(self.meta), "".join(self.goal), *placed, *map("".join, self.strategies)]

    @property
    def unprintable(self) -> int:
        """How many signs on the page stand for one that no font has."""
        return sum(text.count(NO_GLYPH) for text in self.texts)

    def unprinted(self, written: Meant) -> list[str]:
        """What these signs stand for, in order, told from what was `written`: each text of the page is one of that, or
        its beginning."""
        lines = (
            line.text
            for row, blocks in zip(self.quadrants, written.quadrants, strict=True)
            for filled, block in zip(row, blocks, strict=True)
            for _placed, line in zip(filled.placed, block.lines, strict=False)
        )
        texts = [written.title, written.meta, written.goal, *lines, *(how for _name, how in written.strategies)]
        boxes = (text.count(NO_GLYPH) for text in self.texts)
        return [sign for text, count in zip(texts, boxes, strict=True) if count for sign in lost(text)[:count]]

    @property
    def shown(self) -> int:
        """How many lines are there in full."""
        return sum(not placed.cut for row in self.quadrants for filled in row for placed in filled.placed)


def name_width(item: Item, size: float) -> float:
    """The width of an item's name with the gap behind it, in the active language."""
    return (text_width(str(item.short), bold=True) + NAME_GAP) * size


def fit(meant: Meant, paper: str, *, careful: float = 1.0) -> Fitted:
    """The best page for what is meant. `careful` below 1 gives away some of the room: for a second try."""
    return _Fitting(meant, paper, careful).best()


class _Fitting:
    """One attempt to fill a page."""

    def __init__(self, meant: Meant, paper: str, careful: float) -> None:
        self.meant, self.careful = meant, careful
        page_width, page_height = PAGES[paper]
        self.width, self.page = page_width - LEFT - RIGHT, page_height - TOP - BOTTOM
        self.measured = self.width * careful
        self.column = (self.width - GUTTER) / 2
        self.names = [[name_width(block.item, 1.0) for block in blocks] for blocks in meant.quadrants]
        self.title = _headline(meant.title, TITLE_LINES, self.measured / TITLE_SIZE, bold=True)
        self.meta = _headline(meant.meta, META_LINES, self.measured / META_SIZE)
        self.goal_size, self.goal = self._goal()
        self.strategies = self._strategies()
        self.top = self._top()
        self.foot = self._foot(counting=False)
        self.fullness = self._fullness()

    def best(self) -> Fitted:
        """Everything as large as it fits; else without some of the unmarked; else smaller; else cut."""
        lines = self._lines()
        for size in SIZES + (SMALL_SIZES if all(line.firm for *_place, line in lines) else ()):
            page = self._page(size)
            if page.add_all(lines):
                page.straighten()
                return self._done(page)
        self.foot = self._foot(counting=True)
        firm, unmarked = self._lines(firm=True), self._lines(firm=False)
        for size in (READABLE, *SMALL_SIZES):
            page = self._page(size)
            if page.add_all(firm):
                page.add_some(unmarked)
                return self._done(page)
        page = self._page(SMALLEST)
        page.add_some(firm, cutting=True)
        page.add_some(unmarked)
        return self._done(page)

    def _page(self, size: float) -> _Page:
        space = self.page - self.top - self.foot
        return _Page(self.meant, self.names, size, self.column, space, self.careful)

    def _fullness(self) -> float:
        page = self._page(READABLE)
        page.add_all(self._lines())
        first, second, third, fourth = page.needs()
        return max(first + third, second + fourth) / page.room

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

    def _goal(self) -> tuple[float, list[str]]:
        """The goal as large as it fits into the lines of a size."""
        for size, lines in GOAL_SIZES:
            if line_count(self.meant.goal, self.measured / size, bold=True) <= lines:
                break
        return size, _headline(self.meant.goal, lines, self.measured / size, bold=True)

    def _strategies(self) -> list[list[str]]:
        """All planned strategies by name, as many as fit with the line on how to use them; each in lines."""
        named = [name for name, _how in self.meant.strategies]
        for number, (name, how) in enumerate(self.meant.strategies):
            full = [*named[:number], name + how, *named[number + 1 :]]
            if _rows(self._in_a_row(full)) <= STRATEGY_LINES:
                named = full
        return self._in_a_row(named)

    def _in_a_row(self, texts: list[str]) -> list[list[str]]:
        """Texts with a point between them, in lines of the foot."""
        return runs_in_lines([f"{text}\u00a0·" for text in texts[:-1]] + texts[-1:], self.measured / FOOT_SIZE - 1)

    def _top(self) -> float:
        goal = max(1, len(self.goal)) * self.goal_size * 1.25
        return len(self.title) * TITLE_SIZE * 1.35 + len(self.meta) * META_SIZE * 1.4 + 7 + goal + 14

    def _foot(self, *, counting: bool) -> float:
        """The height of the foot, with or without the lines that count what is missing; a line more where signs cannot
        be printed."""
        strategies = _rows(self.strategies)
        lines = (1 + strategies if strategies else 0) + (COUNT_LINES if counting else 0)
        lines += any(NO_GLYPH in text for text in self.meant.texts())
        # Signs of several fonts make a line a little higher than it is set.
        return lines * FOOT_SIZE * 1.5 / self.careful + 6 if lines else 0

    def _done(self, page: _Page) -> Fitted:
        quadrants = page.finish()
        return Fitted(
            size=page.size,
            quadrants=quadrants,
            heights=page.heights(),
            needs=page.needs(),
            title=self.title,
            meta=self.meta,
            goal=self.goal,
            goal_size=self.goal_size,
            strategies=self.strategies,
            width=self.width,
            height=self.page,
            top=self.top,
            foot=self.foot,
            fullness=self.fullness,
        )


def _rows(runs: list[list[str]]) -> int:
    """How many lines runs take that stand one after the other."""
    return bool(runs) + sum(len(lines) - 1 for lines in runs)


def _headline(text: str, lines: int, width: float, bold: bool = False) -> list[str]:
    """A text of the head in lines, cut with its mark where it has more of them."""
    if line_count(text, width, bold) > lines:
        text = first_lines(text, lines, width, bold) + GOES_ON.strip()
    return in_lines(text, width, bold)


class _Page:
    """The body of the page while it is filled."""

    def __init__(
        self, meant: Meant, names: list[list[float]], size: float, width: float, space: float, careful: float
    ) -> None:
        self.size, self.space, self.straight = size, space, False
        self.room = space * careful
        self.measure, self.narrow = width / size - NUMBER, width / size - NUMBER - MARK
        self.meant, self.names = meant, names
        self.filled = [[Filled(block.item) for block in blocks] for blocks in meant.quadrants]
        self.head = HEAD_SIZE * 1.5 + 3 + 2 * PAD
        self.used = [[self._height(1) for _block in blocks] for blocks in meant.quadrants]
        self.closed: set[tuple[int, int]] = set()

    def needs(self) -> tuple[float, float, float, float]:
        """The heights that the quadrants need."""
        first, second, third, fourth = (self.head + sum(column) for column in self.used)
        return first, second, third, fourth

    def heights(self) -> tuple[float, float, float, float]:
        """The heights of the quadrants; what is left over is shared by what each needs."""
        first, second, third, fourth = self.needs()
        if self.straight:
            first = second = max(first, second)
            third = fourth = max(third, fourth)
        left, right = self.space / (first + third), self.space / (second + fourth)
        return first * left, second * right, third * left, fourth * right

    def straighten(self) -> None:
        """Brings the two rows in line where there is room for that; else each column keeps a break of its own."""
        self.straight = True
        self.straight = self.fits()

    def fits(self) -> bool:
        """Whether both columns have room, as the page stands: with the two rows in line or not."""
        first, second, third, fourth = self.needs()
        if self.straight:
            return max(first, second) + max(third, fourth) <= self.room
        return max(first + third, second + fourth) <= self.room

    def add_all(self, lines: Sequence[tuple[int, int, Line]]) -> bool:
        """Adds all lines, or stops at the first that has no room; whether they fit."""
        for quadrant, number, line in lines:
            self._put(quadrant, number, self._whole(line, self._first(quadrant, number, line)))
            if not self.fits():
                return False
        return self.fits()

    def add_some(self, lines: Sequence[tuple[int, int, Line]], *, cutting: bool = False) -> None:
        """Adds lines while there is room; once one of an item is left out, so are those after it."""
        for quadrant, number, line in lines:
            if (quadrant, number) in self.closed:
                continue
            # Rather the beginning of a long line than an item that says nothing.
            cut = cutting or not self.filled[quadrant][number].placed
            for placed in self._versions(line, self._first(quadrant, number, line), cut):
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

    def _first(self, quadrant: int, number: int, line: Line) -> float:
        """How much the first line is shorter than the others: an item's own line begins beside its name."""
        return self.names[quadrant][number] if line.own else 0.0

    def _whole(self, line: Line, first: float) -> Placed:
        broken = in_lines(line.text, self.measure if line.own else self.narrow, first=first)
        return Placed(line.text, broken, rule=line.rule, own=line.own)

    def _versions(self, line: Line, first: float, cutting: bool) -> Iterator[Placed]:
        """A line whole, and, where it may be cut, ever shorter."""
        whole = self._whole(line, first)
        yield whole
        measure = self.measure if line.own else self.narrow
        for lines in (6, 3, 2, 1) if cutting else ():
            if lines < len(whole.lines):
                text = first_lines(line.text, lines, measure, first=first)
                yield Placed(text, in_lines(text, measure, first=first), cut=True, own=line.own)

    def _put(self, quadrant: int, number: int, placed: Placed) -> None:
        filled = self.filled[quadrant][number]
        filled.placed.append(placed)
        self.used[quadrant][number] = self._height(self._line_count(filled, self.meant.quadrants[quadrant][number]))

    def _line_count(self, filled: Filled, block: Block) -> int:
        """The lines of an item. Without a line of its own its name takes one; where more is meant to follow, so does
        the mark that it goes on, if the last line is full."""
        lines = sum(len(placed.lines) for placed in filled.placed) + (not filled.placed[0].own)
        last = filled.placed[-1]
        if last.cut or len(filled.placed) == len(block.lines):
            return lines
        room = (self.measure if last.own else self.narrow) - text_width(GOES_ON)
        return lines + (text_width(last.lines[-1]) > room)

    def _height(self, lines: int) -> float:
        return lines * self.size * LEADING + ITEM_GAP

    def finish(self) -> list[list[Filled]]:
        """Notes what is left out, and gives all questions a blank line to write on if there is room."""
        for filled, blocks in zip(self.filled, self.meant.quadrants, strict=True):
            for one, block in zip(filled, blocks, strict=True):
                one.left_out = block.lines[sum(not placed.cut for placed in one.placed) :]
        before = [list(column) for column in self.used]
        for quadrant, column in enumerate(self.filled):
            for number, one in enumerate(column):
                self.used[quadrant][number] += RULE * sum(placed.rule for placed in one.placed)
        if not self.fits():
            self.used = before
            for placed in (placed for column in self.filled for filled in column for placed in filled.placed):
                placed.rule = False
        return self.filled
