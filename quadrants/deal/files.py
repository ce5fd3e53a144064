"""A deal as a file: CSV as spreadsheets write it, or JSON. docs/deal.md describes both forms.

Reading never fails half way: whatever can be made out comes back as a model, to be looked at, with all that is wrong
and where. Only a model without flaws is fit to be kept.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from quadrants.bounds import NAME_LENGTH
from quadrants.deal.checking import flaws_of
from quadrants.deal.flaws import BadModel, Code, Flaw
from quadrants.deal.model import Impossible, Issue, Model, Number, Option, Range, Weights
from quadrants.encoding import decoded
from quadrants.text import forbidden_character, harmless, normalised, on_one_line

FORMAT, VERSION = "negotiation-deal", 1
# Twelve issues of two hundred options have fewer lines.
MOST_LINES = 3000
COLUMNS = {
    "issue": ("issue", "议题"),
    "option": ("option", "选项"),
    "us": ("us", "value to us", "对我方的价值", "我方"),
    "them": ("them", "value to them", "对对方的价值", "对方"),
    "weight_us": ("weight us", "our weight", "我方权重"),
    "weight_them": ("weight them", "their weight", "对方权重"),
}
NEEDED = ("issue", "option", "us", "them")
NO_NUMBER = Decimal("NaN")

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ReadDeal:
    """What a file says. What was no number stands in the model as NaN. `flaws` are all that is wrong with it; `cells`
    say for the places of a table in which line and column (from 1, the head included) what is at fault stands; `said`
    is what stood where there is no number."""

    model: Model
    flaws: tuple[Flaw, ...]
    cells: dict[str, Cell] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)


def read(content: bytes) -> ReadDeal:
    """Reads a file of either kind. BadModel, at the place *file*, where nothing can be made of it: NOT_READABLE,
    UNKNOWN_FORMAT, COLUMN_MISSING, TOO_MANY_LINES."""
    text = decoded(content)
    if text is None:
        raise _not(Code.NOT_READABLE)
    return _from_json(text) if text.lstrip().startswith("{") else _from_table(text)


def _not(code: Code, **values: object) -> BadModel:
    return BadModel([Flaw("file", code, values)])


def _whole(model: Model, found: Sequence[Flaw], cells: dict[str, Cell], said: dict[str, str]) -> ReadDeal:
    """With the flaws of the model itself; a place of which something was found already is not named again."""
    known = {flaw.place for flaw in found}
    return ReadDeal(model, (*found, *(flaw for flaw in flaws_of(model) if flaw.place not in known)), cells, said)


def _name(place: str, said: str, flaws: list[Flaw]) -> str:
    """A name in its kept form, to be looked at; what keeps it from being kept goes to the flaws."""
    name = on_one_line(normalised(said))
    if character := forbidden_character(name):
        flaws.append(Flaw(place, Code.CANNOT_BE_KEPT, {"character": character}))
    elif len(name) > NAME_LENGTH:
        flaws.append(Flaw(place, Code.NAME_TOO_LONG, {"most": NAME_LENGTH, "length": len(name)}))
    return harmless(name)


# --- Tables ---------------------------------------------------------------------------------------------------


def _from_table(text: str) -> ReadDeal:
    delimiter = max(",;\t，", key=text.partition("\n")[0].count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise _not(Code.NOT_READABLE) from None
    if len(lines) > MOST_LINES:
        raise _not(Code.TOO_MANY_LINES, most=MOST_LINES)
    places = {column: place for place, title in enumerate(lines[0] if lines else []) if (column := _column(title))}
    if missing := [column for column in NEEDED if column not in places]:
        raise _not(Code.COLUMN_MISSING, column=COLUMNS[missing[0]][0])
    return _Table(places, commas=delimiter != ",").read(lines[1:])


def _column(title: str) -> str | None:
    wanted = " ".join(title.casefold().replace("_", " ").split())
    return next((column for column, titles in COLUMNS.items() if wanted in titles), None)


class _Table:
    """Reads lines one after the other: a line without an issue goes on with that of the line before."""

    def __init__(self, places: dict[str, int], *, commas: bool) -> None:
        # Where commas do not divide columns they may begin the decimals.
        self.places, self.commas = places, commas
        self.flaws: list[Flaw] = []
        self.cells: dict[str, Cell] = {}
        self.said: dict[str, str] = {}
        self.issue = ""
        self.names: list[str] = []
        self.options: list[list[Option]] = []
        self.weights: list[Weights | None] = []

    def read(self, lines: Sequence[Sequence[str]]) -> ReadDeal:
        for number, line in enumerate(lines, start=2):
            said = {column: line[at].strip() if at < len(line) else "" for column, at in self.places.items()}
            if any(said.values()):
                self._line(number, said)
        issues = tuple(
            Issue(name=name, options=tuple(options), weights=weights)
            for name, options, weights in zip(self.names, self.options, self.weights, strict=True)
        )
        return _whole(Model(issues=issues), self.flaws, self.cells, self.said)

    def _line(self, number: int, said: dict[str, str]) -> None:
        if not self.names or said["issue"] not in ("", self.issue):
            self.issue = said["issue"]
            place = f"issues.{len(self.names)}"
            self.names.append(self._text(f"{place}.name", said["issue"], (number, self.places["issue"] + 1)))
            self.options.append([])
            self.weights.append(self._weights(place, number, said))
            self.cells |= {place: self.cells[f"{place}.name"], f"{place}.options": self.cells[f"{place}.name"]}
        place = f"issues.{len(self.names) - 1}.options.{len(self.options[-1])}"
        name = self._text(f"{place}.name", said["option"], (number, self.places["option"] + 1))
        us, them = (self._number(f"{place}.{side}", number, side, said[side]) for side in ("us", "them"))
        self.options[-1].append(Option(name=name, us=us, them=them))

    def _weights(self, place: str, number: int, said: dict[str, str]) -> Weights | None:
        """An issue's weights stand in its first line."""
        if not said.get("weight_us") and not said.get("weight_them"):
            return None
        us, them = (
            self._number(f"{place}.weights.{side}", number, f"weight_{side}", said.get(f"weight_{side}", ""))
            for side in ("us", "them")
        )
        return Weights(us=us, them=them)

    def _text(self, place: str, said: str, cell: Cell) -> str:
        self.cells[place] = cell
        if said.startswith(("=", "@")):
            self.flaws.append(Flaw(place, Code.FORMULA))
            return harmless(said)
        return _name(place, said, self.flaws)

    def _number(self, place: str, line: int, column: str, said: str) -> Decimal:
        self.cells[place] = (line, self.places.get(column, len(self.places)) + 1)
        number = self._read(said)
        if number.is_nan():
            self.said[place] = harmless(said)
        if said.startswith("="):
            self.flaws.append(Flaw(place, Code.FORMULA))
        elif not said:
            self.flaws.append(Flaw(place, Code.MISSING))
        return number

    def _read(self, said: str) -> Decimal:
        try:
            number = Decimal((said.replace(",", ".") if self.commas else said).rstrip("%％"))
        except InvalidOperation:
            return NO_NUMBER
        return number if number.is_finite() else NO_NUMBER


# --- JSON -----------------------------------------------------------------------------------------------------


def to_json(model: Model) -> dict[str, Any]:
    """A model as JSON values."""
    record: dict[str, Any] = {"format": FORMAT, "version": VERSION, "issues": [_issue(one) for one in model.issues]}
    said = {"us": model.reservation_us, "them": model.reservation_them}
    if reservation := {side: _plain(value) for side, value in said.items() if value is not None}:
        record["reservation"] = reservation
    if model.impossible:
        record["impossible"] = [
            [{"issue": issue, "options": list(options)} for issue, options in one.parts] for one in model.impossible
        ]
    return record


def _issue(issue: Issue) -> dict[str, Any]:
    record: dict[str, Any] = {"name": issue.name}
    if issue.weights:
        record["weights"] = {"us": _plain(issue.weights.us), "them": _plain(issue.weights.them)}
    if issue.range is None:
        return record | {
            "options": [{"name": one.name, "us": _plain(one.us), "them": _plain(one.them)} for one in issue.options]
        }
    ends = {key: _plain(getattr(issue.range, key)) for key in ("low", "high", "step")}
    return record | {"range": ends | {side: [_plain(v) for v in getattr(issue.range, side)] for side in ("us", "them")}}


def _plain(number: Number) -> int | float:
    return number if isinstance(number, int) else int(number) if number == int(number) else float(number)


def _from_json(text: str) -> ReadDeal:
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=Decimal)
    except (ValueError, RecursionError):
        raise _not(Code.NOT_READABLE) from None
    if data.get("format") != FORMAT or data.get("version") != VERSION:
        raise _not(Code.UNKNOWN_FORMAT, format=FORMAT, version=VERSION)
    reader = _Json()
    model = reader.model(data)
    return _whole(model, reader.flaws, {}, reader.said)


class _Json:
    """Reads values strictly: what is not known or of the wrong kind is named, and left out."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []
        self.said: dict[str, str] = {}

    def model(self, data: dict[str, Any]) -> Model:
        self._keys("", data, {"format", "version", "issues", "reservation", "impossible"})
        reservation = self._record("reservation", data.get("reservation", {}), {"us", "them"})
        us, them = (
            self._number(f"reservation_{side}", reservation[side]) if side in reservation else None
            for side in ("us", "them")
        )
        return Model(
            issues=tuple(self._issue(place, one) for place, one in self._list("issues", data.get("issues"))),
            reservation_us=us,
            reservation_them=them,
            impossible=tuple(
                Impossible(parts=tuple(self._part(at, one) for at, one in self._list(f"{place}.parts", parts)))
                for place, parts in self._list("impossible", data.get("impossible", []))
            ),
        )

    def _issue(self, place: str, data: Any) -> Issue:
        record = self._record(place, data, {"name", "weights", "options", "range"})
        return Issue(
            name=self._text(f"{place}.name", record.get("name")),
            options=tuple(self._option(at, one) for at, one in self._list(f"{place}.options", record["options"]))
            if "options" in record
            else (),
            range=self._range(f"{place}.range", record["range"]) if "range" in record else None,
            weights=self._weights(f"{place}.weights", record["weights"]) if "weights" in record else None,
        )

    def _option(self, place: str, data: Any) -> Option:
        record = self._record(place, data, {"name", "us", "them"})
        us, them = self._sides(place, record)
        return Option(name=self._text(f"{place}.name", record.get("name")), us=us, them=them)

    def _weights(self, place: str, data: Any) -> Weights:
        us, them = self._sides(place, self._record(place, data, {"us", "them"}))
        return Weights(us=us, them=them)

    def _range(self, place: str, data: Any) -> Range:
        record = self._record(place, data, {"low", "high", "step", "us", "them"})
        low, high, step = (self._number(f"{place}.{key}", record.get(key)) for key in ("low", "high", "step"))
        us, them = (self._ends(f"{place}.{side}", record.get(side)) for side in ("us", "them"))
        return Range(low=low, high=high, step=step, us=us, them=them)

    def _ends(self, place: str, data: Any) -> tuple[Number, Number]:
        if not isinstance(data, list) or len(data) != 2:
            self.flaws.append(Flaw(place, Code.WRONG_KIND))
            return 0, 0
        return self._number(f"{place}.0", data[0]), self._number(f"{place}.1", data[1])

    def _part(self, place: str, data: Any) -> tuple[str, tuple[str, ...]]:
        record = self._record(place, data, {"issue", "options"})
        options = (self._text(at, one) for at, one in self._list(f"{place}.options", record.get("options")))
        return self._text(f"{place}.issue", record.get("issue")), tuple(options)

    def _sides(self, place: str, record: dict[str, Any]) -> tuple[Number, Number]:
        return self._number(f"{place}.us", record.get("us")), self._number(f"{place}.them", record.get("them"))

    def _record(self, place: str, data: Any, known: set[str]) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.flaws.append(Flaw(place, Code.WRONG_KIND))
            return {}
        self._keys(f"{place}.", data, known)
        return data

    def _keys(self, before: str, data: dict[str, Any], known: set[str]) -> None:
        unknown = [harmless(key) for key in data if key not in known]
        self.flaws += [Flaw(f"{before}{key}", Code.UNKNOWN_KEY, {"name": key}) for key in unknown]

    def _list(self, place: str, data: Any) -> Iterator[tuple[str, Any]]:
        if not isinstance(data, list):
            self.flaws.append(Flaw(place, Code.WRONG_KIND))
            data = []
        return ((f"{place}.{number}", one) for number, one in enumerate(data))

    def _text(self, place: str, data: Any) -> str:
        if isinstance(data, str):
            return _name(place, data, self.flaws)
        self.flaws.append(Flaw(place, Code.MISSING if data is None else Code.WRONG_KIND))
        return ""

    def _number(self, place: str, data: Any) -> Number:
        if isinstance(data, int | Decimal) and not isinstance(data, bool):
            return data
        if data is not None:
            self.said[place] = harmless(data if isinstance(data, str) else json.dumps(data, default=str))
        self.flaws.append(Flaw(place, Code.MISSING if data is None else Code.NOT_A_NUMBER))
        return NO_NUMBER
