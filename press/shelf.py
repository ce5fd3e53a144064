"""What was printed is kept for an hour, under a name that says all it depends on."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches

KEPT_SECONDS = 60 * 60
ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = ("weasyprint", "python-docx")
SOURCES = (
    "press/*.py",
    "quadrants/**/*.py",
    "*/data/*.toml",
    "strategies/*.py",
    "templates/pdf/*",
    "templates/charts/*",
    "locale/**/*.mo",
)

Made = TypeVar("Made")


def kept(name: str, make: Callable[[], Made]) -> Made:
    """What the cache holds under a name, else made now. Where a full disk keeps nothing, people can print all the
    same."""
    made: Made | None = caches["sheets"].get(name)
    if made is None:
        made = make()
        with suppress(OSError):
            caches["sheets"].set(name, made, KEPT_SECONDS)
    return made


def name_of(*parts: object) -> str:
    """Names what is made from these parts, given as JSON values, by the code as it is now."""
    said = json.dumps([*parts, settings.PDF_ARCHIVE, _code()], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(said.encode()).hexdigest()


@functools.cache
def _code() -> str:
    """Changes with whatever sets a page: our code, the method, the translations, the libraries."""
    total = hashlib.sha256(" ".join(map(version, LIBRARIES)).encode())
    for path in sorted(path for place in SOURCES for path in ROOT.glob(place)):
        total.update(path.read_bytes())
    return total.hexdigest()
