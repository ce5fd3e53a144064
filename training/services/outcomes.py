"""What came of a negotiation: how each side ranks the issues, what was agreed, and when all of it is revealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from training.grouping import SITS_OUT
from training.models import Assignment, Confirmation, Outcome, Ranking, Team
from training.outcomes import Entered, Table
from training.services.refusal import NotDone


class Changed(NotDone):
    """What somebody looked at is not what stands any more."""


def ranking_is_open(assignment: Assignment, table: Table, now: datetime) -> bool:
    """Whether a side may say how the issues matter: until the truth is out, or all say what they agreed on."""
    known = assignment.can_be_ranked(now) and not assignment.is_revealed(now)
    return known and table.entered != Entered.CONFIRMED and not assignment.course.archived


def outcome_is_open(assignment: Assignment, now: datetime) -> bool:
    """Whether a side may enter or change an outcome. Not after the reveal: with the points of the others in sight,
    every change would tell what they are worth to them."""
    return assignment.issues_are_out(now) and not assignment.is_revealed(now) and not assignment.course.archived


def rank(*, assignment: Assignment, table: Table, team: Team, role: str, issues: Sequence[str], now: datetime) -> None:
    """Keeps in which order a team thinks that the issues matter to a role; the last word counts."""
    if not ranking_is_open(assignment, table, now):
        raise NotDone(_("The orders are closed: they stay as they are."))
    Ranking.objects.update_or_create(team=team, role=role, defaults={"issues": list(issues)})


@transaction.atomic
def enter(
    *,
    assignment: Assignment,
    table: int,
    team: Team | None,
    version: int,
    agreed: bool,
    values: Mapping[str, str],
    note: str,
    now: datetime,
) -> None:
    """Writes down what came of a table, as seen by one of its teams or (None) by those who teach. It takes back what
    others have confirmed; who enters the very same as stands there confirms it. `version` is that of the outcome that
    was looked at, 0 for none: `Changed` where another one stands by now."""
    _check(assignment, team, now)
    teams = _locked_teams(assignment, table)
    standing = _standing(assignment, table)
    if standing is None and not teams:
        raise NotDone(_("Nobody sits at this table any more."))
    if standing and _is_the_same(standing, version, agreed, values, note):
        if team:
            _confirm(standing, team, now)
        return
    if version != (standing.version if standing else 0):
        raise Changed(_("Somebody has entered something else meanwhile. Look at both, then save again."))
    outcome = standing or Outcome(assignment=assignment, table=table, version=0)
    outcome.agreed, outcome.values, outcome.note = agreed, dict(values), note
    outcome.entered_by, outcome.entered_at, outcome.version = team, now, outcome.version + 1
    outcome.save()
    if standing is None:
        outcome.teams.set(teams)
    outcome.confirmations.all().delete()


@transaction.atomic
def confirm(*, assignment: Assignment, team: Team, version: int, now: datetime) -> None:
    """A team says that the outcome of its table is right: the one of this version, which it has seen."""
    if assignment.course.archived or not assignment.issues_are_out(now):
        raise NotDone(_("Nothing can be confirmed now."))
    _locked_teams(assignment, team.table)
    standing = _standing(assignment, team.table)
    if standing is None or standing.version != version:
        raise Changed(_("Somebody has changed it meanwhile. Look at it again, then confirm."))
    _confirm(standing, team, now)


def reveal(*, assignment: Assignment, at: datetime | None) -> None:
    """Lets each side see from a moment on how the other ranked the issues, and the points of all; None takes it
    back."""
    assignment.revealed_at = at
    assignment.save(update_fields=["revealed_at"])


def show_issues(*, assignment: Assignment) -> None:
    """Tells the students what the issues are: they can rank them and enter what they agreed on."""
    assignment.show_issues = True
    assignment.save(update_fields=["show_issues"])


def _check(assignment: Assignment, team: Team | None, now: datetime) -> None:
    if assignment.course.archived:
        raise NotDone(_("This course is in the archive: it can only be read."))
    if not assignment.briefs_are_out(now):
        raise NotDone(_("The briefs are not out yet: nobody has negotiated."))
    if team and not outcome_is_open(assignment, now):
        raise NotDone(_("Results are not open now. Your trainer can still correct them."))


def _locked_teams(assignment: Assignment, table: int) -> list[Team]:
    """The teams of a table; whoever else of that table writes its outcome waits."""
    return list(assignment.teams.select_for_update().filter(table=table).exclude(table=SITS_OUT))


def _standing(assignment: Assignment, table: int) -> Outcome | None:
    here = Outcome.objects.select_for_update().filter(assignment=assignment, table=table)
    return here.exclude(table=SITS_OUT).first()


def _is_the_same(standing: Outcome, version: int, agreed: bool, values: Mapping[str, str], note: str) -> bool:
    """Whether it says what stands already. Who has not seen that and has nothing to add does not take away its note."""
    noted = note == standing.note or (version != standing.version and not note)
    return standing.agreed == agreed and standing.values == values and noted


def _confirm(outcome: Outcome, team: Team, now: datetime) -> None:
    if outcome.entered_by_id != team.pk:
        Confirmation.objects.get_or_create(outcome=outcome, team=team, defaults={"at": now})
