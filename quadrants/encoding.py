"""Characters: how files of either language hold them, and which may be kept."""

from __future__ import annotations

import re

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
ENCODINGS = ("utf-8-sig", "gb18030")
# Everything that prints nothing and can break storage, JSON or the reading order: control characters (but for tab
# and line break), lone surrogates, and the characters that override the direction of writing.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def decoded(content: bytes) -> str | None:
    """The text in UTF-16 with its mark, UTF-8 or GB 18030; None for what is none of these."""
    if content.startswith(UTF_16_MARKS):
        return content.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def forbidden_character(value: str) -> str | None:
    """The name of the first character that may not be kept (`U+202E`), or None."""
    found = FORBIDDEN.search(value)
    return f"U+{ord(found.group()):04X}" if found else None


def harmless(value: str) -> str:
    """The text with a sign in place of each character that may not be kept."""
    return FORBIDDEN.sub("\ufffd", value)
