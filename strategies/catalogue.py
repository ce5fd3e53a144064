"""The twelve strategies as data, each linked to the items it works on, read once from `data/strategies.toml`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from negotiation_prep.bilingual import CatalogueError, Table, Text
from quadrants.catalogue import CATALOGUE

__all__ = ["STRATEGIES", "CatalogueError", "Strategy", "load_strategies", "strategies_for_item", "strategy"]

STRATEGIES_PATH = Path(__file__).with_name("data") / "strategies.toml"
STRATEGY_COUNT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """One of the twelve, in the order to show. `other_name` is the wording of another common list; a language that has
    no other one repeats the name there. `question` is what to ask oneself, `example` one line of a plan, `items` the
    codes of the items it works on."""

    code: str
    number: int
    name: Text
    other_name: Text | None
    meaning: Text
    help: Text
    question: Text
    example: Text
    items: tuple[str, ...]

    @property
    def also_called(self) -> str:
        """The other wording in the language of the reader; empty where it has none."""
        other = str(self.other_name or "")
        return "" if other == str(self.name) else other


def load_strategies(path: Path, item_codes: Collection[str]) -> tuple[Strategy, ...]:
    """Reads and checks the strategies; `CatalogueError` names the file, the entry and what is wrong with it."""
    file = Table.of_file(path)
    strategies = tuple(_strategies(file, item_codes))
    file.finish()
    if len(strategies) != STRATEGY_COUNT:
        file.refuse(f"has {len(strategies)} strategies, the method has {STRATEGY_COUNT}")
    return strategies


def _strategies(file: Table, item_codes: Collection[str]) -> Iterator[Strategy]:
    for number, table in enumerate(file.tables("strategies", "strategy"), start=1):
        table.expect("number", number)
        items = table.words("items", item_codes, "item")
        if not items:
            table.refuse("is linked to no item")
        yield Strategy(
            code=table.code(),
            number=number,
            name=table.text("name"),
            other_name=table.text_or_none("other_name"),
            meaning=table.text("meaning"),
            help=table.text("help"),
            question=table.text("question"),
            example=table.text("example"),
            items=items,
        )
        table.finish()


STRATEGIES = load_strategies(STRATEGIES_PATH, frozenset(item.code for item in CATALOGUE.items))

_BY_CODE = {one.code: one for one in STRATEGIES}
_BY_ITEM = {item.code: tuple(one for one in STRATEGIES if item.code in one.items) for item in CATALOGUE.items}


def strategy(code: str) -> Strategy:
    """The strategy with this code, or KeyError."""
    return _BY_CODE[code]


def strategies_for_item(code: str) -> tuple[Strategy, ...]:
    """The strategies that work on an item, in order; KeyError for a code that is not an item's."""
    return _BY_ITEM[code]
