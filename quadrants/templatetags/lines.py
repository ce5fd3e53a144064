"""Lines to write on: a page may show hundreds of them, so their template is set once and then only filled in."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from quadrants.board import Cell, EntryRow, PromptRows
from quadrants.templatetags.worksheet import script
from quadrants.text import language_of

register = template.Library()


@register.simple_tag(takes_context=True)
def lines(context: template.Context, group: PromptRows) -> SafeString:
    """The lines that stand under a question."""
    may_edit, here = context["may_edit"], context["here"]
    return format_html_join("", "{}", ((_line(row, may_edit, here),) for row in group.rows))


def _line(row: EntryRow, may_edit: bool, here: str) -> SafeString:
    entry = row.entry
    return format_html(
        _pattern(get_language(), may_edit, entry.on_sheet, bool(row.problem)),
        here=here,
        id=entry.id,
        version=entry.version,
        position=repr(float(entry.position)),
        lang=language_of(entry.text),
        text=entry.text,
        facts=row.facts,
        problem=_problem(row),
    )


@register.simple_tag(takes_context=True)
def blank_line(context: template.Context) -> SafeString:
    """The line from which the script makes new ones; it puts their id for `{id}`."""
    blank: dict[str, Any] = dict.fromkeys(("position", "lang", "text", "facts", "problem"), "")
    return format_html(_pattern(get_language(), True, None, False), here=context["here"], id="{id}", version=0, **blank)


@register.simple_tag
def said(cell: Cell) -> SafeString:
    """What an item says on the board: its lines and how many more there are, or that there is nothing yet."""
    if not cell.lines:
        nothing = _("Not yet") if cell.state.in_use else _("Not in use")
        return SafeString("") if cell.open else format_html('<span class="line empty">{}</span>', nothing)
    lines = "".join(f"<span{script(text)}>{escape(text)}</span>" for text in cell.lines)
    more = _more(get_language(), cell.more) if cell.more else ""
    return SafeString(f'<span class="line">{lines}</span>{more}')  # nosec: each text was escaped above


@lru_cache(maxsize=512)
def _more(language: str, count: int) -> SafeString:
    """How many lines there are more, in the active language."""
    words = ngettext("%(more)s more", "%(more)s more", count) % {"more": count}
    shown = format_html('<span aria-hidden="true">+{}</span><span class="visually-hidden">{}</span>', count, words)
    return format_html('<span class="more" title="{}">{}</span>', words, shown)


@cache
def _pattern(language: str, may_edit: bool, on_sheet: bool | None, invalid: bool) -> str:
    """The template of a line with what the active language and these three settle."""
    return render_to_string("quadrants/_entry.html", {"may_edit": may_edit, "on_sheet": on_sheet, "invalid": invalid})


def _problem(row: EntryRow) -> SafeString:
    """Why a text could not be saved, and what stands there instead."""
    if not row.problem:
        return SafeString("")
    theirs = format_html("<br><q{}>{}</q>", script(row.theirs), row.theirs) if row.theirs else ""
    return format_html('<p class="problem">{}{}</p>', row.problem, theirs)
