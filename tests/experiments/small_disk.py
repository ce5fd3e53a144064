"""A disk of its own that can be filled to the last byte: a small file system in memory, seen by one process only.

Linux gives each process that asks for it a view of the mounts of its own: what is mounted there nobody else sees, and
it is gone with the last process that saw it.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import CannotMeasure
from tools.system import ROOT

MEGABYTE = 1024 * 1024
# An administrator may just do it; others as the only inhabitant of a space in which they are one.
FOR_ROOT = ["unshare", "--mount"]
FOR_OTHERS = ["unshare", "--user", "--map-current-user", "--keep-caps", "--mount"]


def alone(module: str, *words: str) -> str:
    """Runs `python -m module words…` where it may mount, and gives what it said; `CannotMeasure` where nobody may."""
    start = [*(FOR_OTHERS if os.geteuid() else FOR_ROOT), sys.executable, "-m"]
    try:
        probe = subprocess.run([*start, "tests.experiments.small_disk"], cwd=ROOT, capture_output=True, text=True)
        problem = probe.stderr.strip() if probe.returncode else ""
    except OSError as error:
        problem = str(error)
    if problem:
        raise CannotMeasure(f"This machine permits no disk for tests: {problem.splitlines()[-1]}")
    return subprocess.run([*start, module, *words], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """An empty folder on a disk of this size."""
    with TemporaryDirectory(prefix="workbook-disk-") as folder:
        library = ctypes.CDLL(None, use_errno=True)
        size = f"size={megabytes}m,mode=755".encode()
        if library.mount(b"tmpfs", folder.encode(), b"tmpfs", 0, size):
            raise CannotMeasure(f"mount: {os.strerror(ctypes.get_errno())}")
        try:
            yield Path(folder)
        finally:
            library.umount2(folder.encode(), 2)  # at once for us, in fact when the last file is closed


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """No byte is free on the disk until the block ends."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (MEGABYTE, 4096, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
    try:
        yield
    finally:
        ballast.unlink()


if __name__ == "__main__":
    try:
        with small_disk(1):
            pass
    except CannotMeasure as problem:
        sys.exit(str(problem))
