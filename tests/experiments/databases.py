"""The databases that the experiments torment: an SQLite file, and a PostgreSQL of its own that can be lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2

from tests import postgres
from tools.system import find_postgresql

PASSWORD = "of-an-experiment"


class Sqlite:
    """Databases as files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, name: str = "workbook") -> str:
        """The address of a database, which is made now if there is none of this name."""
        self._file(name).touch()
        return f"sqlite:///{self._file(name)}"

    def connect(self, name: str = "workbook") -> Any:
        return closing(sqlite3.connect(self._file(name), timeout=60))

    def tend(self) -> None:
        """Nobody has to keep a file running."""

    def use_up_log(self) -> None:
        """Its log fills up by writing."""

    def stop(self) -> None:
        """There is nothing to stop."""

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"


class Postgresql:
    """Databases of a server whose files lie in a folder. It stays on one port, and is started again by `tend` when it
    has ended, as the machine that it runs on would do it."""

    def __init__(self, folder: Path) -> None:
        programs = find_postgresql()
        if programs is None:
            raise postgres.NoDatabase(
                "PostgreSQL's programs were not found; PG_BIN may name the folder that holds initdb."
            )
        self.folder, self.user = folder / "postgresql", postgres.server_user()
        self.folder.mkdir()
        self.programs = postgres.reachable(programs, self.folder, self.user)
        postgres.make_cluster(self.programs, self.folder, self.user, PASSWORD)
        self.process, self.port = postgres.start(self.programs, self.folder, self.user)

    def url(self, name: str = "workbook") -> str:
        """The address of a database, which is made now if there is none of this name."""
        with self.connect("postgres") as connection, suppress(psycopg2.errors.DuplicateDatabase):
            connection.cursor().execute(f'CREATE DATABASE "{name}"')
        return f"postgres://workbook:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    def connect(self, name: str = "workbook") -> Any:
        connection = psycopg2.connect(host="127.0.0.1", port=self.port, user="workbook", password=PASSWORD, dbname=name)
        connection.autocommit = True
        return closing(connection)

    def tend(self) -> None:
        """Starts the server again if it has ended, and if there is room for it."""
        if self.process.poll() is not None:
            with suppress(postgres.NoDatabase):
                self.process, _port = postgres.start(self.programs, self.folder, self.user, self.port)

    def be_careless(self) -> None:
        """As little safe as a server can be told to be: when it dies, the changes of ten seconds go with it."""
        with self.connect("postgres") as connection:
            for setting in ("synchronous_commit = off", "wal_writer_delay = '10s'"):
                connection.cursor().execute(f"ALTER SYSTEM SET {setting}")
            connection.cursor().execute("SELECT pg_reload_conf()")

    def use_up_log(self) -> None:
        """The next change needs a new file of the log: on a full disk the server gives up and ends, or has done so
        before the answer to this."""
        with suppress(psycopg2.OperationalError), self.connect("postgres") as connection:
            connection.cursor().execute("SELECT pg_switch_wal()")

    def stop(self) -> None:
        postgres.stop(self.process)


KINDS = {"sqlite": Sqlite, "postgresql": Postgresql}


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Sqlite | Postgresql]:
    """An empty database of a kind, for as long as the block lasts."""
    made = KINDS[kind](folder)
    try:
        yield made
    finally:
        made.stop()
