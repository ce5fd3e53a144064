"""What happened to a worksheet: its log told as people would, one step for each person, field and ten minutes."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from quadrants.models import Action, Edit, Outcome, Worksheet
from quadrants.plan.content import Worked
from strategies.hints import hint_item

WINDOW = timedelta(minutes=10)
# Places among neighbours say nothing to a reader, and the item of a line is told with its question; what is chosen in a
# deal is told by the name of its package.
UNTOLD = frozenset({"position", "item", "issue", "choices"})
# The fields that people write in, in their own words.
TEXTS = frozenset({"text", "name", "title", "table_title", "table_name", "summary", "how", "lesson", "person"})
TEXTS |= {"reason", "source", "answer", "risk_removed", "needs_agreement"}
# What tells that a line or somebody is new.
MAIN = ("text", "name")
# What one consents to when something is put on the table.
CONSENTED = frozenset({"text", "item", "prompt", "name", "table_name"})
ACCEPTED = Q(outcome=Outcome.ACCEPTED)
# All that the history tells: what was accepted, what lost or came late, and that something was restored.
TOLD = Q(outcome__in=(Outcome.ACCEPTED, Outcome.CONFLICT, Outcome.GONE)) | Q(action=Action.TAKEN_BACK)
Values = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Passed:
    """A text that stood for a while, and where it stands in the log."""

    edit: int
    text: str


@dataclass(slots=True)
class Step:
    """One field of one target, changed by one person within ten minutes: from `before` to `after`, which stands in the
    log as `edit`. A deletion or a return has no field. A text that lost against another was not `chosen`; one that came
    `late` was written for what somebody had deleted.

    What was restored is a step of its own: `restoring` is the edit that says so. The whole worksheet is restored in one
    step without a field, from the state after the edit `origin` to the one that stood at the moment `after`; that is
    None where such a step was undone.

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
    late: bool = False
    restoring: int = 0
    passed: list[Passed] = field(default_factory=list)
    origin: int = 0

    @property
    def whole(self) -> bool:
        return self.action == Action.TAKEN_BACK

    def is_joined_by(self, edit: Edit, restoring: int) -> bool:
        """Whether the same person goes on with it."""
        same = (self.user, self.action, self.restoring) == (edit.user_id, edit.action, restoring)
        return same and edit.at - self.began <= WINDOW

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
    telling = _Telling(list(_log(worksheet, TOLD).select_related("user")), item)
    told = (step for step in telling.told if step.changed and not telling.chosen_later(step))
    return sorted((step for step in told if item in ("", step.item)), key=lambda step: step.edit, reverse=True)


class _Telling:
    """The log of a worksheet as steps, `told` in the order in which they began."""

    def __init__(self, edits: list[Edit], item: str) -> None:
        self.item = item
        self.values: Values = {}
        self.told: list[Step] = []
        self.latest: dict[tuple[str, str], Step] = {}
        self.late: dict[tuple[str, str], Step] = {}
        # The edit with which a field began, as long as no step has changed it.
        self.began: dict[tuple[str, str], int] = {}
        self.moments = {edit.pk: edit.at for edit in edits}
        self.restorings = [edit for edit in edits if edit.action == Action.TAKEN_BACK]
        self.touched: set[str] = set()
        tell = {Outcome.CONFLICT: self._lost, Outcome.GONE: self._late, Outcome.EQUAL: self._restored}
        for edit in edits:
            tell.get(edit.outcome, self._changed)(edit)

    def chosen_later(self, step: Step) -> bool:
        """Whether a text that lost was chosen after all and stands now."""
        stands = self.latest.get((step.target, step.field))
        return not step.chosen and stands is not None and stands.edit > step.edit and stands.after == step.after

    def _changed(self, edit: Edit) -> None:
        if edit.action == Action.MADE:
            self.began |= {(edit.target, name): edit.pk for name in edit.fields}
        restoring = self._restoring(edit)
        for name, before, after in _changes(edit, self.values):
            place = edit.target, name
            step = self.latest.get(place)
            if step and step.is_joined_by(edit, restoring.pk if restoring else 0):
                step.goes_on(edit.pk, edit.at, after)
                continue
            made = self.latest[place] = self._step(edit, name, before, after)
            made.origin = self.began.pop(place, 0)
            if restoring:
                made.restoring = restoring.pk
            if restoring and restoring.fields["whole"]:
                self.touched.add(made.item)
            else:
                self.told.append(made)

    def _restoring(self, edit: Edit) -> Edit | None:
        """The edit that says of this one that it is part of a restoring."""
        place = bisect(self.restorings, edit.pk, key=lambda one: one.pk)
        end = self.restorings[place] if place < len(self.restorings) else None
        return end if end and edit.pk > end.fields["since"] else None

    def _restored(self, edit: Edit) -> None:
        """A restoring has been read. That of a whole worksheet is one step, told of each item that it changed."""
        if edit.fields["whole"]:
            told = self._step(edit, "", None, None)
            told.item, told.origin = self.item if self.item in self.touched else "", edit.fields["since"]
            told.after = None if edit.fields["undone"] else self.moments.get(edit.fields["as_of"])
            self.told.append(told)
        self.touched = set()

    def _lost(self, edit: Edit) -> None:
        """The texts that lost against others. What comes after each is a step of its own: both stay in sight."""
        for name, after in edit.fields.items():
            self.latest.pop((edit.target, name), None)
            if name not in UNTOLD:
                before = self.values.get(edit.target, {}).get(name)
                self.told.append(self._step(edit, name, before, after, chosen=False))

    def _late(self, edit: Edit) -> None:
        """The texts for what somebody had deleted. Pages send one again each time they are opened: it is told once."""
        for name, after in edit.fields.items():
            place, before = (edit.target, name), self.values.get(edit.target, {}).get(name)
            step = self.late.get(place)
            if name in UNTOLD or after == before:
                continue
            if step and step.user == edit.user_id and (step.after == after or step.is_joined_by(edit, 0)):
                step.goes_on(edit.pk, edit.at, after)
                continue
            self.late[place] = self._step(edit, name, before, after, chosen=False, late=True)
            self.told.append(self.late[place])

    def _step(self, edit: Edit, name: str, before: Any, after: Any, *, chosen: bool = True, late: bool = False) -> Step:
        person = edit.user.display_name if edit.user else ""
        place = _item(edit.target, self.values)
        at, target = edit.at, edit.target
        return Step(
            edit.pk, person, edit.user_id, at, at, target, place, name, edit.action, before, after, chosen, late
        )


def _item(target: str, values: Values) -> str:
    """The item on whose page a target stands: that of an entry or a hint, else an item's own."""
    kind, _colon, key = target.partition(":")
    return values.get(target, {}).get("item") or (hint_item(key) if kind == "hint" else key)


def _changes(edit: Edit, values: Values) -> Iterator[tuple[str, Any, Any]]:
    """The fields that an edit changed, with what was there before; keeps `values` up to date."""
    before = dict(values.get(edit.target, {}))
    values.setdefault(edit.target, {}).update(edit.fields)
    if edit.action == Action.MADE:
        return
    if edit.action != Action.CHANGE:
        between = [before[name] for name in ("who", "whom") if before.get(name)]
        yield "", before.get("text") or before.get("name") or between, ""
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


def _log(worksheet: Worksheet, wanted: Q = ACCEPTED) -> Any:
    return Edit.objects.filter(wanted, subject_id=worksheet.pk).order_by("id")


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
