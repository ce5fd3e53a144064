"""The lines of one item across everybody: hundreds on a page, so what they share is set once for each language."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from html import escape
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quadrants.catalogue import CATALOGUE
from quadrants.enums import Fill
from quadrants.templatetags.worksheet import script
from training.across import Line, Place, Sheet
from training.glance import Crew
from training.templatetags.glance import review_path

register = template.Library()


@register.simple_tag(takes_context=True)
def said(context: template.Context, sheet: Sheet, number: int) -> SafeString:
    """One sheet, the `number`th of the page: whose it is, and each prompt over its lines."""
    item, language, place, parts = context["item"].code, get_language(), sheet.place, []
    line_of = _setter(language, context, place)
    for prompt, lines in groupby(sheet.lines, key=attrgetter("prompt")):
        parts.append(f"{_heading(language, item, prompt)}{''.join(map(line_of, lines))}</ul>")
    if place.crew.people:
        who = f'<a href="{review_path(place.submission)}#at-{item}">{people(place.crew)}</a>'
    else:
        who = _("No. %(number)d") % {"number": context["page"].start_index() + number}
    head = f"<h2><span>{who}</span>{_fill_mark(language, place.fill)}</h2>"
    summary = f'<p class="summary"{script(sheet.summary)}>{escape(sheet.summary)}</p>' if sheet.summary else ""
    return SafeString(head + summary + "".join(parts))  # nosec: all that people wrote was escaped on the way


@lru_cache(maxsize=512)
def _heading(language: str, item: str, prompt: str) -> SafeString:
    """What stands over the lines of a prompt, up to the first of them."""
    name = CATALOGUE.prompt(item, prompt).name
    return format_html('<h3>{}</h3><ul class="lines" data-prompt="{}">', name, prompt)


def _setter(language: str, context: template.Context, place: Place) -> Callable[[Line], str]:
    """What sets a line of somebody; what people wrote in it is escaped."""
    patterns = _patterns(language, context["may_edit"], not context["anonymous"])
    box, said, submission = context["box"], context["remarks"], str(UUID(place.submission))

    def set_line(line: Line) -> str:
        there = said.get((place.submission, line.id))
        return patterns[line.good].format(
            id=line.id,
            submission=submission,
            version=line.version,
            lang=script(line.text),
            text=escape(line.text),
            party=f" <small{script(line.party)}>{escape(line.party)}</small>" if line.party else "",
            remarks=remarks(there) if there else "",
            box=render_to_string("training/_line_box.html", {"box": box}) if box and box.line == line.id else "",
        )

    return set_line


@register.simple_tag
def people(crew: Crew) -> SafeString:
    """Their names in a row, each in its language."""
    names = [f"<span{script(name)}>{escape(name)}</span>" for name in crew.people]
    return SafeString(_(", ").join(names))  # nosec: each name was escaped above


@lru_cache(maxsize=16)
def _fill_mark(language: str, fill: Fill) -> SafeString:
    """How the item is filled, for eyes and ears."""
    mark = '<i class="fill f{}"></i><span class="visually-hidden">{}</span>'
    return format_html(mark, fill.value, fill.label)


@register.simple_tag
def remarks(said: Any) -> SafeString:
    """What was said there, with who said it."""
    rows = ((script(text), text, author) for text, author in said)
    rows = format_html_join("", "<li><span{}>{}</span> <small>{}</small></li>", rows)
    return format_html('<ul class="noted">{}</ul>', rows) if rows else SafeString("")


@lru_cache(maxsize=16)
def _patterns(language: str, may_edit: bool, named: bool) -> tuple[str, str]:
    """A line that is not marked, and one that is, with what the active language and the other two settle."""
    line = "{submission} {id}"
    described = 'aria-describedby="text-{id}"'
    write = f'<button class="comment-on" name="do" value="write {line}" {described}>{_("Comment")}</button>'
    mark = f'<button class="mark" name="do" value="mark {line} {{version}} %d" aria-pressed="%s" {described}>'
    mark += f"{_('Good to show')}</button>"

    def pattern(good: bool) -> str:
        buttons = mark % (not good, str(good).lower()) + (write if named else "")
        done = f'<span class="do">{buttons}</span>' if may_edit else ""
        marked = ' class="good"' if good else ""
        text = '<p id="text-{id}"{lang}>{text}{party}</p>'
        return f'<li id="line-{{id}}"{marked}>{text}{done}{{remarks}}{{box}}</li>'

    return pattern(False), pattern(True)
