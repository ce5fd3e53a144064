"""What SQLite does to its files, one step after the other, and the files as a power cut would leave them.

Python's sqlite3 and this module call the very same library: here its default file system (VFS) is given an `xOpen`
that hands out files whose methods note what they do. The shared memory of a WAL is no file on a disk and not noted.
"""

from __future__ import annotations

import _sqlite3
import ctypes
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from tests.bench.figures import CannotMeasure

SECTOR = 512
KEPT: list[Any] = []  # what C points at must never be cleared away
POINTER = ctypes.sizeof(ctypes.c_void_p)
# Places in SQLite's `sqlite3_io_methods`, each as wide as a pointer, and how many there are from version 3 on.
WRITE, TRUNCATE, SYNC, METHODS = 3, 4, 5, 19

Address, Int, Long = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
Open = ctypes.CFUNCTYPE(Int, Address, Address, Address, Int, Address)  # SQLite keeps the address of the name
Delete = ctypes.CFUNCTYPE(Int, Address, ctypes.c_char_p, Int)
Write = ctypes.CFUNCTYPE(Int, Address, Address, Int, Long)
Truncate = ctypes.CFUNCTYPE(Int, Address, Long)
Sync = ctypes.CFUNCTYPE(Int, Address, Int)


class Wrote(NamedTuple):
    file: str
    offset: int
    content: bytes


class Cut(NamedTuple):
    file: str
    size: int


class Synced(NamedTuple):
    file: str


class Deleted(NamedTuple):
    file: str
    synced: bool


class FileSystem(ctypes.Structure):
    """The beginning of SQLite's `sqlite3_vfs`."""

    _fields_ = [
        ("version", Int),
        ("file_size", Int),
        ("longest_path", Int),
        ("next", Address),
        ("name", ctypes.c_char_p),
        ("data", Address),
        ("open", Open),
        ("delete", Delete),
    ]


def library() -> ctypes.CDLL:
    """The SQLite that Python's own module calls: asked for by way of that module, there can be no other."""
    found = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    if not hasattr(found, "sqlite3_vfs_find"):
        raise CannotMeasure("This Python hides its SQLite: it is not linked to a shared library.")
    return found


def keep(part: Any) -> Any:
    KEPT.append(part)
    return part


class Recorder:
    """Notes in `steps` all that this process does to SQLite's files from now on."""

    def __init__(self) -> None:
        self.steps: list[Any] = []
        self.names: dict[int, str] = {}
        found = library().sqlite3_vfs_find
        found.restype, found.argtypes = ctypes.POINTER(FileSystem), [ctypes.c_char_p]
        system = found(None).contents
        self.really_open = Open(ctypes.cast(system.open, Address).value)
        self.really_delete = Delete(ctypes.cast(system.delete, Address).value)
        system.open, system.delete = keep(Open(self._open)), keep(Delete(self._delete))

    def _open(self, system: int, path: int | None, file: int, flags: int, became: int | None) -> int:
        result = self.really_open(system, path, file, flags, became)
        if result == 0 and path:
            self.names[file] = Path(ctypes.string_at(path).decode()).name
            methods = ctypes.cast(file, ctypes.POINTER(Address))
            methods[0] = self._noting(methods[0])
        return result

    def _noting(self, methods: int) -> int:
        """A copy of a file's methods in which writing, truncating and syncing are noted once they are done."""
        copy = keep((Address * METHODS).from_buffer_copy(ctypes.string_at(methods, METHODS * POINTER)))
        self._replace(
            copy, WRITE, Write, lambda name, at, size, offset: Wrote(name, offset, ctypes.string_at(at, size))
        )
        self._replace(copy, TRUNCATE, Truncate, Cut)
        self._replace(copy, SYNC, Sync, lambda name, flags: Synced(name))
        return ctypes.addressof(copy)

    def _replace(self, methods: Any, place: int, kind: Any, step: Callable[..., Any]) -> None:
        really = kind(methods[place])

        def noting(file: int, *given: int) -> int:
            result = really(file, *given)
            if result == 0:
                self.steps.append(step(self.names[file], *given))
            return result

        methods[place] = ctypes.cast(keep(kind(noting)), Address).value

    def _delete(self, system: int, path: bytes, synced: int) -> int:
        result = self.really_delete(system, path, synced)
        if result == 0:
            self.steps.append(Deleted(Path(path.decode()).name, bool(synced)))
        return result


class Disk:
    """A disk that keeps what was synced and, when the power fails, some of the rest."""

    def __init__(self) -> None:
        self.safe: dict[str, bytearray] = {}
        self.unsafe: defaultdict[str, list[Any]] = defaultdict(list)

    def take(self, step: Any) -> None:
        """One step of the recording. SQLite syncs the folder, too, when it first syncs a journal or log it has made;
        until then a deletion may come undone."""
        steps = self.unsafe[step.file]
        if not isinstance(step, Synced):
            steps.append(step)
        if isinstance(step, Deleted):
            if step.synced:
                self._sync_folder()
        elif isinstance(step, Synced):
            if step.file.endswith(("-journal", "-wal")) and (step.file not in self.safe or deletions(steps)):
                self._sync_folder()
            self.safe[step.file] = carried_out(self.safe.get(step.file), steps) or bytearray()
            steps.clear()

    def _sync_folder(self) -> None:
        """What was deleted before stays away."""
        for file, steps in self.unsafe.items():
            if found := deletions(steps):
                self.safe.pop(file, None)
                del steps[: found[-1] + 1]

    def after_power_cut(self, chance: Random) -> dict[str, bytes]:
        """The files as they may be found: of what was not synced a random part is missing and one write is torn."""
        files = {}
        for file in self.safe.keys() | self.unsafe.keys():
            safe = self.safe.get(file)
            found = carried_out(None if safe is None else safe.copy(), survivors(self.unsafe.get(file, []), chance))
            if found is not None:
                files[file] = bytes(found)
        return files


def carried_out(content: bytearray | None, steps: list[Any]) -> bytearray | None:
    """A file after these steps; None for one that is not there."""
    for step in steps:
        if isinstance(step, Deleted):
            content = None
            continue
        content = bytearray() if content is None else content
        end = step.size if isinstance(step, Cut) else step.offset + len(step.content)
        content.extend(bytes(max(0, end - len(content))))
        if isinstance(step, Cut):
            del content[step.size :]
        else:
            content[step.offset : end] = step.content
    return content


def deletions(steps: list[Any]) -> list[int]:
    """At which places a file was deleted."""
    return [number for number, step in enumerate(steps) if isinstance(step, Deleted)]


def survivors(steps: list[Any], chance: Random) -> list[Any]:
    """Some of the steps that were not synced, in their order. A deletion that is lost brings the old file back, so
    that what was written to its successor is out of sight."""
    undone = [number for number in deletions(steps) if chance.random() < 0.5]
    steps = steps[: undone[0]] if undone else steps
    share = chance.random()
    kept = [step for step in steps if isinstance(step, Deleted) or chance.random() < share]
    writes = [number for number, step in enumerate(kept) if isinstance(step, Wrote)]
    if writes:
        number = chance.choice(writes)
        kept[number] = torn(kept[number], chance)
    return kept


def torn(write: Wrote, chance: Random) -> Wrote:
    """The beginning of a write, up to a border between two sectors of the disk."""
    borders = range(-write.offset % SECTOR, len(write.content) + 1, SECTOR)
    return write._replace(content=write.content[: chance.choice(borders)]) if borders else write
