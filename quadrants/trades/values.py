"""The lines of a worksheet that are worth something to somebody, and what can be done with each."""

from __future__ import annotations

from quadrants.catalogue import CATALOGUE, VALUE, Prompt
from quadrants.document import Entry, WorksheetDocument
from quadrants.enums import Area, Direction

# From here on something matters much. No whole number lies on the line between.
MUCH = 6

VALUED: tuple[Prompt, ...] = tuple(prompt for prompt in CATALOGUE.all_prompts if VALUE in prompt.fields)


def valued(document: WorksheetDocument) -> tuple[Entry, ...]:
    """All lines under questions that ask for values, in the order of the worksheet."""
    return tuple(entry for prompt in VALUED for entry in document.entries_of(prompt.item, prompt.code))


def is_tradable(entry: Entry) -> bool:
    """Whether it can be handed over. A need cannot: only what meets it can."""
    return CATALOGUE.prompt(entry.item, entry.prompt).tradable


def both_values(entry: Entry) -> tuple[int, int] | None:
    """How much it matters to us and to them; None unless both were said."""
    if entry.value_to_us is None or entry.value_to_them is None:
        return None
    return entry.value_to_us, entry.value_to_them


def area_of(entry: Entry) -> Area | None:
    """The part of the chart in which a line stands; None for one that is not in it. What matters much to both is
    shared if it is said to be good for both; else it is what people fight over."""
    values = both_values(entry)
    if values is None:
        return None
    to_us, to_them = (value >= MUCH for value in values)
    if to_us and to_them:
        return Area.SHARE if entry.direction == Direction.BOTH else Area.FIGHT
    if to_them:
        return Area.GIVE
    return Area.ASK if to_us else Area.LEAVE


def is_wasted(entry: Entry) -> bool:
    """Whether it costs the one who gives it more than it brings the other."""
    values = both_values(entry)
    if values is None:
        return False
    us, them = values
    return us > them if entry.direction == Direction.WE_GIVE else entry.direction == Direction.THEY_GIVE and them > us
