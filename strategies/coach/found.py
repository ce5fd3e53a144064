"""What a rule finds on a worksheet, and the list of all rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from quadrants.document import Entry, Party, WorksheetDocument
from strategies.coach.acting import may_act, may_name
from strategies.coach.reading import has_day, is_somebody, names, sounds_like

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
    """Whether an entry is about our own side: as was said of it or, where nothing was, by its words."""
    if entry.party:
        return document.us is not None and entry.party == document.us.id
    return sounds_like("us", entry.text) and not (speaks_of_them(document, entry.text) or may_name(entry.text))


def theirs(document: WorksheetDocument, entry: Entry) -> bool:
    """Whether an entry is about somebody else: as was said of it or, where nothing was, by its words."""
    if entry.party:
        return not ours(document, entry)
    return speaks_of_them(document, entry.text) and not sounds_like("us", entry.text)


def of_them(document: WorksheetDocument, entry: Entry) -> bool:
    """Whether an entry is about somebody else, or about them as well as us, or may be."""
    if entry.party:
        return not ours(document, entry)
    return speaks_of_them(document, entry.text) or may_name(entry.text)


def untold(document: WorksheetDocument, entry: Entry) -> bool:
    """Whether an entry may be about anybody besides us: neither a field nor a name says who it is."""
    if entry.party or any(names(entry.text, party.called) for party in document.others):
        return False
    return not ours(document, entry)


def speaks_of_them(document: WorksheetDocument, text: str) -> bool:
    """Whether a text speaks of the other side, by what they are too, or names somebody who is not ours."""
    spoken_of = sounds_like("them", text) or is_somebody(text)
    return spoken_of or any(names(text, party.called) for party in document.others)


def has_doer(document: WorksheetDocument, entry: Entry) -> bool:
    """Whether it is told who does it: beside the line or, as far as one can tell, in it."""
    if entry.person or sounds_like("us", entry.text):
        return True
    return any(names(entry.text, party.called) for party in document.parties) or may_act(entry.text)


def has_date(entry: Entry) -> bool:
    """Whether it is told by when: beside the line, or in it."""
    return entry.due is not None or has_day(entry.text) or sounds_like("when", entry.text)


def has_time(text: str) -> bool:
    """Whether a text says when, if only loosely: *last spring*, 去年."""
    return has_day(text) or any(sounds_like(kind, text) for kind in ("when", "past", "season"))


def decider(document: WorksheetDocument) -> Party | None:
    """The first one besides us who decides."""
    return next((party for party in document.others if DECIDER in party.roles), None)


def said_of(party: Party, entries: tuple[Entry, ...]) -> bool:
    """Whether one of these entries is about somebody, or names them."""
    about = any(entry.party == party.id for entry in entries)
    return about or any(names(entry.text, party.called) for entry in entries)


def first(entries: tuple[Entry, ...], wanted: Callable[[Entry], bool]) -> Found | None:
    """The first entry that a rule looks for."""
    entry = next(filter(wanted, entries), None)
    return Found(entry=entry) if entry else None
