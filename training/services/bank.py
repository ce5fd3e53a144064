"""The bank of comments that somebody keeps to use them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from training.models import SavedComment
from training.models.review import SAVED_LENGTH
from training.services.refusal import NotDone

if TYPE_CHECKING:
    from accounts.models import User

MOST = 500


def keep(*, owner: User, item: str, text: str) -> SavedComment:
    """A comment to use again, offered first at its item; one that is kept already stays as it is. `NotDone` where the
    bank is full or the text is too long."""
    if len(text) > SAVED_LENGTH:
        raise NotDone(_("Only comments of up to %(most)d characters can be kept.") % {"most": SAVED_LENGTH})
    found = SavedComment.objects.filter(owner=owner, item=item, text=text).first()
    if found:
        return found
    if owner.saved_comments.count() >= MOST:
        raise NotDone(_("You keep %(most)d comments already. Delete some first.") % {"most": MOST})
    return SavedComment.objects.get_or_create(owner=owner, item=item, text=text)[0]


def change(*, saved: SavedComment, item: str, text: str) -> None:
    """Other words or another item. `NotDone` where the same is kept already."""
    saved.item, saved.text = item, text
    try:
        with transaction.atomic():
            saved.save(update_fields=["item", "text"])
    except IntegrityError:
        raise NotDone(_("You keep this comment already.")) from None


def note_use(*, saved: SavedComment) -> None:
    """Counts that it was used: what is used most is offered first."""
    SavedComment.objects.filter(pk=saved.pk).update(used=F("used") + 1)
