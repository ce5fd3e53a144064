"""The pages of a worksheet as plain forms.

Besides the controls that `quadrants.views.plain` knows, `new|<item>.<prompt>` is the box for another entry and
`new-party|<role>` that for another person; `new-influence|<field>` is the row for who sways whom; `<target>|place`
holds item and question of an entry in one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from quadrants.controls import in_words
from quadrants.document import WorksheetDocument
from quadrants.enums import PartyRole, PlanState
from quadrants.models import Worksheet
from quadrants.services.parts import STEP
from quadrants.services.saving import Change
from quadrants.services.subjects import WORKSHEETS
from quadrants.trades.swaps import in_words as swap_in_words
from quadrants.trades.swaps import swap_of
from quadrants.views.plain import PlainForm, Saved, Typed, creation, deletion
from strategies.hints import HINTS

# The row for another influence: who sways whom, and how much.
NEW_INFLUENCE = "new-influence"

if TYPE_CHECKING:
    from accounts.models import User


def save_page(
    *, worksheet: Worksheet, user: User, document: WorksheetDocument, post: QueryDict, made: Mapping[str, str]
) -> Saved:
    """Saves all that was changed on a page of a worksheet, then does what its button asks. New lines get the fields
    `made` besides their text."""
    form = PlainForm(
        kind=WORKSHEETS,
        subject=worksheet,
        user=user,
        records=_records(document),
        created=lambda post: _creations(document, post, made),
        asked=lambda versions, do: _asked(document, versions, do),
        in_words=lambda field, value: in_words(field, value, document),
        parts=lambda name, value: _place(value) if name == "place" else {name: value},
        beside=lambda change: _beside(document, change),
    )
    return form.save(post)


def _records(document: WorksheetDocument) -> dict[str, Any]:
    return {
        "worksheet": document.worksheet,
        **{f"entry:{entry.id}": entry for entry in document.entries},
        **{f"party:{party.id}": party for party in document.parties},
        **{f"item:{item.item}": item for item in document.items},
        **{f"strategy:{plan.strategy}": plan for plan in document.strategies},
        **{f"hint:{words.code}": document.hint(words.code) for words in HINTS},
        **{f"influence:{influence.id}": influence for influence in document.influences},
    }


def _place(value: str) -> dict[str, str]:
    item, _dot, prompt = value.partition(".")
    return {"item": item, "prompt": prompt}


def _creations(document: WorksheetDocument, post: QueryDict, made: Mapping[str, str]) -> Iterator[Typed]:
    """One new entry or party for each line that was typed into a box for new ones, and who sways whom."""
    if post.get(f"{NEW_INFLUENCE}|who") or post.get(f"{NEW_INFLUENCE}|whom"):
        yield _new_influence(document, post)
    for control in post:
        kind, _bar, place = control.partition("|")
        for text in filter(None, map(str.strip, post.get(control, "").splitlines())):
            if kind == "new":
                yield control, text, creation("entry", {**_place(place), **made, "text": text})
            elif kind == "new-party" and place in PartyRole.values:
                yield control, text, creation("party", {"name": text, "roles": [place]})


def _new_influence(document: WorksheetDocument, post: QueryDict) -> Typed:
    """What was chosen in the row for a new influence; for two of whom it is known, how much it is now. Nothing of that
    was typed: the page keeps it chosen."""
    fields = {name: post.get(f"{NEW_INFLUENCE}|{name}", "") for name in ("who", "whom", "strength")}
    pair = fields["who"], fields["whom"]
    known = next((one for one in document.influences if (str(one.who), str(one.whom)) == pair), None)
    if known:
        change = Change(target=f"influence:{known.id}", base=known.version, fields={"strength": fields["strength"]})
        return f"{NEW_INFLUENCE}|strength", "", replace(change, plain=True)
    return f"{NEW_INFLUENCE}|who", "", creation("influence", fields)


def _beside(document: WorksheetDocument, change: Change) -> Change | None:
    """The text of a line as another line behind it; None for all that is no line."""
    entry = next((entry for entry in document.entries if f"entry:{entry.id}" == change.target), None)
    if entry is None or change.fields.keys() != {"text"}:
        return None
    row = document.entries_of(entry.item, entry.prompt)
    later = [other.position for other in row if other.position > entry.position]
    position = (entry.position + min(later)) / 2 if later else entry.position + STEP
    place = {"item": entry.item, "prompt": entry.prompt, "position": position}
    return creation("entry", {**place, "text": change.fields["text"]})


def _asked(document: WorksheetDocument, versions: Mapping[str, int], do: str) -> Change | None:
    """What a button asks: `delete <target>`, `restore <target> <version>`, `up <id>`, `down <id>`, `sheet <id>`,
    `use <item>`, `drop <item>`, `plan <strategy>`, `aside <rule>`, `again <rule>`, `swap <lines>`."""
    verb, _space, rest = do.partition(" ")
    if verb == "swap":
        return _as_option(document, rest)
    if verb in ("use", "drop") and f"item:{rest}" in versions:
        return Change(target=f"item:{rest}", base=versions[f"item:{rest}"], fields={"in_use": verb == "use"})
    if verb == "plan" and f"strategy:{rest}" in versions:
        fields = {"state": PlanState.PLANNED.value}
        return Change(target=f"strategy:{rest}", base=versions[f"strategy:{rest}"], fields=fields)
    if verb in ("aside", "again") and f"hint:{rest}" in versions:
        return Change(target=f"hint:{rest}", base=versions[f"hint:{rest}"], fields={"aside": verb == "aside"})
    if verb in ("up", "down", "sheet") and f"entry:{rest}" in versions:
        fields = _next_mark(document, rest) if verb == "sheet" else _moved(document, rest, verb)
        return Change(target=f"entry:{rest}", base=versions[f"entry:{rest}"], fields=fields) if fields else None
    return deletion(versions, do)


def _as_option(document: WorksheetDocument, lines: str) -> Change | None:
    """A swap of these lines as an option, unless it is one already."""
    swap = swap_of(document, lines)
    text = swap_in_words(swap, document.worksheet.language) if swap else ""
    if not text or any(entry.text == text for entry in document.entries_of("brainstorm", "options")):
        return None
    return creation("entry", {"item": "brainstorm", "prompt": "options", "text": text})


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
