"""What people write on a worksheet: parties and entries. Both keep a tombstone when they are deleted."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from quadrants.bounds import NAME_LENGTH
from quadrants.enums import Basis, Direction, Need, Side, Style, Sway, Voice
from quadrants.models.worksheet import Worksheet

NOTE_LENGTH, TEXT_LENGTH = 1000, 20_000
SCALE = [MinValueValidator(0), MaxValueValidator(10)]


def _scale(label: str) -> models.PositiveSmallIntegerField:
    """A judgement from 0 to 10; empty means *not said yet*."""
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=SCALE)


class WorksheetPart(models.Model):
    """A versioned row of a worksheet whose id the client makes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    position = models.FloatField(default=0)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Party(WorksheetPart):
    """A person or organisation at, behind or beside the table."""

    worksheet = models.ForeignKey(Worksheet, on_delete=models.CASCADE, related_name="parties")
    name = models.CharField(_("Name"), max_length=NAME_LENGTH)
    is_us = models.BooleanField(default=False)
    side = models.CharField(_("Side"), max_length=10, choices=Side, default=Side.NEITHER)
    roles = models.JSONField(_("Role"), default=list, blank=True)
    style = models.CharField(_("How they deal"), max_length=10, choices=Style, default=Style.UNKNOWN)
    need = models.CharField(_("Need as a person"), max_length=20, choices=Need, blank=True)
    trust = _scale(_("How far they trust us"))
    influence = _scale(_("Sway over the decision"))
    on_table = models.BooleanField(_("On the table sheet"), default=False)
    table_name = models.CharField(_("Name on the table sheet"), max_length=NAME_LENGTH, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["worksheet"], condition=models.Q(is_us=True), name="one_us"),
        ]
        indexes = [models.Index(fields=["worksheet", "position"])]

    def __str__(self) -> str:
        return self.name


class Influence(WorksheetPart):
    """That somebody sways somebody else. It counts while both are on the worksheet."""

    worksheet = models.ForeignKey(Worksheet, on_delete=models.CASCADE, related_name="influences")
    who = models.ForeignKey(Party, verbose_name=_("Who"), on_delete=models.CASCADE, related_name="sways")
    whom = models.ForeignKey(Party, verbose_name=_("Sways whom"), on_delete=models.CASCADE, related_name="swayed_by")
    strength = models.CharField(_("How much"), max_length=10, choices=Sway, default=Sway.SOME)

    class Meta:
        indexes = [models.Index(fields=["worksheet", "position"])]

    def __str__(self) -> str:
        return f"{self.who_id} → {self.whom_id}"


class Entry(WorksheetPart):
    """One short line under a prompt. Everything but the text is optional."""

    worksheet = models.ForeignKey(Worksheet, on_delete=models.CASCADE, related_name="entries")
    item = models.CharField(max_length=40)
    prompt = models.CharField(max_length=40)
    text = models.TextField(_("Text"))
    party = models.ForeignKey(
        Party, verbose_name=_("Whom it is about"), on_delete=models.SET_NULL, null=True, blank=True
    )
    value_to_us = _scale(_("How much it matters to us"))
    value_to_them = _scale(_("How much it matters to them (our guess)"))
    direction = models.CharField(_("Who gives"), max_length=10, choices=Direction, blank=True)
    person = models.CharField(_("Who does it"), max_length=NAME_LENGTH, blank=True)
    due = models.DateField(_("Date"), null=True, blank=True)
    done = models.BooleanField(_("Done"), default=False)
    basis = models.CharField(_("How we know"), max_length=10, choices=Basis, blank=True)
    source = models.CharField(_("Source: who, when, where"), max_length=NOTE_LENGTH, blank=True)
    answer = models.TextField(_("Their answer"), blank=True)
    risk_removed = models.CharField(_("The risk it takes away"), max_length=NOTE_LENGTH, blank=True)
    needs_agreement = models.CharField(_("What they must agree to"), max_length=NOTE_LENGTH, blank=True)
    way_back = models.BooleanField(_("Is there a way back?"), null=True, blank=True)
    on_sheet = models.BooleanField(_("On the sheet"), null=True, blank=True)
    on_table = models.BooleanField(_("On the table sheet"), default=False)
    voice = models.CharField(_("Written as"), max_length=10, choices=Voice, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["worksheet", "item", "prompt", "position"])]

    def __str__(self) -> str:
        return self.text[:80]
