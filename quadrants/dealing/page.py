"""A deal as its page shows it: the table with what is wrong at each cell, and the packages by letter, with what they
are in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from quadrants import bargain
from quadrants.bounds import MOST_ISSUES
from quadrants.deal import Code, Flaw, Package, Standing, Worth
from quadrants.dealing.chart import Chart, chart_of
from quadrants.dealing.computing import Guesses, Results
from quadrants.dealing.reading import Fault, ReadDeal, in_words
from quadrants.dealing.wording import grouped, points, sentence
from quadrants.text import written

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
RANGE_ROWS = (("low", "low_us", "low_them"), ("high", "high_us", "high_them"))
# In so many of a hundred guesses a package has to stay good to be called so.
HOLDS, WAVERS = 90, 60


@dataclass(frozen=True, slots=True)
class Cell:
    """A control: its name in the form, what stands in it and what is wrong with that."""

    control: str
    field: str
    value: str
    problem: str


@dataclass(frozen=True, slots=True)
class Row:
    """An option, or one end of a range: name or number, and both values."""

    target: str
    version: int
    position: float
    cells: tuple[Cell, ...]
    problem: str = ""

    @property
    def faults(self) -> list[str]:
        """What is wrong in the row, each once."""
        return _once([self.problem, *(cell.problem for cell in self.cells)])


@dataclass(frozen=True, slots=True)
class IssueRows:
    """An issue with its rows; `step` is the third cell of a range."""

    issue: bargain.Issue
    target: str
    name: Cell
    weights: tuple[Cell, ...]
    rows: tuple[Row, ...]
    step: Cell | None
    problem: str

    @property
    def faults(self) -> list[str]:
        """What is wrong with the issue itself, each once."""
        return _once([self.problem, *(cell.problem for cell in (self.name, *self.weights, self.step) if cell)])


def _once(said: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, said)))


@dataclass(slots=True)
class Shown:
    """A package by its letter: what it is, what it holds and what it is worth."""

    letter: str
    worth: Worth
    choices: list[tuple[str, str]]
    keys: str
    tags: list[str] = field(default_factory=list)
    kept: bargain.Package | None = None
    possible: bool = True
    standing: str = ""

    @property
    def us(self) -> str:
        return points(self.worth.us)

    @property
    def them(self) -> str:
        return points(self.worth.them)

    @property
    def text(self) -> str:
        """The package as one line, as it stands on the worksheet."""
        return text_of(self.choices)

    @property
    def texts(self) -> set[str]:
        return texts_of(self.choices)


def text_of(choices: Iterable[tuple[str, str]]) -> str:
    """Choices as one line: *Price 85; delivery two weeks*."""
    between, named = _("; "), _("%(issue)s: %(option)s")
    return between.join(named % {"issue": issue, "option": option} for issue, option in choices)


def texts_of(choices: Sequence[tuple[str, str]]) -> set[str]:
    """Choices as one line in every language: a line is this package in whichever it was picked."""
    texts = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts.add(text_of(choices))
    return texts


# --- The table -------------------------------------------------------------------------------------------------------


class Table:
    """The cells of a deal, with what was typed and could not be saved, and with what keeps it from being computed."""

    def __init__(self, read: ReadDeal, faults: Iterable[Fault], typed: Mapping[str, Any]) -> None:
        self.read, self.typed = read, typed
        self.said: dict[tuple[str, str], str] = {}
        for fault in faults:
            self.said.setdefault((fault.target, fault.field), self._said(fault.flaw))

    def _said(self, flaw: Flaw) -> str:
        if flaw.code != Code.CONTRADICTION:
            return sentence(flaw)
        culprits = [self.read.excluded[int(at)] for at in flaw.values["combinations"]]  # type: ignore[attr-defined]
        return sentence(
            flaw, combinations=_(" and ").join(f"({in_words(self.read.combined(one))})" for one in culprits)
        )

    def cell(self, part: Any, target: str, name: str) -> Cell:
        control, value = f"{target}|{name}", getattr(part, name)
        problem = self.typed.get(control)
        shown = (
            problem.typed if problem else "" if value is None else written(value) if isinstance(value, float) else value
        )
        return Cell(control, name, str(shown), problem.message if problem else self.said.get((target, name), ""))

    @property
    def whole(self) -> list[str]:
        """What is wrong with the deal as a whole."""
        return [said for (target, _name), said in self.said.items() if not target]

    @property
    def reservations(self) -> tuple[Cell, Cell]:
        terms = self.read.deal.terms
        return self.cell(terms, "deal", "reservation_us"), self.cell(terms, "deal", "reservation_them")

    @cached_property
    def controls(self) -> frozenset[str]:
        """The names of all cells."""
        cells = [*self.reservations]
        for issue in self.issues:
            cells += [issue.name, *issue.weights, *(cell for row in issue.rows for cell in row.cells)]
            cells += [issue.step] if issue.step else []
        return frozenset(cell.control for cell in cells)

    @cached_property
    def issues(self) -> list[IssueRows]:
        return [self._issue(issue) for issue in self.read.deal.issues]

    def _issue(self, issue: bargain.Issue) -> IssueRows:
        target, weighted = f"issue:{issue.id}", self.read.deal.terms.weighted
        names = ("weight_us", "weight_them") if weighted else ()
        return IssueRows(
            issue=issue,
            target=target,
            name=self.cell(issue, target, "name"),
            weights=tuple(self.cell(issue, target, name) for name in names),
            rows=tuple(self._range(issue, target) if issue.by_range else self._options(issue)),
            step=self.cell(issue, target, "step") if issue.by_range else None,
            problem=self.said.get((target, ""), ""),
        )

    def _range(self, issue: bargain.Issue, target: str) -> Iterable[Row]:
        for names in RANGE_ROWS:
            yield Row(target, issue.version, 0, tuple(self.cell(issue, target, name) for name in names))

    def _options(self, issue: bargain.Issue) -> Iterable[Row]:
        for option in self.read.deal.options_of(issue):
            target = f"option:{option.id}"
            cells = tuple(self.cell(option, target, name) for name in ("name", "value_to_us", "value_to_them"))
            yield Row(target, option.version, option.position, cells, self.said.get((target, ""), ""))

    @property
    def combinations(self) -> list[tuple[bargain.Combination, str, str]]:
        """Each with what it says now, or said when it was put, and what is wrong with it."""
        return [
            (one, in_words(self.read.combined(one)) or one.name, self._idle(one)) for one in self.read.deal.combinations
        ]

    def _idle(self, combination: bargain.Combination) -> str:
        return "" if combination in self.read.excluded else _("Not in use: one of its options is gone.")

    @cached_property
    def choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The options of each issue by key, to choose from."""
        model = self.read.model
        return [
            (issue.name, [(key, choice.name) for key, choice in zip(keys, issue.choices, strict=True)] if keys else [])
            for issue, keys in zip(model.issues, self.read.keys, strict=True)
        ]

    @property
    def full(self) -> bool:
        return len(self.read.deal.issues) >= MOST_ISSUES


# --- The packages ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Findings:
    """What the page shows of the results."""

    results: Results
    shown: tuple[Shown, ...]
    offers: tuple[Shown, ...]
    chart: Chart
    frontier: tuple[tuple[str, str, str], ...]
    status_quo: Worth | None
    remarks: tuple[str, ...]

    @property
    def packages(self) -> tuple[Package, ...]:
        return tuple(one.worth.package for one in self.shown if one.possible)


def findings(read: ReadDeal, results: Results) -> Findings:
    """The packages that are named, each once and by a letter, and where they stand."""
    found: dict[Package, Shown] = {}

    def name(worth: Worth | None, tag: str) -> Shown | None:
        if worth is None:
            return None
        if worth.package not in found:
            letter = LETTERS[len(found)] if len(found) < len(LETTERS) else str(len(found) + 1)
            choices = read.names(worth.package)
            found[worth.package] = Shown(letter, worth, choices, " ".join(read.choices(worth.package)))
        if tag:
            found[worth.package].tags.append(tag)
        return found[worth.package]

    name(results.best_product, _("Serves both best"))
    if results.best_sum_for_both:
        name(results.best_sum_for_both, _("Worth most in all"))
    elif results.best_sum:
        name(results.best_sum, _("Worth most in all, not enough for one side"))
    offered = results.offers.packages if results.offers else ()
    offers = tuple(
        one
        for at, worth in enumerate(offered if len(offered) > 1 else (), start=1)
        if (one := name(worth, _("Offer %(number)d") % {"number": at}))
    )
    for package, made in read.kept:
        if made is None:
            continue
        worth, possible = worth_of(read, made)
        one = name(worth, _("As it is today") if package.status_quo else _("Kept"))
        if one:
            one.kept, one.possible = package, possible
    status_quo = worth_of(read, read.status_quo)[0] if read.status_quo else None
    # What is ruled out may be worth more than anything possible: it would stand beyond the frontier.
    lettered = [(one.letter, one.worth) for one in found.values() if one.possible]
    assert results.ground, "what has no flaws has a picture"
    return Findings(
        results=results,
        shown=tuple(found.values()),
        offers=offers,
        chart=chart_of(results.ground, lettered, status_quo),
        frontier=tuple(
            (text_of(read.names(one.package)), points(one.us), points(one.them)) for one in results.frontier
        ),
        status_quo=status_quo,
        remarks=tuple(_remark(read, flaw) for flaw in results.remarks),
    )


def worth_of(read: ReadDeal, package: Package) -> tuple[Worth, bool]:
    """What a package is worth, and whether it is possible; from the options alone."""
    model = read.model
    us, them = (
        sum(issue.units[place][side] for issue, place in zip(model.issues, package, strict=True)) / 1000
        for side in (0, 1)
    )
    least = (model.reservation_us, model.reservation_them)
    acceptable = all(limit is None or float(limit) <= value for limit, value in zip(least, (us, them), strict=True))
    names = dict(read.names(package))
    possible = not any(all(names[issue] in options for issue, options in one.parts) for one in model.impossible)
    return Worth(package=package, us=us, them=them, acceptable=acceptable and possible), possible


def _remark(read: ReadDeal, flaw: Flaw) -> str:
    _issues, *way = flaw.place.split(".")
    if not way:
        return sentence(flaw)
    issue = read.model.issues[int(way[0])]
    option = issue.choices[int(way[2])].name if len(way) > 2 else ""
    return sentence(flaw, issue=issue.name, option=option)


# --- The guesses -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """How a package stands over all guesses."""

    shown: Shown
    verdict: str
    efficient: str
    acceptable: str
    low: str
    high: str


def held(found: Findings, guesses: Guesses) -> list[Held]:
    """The named packages over the guesses so far, those that stay good most often first."""
    if guesses.found is None:
        return []
    by_package = {one.worth.package: one for one in found.shown}
    draws = guesses.found.draws
    rows = sorted(guesses.found.standings, key=lambda one: (-one.acceptable, -one.efficient))
    return [
        Held(
            shown=by_package[one.package],
            verdict=_verdict(one, draws),
            efficient=_share(one.efficient, draws),
            acceptable=_share(one.acceptable, draws),
            low=points(one.low),
            high=points(one.high),
        )
        for one in rows
    ]


def _verdict(one: Standing, draws: int) -> str:
    acceptable, efficient = (100 * count / draws for count in (one.acceptable, one.efficient))
    if acceptable >= HOLDS and efficient >= WAVERS:
        return _("Stays good")
    if acceptable >= HOLDS:
        return _("Stays acceptable; others may serve both better")
    if acceptable >= WAVERS:
        return _("Depends on our guess: ask before you offer it")
    return _("Good only if our guess is right")


def _share(count: int, of: int) -> str:
    """In percent, rounded down: what falls short of a threshold does not look as if it reached it."""
    return f"{100 * count // of}%"


def counted(results: Results) -> str:
    """How many packages there are, and how many of them both could accept, if not all."""
    said = ngettext("%(count)s package is possible.", "%(count)s packages are possible.", results.packages) % {
        "count": grouped(results.packages)
    }
    if not results.agreed or results.agreed == results.packages:
        return said
    about = "" if results.exact else _("about ")
    both = ngettext("Both could accept %(about)s%(count)s of them.", "Both could accept %(about)s%(count)s of them.",
                    results.agreed)  # fmt: skip
    both %= {"about": about, "count": grouped(results.agreed)}
    return _("%(first)s %(second)s") % {"first": said, "second": both}
