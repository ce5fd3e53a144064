"""The map of people: where they stand and how the lines between them run. Pure geometry, drawn by
`templates/charts/people.svg`.

Who decides stands on top and we at the bottom, so the way leads upwards: next to the one who decides those who sit
opposite, then everybody else of the other side, those of neither and our own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from press.measure import in_lines
from quadrants.document import Party, WorksheetDocument
from quadrants.enums import PartyRole, Side
from quadrants.people.ways import Way, on_a_way, strength

WIDTH, BOX_WIDTH, BOX_HEIGHT = 340.0, 128.0, 46.0
ACROSS, ROW, EDGE = 2, 96.0, 8.0
# The letters of a name, how many lines it may take, and the room at both sides of it.
LETTER, NAME_LINES, INSET = 11.0, 2, 8.0
# The letters of a browser may be a little wider than those that are measured.
CAREFUL = 1.14
# How far lines may bend aside to lead around people, the nearest first, and in how many points this is tried.
BENDS, POINTS = (0.0, 34.0, -34.0, 68.0, -68.0, 110.0, -110.0, 160.0, -160.0), 24
HEAD, WIDE = 9.0, 4.5
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's box: `x` and `y` are its middle, `name` the lines of the name."""

    party: Party
    x: float
    y: float
    name: tuple[str, ...]
    decides: bool
    opposite: bool
    width: float = BOX_WIDTH
    height: float = BOX_HEIGHT

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def top(self) -> float:
        return self.y - self.height / 2

    @property
    def lines(self) -> list[tuple[str, float]]:
        """The lines of the name with their base lines."""
        first = self.y + 3.8 - (len(self.name) - 1) * 6.8
        return [(line, first + number * 13.6) for number, line in enumerate(self.name)]

    def holds(self, point: Point, around: float = 0.0) -> bool:
        """Whether a point lies in it, or so far around it."""
        x, y = point
        return abs(x - self.x) < self.width / 2 + around and abs(y - self.y) < self.height / 2 + around


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line from one person to another: an arc and the head at its end. It is `thick` by how much sway it stands for;
    `noted` is not set where we only talk with them; `leads` where it is part of the way."""

    path: str
    head: str
    thick: float
    noted: bool
    leads: bool


@dataclass(frozen=True, slots=True)
class PeopleMap:
    places: tuple[Place, ...]
    arrows: tuple[Arrow, ...]
    height: float
    width: float = WIDTH


def people_map(document: WorksheetDocument, found: Sequence[Way]) -> PeopleMap | None:
    """The map of everybody on a worksheet with these ways to the ones who decide; None where nobody is named."""
    if document.us is None or not document.others:
        return None
    rows = [row for tier in _tiers(document) for row in _rows(tier)]
    places = [
        _place(party, _across(party, column, len(row)), EDGE + BOX_HEIGHT / 2 + ROW * number)
        for number, row in enumerate(rows)
        for column, party in enumerate(row)
    ]
    height = 2 * EDGE + BOX_HEIGHT + ROW * (len(rows) - 1)
    return PeopleMap(tuple(places), tuple(_arrows(document, places, found)), height)


def _tiers(document: WorksheetDocument) -> Iterator[list[Party]]:
    """Everybody once, from the top down; we stand last, among our own."""
    left = list(document.others)
    for belongs in (
        lambda party: PartyRole.DECISION_MAKER in party.roles,
        lambda party: PartyRole.COUNTERPART in party.roles,
        lambda party: party.side == Side.THEIRS,
        lambda party: party.side == Side.NEITHER,
    ):
        yield [party for party in left if belongs(party)]
        left = [party for party in left if not belongs(party)]
    yield [*left, *filter(None, [document.us])]


def _rows(tier: list[Party]) -> Iterator[list[Party]]:
    for start in range(0, len(tier), ACROSS):
        yield tier[start : start + ACROSS]


def _across(party: Party, column: int, among: int) -> float:
    """The middle of a box in its row. Whoever neither decides nor sits opposite stands aside, out of the way."""
    beside = not (party.is_us or {PartyRole.DECISION_MAKER, PartyRole.COUNTERPART} & set(party.roles))
    if among == 1 and beside:
        return WIDTH * (0.25 if party.side == Side.THEIRS else 0.75)
    return WIDTH * (2 * column + 1) / (2 * among)


def _place(party: Party, x: float, y: float) -> Place:
    lines = in_lines(party.name[:200], (BOX_WIDTH - 2 * INSET) / (LETTER * CAREFUL), bold=True)
    if len(lines) > NAME_LINES:
        lines = [*lines[: NAME_LINES - 1], lines[NAME_LINES - 1][:-1].rstrip() + "…"]
    roles = set(party.roles)
    return Place(
        party,
        x,
        y,
        tuple(lines),
        PartyRole.DECISION_MAKER in roles,
        PartyRole.COUNTERPART in roles,
    )


def _arrows(document: WorksheetDocument, places: Sequence[Place], found: Sequence[Way]) -> Iterator[Arrow]:
    """What was noted, and where the way leads over somebody we just talk with, that too. The way is drawn last, so it
    lies on top."""
    known, leads = {place.party.id: place for place in places}, on_a_way(found)
    noted = {(one.who, one.whom): 0.7 * strength(one) + 0.5 for one in document.influences}
    pairs = {pair: noted.get(pair, 0.0) for pair in [*noted, *sorted(leads, key=str)]}
    for (who, whom), thick in sorted(pairs.items(), key=lambda one: one[0] in leads):
        path, head = _drawn(known[who], known[whom], places, bent=(whom, who) in pairs)
        yield Arrow(path, head, thick or 1.2, bool(thick), (who, whom) in leads)


def _drawn(start: Place, end: Place, places: Sequence[Place], *, bent: bool) -> tuple[str, str]:
    """The line between two people and its head. It bends aside where another runs back, or where somebody stands in
    its way, as little as it can."""
    others = [place for place in places if place not in (start, end)]
    best, fewest = list[Point](), -1
    for bend in BENDS[1:] if bent else BENDS:
        curve = _curve(start, end, bend)
        crossed = _crossed(curve, others)
        if fewest < 0 or crossed < fewest:
            best, fewest = curve, crossed
        if not crossed:
            break
    seen = [point for point in best if not start.holds(point) and not end.holds(point, 1.5)] or best[-2:]
    path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in [*seen[::4], seen[-1]])
    return path, _head(seen[-min(4, len(seen))], seen[-1])


def _curve(start: Place, end: Place, bend: float) -> list[Point]:
    """Points of an arc between the middles of two boxes, bent aside by so much."""
    across, down = end.x - start.x, end.y - start.y
    length = (across**2 + down**2) ** 0.5 or 1.0
    over = (start.x + end.x) / 2 - down / length * bend * 2, (start.y + end.y) / 2 + across / length * bend * 2
    found = []
    for number in range(4 * POINTS + 1):
        t = number / (4 * POINTS)
        parts = (1 - t) ** 2, 2 * t * (1 - t), t**2
        x, y = (
            parts[0] * first + parts[1] * middle + parts[2] * last
            for first, middle, last in ((start.x, over[0], end.x), (start.y, over[1], end.y))
        )
        found.append((min(max(x, 4.0), WIDTH - 4.0), y))
    return found


def _crossed(curve: Sequence[Point], others: Iterable[Place]) -> int:
    """How many of its points lie over or close to people whom it does not concern."""
    return sum(place.holds(point, 5.0) for place in others for point in curve[::4])


def _head(before: Point, tip: Point) -> str:
    """A triangle with its tip at the end of a line."""
    across, down = tip[0] - before[0], tip[1] - before[1]
    length = (across**2 + down**2) ** 0.5 or 1.0
    x, y = across / length, down / length
    back = tip[0] - HEAD * x, tip[1] - HEAD * y
    corners = (tip, (back[0] - WIDE * y, back[1] + WIDE * x), (back[0] + WIDE * y, back[1] - WIDE * x))
    return " ".join(f"{corner[0]:.1f},{corner[1]:.1f}" for corner in corners)
