"""A text as the fonts of the project can print it, and where its lines may break."""

from __future__ import annotations

import re
import unicodedata

from press.faces import is_printable
from quadrants.text import FORBIDDEN, normalised

MOST_MARKS = 2
LONGEST_RUN = 40
NO_GLYPH = "□"
BREAK = "\u200b"
# Signs that never end a line, and signs that never begin one.
OPENING = "([{\"'“‘（［｛《〈【「『〔〖"
CLOSING = ")]}\"'”’“‘,.!?;:%…、。，．：；？！％）］｝》〉】」』〕〗々"
# All white space but the one that holds two words together.
SPACES = re.compile("[^\\S\u00a0]+")
RUN = re.compile(rf"([^ ]{{{LONGEST_RUN - 1}}}[^ {re.escape(OPENING)}])(?=[^ {re.escape(CLOSING)}])")


def on_one_line(text: str) -> str:
    """A text on one line without control characters, for what brings fonts of its own."""
    return SPACES.sub(" ", FORBIDDEN.sub("", normalised(text))).strip()


def printable(text: str) -> str:
    """A text on one line as fonts can show it: no control characters, at most two marks on a letter, a box for each
    letter that no font has, and places to break in runs of more than 40 characters."""
    text = on_one_line(text)
    letters = set(text)
    if any(map(unicodedata.combining, letters)):
        text = _with_few_marks(text)
    for letter in letters:
        if not is_printable(letter):
            text = text.replace(letter, _stand_in(letter))
    return RUN.sub(rf"\1{BREAK}", text)


def _with_few_marks(text: str) -> str:
    """A text with at most two marks on a letter."""
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def _stand_in(letter: str) -> str:
    """A box, but nothing for what only joins or changes the letters around it."""
    return "" if unicodedata.category(letter) in ("Cf", "Mn", "Me", "Mc") else NO_GLYPH
