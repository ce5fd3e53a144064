"""save.writers: ten people on one worksheet, who write half of the time on one and the same line.

Whoever comes late there is told of the other text; both must be in the log, and nobody may meet a fault of the server.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from tests.bench.figures import Figure
from tests.experiments.databases import database
from tests.experiments.kept import count_lost, log
from tests.experiments.visitors import PASSING, Writer
from tools.served import served

WRITERS, EDITS = 10, 100
ALL_ARE_MEMBERS = """
    INSERT INTO quadrants_membership (worksheet_id, user_id, role)
    SELECT first.worksheet_id, other.user_id, 'editor'
    FROM quadrants_membership first, quadrants_membership other
    WHERE first.id = (SELECT MIN(id) FROM quadrants_membership WHERE worksheet_id IN
                      (SELECT id FROM quadrants_worksheet WHERE title = 'A raise'))
    AND other.id > first.id
"""


def writers_sqlite(size: float) -> Iterator[Figure]:
    return measure("sqlite", size)


def writers_postgresql(size: float) -> Iterator[Figure]:
    return measure("postgresql", size)


def measure(kind: str, size: float) -> Iterator[Figure]:
    """Texts lost, texts written over by somebody who had not seen them, and answers that a server never gives."""
    with TemporaryDirectory(prefix="workbook-writers-") as name:
        folder = Path(name)
        (folder / "site").mkdir()
        folder.chmod(0o755)  # for PostgreSQL's own user
        with database(kind, folder) as base, served(folder / "site", base.url()) as (address, _log):
            writers = [Member(address, max(5, int(EDITS * size))) for _ in range(WRITERS)]
            with base.connect() as connection:
                together(connection, writers)
            for writer in writers:
                writer.start()
            for writer in writers:
                writer.join()
            with base.connect() as connection:
                lost = count_lost(connection, [change for writer in writers for change in writer.acknowledged])
                unseen = sum(edit.accepted and edit.base != edit.version - 1 for edit in log(connection))
    odd = sum(len(writer.odd) for writer in writers)
    yield Figure(f"save.writers.lost.{kind}", lost, lost, lost, "texts", 0)
    yield Figure(f"save.writers.unseen.{kind}", unseen, unseen, unseen, "texts", 0)
    yield Figure(f"save.writers.errors.{kind}", odd, odd, odd, "answers", 0)


def together(connection: Any, writers: list[Member]) -> None:
    """Makes all of them members of the first one's worksheet, and gives them a line to meet on."""
    connection.cursor().execute(ALL_ARE_MEMBERS)
    connection.commit()
    shared, first = f"entry:{uuid4()}", writers[0]
    first.write(shared, 0)
    for writer in writers:
        writer.worksheet, writer.shared, writer.versions = first.worksheet, shared, {shared: 1}


class Member(Writer):
    """Writes on lines of their own and on the shared one in turn, from the version that they know of."""

    def __init__(self, address: str, edits: int) -> None:
        super().__init__(address)
        self.edits = edits
        self.own, self.shared = f"entry:{uuid4()}", ""
        self.versions: dict[str, int] = {}

    def run(self) -> None:
        for turn in range(self.edits):
            target = self.shared if turn % 2 else self.own
            self.versions[target] = self.write(target, self.versions.get(target, 0))

    def write(self, target: str, base: int) -> int:
        change, body = self.change(target, base, secrets.token_hex(200))
        while (answer := self.ask(body)) is None or answer.status in PASSING:
            self.ended.wait(0.1)
        version = answer.content.get("version", base)
        self.acknowledged.append(change._replace(version=version))
        return version

    def fits(self, status: int) -> bool:
        return status in (200, 409, 429)
