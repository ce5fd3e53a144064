"""What happened to a worksheet: its log told as people would, one step for each person, field and ten minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any

from quadrants.models import Action, Edit, Outcome, Worksheet

WINDOW = timedelta(minutes=10)
# Places among neighbours say nothing to a reader, and the item of a line is told with its question.
UNTOLD = frozenset({"position", "item"})
WORDS = re.compile("[\u2e80-\u9fff\uf900-\uffef]|[^\\s\u2e80-\u9fff\uf900-\uffef]+|\\s+")
# What tells that a line or somebody is new.
MAIN = ("text", "name")
Values = dict[str, dict[str, Any]]


@dataclass(slots=True)
class Step:
    """One field of one target, changed by one person within ten minutes: from `before` to `after`, which stands in the
    log as `edit`. A deletion or a return has no field."""

    edit: int
    person: str
    user: int | None
    began: datetime
    at: datetime
    target: str
    item: str
    field: str
    action: str
    before: Any
    after: Any

    @property
    def changed(self) -> bool:
        return self.action != Action.CHANGE or self.before != self.after


def steps(worksheet: Worksheet, item: str = "") -> list[Step]:
    """All steps, the newest first; of one item only, if its code is given."""
    told: list[Step] = []
    latest: dict[tuple[str, str], Step] = {}
    values: Values = {}
    for edit in _log(worksheet).select_related("user"):
        for field, before, after in _changes(edit, values):
            step = latest.get((edit.target, field))
            if step and step.user == edit.user_id and edit.at - step.began <= WINDOW and edit.action == step.action:
                step.edit, step.at, step.after = edit.pk, edit.at, after
                continue
            person = edit.user.display_name if edit.user else ""
            place = values.get(edit.target, {}).get("item") or edit.target.partition(":")[2]
            step = Step(
                edit.pk, person, edit.user_id, edit.at, edit.at, edit.target, place, field, edit.action, before, after
            )
            latest[edit.target, field] = step
            told.append(step)
    return [step for step in reversed(told) if step.changed and (not item or step.item == item)]


def _changes(edit: Edit, values: Values) -> Iterator[tuple[str, Any, Any]]:
    """The fields that an edit changed, with what was there before; keeps `values` up to date."""
    before = dict(values.get(edit.target, {}))
    values.setdefault(edit.target, {}).update(edit.fields)
    if edit.action == Action.MADE:
        return
    if edit.action != Action.CHANGE:
        yield "", before.get("text") or before.get("name", ""), ""
    told = edit.fields if before else {name: edit.fields[name] for name in MAIN if name in edit.fields} or edit.fields
    for field, after in told.items():
        was = before.get(field, _nothing(after))
        if field in UNTOLD or was == after:
            continue
        if field == "prompt":
            was, after = _question(before), _question(values[edit.target])
        yield field, was, after


def _question(values: dict[str, Any]) -> str:
    """Where a line stands, as `item.prompt`."""
    return f"{values['item']}.{values['prompt']}"


def _nothing(value: Any) -> Any:
    """What a field of this kind holds before anybody wrote: a new part is told by what was said of it only."""
    return {str: "", bool: False, list: [], type(None): None}.get(type(value))


def _log(worksheet: Worksheet, until: int | None = None) -> Any:
    accepted = Edit.objects.filter(subject_id=worksheet.pk, outcome=Outcome.ACCEPTED).order_by("id")
    return accepted if until is None else accepted.filter(id__lte=until)


def as_of(worksheet: Worksheet, edit_id: int) -> dict[str, tuple[dict[str, Any], bool]]:
    """Every target as it stood after an edit: its fields, and whether it was deleted then."""
    found: dict[str, tuple[dict[str, Any], bool]] = {}
    for edit in _log(worksheet, until=edit_id):
        fields, _deleted = found.get(edit.target, ({}, False))
        found[edit.target] = ({**fields, **edit.fields}, edit.action == Action.DELETE)
    return found


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """Two texts word by word: ("same" | "gone" | "new", words), in reading order."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    told = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            told.append(("same", "".join(old[a:b])))
            continue
        told += [("gone", "".join(old[a:b]))] if b > a else []
        told += [("new", "".join(new[c:d]))] if d > c else []
    return told
