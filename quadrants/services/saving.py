"""The one way by which content changes: permission, known op, compare, merge, write, log — in one transaction.

`save` never raises for what a client may do wrong: it returns an `Outcome`. The subject's row (a worksheet) is locked
first, so its changes are made one after the other and the numbers of its Edits grow in the order of their commits.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from quadrants.models import Action, Edit
from quadrants.models import Outcome as Logged
from quadrants.services import targets
from quadrants.services.subjects import WORKSHEETS, SubjectKind
from quadrants.services.targets import Refused, Saving, Target, UnknownTarget

if TYPE_CHECKING:
    from accounts.models import User

# Far above the twenty saves a second that one person may always make.
BURST_SECONDS, BURST_EDITS = 10, 400


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a client asks for. `base` is the version that the change was made on; 0 creates. The values of `fields`
    are JSON's, or the strings of a plain form when `plain` is set. One that `follows` from another was not sent by
    anybody: it is not counted against the person."""

    target: str
    base: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    action: str = Action.CHANGE
    plain: bool = False
    follows: bool = False
    op: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def body_hash(self) -> str:
        """Tells a retry, word for word, from another change under the same op; empty for one that nobody sent."""
        if self.follows:
            return ""
        body = [self.target, self.base, self.action, dict(self.fields)]
        return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`code` is "saved" or one of the refusals of the save protocol; `fields` holds a sentence for each bad field;
    `clash` the three texts of a conflict; `merged` what others made of other fields since the base, which the sender
    has not seen; `edit` the number of the logged Edit, when there is one. `early` marks a refusal of a change that
    builds on the version after this one: the change that makes it may still be on its way. `known` tells of an op under
    which other fields of the same target came before what became of those: "saved" or "conflict"."""

    code: str
    version: int = 0
    edit: int = 0
    message: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    clash: Mapping[str, Any] = field(default_factory=dict)
    merged: Mapping[str, Any] = field(default_factory=dict)
    early: bool = False
    known: str = ""

    @property
    def saved(self) -> bool:
        return self.code == "saved"


@transaction.atomic
def save(*, subject_id: uuid.UUID, user: User, change: Change, kind: SubjectKind = WORKSHEETS) -> Outcome:
    """Makes one change of a subject, or says why not. A text that lost against another, or came for what somebody had
    deleted, is stored, never only returned."""
    subject = kind.locked(subject_id, user)
    if subject is None:
        return refusal("not_found")
    known = _known(subject.pk, user, change)
    if known:
        return known
    return _checked(_Log(kind=kind, subject=subject, user=user, change=change), _forbidden)


@transaction.atomic
def save_all(
    *, subject_id: uuid.UUID, user: User, changes: Iterable[Change], kind: SubjectKind = WORKSHEETS
) -> list[Outcome]:
    """Makes many changes that come together, each as `save` does it, with one look at who they are from. Nobody sent
    them one by one, so they are no flood; each needs an op of its own that was never used."""
    subject = kind.locked(subject_id, user)
    if subject is None:
        return [refusal("not_found") for _change in changes]
    forbidden = cache(lambda target: _not_granted(kind, subject, user, target))
    return [
        _checked(_Log(kind=kind, subject=subject, user=user, change=change), lambda _log, target: forbidden(target))
        for change in changes
    ]


def _checked(log: _Log, forbidden: Callable[[_Log, Target], Outcome | None]) -> Outcome:
    try:
        target, key = targets.resolve(log.change.target, log.kind.name)
        return forbidden(log, target) or _apply(log, target, key)
    except UnknownTarget:
        return refusal("not_found")
    except Refused as error:
        return refusal("invalid", fields=error.fields)


def fields_at(*, subject: models.Model, target: str, version: int, kind: SubjectKind = WORKSHEETS) -> dict[str, Any]:
    """The fields of a target as they were at a version, from the log; at version 0 what pages show before anybody
    wrote."""
    found, key = targets.resolve(target, kind.name)
    values = found.dump(found.blank(subject, key)) if found.implicit else {}
    for edit in _accepted(subject.pk, target).filter(version__lte=version):
        values.update(edit.fields)
    return values


def refusal(code: str, *, message: str = "", fields: Mapping[str, str] | None = None, early: bool = False) -> Outcome:
    """An outcome that changed nothing, with its sentence in the active language."""
    return Outcome(code=code, message=message or MESSAGES[code](), fields=fields or {}, early=early)


MESSAGES = {
    "not_found": lambda: _("This is not there, or not yours to see."),
    "gone": lambda: _("This was deleted. Undo the deletion to change it."),
    "op_reused": lambda: _("Another change was already sent under this number. Reload the page."),
    "too_many": lambda: _("Too many changes at once. Your text is kept; it is sent again in a moment."),
    "too_long": lambda: _("A text is too long."),
    "invalid": lambda: _("Something in this change is not right."),
    "conflict": lambda: _("This was changed in the meantime. Choose which text stays."),
}


def _accepted(subject_id: uuid.UUID, target: str) -> QuerySet[Edit]:
    """The accepted changes of a target, in their order."""
    return Edit.objects.filter(subject_id=subject_id, target=target, outcome=Logged.ACCEPTED).order_by("id")


def _forbidden(log: _Log, target: Target) -> Outcome | None:
    refused = _not_granted(log.kind, log.subject, log.user, target)
    if refused or log.change.follows:
        return refused
    return refusal("too_many") if floods(log.user) else None


def floods(user: User) -> bool:
    """Whether somebody has sent more just now than anybody can type."""
    since = timezone.now() - timedelta(seconds=BURST_SECONDS)
    # Only what was sent counts, and carries the hash of its body; not what an import wrote or what followed.
    return Edit.objects.filter(user=user, at__gt=since).exclude(body_hash="").count() >= BURST_EDITS


def _not_granted(kind: SubjectKind, subject: models.Model, user: User, target: Target) -> Outcome | None:
    refused = kind.refuses(subject, user, target)
    return refusal(refused[0], message=refused[1]) if refused else None


def _known(subject_id: uuid.UUID, user: User, change: Change) -> Outcome | None:
    """The answer that this op got when it came first."""
    edit = Edit.objects.filter(user=user, op=change.op).first()
    if edit is None:
        return None
    if (edit.subject_id, edit.target, edit.outcome) == (subject_id, change.target, Logged.GONE):
        return refusal("gone")
    if edit.subject_id != subject_id or edit.body_hash != change.body_hash:
        return _reused(edit, subject_id, change)
    if edit.outcome == Logged.CONFLICT:
        return _conflict(edit)
    return _saved(edit, change)


def _reused(edit: Edit, subject_id: uuid.UUID, change: Change) -> Outcome:
    """The refusal of an op that came before with another body. Where that was a change of the same target, it says what
    became of it and what stands since the base: a page that closed has sent more than it could keep on the device."""
    plain = refusal("op_reused")
    if edit.subject_id != subject_id or edit.target != change.target:
        return plain
    since: dict[str, Any] = {}
    version = edit.version
    for other in _accepted(edit.subject_id, edit.target).filter(version__gt=change.base):
        since.update(other.fields)
        version = other.version
    known = "conflict" if edit.outcome == Logged.CONFLICT else "saved"
    return replace(plain, known=known, version=version, edit=edit.pk, merged=since)


def _apply(log: _Log, target: Target, key: str) -> Outcome:
    change = log.change
    row = target.find(log.subject, key)
    creating = row is None
    if creating:
        if change.base or change.action != Action.CHANGE:
            return refusal("not_found", early=change.base == 1)
        row = target.blank(log.subject, key)
    if change.base > row.version:
        return refusal(
            "invalid", fields={"base": _("This version does not exist yet.")}, early=change.base == row.version + 1
        )
    deleted = getattr(row, "deleted_at", None) is not None
    before = target.dump(row)
    if deleted and change.action != Action.RESTORE:
        return _gone(log, target, row, before)
    refused = _set_fields(change, target, row, creating)
    if refused:
        return refused
    clash = _clash(log, target, row, before)
    if clash:
        return _conflict(log.lost(row.version, _sent(change, target, row), Logged.CONFLICT, clash))
    if not creating and not _differs(change, target, row, before, deleted):
        return _saved(log.append(row.version, {}, outcome=Logged.EQUAL), change)
    return _write(log, target, row, before, creating)


def _gone(log: _Log, target: Target, row: Any, before: Mapping[str, Any]) -> Outcome:
    """The refusal of a change of what was deleted. What somebody wrote for it is stored all the same, once it is
    something that could have stood there."""
    change = log.change
    if change.action == Action.CHANGE and not change.follows and _set_fields(change, target, row, False) is None:
        sent = _sent(change, target, row)
        if any(value != before[name] for name, value in sent.items()):
            log.lost(row.version, sent, Logged.GONE)
    return refusal("gone")


def _set_fields(change: Change, target: Target, row: Any, creating: bool) -> Outcome | None:
    """Checks the sent fields and sets them on the row, which is not saved yet."""
    if change.action != Action.CHANGE:
        if not target.deletable:
            return refusal("invalid", fields={"delete": _("This cannot be deleted.")})
        row.deleted_at = timezone.now() if change.action == Action.DELETE else None
        return None
    form = target.form(change.fields, row=row, creating=creating, strict=not change.plain)
    if not form.is_valid():
        return refusal("too_long" if form.too_long else "invalid", fields=form.messages())
    for name, value in form.cleaned_data.items():
        setattr(row, name, value)
    return None


def _sent(change: Change, target: Target, row: Any) -> dict[str, Any]:
    """The sent fields as they would become."""
    became = target.dump(row)
    return {name: became[name] for name in change.fields if name in became}


def _differs(change: Change, target: Target, row: Any, before: Mapping[str, Any], was_deleted: bool) -> bool:
    is_deleted = getattr(row, "deleted_at", None) is not None
    return is_deleted != was_deleted or target.dump(row) != before


def _clash(log: _Log, target: Target, row: Any, before: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in which this change and those since its base want different things; empty when none does.

    A deletion is a change of everything but the place: it must not remove a text that its author has not seen.
    """
    change = log.change
    if change.base >= row.version or change.action == Action.RESTORE:
        return {}
    wanted = target.dump(row)
    since, base = log.since(change.base), log.at_base()
    touched = {name for edit in since for name, value in edit.fields.items() if value != base.get(name)}
    sent = set(change.fields) if change.action == Action.CHANGE else touched - {"position"}
    names = {name for name in sent & touched if change.action == Action.DELETE or wanted.get(name) != before.get(name)}
    if not names:
        return {}
    return {
        "version": row.version,
        "base": {name: base[name] for name in names if name in base},
        "theirs": {name: before[name] for name in names},
        "yours": {name: wanted[name] for name in names} if change.action == Action.CHANGE else {},
        "author": next(
            (edit.user.display_name for edit in reversed(since) if edit.user and names & edit.fields.keys()),
            "",
        ),
    }


def _write(log: _Log, target: Target, row: Any, before: Mapping[str, Any], creating: bool) -> Outcome:
    became = target.dump(row)
    changed = frozenset(name for name, value in became.items() if creating or value != before[name])
    saving = Saving(
        subject=log.subject,
        user=log.user,
        row=row,
        target=log.change.target,
        action=log.change.action,
        creating=creating,
        sent=frozenset(log.change.fields),
        before=before,
        changed=changed,
        unseen=log.unseen(row),
    )
    target.before_save(saving)
    row.version += 1
    row.save(force_insert=creating)
    became = target.dump(row)
    edit = log.append(row.version, {name: value for name, value in became.items() if creating or value != before[name]})
    log.kind.touched(log.subject, edit.at)
    target.after_save(saving)
    return _saved(edit, log.change)


def _saved(edit: Edit, change: Change) -> Outcome:
    """The answer to an accepted change, the first time and to every retry."""
    merged: dict[str, Any] = {}
    if edit.version > change.base + (edit.outcome == Logged.ACCEPTED):
        others = _accepted(edit.subject_id, edit.target).filter(version__gt=change.base, id__lt=edit.pk)
        for other in others:
            merged.update(other.fields)
    unseen = {name: value for name, value in merged.items() if name not in change.fields and name not in edit.fields}
    return Outcome(code="saved", version=edit.version, edit=edit.pk, merged=unseen)


def _conflict(edit: Edit) -> Outcome:
    clash = dict(edit.clash or {})
    return Outcome(
        code="conflict",
        version=clash.pop("version"),
        edit=edit.pk,
        message=MESSAGES["conflict"](),
        clash=clash,
    )


@dataclass(frozen=True, kw_only=True)
class _Log:
    """The Edits of one subject, from the point of view of one change."""

    kind: SubjectKind
    subject: models.Model
    user: User
    change: Change

    def append(
        self,
        version: int,
        fields: Mapping[str, Any],
        *,
        outcome: str = Logged.ACCEPTED,
        clash: Mapping[str, Any] | None = None,
    ) -> Edit:
        return Edit.objects.create(
            subject_kind=self.kind.name,
            subject_id=self.subject.pk,
            target=self.change.target,
            action=self.change.action,
            op=self.change.op,
            user=self.user,
            base=self.change.base,
            version=version,
            fields=dict(fields),
            outcome=outcome,
            body_hash=self.change.body_hash,
            clash=clash,
        )

    def lost(
        self, version: int, fields: Mapping[str, Any], outcome: str, clash: Mapping[str, Any] | None = None
    ) -> Edit:
        """Stores a text that is not applied: once, however many pages ask for it until its writer has decided."""
        sent = Edit.objects.filter(subject_id=self.subject.pk, target=self.change.target, user=self.user)
        last = sent.order_by("-id").first()
        if last and (last.outcome, last.version, last.fields, last.clash) == (outcome, version, fields, clash):
            return last
        return self.append(version, fields, outcome=outcome, clash=clash)

    def unseen(self, row: Any) -> frozenset[str]:
        """The fields that were changed after the version on which this change was made."""
        known = self.change.base >= row.version
        return (
            frozenset() if known else frozenset(name for edit in self.since(self.change.base) for name in edit.fields)
        )

    def since(self, base: int) -> list[Edit]:
        """What was accepted on this target after a version."""
        accepted = _accepted(self.subject.pk, self.change.target)
        return list(accepted.filter(version__gt=base).select_related("user"))

    def at_base(self) -> dict[str, Any]:
        """The target's fields at the version that the change was made on."""
        return fields_at(subject=self.subject, target=self.change.target, version=self.change.base, kind=self.kind)
