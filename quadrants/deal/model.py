"""What is negotiated, as frozen values: issues, their options, and what each is worth to either side.

All values are guesses of perceptions: ours as we see them, theirs as we think that they do. They are points; a package
is worth the sum of its options (additive value functions, R. L. Keeney and H. Raiffa, Decisions with Multiple
Objectives, 1976). Nothing is checked here: `checking` says what is wrong with a model, and where.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from quadrants.bounds import BEST_SCORE

Number = int | float | Decimal
# The place of the chosen option in each issue, in the order of the model.
Package = tuple[int, ...]

# What is computed is whole numbers, of so many to the point: sums are exact, and equal is equal.
UNITS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to settle an issue. `us` and `them` are points or, in an issue with weights, scores from 0 to 10."""

    name: str
    us: Number
    them: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Numbers from `low` to `high` in steps, both ends included. `us` and `them` are what the two ends are worth, at
    `low` first; between them the value follows a straight line."""

    low: Number
    high: Number
    step: Number
    us: tuple[Number, Number]
    them: tuple[Number, Number]

    @property
    def numbers(self) -> tuple[Decimal, Decimal, Decimal]:
        """Lowest, highest and step, to nine decimal places: what is finer means nothing in a talk."""
        low, high, step = (round(exact(number), 9) for number in (self.low, self.high, self.step))
        return low, high, step

    def options(self) -> tuple[Option, ...]:
        """The numbers as options, each named as it is written (*38.5*). For a range without flaws only."""
        low, high, step = self.numbers
        count = int((high - low) / step)
        return tuple(
            Option(
                name=f"{(low + place * step).normalize():f}",
                us=_between(self.us, place, count),
                them=_between(self.them, place, count),
            )
            for place in range(count + 1)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much an issue counts for each side, in percent of all issues."""

    us: Number
    them: Number


@dataclass(frozen=True, kw_only=True)
class Issue:
    """Something to be settled: by one of `options`, or by a number of `range`. With `weights` the values are scores,
    and an option brings weight × score ÷ 10 points."""

    name: str
    options: tuple[Option, ...] = ()
    range: Range | None = None
    weights: Weights | None = None

    @cached_property
    def choices(self) -> tuple[Option, ...]:
        """The options, or the numbers of the range."""
        return self.range.options() if self.range else self.options

    @cached_property
    def units(self) -> tuple[tuple[int, int], ...]:
        """What each choice is worth to us and to them, in units: thousandths of a point, the nearest whole number."""
        weights = self.weights or Weights(us=BEST_SCORE, them=BEST_SCORE)
        return tuple(
            (
                in_units(exact(one.us) * exact(weights.us) / BEST_SCORE),
                in_units(exact(one.them) * exact(weights.them) / BEST_SCORE),
            )
            for one in self.choices
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossible:
    """What cannot be agreed together: `parts` names issues, each with those of its options that are meant. A package is
    impossible when it has one of these options in every part."""

    parts: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class Model:
    """What a deal can be. A side's `reservation` is the least that a package must be worth to be acceptable to it (its
    reservation value); None, not said yet: whatever is possible is acceptable."""

    issues: tuple[Issue, ...]
    reservation_us: Number | None = None
    reservation_them: Number | None = None
    impossible: tuple[Impossible, ...] = ()

    def names(self, package: Package) -> tuple[str, ...]:
        """The options of a package in words."""
        return tuple(issue.choices[place].name for issue, place in zip(self.issues, package, strict=True))


def exact(number: Number) -> Decimal:
    """A number as it is written: 0.1 is a tenth."""
    return number if isinstance(number, Decimal) else Decimal(str(number))


def in_units(points: Decimal) -> int:
    """Points in units; what is finer is rounded."""
    return round(points * UNITS)


def in_points(units: int) -> float:
    """Units in points."""
    return units / UNITS


def _between(ends: tuple[Number, Number], place: int, count: int) -> Decimal:
    first, last = map(exact, ends)
    return first + (last - first) * place / count
