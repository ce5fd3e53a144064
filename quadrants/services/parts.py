"""What all parts of a worksheet that are listed have in common as editable kinds: their ids, fields and places."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from quadrants.models import Worksheet
from quadrants.services.targets import Saving, Target, UnknownTarget, nothing, row_id

if TYPE_CHECKING:
    from quadrants.forms.change import ChangeForm

# Distance between the places of neighbours: a move takes the middle, so one row changes.
STEP = 1024.0
BOOKKEEPING = frozenset({"id", "worksheet", "version", "created_at", "changed_at", "deleted_at", "archived_at"})


def fields_of(model: type, *left_out: str) -> tuple[str, ...]:
    """The recorded fields of a model: all but its keys and bookkeeping."""
    return tuple(field.name for field in model._meta.concrete_fields if field.name not in BOOKKEEPING | set(left_out))


def next_position(rows: Any) -> float:
    """The place after the last of these rows."""
    last = rows.aggregate(last=Max("position"))["last"]
    return STEP if last is None else last + STEP


def place_last(change: Saving) -> None:
    """Gives a new part the place after the last of its kind on the worksheet."""
    if change.creating and "position" not in change.sent:
        siblings = type(change.row).objects.filter(worksheet=change.subject.pk, deleted_at__isnull=True)
        change.row.position = next_position(siblings)


def part_target(
    kind: str,
    model: type[Any],
    form: type[ChangeForm],
    *,
    before_save: Callable[[Saving], None] = place_last,
    after_save: Callable[[Saving], None] = nothing,
) -> Target:
    """The editable kind of the rows of a model that belong to a worksheet; the key is their id."""

    def find(worksheet: Worksheet, key: str) -> Any:
        return model.objects.filter(worksheet=worksheet, pk=row_id(key)).first()

    def blank(worksheet: Worksheet, key: str) -> Any:
        if model.objects.filter(pk=row_id(key)).exists():
            raise UnknownTarget(key)  # somebody else's
        return model(pk=row_id(key), worksheet=worksheet)

    return Target(
        kind=kind,
        form=form,
        fields=fields_of(model),
        find=find,
        blank=blank,
        deletable=True,
        before_save=before_save,
        after_save=after_save,
    )
