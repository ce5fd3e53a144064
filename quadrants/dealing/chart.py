"""The packages of a deal as a picture: pure geometry, drawn by `templates/charts/packages.svg`.

Value to us goes to the right, value to them upwards. Where few packages are, each is a dot; many are shades of how many
lie in a cell, in five steps by their logarithm.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log, log10

import numpy as np

from quadrants.deal import Picture, Worth

WIDTH, HEIGHT = 480.0, 380.0
LEFT, TOP, RIGHT, BOTTOM = 44.0, 34.0, 16.0, 46.0
SHADES, TICKS = 5, 6
# More dots than that run into each other.
MOST_DOTS = 500
DOT, MARK = 2.4, 10.0
# What a letter must not lie over: the point that another one stands for, half as wide, or the arms of the cross.
POINT, CROSS = 3.0, 8.0


Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Tick:
    """A round value on an axis, and where it stands."""

    value: float
    at: float


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies below the marks. `left` to `right` and `bottom` to `top` are the values that the frame spans; `shades`
    are paths, the lightest first, or `dots` is one of all dots; `edge` is where the points of the frontier stand, the
    best for us first, `zone` the corner of what both could accept, None where there is none on the picture."""

    left: float
    right: float
    bottom: float
    top: float
    shades: tuple[str, ...]
    dots: str
    exact: bool
    edge: tuple[Place, ...]
    zone: tuple[float, float, float, float] | None
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]

    @property
    def frontier(self) -> str:
        """The line along the frontier, as a path."""
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in self.edge)

    def holds(self, place: Place) -> bool:
        """Whether a place is not beyond the frontier."""
        across, up = zip(*reversed(self.edge), strict=True)
        return bool(place[0] <= across[-1] and place[1] >= np.interp(place[0], across, up))

    def x(self, us: float) -> float:
        """Where a value to us stands."""
        return round(LEFT + (us - self.left) / (self.right - self.left) * (WIDTH - LEFT - RIGHT), 1)

    def y(self, them: float) -> float:
        """Where a value to them stands."""
        return round(HEIGHT - BOTTOM - (them - self.bottom) / (self.top - self.bottom) * (HEIGHT - TOP - BOTTOM), 1)


@dataclass(frozen=True, slots=True)
class Mark:
    """A package that is named: its letter at `x` and `y`, and the point that it stands for where the letter had to give
    way to another."""

    letter: str
    x: float
    y: float
    point_x: float
    point_y: float

    @property
    def moved(self) -> bool:
        return (self.x, self.y) != (self.point_x, self.point_y)


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole picture."""

    ground: Ground
    marks: tuple[Mark, ...]
    status_quo: tuple[float, float] | None
    width: float = WIDTH
    height: float = HEIGHT
    radius: float = MARK
    start: float = LEFT
    end: float = WIDTH - RIGHT
    ceiling: float = TOP
    floor: float = HEIGHT - BOTTOM


def chart_of(ground: Ground, lettered: Sequence[tuple[str, Worth]], status_quo: Worth | None = None) -> Chart:
    """The picture with its marks. Letters that would lie over each other, over the point of another one or over the
    cross are put beside their own, where no package looks as if it were beyond the frontier."""
    cross = (ground.x(status_quo.us), ground.y(status_quo.them)) if status_quo else None
    wanted = [(letter, (ground.x(worth.us), ground.y(worth.them))) for letter, worth in lettered]
    return Chart(ground=ground, marks=tuple(_apart(ground, wanted, cross)), status_quo=cross)


def _apart(ground: Ground, wanted: Sequence[tuple[str, Place]], cross: Place | None) -> list[Mark]:
    placed: list[Mark] = []
    points = dict.fromkeys(point for _letter, point in wanted)
    for letter, point in wanted:

        def is_free(place: Place, point: Place = point) -> bool:
            own = place == point
            return (
                all(_is_apart(place, (one.x, one.y), 2 * MARK + 1) for one in placed)
                and all((own and one == point) or _is_apart(place, one, MARK + POINT + 1) for one in points)
                and (cross is None or _is_apart(place, cross, MARK + CROSS))
            )

        free = (place for place in _around(*point) if is_free(place))
        at = next((place for place in free if place == point or ground.holds(place)), None)
        placed.append(Mark(letter, *(at or next(filter(is_free, _around(*point)), point)), *point))
    return placed


# Half a letter from each other: where they may stand, the nearest first, downwards and to the left before the rest.
_OFFSETS = sorted(
    ((a * (MARK + 2), b * (MARK + 2)) for a in range(-12, 13) for b in range(-12, 13)),
    key=lambda one: (one[0] ** 2 + one[1] ** 2, one[0], -one[1]),
)


def _around(x: float, y: float) -> Iterable[Place]:
    """The place itself, then others around it, the nearest first, within the frame."""
    for aside, below in _OFFSETS:
        place = round(x + aside, 1), round(y + below, 1)
        if LEFT <= place[0] <= WIDTH - RIGHT and TOP <= place[1] <= HEIGHT - BOTTOM:
            yield place


def _is_apart(one: Place, other: Place, distance: float) -> bool:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 >= distance**2


def ground_of(picture: Picture, packages: int) -> Ground:
    """What lies below the marks, from a picture of the model with so many possible packages."""
    left, right = _widened(picture.left, picture.right)
    bottom, top = _widened(picture.bottom, picture.top)
    empty = Ground(left, right, bottom, top, (), "", picture.exact, (), None, _ticks(left, right), _ticks(bottom, top))
    few = packages <= MOST_DOTS
    return Ground(
        left,
        right,
        bottom,
        top,
        () if few else _shades(picture, empty),
        _dots(picture, empty) if few else "",
        picture.exact,
        tuple((empty.x(us), empty.y(them)) for us, them in picture.frontier),
        _zone(empty, picture),
        tuple(Tick(one.value, empty.x(one.value)) for one in empty.across),
        tuple(Tick(one.value, empty.y(one.value)) for one in empty.up),
    )


def _widened(low: float, high: float) -> tuple[float, float]:
    """A little more than the values span, so that no mark lies on the frame."""
    margin = (high - low) * 0.05
    return low - margin, high + margin


def _zone(ground: Ground, picture: Picture) -> tuple[float, float, float, float] | None:
    """Left, top, width and height of the corner in which both are served, as far as it lies on the picture."""
    if not picture.reached:
        return None
    us, them = picture.agreement
    x, y = max(ground.x(us), LEFT), min(ground.y(them), HEIGHT - BOTTOM)
    return x, TOP, round(WIDTH - RIGHT - x, 1), round(y - TOP, 1)


def _dots(picture: Picture, ground: Ground) -> str:
    """A circle for each cell that holds a package."""
    wide, high = _cell(picture)
    path = []
    for column, row in np.argwhere(picture.counts > 0).tolist():
        x = ground.x(picture.left + (column + 0.5) * wide)
        y = ground.y(picture.bottom + (row + 0.5) * high)
        path.append(f"M{x - DOT:g} {y:g}a{DOT} {DOT} 0 1 0 {2 * DOT} 0a{DOT} {DOT} 0 1 0 {-2 * DOT} 0")
    return "".join(path)


def _shades(picture: Picture, ground: Ground) -> tuple[str, ...]:
    """For each shade the cells that are at least so dense, neighbours above each other as one box."""
    wide, high = _cell(picture)
    counts = picture.counts
    most = log(float(counts.max()) + 1)
    steps = np.ceil(np.log(counts + 1) / most * SHADES).astype(int)
    return tuple(_boxes(steps >= shade, picture, ground, wide, high) for shade in range(1, SHADES + 1))


def _boxes(filled: np.ndarray, picture: Picture, ground: Ground, wide: float, high: float) -> str:
    path = []
    for column, cells in enumerate(filled):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], cells.astype(int), [0]])))
        x, end = ground.x(picture.left + column * wide), ground.x(picture.left + (column + 1) * wide)
        for low, above in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            y, top = ground.y(picture.bottom + low * high), ground.y(picture.bottom + above * high)
            path.append(f"M{x:g} {y:g}H{end:g}V{top:g}H{x:g}z")
    return "".join(path)


def _cell(picture: Picture) -> tuple[float, float]:
    columns, rows = picture.counts.shape
    return (picture.right - picture.left) / columns, (picture.top - picture.bottom) / rows


def _ticks(low: float, high: float) -> tuple[Tick, ...]:
    """Round values in a span, about six of them."""
    rough = (high - low) / TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough)
    places = range(ceil(low / step), floor(high / step) + 1)
    return tuple(Tick(round(place * step, 6), 0) for place in places)
