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

from quadrants.enums import PartyRole
from quadrants.models import Action, Worksheet
from quadrants.services import saving
from quadrants.services.saving import Change, Outcome
from quadrants.text import normalised

if TYPE_CHECKING:
    from accounts.models import User
    from quadrants.document import WorksheetDocument

MOST_CONTROLS = 4000


@dataclass(frozen=True, slots=True)
class Problem:
    """A change that was not saved: the control it came from, what was typed, and why."""

    control: str
    typed: str
    message: str
    theirs: str = ""


@dataclass(slots=True)
class Saved:
    """What became of a posted page."""

    problems: list[Problem] = field(default_factory=list)
    deleted: tuple[str, int] | None = None

    def typed(self) -> dict[str, str]:
        """The texts that were not saved, by control."""
        return {problem.control: problem.typed for problem in self.problems}


def save_page(*, worksheet: Worksheet, user: User, document: WorksheetDocument, post: QueryDict) -> Saved:
    """Saves all that was changed on a page, then does what its button asks (`do`)."""
    saved, versions = Saved(), _versions(document)
    for control, change in [*_changes(worksheet, document, post, versions), *_creations(post)]:
        outcome = saving.save(worksheet_id=worksheet.pk, user=user, change=change)
        if outcome.saved:
            versions[change.target] = outcome.version
        else:
            saved.problems.append(_problem(control, post, outcome))
    if not saved.problems:
        _act(worksheet, user, document, versions, post.get("do", ""), saved)
    return saved


def _versions(document: WorksheetDocument) -> dict[str, int]:
    return {
        "worksheet": document.worksheet.version,
        **{f"entry:{entry.id}": entry.version for entry in document.entries},
        **{f"party:{party.id}": party.version for party in document.parties},
        **{f"item:{item.item}": item.version for item in document.items},
        **{f"strategy:{plan.strategy}": plan.version for plan in document.strategies},
    }


def _records(document: WorksheetDocument) -> dict[str, Any]:
    return {
        **{f"entry:{entry.id}": entry for entry in document.entries},
        **{f"party:{party.id}": party for party in document.parties},
        **{f"item:{item.item}": item for item in document.items},
        **{f"strategy:{plan.strategy}": plan for plan in document.strategies},
    }


def _changes(
    worksheet: Worksheet, document: WorksheetDocument, post: QueryDict, versions: Mapping[str, int]
) -> Iterator[tuple[str, Change]]:
    """One change for each control that was touched."""
    records = _records(document)
    for control in list(post)[:MOST_CONTROLS]:
        target, bar, name = control.partition("|")
        base = post.get(f"base|{target}", "")
        if not bar or target not in records or not base.isdigit() or len(base) > 9:
            continue
        before = _shown(worksheet, records[target], target, int(base))
        value = post.getlist(control) if isinstance(before.get(name), list | tuple) else post.get(control)
        if name in before and _plain(before[name]) == _plain(value):
            continue
        fields = _place(value) if name == "place" else {name: value}
        if name == "place" and all(before.get(part) == chosen for part, chosen in fields.items()):
            continue
        yield control, Change(target=target, base=int(base), fields=fields, plain=True)


def _shown(worksheet: Worksheet, record: Any, target: str, base: int) -> dict[str, Any]:
    """What the page showed: the record as it is, or as it was when the page was made."""
    if base == record.version:
        return {name: getattr(record, name) for name in record.__dataclass_fields__}
    return saving.fields_at(worksheet=worksheet, target=target, version=base)


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


def _creations(post: QueryDict) -> Iterator[tuple[str, Change]]:
    """One new entry for each line that was typed into a box for new ones."""
    for control in list(post)[:MOST_CONTROLS]:
        kind, _bar, place = control.partition("|")
        for text in filter(None, map(str.strip, post.get(control, "").splitlines())):
            if kind == "new":
                yield control, _creation("entry", {**_place(place), "text": text})
            elif kind == "new-party" and place in PartyRole.values:
                yield control, _creation("party", {"name": text, "roles": [place], "side": _side(place)})


def _side(role: str) -> str:
    return "neither" if role == PartyRole.THIRD_PARTY else "theirs"


def _creation(kind: str, fields: dict[str, Any]) -> Change:
    return Change(target=f"{kind}:{uuid.uuid4()}", base=0, fields=fields, plain=True)


def _problem(control: str, post: QueryDict, outcome: Outcome) -> Problem:
    message = " ".join([outcome.message, *outcome.fields.values()])
    theirs = outcome.clash.get("theirs", {}).get(control.partition("|")[2], "") if outcome.clash else ""
    return Problem(control, post.get(control, ""), message, str(theirs or ""))


def _act(
    worksheet: Worksheet,
    user: User,
    document: WorksheetDocument,
    versions: dict[str, int],
    do: str,
    saved: Saved,
) -> None:
    """What a button asks: `delete <target>`, `restore <target> <version>`, `up <id>`, `down <id>`, `sheet <id>`,
    `use <item>`, `drop <item>`."""
    verb, _space, rest = do.partition(" ")
    change = None
    if verb == "delete" and rest in versions:
        change = Change(target=rest, base=versions[rest], action=Action.DELETE)
    elif verb == "restore":
        target, _space, version = rest.partition(" ")
        change = Change(target=target, base=int(version) if version.isdigit() else 0, action=Action.RESTORE)
    elif verb in ("use", "drop") and f"item:{rest}" in versions:
        change = Change(target=f"item:{rest}", base=versions[f"item:{rest}"], fields={"in_use": verb == "use"})
    elif verb in ("up", "down", "sheet") and f"entry:{rest}" in versions:
        fields = _next_mark(document, rest) if verb == "sheet" else _moved(document, rest, verb)
        change = Change(target=f"entry:{rest}", base=versions[f"entry:{rest}"], fields=fields) if fields else None
    if change is None:
        return
    outcome = saving.save(worksheet_id=worksheet.pk, user=user, change=change)
    if not outcome.saved:
        saved.problems.append(Problem("do", "", " ".join([outcome.message, *outcome.fields.values()])))
    elif verb == "delete":
        saved.deleted = (change.target, outcome.version)


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
    beyond = positions[outer] if 0 <= outer < len(row) else positions[goal] + (-1024 if direction == "up" else 1024)
    return {"position": (positions[goal] + beyond) / 2}
