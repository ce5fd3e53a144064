"""Restoring: one text, one deletion, or the whole worksheet as it was. Each is made of changes like any other, and is
one step that can be taken back as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from quadrants.history import as_of
from quadrants.models import Action, Edit, Worksheet
from quadrants.models import Outcome as Logged
from quadrants.services import saving
from quadrants.services.content import CONSENT
from quadrants.services.saving import Change, Outcome, fields_at
from quadrants.services.subjects import WORKSHEETS
from quadrants.services.targets import Target, resolve
from quadrants.services.undoing import Parts, is_overwritten, parts_of

if TYPE_CHECKING:
    from accounts.models import User

# People before the lines about them when something comes back; the other way round when something goes.
KINDS = ("worksheet", "party", "influence", "item", "entry", "strategy", "hint")
KINDS += ("deal", "issue", "option", "combination", "package")
ORDER = {kind: place for place, kind in enumerate(KINDS)}
NOW = 2**62


def restore_value(*, worksheet: Worksheet, user: User, edit_id: int, field: str) -> Outcome:
    """Gives a field the value that it had after an edit, or would have had if that had not lost against another or come
    too late. What was deleted since comes back with it."""
    edit = Edit.objects.filter(pk=edit_id, subject_id=worksheet.pk).exclude(action=Action.TAKEN_BACK).first()
    if edit is None or field not in edit.fields:
        return saving.refusal("not_found")
    values = {**fields_at(subject=worksheet, target=edit.target, version=edit.version), **edit.fields}
    if field == CONSENT and values[field]:
        return saving.refusal("invalid", fields={field: _("Put it on the table anew, where you see what it says.")})
    fields = {name: values[name] for name in (("item", "prompt") if field == "prompt" else (field,))}

    def restore(worksheet: Worksheet) -> Outcome:
        kind, key = resolve(edit.target)
        row = kind.find(worksheet, key)
        outcome = _return(worksheet, user, edit.target) if getattr(row, "deleted_at", None) else None
        if outcome and not outcome.saved:
            return outcome
        base = outcome.version if outcome else row.version if row else 0
        change = Change(target=edit.target, base=base, fields=fields, follows=True)
        return saving.save(subject_id=worksheet.pk, user=user, change=change)

    return _as_one(worksheet, user, restore, target=edit.target, then=edit.pk)


def bring_back(*, worksheet: Worksheet, user: User, target: str) -> Outcome:
    """Undoes a deletion."""
    kind, key = resolve(target)
    if not kind.deletable or kind.find(worksheet, key) is None:
        return saving.refusal("not_found")
    return _as_one(worksheet, user, lambda locked: _return(locked, user, target), target=target)


def restore_whole(*, worksheet: Worksheet, user: User, edit_id: int) -> Outcome:
    """Makes the worksheet what it was after an edit; all or nothing."""
    log = Edit.objects.filter(subject_id=worksheet.pk, outcome=Logged.ACCEPTED, pk__lte=edit_id)
    last = log.order_by("-pk").values_list("pk", flat=True).first()
    if last is None:
        return saving.refusal("not_found")
    return _as_one(worksheet, user, lambda locked: _make_so(locked, user, last), then=last)


def undo_restoring(*, worksheet: Worksheet, user: User, edit_id: int, op: UUID | None = None) -> Outcome:
    """Takes back a whole restoring, told by the edit that closes it; nothing if others have written over it since. The
    same `op` gets the same answer."""
    made = Edit.objects.filter(subject_id=worksheet.pk, action=Action.TAKEN_BACK)
    restoring = made.filter(pk=edit_id).first()
    if restoring is None:
        return saving.refusal("not_found")
    before, parts = restoring.fields["since"], parts_of(restoring)

    def undo(worksheet: Worksheet) -> Outcome:
        if is_overwritten(restoring, user, parts):
            return saving.refusal("invalid", message=_("Some of it was changed since. Put back text by text."))
        return _make_so(worksheet, user, before, parts)

    target = None if restoring.fields["whole"] else restoring.target
    return _as_one(worksheet, user, undo, target=target, then=before, undone=restoring.pk, op=op)


def _as_one(
    worksheet: Worksheet,
    user: User,
    restore: Callable[[Worksheet], Outcome],
    *,
    target: str | None = None,
    then: int = 0,
    undone: int = 0,
    op: UUID | None = None,
) -> Outcome:
    """All that `restore` changes becomes one step of the history, or nothing is changed; the whole worksheet is meant
    where there is no `target`. The outcome's `edit` is what `undo_restoring` asks for; 0 if nothing differed."""
    with transaction.atomic():
        locked = WORKSHEETS.locked(worksheet.pk, user)
        answer = _known(worksheet, user, undone, op) or _refused(locked, user)
        if answer:
            return answer
        log = Edit.objects.filter(subject_kind=WORKSHEETS.name, subject_id=worksheet.pk).order_by("-pk")
        since = log.values_list("pk", flat=True).first() or 0
        outcome = restore(locked)
        if not outcome.saved:
            transaction.set_rollback(True)
            return outcome
        if not log.filter(pk__gt=since, outcome=Logged.ACCEPTED).exists():
            return Outcome(code="saved", version=worksheet.version)
        fields = {"since": since, "as_of": then, "undone": undone, "whole": target is None}
        change = Change(target=target or "worksheet", base=worksheet.version, fields=fields, action=Action.TAKEN_BACK)
        return _closed(worksheet, user, change, op or uuid4())


def _known(worksheet: Worksheet, user: User, undone: int, op: UUID | None) -> Outcome | None:
    """The answer that this op got when it came first."""
    edit = Edit.objects.filter(user=user, op=op).first() if op else None
    if edit is None:
        return None
    if edit.subject_id != worksheet.pk or edit.action != Action.TAKEN_BACK or edit.fields["undone"] != undone:
        return saving.refusal("op_reused")
    return Outcome(code="saved", version=edit.version, edit=edit.pk)


def _refused(worksheet: Worksheet | None, user: User) -> Outcome | None:
    """Why this user may not restore anything here."""
    if worksheet is None:
        return saving.refusal("not_found")
    refused = WORKSHEETS.refuses(worksheet, user, resolve("worksheet")[0])
    if refused:
        return saving.refusal(refused[0], message=refused[1])
    return saving.refusal("too_many") if saving.floods(user) else None


def _closed(worksheet: Worksheet, user: User, change: Change, op: UUID) -> Outcome:
    """The row after the changes of a restoring that says that they are one."""
    edit = Edit.objects.create(
        subject_kind=WORKSHEETS.name,
        subject_id=worksheet.pk,
        target=change.target,
        action=change.action,
        op=op,
        user=user,
        base=change.base,
        version=change.base,
        fields=dict(change.fields),
        outcome=Logged.EQUAL,
        body_hash=change.body_hash,
    )
    return Outcome(code="saved", version=edit.version, edit=edit.pk)


def _make_so(worksheet: Worksheet, user: User, edit_id: int, parts: Parts | None = None) -> Outcome:
    """Gives all targets the fields that they had after an edit; only these `parts`, if given."""
    then, names = _then(worksheet, edit_id, parts), sorted(parts or as_of(worksheet, NOW), key=_order)
    outcome = Outcome(code="saved")
    for name in names:
        if outcome.saved and name in then:
            outcome = _bring(worksheet, user, name, *then[name])
    for name in reversed(names):
        if outcome.saved and resolve(name)[0].deletable and then.get(name, ({}, True))[1]:
            outcome = _remove(worksheet, user, name)
    return outcome


def _order(name: str) -> tuple[int, str]:
    return ORDER[name.partition(":")[0]], name


def _then(worksheet: Worksheet, edit_id: int, parts: Parts | None) -> Parts:
    """The fields of each target after an edit, and whether it was deleted then."""
    then = as_of(worksheet, edit_id)
    for name in parts or as_of(worksheet, NOW):
        if name not in then and resolve(name)[0].implicit:
            then[name] = (fields_at(subject=worksheet, target=name, version=0), False)
    if parts is None:
        return then
    return {
        name: ({field: value for field, value in fields.items() if field in parts[name][0]}, deleted)
        for name, (fields, deleted) in then.items()
        if name in parts
    }


def _bring(worksheet: Worksheet, user: User, name: str, fields: dict[str, Any], deleted: bool) -> Outcome:
    """Gives one target the fields that it had, and brings it back if it was deleted since."""
    kind, key = resolve(name)
    row = kind.find(worksheet, key)
    is_deleted = getattr(row, "deleted_at", None) is not None
    if row is None or (deleted and is_deleted):
        return Outcome(code="saved")
    if is_deleted:
        outcome = _return(worksheet, user, name)
        if not outcome.saved:
            return outcome
        row = kind.find(worksheet, key)
    return _change(worksheet, user, name, kind, row, fields)


def _return(worksheet: Worksheet, user: User, name: str) -> Outcome:
    kind, key = resolve(name)
    change = Change(target=name, base=kind.find(worksheet, key).version, action=Action.RESTORE, follows=True)
    return saving.save(subject_id=worksheet.pk, user=user, change=change)


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
