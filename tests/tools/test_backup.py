"""Backups: of one moment, while people write, and brought back whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests import postgres
from tools.system import ROOT

WRITE = """
from quadrants.models import Worksheet
from quadrants.services import saving
worksheet = Worksheet.objects.first()
user = worksheet.memberships.first().user
state = worksheet.item_states.filter(item="goals").first()
version = state.version if state else 0
for number in range(200):
    change = saving.Change(target="item:goals", base=version, fields={"summary": f"line {number}"})
    outcome = saving.save(subject_id=worksheet.pk, user=user, change=change)
    assert outcome.saved
    version = outcome.version
"""


OURS = ("accounts_", "quadrants_", "strategies_", "training_")


def tables_of(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [name for (name,) in cursor.fetchall()]


def every_row(cursor: Any, table: str) -> list[str]:
    cursor.execute(f'SELECT "{table}"::text FROM "{table}" ORDER BY 1')
    return [row for (row,) in cursor.fetchall()]


class Site:
    """The program with a database of its own, by its commands."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "VAR_DIR": str(folder),
            "DATABASE_URL": database_url,
            "SECRET_KEY": secrets.token_hex(32),
            "DJANGO_SETTINGS_MODULE": "negotiation_prep.settings",
        }

    def fill(self) -> None:
        self.run("manage.py", "migrate", "-v0")
        self.run("manage.py", "load_demo", "--worksheets", "-v0")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        done = self.attempt(*words)
        assert done.returncode == 0, done.stderr
        return done

    def attempt(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120)

    def rows(self) -> list[str]:
        """All that is in the SQLite file."""
        with closing(sqlite3.connect(self.folder / "workbook.sqlite3")) as database:
            return list(database.iterdump())

    def content(self) -> list[object]:
        """All that people have written."""
        if self.environment["DATABASE_URL"].startswith("sqlite"):
            return self.rows()
        with closing(psycopg2.connect(self.environment["DATABASE_URL"])) as database, database.cursor() as cursor:
            return [every_row(cursor, table) for table in tables_of(cursor) if table.startswith(OURS)]

    def write(self) -> None:
        self.run("manage.py", "shell", "--no-imports", "-c", WRITE)

    def save(self) -> str:
        return re.search(r"Saved: (.+)", self.run("-m", "tools.backup", "save").stderr)[1]


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    Site(folder, f"sqlite:///{folder / 'workbook.sqlite3'}").fill()
    return folder / "workbook.sqlite3"


@pytest.fixture
def on_sqlite(tmp_path: Path, filled_file: Path) -> Site:
    shutil.copy(filled_file, tmp_path)
    return Site(tmp_path, f"sqlite:///{tmp_path / filled_file.name}")


@pytest.fixture
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    if request.param == "sqlite":
        yield request.getfixturevalue("on_sqlite")
        return
    with postgres.server() as url:
        made = Site(tmp_path, url)
        made.fill()
        yield made


@pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True)
def test_what_is_restored_is_what_was_saved(site: Site):
    before = site.content()
    backup = site.save()
    site.write()
    assert site.content() != before
    aside = re.search(r"before is in (.+)", site.run("-m", "tools.backup", "restore", backup).stderr)[1]
    assert site.content() == before
    site.run("-m", "tools.backup", "restore", aside)
    assert site.content() != before


@pytest.mark.parametrize("site", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True)
def test_a_backup_while_people_write_is_one_moment(site: Site):
    writer = threading.Thread(target=site.write)
    writer.start()
    backups = [site.save() for _ in range(2)]
    writer.join()
    for backup in backups:
        site.run("-m", "tools.backup", "restore", backup)
        assert site.run("manage.py", "shell", "--no-imports", "-c", CONSISTENT).stdout.strip() == "True"


CONSISTENT = """
from quadrants.models import Edit, Worksheet
worksheet = Worksheet.objects.first()
edits = Edit.objects.filter(subject_id=worksheet.pk, target="item:goals", outcome="accepted")
last = edits.order_by("-version").first()
state = worksheet.item_states.filter(item="goals").first()
print(last is None or (state.version, state.summary) == (last.version, last.fields.get("summary", state.summary)))
"""


@pytest.mark.parametrize("broken", ["absent", "empty", "text", "cut", "another database"])
def test_what_is_no_backup_changes_nothing(on_sqlite: Site, tmp_path: Path, broken: str):
    before, file = on_sqlite.rows(), tmp_path / "file"
    makers: dict[str, Callable[[], object]] = {
        "absent": lambda: None,
        "empty": lambda: file.write_bytes(b""),
        "text": lambda: file.write_text("not a database " * 100),
        "cut": lambda: file.write_bytes(Path(on_sqlite.save()).read_bytes()[:-9000]),
        "another database": lambda: sqlite3.connect(file).execute("CREATE TABLE t (a)"),
    }
    makers[broken]()
    done = on_sqlite.attempt("-m", "tools.backup", "restore", str(file))
    assert done.returncode == 1 and str(file) in done.stderr
    assert on_sqlite.rows() == before


def test_a_backup_is_never_written_over(on_sqlite: Site):
    backup = Path(on_sqlite.save())
    content = backup.read_bytes()
    assert on_sqlite.attempt("-m", "tools.backup", "save", str(backup)).returncode == 1
    assert backup.read_bytes() == content
    assert backup.stat().st_mode & 0o077 == 0


def test_restoring_asks_which(on_sqlite: Site):
    done = on_sqlite.attempt("-m", "tools.backup", "restore", "")
    assert (done.returncode, "FILE=" in done.stderr) == (1, True)
