"""How files are called that people download."""

from __future__ import annotations

from django.core.exceptions import SuspiciousFileOperation
from django.utils.text import get_valid_filename


def file_name(title: str, otherwise: str = "worksheet") -> str:
    """A title as a file name; letters of every script stay."""
    try:
        return get_valid_filename(title[:80]).strip("._-") or otherwise
    except SuspiciousFileOperation:  # nothing in it that a file name may hold
        return otherwise
