"""The cells of a deal: a page may show hundreds of them, so rows are set once for each language and then filled in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quadrants.templatetags.worksheet import script
from quadrants.text import written

if TYPE_CHECKING:
    # Every process that sets a template loads all tags: those that print need no arithmetic.
    from quadrants.dealing.page import Cell, Row, Shown
    from quadrants.document import Entry, WorksheetDocument

register = template.Library()
register.filter("written", written)
LABELS = {
    "issue": lambda: _("Issue"),
    "name": lambda: _("Option"),
    "value_to_us": lambda: _("Value to us"),
    "value_to_them": lambda: _("Value to them (our guess)"),
    "weight_us": lambda: _("Weight for us, %"),
    "weight_them": lambda: _("Weight for them, %"),
    "low": lambda: _("Lowest number"),
    "high": lambda: _("Highest number"),
    "step": lambda: _("Step"),
    "low_us": lambda: _("Value to us"),
    "low_them": lambda: _("Value to them (our guess)"),
    "high_us": lambda: _("Value to us"),
    "high_them": lambda: _("Value to them (our guess)"),
    "reservation_us": lambda: _("Our reservation value, in points"),
    "reservation_them": lambda: _("Their reservation value, in points"),
}
NAMES = frozenset({"issue", "name"})


@register.simple_tag(takes_context=True, name="cell")
def show_cell(context: template.Context, cell: Cell, label: str = "") -> SafeString:
    """The control of a cell; `label` names it where its field does not."""
    return _cell(cell, context["may_edit"], label or cell.field)


@register.simple_tag(takes_context=True)
def option_rows(context: template.Context, rows: tuple[Row, ...]) -> SafeString:
    """The rows of an issue's options."""
    may_edit = context["may_edit"]
    return format_html_join("", "{}", ((_row(row, may_edit),) for row in rows))


def _row(row: Row, may_edit: bool) -> SafeString:
    name, us, them = (_cell(cell, may_edit, cell.field) for cell in row.cells)
    return format_html(
        _pattern(get_language(), may_edit),
        target=row.target,
        version=row.version,
        position=repr(float(row.position)),
        name=name,
        us=us,
        them=them,
        faults=format_html_join("", '<p class="problem">{}</p>', ((said,) for said in row.faults)),
    )


def _cell(cell: Cell, may_edit: bool, label: str) -> SafeString:
    return format_html(
        _control(get_language(), label, may_edit),
        control=cell.control,
        field=cell.field,
        value=cell.value,
        invalid="true" if cell.problem else "false",
    )


@cache
def _control(language: str, label: str, may_edit: bool) -> str:
    """The template of a control with what the active language and these settle."""
    kind = "name" if label in NAMES else "number"
    return render_to_string(f"quadrants/_deal_{kind}.html", {"label": LABELS[label](), "may_edit": may_edit}).strip()


@cache
def _pattern(language: str, may_edit: bool) -> str:
    """The same of the row of an option."""
    return render_to_string("quadrants/_deal_option.html", {"may_edit": may_edit})


@register.simple_tag
def choices_of(options: list[tuple[str, str]], issue: str = "") -> SafeString:
    """The options of an issue to choose from, with its name before each where that is given."""
    before = f"{issue}: " if issue else ""
    return format_html_join("", '<option value="{}">{}{}</option>', ((key, before, name) for key, name in options))


@register.simple_tag
def all_choices(choices: list[tuple[str, list[tuple[str, str]]]]) -> SafeString:
    """The options of all issues, by issue."""
    groups = ((issue, choices_of(options, issue)) for issue, options in choices)
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', groups)


@register.simple_tag
def valued_rows(rows: tuple[tuple[str, str, str], ...]) -> SafeString:
    """Packages in words with both values, as rows of a table."""
    row = "<tr><td{}>{}</td><td>{}</td><td>{}</td></tr>"
    return format_html_join("", row, ((script(text), text, us, them) for text, us, them in rows))


@register.simple_tag
def held_choices(choices: list[tuple[str, str]]) -> SafeString:
    """What a package holds, issue by issue."""
    pair = "<div><dt{}>{}</dt><dd{}>{}</dd></div>"
    return format_html_join("", pair, ((script(issue), issue, script(name), name) for issue, name in choices))


@register.simple_tag
def best_line(package: Shown, document: WorksheetDocument) -> Entry | None:
    """The first of the best options, if it is this package, whichever language it was picked in."""
    for first in document.entries_of("best_option", "priorities")[:1]:
        if first.text in package.texts:
            return first
    return None
