"""Numbers and fonts for the printed sheet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from press.measure import halved
from quadrants.catalogue import CATALOGUE
from quadrants.sheet.fitting import LEADING, Fitted, name_width

register = template.Library()
FACE = '@font-face {{ font-family: {family}; font-weight: {weight}; src: url("{url}"); }}'


@register.filter
def pt(value: float) -> str:
    """A length in points."""
    return f"{value:.2f}pt"


@register.filter
def em(value: float) -> str:
    """A length in parts of the type size."""
    return f"{value:.3f}em"


@register.filter
def number(value: float) -> str:
    return f"{value:.3f}"


@register.filter
def half(value: float) -> float:
    return value / 2


@register.filter
def minus(value: float, other: float) -> float:
    return value - other


@register.filter
def line(size: float) -> float:
    """The height of a line of a type size."""
    return size * LEADING


register.filter("name_width", name_width)


@register.filter
def composed(lines: Sequence[str]) -> SafeString:
    """Lines as they were broken, with the signs that are set at half their width marked."""
    last = len(lines) - 1
    return mark_safe("<br>".join(_marked(line, halved(line, last=number == last)) for number, line in enumerate(lines)))  # nosec


def _marked(line: str, halves: Sequence[int]) -> str:
    """One line, escaped."""
    if not halves:
        return escape(line)
    parts = (
        (half, escape("".join(line[place] for place in places)))
        for half, places in groupby(range(len(line)), key=set(halves).__contains__)
    )
    return "".join(f"<s>{text}</s>" if half else text for half, text in parts)


@register.filter
def at(values: Sequence[Any], place: int) -> Any:
    return values[place]


@register.simple_tag
def font_faces(rare: bool) -> SafeString:
    """The fonts of the sheet; the large one only where a character needs it."""
    families = [("Latin", "latin"), ("Chinese", "chinese"), *([("Rare", "rare")] if rare else [])]
    return format_html_join(
        "\n",
        FACE,
        (
            {"family": family, "weight": weight, "url": (settings.FONT_DIR / f"{file}-{name}.ttf").as_uri()}
            for family, file in families
            for weight, name in ((400, "regular"), (700, "bold"))
        ),
    )


@register.simple_tag
def missing_words(fitted: Fitted) -> str:
    """How many lines are missing of each item, in words: *2: 57 more*."""
    parts = [
        _("%(item)d: %(count)d more") % {"item": CATALOGUE.item(code).number, "count": count}
        for code, count in fitted.missing.items()
    ]
    return _("; ").join(parts)
