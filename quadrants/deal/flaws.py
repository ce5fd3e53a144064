"""What can be wrong with a model, or worth saying of it: codes for whoever puts them into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Code(StrEnum):
    """What is wrong, with the `values` that a sentence about it needs."""

    NO_ISSUES = "no_issues"
    TOO_MANY_ISSUES = "too_many_issues"  # most
    NO_NAME = "no_name"
    SAME_NAME = "same_name"  # name
    NAME_TOO_LONG = "name_too_long"  # most, length
    CANNOT_BE_KEPT = "cannot_be_kept"  # character
    TOO_FEW_OPTIONS = "too_few_options"
    TOO_MANY_OPTIONS = "too_many_options"  # most
    TWO_WAYS = "two_ways"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"  # least, most
    STEPS_MISS_THE_END = "steps_miss_the_end"
    WEIGHTS_MISSING = "weights_missing"
    WEIGHT_SUM = "weight_sum"  # sum, side
    ALL_EQUAL = "all_equal"  # side
    UNKNOWN_ISSUE = "unknown_issue"  # name
    UNKNOWN_OPTION = "unknown_option"  # name
    TOO_FEW_PARTS = "too_few_parts"
    TOO_MANY_COMBINATIONS = "too_many_combinations"  # most
    CONTRADICTION = "contradiction"  # combinations: their places in `impossible`, as few as exclude every package
    TOO_TANGLED = "too_tangled"  # most
    TOO_MANY_PACKAGES = "too_many_packages"  # most
    TOO_FINE = "too_fine"  # most
    # In files:
    NOT_READABLE = "not_readable"
    UNKNOWN_FORMAT = "unknown_format"  # format, version
    COLUMN_MISSING = "column_missing"  # column
    TOO_MANY_LINES = "too_many_lines"  # most
    MISSING = "missing"
    FORMULA = "formula"
    UNKNOWN_KEY = "unknown_key"  # name
    WRONG_KIND = "wrong_kind"
    # What is only worth saying:
    ONE_ISSUE = "one_issue"
    NOBODY_CARES = "nobody_cares"
    NEVER_POSSIBLE = "never_possible"


SENTENCES = {
    Code.NO_ISSUES: "There is no issue yet.",
    Code.TOO_MANY_ISSUES: "There can be at most {most} issues: put those together that go together.",
    Code.NO_NAME: "A name is missing.",
    Code.SAME_NAME: "The name “{name}” is there twice.",
    Code.NAME_TOO_LONG: "This has {length} characters; a name may have {most} at most.",
    Code.CANNOT_BE_KEPT: "This holds a character that cannot be kept ({character}).",
    Code.TOO_FEW_OPTIONS: "An issue needs at least two options: with fewer there is nothing to choose.",
    Code.TOO_MANY_OPTIONS: "An issue can have at most {most} options: take larger steps.",
    Code.TWO_WAYS: "An issue has either options or a range.",
    Code.NOT_A_NUMBER: "This is not a number.",
    Code.OUT_OF_RANGE: "This must be from {least} to {most}.",
    Code.STEPS_MISS_THE_END: "The steps must lead exactly from the lowest number to the highest.",
    Code.WEIGHTS_MISSING: "Either all issues have weights or none.",
    Code.WEIGHT_SUM: "The weights add up to {sum}, not to 100.",
    Code.ALL_EQUAL: "Every package is worth the same: give the options different values.",
    Code.UNKNOWN_ISSUE: "There is no issue “{name}”.",
    Code.UNKNOWN_OPTION: "This issue has no option “{name}”.",
    Code.TOO_FEW_PARTS: "Name options of two different issues at least; leave out what is impossible by itself.",
    Code.TOO_MANY_COMBINATIONS: "There can be at most {most} impossible combinations.",
    Code.CONTRADICTION: "These combinations together leave no package possible: take one of them back.",
    Code.TOO_TANGLED: "The combinations link too many issues with each other: use fewer or simpler ones.",
    Code.TOO_MANY_PACKAGES: "These are more packages than can be counted: use fewer options.",
    Code.TOO_FINE: "Too many packages differ by next to nothing: use whole points or fewer options.",
    Code.NOT_READABLE: "This file can be read neither as a table nor as JSON.",
    Code.UNKNOWN_FORMAT: "This is no deal in the format “{format}”, version {version}.",
    Code.COLUMN_MISSING: "No column is called “{column}”.",
    Code.TOO_MANY_LINES: "There can be at most {most} lines.",
    Code.MISSING: "Something is missing here.",
    Code.FORMULA: "This is a formula: put its value here.",
    Code.UNKNOWN_KEY: "“{name}” is not known here.",
    Code.WRONG_KIND: "This is not the kind of value that belongs here.",
    Code.ONE_ISSUE: "With one issue there is nothing to trade: look for another.",
    Code.NOBODY_CARES: "All options of this issue are worth the same to both.",
    Code.NEVER_POSSIBLE: "The impossible combinations leave no package with this option.",
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong at a place. `place` is the way to it through the model, counted from 0: *issues.2.options.0.us*,
    *reservation_them*, *impossible.1.parts.0*."""

    place: str
    code: Code
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.place}: {SENTENCES[self.code].format(**self.values)}"


class BadModel(ValueError):
    """Nothing can be computed; `flaws` are all that is wrong, in the order of the model."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__("\n".join(map(str, flaws)))
        self.flaws = tuple(flaws)
