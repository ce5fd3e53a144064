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

from tools.system import ROOT

MEGABYTE = 1024 * 1024
# An administrator may just do it; others as the only inhabitant of a space in which they are one.
WAYS = {
    True: ["unshare", "--mount"],
    False: ["unshare", "--user", "--map-current-user", "--keep-caps", "--mount"],
}


class NoDisk(Exception):
    """This machine permits no mounts; the message says what it answered."""


def alone(module: str, *words: str) -> str:
    """Runs `python -m module words…` where it may mount, and gives what it said; `NoDisk` where nobody may."""
    way = WAYS[os.geteuid() == 0]
    probe = [*way, sys.executable, "-m", "tests.experiments.small_disk"]
    try:
        subprocess.run(probe, cwd=ROOT, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", "") or str(error)
        raise NoDisk(f"This machine permits no disk of its own for a test: {said.strip().splitlines()[-1]}") from None
    command = [*way, sys.executable, "-m", module, *words]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """An empty folder on a disk of this size."""
    with TemporaryDirectory(prefix="workbook-disk-") as folder:
        library = ctypes.CDLL(None, use_errno=True)
        size = f"size={megabytes}m,mode=755".encode()
        if library.mount(b"tmpfs", folder.encode(), b"tmpfs", 0, size):
            raise NoDisk(f"mount: {os.strerror(ctypes.get_errno())}")
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
    except NoDisk as problem:
        sys.exit(str(problem))
