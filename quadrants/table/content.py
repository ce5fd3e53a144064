"""What the other side may read of a worksheet. Nothing else of it ever reaches the table sheet or the calendar.

The catalogue decides: a prompt is `shown`, `on_request` entry by entry, or never; whatever people mark, a prompt
without a class is never. `on_sheet` and whether an item is in use belong to the private sheet and change nothing here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from negotiation_prep.bilingual import CHINESE, ENGLISH
from quadrants.catalogue import CATALOGUE, ON_REQUEST, SHOWN, Catalogue, Prompt
from quadrants.document import Entry, Party, WorksheetDocument

COUNTERPART = "counterpart"
# What follows a name after a sign that names do not hold: brackets, stops, dashes (but not the hyphen within a name).
REMARK = re.compile(r"\s*(?:[(\[{<（［｛【〔〈《,，、;；:：!！?？。/“”\"«»„|…–—]|-(?=\s)|(?<=\s)-).*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a neutral heading, numbered where their order means something."""

    heading: str
    lines: tuple[str, ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Readable:
    """All that the other side may read, as people wrote it. `when` comes in words."""

    language: str
    title: str
    when: str
    names: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def texts(self) -> list[str]:
        """All of it in the order of reading."""
        return [self.title, self.when, *self.names, *(line for section in self.sections for line in section.lines)]


def readable(document: WorksheetDocument, *, when: str, catalogue: Catalogue = CATALOGUE) -> Readable:
    """Gathers it in the language of the worksheet."""
    language = document.worksheet.language
    found = ((prompt, lines_for(document, prompt)) for prompt in catalogue.for_table)
    return Readable(
        language=language,
        title=title_of(document),
        when=when,
        names=tuple(filter(None, (name_for(party) for party in document.parties if is_named(party)))),
        sections=tuple(
            Section(prompt.table_heading.in_language(language), lines, prompt.ordered)
            for prompt, lines in found
            if lines and prompt.table_heading
        ),
    )


def title_of(document: WorksheetDocument) -> str:
    """The title that the other side may read; the private one never stands in for it."""
    with translation.override(document.worksheet.language):
        return document.worksheet.table_title or _("Agenda")


def lines_for(document: WorksheetDocument, prompt: Prompt) -> tuple[str, ...]:
    """What may be read under a prompt: the texts, and no other field."""
    return tuple(entry.text for entry in document.entries_of(prompt.item, prompt.code) if is_readable(entry, prompt))


def is_readable(entry: Entry, prompt: Prompt) -> bool:
    """Whether the other side may read an entry of this prompt."""
    return prompt.table == SHOWN or (prompt.table == ON_REQUEST and entry.on_table)


def is_always_named(party: Party) -> bool:
    """We and the counterparts sit at the table and know each other's names."""
    return party.is_us or COUNTERPART in party.roles


def is_named(party: Party) -> bool:
    """Everybody else only when they were put on one by one."""
    return is_always_named(party) or party.on_table


def name_for(party: Party) -> str:
    """What somebody is called there: as was said for this sheet, else the name as far as the first sign that names do
    not hold, because what follows is a remark of ours (*Dana (decides alone)*, *Jo Brandt, new here*). "" for
    our own side without a name."""
    name = party.table_name or REMARK.sub("", party.name).strip()
    return "" if party.is_us and name in _unnamed() else name


def _unnamed() -> set[str]:
    """What our own side is called until somebody gives it a name."""
    words = set()
    for language in (ENGLISH, CHINESE):
        with translation.override(language):
            words.add(_("Us"))
    return words
