"""Texts that carry both languages, and the reading of the TOML files that hold them.

A `Table` hands out what a loader asks for and refuses the rest, always naming file and entry: a mistake in the data
stops the program at its start, in words that lead to the line.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import get_language

ENGLISH, CHINESE = "en", "zh-hans"
CODE = re.compile(r"[a-z][a-z0-9_]*")


class CatalogueError(ValueError):
    """The data of the method cannot be used; the message names file, entry and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text in both languages; as a string it is in the language of the reader.

    All texts of the method have both. One that a person writes may have only one of them; then that one is read.
    """

    en: str
    zh_hans: str

    def in_language(self, code: str | None) -> str:
        """The text for a language code (`en`, `zh-hans`), English for any other; the other one where it is empty."""
        if code and code.lower().startswith("zh"):
            return self.zh_hans or self.en
        return self.en or self.zh_hans

    def __bool__(self) -> bool:
        """Whether it says anything, in whichever language."""
        return bool(self.en or self.zh_hans)

    def __str__(self) -> str:
        return self.in_language(get_language())


class Table:
    """One table of a TOML file while it is read. Each value is taken once; `finish` refuses what nobody took."""

    def __init__(self, values: Mapping[str, Any], file: str, entry: str = "", seen: set[str] | None = None) -> None:
        self._values = dict(values)
        self._file, self._entry = file, entry
        # Names of entries are unique within a file, so whoever comes second is a duplicate.
        self._seen = set() if seen is None else seen
        if entry in self._seen:
            self.refuse("stands twice")
        self._seen.add(entry)

    @classmethod
    def of_file(cls, path: Path) -> Table:
        """The whole file; `CatalogueError` when it is not TOML."""
        try:
            return cls(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
        except ValueError as error:
            raise CatalogueError(f"{path.name}: {error}") from error

    def refuse(self, problem: str) -> NoReturn:
        """Raises the `CatalogueError` for this entry."""
        raise CatalogueError(": ".join(filter(None, (self._file, self._entry, problem))))

    def tables(self, key: str, kind: str, *, apart: bool = False) -> Iterator[Table]:
        """The tables in a list, called `item goals` and the like, after this entry's own name unless `apart`."""
        values = self._values.pop(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            self.refuse(f"{key} is not a list of tables")
        for number, value in enumerate(values, start=1):
            name = f"{kind} {value.get('code', f'number {number}')}"
            yield Table(value, self._file, name if apart or not self._entry else f"{self._entry}, {name}", self._seen)

    def table(self, key: str) -> Table | None:
        """The table under a key, called after this entry and the key; None where there is none."""
        if key not in self._values:
            return None
        value = self._values.pop(key)
        if not isinstance(value, dict):
            self.refuse(f"{key} is not a table")
        return Table(value, self._file, f"{self._entry}, {key}" if self._entry else key, self._seen)

    def names(self) -> tuple[str, ...]:
        """What it still holds, in the order of the file."""
        return tuple(self._values)

    def code(self) -> str:
        """The entry's stable identifier."""
        code = self._take("code")
        if not isinstance(code, str) or not CODE.fullmatch(code):
            self.refuse("code may hold only small letters, digits and _")
        return code

    def text(self, key: str) -> Text:
        """A text in both languages, each on one line and not blank."""
        return self._text(key, self._take(key))

    def text_or_none(self, key: str) -> Text | None:
        """The same, or None where the entry has no such key."""
        return self.text(key) if key in self._values else None

    def paragraphs(self, key: str) -> tuple[Text, ...]:
        """A list of such texts, with at least one."""
        values = self._take(key)
        if not isinstance(values, list) or not values:
            self.refuse(f"{key} is not a list of texts")
        return tuple(self._text(f"{key} number {place}", value) for place, value in enumerate(values, start=1))

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self._take(key)
        if type(value) is not int or not low <= value <= high:
            self.refuse(f"{key} is {value}, not a whole number from {low} to {high}")
        return value

    def number(self, key: str) -> float:
        """A finite number."""
        return self._number(key, self._take(key))

    def pairs(self, key: str) -> tuple[tuple[float, float], ...]:
        """A list of pairs of finite numbers."""
        values = self._take(key)
        if not isinstance(values, list) or not all(isinstance(value, list) and len(value) == 2 for value in values):
            self.refuse(f"{key} is not a list of pairs")
        return tuple((self._number(key, first), self._number(key, second)) for first, second in values)

    def flag(self, key: str) -> bool:
        """True or false; false where it is absent."""
        value = self._values.pop(key, False)
        if not isinstance(value, bool):
            self.refuse(f"{key} is neither true nor false")
        return value

    def choice(self, key: str, known: Collection[str], default: str) -> str:
        """One of the known words."""
        value = self._values.pop(key, default)
        if value not in known:
            self.refuse(f"unknown {key}: {value}")
        return str(value)

    def words(self, key: str, known: Collection[str], kind: str) -> tuple[str, ...]:
        """A list of known words, none of them twice; empty where it is absent. `kind` says what a word is."""
        values = self._values.pop(key, [])
        if not isinstance(values, list):
            self.refuse(f"{key} is not a list")
        for place, value in enumerate(values):
            if not isinstance(value, str) or value not in known:
                self.refuse(f"unknown {kind}: {value}")
            if value in values[:place]:
                self.refuse(f"{kind} {value} stands twice")
        return tuple(values)

    def groups(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of strings; empty where it is absent."""
        values = self._values.pop(key, [])
        if not isinstance(values, list) or not all(isinstance(group, list) for group in values):
            self.refuse(f"{key} is not a list of lists")
        if not all(isinstance(value, str) for group in values for value in group):
            self.refuse(f"{key} holds something that is no string")
        return tuple(map(tuple, values))

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings that are not blank, with at least one."""
        values = self._take(key)
        if (
            not isinstance(values, list)
            or not values
            or not all(isinstance(one, str) and one.strip() for one in values)
        ):
            self.refuse(f"{key} is not a list of words")
        return tuple(values)

    def expect(self, key: str, expected: int | str) -> None:
        """Refuses any value but the one that belongs here."""
        value = self._take(key)
        if value != expected or type(value) is not type(expected):
            self.refuse(f"{key} is {value}, where {expected} comes next")

    def finish(self) -> None:
        """Refuses the first key that nobody asked for."""
        if self._values:
            self.refuse(f"unknown key: {min(self._values)}")

    def _take(self, key: str) -> Any:
        if key not in self._values:
            self.refuse(f"has no {key}")
        return self._values.pop(key)

    def _number(self, key: str, value: Any) -> float:
        if type(value) not in (int, float) or not math.isfinite(value):
            self.refuse(f"{key}: {value} is not a number")
        number: float = value
        return number

    def _text(self, key: str, both: Any) -> Text:
        if not isinstance(both, dict):
            self.refuse(f"{key} is not a text in {ENGLISH} and {CHINESE}")
        if unknown := sorted(both.keys() - {ENGLISH, CHINESE}):
            self.refuse(f"{key} has an unknown key: {unknown[0]}")
        return Text(en=self._in_language(key, both, ENGLISH), zh_hans=self._in_language(key, both, CHINESE))

    def _in_language(self, key: str, both: Mapping[str, Any], language: str) -> str:
        text = both.get(language, "")
        if not isinstance(text, str):
            self.refuse(f"{key} in {language} is not a text")
        if not (text := text.strip()):
            self.refuse(f"{key} has no {language}")
        if any(unicodedata.category(character).startswith("C") for character in text):
            self.refuse(f"{key} in {language} holds a control character")
        return text
