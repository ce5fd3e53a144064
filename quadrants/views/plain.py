"""A whole page as one plain form: what was typed becomes changes, and what failed is shown again with its text.

Controls are named `<target>|<field>`; `base|<target>` holds the version that the page showed. A control that nobody
touched is no change, also when somebody else has changed its field in the meantime. Where two texts clash the page asks
which one stays: the buttons `mine <control>`, `theirs <control>` and `both <control>` answer that. What else a page can
hold, boxes for new parts and buttons, each kind of subject says for itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils import timezone

from quadrants.forms.fields import Moment, PlainText, whole_number
from quadrants.models import Action
from quadrants.services import saving
from quadrants.services.saving import Change, Outcome
from quadrants.services.subjects import SubjectKind
from quadrants.services.targets import UnknownTarget, resolve
from quadrants.text import normalised, written

if TYPE_CHECKING:
    from accounts.models import User

# A control, what was typed into it, and the change that this asks for.
Typed = tuple[str, str, Change]


@dataclass(slots=True)
class Problem:
    """What was typed into a control and is not saved, why, what stands there instead, and who wrote that: `own` when
    the same person did. `lost` when the page has that control no more, so that the text stands nowhere else on it.
    Where two clash there is a `choice` between them: the name of the control; two texts can `join`."""

    typed: str
    message: str
    theirs: str = ""
    author: str = ""
    lost: bool = False
    own: bool = False
    choice: str = ""
    join: bool = False


@dataclass(slots=True)
class Saved:
    """What became of a posted page: the problems by control, and what was deleted, with its version."""

    problems: dict[str, Problem] = field(default_factory=dict)
    deleted: tuple[str, int] | None = None

    @property
    def typed(self) -> dict[str, str]:
        """The texts that were not saved, by control."""
        return {control: problem.typed for control, problem in self.problems.items()}


@dataclass(frozen=True, kw_only=True)
class PlainForm:
    """What a page of a subject can change. `records` are its parts by target, each with its fields and `version`.

    `created(post)` yields what was typed into boxes for new parts; `asked(versions, do)` is the change that a button
    asks for, given the versions of the parts now, or None; `in_words(field, value)` says a recorded value as a person
    would; `parts(name, value)` are the fields of one control; `beside(change)` keeps a text that clashed as a part of
    its own beside the other one, where that can be, or is None.
    """

    kind: SubjectKind
    subject: models.Model
    user: User
    records: Mapping[str, Any]
    created: Callable[[QueryDict], Iterable[Typed]]
    asked: Callable[[Mapping[str, int], str], Change | None]
    in_words: Callable[[forms.Field, Any], str]
    parts: Callable[[str, Any], dict[str, Any]] = lambda name, value: {name: value}
    beside: Callable[[Change], Change | None] = lambda change: None

    def save(self, post: QueryDict) -> Saved:
        """Saves all that was changed on the page, then does what its button asks (`do`)."""
        saved = Saved()
        versions = {target: _base(post, target, record.version) for target, record in self.records.items()}
        for control, typed, change in self._chosen(post, [*self._changes(versions, post), *self.created(post)]):
            outcome = self._make(change)
            if outcome.saved:
                versions[change.target] = outcome.version
            else:
                self._note(saved, control, typed, outcome)
        change = None if saved.problems else self.asked(versions, post.get("do", ""))
        if change:
            outcome = self._make(change)
            if not outcome.saved:
                self._note(saved, "do", "", outcome)
            elif change.action == Action.DELETE:
                saved.deleted = (change.target, outcome.version)
        return saved

    def _make(self, change: Change) -> Outcome:
        return saving.save(kind=self.kind, subject_id=self.subject.pk, user=self.user, change=change)

    def _chosen(self, post: QueryDict, asked: Iterable[Typed]) -> Iterator[Typed]:
        """What was typed, but for what a button chose between two texts that clashed. What was written into the one
        not chosen since then is kept in the history, too."""
        choice, _space, chosen = post.get("do", "").partition(" ")
        for control, typed, change in asked:
            if control != chosen or choice not in ("theirs", "both"):
                yield control, typed, change
            elif choice == "both" and change.target in self.records:
                yield control, typed, self.beside(change) or self._joined(change)
            elif change.target in self.records:
                self._make(replace(change, base=0))  # older than what the others wrote, so that it cannot win

    def _joined(self, change: Change) -> Change:
        """Both texts in one field, as a person would write who keeps both."""
        shown = self._shown(change.target, change.base)
        both = {name: " / ".join(filter(None, (shown.get(name), str(text)))) for name, text in change.fields.items()}
        return replace(change, fields=both)

    def _changes(self, versions: Mapping[str, int], post: QueryDict) -> Iterator[Typed]:
        """One change for each control that was touched."""
        for control in post:
            target, _bar, name = control.partition("|")
            base = whole_number(post.get(f"base|{target}", ""))
            if base is None or not name:
                continue
            if target not in self.records:
                yield from self._gone(target, base, name, post.get(control, ""))
                continue
            before = self._shown(target, versions[target])
            value = post.getlist(control) if isinstance(before.get(name), list | tuple) else post.get(control)
            fields = self.parts(name, value)
            if any(part not in before or before[part] != _plain(wanted) for part, wanted in fields.items()):
                change = Change(target=target, base=versions[target], fields=fields, plain=True)
                yield control, post.get(control, ""), change

    def _gone(self, target: str, base: int, name: str, typed: str) -> Iterator[Typed]:
        """What was typed into a part that is there no more: asked for all the same, so that its writer hears of it."""
        try:
            before = saving.fields_at(subject=self.subject, target=target, version=base, kind=self.kind)
        except UnknownTarget:
            return
        if name in before and _plain(before[name]) != _plain(typed):
            yield f"{target}|{name}", typed, Change(target=target, base=base, fields={name: typed}, plain=True)

    def _shown(self, name: str, base: int) -> dict[str, Any]:
        """What the controls of a target held on the page: the record as it is, or as it was when the page was made."""
        record, target = self.records[name], resolve(name, self.kind.name)[0]
        if base == record.version:
            values = {part: getattr(record, part) for part in target.fields if hasattr(record, part)}
        else:
            values = saving.fields_at(subject=self.subject, target=name, version=base, kind=self.kind)
        fields = target.form.base_fields
        return {part: _plain(_moment(fields.get(part), value)) for part, value in values.items()}

    def _note(self, saved: Saved, control: str, typed: str, outcome: Outcome) -> None:
        """Keeps what could not be saved; the lines of one box that failed stay together in it."""
        message = " ".join(outcome.fields.values()) or outcome.message
        if control in saved.problems:
            saved.problems[control].typed += f"\n{typed}"
            return
        target, _bar, name = control.partition("|")
        theirs = outcome.clash.get("theirs", {}) if outcome.clash else {}
        problem = saved.problems[control] = Problem(typed, message)
        problem.lost = typed != "" and "|" in control and target not in self.records
        if name in theirs:
            form_field = resolve(target, self.kind.name)[0].form.base_fields[name]
            problem.theirs = self.in_words(form_field, theirs[name])
            problem.author = outcome.clash.get("author", "")
            problem.own = problem.author == self.user.display_name
            problem.choice, problem.join = control, isinstance(form_field, PlainText)


def creation(kind: str, fields: Mapping[str, Any], key: uuid.UUID | None = None) -> Change:
    """A new part, under an id of its own or under `key`."""
    return Change(target=f"{kind}:{key or uuid.uuid4()}", base=0, fields=fields, plain=True)


def deletion(versions: Mapping[str, int], do: str) -> Change | None:
    """What the buttons `delete <target>` and `restore <target> <version>` ask for."""
    verb, _space, rest = do.partition(" ")
    if verb == "delete" and rest in versions:
        return Change(target=rest, base=versions[rest], action=Action.DELETE)
    if verb == "restore":
        target, _space, version = rest.partition(" ")
        return Change(target=target, base=whole_number(version) or 0, action=Action.RESTORE)
    return None


def _base(post: QueryDict, target: str, current: int) -> int:
    """The version that the page showed; the current one where it does not say."""
    shown = whole_number(post.get(f"base|{target}", ""))
    return current if shown is None else shown


def _moment(field: forms.Field | None, value: Any) -> Any:
    """A moment from the log as one."""
    return datetime.fromisoformat(value) if isinstance(field, Moment) and isinstance(value, str) and value else value


def _plain(value: Any) -> Any:
    """A value as a control sends it."""
    if isinstance(value, list | tuple):
        return sorted(filter(None, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, float):
        return written(value)
    return "" if value is None else normalised(str(value))
