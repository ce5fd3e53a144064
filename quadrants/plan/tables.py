"""The tables of the plan: their columns and rows in words, the same in all its forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from quadrants.plan.content import CHART, HISTORY, PARTIES, STRATEGY, Fact, Person, Plan, Tactic

# A cell holds lines of text.
Cell = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are per cent and make 100. The first column says what a row is about."""

    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def columns(self) -> tuple[tuple[str, int], ...]:
        return tuple(zip(self.heads, self.widths, strict=True))


def table_of(code: str, plan: Plan) -> Table:
    """The table of a section; KeyError for one that has none."""
    return TABLES[code](plan)


def said(fact: Fact) -> str:
    """A fact with its label before it."""
    return fact.label + _(": ") + fact.text if fact.label else fact.text


def _parties(plan: Plan) -> Table:
    heads = (_("Name"), _("Role"), _("Side"), _("How they deal"), _("Need as a person"), _("Trust in us"), _("Sway"))
    return Table(heads, (25, 17, 10, 12, 14, 12, 10), tuple(map(_person, plan.people)))


def _person(person: Person) -> tuple[Cell, ...]:
    rest = (person.role, person.side, person.style, person.need, person.trust, person.sway)
    us = (_("(us)"),) if person.us else ()
    return (person.name, *us, *map(said, person.table)), *(_cell(text) for text in rest)


def _cell(*lines: str) -> Cell:
    return tuple(line for line in lines if line)


def _legend(plan: Plan) -> Table:
    heads = (_("No."), _("Line"), _("To us"), _("To them"), _("Who gives"))
    rows = ((str(row.number), row.text, str(row.us), str(row.them), row.direction) for row in plan.legend)
    return Table(heads, (7, 58, 9, 10, 16), tuple(tuple(map(_cell, row)) for row in rows))


def _strategies(plan: Plan) -> Table:
    heads = (_("Strategy"), _("Decision"), _("How I use it here"))
    return Table(heads, (38, 16, 46), tuple(map(_tactic, plan.tactics)))


def _tactic(tactic: Tactic) -> tuple[Cell, ...]:
    afterwards = (Fact(_("How well it worked"), tactic.rating), Fact(_("What I learned"), tactic.lesson))
    told = (said(fact) for fact in afterwards if fact.text)
    return _cell(f"{tactic.number} {tactic.name}"), _cell(tactic.state), _cell(tactic.how, *told)


def _history(plan: Plan) -> Table:
    heads = (_("Day"), _("Person"), _("What"))
    return Table(
        heads, (28, 34, 38), tuple((_cell(one.day), _cell(one.person), _cell(one.what)) for one in plan.history)
    )


TABLES: dict[str, Callable[[Plan], Table]] = {
    PARTIES: _parties,
    CHART: _legend,
    STRATEGY: _strategies,
    HISTORY: _history,
}
