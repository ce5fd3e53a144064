"""What a text that people wrote may hold, and the one form in which it is kept and compared."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from django.core.exceptions import SuspiciousFileOperation
from django.utils.text import get_valid_filename

LINE_BREAKS = re.compile("\r\n?|\u2028|\u2029")
HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def normalised(value: str) -> str:
    """The text as it is kept: line breaks as \\n, composed (NFC), without white space around it."""
    return unicodedata.normalize("NFC", LINE_BREAKS.sub("\n", value)).strip()


def on_one_line(value: str) -> str:
    """The same text with every run of white space as one space."""
    return " ".join(value.split())


def language_of(value: str) -> str:
    """How HTML calls the language of a text that people wrote: Chinese as soon as it has one Chinese character or
    sign. Fonts, quotation marks and the widths on the printed sheet depend on it."""
    return "zh-Hans" if HAN.search(value) else "en"


def file_name(title: str, otherwise: str = "worksheet") -> str:
    """A title as a file name; letters of every script stay."""
    try:
        return get_valid_filename(title[:80]).strip("._-") or otherwise
    except SuspiciousFileOperation:  # nothing in it that a file name may hold
        return otherwise


def written(number: float) -> str:
    """A number as people write it: 3, not 3.0, and never with an exponent."""
    return str(int(number)) if number == int(number) else f"{Decimal(str(number)):f}"
