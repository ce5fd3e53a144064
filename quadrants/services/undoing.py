"""What would take back the last change of somebody: the key that undoes, beyond the field and the page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from quadrants.history import TEXTS
from quadrants.models import Action, Edit
from quadrants.models import Outcome as Logged
from quadrants.services.content import CONSENT
from quadrants.services.saving import fields_at
from quadrants.services.subjects import SubjectKind
from quadrants.services.targets import resolve

if TYPE_CHECKING:
    from accounts.models import User

# So long a pause between two edits makes two changes of them for the key that undoes. What is typed is sent where the
# typing halts for a moment: somebody who types on is here again within it.
PAUSE = timedelta(seconds=2)
# So many changes that others have written over are passed in the search for one to undo.
MOST_PASSED = 20
# By target: the fields as they became, and whether it was deleted.
Parts = dict[str, tuple[dict[str, Any], bool]]

LIFE = (Action.DELETE, Action.RESTORE)
# What followed from a change was not sent by anybody; nor were the parts of a restoring.
SENT = ~Q(body_hash="")


def undoing(*, kind: SubjectKind, subject: models.Model, user: User, before: int) -> dict[str, Any] | None:
    """What would take back the last change that a user made before an edit: the `target` and its `version` then, with
    `fields`, `delete` or `restore` as the save protocol asks for them, and the `edit` with which the change began.
    A restoring is taken back as one: `undo` is the edit that closes it. What others have written over is passed.

    Edits of one person to one field are one change as long as that person types on: each comes within `PAUSE` of the
    one before and its texts begin with those that stood there. Overwriting, taking something away, and any value that
    is no text begin a new change. So what was typed on in a new line right away belongs to its making, and whatever
    was made of it later is given back before the line itself goes.
    """
    log = Edit.objects.filter(subject_kind=kind.name, subject_id=subject.pk)
    changes = Q(outcome=Logged.ACCEPTED) | Q(action=Action.TAKEN_BACK)
    mine = log.filter(SENT, changes, user=user, pk__lt=before).exclude(action=Action.MADE).order_by("-pk")
    for last in mine[:MOST_PASSED]:
        if is_overwritten(last, user, parts_of(last)):
            continue
        if last.action == Action.TAKEN_BACK:
            first = last.fields["since"] + 1
            return {"edit": first, "target": last.target, "version": last.version, "undo": last.pk}
        first = _begun(last)
        return {
            "edit": first.pk,
            "target": last.target,
            "version": last.version,
            **_reverse(kind, subject, first, last),
        }
    return None


def parts_of(edit: Edit) -> Parts:
    """What an edit changed, or, where it closes a restoring, all the edits of that."""
    if edit.action != Action.TAKEN_BACK:
        return {edit.target: (edit.fields, edit.action == Action.DELETE)}
    found: Parts = {}
    for one in _accepted(edit).filter(pk__gt=edit.fields["since"], pk__lt=edit.pk).order_by("pk"):
        fields, _deleted = found.get(one.target, ({}, False))
        found[one.target] = ({**fields, **one.fields}, one.action == Action.DELETE)
    return found


def is_overwritten(edit: Edit, user: User, parts: Parts) -> bool:
    """Whether others, or a restoring, have changed since an edit what that made of these parts; or it was a restoring
    that is taken back. What this user has changed on top goes before it."""
    later = _accepted(edit).filter(target__in=list(parts), pk__gt=edit.pk).exclude(SENT, user=user)
    touching = [one.pk for one in later if one.action in LIFE or parts[one.target][0].keys() & one.fields.keys()]
    if not touching and edit.action != Action.TAKEN_BACK:
        return False
    pairs = _taken_back(edit)
    spans = [(one.fields["since"], one.pk) for pair in pairs for one in pair]
    standing = [pk for pk in touching if not any(since < pk < end for since, end in spans)]
    return bool(standing) or edit in [undone for _undoing, undone in pairs]


def _taken_back(edit: Edit) -> list[tuple[Edit, Edit]]:
    """The edits that close what took a restoring of the same subject back, each with the one that closes that."""
    subject = {"subject_kind": edit.subject_kind, "subject_id": edit.subject_id}
    restorings = {one.pk: one for one in Edit.objects.filter(**subject, action=Action.TAKEN_BACK)}
    found: dict[int, tuple[Edit, Edit]] = {}
    for pk in sorted(restorings, reverse=True):
        undone = restorings[pk].fields["undone"]
        if undone and pk not in found:
            found[undone] = (restorings[pk], restorings[undone])
    return list(found.values())


def _accepted(edit: Edit) -> models.QuerySet[Edit]:
    """The accepted changes of the subject of an edit."""
    kind, subject = edit.subject_kind, edit.subject_id
    return Edit.objects.filter(subject_kind=kind, subject_id=subject, outcome=Logged.ACCEPTED)


def _begun(last: Edit) -> Edit:
    """The edit with which a change began that ended with another."""
    first = last
    for edit in _accepted(last).filter(target=last.target, pk__lt=last.pk).order_by("-pk"):
        same = edit.user_id == last.user_id and edit.action == last.action == Action.CHANGE and edit.body_hash
        if not same or first.at - edit.at > PAUSE or not _typed_on(edit, first, last.fields.keys()):
            break
        first = edit
    return first


def _typed_on(edit: Edit, later: Edit, names: Any) -> bool:
    """Whether a later edit only goes on with the texts that these fields got in one before."""
    # A line is made with all its fields; what was typed on in it belongs to its making.
    written = edit.fields.keys() if edit.version > 1 else edit.fields.keys() & TEXTS
    return names <= written and all(_begins(later.fields[name], edit.fields[name]) for name in names)


def _begins(text: Any, beginning: Any) -> bool:
    return text == beginning or (isinstance(text, str) and isinstance(beginning, str) and text.startswith(beginning))


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
