"""What the coach says, as data: the words of each rule with its examples, read once from `data/coach/`.

What a rule looks for is a function of the same name in `strategies.coach.rules`.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from negotiation_prep.bilingual import CatalogueError, Table, Text
from quadrants.catalogue import CATALOGUE, Quadrant
from strategies.catalogue import strategies_for_item

__all__ = ["HINTS", "CatalogueError", "HintWords", "hint_item", "hint_words", "load_hints"]

HINTS_PATH = Path(__file__).with_name("data") / "coach"
# Where an answer can belong besides a question: at the line, or on the page of the person, that the rule speaks of.
LINE, PERSON = "line", "person"
# Or it is not written at one place, but in the pass through the other side’s view.
SHOES = "in_their_shoes"
PLACEHOLDERS = frozenset({"line", "name", "count"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HintWords:
    """One rule in words. `says` is what stands there (with {line}, {name} or {count}), `asks` leads on, `why` is the
    reason. `answer` is the place of an answer: `item.prompt`, `line`, `person` or `in_their_shoes`. `weight` is how
    much hangs on it, 1 to 4. `fires` and `quiet` are worksheets in short, as `strategies.coach.examples` reads them."""

    code: str
    item: str
    strategy: str
    answer: str
    weight: int
    says: Text
    asks: Text
    why: Text
    fires: tuple[tuple[str, ...], ...]
    quiet: tuple[tuple[str, ...], ...]


def load_hints(folder: Path) -> tuple[HintWords, ...]:
    """Reads and checks the words of all rules, in the order of the items; `CatalogueError` names what is wrong."""
    hints = [words for quadrant in CATALOGUE.quadrants for words in _of_quadrant(folder, quadrant)]
    codes = [words.code for words in hints]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise CatalogueError(f"{folder.name}: rule {twice} stands twice")
    return tuple(sorted(hints, key=lambda words: CATALOGUE.item(words.item).number))


def _of_quadrant(folder: Path, quadrant: Quadrant) -> Iterator[HintWords]:
    file = Table.of_file(folder / f"{quadrant.code}.toml")
    items = [item.code for item in quadrant.items]
    paths = [prompt.path for prompt in CATALOGUE.all_prompts if not prompt.retired]
    for table in file.tables("rules", "rule"):
        item = table.choice("item", items, default="")
        works = [strategy.code for strategy in strategies_for_item(item)] if item else []
        words = HintWords(
            code=table.code(),
            item=item,
            strategy=table.choice("strategy", works, default=""),
            answer=table.choice("answer", [*paths, LINE, PERSON, SHOES], default=""),
            weight=table.whole("weight", 1, 4),
            says=table.text("says"),
            asks=table.text("asks"),
            why=table.text("why"),
            fires=table.groups("fires"),
            quiet=table.groups("quiet"),
        )
        _check(table, words)
        table.finish()
        yield words
    file.finish()


def _check(table: Table, words: HintWords) -> None:
    for name in ("item", "strategy", "answer"):
        if not getattr(words, name):
            table.refuse(f"has no {name}")
    if not words.fires or not words.quiet:
        table.refuse("has no examples of both kinds")
    for text in (words.says, words.asks, words.why):
        names = [
            {name for _before, name, _format, _as in string.Formatter().parse(one) if name is not None}
            for one in (text.en, text.zh_hans)
        ]
        if unknown := sorted((names[0] | names[1]) - PLACEHOLDERS):
            table.refuse(f"has an unknown placeholder: {unknown[0]}")
        # Who is named at first may be *them* from then on in one language, and named again in the other.
        said_again = set() if text is words.says else {"name"}
        if (names[0] ^ names[1]) - said_again:
            table.refuse("has a placeholder in one language only")


HINTS = load_hints(HINTS_PATH)
_BY_CODE = {words.code: words for words in HINTS}


def hint_item(code: str) -> str:
    """The item that a rule is about; empty for one that is there no more."""
    return _BY_CODE[code].item if code in _BY_CODE else ""


def hint_words(code: str) -> HintWords:
    """The words of a rule, or KeyError."""
    return _BY_CODE[code]
