"""What a text that people wrote may hold, and the one form in which it is kept and compared."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

# Everything that prints nothing and can break storage, JSON or the reading order: control characters (but for tab
# and line break), lone surrogates, and the characters that override the direction of writing.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
LINE_BREAKS = re.compile("\r\n?|\u2028|\u2029")
HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def normalised(value: str) -> str:
    """The text as it is kept: line breaks as \\n, composed (NFC), without white space around it."""
    return unicodedata.normalize("NFC", LINE_BREAKS.sub("\n", value)).strip()


def on_one_line(value: str) -> str:
    """The same text with every run of white space as one space."""
    return " ".join(value.split())


def forbidden_character(value: str) -> str | None:
    """The name of the first character that may not be kept (`U+202E`), or None."""
    found = FORBIDDEN.search(value)
    return f"U+{ord(found.group()):04X}" if found else None


def harmless(value: str) -> str:
    """The text with a sign in place of each character that may not be kept, to be shown."""
    return FORBIDDEN.sub("\ufffd", value)


def language_of(value: str) -> str:
    """How HTML calls the language of a text that people wrote: Chinese as soon as it has one Chinese character or
    sign. Fonts, quotation marks and the widths on the printed sheet depend on it."""
    return "zh-Hans" if HAN.search(value) else "en"


def written(number: float) -> str:
    """A number as people write it: 3, not 3.0, and never with an exponent."""
    return str(int(number)) if number == int(number) else f"{Decimal(str(number)):f}"
