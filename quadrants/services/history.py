"""Taking things back: one text, one deletion, or the whole worksheet as it was. Each is a change like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from quadrants.history import as_of
from quadrants.models import Action, Edit, Worksheet
from quadrants.services import saving
from quadrants.services.content import CONSENT
from quadrants.services.saving import Change, Outcome, fields_at
from quadrants.services.targets import Target, resolve

if TYPE_CHECKING:
    from accounts.models import User

# People before the lines about them when something comes back; the other way round when something goes.
ORDER = {"worksheet": 0, "party": 1, "item": 2, "entry": 3, "strategy": 4}


def restore_value(*, worksheet: Worksheet, user: User, edit_id: int, field: str) -> Outcome:
    """Gives a field the value that it had after an edit, or would have had if that had not lost against another."""
    edit = Edit.objects.filter(pk=edit_id, subject_id=worksheet.pk).first()
    if edit is None or field not in edit.fields:
        return saving.refusal("not_found")
    values = {**fields_at(subject=worksheet, target=edit.target, version=edit.version), **edit.fields}
    kind, key = resolve(edit.target)
    row = kind.find(worksheet, key)
    if field == CONSENT and values[field]:
        return saving.refusal("invalid", fields={field: _("Put it on the table anew, where you see what it says.")})
    fields = {name: values[name] for name in (("item", "prompt") if field == "prompt" else (field,))}
    change = Change(target=edit.target, base=row.version if row else 0, fields=fields)
    return saving.save(subject_id=worksheet.pk, user=user, change=change)


def bring_back(*, worksheet: Worksheet, user: User, target: str) -> Outcome:
    """Undoes a deletion."""
    kind, key = resolve(target)
    row = kind.find(worksheet, key)
    if row is None or not kind.deletable:
        return saving.refusal("not_found")
    change = Change(target=target, base=row.version, action=Action.RESTORE)
    return saving.save(subject_id=worksheet.pk, user=user, change=change)


def restore_whole(*, worksheet: Worksheet, user: User, edit_id: int) -> Outcome:
    """Makes the worksheet what it was after an edit; all or nothing."""
    then = as_of(worksheet, edit_id)
    if not then:
        return saving.refusal("not_found")
    now = as_of(worksheet, 2**62)
    outcome = Outcome(code="saved")
    with transaction.atomic():
        for name in sorted(now, key=lambda name: ORDER[name.partition(":")[0]]):
            outcome = _bring(worksheet, user, name, then.get(name))
            if not outcome.saved:
                break
        for name in sorted(now, key=lambda name: -ORDER[name.partition(":")[0]]):
            if outcome.saved and resolve(name)[0].deletable and then.get(name, ({}, True))[1]:
                outcome = _remove(worksheet, user, name)
        if not outcome.saved:
            transaction.set_rollback(True)
    return outcome


def _bring(worksheet: Worksheet, user: User, name: str, then: tuple[dict[str, Any], bool] | None) -> Outcome:
    """Gives one target the fields that it had, and brings it back if it was deleted since."""
    kind, key = resolve(name)
    if then is None and not kind.implicit:
        return Outcome(code="saved")
    fields, deleted = then or (fields_at(subject=worksheet, target=name, version=0), False)
    row = kind.find(worksheet, key)
    if deleted or row is None:
        return Outcome(code="saved")
    if getattr(row, "deleted_at", None):
        outcome = bring_back(worksheet=worksheet, user=user, target=name)
        if not outcome.saved:
            return outcome
        row = kind.find(worksheet, key)
    return _change(worksheet, user, name, kind, row, fields)


def _change(worksheet: Worksheet, user: User, name: str, kind: Target, row: Any, fields: dict[str, Any]) -> Outcome:
    present = kind.dump(row)
    # What was on the table then is not put there again: nobody has looked at it now.
    differing = {
        field: value
        for field, value in fields.items()
        if field in kind.form.base_fields and present.get(field) != value and not (field == CONSENT and value)
    }
    if not differing:
        return Outcome(code="saved")
    change = Change(target=name, base=row.version, fields=differing, follows=True)
    return saving.save(subject_id=worksheet.pk, user=user, change=change)


def _remove(worksheet: Worksheet, user: User, name: str) -> Outcome:
    kind, key = resolve(name)
    row = kind.find(worksheet, key)
    if row is None or row.deleted_at:
        return Outcome(code="saved")
    change = Change(target=name, base=row.version, action=Action.DELETE, follows=True)
    return saving.save(subject_id=worksheet.pk, user=user, change=change)
