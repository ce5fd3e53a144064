"""Quick prep: keeping its answers, and taking into use what they pick."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from django.db import transaction

from quadrants.catalogue import CATALOGUE
from quadrants.document import WorksheetDocument, in_use_by_default
from quadrants.loading import load_document
from quadrants.models import Worksheet
from quadrants.quick import answers_of, picks
from quadrants.services import saving
from quadrants.services.saving import Change, Outcome
from quadrants.services.subjects import WORKSHEETS

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def answer_quick(*, worksheet: Worksheet, user: User, base: int, fields: Mapping[str, str]) -> Outcome:
    """Keeps answers (by the field of the worksheet) as changed on the version `base`, and with them takes into use what
    they pick now and did not before. What they pick no longer goes out of use, if nothing is written there."""
    WORKSHEETS.locked(worksheet.pk, user)
    before = load_document(worksheet)
    change = Change(target="worksheet", base=base, fields=fields)
    outcome = saving.save(subject_id=worksheet.pk, user=user, change=change)
    if outcome.saved:
        for following in _item_changes(before, load_document(Worksheet.objects.get(pk=worksheet.pk))):
            followed = saving.save(subject_id=worksheet.pk, user=user, change=following)
            if not followed.saved:
                raise RuntimeError(f"{following.target} could not follow the answers: {followed.code}")
    return outcome


def _item_changes(before: WorksheetDocument, now: WorksheetDocument) -> Iterator[Change]:
    """What has to change of which items are in use. What somebody has taken out of use by hand stays so as long as the
    same answers pick it."""
    old, new = _picked(before), _picked(now)
    # The first answers take into use whatever they pick.
    known = old if answers_of(before.worksheet) else set()
    for item in CATALOGUE.items:
        state = now.item(item.code)
        taken = item.code in new - known and not state.in_use
        left = item.code in old - new and state.in_use and not now.holds_text(item)
        if taken or left:
            yield Change(target=f"item:{item.code}", base=state.version, fields={"in_use": taken}, follows=True)


def _picked(document: WorksheetDocument) -> set[str]:
    """The items that were picked: by the answers, or, before there were any, by the depth. What somebody, or an
    assignment, has decided of an item is no pick."""
    answers, depth = answers_of(document.worksheet), document.worksheet.depth
    if answers:
        return {pick.code for pick in picks(answers).items}
    untouched = (item for item in CATALOGUE.items if not document.item(item.code).version)
    return {item.code for item in untouched if in_use_by_default(item, depth)}
