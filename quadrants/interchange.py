"""The one numbered document format: a worksheet as JSON, for export, import, demo and frozen copies.

`docs/worksheet.schema.json` describes it. Reading is strict: a key that is not known, a value of the wrong kind or a
code that is not in the catalogue is refused, by name. Texts are checked by the forms when a document is imported.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from quadrants import bargain, enums
from quadrants.bounds import MOST_COMBINATIONS, MOST_ISSUES, MOST_OPTIONS
from quadrants.catalogue import CATALOGUE
from quadrants.document import (
    PROMPT_ORDER,
    Entry,
    Header,
    HintState,
    Influence,
    ItemState,
    Party,
    StrategyPlan,
    WorksheetDocument,
    all_items,
    all_plans,
)
from quadrants.moments import in_utc
from quadrants.quick import QUICK, Question
from strategies.catalogue import STRATEGIES
from strategies.hints import HINTS

FORMAT, VERSION = "negotiation-worksheet", 3
MOST_PARTS = 2000
ITEMS = frozenset(item.code for item in CATALOGUE.items)
PLANS = frozenset(strategy.code for strategy in STRATEGIES)
RULES = frozenset(words.code for words in HINTS)
# Upgrade functions by the number they start from; each returns the document in the next number's shape.
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: lambda data: {**data, "version": 2, "hints": []},
    2: lambda data: {**data, "version": 3, "influences": [], "deal": {}},
}

_NOT_IN_FILE = {"version", "archived"}
_SECTIONS = ("worksheet", "parties", "items", "entries", "strategies", "hints", "influences", "deal")
# The lists of a deal, which stands in a section of its own with its terms beside them, and the most that each may hold.
DEAL_PARTS: dict[str, tuple[type, int]] = {
    "issues": (bargain.Issue, MOST_PARTS),
    "options": (bargain.Option, MOST_ISSUES * MOST_OPTIONS),
    "combinations": (bargain.Combination, MOST_COMBINATIONS),
    "packages": (bargain.Package, MOST_PARTS),
}
_VOCABULARIES: dict[tuple[type, str], type[TextChoices] | Question] = {
    **{(Header, question.field): question for question in QUICK.questions},
    (Header, "language"): enums.Language,
    (Header, "depth"): enums.Depth,
    (Header, "state"): enums.State,
    (Party, "side"): enums.Side,
    (Party, "style"): enums.Style,
    (Party, "need"): enums.Need,
    (Entry, "direction"): enums.Direction,
    (Entry, "basis"): enums.Basis,
    (Entry, "voice"): enums.Voice,
    (StrategyPlan, "state"): enums.PlanState,
    (Influence, "strength"): enums.Sway,
}


class DocumentError(ValueError):
    """A file that is no document of ours; the message says where and what, in the active language."""


def to_json(document: WorksheetDocument) -> dict[str, Any]:
    """The document as JSON values; entries count their position from 0 within their question."""
    counts: dict[tuple[str, str], int] = {}
    entries = []
    for entry in document.entries:
        place = counts.get((entry.item, entry.prompt), 0)
        counts[entry.item, entry.prompt] = place + 1
        entries.append({**_record(entry), "position": place})
    return {
        "format": FORMAT,
        "version": VERSION,
        "worksheet": _record(document.worksheet),
        "parties": [_record(party) for party in document.parties],
        "items": [_record(item) for item in document.items],
        "entries": entries,
        "strategies": [_record(plan) for plan in document.strategies if plan.decided],
        "hints": [_record(state) for state in document.hints if state.said and state.rule in RULES],
        "influences": [_record(influence) for influence in document.influences],
        "deal": _deal_record(document.deal),
    }


def _deal_record(deal: bargain.Deal) -> dict[str, Any]:
    parts = {
        name: [{**_record(part), "position": at} for at, part in enumerate(getattr(deal, name))] for name in DEAL_PARTS
    }
    return _record(deal.terms) | parts


def from_json(data: Any) -> WorksheetDocument:
    """Reads a document of this or an earlier version. `DocumentError` for anything else."""
    data = _upgraded(data)
    _refuse_unknown(data, {"format", "version", *_SECTIONS}, _("the file"))
    header = _read(Header, _section(data, "worksheet", dict), "worksheet")
    deal = _deal_read(_section(data, "deal", dict))
    document = _assembled(header, lambda kind, name: _read_all(kind, data, name), deal)
    _check_references(document)
    return document


def _deal_read(data: dict[str, Any]) -> bargain.Deal:
    terms = {name: value for name, value in data.items() if name not in DEAL_PARTS}
    parts = {name: _read_all(kind, data, name, "deal.", most) for name, (kind, most) in DEAL_PARTS.items()}
    return bargain.Deal(
        terms=_read(bargain.Terms, terms, "deal"), **{name: _in_order(part) for name, part in parts.items()}
    )


def _in_order(parts: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(sorted(parts, key=lambda part: part.position))


def thaw(data: Mapping[str, Any]) -> WorksheetDocument:
    """Reads a document that was frozen here, by `to_json`: what this program wrote itself is not checked once more."""
    data = _upgraded(data)
    header, deal = _thawed(Header, data["worksheet"]), _deal_read(data["deal"])
    return _assembled(header, lambda kind, name: [_thawed(kind, one) for one in data[name]], deal)


def _assembled(header: Header, parts: Callable[[Any, str], Sequence[Any]], deal: bargain.Deal) -> WorksheetDocument:
    """A document of its parts, which come by their kind and the name of their section."""
    return WorksheetDocument(
        worksheet=header,
        parties=tuple(parts(Party, "parties")),
        items=all_items(_keyed(parts(ItemState, "items"), "item", ITEMS, "items"), header.depth),
        entries=tuple(sorted(parts(Entry, "entries"), key=_entry_order)),
        strategies=all_plans(_keyed(parts(StrategyPlan, "strategies"), "strategy", PLANS, "strategies")),
        hints=tuple(_keyed(parts(HintState, "hints"), "rule", RULES, "hints").values()),
        influences=tuple(parts(Influence, "influences")),
        deal=deal,
    )


def _record(part: Any) -> dict[str, Any]:
    return {name: _plain(getattr(part, name)) for name in part.__dataclass_fields__ if name not in _NOT_IN_FILE}


def _plain(value: Any) -> Any:
    if value is None or type(value) in (str, bool, int, float):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _upgraded(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise DocumentError(_("This file is not a worksheet that was exported here."))
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise DocumentError(_("The file does not say which version of the format it has."))
    if version > VERSION:
        raise DocumentError(
            _("The file has version %(version)s of the format; this workbook reads up to %(known)s.")
            % {"version": version, "known": VERSION}
        )
    upgraded: dict[str, Any] = data
    while version < VERSION:
        upgraded, version = UPGRADES[version](upgraded), version + 1
    return upgraded


def _section(
    data: Mapping[str, Any],
    name: str,
    kind: type[list[Any]] | type[dict[str, Any]],
    within: str = "",
    most: int = MOST_PARTS,
) -> Any:
    section = data.get(name, kind())
    if not isinstance(section, kind):
        raise DocumentError(_("%(where)s: the value is of the wrong kind.") % {"where": within + name})
    if len(section) > most:
        raise DocumentError(_("%(where)s: more than %(limit)d.") % {"where": within + name, "limit": most})
    return section


def _read_all(
    kind: Any, data: Mapping[str, Any], name: str, within: str = "", most: int = MOST_PARTS
) -> tuple[Any, ...]:
    records = _section(data, name, list, within, most)
    return tuple(_read(kind, record, f"{within}{name}[{number}]") for number, record in enumerate(records))


def _read(kind: Any, record: Any, where: str) -> Any:
    if not isinstance(record, dict):
        raise DocumentError(_("%(where)s: the value is of the wrong kind.") % {"where": where})
    known = _fields(kind)
    _refuse_unknown(record, known.keys(), where)
    values = {}
    for name, field in known.items():
        if name in record:
            values[name] = _value(field, record[name], where)
        elif field.required:
            raise DocumentError(_("%(where)s is missing.") % {"where": f"{where}.{name}"})
    return kind(**values)


def _thawed(kind: Any, record: Mapping[str, Any]) -> Any:
    values = dict(record)
    for name, read in _stored_otherwise(kind):
        if values.get(name) is not None:
            values[name] = read(values[name])
    return kind(**values)


@cache
def _stored_otherwise(kind: Any) -> list[tuple[str, Callable[[Any], Any]]]:
    """The fields of a part that JSON holds as something else, and what reads them."""
    same = {(plain, null) for plain in (str, bool, int) for null in (False, True)}
    return [
        (name, field.read) for name, field in _fields(kind).items() if field.read and _type_of(kind, name) not in same
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """How a field is read: `codes` are the values it may have, if it is of a closed vocabulary."""

    name: str
    required: bool
    read: Callable[[Any], Any] | None
    codes: frozenset[str] | None


@cache
def _fields(kind: Any) -> dict[str, _Field]:
    """The fields of a part that stand in a file."""
    return {
        field.name: _Field(
            name=field.name,
            required=field.default is MISSING and field.default_factory is MISSING,
            read=_READERS.get(_type_of(kind, field.name)),
            codes=_codes_of(kind, field.name),
        )
        for field in fields(kind)
        if field.name not in _NOT_IN_FILE
    }


def _codes_of(kind: Any, name: str) -> frozenset[str] | None:
    vocabulary = _VOCABULARIES.get((kind, name))
    if vocabulary is None:
        return None
    unsaid = () if name in ("language", "depth", "state", "side", "style", "strength") else ("",)
    return frozenset([*vocabulary.values, *unsaid])


def _value(field: _Field, value: Any, part: str) -> Any:
    try:
        value = field.read(value) if field.read else value
    except (TypeError, ValueError, OverflowError):
        where = f"{part}.{field.name}"
        raise DocumentError(_("%(where)s: the value is of the wrong kind.") % {"where": where}) from None
    if field.codes is not None and value not in field.codes:
        where = f"{part}.{field.name}"
        raise DocumentError(_("%(where)s: there is no “%(value)s”.") % {"where": where, "value": _quoted(value)})
    return value


def _type_of(kind: Any, name: str) -> tuple[Any, bool]:
    """A field's type and whether it may be null."""
    hint = _HINTS[kind][name]
    if isinstance(hint, types.UnionType):
        return next(part for part in typing.get_args(hint) if part is not type(None)), True
    return hint, False


_KINDS = (Header, Party, Entry, ItemState, StrategyPlan, HintState, Influence, bargain.Terms)
_HINTS: dict[type, dict[str, Any]] = {
    kind: typing.get_type_hints(kind) for kind in (*_KINDS, *(kind for kind, _most in DEAL_PARTS.values()))
}


def _exactly(*kinds: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) not in kinds:
            raise TypeError
        return value

    return read


def _moment(value: Any) -> datetime:
    return in_utc(datetime.fromisoformat(_exactly(str)(value)))


def _codes(value: Any) -> tuple[str, ...]:
    chosen = _exactly(list)(value)
    if not all(code in enums.PartyRole.values for code in chosen):
        raise ValueError
    return tuple(code for code in enums.PartyRole.values if code in chosen)


def _choices(value: Any) -> bargain.Choices:
    chosen = _exactly(list)(value)
    if not all(map(bargain.is_choice, chosen)):
        raise ValueError
    return bargain.Choices(tuple(chosen))


def _or_none(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


_PLAIN_READERS: dict[Any, Callable[[Any], Any]] = {
    str: _exactly(str),
    bool: _exactly(bool),
    int: _exactly(int),
    float: lambda value: float(_exactly(int, float)(value)),
    UUID: lambda value: UUID(_exactly(str)(value)),
    datetime: _moment,
    date: lambda value: date.fromisoformat(_exactly(str)(value)),
    tuple[str, ...]: _codes,
    bargain.Choices: _choices,
}
_READERS = {(kind, False): read for kind, read in _PLAIN_READERS.items()} | {
    (kind, True): _or_none(read) for kind, read in _PLAIN_READERS.items()
}


def _refuse_unknown(record: Mapping[str, Any], known: Set[str], where: str) -> None:
    unknown = sorted(record.keys() - known)
    if unknown:
        raise DocumentError(
            _("%(where)s: there is no field “%(name)s”.") % {"where": where, "name": _quoted(unknown[0])}
        )


def _entry_order(entry: Entry) -> tuple[int, float]:
    place = PROMPT_ORDER.get((entry.item, entry.prompt))
    if place is None or CATALOGUE.item(entry.item).holds != "entries":
        raise DocumentError(
            _("entries: there is no question “%(name)s”.") % {"name": _quoted(f"{entry.item}.{entry.prompt}")}
        )
    return place, entry.position


def _quoted(value: Any) -> str:
    """The beginning of what stands in a file, fit to be shown."""
    return str(value)[:80].encode("utf-8", "replace").decode()


def _keyed(parts: Sequence[Any], key: str, known: frozenset[str], where: str) -> dict[str, Any]:
    """Parts by their code; a code that is unknown or comes twice is refused."""
    found: dict[str, Any] = {}
    for part in parts:
        code = getattr(part, key)
        if code not in known or code in found:
            raise DocumentError(_("%(where)s: there is no “%(value)s”.") % {"where": where, "value": _quoted(code)})
        found[code] = part
    return found


def _check_references(document: WorksheetDocument) -> None:
    deal = document.deal
    parts: list[Sequence[Any]] = [document.parties, document.entries, document.influences]
    parts += [deal.issues, deal.options, deal.combinations, deal.packages]
    ids = [part.id for section in parts for part in section]
    if len(set(ids)) != len(ids):
        raise DocumentError(_("Two parts of the file have the same id."))
    if sum(party.is_us for party in document.parties) != 1:
        raise DocumentError(_("parties: exactly one is our own side (is_us)."))
    for number, entry in enumerate(document.entries):
        if entry.party and document.party(entry.party) is None:
            raise DocumentError(
                _("%(where)s: there is no such person on this worksheet.") % {"where": f"entries[{number}].party"}
            )
    for number, influence in enumerate(document.influences):
        for name in ("who", "whom"):
            if document.party(getattr(influence, name)) is None:
                raise DocumentError(
                    _("%(where)s: there is no such person on this worksheet.")
                    % {"where": f"influences[{number}].{name}"}
                )
        if influence.who == influence.whom:
            raise DocumentError(_("%(where)s: nobody sways themselves.") % {"where": f"influences[{number}]"})
    issues = {issue.id for issue in deal.issues}
    for number, option in enumerate(deal.options):
        if option.issue not in issues:
            raise DocumentError(
                _("%(where)s: there is no such issue in this deal.") % {"where": f"deal.options[{number}].issue"}
            )
