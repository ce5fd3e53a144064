"""A whole page as one plain form: what was typed becomes changes, and what failed is shown again with its text.

Controls are named `<target>|<field>`; `base|<target>` holds the version that the page showed; `new|<item>.<prompt>`
is the box for another entry and `new-party|<role>` that for another person. A control that nobody touched is no
change, also when somebody else has changed its field in the meantime.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from quadrants.controls import in_words
from quadrants.enums import PartyRole
from quadrants.forms.fields import whole_number
from quadrants.models import Action, Worksheet
from quadrants.services import saving
from quadrants.services.content import STEP
from quadrants.services.saving import Change, Outcome
from quadrants.services.targets import resolve
from quadrants.text import normalised

if TYPE_CHECKING:
    from accounts.models import User
    from quadrants.document import WorksheetDocument


@dataclass(slots=True)
class Problem:
    """What was typed into a control and is not saved, why, and what stands there instead."""

    typed: str
    message: str
    theirs: str = ""


@dataclass(slots=True)
class Saved:
    """What became of a posted page: the problems by control, and what was deleted, with its version."""

    problems: dict[str, Problem] = field(default_factory=dict)
    deleted: tuple[str, int] | None = None

    @property
    def typed(self) -> dict[str, str]:
        """The texts that were not saved, by control."""
        return {control: problem.typed for control, problem in self.problems.items()}


def save_page(*, worksheet: Worksheet, user: User, document: WorksheetDocument, post: QueryDict) -> Saved:
    """Saves all that was changed on a page, then does what its button asks (`do`)."""
    saved, records = Saved(), _records(document)
    versions = {target: _base(post, target, record.version) for target, record in records.items()}
    for control, typed, change in [*_changes(worksheet, records, versions, post), *_creations(post)]:
        outcome = saving.save(subject_id=worksheet.pk, user=user, change=change)
        if outcome.saved:
            versions[change.target] = outcome.version
        else:
            _note(saved, control, typed, outcome, document)
    change = None if saved.problems else _asked(document, versions, post.get("do", ""))
    if change:
        outcome = saving.save(subject_id=worksheet.pk, user=user, change=change)
        if not outcome.saved:
            _note(saved, "do", "", outcome, document)
        elif change.action == Action.DELETE:
            saved.deleted = (change.target, outcome.version)
    return saved


def _base(post: QueryDict, target: str, current: int) -> int:
    """The version that the page showed; the current one where it does not say."""
    shown = whole_number(post.get(f"base|{target}", ""))
    return current if shown is None else shown


def _records(document: WorksheetDocument) -> dict[str, Any]:
    return {
        "worksheet": document.worksheet,
        **{f"entry:{entry.id}": entry for entry in document.entries},
        **{f"party:{party.id}": party for party in document.parties},
        **{f"item:{item.item}": item for item in document.items},
        **{f"strategy:{plan.strategy}": plan for plan in document.strategies},
    }


def _changes(
    worksheet: Worksheet, records: Mapping[str, Any], versions: Mapping[str, int], post: QueryDict
) -> Iterator[tuple[str, str, Change]]:
    """One change for each control that was touched."""
    for control in post:
        target, _bar, name = control.partition("|")
        if target not in records or whole_number(post.get(f"base|{target}", "")) is None:
            continue
        before = _shown(worksheet, records[target], target, versions[target])
        value = post.getlist(control) if isinstance(before.get(name), list | tuple) else post.get(control)
        if name in before and _plain(before[name]) == _plain(value):
            continue
        fields = _place(value) if name == "place" else {name: value}
        if name == "place" and all(before.get(part) == chosen for part, chosen in fields.items()):
            continue
        change = Change(target=target, base=versions[target], fields=fields, plain=True)
        yield control, post.get(control, ""), change


def _shown(worksheet: Worksheet, record: Any, target: str, base: int) -> dict[str, Any]:
    """What the page showed: the record as it is, or as it was when the page was made."""
    if base == record.version:
        return {name: getattr(record, name) for name in record.__dataclass_fields__}
    return saving.fields_at(subject=worksheet, target=target, version=base)


def _place(value: str) -> dict[str, str]:
    item, _dot, prompt = value.partition(".")
    return {"item": item, "prompt": prompt}


def _plain(value: Any) -> Any:
    """A value as a control sends it."""
    if isinstance(value, list | tuple):
        return sorted(filter(None, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else normalised(str(value))


def _creations(post: QueryDict) -> Iterator[tuple[str, str, Change]]:
    """One new entry or party for each line that was typed into a box for new ones."""
    for control in post:
        kind, _bar, place = control.partition("|")
        for text in filter(None, map(str.strip, post.get(control, "").splitlines())):
            if kind == "new":
                yield control, text, _creation("entry", {**_place(place), "text": text})
            elif kind == "new-party" and place in PartyRole.values:
                yield control, text, _creation("party", {"name": text, "roles": [place]})


def _creation(kind: str, fields: dict[str, Any]) -> Change:
    return Change(target=f"{kind}:{uuid.uuid4()}", base=0, fields=fields, plain=True)


def _note(saved: Saved, control: str, typed: str, outcome: Outcome, document: WorksheetDocument) -> None:
    """Keeps what could not be saved; the lines of one box that failed stay together in it."""
    message = " ".join([outcome.message, *outcome.fields.values()])
    if control in saved.problems:
        saved.problems[control].typed += f"\n{typed}"
        return
    target, _bar, name = control.partition("|")
    theirs = outcome.clash.get("theirs", {}) if outcome.clash else {}
    shown = in_words(resolve(target)[0].form.base_fields[name], theirs[name], document) if name in theirs else ""
    saved.problems[control] = Problem(typed, message, shown)


def _asked(document: WorksheetDocument, versions: Mapping[str, int], do: str) -> Change | None:
    """What a button asks: `delete <target>`, `restore <target> <version>`, `up <id>`, `down <id>`, `sheet <id>`,
    `use <item>`, `drop <item>`."""
    verb, _space, rest = do.partition(" ")
    if verb == "delete" and rest in versions:
        return Change(target=rest, base=versions[rest], action=Action.DELETE)
    if verb == "restore":
        target, _space, version = rest.partition(" ")
        return Change(target=target, base=whole_number(version) or 0, action=Action.RESTORE)
    if verb in ("use", "drop") and f"item:{rest}" in versions:
        return Change(target=f"item:{rest}", base=versions[f"item:{rest}"], fields={"in_use": verb == "use"})
    if verb in ("up", "down", "sheet") and f"entry:{rest}" in versions:
        fields = _next_mark(document, rest) if verb == "sheet" else _moved(document, rest, verb)
        return Change(target=f"entry:{rest}", base=versions[f"entry:{rest}"], fields=fields) if fields else None
    return None


def _next_mark(document: WorksheetDocument, entry_id: str) -> dict[str, Any]:
    """*On the sheet* goes from unset to yes, to no, and back to unset."""
    entry = next(entry for entry in document.entries if str(entry.id) == entry_id)
    return {"on_sheet": {None: True, True: False, False: None}[entry.on_sheet]}


def _moved(document: WorksheetDocument, entry_id: str, direction: str) -> dict[str, Any]:
    """The place one step up or down among the entries of the prompt; nothing at the end of the list."""
    entry = next(entry for entry in document.entries if str(entry.id) == entry_id)
    row = list(document.entries_of(entry.item, entry.prompt))
    place = row.index(entry)
    goal = place - 1 if direction == "up" else place + 1
    if not 0 <= goal < len(row):
        return {}
    positions = [other.position for other in row]
    outer = goal - 1 if direction == "up" else goal + 1
    beyond = positions[outer] if 0 <= outer < len(row) else positions[goal] + (-STEP if direction == "up" else STEP)
    return {"position": (positions[goal] + beyond) / 2}
