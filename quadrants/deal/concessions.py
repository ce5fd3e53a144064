"""What it costs us to give way in an issue, and what that brings the others."""

from __future__ import annotations

from dataclasses import dataclass, replace

from quadrants.deal.model import Package, in_points
from quadrants.deal.prepared import Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Concession:
    """One step in the issue at place `issue`, from option `begin` to option `end`: it `costs` us so many points and
    `brings` them so many, always more than none. `possible` is whether the package it was asked for stays possible."""

    issue: int
    begin: int
    end: int
    costs: float
    brings: float
    possible: bool = True

    @property
    def worthwhile(self) -> bool:
        """Whether it brings them more than it costs us: such steps, one for another, leave both better off
        (logrolling)."""
        return self.brings > self.costs


def concessions(prepared: Prepared, package: Package | None = None) -> list[Concession]:
    """The next step from every option, or only from those of a package; those first that bring them most for what they
    cost us.

    From an option the next step leads to the one that costs us least among all that bring them more. An option from
    which nothing brings them more has none.
    """
    found = []
    for issue, choices in enumerate(prepared.model.issues):
        for begin in range(len(choices.units)) if package is None else [package[issue]]:
            step = _next(issue, choices.units, begin)
            if step and package is not None:
                step = _tried(prepared, package, step)
            if step:
                found.append(step)
    return sorted(found, key=lambda one: (one.costs / one.brings, one.costs, one.issue, one.begin))


def _next(issue: int, units: tuple[tuple[int, int], ...], begin: int) -> Concession | None:
    us, them = units[begin]
    ends = [end for end, (for_us, for_them) in enumerate(units) if for_us <= us and for_them > them]
    if not ends:
        return None
    end = max(ends, key=lambda one: units[one])
    return Concession(
        issue=issue,
        begin=begin,
        end=end,
        costs=in_points(us - units[end][0]),
        brings=in_points(units[end][1] - them),
    )


def _tried(prepared: Prepared, package: Package, step: Concession) -> Concession:
    after = package[: step.issue] + (step.end,) + package[step.issue + 1 :]
    return replace(step, possible=prepared.rules.allows(after))
