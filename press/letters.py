"""A text as the fonts of the project can print it, and where its lines may break."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

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
MOST_NAMED = 5
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
    sign that no font has in full, and places to break in runs of more than 40 characters. `lost` tells what these
    boxes stand for; a box that people wrote themselves gets round corners."""
    text = "".join(shown + NO_GLYPH * bool(lacking) for shown, lacking in _parts(text))
    return RUN.sub(rf"\1{BREAK}", text)


def lost(text: str) -> list[str]:
    """For each box in the printable form of a text the characters that it stands for, in order. What shows nothing
    itself is left out, unless there is nothing else."""
    return [NOTHING_TO_SEE.sub("", lacking) or lacking for _shown, lacking in _parts(text) if lacking]


def code_points(signs: Iterable[str]) -> str:
    """Names the characters of signs for readers of any language, each once and the first few: *U+1F468 U+1F680 …*."""
    found = list(dict.fromkeys(chain.from_iterable(signs)))
    names = [f"U+{ord(letter):04X}" for letter in found[:MOST_NAMED]]
    return " ".join(names + ["…"] * (len(found) > MOST_NAMED))


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


def _parts(text: str) -> list[tuple[str, str]]:
    """The signs of a text: as much of each as fonts can show, and the characters that they cannot. A text of which
    nothing can be seen is lacking as a whole, and a plain one is one sign."""
    text = on_one_line(text)
    if all(map(_is_plain, set(text))):
        return [(text, "")]
    parts = [_part(sign) for sign in _signs(text.translate(OWN_BOXES))]
    return parts if any(shown.strip() or lacking for shown, lacking in parts) else [("", text)]


def _part(sign: str) -> tuple[str, str]:
    if not is_printable(sign[0]) and not NOTHING_TO_SEE.match(sign[0]):
        return "", sign
    shown, lacking, marks = "", "", 0
    for letter in sign:
        marks += _stacks(letter)
        if NOTHING_TO_SEE.match(letter):
            shown += letter if letter in JOINERS and shown and is_printable(letter) else ""
        elif is_printable(letter) and (marks <= MOST_MARKS or not _stacks(letter)):
            shown += letter
        else:
            lacking += letter
    return shown, lacking


def _stacks(letter: str) -> bool:
    """Whether a character is set above, below or around the one before it."""
    return unicodedata.combining(letter) > 0 or unicodedata.category(letter) == "Me"
