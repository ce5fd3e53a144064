"""The method as data: four quadrants, twenty items and their prompts, read once from `data/catalogue.toml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from negotiation_prep.bilingual import CatalogueError, Table, Text

__all__ = ["CATALOGUE", "Catalogue", "CatalogueError", "Item", "Prompt", "Quadrant", "Text", "load_catalogue"]

CATALOGUE_PATH = Path(__file__).with_name("data") / "catalogue.toml"
NUMERALS = ("I", "II", "III", "IV")
ITEM_COUNT = 20
ORDER = "order"
VALUE = "value"
FIELD_MARKS = frozenset({"party", VALUE, "date", "person", "done", "basis", "source", "answer", "step"})
HOLDS = ("entries", "parties")
SHOWN, ON_REQUEST, NEVER = "shown", "on_request", "never"
TABLE_CLASSES = (SHOWN, ON_REQUEST, NEVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One question under an item. `fields` are the marks of what its entries offer besides their text; the order of
    the entries means something where `ordered` is set. What stands under a `tradable` one can be handed over for
    something else. `table` says whether an entry may be read by the other side (`shown`, `on_request`, `never`), under
    `table_heading`, and `table_warning` what to think of before. A retired prompt is kept for old documents only."""

    code: str
    item: str
    name: Text
    question: Text
    help: Text
    example: Text
    fields: frozenset[str]
    ordered: bool
    tradable: bool
    table: str
    table_heading: Text | None
    table_warning: Text | None
    retired: bool

    @property
    def path(self) -> str:
        """The prompt with its item, as `item.prompt`."""
        return f"{self.item}.{self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One of the twenty, numbered 1 to 20 through the quadrants. `short` is its name where room is short, `quick`
    whether a quick prep starts with it, `holds` what is written under it: entries, or parties (then each prompt is a
    role). `prompts` are those that are asked today."""

    code: str
    number: int
    quadrant: str
    name: Text
    short: Text
    question: Text
    help: Text
    example: Text
    quick: bool
    holds: str
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quadrant:
    """One of the four, with its items in order."""

    code: str
    numeral: str
    number: int
    name: Text
    short: Text
    question: Text
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All quadrants, items and prompts. `all_prompts` stand in the order of the file and include the retired;
    `for_table` are those that the other side may read something of, in the order of that sheet (`table_order`)."""

    quadrants: tuple[Quadrant, ...]
    all_prompts: tuple[Prompt, ...]
    table_order: tuple[str, ...]
    for_table: tuple[Prompt, ...] = field(init=False)
    items: tuple[Item, ...] = field(init=False)
    _quadrants: dict[str, Quadrant] = field(init=False, repr=False, compare=False)
    _items: dict[str, Item] = field(init=False, repr=False, compare=False)
    _prompts: dict[tuple[str, str], Prompt] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Frozen for its readers; what can be derived is set once, past the freeze.
        derive = object.__setattr__
        derive(self, "items", tuple(item for quadrant in self.quadrants for item in quadrant.items))
        derive(self, "for_table", tuple(self._for_table()))
        derive(self, "_quadrants", {quadrant.code: quadrant for quadrant in self.quadrants})
        derive(self, "_items", {item.code: item for item in self.items})
        derive(self, "_prompts", {(prompt.item, prompt.code): prompt for prompt in self.all_prompts})

    def _for_table(self) -> Iterator[Prompt]:
        prompts = {prompt.path: prompt for prompt in self.all_prompts}
        for path in self.table_order:
            if path in prompts and prompts[path].table in (SHOWN, ON_REQUEST) and not prompts[path].retired:
                yield prompts[path]

    def quadrant(self, code: str) -> Quadrant:
        """The quadrant with this code, or KeyError."""
        return self._quadrants[code]

    def item(self, code: str) -> Item:
        """The item with this code, or KeyError."""
        return self._items[code]

    def prompt(self, item_code: str, prompt_code: str) -> Prompt:
        """The prompt with this code under that item, retired ones included, or KeyError."""
        return self._prompts[item_code, prompt_code]


def load_catalogue(path: Path) -> Catalogue:
    """Reads and checks a catalogue; `CatalogueError` names the file, the entry and what is wrong with it."""
    file = Table.of_file(path)
    prompts: list[Prompt] = []
    quadrants = tuple(_quadrants(file, prompts))
    for name, count, wanted in (
        ("quadrants", len(quadrants), len(NUMERALS)),
        ("items", sum(len(quadrant.items) for quadrant in quadrants), ITEM_COUNT),
    ):
        if count != wanted:
            file.refuse(f"has {count} {name}, the method has {wanted}")
    allowed = [prompt.path for prompt in prompts if prompt.table != NEVER]
    order = file.words("table_order", allowed, "prompt")
    if forgotten := sorted(set(allowed) - set(order)):
        file.refuse(f"table_order leaves out {forgotten[0]}")
    file.finish()
    return Catalogue(quadrants, tuple(prompts), order)


def _quadrants(file: Table, prompts: list[Prompt]) -> Iterator[Quadrant]:
    """The quadrants; every prompt that is met, retired or not, is added to `prompts`."""
    item_number = 1
    for number, table in enumerate(file.tables("quadrants", "quadrant"), start=1):
        if number > len(NUMERALS):
            table.refuse("is one too many")
        table.expect("numeral", NUMERALS[number - 1])
        code, name = table.code(), table.text("name")
        items = tuple(_items(table, code, item_number, prompts))
        item_number += len(items)
        yield Quadrant(
            code=code,
            numeral=NUMERALS[number - 1],
            number=number,
            name=name,
            short=table.text_or_none("short") or name,
            question=table.text("question"),
            items=items,
        )
        table.finish()


def _items(quadrant: Table, quadrant_code: str, first_number: int, prompts: list[Prompt]) -> Iterator[Item]:
    for number, table in enumerate(quadrant.tables("items", "item", apart=True), start=first_number):
        table.expect("number", number)
        code, name = table.code(), table.text("name")
        here = tuple(_prompts(table, code))
        prompts.extend(here)
        asked = tuple(prompt for prompt in here if not prompt.retired)
        if not asked:
            table.refuse("has no prompt")
        yield Item(
            code=code,
            number=number,
            quadrant=quadrant_code,
            name=name,
            short=table.text_or_none("short") or name,
            question=table.text("question"),
            help=table.text("help"),
            example=table.text("example"),
            quick=table.flag("quick"),
            holds=table.choice("holds", HOLDS, default=HOLDS[0]),
            prompts=asked,
        )
        table.finish()


def _prompts(item: Table, item_code: str) -> Iterator[Prompt]:
    for table in item.tables("prompts", "prompt"):
        marks = frozenset(table.words("fields", FIELD_MARKS | {ORDER}, "field mark"))
        on_table, heading = table.choice("table", TABLE_CLASSES, default=NEVER), table.text_or_none("table_heading")
        if on_table != NEVER and heading is None:
            table.refuse("has no table_heading")
        if on_table == NEVER and heading is not None:
            table.refuse("has a table_heading, but is never on the table")
        warning = table.text_or_none("table_warning")
        if on_table == NEVER and warning is not None:
            table.refuse("has a table_warning, but is never on the table")
        tradable = table.flag("tradable")
        if tradable and VALUE not in marks:
            table.refuse("is tradable, but asks for no values")
        yield Prompt(
            code=table.code(),
            item=item_code,
            name=table.text("name"),
            question=table.text("question"),
            help=table.text("help"),
            example=table.text("example"),
            fields=marks - {ORDER},
            ordered=ORDER in marks,
            tradable=tradable,
            table=on_table,
            table_heading=heading,
            table_warning=warning,
            retired=table.flag("retired"),
        )
        table.finish()


CATALOGUE = load_catalogue(CATALOGUE_PATH)
