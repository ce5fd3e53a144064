"""Takes answers of a filled form over into a worksheet: each passes the form and the one way to save that a change
passes, all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from quadrants.catalogue import CATALOGUE
from quadrants.document import WorksheetDocument
from quadrants.enums import Depth, PlanState
from quadrants.form.found import Line
from quadrants.loading import load_document
from quadrants.models import Worksheet
from quadrants.services import saving
from quadrants.services.saving import Change
from quadrants.services.worksheets import create_worksheet

if TYPE_CHECKING:
    from accounts.models import User


class NotTaken(Exception):
    """An answer was refused, and nothing was written; `line` is its text and the message says why."""

    def __init__(self, line: str, message: str) -> None:
        super().__init__(line, message)
        self.line, self.message = line, message


@dataclass
class Taken:
    """What came of it: the worksheet, how many answers it got, and how many stood there already."""

    worksheet: Worksheet
    written: int = 0
    there: int = 0


def take_into_new(
    *,
    user: User,
    title: str,
    language: str,
    meeting_at: datetime | None,
    lines: Iterable[Line],
    strategies: Iterable[str],
) -> Taken:
    """A new worksheet with these answers. It is a full prep as soon as one lies outside a quick one."""
    lines = list(lines)
    full = any(not CATALOGUE.item(line.item).quick for line in lines)
    with transaction.atomic():
        worksheet = create_worksheet(
            user=user,
            title=title,
            language=language,
            depth=Depth.FULL if full else Depth.QUICK,
            meeting_at=meeting_at,
        )
        return take_over(user=user, worksheet=worksheet, lines=lines, strategies=strategies)


@transaction.atomic
def take_over(*, user: User, worksheet: Worksheet, lines: Iterable[Line], strategies: Iterable[str]) -> Taken:
    """Adds the answers to a worksheet. What stands there in the same words is not written twice. `NotTaken` names the
    first answer that is refused."""
    # Sent twice, the second reads what the first has written.
    worksheet = Worksheet.objects.select_for_update().filter(pk=worksheet.pk).first() or worksheet
    taking = _Taking(user=user, result=Taken(worksheet), document=load_document(worksheet))
    for line in lines:
        if CATALOGUE.item(line.item).holds == "parties":
            taking.name(line)
        else:
            taking.write(line)
    for code in strategies:
        taking.plan(code)
    return taking.result


@dataclass
class _Taking:
    """One worksheet while answers are added to it."""

    user: User
    result: Taken
    document: WorksheetDocument
    entries: set[tuple[str, str, str]] = field(init=False)
    people: dict[str, tuple[str, int, tuple[str, ...]]] = field(init=False)

    def __post_init__(self) -> None:
        self.entries = {(entry.item, entry.prompt, entry.text) for entry in self.document.entries}
        self.people = {party.name: (str(party.id), party.version, party.roles) for party in self.document.parties}

    def write(self, line: Line) -> None:
        """An entry, unless it is there."""
        key = (line.item, line.prompt, line.text)
        if key in self.entries:
            self.result.there += 1
            return
        self.entries.add(key)
        words = {"item": line.item, "prompt": line.prompt, "text": line.text}
        self._save(f"entry:{uuid.uuid4()}", 0, words, line.text)

    def name(self, line: Line) -> None:
        """Somebody with a role; who is there already gets the role as one more."""
        key, version, roles = self.people.get(line.text, (str(uuid.uuid4()), 0, ()))
        if line.prompt in roles:
            self.result.there += 1
            return
        roles = (*roles, line.prompt)
        words: dict[str, Any] = {"roles": list(roles)} if version else {"name": line.text, "roles": list(roles)}
        self.people[line.text] = (key, self._save(f"party:{key}", version, words, line.text), roles)

    def plan(self, code: str) -> None:
        """A strategy becomes planned."""
        plan = self.document.strategy(code)
        if plan.state == PlanState.PLANNED:
            self.result.there += 1
        else:
            self._save(f"strategy:{code}", plan.version, {"state": PlanState.PLANNED.value}, code)

    def _save(self, target: str, base: int, words: dict[str, Any], line: str) -> int:
        # One page was sent, not hundreds of changes, so they do not count as a flood.
        change = Change(target=target, base=base, fields=words, follows=True)
        outcome = saving.save(subject_id=self.result.worksheet.pk, user=self.user, change=change)
        if not outcome.saved:
            raise NotTaken(line, " ".join(outcome.fields.values()) or outcome.message)
        self.result.written += 1
        return outcome.version
