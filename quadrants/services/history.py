"""Taking things back: one text, one deletion, or the whole worksheet as it was. Each is a change like any other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from quadrants.history import TEXTS, as_of
from quadrants.models import Action, Edit, Worksheet
from quadrants.models import Outcome as Logged
from quadrants.services import saving
from quadrants.services.content import CONSENT
from quadrants.services.saving import Change, Outcome, fields_at
from quadrants.services.subjects import SubjectKind
from quadrants.services.targets import Target, resolve

if TYPE_CHECKING:
    from accounts.models import User

# People before the lines about them when something comes back; the other way round when something goes.
ORDER = {"worksheet": 0, "party": 1, "item": 2, "entry": 3, "strategy": 4}

# So long a pause between two edits makes two changes of them for the key that undoes.
PAUSE = timedelta(seconds=10)
# So many changes that others have written over are passed in the search for one to undo.
MOST_PASSED = 20


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


def undoing(*, kind: SubjectKind, subject: models.Model, user: User, before: int) -> dict[str, Any] | None:
    """What would take back the last change that a user made before an edit: the `target` and its `version` then, with
    `fields`, `delete` or `restore` as the save protocol asks for them, and the `edit` with which the change began. What
    was typed into one field without a pause is one change; one that others have written over is passed."""
    log = Edit.objects.filter(subject_kind=kind.name, subject_id=subject.pk, outcome=Logged.ACCEPTED)
    # What followed from a change was not sent by anybody; a whole worksheet that was taken back overwrites like others.
    sent = ~Q(body_hash="")
    mine = log.filter(sent, user=user, pk__lt=before).exclude(action=Action.MADE).order_by("-pk")
    for last in mine[:MOST_PASSED]:
        of_target = log.filter(target=last.target)
        later = of_target.filter(pk__gt=last.pk).exclude(sent, user=user)
        if any(edit.action == Action.DELETE or last.fields.keys() & edit.fields.keys() for edit in later):
            continue
        first = _begun(last, of_target.filter(pk__lt=last.pk).order_by("-pk"))
        asked = _reverse(kind, subject, first, last)
        return {"edit": first.pk, "target": last.target, "version": last.version, **asked}
    return None


def _begun(last: Edit, earlier: models.QuerySet[Edit]) -> Edit:
    """The edit with which a change began that ended with another."""
    first = last
    for edit in earlier:
        same = edit.user_id == last.user_id and edit.action == last.action == Action.CHANGE
        # A line is made with all its fields; what was typed on in it belongs to its making.
        typed = last.fields.keys() <= (edit.fields.keys() if edit.version > 1 else edit.fields.keys() & TEXTS)
        if not same or not typed or first.at - edit.at > PAUSE:
            break
        first = edit
    return first


def _reverse(kind: SubjectKind, subject: models.Model, first: Edit, last: Edit) -> dict[str, Any]:
    target, _key = resolve(last.target, kind.name)
    if last.action == Action.DELETE:
        return {"restore": True}
    if last.action == Action.RESTORE or (first.version == 1 and target.deletable):
        return {"delete": True}
    then = fields_at(subject=subject, target=last.target, version=first.version - 1, kind=kind)
    now = fields_at(subject=subject, target=last.target, version=last.version, kind=kind)
    names = {name for name in first.fields if name in target.form.base_fields and then[name] != now[name]}
    names |= {"item", "prompt"} if names & {"item", "prompt"} else set()
    return {"fields": {name: then[name] for name in sorted(names) if not (name == CONSENT and then[name])}}
