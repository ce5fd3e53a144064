"""The tables of the plan: their columns and rows in words, the same in all its forms."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from press.measure import CAREFUL, in_lines, text_width
from quadrants.plan.content import CHART, HISTORY, PARTIES, STRATEGY, Fact, Person, Plan, Tactic

# A cell holds lines of text.
Cell = tuple[str, ...]
Row = tuple[Cell, ...]
# The width of a table on the narrower paper and the gap behind a column, in multiples of the type size; how much of a
# text may make a column wide.
ROOM, GAP, LETTERS = 52.5, 0.67, 60


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are per cent and make 100. The first column says what a row is about."""

    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[Row, ...]

    @property
    def columns(self) -> tuple[tuple[str, int], ...]:
        return tuple(zip(self.heads, self.widths, strict=True))

    @property
    def set_rows(self) -> Iterator[list[list[list[str]]]]:
        """The rows, each text of a cell broken into lines: so no word is alone on the last one."""
        for row in self.rows:
            yield [
                [in_lines(text, ROOM * width / 100 - GAP, bold=not place) for text in cell]
                for place, (cell, width) in enumerate(zip(row, self.widths, strict=True))
            ]


def table_of(code: str, plan: Plan) -> Table:
    """The table of a section; KeyError for one that has none."""
    return TABLES[code](plan)


def _table(heads: tuple[str, ...], rows: Iterable[Row], *, rest: int, most: int) -> Table:
    """Columns as wide as the widest words in them, but at most `most` per cent; the one in place `rest` takes what is
    left."""
    rows = tuple(rows)
    columns = zip(heads, *rows, strict=True)
    widths = [min(most, _share([head, *chain(*cells)], bold=not place)) for place, (head, *cells) in enumerate(columns)]
    widths[rest] += 100 - sum(widths)
    return Table(heads, tuple(widths), rows)


def _share(texts: Iterable[str], bold: bool) -> int:
    widest = max(text_width(text[:LETTERS], bold) for text in texts)
    return math.ceil(100 * (widest * CAREFUL + GAP) / ROOM)


def said(fact: Fact) -> str:
    """A fact with its label before it."""
    return fact.label + _(": ") + fact.text if fact.label else fact.text


def _parties(plan: Plan) -> Table:
    heads = (_("Name"), _("Role"), _("Side"), _("How they deal"), _("Need as a person"), _("Trust in us"), _("Sway"))
    return _table(heads, map(_person, plan.people), rest=0, most=17)


def _person(person: Person) -> Row:
    rest = (person.role, person.side, person.style, person.need, person.trust, person.sway)
    us = (_("(us)"),) if person.us else ()
    return (person.name, *us, *map(said, person.table)), *(_cell(text) for text in rest)


def _cell(*lines: str) -> Cell:
    return tuple(line for line in lines if line)


def _legend(plan: Plan) -> Table:
    heads = (_("No."), _("Line"), _("To us"), _("To them"), _("Who gives"))
    rows = ((str(row.number), row.text, str(row.us), str(row.them), row.direction) for row in plan.legend)
    return _table(heads, (tuple(map(_cell, row)) for row in rows), rest=1, most=17)


def _strategies(plan: Plan) -> Table:
    heads = (_("Strategy"), _("Decision"), _("How I use it here"))
    return _table(heads, map(_tactic, plan.tactics), rest=2, most=37)


def _tactic(tactic: Tactic) -> Row:
    afterwards = (Fact(_("How well it worked"), tactic.rating), Fact(_("What I learned"), tactic.lesson))
    told = (said(fact) for fact in afterwards if fact.text)
    return _cell(f"{tactic.number} {tactic.name}"), _cell(tactic.state), _cell(tactic.how, *told)


def _history(plan: Plan) -> Table:
    heads = (_("Day"), _("Person"), _("What"))
    rows = ((_cell(one.day), _cell(one.person), _cell(one.what)) for one in plan.history)
    return _table(heads, rows, rest=2, most=34)


TABLES: dict[str, Callable[[Plan], Table]] = {
    PARTIES: _parties,
    CHART: _legend,
    STRATEGY: _strategies,
    HISTORY: _history,
}
