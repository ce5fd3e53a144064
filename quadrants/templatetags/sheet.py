"""Numbers and fonts for the printed sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from quadrants.catalogue import CATALOGUE
from quadrants.sheet.fitting import LEADING, Fitted, label_size, label_width

register = template.Library()
FACE = '@font-face {{ font-family: {family}; font-weight: {weight}; src: url("{url}"); }}'


@register.filter
def pt(value: float) -> str:
    """A length in points."""
    return f"{value:.2f}pt"


@register.filter
def number(value: float) -> str:
    return f"{value:.3f}"


@register.filter
def half(value: float) -> float:
    return value / 2


@register.filter
def line(size: float) -> float:
    """The height of a line of a type size."""
    return size * LEADING


register.filter("label", label_size)
register.filter("label_width", label_width)


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
