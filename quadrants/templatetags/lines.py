"""Lines to write on: a page may show hundreds of them, so their template is set once and then only filled in."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from quadrants.board import EntryRow
from quadrants.templatetags.worksheet import script

register = template.Library()


@register.simple_tag(takes_context=True)
def line(context: template.Context, row: EntryRow) -> SafeString:
    """An entry as a line of its list."""
    entry = row.entry
    return format_html(
        _pattern(get_language(), context["may_edit"], entry.on_sheet),
        here=context["here"],
        id=entry.id,
        version=entry.version,
        position=format_html(' data-position="{}"', repr(float(entry.position))),
        script=script(entry.text),
        text=entry.text,
        facts=row.facts,
        invalid=SafeString(' aria-invalid="true"' if row.problem else ""),
        problem=_problem(row),
    )


@register.simple_tag(takes_context=True)
def blank_line(context: template.Context) -> SafeString:
    """The line from which the script makes new ones; it puts their id for `{id}`."""
    blank: dict[str, Any] = dict.fromkeys(("position", "script", "text", "facts", "invalid", "problem"), "")
    return format_html(_pattern(get_language(), True, None), here=context["here"], id="{id}", version=0, **blank)


@lru_cache
def _pattern(language: str, may_edit: bool, on_sheet: bool | None) -> str:
    return render_to_string("quadrants/_entry.html", {"may_edit": may_edit, "on_sheet": on_sheet})


def _problem(row: EntryRow) -> SafeString:
    """Why a text could not be saved, and what stands there instead."""
    if not row.problem:
        return SafeString("")
    theirs = format_html("<br><q{}>{}</q>", script(row.theirs), row.theirs) if row.theirs else ""
    return format_html('<p class="problem">{}{}</p>', row.problem, theirs)
