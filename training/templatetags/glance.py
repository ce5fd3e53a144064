"""The cells of the heat map: a page may show two thousand, so each that there can be is set once for each language."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from quadrants.catalogue import CATALOGUE
from quadrants.enums import Fill
from quadrants.templatetags.worksheet import script
from training.glance import Handed, Key, Marks, Row
from training.models.review import Verdict
from training.pace import Pace

register = template.Library()


@register.simple_tag(takes_context=True)
def class_row(context: template.Context, row: Row, marks: Marks) -> SafeString:
    """Who it is, how far they are or how the review stands, and how their items are filled; where something is handed
    in, each leads to its place in the review."""
    review = review_path(row.handed.id) if row.handed else ""
    names = SafeString("".join([f"<span{script(name)}>{escape(name)}</span>" for name in row.crew.people]))  # nosec
    role = context["roles"].get(row.crew.role)
    return format_html(
        '<th scope="row">{}{}</th><td class="how">{}</td>{}',
        format_html('<a href="{}">{}</a>', review, names) if review else names,
        format_html("<small{}>{}</small>", script(role), role) if role else "",
        _how_far(row, marks, context["now"]),
        _cells(marks, context["columns"], review),
    )


@register.simple_tag
def review_path(submission: Key) -> str:
    """The address of the review of a submission."""
    before, after = _around()
    return f"{before}{UUID(submission)}{after}"


@lru_cache(maxsize=1)
def _around() -> list[str]:
    """What stands in such an address before and after the number."""
    number = UUID(int=0)
    return reverse("submission", args=[number]).split(str(number))


def _how_far(row: Row, marks: Marks, now: datetime) -> str:
    """How the review of what is handed in stands, and before it, where another round is to do, how far that is."""
    if row.handed is None:
        return _pace(get_language(), row.pace)
    if row.pace == Pace.HANDED_IN:
        return _reviewed(row.handed, marks, now, row.handed.round)
    in_round = _("round %(number)s") % {"number": row.handed.round + 1}
    far, reviewed = _pace(get_language(), row.pace), _reviewed(row.handed, marks, now)
    return format_html("{}{}{} · {}", in_round, _(": "), far, reviewed)


def _reviewed(handed: Handed, marks: Marks, now: datetime, number: int = 1) -> str:
    released = handed.released_at is not None and handed.released_at <= now
    return _review(get_language(), number, handed.late, marks.remarks, marks.levels, handed.verdict, released)


@lru_cache(maxsize=16)
def _pace(language: str, pace: Pace) -> SafeString:
    """How far somebody is who has not handed in, in the active language."""
    needs = pace in (Pace.NOT_BEGUN, Pace.STUCK, Pace.OVERDUE)
    return format_html("<strong>{}</strong>" if needs else "{}", pace.label)


@lru_cache(maxsize=512)
def _review(language: str, number: int, late: bool, remarks: int, levels: int, verdict: str, released: bool) -> str:
    """What is to be said of what was handed in and of its review, in the active language."""
    parts = [
        _("round %(number)s") % {"number": number} if number > 1 else "",
        _("late") if late else "",
        ngettext("%(number)d comment", "%(number)d comments", remarks) % {"number": remarks} if remarks else "",
        ngettext("%(number)d level", "%(number)d levels", levels) % {"number": levels} if levels else "",
        str(Verdict(verdict).label) if verdict else "",
        (_("released") if released else _("not released")) if verdict else "",
        "" if verdict or remarks or levels else _("not reviewed"),
    ]
    return " · ".join(filter(None, parts))


def _cells(marks: Marks, columns: tuple[str, ...], review: str) -> SafeString:
    known, fills, remarked = _known(get_language(), columns, bool(review)), marks.fills, marks.remarked
    parts = (known[code, fills.get(code, Fill.EMPTY), code in remarked] for code in columns)
    return mark_safe("".join([f"{before}{review}{after}" for before, after in parts]))  # nosec: set below; our address


@lru_cache(maxsize=64)
def _known(language: str, columns: tuple[str, ...], linked: bool) -> dict[tuple[str, Fill, bool], tuple[str, str]]:
    """Each cell that there can be, as what stands before and after the address of a review."""
    return {
        (code, fill, remarked): _cell(code, fill, remarked, linked)
        for code in columns
        for fill in Fill
        for remarked in (False, True)
    }


def _cell(code: str, fill: Fill, remarked: bool, linked: bool) -> tuple[str, str]:
    words = _("%(fill)s, commented") % {"fill": fill.label} if remarked else fill.label
    inside = format_html(
        '<b aria-hidden="true">{}</b><i class="fill f{}"></i><span class="visually-hidden">{}</span>',
        CATALOGUE.item(code).number,
        fill.value,
        words,
    )
    cell = format_html('<td class="{}">', quadrant_class(code))
    if not linked:
        return format_html('{}<span class="cell">{}</span></td>', cell, inside), ""
    commented = "commented" if remarked else ""
    return format_html('{}<a class="{}" href="', cell, commented), format_html('#at-{}">{}</a></td>', code, inside)


@register.simple_tag
def quadrant_class(code: str) -> str:
    """The class that gives an item its hue: `q2`."""
    return f"q{CATALOGUE.quadrant(CATALOGUE.item(code).quadrant).number}"


@register.simple_tag
def bar(part: int, whole: int) -> SafeString:
    """A bar as long as the part; the number stands beside it."""
    width = 100 * part // whole if whole else 0
    shape = '<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="{}" height="1"/></svg>'
    return format_html(shape, width)
