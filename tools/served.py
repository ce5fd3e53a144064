"""The workbook on a free port, with a database of its own and the demo: for tests in a browser and for pictures."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.system import ROOT

SECONDS_TO_START = 60


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(
    folder: Path, database_url: str = "", *, course: bool = False, **settings: str
) -> Iterator[tuple[str, Path]]:
    """Serves the program as `make run` does, until the block ends; its address and its log.

    Everything it writes goes to `folder`; fonts and static files are those of `var/`. Without `database_url` it is
    an SQLite file. The demo has its `course` only where that is asked for. `settings` are further variables.
    """
    for made in ("static", "fonts"):
        (folder / made).symlink_to(ROOT / "var" / made)
    environment = os.environ | {
        "VAR_DIR": str(folder),
        "DATABASE_URL": database_url or f"sqlite:///{folder / 'workbook.sqlite3'}",
        "CACHE_URL": f"filecache://{folder / 'cache'}",
        "SECRET_KEY": secrets.token_hex(32),
        "DEBUG": "0",
        "DEMO": "1",
        "PORT": str(free_port()),
        **settings,
    }
    _fill(environment, course)
    log, address = folder / "log", f"http://127.0.0.1:{environment['PORT']}"
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "negotiation_prep.wsgi"]
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        _wait_until_ready(address, server, log)
        yield address, log
    finally:
        server.terminate()
        server.wait(20)


def _fill(environment: dict[str, str], course: bool) -> None:
    """Makes the tables and the demo.

    Where FILLED names a folder, an SQLite file is made there once, for all who share the folder, and copied.
    """
    shared, url = os.environ.get("FILLED"), environment["DATABASE_URL"]
    if not shared or not url.startswith("sqlite:///"):
        _make(environment, course)
        return
    made = Path(shared) / ("course.sqlite3" if course else "worksheets.sqlite3")
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            begun = made.with_suffix(".begun")
            _make(environment | {"DATABASE_URL": f"sqlite:///{begun}"}, course)
            begun.rename(made)
    shutil.copy(made, url.removeprefix("sqlite:///"))


def _make(environment: dict[str, str], course: bool) -> None:
    for command in (["migrate"], ["load_demo"] if course else ["load_demo", "--worksheets"]):
        subprocess.run(
            [sys.executable, "manage.py", *command, "-v0"], cwd=ROOT, env=environment, stdout=sys.stderr, check=True
        )


def _wait_until_ready(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/healthz/ready", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server did not start: {log.read_text()}")
