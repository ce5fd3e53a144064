"""What a case must not be, whoever wrote it: one set of rules for the cases of the product, for files and for the page
on which trainers write. Each says it in its own words and at its own place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from training.cases.document import LARGEST_NUMBER, MOST_POINTS, CaseDocument, Issue, Kind, RolePoints

Place = tuple[str | int, ...]


class Flaw(TextChoices):
    """Values tell who keeps the files of the product, labels everybody else."""

    FEW_ROLES = "has fewer than two roles", _("A case has at least two roles.")
    TWICE = "stands twice", _("This code stands twice.")
    NO_RANGE = (
        "has no smallest and largest value",
        _("A number needs a smallest and a largest value, the larger above."),
    )
    FEW_OPTIONS = "has fewer than two options", _("A choice has at least two options.")
    SAME_NAME = "has two options of one name", _("Two options have the same name.")
    NOT_OF_THIS_KIND = "does not belong to this kind of issue", _("This does not belong to this kind of issue.")
    UNKNOWN_ROLE = "has points for an unknown role", _("There is no such role.")
    NO_POINTS = "has no points for this role", _("Points are for every role or for none.")
    FEW_STEPS = "has fewer than two values with points", _("Give at least two values with their points.")
    NOT_RISING = "has values that do not rise", _("Values stand once each, the smallest first.")
    OUT_OF_RANGE = "has points for a value out of range", _("This value cannot be entered: it is out of the range.")
    NOT_THE_OPTIONS = "has not points for every option", _("Give points for every option, and for nothing else.")
    NO_WHOLE_POINTS = "has points that are no whole numbers", _("Points are whole numbers from −1000 to 1000.")


@dataclass(frozen=True, slots=True)
class Found:
    """A flaw and where it is: keys and places from the case inwards, `("issues", 0, "points", "buyer")`."""

    flaw: Flaw
    place: Place


def flaws(case: CaseDocument) -> Iterator[Found]:
    """What is wrong with a case, in its order; nothing with a good one."""
    roles = [role.code for role in case.roles]
    if len(roles) < 2:
        yield Found(Flaw.FEW_ROLES, ("roles",))
    yield from _twice(roles, ("roles",))
    yield from _twice([issue.code for issue in case.issues], ("issues",))
    for number, issue in enumerate(case.issues):
        for flaw, place in _of_issue(issue, roles):
            yield Found(flaw, ("issues", number, *place))


def _twice(codes: list[str], place: Place) -> Iterator[Found]:
    for number, code in enumerate(codes):
        if code in codes[:number]:
            yield Found(Flaw.TWICE, (*place, number, "code"))


def _of_issue(issue: Issue, roles: list[str]) -> Iterator[tuple[Flaw, Place]]:
    yield from _of_kind(issue)
    if issue.kind == Kind.CHOICE:
        yield from _of_options(issue)
    if issue.points and issue.kind not in (Kind.NUMBER, Kind.CHOICE):
        yield Flaw.NOT_OF_THIS_KIND, ("points",)
    elif issue.points:
        yield from _of_points(issue, roles)


def _of_kind(issue: Issue) -> Iterator[tuple[Flaw, Place]]:
    """A number has its range and a choice its options; nothing else has them."""
    if issue.kind != Kind.CHOICE and issue.options:
        yield Flaw.NOT_OF_THIS_KIND, ("options",)
    if issue.kind == Kind.NUMBER:
        if issue.low is None or issue.high is None or not -LARGEST_NUMBER <= issue.low < issue.high <= LARGEST_NUMBER:
            yield Flaw.NO_RANGE, ("low",)
        return
    for name, value in (("unit", issue.unit), ("low", issue.low), ("high", issue.high)):
        if value is not None:
            yield Flaw.NOT_OF_THIS_KIND, (name,)


def _of_options(issue: Issue) -> Iterator[tuple[Flaw, Place]]:
    if len(issue.options) < 2:
        yield Flaw.FEW_OPTIONS, ("options",)
    for found in _twice([option.code for option in issue.options], ("options",)):
        yield found.flaw, found.place
    for names in (
        [name_key(option.name.en) for option in issue.options],
        [name_key(option.name.zh_hans) for option in issue.options],
    ):
        said = [name for name in names if name]
        if len(set(said)) < len(said):
            yield Flaw.SAME_NAME, ("options",)
            return


def name_key(name: str) -> str:
    """What two spellings of the name of an option share."""
    return " ".join(name.casefold().split())


def _of_points(issue: Issue, roles: list[str]) -> Iterator[tuple[Flaw, Place]]:
    given = [one.role for one in issue.points]
    for role in roles:
        if role not in given:
            yield Flaw.NO_POINTS, ("points", role)
    for number, one in enumerate(issue.points):
        place: Place = ("points", one.role)
        if one.role not in roles:
            yield Flaw.UNKNOWN_ROLE, place
        elif one.role in given[:number]:
            yield Flaw.TWICE, place
        elif flaw := _of_steps(issue, one):
            yield flaw, place


def _of_steps(issue: Issue, given: RolePoints) -> Flaw | None:
    if any(type(points) is not int or abs(points) > MOST_POINTS for _value, points in given.steps):
        return Flaw.NO_WHOLE_POINTS
    if issue.kind == Kind.CHOICE:
        values = [value for value, _points in given.steps]
        return (
            None
            if sorted(map(str, values)) == sorted(option.code for option in issue.options)
            else Flaw.NOT_THE_OPTIONS
        )
    numbers = [float(value) for value, _points in given.steps]
    if len(numbers) < 2:
        return Flaw.FEW_STEPS
    if any(low >= high for low, high in pairwise(numbers)):
        return Flaw.NOT_RISING
    if issue.low is not None and issue.high is not None and not issue.low <= numbers[0] <= numbers[-1] <= issue.high:
        return Flaw.OUT_OF_RANGE
    return None
