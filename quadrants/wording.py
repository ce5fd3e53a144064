"""How pages and printed sheets say things in either language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

# Stands on every page that the other side must not see.
PRIVATE_MARK = ("PRIVATE", "内部使用，请勿外传")


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
    """What stands between two sentences: a space, and nothing in Chinese, where the full stop brings its own."""
    return "" if get_language() == "zh-hans" else " "


def listed(names: Iterable[str]) -> str:
    """Names in a row, with the comma of the language."""
    return _(", ").join(names)
