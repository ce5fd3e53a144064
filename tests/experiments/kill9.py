"""save.kill9: saves whose server is killed outright, again and again, while people write.

A save may be in the database although nobody was told: the worker died before it could answer. It is sent again word
for word, and must be known then.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import Figure
from tests.experiments.databases import database
from tests.experiments.kept import count_lost
from tests.experiments.visitors import PASSING, Writer, writing
from tools.served import served

WRITERS, SAVES, FEWEST_KILLS = 4, 5000, 5
SECONDS_BETWEEN = 1.0


def kill9_sqlite(size: float) -> Iterator[Figure]:
    return measure("sqlite", size)


def kill9_postgresql(size: float) -> Iterator[Figure]:
    return measure("postgresql", size)


def measure(kind: str, size: float) -> Iterator[Figure]:
    """Texts lost, and retries that were not recognised."""
    with TemporaryDirectory(prefix="workbook-kill9-") as name:
        folder = Path(name)
        (folder / "site").mkdir()
        folder.chmod(0o755)  # for PostgreSQL's own user
        with database(kind, folder) as base, served(folder / "site", base.url()) as (address, _log):
            with writing(address, WRITERS) as writers:
                kills = kill_until(writers, SAVES * size, SECONDS_BETWEEN if size == 1 else SECONDS_BETWEEN / 4)
            with base.connect() as connection:
                lost = count_lost(connection, [change for writer in writers for change in writer.acknowledged])
    if kills < FEWEST_KILLS:
        raise RuntimeError(f"Only {kills} workers were killed: that shows nothing.")
    wrong = sum(status not in {200, *PASSING} for writer in writers for status in writer.statuses)
    yield Figure(f"save.kill9.lost.{kind}", lost, lost, lost, "texts", 0)
    yield Figure(f"save.kill9.false_conflicts.{kind}", wrong, wrong, wrong, "answers", 0)


def kill_until(writers: list[Writer], saves: float, seconds: float) -> int:
    """Kills a worker at random moments, about `seconds` apart, until so many texts were acknowledged; how many."""
    kills = 0
    while sum(len(writer.acknowledged) for writer in writers) < saves or kills < FEWEST_KILLS:
        time.sleep(random.uniform(0.5, 1.5) * seconds)
        with suppress(ProcessLookupError, IndexError):  # it has just ended; all have, and others are on their way
            os.kill(random.choice(workers()), signal.SIGKILL)
            kills += 1
    return kills


def workers() -> list[int]:
    """The processes that answer: the children of the served program, which is a child of this one. What it has beside
    them, for the background, is left alone."""
    served = [child for server in children(os.getpid()) if is_server(server) for child in children(server)]
    return [child for child in served if is_server(child)]


def is_server(process: int) -> bool:
    with suppress(OSError):  # it may just have ended
        return b"negotiation_prep.wsgi" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False


def children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]
