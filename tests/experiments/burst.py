"""training.burst: a class of 500 hands in within a minute, around the second at which it is due, while two who teach
read and comment.

Everybody sits down with the class code and writes a line of their own, all by requests to the served program. A
submission is lost when the page said it is handed in and no frozen worksheet holds that line; an error is any other
answer than that to somebody who hands in, or a page or a comment of those who teach that fails.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from tests.bench.figures import Figure
from tests.experiments.databases import database
from tests.experiments.visitors import Answer, Visitor
from tools.served import served

# All of them sit behind one address.
HALL = "1000/600s/key"
STUDENTS, SECONDS, AT_ONCE = 500, 60, 32


def burst_sqlite(size: float) -> Iterator[Figure]:
    return measure("sqlite", size)


def burst_postgresql(size: float) -> Iterator[Figure]:
    return measure("postgresql", size)


def measure(kind: str, size: float) -> Iterator[Figure]:
    """Submissions that are not there, and answers that nobody should get."""
    count = max(20, round(STUDENTS * size))
    with TemporaryDirectory(prefix="workbook-burst-") as name:
        folder = Path(name)
        (folder / "site").mkdir()
        folder.chmod(0o755)  # for PostgreSQL's own user
        with database(kind, folder) as base, served(folder / "site", base.url(), SEAT_LIMIT=HALL) as (address, _log):
            room = Room(address)
            with ThreadPoolExecutor(8) as pool:
                students = list(pool.map(lambda number: Student(room, number), range(count)))
            odd = room.hand_in(students, SECONDS * min(1, size))
            with base.connect() as connection:
                kept = frozen(connection)
    lost = sum(student.told and student.text not in kept for student in students)
    errors = len(odd) + sum(not student.told for student in students)
    yield Figure(f"training.burst.lost.{kind}", lost, lost, lost, "submissions", 0)
    yield Figure(f"training.burst.errors.{kind}", errors, errors, errors, "answers", 0)


def frozen(connection: Any) -> set[str]:
    """The texts of all frozen worksheets that stand."""
    cursor = connection.cursor()
    cursor.execute("SELECT document FROM training_submission WHERE withdrawn_at IS NULL")
    documents = [json.loads(content) if isinstance(content, str) else content for (content,) in cursor.fetchall()]
    return {entry["text"] for document in documents for entry in document["entries"]}


class Room:
    """The course with its one assignment, made by the demo's trainer by hand."""

    def __init__(self, address: str) -> None:
        self.address, self.trainer = address, Visitor(address)
        self.trainer.post("/accounts/demo/")
        fields = {"title": "Evening class", "language": "en", "time_zone": "UTC"}
        self.course = self._made(self.trainer.post("/courses/new/", **fields))
        page = self.trainer.get(self.course).content.decode()
        self.code = re.search(r'class="class-code[^>]*>(\w+)<', page)[1]
        self.due_at = datetime.now(UTC) + timedelta(days=1)
        self.assignment = self._made(self.trainer.post(f"{self.course}assignments/new/", **self._fields()))

    def _fields(self) -> dict[str, str]:
        opens = datetime.now(UTC) - timedelta(hours=1)
        times = {"opens_at": f"{opens:%Y-%m-%dT%H:%M:%S}", "due_at": f"{self.due_at:%Y-%m-%dT%H:%M:%S}"}
        words = {"title": "Own negotiation", "grouping": "individual", "items": "goals", "team_size": "3"}
        return {**words, **times, "minimum": "1", "grace_minutes": "10"}

    def _made(self, answer: Answer) -> str:
        assert answer.status == 302, answer
        return answer.location

    def hand_in(self, students: list[Student], seconds: float) -> list[object]:
        """All hand in, evenly over so many seconds, half of them before it is due; what went wrong for those who teach
        meanwhile."""
        begin = time.monotonic() + 1
        self.due_at = datetime.now(UTC) + timedelta(seconds=1 + seconds / 2)
        answer = self.trainer.post(f"{self.assignment}edit/", **self._fields())
        assert answer.status == 302, answer
        teachers = [Teacher(self), Teacher(self)]
        for teacher in teachers:
            teacher.start()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for number, student in enumerate(students):
                pool.submit(student.hand_in, begin + seconds * number / len(students))
        for teacher in teachers:
            teacher.ended.set()
            teacher.join()
        return [fault for teacher in teachers for fault in teacher.odd]


class Student:
    """Somebody at a seat of their own, with one line on the worksheet."""

    def __init__(self, room: Room, number: int) -> None:
        self.assignment, self.text = room.assignment, secrets.token_hex(20)
        self.visitor, self.told = Visitor(room.address), False
        name = f"Student {number:03}"
        seat = self.visitor.post(f"/join/{room.code}/", name=name, pin="2580", do="open")
        assert seat.status == 302, seat
        sheet = self.visitor.post(f"{room.assignment}worksheet/").location.partition("#")[0]
        fields = {"item": "goals", "prompt": "short_term", "text": self.text}
        change = {"op": str(uuid4()), "target": f"entry:{uuid4()}", "base": 0, "fields": fields}
        saved = self.visitor.send(f"{sheet}edits/", json.dumps(change))
        assert saved.status == 200, saved

    def hand_in(self, at: float) -> None:
        """At its moment, and once; whether the page then says that it is handed in."""
        time.sleep(max(0.0, at - time.monotonic()))
        answer = self.visitor.post(f"{self.assignment}submit/")
        self.told = answer.status == 302 and b'data-stage="handed_in"' in self.visitor.get(self.assignment).content


@dataclass
class Teacher(threading.Thread):
    """Goes through what is handed in, one sheet after the other, and comments on each."""

    room: Room
    odd: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        while not self.ended.is_set():
            queue = self._ask(f"{self.room.assignment}reviewing/")
            for path in re.findall(r'href="(/submissions/[0-9a-f-]+/)', queue)[:10]:
                self._ask(path)
                self._comment(path)
            self.ended.wait(0.2)

    def _ask(self, path: str) -> str:
        answer = self.room.trainer.get(path)
        if answer.status != 200:
            self.odd.append(answer)
        return answer.content.decode()

    def _comment(self, path: str) -> None:
        change = {"op": str(uuid4()), "target": f"comment:{uuid4()}", "base": 0, "fields": {"text": "Which year?"}}
        answer = self.room.trainer.send(f"{path}edits/", json.dumps(change))
        if answer.status != 200:
            self.odd.append(answer)
