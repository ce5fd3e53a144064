"""How high the lines of the form are, and how many each box gets. All sizes are in points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import cycle, islice

from press.measure import in_lines
from quadrants.catalogue import Item
from quadrants.form.content import Box, Page
from quadrants.sheet.fitting import PAGES

MARGIN, BOTTOM = 36.0, 32.0
HEAD, OPENING, STRATEGIES = 42.0, 94.0, 128.0
ITEM_WIDTH, LABEL_WIDTH, GUTTER = 95.0, 152.0, 10.0
# Beside the number of an item and before its first box.
NUMBER_WIDTH, NAME_GAP, NAME_SIZE = 16.0, 6.0, 9.0
NAME_WIDTH = ITEM_WIDTH - NUMBER_WIDTH - NAME_GAP
LINES_LEFT = LABEL_WIDTH + GUTTER
LABEL_SIZE, LABEL_LEADING, QUESTION_SIZE, QUESTION_LEADING = 8.5, 11.0, 7.5, 9.6
ITEM_GAP, BOX_GAP = 7.0, 2.5
# For the rules between the items.
SPARE = 6.0
# Lines of 6.7 mm are good to write on by hand. Where the boxes have hardly room, they are a little lower.
LOW, FEWEST = 19.0, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A box with its label in lines, and the heights of the lines to write on."""

    box: Box
    label: list[str]
    question: list[str]
    lines: tuple[float, ...]

    @property
    def height(self) -> float:
        return sum(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A page with its items: each with its name in lines, and its rows."""

    page: Page
    items: tuple[tuple[Item, list[str], tuple[Row, ...]], ...]


def laid(page: Page, paper: str) -> Laid:
    """Shares the room of a page out among its boxes: what a label needs, then one line more for each in turn, those of
    a quick prep first."""
    room = _room(page, paper)
    rows = {box.name: _least(box) for block in page.blocks for box in block.boxes}
    turns = sorted(page.blocks, key=lambda block: not block.item.quick)
    order = [box.name for block in turns for box in block.boxes]
    spare = max(0, int(room / LOW) - sum(rows.values()))
    for name in islice(cycle(order), spare):
        rows[name] += 1
    line = room / sum(rows.values())
    return Laid(
        page=page,
        items=tuple(
            (
                block.item,
                _name(block.item),
                tuple(_row(box, (line,) * rows[box.name]) for box in block.boxes),
            )
            for block in page.blocks
        ),
    )


def _room(page: Page, paper: str) -> float:
    """What is left for lines."""
    boxes = sum(len(block.boxes) for block in page.blocks)
    taken = MARGIN + BOTTOM + HEAD + len(page.blocks) * ITEM_GAP + boxes * BOX_GAP + SPARE
    taken += (OPENING if page.first else 0) + (STRATEGIES if page.strategies else 0)
    return PAGES[paper][1] - taken


def _name(item: Item) -> list[str]:
    """The name of an item in lines; one of two parts breaks between them."""
    lines = in_lines(str(item.name), NAME_WIDTH / NAME_SIZE, bold=True)
    first, slash, second = str(item.name).partition("/")
    return [first + slash, second] if slash and len(lines) > 1 else lines


def _row(box: Box, lines: tuple[float, ...]) -> Row:
    return Row(
        box=box,
        label=in_lines(box.label, LABEL_WIDTH / LABEL_SIZE, bold=True),
        question=in_lines(box.question, LABEL_WIDTH / QUESTION_SIZE),
        lines=lines,
    )


def _least(box: Box) -> int:
    """The lines beside which a label has room."""
    row = _row(box, ())
    height = len(row.label) * LABEL_LEADING + len(row.question) * QUESTION_LEADING
    return max(FEWEST, math.ceil((height - BOX_GAP) / LOW))
