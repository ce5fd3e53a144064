"""Steps from one option of an issue to another: those by which nobody loses, and what it costs us to give way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from quadrants.deal.model import Package, in_points
from quadrants.deal.prepared import Prepared, never_possible

# What options of an issue are worth to us and to them, by their places.
Units = dict[int, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """One step in the issue at place `issue`, from option `begin` to option `end`, that brings us and them so many
    points: none is less than nothing, and not both are nothing."""

    issue: int
    begin: int
    end: int
    us: float
    them: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Concession:
    """One step in the issue at place `issue`, from option `begin` to option `end`: it `costs` us so many points and
    `brings` them so many, both more than none. `possible` is whether the package it was asked for stays possible."""

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


def gains(prepared: Prepared) -> list[Gain]:
    """The step from every option to which another one is no worse for either side and better for one; to that which
    brings most in all. Those first by which both gain most, then those that bring most in all. Options that no possible
    package holds are left out."""
    found = []
    for issue, units in enumerate(_possible(prepared)):
        for begin, (us, them) in units.items():
            if not (ends := _better(units, begin)):
                continue
            end = max(ends, key=lambda one: (sum(units[one]), units[one], -one))
            for_us, for_them = units[end]
            found.append(
                Gain(issue=issue, begin=begin, end=end, us=in_points(for_us - us), them=in_points(for_them - them))
            )
    return sorted(found, key=lambda one: (-min(one.us, one.them), -one.us - one.them, one.issue, one.begin))


def concessions(prepared: Prepared, package: Package | None = None) -> list[Concession]:
    """The next step from every option, or only from those of a package; those first that bring them most for what they
    cost us.

    From an option the next step leads to the one that costs us least among all that bring them more. An option from
    which nothing brings them more has none, nor has one for which there is a better one for both: see `gains`. Options
    that no possible package holds are left out.
    """
    found = []
    for issue, units in enumerate(_possible(prepared)):
        for begin in units if package is None else units.keys() & {package[issue]}:
            step = _next(issue, units, begin)
            if step and package is not None:
                step = _tried(prepared, package, step)
            if step:
                found.append(step)
    return sorted(found, key=lambda one: (one.costs / one.brings, one.costs, one.issue, one.begin))


def _possible(prepared: Prepared) -> Iterator[Units]:
    """The options of each issue that some possible package holds."""
    for issue, choices in enumerate(prepared.model.issues):
        barred = set(never_possible(prepared, issue))
        yield {place: worth for place, worth in enumerate(choices.units) if place not in barred}


def _better(units: Units, begin: int) -> list[int]:
    """The options that are no worse for either side than this one, and better for one."""
    us, them = units[begin]
    return [
        end
        for end, (for_us, for_them) in units.items()
        if for_us >= us and for_them >= them and (for_us, for_them) != (us, them)
    ]


def _next(issue: int, units: Units, begin: int) -> Concession | None:
    us, them = units[begin]
    ends = [end for end, (for_us, for_them) in units.items() if for_us < us and for_them > them]
    if not ends or _better(units, begin):
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
