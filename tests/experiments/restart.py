"""save.restart and save.powercut on PostgreSQL: its server is stopped for a while, or killed outright, again and again.

The program must say that it cannot save just now, and go on by itself once the database is back.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import Figure
from tests.experiments.databases import Postgresql, database
from tests.experiments.kept import count_lost
from tests.experiments.visitors import Writer, everybody_saves, writing
from tools.served import served

WRITERS, SECONDS_AWAY, KILLS = 4, 30, 20
SECONDS_TO_GO_ON = 10


def restart_postgresql(size: float) -> Iterator[Figure]:
    """Texts lost, odd answers, and the seconds until everybody could save again, when the server was away."""
    with site() as (base, address):
        with writing(address, WRITERS) as writers:
            everybody_saves(writers)
            base.stop()
            time.sleep(max(2, SECONDS_AWAY * size))
            base.tend()
            seconds = everybody_saves(writers, base.tend)
        lost = missing(base, writers)
    odd = sum(len(writer.odd) for writer in writers)
    if not odd and not any(503 in writer.statuses for writer in writers):
        raise RuntimeError("Nobody was told that the database is away: that shows nothing.")
    yield Figure("save.restart.lost.postgresql", lost, lost, lost, "texts", 0)
    yield Figure("save.restart.odd.postgresql", odd, odd, odd, "answers", 0)
    yield Figure("save.restart.wait.postgresql", seconds, seconds, seconds, "seconds", SECONDS_TO_GO_ON)


def powercut_postgresql(size: float) -> Iterator[Figure]:
    """Texts lost when the server is killed with all its processes."""
    with site() as (base, address):
        base.be_careless()
        with writing(address, WRITERS) as writers:
            for _kill in range(max(2, round(KILLS * size))):
                everybody_saves(writers, base.tend)
                time.sleep(random.uniform(0.1, 0.5))
                os.killpg(base.process.pid, signal.SIGKILL)
                base.process.wait()
            everybody_saves(writers, base.tend)
        lost = missing(base, writers)
    yield Figure("save.powercut.lost.postgresql", lost, lost, lost, "texts", 0)


@contextmanager
def site() -> Iterator[tuple[Postgresql, str]]:
    """A PostgreSQL of its own and the address of a site on it."""
    with TemporaryDirectory(prefix="workbook-restart-") as name:
        folder = Path(name)
        (folder / "site").mkdir()
        folder.chmod(0o755)  # for PostgreSQL's own user
        with database("postgresql", folder) as base, served(folder / "site", base.url()) as (address, _log):
            yield base, address


def missing(base: Postgresql, writers: list[Writer]) -> int:
    """How many of the acknowledged texts are gone."""
    told = [change for writer in writers for change in writer.acknowledged]
    with base.connect() as connection:
        return count_lost(connection, told)
