"""What a rule finds on a worksheet, and the list of all rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from quadrants.document import Entry, Party, WorksheetDocument

# Whose need somebody is; for the one who is asked most.
DECIDER = "decision_maker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a rule speaks of: an entry or a text (`line`), somebody, or a number of things."""

    entry: Entry | None = None
    text: str = ""
    party: Party | None = None
    count: int = 0

    @property
    def line(self) -> str:
        return self.entry.text if self.entry else self.text


Check = Callable[[WorksheetDocument], Found | None]
CHECKS: dict[str, Check] = {}


def rule(check: Check) -> Check:
    """Lists a rule under the name of its function, which is the code of its words."""
    CHECKS[check.__name__] = check
    return check


def ours(document: WorksheetDocument, entry: Entry) -> bool:
    """Whether an entry is said to be about our own side."""
    return entry.party is not None and document.us is not None and entry.party == document.us.id


def theirs(document: WorksheetDocument, entry: Entry) -> bool:
    """Whether an entry is said to be about somebody else."""
    return entry.party is not None and not ours(document, entry)


def decider(document: WorksheetDocument) -> Party | None:
    """The first one besides us who decides."""
    return next((party for party in document.others if DECIDER in party.roles), None)


def said_of(party: Party, entries: tuple[Entry, ...]) -> bool:
    """Whether one of these entries is about somebody."""
    return any(entry.party == party.id for entry in entries)


def first(entries: tuple[Entry, ...], wanted: Callable[[Entry], bool]) -> Found | None:
    """The first entry that a rule looks for."""
    entry = next(filter(wanted, entries), None)
    return Found(entry=entry) if entry else None
