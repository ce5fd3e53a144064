"""Backs the database up and brings a backup back: `make backup`, `make restore FILE=…`.

Both work while people write. A backup is one consistent moment of the whole database: for SQLite a database file,
copied page by page under the eyes of the database itself; for PostgreSQL an archive of pg_dump. Bringing one back
first puts what is there now aside, as a backup of its own, and either succeeds whole or changes nothing.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

from tools.system import CannotPrepare, find_postgresql, say

SECONDS_TO_WAIT = 60


def main(arguments: list[str]) -> None:
    """`save [FILE]` or `restore FILE`."""
    match arguments:
        case ["save"]:
            say(f"Saved: {save(new_file())}")
        case ["save", file]:
            say(f"Saved: {save(Path(file))}")
        case ["restore", file] if file:
            before = restore(Path(file))
            say(f"Restored. What was there before is in {before}")
        case _:
            raise CannotPrepare("Which backup? make restore FILE=var/backups/…")


def save(file: Path) -> Path:
    """Writes the database as it is at one moment to a new file."""
    if file.exists():
        raise CannotPrepare(f"{file} is there already; a backup is never written over.")
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(file.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_WRONLY, 0o600))
    if is_sqlite():
        _copy_sqlite(database()["NAME"], unfinished)
    else:
        _postgres("pg_dump", "--format=custom", f"--file={unfinished}")
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    return unfinished.rename(file)


def restore(file: Path) -> Path:
    """Brings a backup back; the file that what was there before was put into."""
    _check(file)
    before = save(new_file())
    if is_sqlite():
        _copy_sqlite(file, database()["NAME"])
    else:
        into = f"--dbname={database()['NAME']}"
        _postgres("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", into, str(file))
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)  # the backup may be of an earlier version
    return before


def new_file() -> Path:
    """A name in `var/backups/` that says when."""
    from django.conf import settings

    moment = datetime.now().strftime("%Y-%m-%d-%H%M%S-%f")
    return Path(settings.VAR_DIR) / "backups" / f"{moment}.{'sqlite3' if is_sqlite() else 'dump'}"


def database() -> dict[str, Any]:
    """The settings of the database that the program uses."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "negotiation_prep.settings")
    from django.conf import settings

    return settings.DATABASES["default"]


def is_sqlite() -> bool:
    return database()["ENGINE"].endswith("sqlite3")


def _check(file: Path) -> None:
    """Refuses what is not a whole backup, before anything is touched."""
    if not file.is_file():
        raise CannotPrepare(f"{file} is not there.")
    if not is_sqlite():
        _postgres("pg_restore", "--list", str(file))
        return
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as backup:
            sound = backup.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            ours = backup.execute("SELECT 1 FROM sqlite_master WHERE name = 'quadrants_worksheet'").fetchone()
    except sqlite3.DatabaseError:
        sound = ours = False
    if not (sound and ours):
        raise CannotPrepare(f"{file} is not a sound backup of the workbook.")


def _copy_sqlite(source: str | Path, target: str | Path) -> None:
    """Copies a database into another; writers wait a moment, and a change meanwhile is part of the copy."""
    if not Path(source).exists():
        raise CannotPrepare(f"There is no database at {source} yet.")
    with (
        closing(sqlite3.connect(source, timeout=SECONDS_TO_WAIT)) as read,
        closing(sqlite3.connect(target, timeout=SECONDS_TO_WAIT)) as written,
    ):
        read.backup(written)


def _postgres(program: str, *arguments: str) -> None:
    """Runs one of PostgreSQL's programs on the database; its own words when it fails."""
    place = find_postgresql()
    found = shutil.which(program, path=str(place) if place else None) or shutil.which(program)
    if found is None:
        raise CannotPrepare(f"{program} was not found; PG_BIN may name the folder that holds it.")
    at = database()
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = os.environ | {variable: str(at[option]) for variable, option in names.items() if at.get(option)}
    done = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise CannotPrepare(done.stderr.strip() or f"{program} failed.")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CannotPrepare as problem:
        say(str(problem))
        sys.exit(1)
