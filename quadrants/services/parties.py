"""Removing somebody from a worksheet, with a choice of what becomes of the lines about them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from quadrants.forms.content import RemovePartyForm
from quadrants.models import Action, Entry, Party, Worksheet
from quadrants.services import saving
from quadrants.services.saving import Change, Outcome

if TYPE_CHECKING:
    from accounts.models import User


def remove_party(
    *, worksheet: Worksheet, user: User, party_id: uuid.UUID, entries: str, other: Party | None = None
) -> Outcome:
    """Removes a party after its lines were kept without a name, deleted, or given to `other`; all or nothing."""
    with transaction.atomic():
        outcome = _remove(worksheet, user, party_id, entries, other)
        if not outcome.saved:
            transaction.set_rollback(True)
    return outcome


def _remove(worksheet: Worksheet, user: User, party_id: uuid.UUID, entries: str, other: Party | None) -> Outcome:
    for entry in Entry.objects.filter(worksheet=worksheet, party=party_id, deleted_at__isnull=True):
        target = f"entry:{entry.pk}"
        if entries == RemovePartyForm.DELETE:
            change = Change(target=target, base=entry.version, action=Action.DELETE, follows=True)
        else:
            heir = str(other.pk) if entries == RemovePartyForm.MOVE and other else None
            change = Change(target=target, base=entry.version, fields={"party": heir}, follows=True)
        outcome = saving.save(subject_id=worksheet.pk, user=user, change=change)
        if not outcome.saved:
            return outcome
    party = Party.objects.get(worksheet=worksheet, pk=party_id)
    change = Change(target=f"party:{party_id}", base=party.version, action=Action.DELETE)
    return saving.save(subject_id=worksheet.pk, user=user, change=change)
