"""From the deal of a document to a model that can be computed, and back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from quadrants import bargain
from quadrants.deal import (
    Code,
    Flaw,
    Impossible,
    Issue,
    Model,
    Number,
    Option,
    Package,
    Range,
    Weights,
    flaws_of,
    is_countable,
)

UNSAID = float("nan")
SIDES = ("us", "them")
# The fields of an issue that hold what the place of a flaw in a range names.
RANGE_FIELDS = {"us.0": "low_us", "us.1": "high_us", "them.0": "low_them", "them.1": "high_them"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a deal from being computed: the `target` and `field` at which it stands (no field: the whole part; no
    target: the whole deal), a code of `quadrants.deal` and the values that its sentence needs."""

    target: str
    field: str
    flaw: Flaw


@dataclass(frozen=True, kw_only=True)
class ReadDeal:
    """`model` is what is said; what is not said yet stands in it as NaN. `keys[issue]` are the keys of the choices of
    each issue, in the order of the model."""

    deal: bargain.Deal
    model: Model
    keys: tuple[tuple[str, ...], ...]

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """All that keeps it from being computed, as far as the model alone says; empty when nothing does."""
        return tuple(self.fault(flaw) for flaw in flaws_of(self.model))

    def fault(self, flaw: Flaw) -> Fault:
        """A flaw at the part of the document that it concerns."""
        section, *way = flaw.place.split(".")
        if section.startswith("reservation_"):
            return Fault("deal", section, flaw)
        if section == "impossible" and way:
            return Fault(f"combination:{self.excluded[int(way[0])].id}", "", flaw)
        if section != "issues" or not way:
            return Fault("", "", flaw)
        issue = self.deal.issues[int(way[0])]
        return self._fault_in(issue, ".".join(way[1:]), flaw)

    def _fault_in(self, issue: bargain.Issue, place: str, flaw: Flaw) -> Fault:
        part, _dot, rest = place.partition(".")
        if part == "options" and rest and not issue.by_range:
            number, _dot, field = rest.partition(".")
            option = self.deal.options_of(issue)[int(number)]
            field = f"value_to_{field}" if field in SIDES else field
            return Fault(f"option:{option.id}", field, self._unsaid(option, field, flaw))
        field = {"name": "name", "weights": f"weight_{rest}"}.get(part, "")
        if part == "range":
            field = RANGE_FIELDS.get(rest, rest)
        return Fault(f"issue:{issue.id}", field, self._unsaid(issue, field, flaw))

    def _unsaid(self, part: Any, field: str, flaw: Flaw) -> Flaw:
        """What is not said yet is missing, rather than no number."""
        unsaid = flaw.code == Code.NOT_A_NUMBER and field and getattr(part, field, 0) is None
        return Flaw(flaw.place, Code.MISSING) if unsaid else flaw

    @cached_property
    def excluded(self) -> tuple[bargain.Combination, ...]:
        """The combinations that the model has, in its order: those that still name choices of two issues."""
        return tuple(one for one in self.deal.combinations if len(self._parts(one)) > 1)

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        return {key: (at, place) for at, keys in enumerate(self.keys) for place, key in enumerate(keys)}

    def _parts(self, combination: bargain.Combination) -> dict[int, list[int]]:
        """The choices of a combination by issue; none where an issue has nothing left of it: it is never met."""
        issues = {key.partition(":")[0]: list[tuple[int, int]]() for key in combination.choices}
        for key in combination.choices:
            if key in self._places:
                issues[key.partition(":")[0]].append(self._places[key])
        if not all(issues.values()):
            return {}
        return {places[0][0]: [place for _issue, place in places] for places in issues.values()}

    def combined(self, combination: bargain.Combination) -> list[tuple[str, list[str]]]:
        """The issues and options of a combination by name."""
        issues = self.model.issues
        return [
            (issues[issue].name, [issues[issue].choices[place].name for place in places])
            for issue, places in sorted(self._parts(combination).items())
        ]

    def package(self, choices: Iterable[str]) -> Package | None:
        """Choices as a package of the model; None where one is missing or gone."""
        found = dict(filter(None, map(self._places.get, choices)))
        return tuple(found[at] for at in range(len(self.keys))) if len(found) == len(self.keys) > 0 else None

    def choices(self, package: Package) -> list[str]:
        """The keys of a package's choices."""
        return [keys[place] for keys, place in zip(self.keys, package, strict=True)]

    def names(self, package: Package) -> list[tuple[str, str]]:
        """Issue and option of each choice of a package."""
        return list(zip((issue.name for issue in self.model.issues), self.model.names(package), strict=True))

    @cached_property
    def status_quo(self) -> Package | None:
        """The package that is as it is today, if somebody said so."""
        return next(
            (made for one in self.deal.packages if one.status_quo and (made := self.package(one.choices))), None
        )

    @cached_property
    def kept(self) -> tuple[tuple[bargain.Package, Package | None], ...]:
        """The packages that were put together, each as a package of the model where it still is one."""
        return tuple((one, self.package(one.choices)) for one in self.deal.packages)


def read_deal(deal: bargain.Deal) -> ReadDeal:
    """What a document says of its deal, as a model, however incomplete."""
    made = [_issue(deal, issue) for issue in deal.issues]
    read = ReadDeal(
        deal=deal,
        model=Model(
            issues=tuple(issue for issue, _keys in made),
            reservation_us=deal.terms.reservation_us,
            reservation_them=deal.terms.reservation_them,
        ),
        keys=tuple(keys for _issue, keys in made),
    )
    impossible = tuple(
        Impossible(parts=tuple((issue, tuple(names)) for issue, names in read.combined(one))) for one in read.excluded
    )
    whole = Model(
        issues=read.model.issues,
        reservation_us=read.model.reservation_us,
        reservation_them=read.model.reservation_them,
        impossible=impossible,
    )
    return ReadDeal(deal=deal, model=whole, keys=read.keys)


def _issue(deal: bargain.Deal, issue: bargain.Issue) -> tuple[Issue, tuple[str, ...]]:
    weights = Weights(us=_said(issue.weight_us), them=_said(issue.weight_them)) if deal.terms.weighted else None
    if not issue.by_range:
        options = deal.options_of(issue)
        made = tuple(Option(name=one.name, us=_said(one.value_to_us), them=_said(one.value_to_them)) for one in options)
        return Issue(name=issue.name, options=made, weights=weights), tuple(key_of(issue, one) for one in options)
    range_ = Range(
        low=_said(issue.low),
        high=_said(issue.high),
        step=_said(issue.step),
        us=(_said(issue.low_us), _said(issue.high_us)),
        them=(_said(issue.low_them), _said(issue.high_them)),
    )
    by_number = Issue(name=issue.name, range=range_, weights=weights)
    # A range that cannot be counted through yet has no choices.
    keys = tuple(f"{issue.id}:{one.name}" for one in by_number.choices) if is_countable(range_) else ()
    return by_number, keys


def key_of(issue: bargain.Issue, option: bargain.Option) -> str:
    """How an option is named where it is chosen."""
    return f"{issue.id}:{option.id}"


def _said(value: float | None) -> Number:
    return UNSAID if value is None else value


def deal_from(model: Model) -> bargain.Deal:
    """A model from a file as the deal of a document, with new ids. Only for a model without flaws."""
    issues: list[bargain.Issue] = []
    options: list[bargain.Option] = []
    keys: dict[tuple[str, str], str] = {}
    for issue in model.issues:
        made = _made_issue(issue, len(issues))
        issues.append(made)
        if issue.range:
            keys |= {(issue.name, one.name): f"{made.id}:{one.name}" for one in issue.choices}
            continue
        for place, one in enumerate(issue.options):
            option = bargain.Option(
                id=uuid.uuid4(),
                issue=made.id,
                name=one.name,
                position=place,
                value_to_us=float(one.us),
                value_to_them=float(one.them),
            )
            options.append(option)
            keys[issue.name, one.name] = key_of(made, option)
    return bargain.Deal(
        terms=bargain.Terms(
            weighted=any(issue.weights for issue in model.issues),
            reservation_us=_plain(model.reservation_us),
            reservation_them=_plain(model.reservation_them),
        ),
        issues=tuple(issues),
        options=tuple(options),
        combinations=tuple(_combination(one, keys, place) for place, one in enumerate(model.impossible)),
    )


def _made_issue(issue: Issue, place: int) -> bargain.Issue:
    weights, ends = issue.weights, issue.range
    said: dict[str, Any] = {}
    if weights:
        said |= {"weight_us": float(weights.us), "weight_them": float(weights.them)}
    if ends:
        said |= {name: float(getattr(ends, name)) for name in ("low", "high", "step")}
        said |= {"low_us": float(ends.us[0]), "high_us": float(ends.us[1])}
        said |= {"low_them": float(ends.them[0]), "high_them": float(ends.them[1])}
    return bargain.Issue(id=uuid.uuid4(), name=issue.name, position=place, by_range=ends is not None, **said)


def _combination(one: Impossible, keys: dict[tuple[str, str], str], place: int) -> bargain.Combination:
    choices = [keys[issue, name] for issue, names in one.parts for name in names]
    return bargain.Combination(
        id=uuid.uuid4(), name=in_words(one.parts), choices=bargain.Choices(tuple(choices)), position=place
    )


def in_words(parts: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Choices by name, as one line: *Price 80 / 85 + Delivery one week*."""
    return " + ".join(f"{issue} {' / '.join(names)}" for issue, names in parts)


def _plain(number: Number | None) -> float | None:
    return None if number is None else float(number)
