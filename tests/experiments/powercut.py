"""save.powercut.lost.sqlite: texts that were acknowledged and are gone after the power failed.

One process saves through the real service with the real settings, and all that SQLite does to its files is recorded.
At random points of the recording the power fails: of what was not synced a part is missing, one write is torn. Each
time the files are opened as the program would find them. A database that is no longer whole has lost everything.
"""

from __future__ import annotations

import os
import pickle
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random, choice
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from tests.bench.figures import Figure
from tests.experiments.kept import Acknowledged, count_lost
from tests.experiments.recorded_files import Disk, Recorder, library
from tools.system import ROOT

POINTS, SAVES = 200, 1000
# Then another person comes, on a new connection: when one is closed, the log is written back and deleted.
EACH_SAVES = 150
DATABASE = "workbook.sqlite3"


def powercut_sqlite(size: float) -> Iterator[Figure]:
    """The texts lost at all points together; low and high are those of a single point."""
    library()  # says so at once where nothing can be recorded
    with TemporaryDirectory(prefix="workbook-powercut-") as name:
        steps = recorded(Path(name), max(20, int(SAVES * size)))
        each = list(losses(steps, max(10, int(POINTS * size)), Path(name) / "found"))
    yield Figure("save.powercut.lost.sqlite", sum(each), min(each), max(each), "texts", 0)


def recorded(folder: Path, saves: int) -> list[Any]:
    """What a process that makes so many saves did to its files, and what it was told is saved, in one sequence."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "negotiation_prep.settings",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "CACHE_URL": f"filecache://{folder / 'cache'}",
        "SECRET_KEY": secrets.token_hex(32),
    }
    command = [sys.executable, "-m", "tests.experiments.powercut", str(folder / "steps"), str(saves)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return pickle.loads((folder / "steps").read_bytes())


def losses(steps: list[Any], points: int, folder: Path) -> Iterator[int]:
    """How many texts are lost if the power fails at each of so many random points after the first acknowledgment."""
    chance = Random(points)
    first = next(number for number, step in enumerate(steps) if isinstance(step, Acknowledged))
    chosen = set(chance.sample(range(first + 1, len(steps) + 1), points))
    disk, told = Disk(), []
    for number, step in enumerate(steps, start=1):
        if isinstance(step, Acknowledged):
            told.append(step)
        else:
            disk.take(step)
        if number in chosen:
            yield lost_in(disk.after_power_cut(chance), told, folder)


def lost_in(files: dict[str, bytes], told: list[Acknowledged], folder: Path) -> int:
    """How many of the texts these files have lost."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        with closing(sqlite3.connect(folder / DATABASE)) as database:
            return count_lost(database, told)
    except sqlite3.DatabaseError:
        return len(told)


# --- The process that writes --------------------------------------------------------------------------------


def write(saves: int) -> list[Any]:
    """Makes a database and saves in it; all steps, with an `Acknowledged` after each save that has returned."""
    steps = Recorder().steps
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", verbosity=0)
    if not steps:
        raise RuntimeError("SQLite wrote, and nothing was recorded: Python's module uses another copy of it.")
    for begun in range(0, saves, EACH_SAVES):
        for change in changes_of_one(min(EACH_SAVES, saves - begun)):
            steps.append(change)
        connections.close_all()
    return steps


def changes_of_one(saves: int) -> Iterator[Acknowledged]:
    """What a new person is told is saved: new lines and changes of old ones, of all lengths."""
    from accounts.models import User
    from quadrants.services.saving import Change, save
    from quadrants.services.worksheets import create_worksheet

    user = User.objects.create_user(f"{secrets.token_hex(8)}@example.com", name="Ann Lee", language="en")
    worksheet = create_worksheet(user=user, title="A raise", language="en")
    versions: dict[str, int] = {}
    for number in range(saves):
        target = choice(list(versions)) if versions and number % 2 else f"entry:{uuid4()}"
        base, text = versions.get(target, 0), f"Line {number}: 谈判 " + "word " * choice([1, 20, 400])
        place = {} if base else {"item": "goals", "prompt": "short_term"}
        change = Change(target=target, base=base, fields={**place, "text": text.strip()})
        outcome = save(subject_id=worksheet.pk, user=user, change=change)
        assert outcome.saved, outcome
        versions[target] = outcome.version
        yield Acknowledged(str(change.op), target, outcome.version, text.strip())


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(pickle.dumps(write(int(sys.argv[2]))))
