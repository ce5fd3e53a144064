"""training.zip.megabytes: what the background takes while it sets the worksheets of a class of 500, each with the
comments under its lines, and packs them into one ZIP.

The program is served as always, and the trainer orders the ZIP on its page. What counts is the process that prints and
the press that it starts: of each its most resident memory, as the kernel noted it, added up, though the two need not
have had it at once, and share some.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypdf

from tests.bench.figures import CannotMeasure, Figure
from tests.experiments.databases import KINDS, database
from tests.experiments.visitors import Visitor
from tools.served import served
from tools.system import ROOT

STUDENTS, MEGABYTES = 500, 300
NAME = "training.zip.megabytes"
SECONDS_EACH, SECONDS_BETWEEN, SECONDS_BETWEEN_LOOKS = 30, 1.0, 0.2
COMMENT = "How do you know?"
PROC = Path("/proc")


def zipped(size: float) -> Iterator[Figure]:
    """The figures of both databases, and the worse of the two."""
    count = max(3, round(STUDENTS * size))
    found = {kind: most_megabytes(kind, count).most for kind in KINDS}
    for kind, value in found.items():
        yield Figure(f"{NAME}.{kind}", value, value, value, "MB", MEGABYTES)
    yield Figure(NAME, max(found.values()), min(found.values()), max(found.values()), "MB", MEGABYTES)


def most_megabytes(kind: str, count: int) -> Watch:
    """What the background took at most for a ZIP of so many worksheets, which must hold all of them."""
    if not PROC.joinpath("self", "status").exists():
        raise CannotMeasure("memory of processes is read from /proc")
    with TemporaryDirectory(prefix="workbook-zip-") as name:
        folder, begin = Path(name), time.monotonic()
        (folder / "site").mkdir()
        folder.chmod(0o755)  # for PostgreSQL's own user
        with database(kind, folder) as base, served(folder / "site", base.url()) as (address, _log):
            path, login, password = _classroom(base.url(), count)
            trainer = Visitor(address)
            trainer.post("/accounts/login/", login=login, password=password)
            with Watch(_background(folder / "site")) as watch:
                archive = _ordered(trainer, path, count)
    check(archive, count)
    took = f"{time.monotonic() - begin:.0f} s, {len(archive) / 2**20:.1f} MB of ZIP"
    print(f"{kind}, {count} worksheets, {took}: {watch.in_words()}", file=sys.stderr)
    return watch


def _classroom(database_url: str, count: int) -> list[str]:
    """A class that has handed in: the address of its assignment, and what its trainer signs in with."""
    command = [sys.executable, "-m", "tests.experiments.zipping", str(count)]
    environment = os.environ | {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "negotiation_prep.settings"}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.split()


def _ordered(trainer: Visitor, path: str, count: int) -> bytes:
    """The ZIP, once it is there."""
    job = trainer.post(f"{path}printing/", kind="reviewed").location
    assert "/worksheets/printing/" in job, f"the ZIP was not ordered: {job!r}"
    end = time.monotonic() + SECONDS_EACH * (count + 2)
    while (state := json.loads(trainer.get(f"{job}state/").content)["state"]) in ("waiting", "working"):
        if time.monotonic() > end:
            raise RuntimeError(f"{count} worksheets were not printed within {SECONDS_EACH} seconds each")
        time.sleep(SECONDS_BETWEEN)
    assert state == "done", f"printing ended as {state}"
    return trainer.get(f"{job}file/").content


def check(archive: bytes, count: int) -> None:
    """Little is no virtue where something is missing: all worksheets must be there, and the comments as well."""
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        names = files.namelist()
        assert len(names) == count, f"{len(names)} of {count} worksheets are in the file"
        for name in names[:: max(1, count // 10)]:
            text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(files.read(name))).pages)
            assert COMMENT in " ".join(text.split()), f"{name} is without its comments"


# --- Memory -----------------------------------------------------------------------------------------------------------


class Watch(threading.Thread):
    """Looks again and again at all that a process has started: how much those that live at once have had at most."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.ended = pid, threading.Event()
        self.most, self.parts = 0.0, list[float]()

    def __enter__(self) -> Watch:
        self.start()
        return self

    def __exit__(self, *_error: Any) -> None:
        self.look()
        self.ended.set()
        self.join()

    def run(self) -> None:
        while not self.ended.wait(SECONDS_BETWEEN_LOOKS):
            self.look()

    def look(self) -> None:
        """Keeps the greatest sum, in megabytes."""
        peaks = {pid: peak(pid) for pid in started_by(self.pid)}
        if (total := sum(peaks.values())) > self.most:
            self.most, self.parts = total, sorted(peaks.values(), reverse=True)

    def in_words(self) -> str:
        return " + ".join(f"{part:.0f}" for part in self.parts) + f" = {self.most:.0f} MB"


def started_by(pid: int) -> list[int]:
    """The processes that one has started, and those that they have."""
    parents = {other: int(_status(other).get("PPid", "0")) for other in _processes()}
    found = [pid]
    for one in found:  # grows meanwhile
        found += [other for other, parent in parents.items() if parent == one]
    return found[1:]


def peak(pid: int) -> float:
    """The most megabytes that a process has had resident; 0 when it is gone."""
    return int(_status(pid).get("VmHWM", "0 kB").split()[0]) / 1024


def _background(folder: Path) -> int:
    """The process of a served program that keeps another one working in the background."""
    for pid in _processes():
        if "--kept" in _words(pid, "cmdline") and f"VAR_DIR={folder}" in _words(pid, "environ"):
            return pid
    raise RuntimeError("nobody works in the background")


def _processes() -> list[int]:
    return [int(path.name) for path in PROC.iterdir() if path.name.isdigit()]


def _status(pid: int) -> dict[str, str]:
    """What the kernel says of a process; nothing when it is gone."""
    with suppress(OSError):
        lines = PROC.joinpath(str(pid), "status").read_text().splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return {}


def _words(pid: int, name: str) -> list[str]:
    with suppress(OSError):
        return PROC.joinpath(str(pid), name).read_text(errors="replace").split("\0")
    return []


if __name__ == "__main__":
    import django

    django.setup()
    from tests.bench.classroom import classroom

    room, password = classroom(int(sys.argv[1])), secrets.token_hex(16)
    room.trainer.set_password(password)
    room.trainer.save()
    print(room.path, room.trainer.email, password)
