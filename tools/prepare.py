"""Makes a clone ready to run or to test: `python3 -m tools.prepare run|test|serve`.

Runs on the system's Python, with its standard library only, because `.venv` does not exist yet. Whatever is
ready is left alone: each step is remembered by a digest of what it was made from. All is said on stderr,
so that the commands that follow may write data to stdout.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tools.serve import serve, stop_if_taken
from tools.system import ROOT, CannotPrepare, install_missing, say, show

VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var")
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ROOT / "requirements.txt", "test": ROOT / "requirements-dev.txt"}
OLDEST_PYTHON = (3, 11)


def main(arguments: list[str]) -> None:
    """Prepares for `run` or `test`; `serve` prepares for `run` and then becomes the server."""
    if len(arguments) != 1 or arguments[0] not in ("run", "test", "serve"):
        raise CannotPrepare("usage: python3 -m tools.prepare run|test|serve")
    if arguments[0] == "serve":
        stop_if_taken()
        prepare("run")
        serve(str(PYTHON))
    prepare(arguments[0])


def prepare(purpose: str) -> None:
    """Does all that `purpose` ("run" or "test") needs, one process at a time."""
    with only_one():
        install_missing(purpose, has_environment=environment_is_usable())
        install_packages(purpose)
        write_secret_key()
        prepare_files()
        if purpose == "run":
            prepare_database()


@contextmanager
def only_one() -> Iterator[None]:
    """Holds the lock of this clone; waits while another process prepares it."""
    (ROOT / "var").mkdir(mode=0o700, exist_ok=True)
    VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (ROOT / "var" / "prepare.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is preparing this clone; waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- Packages -----------------------------------------------------------------------------------------------


def install_packages(purpose: str) -> None:
    """Makes `.venv` hold the locked packages; those for tests contain those for running."""
    wanted = digest([LOCKS[purpose]])
    stamp = VENV / "installed-locks"
    usable = environment_is_usable()
    if usable and stamp.exists() and wanted in stamp.read_text().split():
        return
    if not usable:
        say("Making .venv …")
        show([sys.executable, "-m", "venv", "--clear", VENV])
    stamp.unlink(missing_ok=True)
    total = sum("==" in line for line in LOCKS[purpose].read_text().splitlines())
    say(f"Installing {total} packages …")
    # The lock names every package, so pip must not look for more.
    pip = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
        "--no-deps",
    ]
    show([*pip, "--require-hashes", "-r", LOCKS[purpose]], ("Collecting", "Installing"))
    installed = [digest([LOCKS[name]]) for name in (("run", "test") if purpose == "test" else ("run",))]
    stamp.write_text("\n".join(installed) + "\n")


def environment_is_usable() -> bool:
    """Whether `.venv` is whole: an interrupted start or a newer system Python leaves one that is not."""
    if not os.access(PYTHON, os.X_OK):
        return False
    test = f"import sys, pip; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    return subprocess.run([PYTHON, "-c", test], capture_output=True).returncode == 0


# --- Files --------------------------------------------------------------------------------------------------


def write_secret_key() -> None:
    """Writes Django's key once, readable by its owner only; SECRET_KEY in the environment goes before it."""
    path = VAR / "secret_key"
    if path.exists():
        return
    unfinished = path.with_suffix(".new")
    with open(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    unfinished.replace(path)


def prepare_files() -> None:
    """Makes fonts, compiled messages and static files where they are missing or older than their sources."""
    lock = LOCKS["run"]
    settings = ROOT / "negotiation_prep" / "settings.py"
    translations = list(ROOT.glob("locale/*/LC_MESSAGES/*.po"))
    step(
        "Fonts",
        ["-m", "tools.fonts"],
        sources=[lock, ROOT / "tools" / "fonts.py"],
        results=[VAR / "fonts" / name for name in ("fonts.conf", "latin-regular.ttf", "chinese-bold.ttf")],
    )
    step(
        "Messages",
        ["-m", "tools.messages"],
        sources=[lock, ROOT / "tools" / "messages.py", *translations],
        results=[translation.with_suffix(".mo") for translation in translations],
    )
    step(
        "Static files",
        ["manage.py", "collectstatic", "--noinput", "--verbosity=0"],
        sources=[lock, settings, *ROOT.glob("static/**/*")],
        results=[VAR / "static" / "staticfiles.json"],
    )


def prepare_database() -> None:
    """Migrates, and loads the demo once."""
    step(
        "Database",
        ["-m", "tools.database"],
        sources=[LOCKS["run"], *ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/data/demo/*")],
        results=[],
        state=applied_migrations,
    )


def applied_migrations() -> str:
    """What the database itself says about its state: a file may have been replaced by an older backup."""
    if os.environ.get("DATABASE_URL"):
        # Only Django can ask a server, which takes as long as migrating: never the same, so never skipped.
        return secrets.token_hex()
    try:
        with closing(sqlite3.connect(f"file:{VAR / 'workbook.sqlite3'}?mode=ro", uri=True)) as database:
            return repr(database.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall())
    except sqlite3.Error:
        return "no database yet"


# --- Steps --------------------------------------------------------------------------------------------------


def step(
    name: str,
    command: list[str],
    sources: Iterable[Path],
    results: Iterable[Path],
    state: Callable[[], str] = str,
) -> None:
    """Runs a command of the project, unless sources, results and state are as it left them the last time."""
    stamps = VAR / "prepared.json"
    done = json.loads(stamps.read_text()) if stamps.exists() else {}
    made_from = digest(sources)
    if done.get(name) == [made_from, state()] and all(result.exists() for result in results):
        return
    say(f"{name} …")
    show([PYTHON, *command])
    done[name] = [made_from, state()]
    unfinished = stamps.with_suffix(".new")
    unfinished.write_text(json.dumps(done, indent=1))
    unfinished.replace(stamps)


def digest(paths: Iterable[Path]) -> str:
    """One hash of the names and contents of files."""
    total = hashlib.sha256()
    for path in sorted(set(paths)):
        if path.is_file():
            total.update(str(path).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def stop(signal_number: int, frame: object) -> None:
    """Ends as after Ctrl+C, so that what this process started ends too."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    try:
        if sys.version_info < OLDEST_PYTHON:
            raise CannotPrepare("Python 3.11 or newer is needed; name one: make run PYTHON=python3.12")
        main(sys.argv[1:])
    except CannotPrepare as problem:
        say(str(problem))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
