"""What a trainer of the demo course says of what was handed in."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from quadrants.services.saving import Change
from training.demo import PERCEPTIONS, Dealer, Student, words
from training.models.review import Response, Use, Verdict
from training.rubric import ScoreLevel
from training.services.demo.clock import Clock
from training.services.demo.writing import Writer
from training.services.reviewing import REVIEWS

if TYPE_CHECKING:
    from accounts.models import User

PACE = timedelta(seconds=20)
WAITS, NOTED, DECIDED = "waits", "noted", "decided"
LEVELS = {"thin": 0, "mixed": 1, "sound": 2}
# What a draft that somebody has left off holds.
NOTED_COMMENTS, NOTED_LEVELS = 3, 2


class Reviewer:
    """Somebody who teaches, at one sitting; `again_until` is when the next round is due."""

    def __init__(
        self,
        user: User,
        clock: Clock,
        dealer: Dealer,
        chance: Random,
        begins: datetime,
        again_until: datetime | None,
    ) -> None:
        self.user, self.clock, self.dealer, self.chance = user, clock, dealer, chance
        self.at, self.again_until = begins, again_until

    def review(self, student: Student, writer: Writer, number: int) -> None:
        """Reads what was handed in for a round as far as the script says."""
        state = student.rounds[number - 1]
        if state == WAITS or writer.submission is None:
            return
        earlier, comments = writer.comments, dict(self._comments(writer, number))
        if state == NOTED:
            comments = dict(list(comments.items())[:NOTED_COMMENTS])
        writer.comments = {at: uuid.UUID(change.target.partition(":")[2]) for at, change in comments.items()}
        changes = [
            *self._addressed(writer, earlier, number),
            *comments.values(),
            *self._levels(student, writer, number, state),
            *(() if state == NOTED else self._strategies(student, number, state)),
            *self._good_to_show(writer, number),
            self._whole(student, number, state),
        ]
        self.at += len(changes) * PACE
        self.clock.save(
            kind=REVIEWS,
            user=self.user,
            subject_id=writer.submission.pk,
            changes=changes,
            end=self.at,
            pace=PACE,
        )
        self.clock.comments |= dict.fromkeys(writer.comments.values(), self.at)

    def _comments(self, writer: Writer, number: int) -> Iterator[tuple[int, Change]]:
        """On the line if it stands there, else at the question, else at the item."""
        for at, line in enumerate(writer.sheet.lines):
            if text := line.comment(number):
                place = {"item": line.item} | ({"prompt": line.prompt} if line.prompt else {})
                if at in writer.rows:
                    place["entry"] = str(writer.rows[at])
                yield at, Change(target=f"comment:{uuid.uuid4()}", base=0, fields=place | {"text": text})

    def _addressed(self, writer: Writer, earlier: dict[int, uuid.UUID], number: int) -> Iterator[Change]:
        for at, key in earlier.items():
            line = writer.sheet.lines[at]
            if line.comments:
                response = Response(line.response(number - 1))
                yield Change(target=f"addressed:{key}", base=0, fields={"response": response})

    def _levels(self, student: Student, writer: Writer, number: int, state: str) -> Iterator[Change]:
        criteria = writer.assignment.criteria
        for criterion in criteria[:NOTED_LEVELS] if state == NOTED else criteria:
            level = LEVELS[student.work] + number - 1 + self.chance.choice((-1, 0, 0, 1))
            if student.perceptions and criterion.code in ("people", "trust"):
                level = min(level, ScoreLevel.NOT_YET)
            least = ScoreLevel.WELL if state == Verdict.ACCEPTED else ScoreLevel.NOT_YET
            level = max(least, min(level, ScoreLevel.STRONG))
            yield Change(target=f"score:{criterion.code}", base=0, fields={"level": int(level)})

    def _strategies(self, student: Student, number: int, state: str) -> Iterator[Change]:
        sees_them = state == Verdict.ACCEPTED or (student.work == "sound" and not student.perceptions)
        marks = {"about_them": Use.WELL if sees_them else Use.MISSED}
        marks |= {"use_their_standards": Use.MISSED if student.work == "thin" else Use.WELL}
        if number == 1 and student.work == "mixed":
            marks["trade_unequal_values"] = Use.MISSED
        for strategy, use in marks.items():
            yield Change(target=f"strategy:{strategy}", base=0, fields={"use": use})

    def _good_to_show(self, writer: Writer, number: int) -> Iterator[Change]:
        for at, line in enumerate(writer.sheet.lines):
            if number == 1 and line.item == PERCEPTIONS and line.praise:
                yield Change(target=f"highlight:{writer.rows[at]}", base=0, fields={"shown": True})

    def _whole(self, student: Student, number: int, state: str) -> Change:
        if state == NOTED:
            return Change(target="review", base=0, fields={"summary": self._summary(student, "noted")})
        if state == Verdict.ACCEPTED:
            kind = "accepted" if number == 1 else "accepted_again"
            return Change(
                target="review", base=0, fields={"summary": self._summary(student, kind), "verdict": Verdict.ACCEPTED}
            )
        fields = {"summary": self._summary(student, f"{student.work}_returned"), "verdict": Verdict.RETURNED}
        if self.again_until:
            fields["again_until"] = self.again_until.isoformat()
        return Change(target="review", base=0, fields=fields)

    def _summary(self, student: Student, kind: str) -> str:
        text: str = self.dealer.draw(kind, student.language, words(student.language)["summaries"][kind])[0]
        return text
