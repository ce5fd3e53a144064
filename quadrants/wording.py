"""How pages and printed sheets say things in either language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quadrants.document import Entry, Party, WorksheetDocument
from quadrants.enums import Voice

# Stands on every page that the other side must not see.
PRIVATE_MARK = ("PRIVATE", "内部使用，请勿外传")
# A text that stands in quotation marks as a whole, and the marks of those that stand within others; behind a number a
# straight one may be an inch.
QUOTED = re.compile('“([^“”]*)”|「([^「」]*)」|"([^"]*)"')
WITHIN_QUOTES, STRAIGHT = str.maketrans("“”「」", "‘’‘’"), re.compile(r'(?<!\d)"([^"]*)"')


def moment(value: datetime) -> str:
    """A moment as people say it: *Thursday 26 November, 14:00*, 11月26日 星期四 14:00; the year only if another."""
    local = timezone.localtime(value)
    other_year = local.year != timezone.localdate().year
    if get_language() == "zh-hans":
        return date_format(local, ("Y年" if other_year else "") + "n月j日 l H:i")
    return date_format(local, "l j F" + (" Y" if other_year else "") + ", H:i")


def day(value: date) -> str:
    """A day as people say it: *26 November*, 11月26日; the year only if another. It does not break at a line's end."""
    other_year = value.year != timezone.localdate().year
    if get_language() == "zh-hans":
        return date_format(value, ("Y年" if other_year else "") + "n月j日")
    return date_format(value, "j\u00a0F" + ("\u00a0Y" if other_year else ""))


def whole_day(value: date) -> str:
    """A day with its year, for what is kept: *26 November 2026*, 2026年11月26日."""
    return date_format(value, "Y年n月j日" if get_language() == "zh-hans" else "j\u00a0F\u00a0Y")


def between() -> str:
    """What stands between two sentences or behind a colon: a space, and nothing in Chinese, where the mark brings its
    own."""
    return "" if get_language() == "zh-hans" else " "


def listed(names: Iterable[str]) -> str:
    """Names in a row, with the comma of the language."""
    return _(", ").join(names)


def speaker(entry: Entry, document: WorksheetDocument) -> Party | None:
    """In whose shoes a line was written; None for our own lines, and where that is not said any more."""
    party = document.party(entry.party) if entry.voice else None
    return None if party is None or party.is_us else party


def told(entry: Entry, document: WorksheetDocument) -> str:
    """The text of a line as it stands among our own. One that was written in somebody's shoes says *I* and means them,
    so it has its speaker and quotation marks, unless it begins with the name by itself."""
    if not entry.voice:
        return entry.text
    party, text = speaker(entry, document), entry.text.strip()
    for name in (party.name, party.called) if party else ():
        if found := re.match(rf"{re.escape(name)}(?![A-Za-z])\s*([:：,，]?)\s*", text):
            if not found[1] or found.end() == len(text):
                return entry.text
            text = text[found.end() :]
            break
    whole = QUOTED.fullmatch(text)
    text = whole[whole.lastindex or 0] if whole else text
    said = STRAIGHT.sub(r"‘\1’", text.translate(WITHIN_QUOTES))
    who = party.called if party else Voice.AS_THEM.label
    return _("%(name)s: “%(text)s”") % {"name": who, "text": said}
