"""The deal model as part of a document: what people say of issues, options and packages, as frozen values.

It may be half done: empty means *not said yet*. `quadrants.dealing` makes of it what can be computed.

A *choice* is named by a key: the id of its issue and that of the option, with a colon between them; in a range the
number as it is written stands in the place of the option (`<uuid>:38.5`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, NewType
from uuid import UUID

# Keys of choices.
Choices = NewType("Choices", tuple[str, ...])
NOTHING = Choices(())
ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
KEY = re.compile(rf"{ID}:(?:{ID}|-?\d{{1,13}}(?:\.\d{{1,9}})?)", re.ASCII)


def is_choice(value: Any) -> bool:
    """Whether a value has the form of a choice's key."""
    return isinstance(value, str) and KEY.fullmatch(value) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How values are given, and the least that a package must be worth to either side."""

    weighted: bool = False
    reservation_us: float | None = None
    reservation_them: float | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something to be settled, by an option or, if `by_range`, by a number."""

    id: UUID
    name: str = ""
    position: float = 0
    weight_us: float | None = None
    weight_them: float | None = None
    by_range: bool = False
    low: float | None = None
    high: float | None = None
    step: float | None = None
    low_us: float | None = None
    low_them: float | None = None
    high_us: float | None = None
    high_them: float | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to settle the issue with the id `issue`."""

    id: UUID
    issue: UUID
    name: str = ""
    position: float = 0
    value_to_us: float | None = None
    value_to_them: float | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """Choices that cannot be agreed together: of each issue that they name, one of those named."""

    id: UUID
    name: str = ""
    choices: Choices = NOTHING
    position: float = 0
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A whole settlement, one choice of each issue; where an issue came later, it has none of that."""

    id: UUID
    name: str = ""
    status_quo: bool = False
    choices: Choices = NOTHING
    position: float = 0
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Deal:
    """All that a worksheet says of its deal; parts are the living ones, in their order."""

    terms: Terms = Terms()
    issues: tuple[Issue, ...] = ()
    options: tuple[Option, ...] = ()
    combinations: tuple[Combination, ...] = ()
    packages: tuple[Package, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said, or not any more."""
        return replace(self, terms=replace(self.terms, version=0)) == Deal()

    def options_of(self, issue: Issue) -> tuple[Option, ...]:
        """The options of an issue, also of one that is settled by a number now."""
        return tuple(option for option in self.options if option.issue == issue.id)
