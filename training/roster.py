"""A roster as a file: CSV in any of the encodings that people's programs write, or XLSX. Knows of no course."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import tablib
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quadrants.encoding import decoded

MOST_ROWS, MOST_UNPACKED = 2000, 20 * 1024 * 1024
COLUMNS = {
    "name": ("name", "full name", "student", "student name", "participant", "姓名", "名字", "学员", "学员姓名", "学生"),
    "first": ("first name", "given name", "first", "名"),
    "last": ("last name", "family name", "surname", "last", "姓", "姓氏"),
    "email": ("e-mail", "email", "mail", "e-mail address", "email address", "邮箱", "电子邮箱", "电子邮件", "邮件"),
    "section": ("section", "group", "class", "小班", "小组", "组", "分组", "班", "班级"),
}


class RosterError(ValueError):
    """A file that cannot be read as a roster; the message says why, in the active language."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a roster, as it stands there; `number` as spreadsheets count, the head being 1."""

    number: int
    name: str
    email: str
    section: str


def read(content: bytes) -> list[Row]:
    """The lines of a roster in which anything stands; `RosterError` for what is none."""
    table = _from_xlsx(content) if content.startswith(b"PK") else _from_csv(content)
    head, *lines = table or [[]]
    places = {column: place for place, title in enumerate(head) if (column := _column(title))}
    if not {"name", "first", "last"} & places.keys():
        raise RosterError(_("No column is called “Name”. The first line has to say what stands in each column."))
    if len(lines) > MOST_ROWS:
        raise RosterError(
            ngettext(
                "There is %(count)s line. A course takes %(most)s at most.",
                "There are %(count)s lines. A course takes %(most)s at most.",
                len(lines),
            )
            % {"count": len(lines), "most": MOST_ROWS}
        )
    rows = [_row(number, line, places) for number, line in enumerate(lines, start=2)]
    return [row for row in rows if row.name or row.email or row.section]


def _column(title: str) -> str | None:
    wanted = " ".join(title.casefold().replace("_", " ").split())
    return next((column for column, titles in COLUMNS.items() if wanted in titles), None)


def _row(number: int, line: Sequence[str], places: dict[str, int]) -> Row:
    said = {column: line[place].strip() for column, place in places.items() if place < len(line)}
    name = said.get("name") or _joined(said.get("first", ""), said.get("last", ""))
    return Row(number, name, said.get("email", ""), said.get("section", ""))


def _joined(first: str, last: str) -> str:
    """Both parts of a name; in Chinese the family name stands first, without a space."""
    chinese = any("\u2e80" <= sign <= "\u9fff" for sign in first + last)
    return f"{last}{first}" if chinese else f"{first} {last}".strip()


def _from_csv(content: bytes) -> list[list[str]]:
    text = decoded(content)
    if text is None:
        raise RosterError(_("This file cannot be read as a table."))
    head = text.partition("\n")[0]
    delimiter = max(",;\t，", key=head.count)
    try:
        data = tablib.Dataset().load(io.StringIO(text), format="csv", headers=False, delimiter=delimiter)
    except Exception:  # a file of any kind may have been chosen, and the reader raises whatever it stumbles over
        raise RosterError(_("This file cannot be read as a table.")) from None
    return [["" if cell is None else str(cell) for cell in row] for row in data]


def _from_xlsx(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise RosterError(_("This table is far too large for a roster."))
        data = tablib.Dataset().load(io.BytesIO(content), format="xlsx", headers=False, read_only=True)
    except RosterError:
        raise
    except Exception:  # as above
        raise RosterError(_("This file cannot be read as a table.")) from None
    return [["" if cell is None else str(cell) for cell in row] for row in data]
