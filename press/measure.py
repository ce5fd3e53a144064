"""A text set in lines, from the real widths of the glyphs, without laying anything out.

All widths are multiples of the type size. Lines are broken where both languages permit it, the last one does not
hold a word alone, and full-width signs give up their blank half at the ends of lines and beside each other, as
Chinese is set.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise

from press.faces import faces
from press.letters import BREAK, CLOSING, OPENING
from quadrants.text import language_of

# Lines are broken here a little earlier than on paper: an estimate must not promise room that is not there.
CAREFUL = 1.015
# What stays together on a line: a word, a Chinese character, or a figure with what it counts, with the signs before
# and after it.
SINGLE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
PART = f"(?:[{SINGLE}]|[^ {BREAK}{SINGLE}]*[0-9%][{SINGLE}]|[^ {BREAK}{SINGLE}]+)"
TOKENS = re.compile(f"{PART}(?:(?<=[{re.escape(OPENING)}]){PART}|(?=[{re.escape(CLOSING)}]){PART})*| +|.", re.DOTALL)
# Full-width signs: those with a blank half after the ink, and those with one before it.
BLANK_AFTER = frozenset("，。、；：）］｝》〉】」』〕〗”’")
BLANK_BEFORE = frozenset("（［｛《〈【「『〔〖“‘")
HALF = 0.5
# A last line this short looks lost: two Chinese characters, or a word that takes less than a fourth of the line.
FEW_CHARACTERS, SHORT_LINE = 2.6, 0.25


class Widths(dict[str, float]):
    """The widths of characters in a text of one language and weight; each is asked of the fonts once, for a page is
    tried at many sizes."""

    def __init__(self, han: bool, bold: bool) -> None:
        latin, chinese = faces(bold)
        self.order = (chinese, latin) if han else (latin, chinese)
        self[BREAK] = 0.0

    def __missing__(self, letter: str) -> float:
        found = (width for face in self.order if (width := face.width(letter)) is not None)
        self[letter] = next(found, 1.0)
        return self[letter]


@cache
def widths(han: bool, bold: bool) -> Widths:
    """One table for each language and weight."""
    return Widths(han, bold)


def halved(line: str, *, last: bool) -> list[int]:
    """Which signs of a line are set at half their width: beside another such sign, and at the ends of the line, but
    for the end of the last line, where there is room."""
    if language_of(line) == "en":
        return []
    signs = BLANK_AFTER | BLANK_BEFORE
    return [
        place
        for place, sign in enumerate(line)
        if (sign in BLANK_AFTER and (line[place + 1] in signs if place + 1 < len(line) else not last))
        or (sign in BLANK_BEFORE and (not place or line[place - 1] in BLANK_BEFORE))
    ]


@dataclass(frozen=True, slots=True)
class Measured:
    """A text with the places where it stands: `places[i]` is the width of its first i characters, `breaks` are the
    indices at which a line may end."""

    text: str
    places: list[float]
    breaks: list[int]

    def width(self, start: int, end: int) -> float:
        """The width of a line, without the spaces at its end and the blank halves at its ends."""
        text = self.text
        while end > start and text[end - 1] == " ":
            end -= 1
        if end == start:
            return 0.0
        blank = HALF * (self._blank(start, BLANK_BEFORE) + self._blank(end - 1, BLANK_AFTER))
        return self.places[end] - self.places[start] - blank

    def _blank(self, place: int, signs: frozenset[str]) -> bool:
        """Whether the sign at a place still has a blank half to give."""
        return self.text[place] in signs and self.places[place + 1] - self.places[place] > HALF + 0.1


@lru_cache(maxsize=4096)
def measured(text: str, bold: bool = False) -> Measured:
    """Measures a text once for all sizes that are tried."""
    table = widths(language_of(text) == "zh-Hans", bold)
    advances = [table[letter] for letter in text]
    for place in _beside_each_other(text):
        advances[place] -= HALF if advances[place] > HALF + 0.1 else 0
    breaks, place = [], 0
    for token in TOKENS.findall(text):
        place += len(token)
        breaks.append(place)
    return Measured(text, [0.0, *accumulate(advances)], breaks)


def _beside_each_other(text: str) -> list[int]:
    """The signs that are set at half their width wherever lines are broken."""
    return [place for place in halved(text, last=True) if place or text[0] not in BLANK_BEFORE]


def text_width(text: str, bold: bool = False) -> float:
    """The width of a text on one line."""
    return measured(text, bold).places[-1]


@lru_cache(maxsize=4096)
def line_breaks(text: str, width: float, bold: bool = False, first: float = 0.0) -> tuple[int, ...]:
    """Where the lines of a text end when a line is `width` wide and the first one `first` shorter; one index for each
    line. A page tries its lines several times, and has most of them still when it is printed again."""
    return tuple(_ends(measured(text, bold), width, first))


def _ends(known: Measured, width: float, first: float = 0.0) -> list[int]:
    limit, ends = width / CAREFUL, list[int]()
    start, room = 0, limit - first / CAREFUL
    while (end := _end(known, start, room)) < len(known.text):
        ends.append(end)
        start, room = end, limit
    if ends:
        ends[-1] = _in_company(known, ends[-2] if len(ends) > 1 else 0, ends[-1], limit)
    return [*ends, len(known.text)]


def _end(known: Measured, start: int, room: float) -> int:
    """Where a line that begins at `start` ends: at the last break that has room, else within a word."""
    # Blank halves at the ends and spaces behind them can only make a line shorter than its letters are wide.
    farthest = bisect_right(known.places, known.places[start] + room + 2 * HALF) - 1
    number = bisect_right(known.breaks, farthest)
    number += number < len(known.breaks) and known.text[farthest : known.breaks[number]].isspace()
    while number and known.breaks[number - 1] > start:
        if known.width(start, known.breaks[number - 1]) <= room:
            return known.breaks[number - 1]
        number -= 1
    end = min(farthest, len(known.text))
    while end > start + 1 and known.width(start, end) > room:
        end -= 1
    return max(end, start + 1)


def _in_company(known: Measured, start: int, end: int, limit: float) -> int:
    """Where the line before the last ends, so that the last one does not hold a word or a character alone."""
    text = known.text
    for earlier in reversed([place for place in known.breaks if start < place < end]):
        last = text[end:].strip()
        alone = known.width(end, len(text)) < FEW_CHARACTERS or (
            " " not in last and language_of(text) == "en" and known.width(end, len(text)) < limit * SHORT_LINE
        )
        if not alone or known.width(start, earlier) < limit / 2 or known.width(earlier, len(text)) > limit:
            return end
        if text[earlier - 1 : earlier] != " " or text[earlier:end].strip():
            end = earlier
    return end


def in_lines(text: str, width: float, bold: bool = False, first: float = 0.0) -> list[str]:
    """The lines of a text."""
    ends = line_breaks(text, width, bold, first) if text else ()
    return [text[start:end].strip(" ") for start, end in zip([0, *ends], ends, strict=False)]


def runs_in_lines(runs: Sequence[str], width: float) -> list[list[str]]:
    """Texts of any language that stand one after the other on the same lines: the lines of each, an empty one first
    where it begins a new line. Between them stands a space."""
    known = _in_a_row([f"{run} " for run in runs])
    ends, start, found = _ends(known, width), 0, []
    for run in runs:
        stop = start + len(run)
        places = [start, *(end for end in ends if end > 0 and start <= end < stop), stop]
        found.append([known.text[begin:end].strip(" ") for begin, end in pairwise(places)])
        start = stop + 1
    return found


def _in_a_row(runs: Sequence[str]) -> Measured:
    """Texts one after the other, each measured by the fonts of its own language."""
    text, places, breaks = "", [0.0], list[int]()
    for run in runs:
        known = measured(run)
        breaks += [len(text) + place for place in known.breaks]
        places += [places[-1] + place for place in known.places[1:]]
        text += run
    return Measured(text, places, breaks)


def line_count(text: str, width: float, bold: bool = False, first: float = 0.0) -> int:
    """How many lines a text takes."""
    return len(line_breaks(text, width, bold, first)) if text else 0


def first_lines(text: str, lines: int, width: float, bold: bool = False, first: float = 0.0) -> str:
    """As much of a text as fits in some lines, with room for the mark that it goes on."""
    ends = line_breaks(text, width, bold, first)
    if len(ends) <= lines:
        return text
    kept = text[: ends[lines - 1]].rstrip()
    room = width / CAREFUL - (first if lines == 1 else 0) - text_width(" …▸", bold)
    begin = ends[lines - 2] if lines > 1 else 0
    while len(kept) > begin and text_width(kept[begin:], bold) > room:
        kept = kept[:-1]
    return kept.rstrip()
