"""How many lines a text takes, from the real widths of the glyphs, without laying anything out."""

from __future__ import annotations

import re
from functools import cache

from press.faces import faces
from press.letters import BREAK, CLOSING, OPENING
from quadrants.text import language_of

# Lines are broken here a little earlier than on paper: an estimate must not promise room that is not there.
CAREFUL = 1.015
# What stays together on a line: a word, or a Chinese character, with the signs before and after it.
SINGLE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
PART = f"(?:[{SINGLE}]|[^ {BREAK}{SINGLE}]+)"
TOKENS = re.compile(f"{PART}(?:(?<=[{re.escape(OPENING)}]){PART}|(?=[{re.escape(CLOSING)}]){PART})*| +|.", re.DOTALL)


class Widths(dict[str, float]):
    """The widths of characters in a text of one language and weight, as parts of the type size; each is asked of the
    fonts once, for a page is tried at many sizes."""

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


def widths_for(text: str, bold: bool) -> Widths:
    """The table for a text: Chinese as soon as it has one Chinese character."""
    return widths(language_of(text) == "zh-Hans", bold)


def text_width(text: str, bold: bool = False) -> float:
    """The width of a text on one line, as a multiple of the type size."""
    return sum(map(widths_for(text, bold).__getitem__, text))


def line_breaks(text: str, width: float, bold: bool = False) -> list[int]:
    """Where the lines of a text end when a line is `width` times the type size wide; one index for each line."""
    width_of = widths_for(text, bold).__getitem__
    limit, used, ends, place = width / CAREFUL, 0.0, [], 0
    for token in TOKENS.findall(text):
        size = sum(map(width_of, token))
        if used and used + size > limit and token[0] != " ":
            ends.append(place)
            used = 0.0
        if size > limit:
            for number, letter in enumerate(token):
                part = width_of(letter)
                if used + part > limit:
                    ends.append(place + number)
                    used = 0.0
                used += part
        elif used or token[0] != " ":
            used += size
        place += len(token)
    return [*ends, len(text)]


def line_count(text: str, width: float, bold: bool = False) -> int:
    """How many lines a text takes."""
    return len(line_breaks(text, width, bold)) if text else 0


def first_lines(text: str, lines: int, width: float) -> str:
    """As much of a text as fits in some lines, with room for the mark that it goes on."""
    ends = line_breaks(text, width)
    if len(ends) <= lines:
        return text
    kept = text[: ends[lines - 1]].rstrip()
    room = text_width(" …▸")
    last = kept[ends[lines - 2] if lines > 1 else 0 :]
    while last and text_width(last) + room > width / CAREFUL:
        last, kept = last[:-1], kept[:-1]
    return kept.rstrip()
