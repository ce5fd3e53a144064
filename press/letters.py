"""A text as the fonts of the project can print it, and where its lines may break."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from press.faces import is_printable
from quadrants.text import FORBIDDEN, normalised

MOST_MARKS = 2
LONGEST_RUN = 40
# How Chinese has always marked a missing character; the boxes that people draw to tick look a little different.
NO_GLYPH = "□"
OWN_BOXES = str.maketrans({"□": "▢", "☐": "▢", "⬜": "▢"})
BREAK = "\u200b"
# Signs that never end a line, and signs that never begin one; the space that holds two words together does neither.
OPENING = "([{\"'“‘（［｛《〈【「『〔〖\u00a0"
CLOSING = ")]}\"'”’“‘,.!?;:%…、。，．：；？！％）］｝》〉】」』〕〗々\u00a0"
# All white space but the one that holds two words together.
SPACES = re.compile("[^\\S\u00a0]+")
MARKS = ("Mn", "Mc", "Me")
JOINER = "\u200d"
JOINERS = "\u200c" + JOINER
# What only joins, chooses or directs, and shows nothing itself: Unicode's Default_Ignorable_Code_Point.
NOTHING_TO_SEE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
SKIN, HALF_FLAG = re.compile("[\U0001f3fb-\U0001f3ff]"), re.compile("[\U0001f1e6-\U0001f1ff]")
RUN = re.compile(rf"([^ ]{{{LONGEST_RUN - 1}}}[^ {re.escape(OPENING)}])(?=[^ {re.escape(CLOSING)}])")


def on_one_line(text: str) -> str:
    """A text on one line without control characters, for what brings fonts of its own."""
    return SPACES.sub(" ", FORBIDDEN.sub("", normalised(text))).strip()


def printable(text: str) -> str:
    """A text on one line as fonts can show it: no control characters, at most two marks on a letter, a box for each
    sign that no font has in full, and places to break in runs of more than 40 characters. `unprintable` counts these
    boxes; a box that people wrote themselves gets round corners."""
    text = on_one_line(text)
    if not all(map(_is_plain, set(text))):
        text = "".join(map(_shown, _signs(text.translate(OWN_BOXES)))) or NO_GLYPH
    return RUN.sub(rf"\1{BREAK}", text)


def unprintable(texts: Iterable[str]) -> int:
    """How many signs of printable texts could not be shown in full."""
    return sum(text.count(NO_GLYPH) for text in texts)


@cache
def _is_plain(letter: str) -> bool:
    """Whether a character stands for itself and changes none beside it."""
    return unicodedata.category(letter) not in ("Cf", *MARKS) and letter != NO_GLYPH and is_printable(letter)


def _signs(text: str) -> Iterator[str]:
    """What people take for one sign: a letter with all that hangs on it, a family of joined faces, a flag."""
    start = 0
    for place, letter in enumerate(text):
        hangs = unicodedata.category(letter) in MARKS or NOTHING_TO_SEE.match(letter) or SKIN.match(letter)
        flag = place == start + 1 and HALF_FLAG.match(text[start]) and HALF_FLAG.match(letter)
        if place > start and not (hangs or flag or text[place - 1] == JOINER):
            yield text[start:place]
            start = place
    yield text[start:]


def _shown(sign: str) -> str:
    """As much of a sign as fonts can show, and a box if that is not all."""
    if not is_printable(sign[0]) and not NOTHING_TO_SEE.match(sign[0]):
        return NO_GLYPH
    kept: list[str] = []
    marks, whole = 0, True
    for letter in sign:
        marks += _stacks(letter)
        if NOTHING_TO_SEE.match(letter):
            kept += [letter] if letter in JOINERS and kept and is_printable(letter) else []
        elif is_printable(letter) and (marks <= MOST_MARKS or not _stacks(letter)):
            kept.append(letter)
        else:
            whole = False
    return "".join(kept) + ("" if whole else NO_GLYPH)


def _stacks(letter: str) -> bool:
    """Whether a character is set above, below or around the one before it."""
    return unicodedata.combining(letter) > 0 or unicodedata.category(letter) == "Me"
