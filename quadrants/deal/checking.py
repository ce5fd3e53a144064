"""What is wrong with a model, all of it at once, each flaw with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import prod

from quadrants.bounds import (
    ALL_WEIGHTS,
    BEST_SCORE,
    LARGEST,
    MOST_COMBINATIONS,
    MOST_ISSUES,
    MOST_OPTIONS,
    MOST_POINTS,
)
from quadrants.deal.flaws import BadModel, Code, Flaw
from quadrants.deal.model import Issue, Model, Number, Range, exact

MOST_PACKAGES = 2**62
SIDES = ("us", "them")


def check(model: Model) -> None:
    """BadModel if anything is wrong with a model by itself. What its impossible combinations leave is looked at by
    `combinations`."""
    if flaws := list(flaws_of(model)):
        raise BadModel(flaws)


def flaws_of(model: Model) -> Iterator[Flaw]:
    """All that is wrong, in the order of the model."""
    if not model.issues:
        yield Flaw("issues", Code.NO_ISSUES)
    if len(model.issues) > MOST_ISSUES:
        yield Flaw("issues", Code.TOO_MANY_ISSUES, {"most": MOST_ISSUES})
    yield from _names([issue.name for issue in model.issues], "issues.{}.name")
    found = [list(_issue(issue, f"issues.{place}")) for place, issue in enumerate(model.issues)]
    for flaws in found:
        yield from flaws
    yield from _weights(model)
    for side in SIDES:
        value = getattr(model, f"reservation_{side}")
        if value is not None:
            yield from _number(value, f"reservation_{side}", MOST_ISSUES * MOST_POINTS)
    if not any(found):
        yield from _differences(model)
        yield from _impossible(model)


def _issue(issue: Issue, place: str) -> Iterator[Flaw]:
    if issue.options and issue.range:
        yield Flaw(f"{place}.range", Code.TWO_WAYS)
        return
    least, most = (0, BEST_SCORE) if issue.weights else (-MOST_POINTS, MOST_POINTS)
    if issue.weights:
        for side in SIDES:
            yield from _number(getattr(issue.weights, side), f"{place}.weights.{side}", ALL_WEIGHTS, least=0)
    if issue.range:
        yield from _range(issue.range, f"{place}.range", least, most)
        return
    if len(issue.options) < 2:
        yield Flaw(f"{place}.options", Code.TOO_FEW_OPTIONS)
    if len(issue.options) > MOST_OPTIONS:
        yield Flaw(f"{place}.options", Code.TOO_MANY_OPTIONS, {"most": MOST_OPTIONS})
    yield from _names([option.name for option in issue.options], place + ".options.{}.name")
    for number, option in enumerate(issue.options):
        for side in SIDES:
            yield from _number(getattr(option, side), f"{place}.options.{number}.{side}", most, least=least)


def is_countable(range_: Range) -> bool:
    """Whether whole steps lead from the lowest to the highest number of a range, and not too many."""
    return not any(_steps(range_, ""))


def _range(range_: Range, place: str, least: int, most: int) -> Iterator[Flaw]:
    yield from _steps(range_, place)
    for side in SIDES:
        for number, value in enumerate(getattr(range_, side)):
            yield from _number(value, f"{place}.{side}.{number}", most, least=least)


def _steps(range_: Range, place: str) -> Iterator[Flaw]:
    flaws = [
        flaw for end in ("low", "high", "step") for flaw in _number(getattr(range_, end), f"{place}.{end}", LARGEST)
    ]
    yield from flaws
    if flaws:
        return
    low, high, step = range_.numbers
    if low == high:
        yield Flaw(f"{place}.high", Code.TOO_FEW_OPTIONS)
    elif step <= 0 or high < low or (high - low) % step:
        yield Flaw(f"{place}.step", Code.STEPS_MISS_THE_END)
    elif (high - low) / step >= MOST_OPTIONS:
        yield Flaw(f"{place}.step", Code.TOO_MANY_OPTIONS, {"most": MOST_OPTIONS})


def _number(value: Number, place: str, most: int, *, least: int | None = None) -> Iterator[Flaw]:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or _is_nan(value):
        yield Flaw(place, Code.NOT_A_NUMBER)
    elif not (low := -most if least is None else least) <= value <= most:
        yield Flaw(place, Code.OUT_OF_RANGE, {"least": low, "most": most})


def _is_nan(value: Number) -> bool:
    # A signalling NaN must not even be compared.
    return value.is_nan() if isinstance(value, Decimal) else value != value


def _names(names: Sequence[str], place: str) -> Iterator[Flaw]:
    seen = set()
    for number, name in enumerate(names):
        key = name.strip().casefold()
        if not key:
            yield Flaw(place.format(number), Code.NO_NAME)
        elif key in seen:
            yield Flaw(place.format(number), Code.SAME_NAME, {"name": name})
        seen.add(key)


def _weights(model: Model) -> Iterator[Flaw]:
    weights = [issue.weights for issue in model.issues]
    if not any(weights):
        return
    missing = [place for place, one in enumerate(weights) if one is None]
    yield from (Flaw(f"issues.{place}.weights", Code.WEIGHTS_MISSING) for place in missing)
    for side in SIDES:
        numbers = [getattr(one, side) for one in weights if one is not None]
        if missing or any(list(_number(number, "", ALL_WEIGHTS, least=0)) for number in numbers):
            continue
        total = round(sum(map(exact, numbers), Decimal()), 9).normalize()
        if total != ALL_WEIGHTS:
            yield Flaw("issues", Code.WEIGHT_SUM, {"sum": f"{total:f}", "side": side})


def _differences(model: Model) -> Iterator[Flaw]:
    """What can be said once every number is one."""
    if model.issues and prod(len(issue.choices) for issue in model.issues) > MOST_PACKAGES:
        yield Flaw("issues", Code.TOO_MANY_PACKAGES, {"most": MOST_PACKAGES})
    for number, side in enumerate(SIDES):
        if model.issues and not any(len({units[number] for units in issue.units}) > 1 for issue in model.issues):
            yield Flaw("issues", Code.ALL_EQUAL, {"side": side})


def _impossible(model: Model) -> Iterator[Flaw]:
    if len(model.impossible) > MOST_COMBINATIONS:
        yield Flaw("impossible", Code.TOO_MANY_COMBINATIONS, {"most": MOST_COMBINATIONS})
    options = {issue.name: {option.name for option in issue.choices} for issue in model.issues}
    for number, one in enumerate(model.impossible):
        place = f"impossible.{number}"
        for part, (issue, names) in enumerate(one.parts):
            if issue not in options:
                yield Flaw(f"{place}.parts.{part}", Code.UNKNOWN_ISSUE, {"name": issue})
                continue
            unknown = [name for name in names if name not in options[issue]]
            yield from (Flaw(f"{place}.parts.{part}", Code.UNKNOWN_OPTION, {"name": name}) for name in unknown)
        if len({issue for issue, _names in one.parts}) < max(2, len(one.parts)) or not all(n for _i, n in one.parts):
            yield Flaw(f"{place}.parts", Code.TOO_FEW_PARTS)
