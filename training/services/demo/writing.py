"""What a student of the demo course does: open, write, hand in, and change it for the next round."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from quadrants.models import Party, Worksheet
from quadrants.services.saving import Change
from training.demo import Line, Sheet
from training.models import Assignment, Enrolment, Submission
from training.services.demo.clock import Clock
from training.services.preparing import open_worksheet
from training.services.reviewing import REVIEWS
from training.services.submitting import submit

PACE, ANSWERING = timedelta(seconds=95), timedelta(seconds=50)
US, THEM = "us", "them"


class Writer:
    """One student at one worksheet. `people` are those on it by their codes, `rows` the entries that stand on it by the
    number of their line in the sheet, `comments` those of the last review in the same way; `submission` is what was
    handed in last."""

    def __init__(self, assignment: Assignment, place: Enrolment, sheet: Sheet, language: str, clock: Clock) -> None:
        self.assignment, self.place, self.sheet = assignment, place, sheet
        self.language, self.clock = language, clock
        self.people: dict[str, uuid.UUID] = {}
        self.rows: dict[int, uuid.UUID] = {}
        self.comments: dict[int, uuid.UUID] = {}
        self.submission: Submission | None = None
        self._versions: dict[int, int] = {}

    def hand_in(self, number: int, at: datetime) -> None:
        """Writes what belongs to a round, and hands it in."""
        self.write(number, at - timedelta(minutes=7))
        self.submission = submit(assignment=self.assignment, enrolment=self.place, now=at)

    def write(self, number: int, end: datetime, *, most: int | None = None) -> None:
        """Everything that is new in a round, or so many lines of it, the last one at `end`; comments are answered."""
        worksheet = open_worksheet(assignment=self.assignment, enrolment=self.place, language=self.language, now=end)
        first = list(self._first(worksheet)) if number == 1 else []
        lines = [at for at, line in enumerate(self.sheet.lines) if line.prompt and self._is_new(line, number)][:most]
        changes = [*first, *(self._change(at, number) for at in lines)]
        outcomes = self.clock.save(user=self.place.user, subject_id=worksheet.pk, changes=changes, end=end, pace=PACE)
        self._versions |= {at: outcome.version for at, outcome in zip(lines, outcomes[len(first) :], strict=True)}
        opened = end - len(changes) * PACE if number == 1 else worksheet.created_at
        self.clock.set_worksheet(worksheet, opened=opened, changed=end)
        if number > 1:
            self._answer(number - 1, end)

    def _is_new(self, line: Line, number: int) -> bool:
        text = line.text(number)
        return bool(text) and (number == 1 or text != line.text(number - 1))

    def _first(self, worksheet: Worksheet) -> Iterator[Change]:
        """The name of the worksheet, people, lines for the sheet, strategies."""
        for party in Party.objects.filter(worksheet=worksheet):
            self.people[US if party.is_us else THEM] = party.pk
        if self.sheet.title:
            yield Change(target="worksheet", base=1, fields={"title": self.sheet.title})
        for person in self.sheet.people:
            self.people[person["code"]] = key = uuid.uuid4()
            fields = {name: value for name, value in person.items() if name != "code"}
            yield Change(target=f"party:{key}", base=0, fields=fields)
        for item, summary in self.sheet.summaries.items():
            if summary:
                yield Change(target=f"item:{item}", base=1, fields={"summary": summary[0]})
        for strategy, how in self.sheet.plans.items():
            yield Change(target=f"strategy:{strategy}", base=0, fields={"state": "planned", "how": how})

    def _change(self, at: int, number: int) -> Change:
        line = self.sheet.lines[at]
        if at in self.rows:
            fields = {"text": line.text(number)}
            return Change(target=f"entry:{self.rows[at]}", base=self._versions[at], fields=fields)
        self.rows[at] = uuid.uuid4()
        fields = {"item": line.item, "prompt": line.prompt, "text": line.text(number), **line.fields}
        if person := self.people.get(line.about):
            fields["party"] = str(person)
        if line.due is not None:
            fields["due"] = self.clock.day(line.due)
        return Change(target=f"entry:{self.rows[at]}", base=0, fields=fields)

    def _answer(self, number: int, end: datetime) -> None:
        """What is said to the comments on the round before."""
        said = ((key, self.sheet.lines[at].answer(number)) for at, key in self.comments.items())
        changes = [Change(target=f"answer:{key}", base=0, fields={"text": text}) for key, text in said if text]
        if self.submission:
            self.clock.save(
                kind=REVIEWS,
                user=self.place.user,
                subject_id=self.submission.pk,
                changes=changes,
                end=end + timedelta(minutes=5),
                pace=ANSWERING,
            )
