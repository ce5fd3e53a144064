"""Where the marks of a chart stand: pure geometry, drawn by the templates in `templates/charts/` on pages and paper."""

from __future__ import annotations

from dataclasses import dataclass

from quadrants.document import Entry, WorksheetDocument

HIGHEST = 10
STEP, RADIUS = 28.0, 8.5
LEFT, TOP, RIGHT, BOTTOM = 30.0, 26.0, 26.0, 40.0
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Dot:
    """A numbered place of the chart; `x` and `y` are its centre, `us` and `them` what it stands for."""

    number: int
    us: int
    them: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Rated:
    """A line of the worksheet with the number of its dot; lines with the same values share one."""

    number: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Tick:
    """A value on both axes: where its line stands across, and where down."""

    value: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class ValueChart:
    """What matters to whom: value to us across, value to them upwards. Sizes are in points; `left_out` counts the
    lines beyond the forty that differ most."""

    width: float
    height: float
    radius: float
    dots: tuple[Dot, ...]
    rows: tuple[Rated, ...]
    ticks: tuple[Tick, ...]
    left_out: int

    @property
    def first(self) -> Tick:
        return self.ticks[0]

    @property
    def last(self) -> Tick:
        return self.ticks[-1]


def value_chart(document: WorksheetDocument, most: int = MOST_LINES) -> ValueChart | None:
    """The chart of all lines with both values; None where there is none. Those that differ most come first: they are
    what can be traded."""
    rated = [entry for entry in document.entries if entry.value_to_us is not None and entry.value_to_them is not None]
    if not rated:
        return None
    # Sorting keeps equal ones in the order of the worksheet.
    chosen = sorted(rated, key=lambda entry: -abs(_us(entry) - _them(entry)))[:most]
    numbers: dict[tuple[int, int], int] = {}
    rows = tuple(Rated(numbers.setdefault((_us(one), _them(one)), len(numbers) + 1), one) for one in chosen)
    return ValueChart(
        width=LEFT + HIGHEST * STEP + RIGHT,
        height=TOP + HIGHEST * STEP + BOTTOM,
        radius=RADIUS,
        dots=tuple(Dot(number, us, them, _across(us), _down(them)) for (us, them), number in numbers.items()),
        rows=tuple(sorted(rows, key=lambda row: row.number)),
        ticks=tuple(Tick(value, _across(value), _down(value)) for value in range(HIGHEST + 1)),
        left_out=len(rated) - len(chosen),
    )


def _us(entry: Entry) -> int:
    return entry.value_to_us or 0


def _them(entry: Entry) -> int:
    return entry.value_to_them or 0


def _across(value: int) -> float:
    return LEFT + value * STEP


def _down(value: int) -> float:
    return TOP + (HIGHEST - value) * STEP
