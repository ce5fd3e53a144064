"""A worksheet as lines, and what became of them from one round to the next. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from operator import attrgetter
from uuid import UUID

from django.utils.translation import gettext as _

from quadrants import enums
from quadrants.board import facts
from quadrants.catalogue import CATALOGUE, Item
from quadrants.document import Entry, Party, WorksheetDocument
from quadrants.wording import listed
from quadrants.words import differences

# Two texts word by word: ("same" | "gone" | "new", words), in reading order.
Words = tuple[tuple[str, str], ...]
Place = tuple[str, str]
_UNSAID = {"id", "item", "prompt", "position", "version"}
_SAID = {kind: attrgetter(*(one.name for one in fields(kind) if one.name not in _UNSAID)) for kind in (Entry, Party)}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """An entry or one of the people, under one question of a `document`."""

    part: Entry | Party
    item: str
    prompt: str
    text: str
    document: WorksheetDocument = field(repr=False, compare=False)

    @property
    def id(self) -> UUID:
        return self.part.id

    @property
    def place(self) -> Place:
        return self.item, self.prompt

    @property
    def facts(self) -> str:
        """What was said of it besides its text, in a few words."""
        return facts(self.part, self.document) if isinstance(self.part, Entry) else _about(self.part)


class Became(StrEnum):
    """What became of a line that is not as it was."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a line differs from the one of the round before. `words` tell its text and `facts` the rest word by word;
    of a new line there is nothing to compare. A moved one stood under `source`; its words may be others, too."""

    became: Became
    words: Words = ()
    facts: Words = ()
    source: Place | None = None


NEW = Change(became=Became.NEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What differs between two rounds: `lines` by id, those that are `gone` at the place where they stood, lines for
    the sheet that read otherwise, by item, and strategies that are planned now or were before."""

    lines: Mapping[UUID, Change]
    gone: Mapping[Place, tuple[SheetLine, ...]]
    summaries: Mapping[str, Words]
    planned: frozenset[str]
    unplanned: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.lines or self.gone or self.summaries or self.planned or self.unplanned)

    @property
    def new(self) -> int:
        """How many lines are new."""
        return sum(change.became is Became.NEW for change in self.lines.values())

    @property
    def reworded(self) -> int:
        """How many lines read otherwise, or stand under another question; lines for the sheet among them."""
        return len(self.lines) - self.new + len(self.summaries)

    @property
    def left(self) -> int:
        """How many lines are gone."""
        return sum(map(len, self.gone.values()))


def lines_of(document: WorksheetDocument) -> tuple[SheetLine, ...]:
    """All that stands on a worksheet, entries in their order and each of the people once; lines for the sheet apart."""
    entries = (
        SheetLine(part=one, item=one.item, prompt=one.prompt, text=one.text, document=document)
        for one in document.entries
    )
    return (*entries, *_people(document))


def prompt_of(party: Party, item: Item) -> str:
    """The question under which somebody stands once: that of the first of their roles, else the last."""
    return party.roles[0] if party.roles else item.prompts[-1].code


def changes(before: WorksheetDocument, after: WorksheetDocument) -> Changes:
    """What became of `before`: lines are the same by their id, else by their very words at the same place."""
    old, new = lines_of(before), lines_of(after)
    pairs = dict(_pairs(old, new))
    paired = {line.id for line in pairs.values()}
    plans = [frozenset(plan.strategy for plan in document.planned) for document in (before, after)]
    return Changes(
        lines={line.id: change for line in new if (change := _change(pairs.get(line.id), line))},
        gone=_by_place(line for line in old if line.id not in paired),
        summaries=dict(_summaries(before, after)),
        planned=plans[1] - plans[0],
        unplanned=plans[0] - plans[1],
    )


def told(before: str, after: str) -> Words:
    """Two texts word by word."""
    return tuple(differences(before, after))


def _people(document: WorksheetDocument) -> Iterator[SheetLine]:
    item = next(item for item in CATALOGUE.items if item.holds == "parties")
    for party in document.others:
        prompt = prompt_of(party, item)
        yield SheetLine(part=party, item=item.code, prompt=prompt, text=party.name, document=document)


def _about(party: Party) -> str:
    """What was said of somebody, in a few words."""
    scales = [(_("trust in us"), party.trust), (_("sway"), party.influence)]
    parts = [
        listed(str(enums.PartyRole(role).label) for role in party.roles),
        str(enums.Side(party.side).label),
        "" if party.style == enums.Style.UNKNOWN else str(enums.Style(party.style).label),
        str(enums.Need(party.need).label) if party.need else "",
        *(f"{name} {value}" for name, value in scales if value is not None),
    ]
    return " · ".join(part for part in parts if part)


def _pairs(old: Iterable[SheetLine], new: Iterable[SheetLine]) -> Iterator[tuple[UUID, SheetLine]]:
    """The line that each new one was before, by the id of the new one."""
    before = {line.id: line for line in old}
    rest = [line for line in new if line.id not in before]
    yield from ((line.id, before.pop(line.id)) for line in new if line.id in before)
    same: dict[tuple[Place, str], list[SheetLine]] = defaultdict(list)
    for line in before.values():
        same[line.place, line.text].append(line)
    for line in rest:
        if same[line.place, line.text]:
            yield line.id, same[line.place, line.text].pop(0)


def _change(was: SheetLine | None, line: SheetLine) -> Change | None:
    if was is None:
        return NEW
    if was.place == line.place and _said(was.part) == _said(line.part):
        return None
    words = told(was.text, line.text) if was.text != line.text else ()
    more = told(was.facts, line.facts) if was.facts != line.facts else ()
    if was.place != line.place:
        return Change(became=Became.MOVED, words=words, facts=more, source=was.place)
    return Change(became=Became.CHANGED, words=words, facts=more) if words or more else None


def _said(part: Entry | Party) -> tuple[object, ...]:
    """All that a part says; where it stands and how often it was changed is no more than that."""
    said: tuple[object, ...] = _SAID[type(part)](part)
    return said


def _by_place(lines: Iterable[SheetLine]) -> dict[Place, tuple[SheetLine, ...]]:
    found: dict[Place, list[SheetLine]] = defaultdict(list)
    for line in lines:
        found[line.place].append(line)
    return {place: tuple(group) for place, group in found.items()}


def _summaries(before: WorksheetDocument, after: WorksheetDocument) -> Iterator[tuple[str, Words]]:
    for item in CATALOGUE.items:
        was, now = before.item(item.code).summary, after.item(item.code).summary
        if was != now:
            yield item.code, told(was, now)
