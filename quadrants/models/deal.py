"""The deal model of a worksheet: what is negotiated, how it can be settled, and what that is worth to either side."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from quadrants.bounds import ALL_WEIGHTS, LARGEST, MOST_ISSUES, MOST_POINTS, NAME_LENGTH
from quadrants.models.content import WorksheetPart
from quadrants.models.worksheet import Worksheet

WORDS_LENGTH = 2000


def _number(label: str, most: float, least: float | None = None) -> models.FloatField:
    """A number within bounds; empty means *not said yet*."""
    low = -most if least is None else least
    return models.FloatField(label, null=True, blank=True, validators=[MinValueValidator(low), MaxValueValidator(most)])


class Deal(models.Model):
    """What a worksheet says of the deal as a whole. Absent until something was said."""

    worksheet = models.OneToOneField(Worksheet, on_delete=models.CASCADE, related_name="deal")
    weighted = models.BooleanField(_("Scores and weights"), default=False)
    reservation_us = _number(_("Our reservation value"), MOST_ISSUES * MOST_POINTS)
    reservation_them = _number(_("Theirs (our guess)"), MOST_ISSUES * MOST_POINTS)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.worksheet_id)


class Issue(WorksheetPart):
    """Something to be settled: by one of its options, or, if `by_range`, by a number between `low` and `high`."""

    worksheet = models.ForeignKey(Worksheet, on_delete=models.CASCADE, related_name="issues")
    name = models.CharField(_("Issue"), max_length=NAME_LENGTH, blank=True)
    weight_us = _number(_("Weight for us, %"), ALL_WEIGHTS, 0)
    weight_them = _number(_("Weight for them, %"), ALL_WEIGHTS, 0)
    by_range = models.BooleanField(_("A number in a range"), default=False)
    low = _number(_("Lowest"), LARGEST)
    high = _number(_("Highest"), LARGEST)
    step = _number(_("Step"), LARGEST)
    low_us = _number(_("Lowest, to us"), MOST_POINTS)
    low_them = _number(_("Lowest, to them"), MOST_POINTS)
    high_us = _number(_("Highest, to us"), MOST_POINTS)
    high_them = _number(_("Highest, to them"), MOST_POINTS)

    class Meta:
        indexes = [models.Index(fields=["worksheet", "position"])]

    def __str__(self) -> str:
        return self.name


class IssueOption(WorksheetPart):
    """One way to settle an issue, which it names by id: what was written without a network may arrive before it."""

    worksheet = models.ForeignKey(Worksheet, on_delete=models.CASCADE, related_name="issue_options")
    issue = models.UUIDField(_("Issue"))
    name = models.CharField(_("Option"), max_length=NAME_LENGTH, blank=True)
    value_to_us = _number(_("Value to us"), MOST_POINTS)
    value_to_them = _number(_("Value to them (our guess)"), MOST_POINTS)

    class Meta:
        indexes = [models.Index(fields=["worksheet", "issue", "position"])]

    def __str__(self) -> str:
        return self.name


class Combination(WorksheetPart):
    """Choices of two or more issues that cannot be agreed together; `name` says them in words, as they were put."""

    worksheet = models.ForeignKey(Worksheet, on_delete=models.CASCADE, related_name="combinations")
    name = models.CharField(_("Cannot go together"), max_length=WORDS_LENGTH, blank=True)
    choices = models.JSONField(_("Choices"), default=list)

    class Meta:
        indexes = [models.Index(fields=["worksheet", "position"])]

    def __str__(self) -> str:
        return self.name


class Package(WorksheetPart):
    """A whole settlement that somebody has put together or picked: one choice of each issue."""

    worksheet = models.ForeignKey(Worksheet, on_delete=models.CASCADE, related_name="packages")
    name = models.CharField(_("Name"), max_length=NAME_LENGTH, blank=True)
    status_quo = models.BooleanField(_("As it is today"), default=False)
    choices = models.JSONField(_("Choices"), default=list)

    class Meta:
        indexes = [models.Index(fields=["worksheet", "position"])]

    def __str__(self) -> str:
        return self.name
