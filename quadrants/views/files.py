"""Answers that are files, and what these are called."""

from __future__ import annotations

from django.core.exceptions import SuspiciousFileOperation
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename


def file_name(title: str, otherwise: str = "worksheet") -> str:
    """A title as a file name; letters of every script stay."""
    try:
        return get_valid_filename(title[:80]).strip("._-") or otherwise
    except SuspiciousFileOperation:  # nothing in it that a file name may hold
        return otherwise


def file(content: bytes, kind: str, name: str, *, download: bool = False) -> HttpResponse:
    """A file to look at, or to keep."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(download, name)
    return response
