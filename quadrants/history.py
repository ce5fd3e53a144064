"""What happened to a worksheet: its log told as people would, one step for each person, field and ten minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from quadrants.models import Action, Edit, Outcome, Worksheet
from quadrants.plan.content import Worked

WINDOW = timedelta(minutes=10)
# Places among neighbours say nothing to a reader, and the item of a line is told with its question.
UNTOLD = frozenset({"position", "item"})
# The fields that people write in, in their own words.
TEXTS = frozenset({"text", "name", "title", "table_title", "table_name", "summary", "how", "lesson", "person"})
TEXTS |= {"source", "answer", "risk_removed", "needs_agreement"}
# What tells that a line or somebody is new.
MAIN = ("text", "name")
# What one consents to when something is put on the table.
CONSENTED = frozenset({"text", "item", "prompt", "name", "table_name"})
Values = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Passed:
    """A text that stood for a while, and where it stands in the log."""

    edit: int
    text: str


@dataclass(slots=True)
class Step:
    """One field of one target, changed by one person within ten minutes: from `before` to `after`, which stands in the
    log as `edit`. A deletion or a return has no field. A text that lost against another was not `chosen`.

    `passed` are the texts that stood in between and are in none of the later ones. `origin` is the edit that holds what
    was before, where no other step does: as the worksheet began.
    """

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
    chosen: bool = True
    passed: list[Passed] = field(default_factory=list)
    origin: int = 0

    @property
    def changed(self) -> bool:
        return self.action != Action.CHANGE or self.before != self.after or bool(self.passed)

    def goes_on(self, edit: int, at: datetime, after: Any) -> None:
        """The same person has changed it once more. Of the texts until now those stay in sight that are part of no
        other one: of what is typed letter by letter nothing but the end."""
        stood = [*self.passed, Passed(self.edit, self.after)] if self.field in TEXTS and self.after else self.passed
        self.edit, self.at, self.after = edit, at, after
        others = [str(self.before), str(after)]
        self.passed = []
        for one in reversed(stood):
            if not any(one.text in other for other in others):
                self.passed.insert(0, one)
                others.append(one.text)


def steps(worksheet: Worksheet, item: str = "") -> list[Step]:
    """All steps, the newest first; of one item only, if its code is given."""
    told: list[Step] = []
    latest: dict[tuple[str, str], Step] = {}
    values: Values = {}
    began: dict[tuple[str, str], int] = {}
    for edit in _log(worksheet, (Outcome.ACCEPTED, Outcome.CONFLICT)).select_related("user"):
        if edit.outcome == Outcome.CONFLICT:
            told += _lost(edit, values, latest)
            continue
        if edit.action == Action.MADE:
            began |= {(edit.target, name): edit.pk for name in edit.fields}
        for name, before, after in _changes(edit, values):
            step = latest.get((edit.target, name))
            if step and step.user == edit.user_id and edit.at - step.began <= WINDOW and edit.action == step.action:
                step.goes_on(edit.pk, edit.at, after)
                continue
            made = latest[edit.target, name] = _step(edit, values, name, before, after)
            made.origin = began.pop((edit.target, name), 0)
            told.append(made)
    told = [step for step in told if step.changed and not _chosen_later(step, latest) and item in ("", step.item)]
    return sorted(told, key=lambda step: step.edit, reverse=True)


def _chosen_later(step: Step, latest: dict[tuple[str, str], Step]) -> bool:
    """Whether a text that lost was chosen after all and stands now."""
    stands = latest.get((step.target, step.field))
    return not step.chosen and stands is not None and stands.edit > step.edit and stands.after == step.after


def _step(edit: Edit, values: Values, name: str, before: Any, after: Any, chosen: bool = True) -> Step:
    person = edit.user.display_name if edit.user else ""
    place = values.get(edit.target, {}).get("item") or edit.target.partition(":")[2]
    return Step(
        edit.pk, person, edit.user_id, edit.at, edit.at, edit.target, place, name, edit.action, before, after, chosen
    )


def _lost(edit: Edit, values: Values, latest: dict[tuple[str, str], Step]) -> Iterator[Step]:
    """The texts that lost against others. What comes after each is a step of its own: both stay in sight."""
    for name, after in edit.fields.items():
        latest.pop((edit.target, name), None)
        if name not in UNTOLD:
            yield _step(edit, values, name, values.get(edit.target, {}).get(name), after, chosen=False)


def _changes(edit: Edit, values: Values) -> Iterator[tuple[str, Any, Any]]:
    """The fields that an edit changed, with what was there before; keeps `values` up to date."""
    before = dict(values.get(edit.target, {}))
    values.setdefault(edit.target, {}).update(edit.fields)
    if edit.action == Action.MADE:
        return
    if edit.action != Action.CHANGE:
        yield "", before.get("text") or before.get("name", ""), ""
    told = edit.fields if before else {name: edit.fields[name] for name in MAIN if name in edit.fields} or edit.fields
    for name, after in told.items():
        was = before.get(name, _nothing(after))
        if name in UNTOLD or was == after:
            continue
        if name == "prompt":
            was, after = _question(before), _question(values[edit.target])
        yield name, was, after


def lapsed(worksheet: Worksheet) -> frozenset[str]:
    """The targets that were on the table for the other side to read until they became another text, or somebody else,
    and that nobody has put there again. Taking one off by hand is no lapse."""
    there: set[str] = set()
    found: set[str] = set()
    edits = _log(worksheet).filter(fields__has_key="on_table")
    for target, action, fields in edits.values_list("target", "action", "fields"):
        if fields["on_table"]:
            there.add(target)
            found.discard(target)
        elif target in there:
            there.discard(target)
            if action == Action.RESTORE or CONSENTED & fields.keys():
                found.add(target)
    return frozenset(found)


def _question(values: dict[str, Any]) -> str:
    """Where a line stands, as `item.prompt`."""
    return f"{values['item']}.{values['prompt']}"


def _nothing(value: Any) -> Any:
    """What a field of this kind holds before anybody wrote: a new part is told by what was said of it only."""
    return {str: "", bool: False, list: [], type(None): None}.get(type(value))


def _log(worksheet: Worksheet, outcomes: tuple[str, ...] = (Outcome.ACCEPTED,)) -> Any:
    return Edit.objects.filter(subject_id=worksheet.pk, outcome__in=outcomes).order_by("id")


def days(worksheet: Worksheet) -> tuple[Worked, ...]:
    """Who worked on it on which day, in the active time zone, and how much, in one query; the first day first."""
    made = Q(action=Action.MADE)
    rows = _log(worksheet).order_by().values("user", "user__name", "user__email", day=TruncDate("at"))
    rows = rows.annotate(begun=Count("id", filter=made), changed=Count("target", distinct=True, filter=~made))
    return tuple(Worked(row["day"], _called(row), row["begun"], row["changed"]) for row in rows.order_by("day", "user"))


def _called(row: dict[str, Any]) -> str:
    """As `User.display_name`; empty for somebody whose account is gone."""
    if row["user"] is None:
        return ""
    return row["user__name"] or row["user__email"] or _("Guest")


def as_of(worksheet: Worksheet, edit_id: int) -> dict[str, tuple[dict[str, Any], bool]]:
    """Every target as it stood after an edit: its fields, and whether it was deleted then."""
    found: dict[str, tuple[dict[str, Any], bool]] = {}
    for edit in _log(worksheet).filter(id__lte=edit_id):
        fields, _deleted = found.get(edit.target, ({}, False))
        found[edit.target] = ({**fields, **edit.fields}, edit.action == Action.DELETE)
    return found
