"""Data files with a mistake in them, for the tests of what reads them."""

from __future__ import annotations

from pathlib import Path


def with_mistake(path: Path, old: str, new: str, folder: Path) -> Path:
    """A copy of a file in a folder, with the first `old` in it made `new`."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    broken = folder / path.name
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    return broken
