"""backup.lost: texts that were acknowledged before a backup began, and that are not in it.

People write all the while. Each backup is restored into a database that knows nothing yet, where it must be one whole
moment: sound, its log without holes and its rows as the log says; one that is not has lost everything.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import Figure
from tests.experiments.databases import Postgresql, Sqlite, database
from tests.experiments.kept import Acknowledged, count_lost
from tests.experiments.visitors import Writer, everybody_saves, writing
from tools.served import served
from tools.system import ROOT

WRITERS, BACKUPS = 4, 20


def backup_sqlite(size: float) -> Iterator[Figure]:
    return measure("sqlite", size)


def backup_postgresql(size: float) -> Iterator[Figure]:
    return measure("postgresql", size)


def measure(kind: str, size: float) -> Iterator[Figure]:
    """The texts missing in all backups together; low and high are those of a single one."""
    with TemporaryDirectory(prefix="workbook-backup-") as name:
        folder = Path(name)
        (folder / "site").mkdir()
        folder.chmod(0o755)  # for PostgreSQL's own user
        with database(kind, folder) as base:
            with served(folder / "site", base.url()) as (address, _log), writing(address, WRITERS) as writers:
                everybody_saves(writers)
                backups = [saved(base, folder / f"backup {n}", writers) for n in range(max(2, int(BACKUPS * size)))]
            each = [missing(base, file, told) for file, told in backups]
    yield Figure(f"backup.lost.{kind}", sum(each), min(each), max(each), "texts", 0)


def saved(base: Sqlite | Postgresql, file: Path, writers: list[Writer]) -> tuple[Path, list[Acknowledged]]:
    """A backup, and what people had been told is saved when it began."""
    told = [change for writer in writers for change in list(writer.acknowledged)]
    backup(base.url(), file.parent, "save", str(file))
    return file, told


def missing(base: Sqlite | Postgresql, file: Path, told: list[Acknowledged]) -> int:
    """How many of these texts an empty database lacks into which the backup was brought back."""
    name = f"fresh_{secrets.token_hex(4)}"
    backup(base.url(name), file.parent, "restore", str(file))
    with base.connect(name) as connection:
        return count_lost(connection, told)


def backup(url: str, folder: Path, *words: str) -> None:
    """Runs the command on a database."""
    environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": str(folder), "SECRET_KEY": secrets.token_hex(32)}
    subprocess.run([sys.executable, "-m", "tools.backup", *words], cwd=ROOT, env=environment, check=True)
