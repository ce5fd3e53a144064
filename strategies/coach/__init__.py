"""The coach: what it notices on a worksheet, and the few things of it that are worth saying now.

Rules are pure functions of a document (`rules/`), their words are data (`strategies.hints`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import Truncator

from negotiation_prep.bilingual import CatalogueError, Text
from quadrants.document import HintState, WorksheetDocument
from quadrants.enums import State
from strategies.coach import rules
from strategies.coach.examples import document_of
from strategies.coach.found import CHECKS, Found
from strategies.hints import HINTS, LINE, PERSON, SHOES, HintWords

__all__ = ["MOST", "Hint", "hints", "noticed", "put_aside", "rules"]

# Nobody follows more advice at a time.
MOST = 3
# A line is quoted by its beginning.
QUOTED = 48
WITHIN_QUOTES = str.maketrans("“”", "‘’")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """One thing to think of: the words of its rule, what the rule found, and what was said of the hint here."""

    words: HintWords
    found: Found
    state: HintState

    @property
    def target(self) -> str:
        """Its name in the save protocol."""
        return f"hint:{self.words.code}"

    @property
    def says(self) -> str:
        """What stands there, in the language of the reader."""
        return self._filled(self.words.says)

    @property
    def asks(self) -> str:
        """The question that leads on."""
        return self._filled(self.words.asks)

    @property
    def why(self) -> str:
        """The reason of the rule."""
        return self._filled(self.words.why)

    @property
    def answer(self) -> str:
        """Where an answer belongs, below the worksheet's own address."""
        entry, party, place = self.found.entry, self.found.party, self.words.answer
        if place == PERSON and party:
            return f"parties/{party.id}/"
        if place == LINE:
            return f"items/{entry.item}/#entry-{entry.id}" if entry else f"items/{self.words.item}/#summary"
        if place == SHOES:
            return "in-their-shoes/"
        return f"items/{place.partition('.')[0]}/#write-{place}"

    def _filled(self, text: Text) -> str:
        name = self.found.party.called if self.found.party else ""
        line = self.found.line[: 10 * QUOTED].rstrip(".。")
        line = Truncator(line).chars(QUOTED, truncate="…").translate(WITHIN_QUOTES)
        return str(text).format(line=line, name=name, count=self.found.count)


def _checked() -> tuple[HintWords, ...]:
    """All rules with their words; by weight, then in the order of the items: the most useful first."""
    if differing := sorted({words.code for words in HINTS} ^ CHECKS.keys()):
        raise CatalogueError(f"rule {differing[0]} has no words, or no function")
    for words in HINTS:
        try:
            for example in words.fires + words.quiet:
                document_of(example)
        except ValueError as problem:
            raise CatalogueError(f"rule {words.code}: {problem}") from problem
    return tuple(sorted(HINTS, key=lambda words: -words.weight))


_BY_USE = _checked()
_OF_ITEM: dict[str, tuple[HintWords, ...]] = {
    item: tuple(words for words in _BY_USE if words.item == item) for item in {words.item for words in HINTS}
}


def noticed(document: WorksheetDocument, item: str = "") -> Iterator[Hint]:
    """Everything that the rules find, the most useful first; of one item only, if its code is given. Items that are out
    of use are left alone, and so is everything once the talk is over."""
    if document.worksheet.state not in (State.PREPARING, State.READY):
        return
    for words in _OF_ITEM.get(item, ()) if item else _BY_USE:
        if document.item(words.item).in_use and (found := CHECKS[words.code](document)):
            yield Hint(words=words, found=found, state=document.hint(words.code))


def hints(document: WorksheetDocument, item: str = "") -> tuple[Hint, ...]:
    """At most three hints that nobody has put aside. Those for the whole worksheet come from different items: what is
    asked at one place is asked there."""
    chosen: list[Hint] = []
    for hint in noticed(document, item):
        if hint.state.aside or (not item and any(hint.words.item == other.words.item for other in chosen)):
            continue
        chosen.append(hint)
        if len(chosen) == MOST:
            break
    return tuple(chosen)


def put_aside(document: WorksheetDocument, item: str) -> tuple[Hint, ...]:
    """The hints of an item that somebody has put aside, and that would be there otherwise."""
    return tuple(hint for hint in noticed(document, item) if hint.state.aside)
