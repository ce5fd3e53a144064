"""Small helpers of the worksheet's templates."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from quadrants.document import Party, WorksheetDocument
from quadrants.wording import moment

register = template.Library()
HAN = re.compile("[\u3400-\u9fff]")
CHINESE, ENGLISH = SafeString(' lang="zh-Hans"'), SafeString(' lang="en"')
register.filter("moment", moment)


@register.filter
def days_away(value: datetime) -> str:
    """How far off a day is: *in 4 days*, *today*, *yesterday*, *3 days ago*."""
    days = (timezone.localtime(value).date() - timezone.localdate()).days
    near = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    if days in near:
        return near[days]
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


@register.filter
def names(parties: tuple[Party, ...]) -> str:
    """Names in a row, with the comma of the language."""
    return comma().join(party.name for party in parties)


def comma() -> str:
    return "、" if get_language() == "zh-hans" else ", "


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """A value by its key, or None."""
    return mapping.get(key)


@register.filter
def script(text: str) -> SafeString:
    """The `lang` of a text that people wrote, as an attribute: fonts and quotation marks depend on it."""
    return CHINESE if language_of(text) == "zh-Hans" else ENGLISH


def language_of(text: str) -> str:
    """How HTML calls the language of a text that people wrote: Chinese as soon as it has one Chinese character."""
    return "zh-Hans" if HAN.search(text) else "en"


@register.filter
def deciders(document: WorksheetDocument) -> tuple[Party, ...]:
    """Who decides, besides the counterparts that are named already and us."""
    return tuple(
        party for party in document.parties_in("decision_maker") if "counterpart" not in party.roles and not party.is_us
    )
