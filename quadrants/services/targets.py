"""What can be edited: each kind of thing registers a `Target`; the save service knows none of them by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models

from quadrants.models.edit import WORKSHEET
from quadrants.policy import Permission

if TYPE_CHECKING:
    from accounts.models import User
    from quadrants.forms.change import ChangeForm


class UnknownTarget(LookupError):
    """The target is not of this subject, or of no known kind."""


class Refused(Exception):
    """A rule of the target's own forbids the change; `fields` says why, one sentence for each."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(fields)
        self.fields = dict(fields)


@dataclass(frozen=True, kw_only=True)
class Saving:
    """One accepted change on its way into the database, as the hooks of a target see it. `unseen` are the fields that
    were changed after the version on which this change was made."""

    subject: models.Model
    user: User
    row: Any
    target: str
    action: str
    creating: bool
    sent: frozenset[str]
    before: Mapping[str, Any]
    changed: frozenset[str]
    unseen: frozenset[str]


def nothing(saving: Saving) -> None:
    """The hook of a target that has none."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A kind of thing that can be edited.

    `find(subject, key)` returns the row or None; `blank(subject, key)` an unsaved row with `version` 0 and the
    defaults, or raises `UnknownTarget`; an `implicit` kind stands on pages before anybody wrote it. `fields` are
    those that the log records. `before_save` may derive further fields of the row or raise `Refused`; `after_save`
    may make further changes through the save service. `of` names the kind of subject whose part it is.
    """

    kind: str
    of: str = WORKSHEET
    fields: tuple[str, ...]
    form: type[ChangeForm]
    find: Callable[[Any, str], Any]
    blank: Callable[[Any, str], Any]
    permission: str = Permission.EDIT
    keyed: bool = True
    implicit: bool = False
    deletable: bool = False
    before_save: Callable[[Saving], None] = nothing
    after_save: Callable[[Saving], None] = nothing

    def dump(self, row: Any) -> dict[str, Any]:
        """The recorded fields of a row as JSON values."""
        return {name: json_value(row._meta.get_field(name).value_from_object(row)) for name in self.fields}


_REGISTRY: dict[tuple[str, str], Target] = {}


def register(target: Target) -> Target:
    """Makes a kind editable; called once for each kind when its app is ready."""
    if (target.of, target.kind) in _REGISTRY:
        raise ValueError(f"target kind {target.kind!r} is registered twice")
    _REGISTRY[target.of, target.kind] = target
    return target


def resolve(name: str, of: str = WORKSHEET) -> tuple[Target, str]:
    """`entry:<uuid>` → its kind and key; `worksheet` has no key. `UnknownTarget` for anything else."""
    kind, colon, key = name.partition(":")
    target = _REGISTRY.get((of, kind))
    if target is None or target.keyed != bool(colon) or target.keyed != bool(key):
        raise UnknownTarget(name)
    return target, key


def row_id(key: str) -> UUID:
    """The id in a target's key, in its one spelling."""
    try:
        parsed = UUID(key)
    except ValueError:
        raise UnknownTarget(key) from None
    if str(parsed) != key:
        raise UnknownTarget(key)
    return parsed


def json_value(value: Any) -> Any:
    """A field's value as it stands in the log and in answers."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
