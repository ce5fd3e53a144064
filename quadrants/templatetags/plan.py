"""What the pages of the full plan need in their style sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quadrants.plan.content import Fact
from quadrants.plan.tables import Table
from quadrants.text import language_of

register = template.Library()


@register.filter
def of(tables: Mapping[str, Table], code: str) -> Table:
    """The table of a section."""
    return tables[code]


@register.filter
def spoken(facts: Iterable[Fact]) -> SafeString:
    """Facts in a row, each stretch in one language marked once: an element more for each would double the work."""
    own = "zh-Hans" if get_language() == "zh-hans" else "en"
    words: list[tuple[str, str]] = []
    for number, fact in enumerate(facts):
        words.append((own, (" · " if number else "") + (fact.label + _(": ") if fact.label else "")))
        words.append((language_of(fact.text), fact.text))
    stretches = (
        (language, "".join(text for _language, text in part)) for language, part in groupby(words, itemgetter(0))
    )
    return format_html_join("", "{}", ((_stretch(text, language, own),) for language, text in stretches))


def _stretch(text: str, language: str, own: str) -> str:
    return text if language == own else format_html('<span lang="{}">{}</span>', language, text)


@register.simple_tag
def page_of() -> SafeString:
    """*Page 3 of 12* in the words of the style sheet, which alone knows the numbers."""
    words = _("Page %(number)s of %(total)s") % {"number": '" counter(page) "', "total": '" counter(pages) "'}
    return mark_safe(f'"{words}"')  # nosec: our own words, nothing that people wrote
