"""A real PostgreSQL for the tests, started from the machine's programs in a folder that is thrown away.

`python -m tests.postgres -- COMMAND…` runs a command with DATABASE_URL set to it; without a command it waits.
Nothing of a PostgreSQL that may already run on the machine is touched, and nothing is left behind.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.served import free_port
from tools.system import find_postgresql

SECONDS_TO_START = 60
PR_SET_PDEATHSIG = 1


class NoDatabase(Exception):
    """PostgreSQL is not there or does not start; the message says why."""


@contextmanager
def server() -> Iterator[str]:
    """Runs a server for as long as the block lasts and gives its URL.

    It listens on a free port of this machine only, asks for a password, and writes as safely as a real one.
    """
    programs = find_postgresql()
    if programs is None:
        raise NoDatabase("PostgreSQL's programs were not found; PG_BIN may name the folder that holds initdb.")
    with tempfile.TemporaryDirectory(prefix="workbook-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        user = server_user()
        programs = reachable(programs, folder, user)
        password = secrets.token_urlsafe(16)
        make_cluster(programs, folder, user, password)
        process, port = start(programs, folder, user)
        try:
            yield f"postgres://workbook:{password}@127.0.0.1:{port}/postgres"
        finally:
            stop(process)


def server_user() -> dict[str, object]:
    """As whom to run it: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoDatabase("PostgreSQL cannot run as root, and there is neither a user postgres nor a user nobody.")


def reachable(programs: Path, folder: Path, user: dict[str, object]) -> Path:
    """The programs where the server's user may start them: copied if they lie in a private home."""
    if user:
        os.chown(folder, user["user"], user["group"])
    try:
        subprocess.run([programs / "initdb", "--version"], check=True, capture_output=True, cwd="/", **user)
    except (OSError, subprocess.CalledProcessError):
        copy = folder / "programs"
        shutil.copytree(programs.parent, copy, symlinks=True)
        return copy / programs.name
    return programs


def make_cluster(programs: Path, folder: Path, user: dict[str, object], password: str) -> None:
    """An empty database cluster in folder/data."""
    password_file = folder / "password"
    password_file.write_text(password)
    password_file.chmod(0o600)
    if user:
        os.chown(password_file, user["user"], user["group"])
    command = [programs / "initdb", "-D", folder / "data", "-U", "workbook", "--encoding=UTF8", "--locale=C"]
    safety = ["--auth=scram-sha-256", f"--pwfile={password_file}"]
    done = subprocess.run([*command, *safety], capture_output=True, text=True, cwd="/", env=plain(), **user)
    if done.returncode:
        raise NoDatabase(f"initdb failed: {done.stderr}")


def start(programs: Path, folder: Path, user: dict[str, object], port: int = 0) -> tuple[subprocess.Popen[bytes], int]:
    """Starts the server and waits until it answers; without a port tries another one if one was taken meanwhile."""
    log = folder / "log"
    for chosen in [port] if port else [free_port() for _ in range(3)]:
        options = [
            f"port={chosen}",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "logging_collector=off",
        ]
        arguments = [word for option in options for word in ("-c", option)]
        with log.open("ab") as output:
            process = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=plain(),
                # Away from Ctrl+C: the command that uses the server ends first, then the server is stopped.
                start_new_session=True,
                preexec_fn=end_with_parent,
                **user,
            )
        if wait_until_ready(process, folder / "data" / "postmaster.pid"):
            return process, chosen
        stop(process)
    raise NoDatabase(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")


def wait_until_ready(process: subprocess.Popen[bytes], status_file: Path) -> bool:
    """Whether it became ready: the eighth line of its status file says so, as pg_ctl reads it too."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        lines = status_file.read_text().splitlines() if status_file.exists() else []
        if len(lines) >= 8 and lines[7].strip() == "ready":
            return True
        time.sleep(0.05)
    return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the server with its connections, by force if it does not go."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait()


def end_with_parent() -> None:
    """Linux: a server whose test run was killed outright ends by itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def plain() -> dict[str, str]:
    """The environment without anything that speaks to another PostgreSQL."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}


def run(command: list[str]) -> int:
    """Runs a command with DATABASE_URL set and gives its exit status; passes an end from outside on to it."""
    with server() as url:
        if not command:
            print(f"DATABASE_URL={url}", flush=True)
            signal.pause()
        process = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
        try:
            return process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise


def end(signal_number: int, frame: object) -> None:
    sys.exit(128 + signal_number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end)
    words = sys.argv[1:]
    try:
        sys.exit(run(words[1:] if words[:1] == ["--"] else words))
    except NoDatabase as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
