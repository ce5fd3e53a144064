"""Where the marks of the charts of results stand: pure geometry in points, drawn by the templates in
`templates/charts/`."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

WIDTH, HEIGHT = 360.0, 220.0
LEFT, TOP, RIGHT, BOTTOM = 40.0, 34.0, 16.0, 40.0
MOST_BARS, WIDEST_BAR, ROOM_FOR_LABELS = 12, 44.0, 6
MOST_STEPS, GAP = 5, 1.5
SPOT, SHARED_SPOT = 4.5, 8.5


@dataclass(frozen=True, slots=True)
class Tick:
    """A value of an axis, and where it stands along it."""

    value: int
    at: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The room of a chart: its size, and the edges of what is drawn."""

    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    top: float = TOP
    right: float = WIDTH - RIGHT
    bottom: float = HEIGHT - BOTTOM

    def up(self, value: float, low: float, high: float) -> float:
        """Where a value of the upright axis stands."""
        return self.bottom - (value - low) / (high - low) * (self.bottom - self.top)

    def across(self, value: float, low: float, high: float) -> float:
        return self.left + (value - low) / (high - low) * (self.right - self.left)


FRAME = Frame()


@dataclass(frozen=True, slots=True)
class Bar:
    """How many values lie from `low` to under `high`."""

    low: int
    high: int
    count: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Histogram:
    """How values are spread."""

    frame: Frame
    bars: tuple[Bar, ...]
    edges: tuple[Tick, ...]
    counts: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """So many cases with these two values; `x` and `y` are its centre."""

    across: int
    up: float
    count: int
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Scatter:
    """Two measures of the same cases; equal ones share a spot."""

    frame: Frame
    spots: tuple[Spot, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def histograms(groups: Sequence[Sequence[float]]) -> tuple[Histogram, ...]:
    """A chart of each group, all with the same bars and the same height, so that they can be compared; none where
    there is no value at all."""
    values = [value for group in groups for value in group]
    if not values:
        return ()
    step = next(step for step in _steps() if _bars(values, step) <= MOST_BARS)
    first, bars = math.floor(min(values) / step), _bars(values, step)
    found = [Counter(math.floor(value / step) - first for value in group) for group in groups]
    counts = _scale(0, max(max(counter.values(), default=0) for counter in found))
    return tuple(_histogram(counter, first, step, bars, counts) for counter in found)


def _bars(values: Sequence[float], step: int) -> int:
    return math.floor(max(values) / step) - math.floor(min(values) / step) + 1


def _histogram(found: Counter[int], first: int, step: int, bars: int, counts: range) -> Histogram:
    width = min((FRAME.right - FRAME.left) / bars, WIDEST_BAR)
    start = (FRAME.left + FRAME.right - bars * width) / 2
    every = 1 if bars <= ROOM_FOR_LABELS else 2

    def bar(number: int) -> Bar:
        top = FRAME.up(found[number], counts[0], counts[-1])
        low = (first + number) * step
        x, height = start + number * width + GAP / 2, FRAME.bottom - top
        return Bar(low, low + step, found[number], x, top, width - GAP, height)

    return Histogram(
        frame=FRAME,
        bars=tuple(bar(number) for number in range(bars)),
        edges=tuple(Tick((first + number) * step, start + number * width) for number in range(0, bars + 1, every)),
        counts=tuple(Tick(value, FRAME.up(value, counts[0], counts[-1])) for value in counts),
    )


def scatter(points: Sequence[tuple[int, float]], most: int) -> Scatter | None:
    """A chart of pairs: whole numbers from 0 to `most` across, any number upwards; None where there is none."""
    if not points:
        return None
    ups, acrosses = _scale(min(up for _across, up in points), max(up for _across, up in points)), _scale(0, most)
    return Scatter(
        frame=FRAME,
        spots=tuple(
            Spot(
                across,
                up,
                number,
                FRAME.across(across, acrosses[0], acrosses[-1]),
                FRAME.up(up, ups[0], ups[-1]),
                SPOT if number == 1 else SHARED_SPOT,
            )
            for (across, up), number in sorted(Counter(points).items())
        ),
        across=tuple(Tick(value, FRAME.across(value, acrosses[0], acrosses[-1])) for value in acrosses),
        up=tuple(Tick(value, FRAME.up(value, ups[0], ups[-1])) for value in ups),
    )


def _steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50 …"""
    return (digit * 10**power for power in count() for digit in (1, 2, 5))


def _scale(low: float, high: float) -> range:
    """Round values, few of them, from below `low` to above `high`, and at least two."""
    for step in _steps():
        first = math.floor(low / step)
        last = max(math.ceil(high / step), first + 1)
        if last - first <= MOST_STEPS:
            return range(first * step, last * step + 1, step)
    raise AssertionError  # the steps never end
