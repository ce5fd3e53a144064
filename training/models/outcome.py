"""What came of a negotiation in class, and how each side had seen the other."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.grouping import SITS_OUT
from training.models.assignment import Assignment, Team

NOTE_LENGTH = 2000


class Ranking(models.Model):
    """The issues of a case in the order in which they matter to a role, the most important first, as one team sees it:
    of its own role, or guessed of another. `issues` are codes of the case, each once."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="rankings")
    role = models.CharField(max_length=40)
    issues = models.JSONField(default=list)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "role"], name="one_ranking_per_role")]

    def __str__(self) -> str:
        return f"{self.team_id} on {self.role}"


class Outcome(models.Model):
    """What the teams of one table agreed on, entered by one of them and confirmed by the others.

    It is theirs, wherever they sit: `table` is where they sit together now and with nobody else (`services.seating`
    sees to that), 0 while there is no such table.
    `values` are what was agreed by the code of each issue; an issue that is absent was left open. Without agreement
    `agreed` is false. Any change takes the confirmations back. `version` tells who confirms what they have seen.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="outcomes")
    teams = models.ManyToManyField(Team, related_name="outcomes")
    table = models.PositiveIntegerField(default=SITS_OUT)
    agreed = models.BooleanField(_("Agreed"), default=True)
    values = models.JSONField(default=dict)
    note = models.TextField(_("How it came about"), blank=True)
    entered_by = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="outcomes_entered")
    entered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "table"], condition=~Q(table=SITS_OUT), name="one_outcome_per_table"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.table}"


class Confirmation(models.Model):
    """A team that says the outcome of its table is right as it stands."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="confirmations")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="confirmations")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outcome", "team"], name="one_confirmation_each")]

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.team_id}"
