"""Tables as files for programs that calculate. What people wrote stays text in them: nothing becomes a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import tablib

from press.letters import NOTHING_TO_SEE
from quadrants.text import FORBIDDEN, on_one_line

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Without it programs read Chinese as something else.
BYTE_ORDER_MARK = "\ufeff"
Cell = str | int | float | None
# With any of these a formula begins, in full width too, at the start of a cell and, as where the comma is a decimal
# point a program may take another sign to part the cells, behind each sign that parts.
FORMULA = re.compile(rf"(?:^|[,;|，；])(?:[\s\"]|{NOTHING_TO_SEE.pattern})*(?=[=+\-@＝＋－＠﹢﹣﹦﹫])")


def table_file(form: str, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as "csv" or "xlsx"; numbers stay numbers. `title` is the name of the sheet."""
    data = tablib.Dataset(*(_row(row) for row in rows), headers=_row(heads), title=title)
    made = data.export(form)
    return made if isinstance(made, bytes) else f"{BYTE_ORDER_MARK}{made}".encode()


def _row(cells: Iterable[Cell]) -> list[Cell]:
    return [harmless(cell) if isinstance(cell, str) else cell for cell in cells]


def harmless(text: str) -> str:
    """A text on one line that no program calculates: an apostrophe stands before what would begin a formula, in both
    kinds of file, because one is made into the other."""
    return FORMULA.sub(r"\g<0>'", on_one_line(FORBIDDEN.sub("", text)))
