"""Models to compute with, and the same worked out by trying every package, in plain Python."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product
from string import ascii_lowercase

from hypothesis import strategies as st

from quadrants.deal import Impossible, Issue, Model, Option, Package

Value = Decimal
Listed = list[tuple[Package, Value, Value]]


def issue(name: str, *values: tuple[object, object], weights=None) -> Issue:
    """An issue with options a, b, c … of these values to us and to them; 26 and more are called by their number."""
    names = ascii_lowercase if len(values) <= len(ascii_lowercase) else list(map(str, range(len(values))))
    options = tuple(Option(name=name, us=us, them=them) for name, (us, them) in zip(names, values, strict=False))
    return Issue(name=name, options=options, weights=weights)


def never(*parts: tuple[str, str]) -> Impossible:
    """What is impossible together: ("pay", "ab") means options a and b of *pay*."""
    return Impossible(parts=tuple((name, tuple(options)) for name, options in parts))


# --- By trying every package ----------------------------------------------------------------------------------


def listed(model: Model) -> Listed:
    """Every possible package with its values."""
    return [
        (package, *(sum(Decimal(str(getattr(option, side))) for option in chosen) for side in ("us", "them")))
        for package, chosen in _packages(model)
        if not any(_barred(model, chosen, one) for one in model.impossible)
    ]


def _packages(model: Model) -> Iterator[tuple[Package, tuple[Option, ...]]]:
    for package in product(*(range(len(one.options)) for one in model.issues)):
        yield package, tuple(one.options[place] for one, place in zip(model.issues, package, strict=True))


def _barred(model: Model, chosen: tuple[Option, ...], impossible: Impossible) -> bool:
    names = {one.name: option.name for one, option in zip(model.issues, chosen, strict=True)}
    return all(names[name] in options for name, options in impossible.parts)


def dominates(one: tuple[Value, Value], other: tuple[Value, Value]) -> bool:
    return one[0] >= other[0] and one[1] >= other[1] and one != other


def efficient(packages: Listed) -> set[tuple[Value, Value]]:
    """The values of all packages that none dominates."""
    points = {(us, them) for _package, us, them in packages}
    return {point for point in points if not any(dominates(other, point) for other in points)}


def acceptable(model: Model, packages: Listed) -> Listed:
    return [
        (package, us, them)
        for package, us, them in packages
        if (model.reservation_us is None or us >= Decimal(str(model.reservation_us)))
        and (model.reservation_them is None or them >= Decimal(str(model.reservation_them)))
    ]


def lowest(model: Model, side: str) -> Value:
    """The reservation value of a side; where none was said, the least that the options could bring together."""
    said = getattr(model, f"reservation_{side}")
    if said is not None:
        return Decimal(str(said))
    return sum((min(Decimal(str(getattr(o, side))) for o in one.options) for one in model.issues), Decimal(0))


# --- At random ------------------------------------------------------------------------------------------------


def random_model(seed: int) -> Model:
    """A small model with up to some hundred packages; every other one with impossible combinations, every third with
    few different values and so with many ties, every fifth with values in hundredths, below nought too."""
    chance = random.Random(seed)
    highest = 3 if seed % 3 == 0 else 40
    scale = Decimal("0.01") if seed % 5 == 0 else 1
    low = -highest if seed % 5 == 0 else 0

    def value() -> Decimal | int:
        return chance.randint(low, highest) * scale

    issues = tuple(
        issue(f"issue {number}", *((value(), value()) for _option in range(chance.randint(2, 5))))
        for number in range(chance.randint(1, 4))
    )
    impossible = [random_combination(chance, issues) for _one in range(chance.randint(0, 6) * (seed % 2))]
    count = len(issues)
    return Model(
        issues=issues,
        reservation_us=None if seed % 7 == 0 else chance.randint(0, count * highest) * scale,
        reservation_them=None if seed % 11 == 0 else chance.randint(0, count * highest) * scale,
        impossible=tuple(one for one in impossible if one),
    )


def random_combination(chance: random.Random, issues: tuple[Issue, ...]) -> Impossible | None:
    if len(issues) < 2:
        return None
    among = chance.sample(issues, chance.randint(2, len(issues)))
    return Impossible(parts=tuple((one.name, _some(chance, one)) for one in among))


def _some(chance: random.Random, one: Issue) -> tuple[str, ...]:
    names = [option.name for option in one.options]
    return tuple(chance.sample(names, chance.randint(1, max(1, len(names) - 1))))


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Small models of every kind, with reservation values and impossible combinations or without."""
    highest = draw(st.sampled_from([2, 10, 100]))
    values = st.tuples(st.integers(0, highest), st.integers(0, highest))
    count = draw(st.integers(1, 4))
    issues = tuple(issue(f"issue {n}", *draw(st.lists(values, min_size=2, max_size=4))) for n in range(count))
    reservations = st.none() | st.integers(0, count * highest)
    return Model(
        issues=issues,
        reservation_us=draw(reservations),
        reservation_them=draw(reservations),
        impossible=tuple(draw(st.lists(combinations_of(issues), max_size=3))) if count > 1 else (),
    )


def combinations_of(issues: Iterable[Issue]) -> st.SearchStrategy[Impossible]:
    """Combinations of single options of two or more of these issues."""
    part = {one.name: st.sampled_from([option.name for option in one.options]) for one in issues}
    names = st.lists(st.sampled_from(sorted(part)), min_size=2, unique=True)
    return names.flatmap(
        lambda some: st.tuples(*(part[name] for name in some)).map(lambda options: _never(some, options))
    )


def _never(names: list[str], options: tuple[str, ...]) -> Impossible:
    return Impossible(parts=tuple((name, (option,)) for name, option in zip(names, options, strict=True)))


PRICE = issue("price", (30, 0), (20, 5), (10, 10), (0, 15))
TIME = issue("time", (0, 20), (4, 16), (8, 0))
PLACE = issue("place", (5, 0), (0, 5))
SALE = Model(issues=(PRICE, TIME, PLACE), reservation_us=20, reservation_them=15)
