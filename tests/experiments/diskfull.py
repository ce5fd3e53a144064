"""save.diskfull: what becomes of acknowledged texts, and of everybody's requests, when the disk is full for a while.

Database, cache and log of the served program lie on a small disk of their own. While people write and read, ballast
takes its last byte, and later goes. Where PostgreSQL cannot write its log it ends; it is started again as by a system.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict

from tests.bench.figures import Figure
from tests.experiments.databases import Postgresql, Sqlite, database
from tests.experiments.kept import count_lost
from tests.experiments.small_disk import alone, filled, small_disk
from tests.experiments.visitors import Answer, Visitor, Writer, everybody_saves, wait_until, writing
from tools.served import served

WRITERS, MEGABYTES = 4, 256
SECONDS_FULL, SECONDS_TO_GO_ON = 20, 15


def diskfull_sqlite(size: float) -> Iterator[Figure]:
    return _measured("sqlite", size)


def diskfull_postgresql(size: float) -> Iterator[Figure]:
    return _measured("postgresql", size)


def _measured(kind: str, size: float) -> Iterator[Figure]:
    """The figures that a process with a disk of its own finds; `CannotMeasure` where the machine permits none."""
    for line in alone("tests.experiments.diskfull", kind, str(size)).splitlines():
        if line.startswith("{"):  # what is served has something to say, too
            yield Figure(**json.loads(line))


# --- The process that has the disk --------------------------------------------------------------------------


def measure(kind: str, size: float) -> Iterator[Figure]:
    """Texts lost; answers that were neither a yes nor a refusal that passes; seconds until everybody saved again."""
    with small_disk(MEGABYTES) as disk, database(kind, disk) as base:
        (disk / "site").mkdir()
        with served(disk / "site", base.url()) as (address, _log), writing(address, WRITERS) as writers:
            reader = Reader(address)
            everybody_saves(writers, base.tend)
            with filled(disk):
                while_full(base, writers, reader, SECONDS_FULL * size)
            seconds = everybody_saves(writers, base.tend)
            reader.look_around(passing=())
        told = [change for writer in writers for change in writer.acknowledged]
        odd = [*reader.odd, *(answer for writer in writers for answer in writer.odd)]
        for answer in odd[:10]:
            print(answer, file=sys.stderr)
        with base.connect() as connection:
            lost = count_lost(connection, told)
    yield Figure(f"save.diskfull.lost.{kind}", lost, lost, lost, "texts", 0)
    yield Figure(f"save.diskfull.odd.{kind}", len(odd), len(odd), len(odd), "answers", 0)
    yield Figure(f"save.diskfull.wait.{kind}", seconds, seconds, seconds, "seconds", SECONDS_TO_GO_ON)


def while_full(base: Sqlite | Postgresql, writers: list[Writer], reader: Reader, seconds: float) -> None:
    """People go on for a while; first the files of the tables cannot grow, then neither can the log."""
    if not wait_until(lambda: all(507 in writer.statuses for writer in writers)):
        raise RuntimeError("Not everybody was told that there is no room: the disk was not full.")
    reader.look_around()
    base.use_up_log()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        reader.look_around()
        base.tend()


class Reader:
    """Somebody who opens pages, prints and begins worksheets, and newcomers who begin or sign in meanwhile."""

    def __init__(self, address: str) -> None:
        self.address, self.visitor = address, Visitor(address)
        self.worksheet = self.visitor.start()
        self.odd: list[tuple[str, Answer]] = []

    def look_around(self, passing: tuple[int, ...] = (503,)) -> None:
        """Opens each page once. An answer is fit if it is what was asked for, or says to come back in a moment."""
        fit = {200, 302, *passing}
        self.odd += [(asked, answer) for asked, answer in self._answers() if answer.status not in fit]

    def _answers(self) -> Iterator[tuple[str, Answer]]:
        parts = ("", "items/goals/", "prep-sheet.pdf", "prep-sheet.png", "export.json", "history/", "edits/")
        for path in ("/", "/worksheets/", *(self.worksheet + part for part in parts)):
            yield path, self.visitor.get(path)
        new = {"title": "A raise", "language": "en", "depth": "quick"}
        yield "new", self.visitor.post("/worksheets/new/", **new)
        yield "start", Visitor(self.address).post("/start/", title="A raise")
        yield "demo", Visitor(self.address).post("/accounts/demo/")
        yield "sign in", Visitor(self.address).post("/accounts/login/", login="a@example.com", password="wrong")


if __name__ == "__main__":
    for figure in measure(sys.argv[1], float(sys.argv[2])):
        print(json.dumps(asdict(figure)))
