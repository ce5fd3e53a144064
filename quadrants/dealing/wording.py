"""What is wrong with a deal, or worth saying of it, in the active language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quadrants.bounds import LARGEST
from quadrants.deal import Code, Flaw
from quadrants.text import written

# Each sentence stands where the flaw is; what it needs comes with the flaw, by the same names.
SENTENCES: Mapping[Code, str | Promise] = {
    Code.NO_ISSUES: gettext_lazy("There is no issue yet."),
    Code.TOO_MANY_ISSUES: gettext_lazy("There can be at most %(most)s issues: put together what goes together."),
    Code.NO_NAME: gettext_lazy("Give it a name."),
    Code.SAME_NAME: gettext_lazy("“%(name)s” is there twice."),
    Code.NAME_TOO_LONG: gettext_lazy("This has %(length)s characters; a name may have %(most)s at most."),
    Code.CANNOT_BE_KEPT: gettext_lazy("This holds a character that cannot be kept (%(character)s): take it out."),
    Code.TOO_FEW_OPTIONS: gettext_lazy("An issue needs two options at least: with fewer there is nothing to choose."),
    Code.TOO_MANY_OPTIONS: gettext_lazy("An issue can have at most %(most)s options: take larger steps."),
    Code.TWO_WAYS: gettext_lazy("An issue has options or a range, not both."),
    Code.NOT_A_NUMBER: gettext_lazy("This is not a number."),
    Code.OUT_OF_RANGE: gettext_lazy("This must be from %(least)s to %(most)s."),
    Code.STEPS_MISS_THE_END: gettext_lazy("The steps must lead exactly from the lowest number to the highest."),
    Code.WEIGHTS_MISSING: gettext_lazy("Either all issues have weights or none."),
    Code.WEIGHT_SUM: gettext_lazy("The weights %(side)s add up to %(sum)s, not to 100."),
    Code.ALL_EQUAL: gettext_lazy("Every package is worth the same %(side)s: say what matters more and what less."),
    Code.UNKNOWN_ISSUE: gettext_lazy("There is no issue “%(name)s”."),
    Code.UNKNOWN_OPTION: gettext_lazy("This issue has no option “%(name)s”."),
    Code.TOO_FEW_PARTS: gettext_lazy("Name options of two different issues at least."),
    Code.TOO_MANY_COMBINATIONS: gettext_lazy("There can be at most %(most)s impossible combinations."),
    Code.CONTRADICTION: gettext_lazy(
        "Together these leave no package possible: %(combinations)s. Allow one of them again."
    ),
    Code.TOO_TANGLED: gettext_lazy("The impossible combinations link too many issues: use fewer or simpler ones."),
    Code.TOO_MANY_PACKAGES: gettext_lazy(
        "These are more packages than can be counted, %(most)s at most: use fewer options."
    ),
    Code.TOO_FINE: gettext_lazy("Too many packages differ by next to nothing: use whole points or fewer options."),
    Code.NOT_READABLE: gettext_lazy("This file can be read neither as a table nor as JSON."),
    Code.UNKNOWN_FORMAT: gettext_lazy("This is no deal in the format “%(format)s”, version %(version)s."),
    Code.COLUMN_MISSING: gettext_lazy("No column is called “%(column)s”."),
    Code.TOO_MANY_LINES: gettext_lazy("There can be at most %(most)s lines."),
    Code.MISSING: gettext_lazy("Still empty."),
    Code.FORMULA: gettext_lazy("This is a formula: put its value here."),
    Code.UNKNOWN_KEY: gettext_lazy("“%(name)s” is not known here."),
    Code.WRONG_KIND: gettext_lazy("This is not the kind of value that belongs here."),
    Code.ONE_ISSUE: gettext_lazy("With one issue there is nothing to trade: what else could be put on the table?"),
    Code.NOBODY_CARES: gettext_lazy("All options of “%(issue)s” are worth the same to both: it can be left out."),
    Code.NEVER_POSSIBLE: gettext_lazy("No possible package holds “%(option)s” of “%(issue)s”."),
}
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SIDES: Mapping[object, Callable[[], str]] = {"us": lambda: _("for us"), "them": lambda: _("for them")}


def sentence(flaw: Flaw, **more: object) -> str:
    """A flaw as a person would say it; `more` are names that stand elsewhere."""
    values = {name: _value(name, value) for name, value in {**flaw.values, **more}.items()}
    return str(SENTENCES[flaw.code]) % values


def _value(name: str, value: object) -> object:
    if name == "side":
        return SIDES[value]()
    if isinstance(value, int) and value > LARGEST:
        return grouped(value)
    return written(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def points(value: float) -> str:
    """A value in points, to a tenth at most: guesses are no finer."""
    return written(round(value, 1) + 0.0)


def grouped(number: int) -> str:
    """A number with its thousands apart; a very large one rounded, as a power of ten."""
    if number < 10**9:
        return f"{number:,}"
    digits, _e, power = f"{number:.1e}".partition("e+")
    return f"{digits} × 10{str(int(power)).translate(RAISED)}"
