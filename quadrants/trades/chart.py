"""The chart of what can be traded: pure geometry, drawn by `templates/charts/trades.svg`.

A mark stands at its values; where others stand there already, it goes to the nearest free place, and a line leads back.
Its label, the beginning of its text, is shown where there is room for it: nothing ever lies over anything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from press.measure import first_lines, text_width
from quadrants.document import Entry, WorksheetDocument
from quadrants.trades.values import both_values, valued

HIGHEST = 10
STEP, RADIUS = 30.0, 8.5
LEFT, TOP, RIGHT, BOTTOM = 42.0, 30.0, 22.0, 44.0
WIDTH, HEIGHT = LEFT + HIGHEST * STEP + RIGHT, TOP + HIGHEST * STEP + BOTTOM
# The line between little and much lies between the values five and six.
HALFWAY = 5.5
# Marks are at least so far apart: then there is a place for this many, wherever they stand (see the test).
APART, MOST = 2 * RADIUS + 1, 60
# A label, in points: its letters, the height of its line, how wide it may be, how far from its mark. The letters of a
# browser may be a little wider than those that are measured.
LETTER, LINE, WIDEST, BESIDE, CAREFUL = 8.5, 13.6, 112.0, 3.0, 1.16
# No label can hold more letters than this of a text.
MEASURED = 80


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the chart that something takes up."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)


INSIDE = Box(LEFT - RADIUS, TOP - RADIUS, WIDTH - 2, TOP + HIGHEST * STEP + RADIUS)


@dataclass(frozen=True, slots=True)
class Label:
    """The beginning of a text; `x` is where it starts and `y` its base line."""

    text: str
    x: float
    y: float
    box: Box


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the worksheet with its number in the table. `x` and `y` are its centre; `at_x` and `at_y` the place of
    its values, which is another one if it was `moved`."""

    number: int
    entry: Entry
    x: float
    y: float
    at_x: float
    at_y: float
    label: Label | None = None

    @property
    def moved(self) -> bool:
        return (self.x, self.y) != (self.at_x, self.at_y)

    @property
    def box(self) -> Box:
        return Box(self.x - RADIUS, self.y - RADIUS, self.x + RADIUS, self.y + RADIUS)

    @property
    def around(self) -> tuple[float, float, float]:
        """The corner and the side of a square as large as the circle of other marks."""
        side = 1.8 * RADIUS
        return self.x - side / 2, self.y - side / 2, side


@dataclass(frozen=True, slots=True)
class Tick:
    """A value on both axes: where its line stands across, and where down."""

    value: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class TradeChart:
    """All marks, in points; `left_out` counts the lines beyond the sixty whose values differ most."""

    marks: tuple[Mark, ...]
    left_out: int
    ticks: tuple[Tick, ...]
    width: float = WIDTH
    height: float = HEIGHT
    radius: float = RADIUS
    # A circle that is drawn as a line of one and a half points ends where a full one does.
    ring: float = RADIUS - 0.75

    @property
    def first(self) -> Tick:
        return self.ticks[0]

    @property
    def last(self) -> Tick:
        return self.ticks[-1]

    @property
    def middle(self) -> tuple[float, float]:
        """Where little turns to much, across and down."""
        return across(HALFWAY), down(HALFWAY)

    @property
    def half(self) -> tuple[float, float]:
        """The width of the left half, and of the right one."""
        return across(HALFWAY) - across(0), across(HIGHEST) - across(HALFWAY)


def across(value: float) -> float:
    return LEFT + value * STEP


def down(value: float) -> float:
    return TOP + (HIGHEST - value) * STEP


def trade_chart(document: WorksheetDocument, most: int = MOST) -> TradeChart | None:
    """The chart of all lines with both values, numbered as in the table of all that ask for values; None where there
    is none."""
    numbered = [(number, entry) for number, entry in enumerate(valued(document), start=1) if both_values(entry)]
    if not numbered:
        return None
    far = sorted(numbered, key=lambda one: -abs((one[1].value_to_us or 0) - (one[1].value_to_them or 0)))[:most]
    return TradeChart(
        marks=_labelled(_placed(sorted(far, key=lambda one: one[0]))),
        left_out=len(numbered) - len(far),
        ticks=tuple(Tick(value, across(value), down(value)) for value in range(HIGHEST + 1)),
    )


def _placed(numbered: Sequence[tuple[int, Entry]]) -> list[Mark]:
    """Each mark at its values, but for those that come after another one there: they get the nearest free place."""
    first: dict[tuple[float, float], Mark] = {}
    later: list[tuple[int, Entry, float, float]] = []
    for number, entry in numbered:
        x, y = across(entry.value_to_us or 0), down(entry.value_to_them or 0)
        if (x, y) in first:
            later.append((number, entry, x, y))
        else:
            first[x, y] = Mark(number, entry, x, y, x, y)
    marks = list(first.values())
    for number, entry, x, y in later:
        place = next((near for near in _near(x, y) if _is_free(near, marks)), (x, y))
        marks.append(Mark(number, entry, *place, x, y))
    return sorted(marks, key=lambda mark: mark.number)


_OFFSETS = sorted(
    ((column * APART, row * APART) for column in range(-17, 18) for row in range(-17, 18)),
    # To the right and downwards first, as one reads.
    key=lambda offset: (offset[0] ** 2 + offset[1] ** 2, -offset[0], offset[1]),
)


def _near(x: float, y: float) -> Iterator[tuple[float, float]]:
    """Places within the axes around one, the nearest first."""
    for aside, below in _OFFSETS:
        if LEFT <= x + aside <= across(HIGHEST) and TOP <= y + below <= down(0):
            yield x + aside, y + below


def _is_free(place: tuple[float, float], marks: Sequence[Mark]) -> bool:
    x, y = place
    return all(abs(x - mark.x) >= APART or abs(y - mark.y) >= APART for mark in marks)


def _labelled(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Gives labels to the marks that have room for one."""
    taken = [mark.box for mark in marks]
    found = []
    for mark in marks:
        text = _beginning(mark.entry.text)
        label = next((one for one in _labels(mark, text) if _has_room(one.box, taken)), None) if text else None
        if label:
            taken.append(label.box)
        found.append(Mark(mark.number, mark.entry, mark.x, mark.y, mark.at_x, mark.at_y, label))
    return tuple(found)


def _has_room(box: Box, taken: Sequence[Box]) -> bool:
    inside = INSIDE.left <= box.left and box.right <= INSIDE.right and INSIDE.top <= box.top
    return inside and box.bottom <= INSIDE.bottom and not any(box.overlaps(other) for other in taken)


def _labels(mark: Mark, text: str) -> Iterator[Label]:
    """Where a label may stand: beside its mark, else above or below it."""
    width = text_width(text) * LETTER * CAREFUL
    out, half = RADIUS + BESIDE, LINE / 2
    right, left, centred = mark.x + out, mark.x - out - width, mark.x - width / 2
    for x, middle in (
        (right, mark.y),
        (left, mark.y),
        (right - 4, mark.y - half - 2),
        (right - 4, mark.y + half + 2),
        (left + 4, mark.y - half - 2),
        (left + 4, mark.y + half + 2),
        (centred, mark.y - RADIUS - half - 1),
        (centred, mark.y + RADIUS + half + 1),
    ):
        box = Box(x, middle - half, x + width, middle + half)
        yield Label(text, x, middle + LETTER * 0.36, box)


def _beginning(text: str) -> str:
    """As much of a text as a label holds."""
    line, room = " ".join(text[:MEASURED].split()), WIDEST / (LETTER * CAREFUL)
    begun = first_lines(line, 1, room)
    if begun == line:
        return line
    inside = line[len(begun)].isalnum() and line[len(begun)].isascii()
    return ((begun.rpartition(" ")[0] if inside else "") or begun).rstrip(" ,;:.，；：、。") + "…"
