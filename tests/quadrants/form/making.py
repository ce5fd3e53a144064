"""Blank forms, and forms filled by another library than the one that reads them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import cache

import pikepdf

from quadrants import form

LANGUAGES = ("en", "zh-hans")


@cache
def blank(language: str = "en", paper: str = "A4") -> bytes:
    """A form, made once for all tests."""
    return form.build(language, paper)


def fields(file: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    """Every field that can be filled in, with its full name."""
    for top in file.Root.AcroForm.Fields:
        yield from _below(top, "")


def _below(field: pikepdf.Object, above: str) -> Iterator[tuple[str, pikepdf.Object]]:
    name = f"{above}.{field.T}" if above else str(field.T)
    if "/Kids" not in field:
        yield name, field
        return
    for kid in field.Kids:
        yield from _below(kid, name)


def filled(answers: Mapping[str, str], language: str = "en") -> bytes:
    """The form with answers typed in by field name; a check box is ticked by any answer."""
    with pikepdf.open(io.BytesIO(blank(language))) as file:
        places = dict(fields(file))
        for name, answer in answers.items():
            if places[name].FT == "/Btn":
                places[name].V = places[name].AS = pikepdf.Name.on
            else:
                places[name].V = pikepdf.String(answer)
        return saved(file)


def saved(file: pikepdf.Pdf) -> bytes:
    result = io.BytesIO()
    file.save(result)
    return result.getvalue()
