"""Answers that are files, and what these are called."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def file(content: bytes, kind: str, name: str, *, download: bool = False) -> HttpResponse:
    """A file to look at, or to keep."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(download, name)
    return response
