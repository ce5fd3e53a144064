"""What the tables of the demo course agreed on, and how each side had seen the other before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from training.demo import Student
from training.forms.outcomes import OutcomeForm
from training.models import Assignment, Ranking, Team
from training.outcomes import table_of
from training.services.demo.clock import Clock
from training.services.outcomes import confirm, enter, rank, reveal

# How often two neighbours in an order are exchanged, by how well somebody has prepared.
SLIPS = {"sound": 1, "mixed": 3}


def negotiate(
    *, assignment: Assignment, students: Sequence[Student], talks: Mapping[str, Any], clock: Clock, chance: Random
) -> None:
    """Lets each table rank, agree and confirm as the script says, and then reveals all of it."""
    teams = {(team.table, team.role): team for team in assignment.teams.all()}
    met = {outcome["table"] for outcome in talks["outcomes"]}
    for one in students:
        if one.table in met:
            _rank(assignment, teams[one.table, one.role], one, talks, clock, chance)
    for outcome in talks["outcomes"]:
        sides = {role: team for (table, role), team in teams.items() if table == outcome["table"]}
        _agree(assignment, sides, outcome, talks, clock)
    reveal(assignment=assignment, at=clock.at(talks["revealed_at"]))
    Ranking.objects.filter(team__assignment=assignment).update(changed_at=clock.at(talks["ranked_at"]))


def _rank(
    assignment: Assignment, team: Team, one: Student, talks: Mapping[str, Any], clock: Clock, chance: Random
) -> None:
    """The own order, and a guess at the other's; who has not sat on their chair supposes that they want the same."""
    now = clock.at(talks["ranked_at"])
    table = table_of(assignment, team, now)
    assert table is not None
    own = _slipped(talks["orders"][one.role], 1, chance)
    for role in assignment.role_codes:
        if role == one.role:
            order = own
        elif one.perceptions or one.work not in SLIPS:
            order = _slipped(own, 1, chance)
        else:
            order = _slipped(talks["orders"][role], SLIPS[one.work], chance)
        rank(assignment=assignment, table=table, team=team, role=role, issues=order, now=now)


def _slipped(order: Sequence[str], slips: int, chance: Random) -> list[str]:
    order = list(order)
    for at in chance.choices(range(len(order) - 1), k=slips):
        order[at : at + 2] = reversed(order[at : at + 2])
    return order


def _agree(
    assignment: Assignment,
    sides: Mapping[str, Team],
    outcome: Mapping[str, Any],
    talks: Mapping[str, Any],
    clock: Clock,
) -> None:
    said = {f"on_{issue}": value for issue, value in outcome.get("values", {}).items()}
    said |= {"agreed": "yes" if outcome.get("agreed", True) else "no", "note": outcome.get("note", ""), "version": 0}
    form = OutcomeForm(said, case=assignment.document)
    if not form.is_valid():
        raise ValueError(f"table {outcome['table']}: {dict(form.errors)}")
    by = sides[outcome["by"]]
    enter(assignment=assignment, table=outcome["table"], team=by, now=clock.at(talks["entered_at"]), **form.said)
    if outcome.get("confirmed", True):
        for team in sides.values():
            if team.pk != by.pk:
                confirm(assignment=assignment, team=team, version=1, now=clock.at(talks["confirmed_at"]))
