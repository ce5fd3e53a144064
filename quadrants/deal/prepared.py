"""A model made ready for computing: whole numbers and the automaton of what is possible."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quadrants.deal.checking import check
from quadrants.deal.combinations import Automaton, Integers, automaton
from quadrants.deal.flaws import Code, Flaw
from quadrants.deal.model import Model, Package, exact, in_points, in_units


@dataclass(frozen=True)
class Prepared:
    """`us[level]` and `them[level]` are the units of the options of issue `rules.order[level]`. `least_us` and
    `least_them` are the reservation values in units; where none was said, the least that any package could be worth."""

    model: Model
    rules: Automaton
    us: tuple[Integers, ...]
    them: tuple[Integers, ...]
    least_us: int
    least_them: int

    @property
    def span_us(self) -> int:
        """How far the worst package and the best could be apart for us, in units."""
        return _span(self.us)

    @property
    def span_them(self) -> int:
        """The same for them."""
        return _span(self.them)

    def worth(self, package: Package) -> Worth:
        """What a package is worth. ValueError for one that is none of this model."""
        issues = self.model.issues
        if len(package) != len(issues) or not all(
            0 <= place < len(issue.choices) for place, issue in zip(package, issues, strict=True)
        ):
            raise ValueError(f"{package} is no package of this model.")
        levels = list(enumerate(self.rules.order))
        us = sum(int(self.us[level][package[issue]]) for level, issue in levels)
        them = sum(int(self.them[level][package[issue]]) for level, issue in levels)
        return self.worth_of(package, us, them)

    def worth_of(self, package: Package, us: int, them: int) -> Worth:
        """A package with its known sums, in units."""
        acceptable = us >= self.least_us and them >= self.least_them
        return Worth(package=package, us=in_points(us), them=in_points(them), acceptable=acceptable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """A package and what it is worth to us and, we guess, to them, in points; whether that is enough for both."""

    package: Package
    us: float
    them: float
    acceptable: bool


def prepare(model: Model) -> Prepared:
    """BadModel with all flaws where nothing can be computed."""
    check(model)
    rules = automaton(model)
    us, them = (
        tuple(np.array([units[side] for units in model.issues[issue].units], dtype=np.int64) for issue in rules.order)
        for side in (0, 1)
    )
    return Prepared(
        model=model,
        rules=rules,
        us=us,
        them=them,
        least_us=_least(model.reservation_us, us),
        least_them=_least(model.reservation_them, them),
    )


def remarks(prepared: Prepared) -> list[Flaw]:
    """What does not keep anything from being computed and is worth saying."""
    model, rules = prepared.model, prepared.rules
    found = [Flaw("issues", Code.ONE_ISSUE)] if len(model.issues) == 1 else []
    found += [
        Flaw(f"issues.{place}", Code.NOBODY_CARES)
        for place, issue in enumerate(model.issues)
        if len(set(issue.units)) == 1
    ]
    for place in rules.order:
        found += [
            Flaw(f"issues.{place}.options.{option}", Code.NEVER_POSSIBLE) for option in never_possible(prepared, place)
        ]
    return found


def never_possible(prepared: Prepared, issue: int) -> list[int]:
    """The options of the issue at this place that no possible package holds."""
    rules = prepared.rules
    barred: list[int] = np.flatnonzero((rules.steps[rules.order.index(issue)] < 0).all(axis=0)).tolist()
    return barred


def _least(reservation: object, values: tuple[Integers, ...]) -> int:
    if reservation is None:
        return int(sum(one.min() for one in values))
    return in_units(exact(reservation))  # type: ignore[arg-type]


def _span(values: tuple[Integers, ...]) -> int:
    return int(sum(np.ptp(one) for one in values))
