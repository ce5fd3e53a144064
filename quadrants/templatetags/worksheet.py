"""Small helpers of the worksheet's templates."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from quadrants.document import Party
from quadrants.text import language_of
from quadrants.wording import PRIVATE_MARK, between, day, listed, moment, whole_day

register = template.Library()
CHINESE, ENGLISH = SafeString(' lang="zh-Hans"'), SafeString(' lang="en"')
register.filter("moment", moment)
register.filter("day", day)
register.filter("whole_day", whole_day)
register.simple_tag(between, name="between")


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


@register.simple_tag
def private_mark() -> tuple[str, str]:
    """The words on paper that the other side must not see, in English and in Chinese."""
    return PRIVATE_MARK


@register.filter
def names(parties: tuple[Party, ...]) -> str:
    """Names in a row, with the comma of the language."""
    return listed(party.name for party in parties)


@register.filter
def script(text: object) -> SafeString:
    """The `lang` of a text that people wrote, as an attribute."""
    return CHINESE if language_of(str(text)) == "zh-Hans" else ENGLISH
