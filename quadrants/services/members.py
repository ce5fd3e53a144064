"""Who works on a worksheet besides its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from quadrants.models import Membership, Worksheet
from quadrants.policy import Role

if TYPE_CHECKING:
    from accounts.models import User


def let_in(*, worksheet: Worksheet, user: User) -> None:
    """Makes somebody an editor; who is on the worksheet already stays what they are."""
    Membership.objects.get_or_create(worksheet=worksheet, user=user, defaults={"role": Role.EDITOR})


@transaction.atomic
def let_out(*, worksheet: Worksheet, user: User) -> None:
    """Takes somebody off a worksheet. From an owner it passes to the editor who has been on it longest; an owner who is
    alone on it keeps it."""
    members = Membership.objects.select_for_update().filter(worksheet=worksheet).order_by("pk")
    mine = members.filter(user=user).first()
    if mine is None:
        return
    if mine.role == Role.OWNER:
        heir = members.filter(role=Role.EDITOR).first()
        if heir is None:
            return
        mine.delete()
        Membership.objects.filter(pk=heir.pk).update(role=Role.OWNER)
    else:
        mine.delete()


def pass_on(user: User) -> None:
    """Gives what somebody owns together with editors to these, when the owner goes for good."""
    shared = Worksheet.objects.filter(memberships__user=user, memberships__role=Role.OWNER)
    for worksheet in shared.filter(pk__in=Membership.objects.filter(role=Role.EDITOR).values("worksheet")):
        let_out(worksheet=worksheet, user=user)
