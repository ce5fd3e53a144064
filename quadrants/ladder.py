"""The ladder of item 12: from where they stand today, step by step, to the goal. Pure; `templates/charts/ladder.svg`
draws it on pages and paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from press.measure import in_lines
from quadrants.document import Entry, WorksheetDocument
from strategies.coach.rules.options import as_large_as_goal

STEPS, PICTURES = ("incremental", "steps"), ("perceptions", "pictures")
# So many steps are drawn, by numbers alone more; whoever has still more of them finds all in the list.
MOST, MOST_NUMBERS = 8, 20
WIDTH, EDGE, PAD = 340.0, 2.0, 9.0
LOWEST, LOW = 46.0, 24.0
# How far each step stands in from the one below, and all of them together at most.
RISE, ALL_RISE = 24.0, 120.0
LETTER, ASCENT, LINE, LINES, SMALL, INSET, NUMBER = 11.0, 11.0, 14.0, 3, 12.0, 10.0, 18.0
# The letters of a browser may be a little wider than those that are measured.
CAREFUL = 1.14
# A step that is too large is drawn so much higher.
HIGHER = 28.0
# No step needs more letters than this of a text.
MEASURED = 240


@dataclass(frozen=True, slots=True)
class Step:
    """One step with its number; `too_large` says by which rule it is, "" if it is not."""

    number: int
    entry: Entry
    too_large: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of the stairs as it is drawn: a bar from its left edge to the right edge of the drawing. Its number
    stands on the base line `base`, each of its `lines` of text on its own, and what is said of it on `says`. The bars
    of today and of the goal have no number; what they are stands on `says`."""

    step: Step | None
    left: float
    top: float
    height: float
    base: float
    lines: tuple[tuple[str, float], ...]
    says: float
    is_goal: bool = False

    @property
    def right(self) -> float:
        return WIDTH - EDGE

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def edge(self) -> float:
        """Where its number stands, or its name."""
        return self.left + INSET

    @property
    def text(self) -> float:
        """Where its text begins."""
        return self.edge + (NUMBER if self.step else 0)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps in their order, what they start from and lead to, and how that is drawn, from the top down. `left_out`
    counts the steps that are not drawn."""

    today: str
    steps: tuple[Step, ...]
    goal: str
    bars: tuple[Bar, ...]
    height: float
    left_out: int
    width: float = WIDTH

    @property
    def rest(self) -> str:
        """That the drawing is not all, in words; "" if it is."""
        if not self.left_out:
            return ""
        more = ngettext("%(count)d more step is in the list.", "%(count)d more steps are in the list.", self.left_out)
        return more % {"count": self.left_out}

    @property
    def warnings(self) -> tuple[str, ...]:
        """Which steps are too large and why, a sentence each."""
        return tuple(
            _("Step %(number)d is too large: %(why)s") % {"number": step.number, "why": step.too_large}
            for step in self.steps
            if step.too_large
        )


def ladder(document: WorksheetDocument, *, words: bool = True) -> Ladder | None:
    """The ladder of a worksheet in the active language; None without steps. Without `words` it is drawn for a place
    where the steps are read beside it, by their numbers alone."""
    entries = document.entries_of(*STEPS)
    if not entries:
        return None
    steps = tuple(_steps(document, entries))
    today, goal = today_of(document), document.goal
    drawn = steps[: MOST if words else MOST_NUMBERS]
    bars, height = _drawn(drawn, today, goal, words)
    return Ladder(today, steps, goal, bars, height, len(steps) - len(drawn))


def today_of(document: WorksheetDocument) -> str:
    """Where they stand today: the first picture in the head of those opposite, or of whoever decides; "" if none is
    noted."""
    heads = [party.id for party in (*document.counterparts, *document.deciders)]
    pictures = [entry for entry in document.entries_of(*PICTURES) if entry.party in heads]
    return pictures[0].text if pictures else ""


def _steps(document: WorksheetDocument, entries: Sequence[Entry]) -> Iterator[Step]:
    """The steps by two rules: before the last one, none asks for as much as the whole goal, and each can be undone."""
    as_large = as_large_as_goal(document, max)
    for number, entry in enumerate(entries, start=1):
        last = number == len(entries)
        alone = len(entries) == 1
        if as_large and as_large(entry) and (alone or not last):
            yield Step(
                number,
                entry,
                _("it asks for as much as the goal at once. Could it begin smaller: for a while, or as a trial?"),
            )
        elif entry.way_back is False and not last:
            yield Step(number, entry, _("there is no way back from it. Could it be tried for a while first?"))
        else:
            yield Step(number, entry)


def _drawn(steps: Sequence[Step], today: str, goal: str, words: bool) -> tuple[tuple[Bar, ...], float]:
    """The bars from the goal down to today, and the height of them all."""
    rows: list[tuple[str, Step | None]] = [(goal, None)]
    rows += [(step.entry.text, step) for step in reversed(steps)]
    rows.append((today, None))
    rise = min(RISE, ALL_RISE / (len(rows) - 1))
    bars, top = list[Bar](), EDGE
    for place, (text, step) in enumerate(rows):
        draw = _bar if words else _low_bar
        bars.append(draw(step, text, EDGE + rise * (len(rows) - 1 - place), top, is_goal=not place))
        top = bars[-1].bottom
    return tuple(bars), top + EDGE


def _bar(step: Step | None, text: str, left: float, top: float, *, is_goal: bool) -> Bar:
    room = WIDTH - EDGE - left - 2 * INSET - (NUMBER if step else 0)
    lines = _beginning(text, room / (LETTER * CAREFUL), bold=is_goal)
    below = SMALL if step is None or step.too_large or step.entry.way_back is not None else 0
    inside = LINE * len(lines) + below
    height = max(2 * PAD + inside, LOWEST) + (HIGHER if step and step.too_large else 0)
    begin = top + (height - inside) / 2
    first = begin + ASCENT + (0 if step else SMALL)
    says = begin + LINE * len(lines) + SMALL - 3 if step else begin + SMALL - 4
    placed = tuple((line, first + place * LINE) for place, line in enumerate(lines))
    return Bar(step, left, top, height, first, placed, says, is_goal)


def _low_bar(step: Step | None, _text: str, left: float, top: float, *, is_goal: bool) -> Bar:
    height = LOW * 2 if step and step.too_large else LOW
    base = top + height / 2 + 4
    return Bar(step, left, top, height, base, (), base, is_goal)


def _beginning(text: str, room: float, *, bold: bool) -> list[str]:
    """As much of a text as a bar holds."""
    lines = in_lines(" ".join(text[:MEASURED].split()), room, bold)
    if len(lines) <= LINES:
        return lines
    return [*lines[: LINES - 1], lines[LINES - 1][:-1].rstrip() + "…"]
