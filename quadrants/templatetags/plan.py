"""What the pages of the full plan need in their style sheet."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from quadrants.plan.tables import Table

register = template.Library()


@register.filter
def of(tables: Mapping[str, Table], code: str) -> Table:
    """The table of a section."""
    return tables[code]


@register.simple_tag
def page_of() -> SafeString:
    """*Page 3 of 12* in the words of the style sheet, which alone knows the numbers."""
    words = _("Page %(number)s of %(total)s") % {"number": '" counter(page) "', "total": '" counter(pages) "'}
    return mark_safe(f'"{words}"')  # nosec: our own words, nothing that people wrote
