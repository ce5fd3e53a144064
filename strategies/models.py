"""What people decide about the twelve strategies, and what they say of the coach's hints."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from quadrants.enums import PlanState

NOTE_LENGTH = 1000


class StrategyPlan(models.Model):
    """What a worksheet says of one strategy. Absent until something was said."""

    worksheet = models.ForeignKey("quadrants.Worksheet", on_delete=models.CASCADE, related_name="strategy_plans")
    strategy = models.CharField(max_length=40)
    state = models.CharField(_("Decision"), max_length=20, choices=PlanState, default=PlanState.UNDECIDED)
    how = models.CharField(_("How I use it here"), max_length=NOTE_LENGTH, blank=True)
    rating = models.PositiveSmallIntegerField(
        _("How well did it work"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    lesson = models.CharField(_("What I learned"), max_length=NOTE_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["worksheet", "strategy"], name="one_plan_per_strategy")]

    def __str__(self) -> str:
        return self.strategy


class HintState(models.Model):
    """What a worksheet says of one of the coach's hints. Absent until something was said."""

    worksheet = models.ForeignKey("quadrants.Worksheet", on_delete=models.CASCADE, related_name="hints")
    rule = models.CharField(max_length=40)
    aside = models.BooleanField(_("Put aside"), default=False)
    reason = models.CharField(_("Why it does not matter here"), max_length=NOTE_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["worksheet", "rule"], name="one_state_per_hint")]

    def __str__(self) -> str:
        return self.rule
