"""What is meant to stand on the prep sheet, before anyone asks whether it fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from press.letters import printable
from quadrants import enums
from quadrants.catalogue import CATALOGUE, Item
from quadrants.document import Entry, Party, WorksheetDocument
from quadrants.wording import day, listed, told

# Paper shows what its fonts can; a screen has fonts of its own and shows what was written.
AsText = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is meant to be on the sheet. `firm` lines (an item's own line, what was marked) may make the type
    smaller; the others are left out first. `rule` asks for a blank line to write an answer on; `own` marks the item's
    line, which stands above the rest; `target` is what the line was
    written on, as the save protocol calls it."""

    text: str
    firm: bool
    rule: bool = False
    own: bool = False
    target: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One item in use with all that is meant to be there, the most important first."""

    item: Item
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """The whole sheet: head, one block for each item in use, by quadrant, and the planned strategies with how to use
    them."""

    title: str
    meta: str
    goal: str
    quadrants: tuple[tuple[Block, ...], ...]
    strategies: tuple[tuple[str, str], ...]

    def texts(self) -> Iterator[str]:
        """All that people wrote."""
        yield from (self.title, self.meta, self.goal)
        yield from (line.text for blocks in self.quadrants for block in blocks for line in block.lines)
        yield from (how for _name, how in self.strategies)


def meant(
    document: WorksheetDocument, *, when: str, strategies: tuple[tuple[str, str], ...], as_text: AsText = printable
) -> Meant:
    """Gathers the sheet in the active language; `when` comes in words, `strategies` as names with how to use them.
    `as_text` is what becomes of each text."""
    return Meant(
        title=as_text(document.worksheet.title),
        meta=_meta(document, when, as_text),
        goal=as_text(document.goal),
        quadrants=tuple(
            tuple(_block(item, document, as_text) for item in quadrant.items if document.item(item.code).in_use)
            for quadrant in CATALOGUE.quadrants
        ),
        strategies=strategies,
    )


def _meta(document: WorksheetDocument, when: str, as_text: AsText) -> str:
    others = listed(party.name for party in document.counterparts)
    deciding = listed(party.name for party in document.deciders)
    parts = [
        _("with %(names)s") % {"names": others} if others else "",
        _("decided by %(names)s") % {"names": deciding} if deciding else "",
        when,
    ]
    return " · ".join(as_text(part) for part in parts if part)


def _block(item: Item, document: WorksheetDocument, as_text: AsText) -> Block:
    summary = as_text(document.item(item.code).summary)
    lines = [Line(summary, firm=True, own=True, target=f"item:{item.code}")] if summary else []
    if item.holds == "parties":
        lines += [] if summary else [Line(as_text(_person(party)), firm=False) for party in document.others]
        return Block(item, tuple(lines))
    entries = document.entries_of(item.code)
    asked = {prompt.code for prompt in item.prompts if "answer" in prompt.fields}
    chosen = [entry for entry in entries if entry.on_sheet is True]
    chosen += [] if summary else [entry for entry in entries if entry.on_sheet is None]
    lines += [
        Line(
            as_text(_worded(entry, document)),
            firm=entry.on_sheet is True,
            rule=entry.prompt in asked and not entry.answer,
            target=f"entry:{entry.id}",
        )
        for entry in chosen
    ]
    return Block(item, tuple(lines))


def _person(party: Party) -> str:
    roles = listed(str(enums.PartyRole(role).label) for role in party.roles)
    return _("%(name)s (%(roles)s)") % {"name": party.name, "roles": roles} if roles else party.name


def _worded(entry: Entry, document: WorksheetDocument) -> str:
    """The text with what one must know in the room: whom it is about, whether that is a guess, who does it, by when,
    what they answered."""
    due = day(entry.due) if entry.due else ""
    about = " · ".join(part for part in (entry.person, due) if part)
    text = named(entry, document)
    text += _(" (a guess)") if entry.basis == enums.Basis.GUESS else ""
    text += f" —\u00a0{about}" if about else ""  # a dash ends no line
    text += f" → {entry.answer}" if entry.answer else ""
    return text


def named(entry: Entry, document: WorksheetDocument) -> str:
    """The text with the name of whom a line is about, or a question is for, unless that is plain: us, the one opposite,
    or somebody the line names. What was written in somebody's shoes has its speaker instead."""
    party = document.party(entry.party)
    if entry.voice:
        return told(entry, document)
    if party is None or party.is_us or party == document.opposite or party.called in entry.text:
        return entry.text
    asked = "answer" in CATALOGUE.prompt(entry.item, entry.prompt).fields
    before = _("Ask %(name)s: ") % {"name": party.called} if asked else party.called + _(": ")
    return before + entry.text
