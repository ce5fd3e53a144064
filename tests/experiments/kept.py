"""What a database has kept of the texts that were acknowledged, and whether its log has no holes.

Asked by SQL on a connection of any driver, so that the program itself has no part in the answer.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

LOG = """
    SELECT CAST(subject_id AS text), target, CAST(op AS text), base, version, outcome, CAST(fields AS text)
    FROM quadrants_edit WHERE subject_kind = 'worksheet' ORDER BY id
"""
# Each kind of target: its table, whose worksheet it is, its key there, and the field that people write in.
ROWS = {
    "entry:": ("quadrants_entry", "worksheet_id", "id", "text"),
    "party:": ("quadrants_party", "worksheet_id", "id", "name"),
    "item:": ("quadrants_itemstate", "worksheet_id", "item", "summary"),
    "strategy:": ("strategies_strategyplan", "worksheet_id", "strategy", "how"),
    "influence:": ("quadrants_influence", "worksheet_id", "id", "strength"),
    "hint:": ("strategies_hintstate", "worksheet_id", "rule", "reason"),
    "deal": ("quadrants_deal", "worksheet_id", "''", "''"),
    "issue:": ("quadrants_issue", "worksheet_id", "id", "name"),
    "option:": ("quadrants_issueoption", "worksheet_id", "id", "name"),
    "combination:": ("quadrants_combination", "worksheet_id", "id", "name"),
    "package:": ("quadrants_package", "worksheet_id", "id", "name"),
    "worksheet": ("quadrants_worksheet", "id", "''", "title"),
}


class Acknowledged(NamedTuple):
    """A change of one text that a client was told is saved."""

    op: str
    target: str
    version: int
    text: str


class Logged(NamedTuple):
    worksheet: str
    target: str
    op: str
    base: int
    version: int
    accepted: bool
    fields: dict[str, Any]


def count_lost(connection: Any, acknowledged: Sequence[Acknowledged]) -> int:
    """How many texts are gone; all of them where the database is not whole."""
    return len(lost(connection, acknowledged)) if is_whole(connection) else len(acknowledged)


def is_whole(connection: Any) -> bool:
    """Whether the database finds no fault in itself, and the log has no holes."""
    if isinstance(connection, sqlite3.Connection):
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)] and not holes(connection)
    return not holes(connection)


def lost(connection: Any, acknowledged: Iterable[Acknowledged]) -> list[Acknowledged]:
    """Those acknowledged changes that the log does not know under their op, or not with their version and text."""
    known = {edit.op: edit for edit in log(connection)}
    return [each for each in acknowledged if not _is(each, known.get(each.op))]


def _is(said: Acknowledged, edit: Logged | None) -> bool:
    return edit is not None and (edit.target, edit.version) == said[1:3] and said.text in edit.fields.values()


def holes(connection: Any) -> list[str]:
    """What does not fit: targets whose accepted versions are not 1, 2, 3 … or whose row is not as the last one says."""
    versions, texts = defaultdict(list), defaultdict(dict)
    for edit in log(connection):
        if edit.accepted:
            place = (edit.worksheet, edit.target)
            versions[place].append(edit.version)
            texts[place] |= edit.fields
    rows = {place: (version, text) for place, version, text in current(connection)}
    return [
        f"{place}: versions {found}, row {rows.get(place)}"
        for place in versions.keys() | rows.keys()
        if (found := versions[place]) != list(range(1, len(found) + 1))
        or rows.get(place) != (len(found), texts[place].get(ROWS[_kind(place[1])][3], ""))
    ]


def log(connection: Any) -> Iterator[Logged]:
    """All Edits in the order in which they were made."""
    cursor = connection.cursor()
    cursor.execute(LOG)
    for worksheet, target, op, base, version, outcome, fields in cursor.fetchall():
        yield Logged(_uuid(worksheet), target, _uuid(op), base, version, outcome == "accepted", json.loads(fields))


def current(connection: Any) -> Iterator[tuple[tuple[str, str], int, str]]:
    """Worksheet and target, version and text of each row that can be changed."""
    cursor = connection.cursor()
    for kind, (table, worksheet, key, text) in ROWS.items():
        cursor.execute(f"SELECT CAST({worksheet} AS text), CAST({key} AS text), version, {text} FROM {table}")
        for owner, name, version, content in cursor.fetchall():
            yield (_uuid(owner), kind + (_uuid(name) if key == "id" else name)), version, content


def _kind(target: str) -> str:
    kind, colon, _key = target.partition(":")
    return kind + colon


def _uuid(written: str) -> str:
    return str(UUID(written))
