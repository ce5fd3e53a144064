"""The font files of the printed page: which characters they have, and how wide these are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import uharfbuzz as hb
from django.conf import settings


class Face:
    """The advance widths of one font file, as parts of the type size."""

    def __init__(self, path: Path) -> None:
        face = hb.Face(hb.Blob.from_file_path(str(path)))
        self.font, self.units = hb.Font(face), face.upem
        self.widths: dict[str, float | None] = {}

    def width(self, letter: str) -> float | None:
        """The width of a character, or None where the font does not have it."""
        if letter not in self.widths:
            glyph = self.font.get_nominal_glyph(ord(letter))
            self.widths[letter] = self.font.get_glyph_h_advance(glyph) / self.units if glyph else None
        return self.widths[letter]


@cache
def faces(bold: bool) -> tuple[Face, Face]:
    """The Latin and the Chinese face of a weight."""
    name = "bold" if bold else "regular"
    return Face(settings.FONT_DIR / f"latin-{name}.ttf"), Face(settings.FONT_DIR / f"chinese-{name}.ttf")


@cache
def rare() -> Face:
    """The large face for rare characters."""
    return Face(settings.FONT_DIR / "rare-regular.ttf")


def is_printable(letter: str) -> bool:
    """Whether any of the fonts has a character; what none has would leave a blank of unknown width."""
    return any(face.width(letter) is not None for face in (*faces(bold=False), rare()))


def needs_rare(text: str) -> bool:
    """Whether a character of a text needs the large font, which is slow to load."""
    letters = filter(str.isprintable, set(text))
    return any(all(face.width(letter) is None for face in faces(bold=False)) for letter in letters)
