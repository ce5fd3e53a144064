"""The optional fields of an entry or a party as controls, the same with and without script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from quadrants.document import WorksheetDocument
from quadrants.forms import fields
from quadrants.forms.change import ChangeForm
from quadrants.text import written
from quadrants.wording import listed, moment


@dataclass(frozen=True, slots=True)
class Control:
    """One field: its label and the HTML of its control, whose id is `id`."""

    id: str
    label: str | Promise
    html: SafeString
    wide: bool


def controls(
    form_class: type[ChangeForm],
    names: Iterable[str],
    *,
    target: str,
    record: Any,
    document: WorksheetDocument,
    typed: Mapping[str, str],
) -> list[Control]:
    """Controls named `<target>|<field>` for the given fields, in the order of the form; what was `typed` and could not
    be saved stands in its control again."""
    wanted = set(names)
    return [
        _control(name, field, target, typed.get(f"{target}|{name}", getattr(record, name)), document)
        for name, field in form_class.base_fields.items()
        if name in wanted
    ]


def in_words(field: forms.Field, value: Any, document: WorksheetDocument) -> str:
    """A recorded value as a person would say it: names of choices and people, moments, yes and no."""
    if isinstance(value, list):
        return listed(in_words(field, part, document) for part in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, fields.Moment) and value:
        return moment(datetime.fromisoformat(value))
    choices = _widget(field, document).choices if hasattr(_widget(field, document), "choices") else ()
    shown = _shown(value)
    return str(dict(choices).get(shown, shown))


def _control(name: str, field: forms.Field, target: str, value: Any, document: WorksheetDocument) -> Control:
    control = f"{target}|{name}"
    attrs = {"id": control, "data-field": name}
    widget = _widget(field, document)
    if isinstance(widget, forms.CheckboxInput):
        # A box that is not ticked sends nothing; the hidden one before it says so.
        html = format_html(
            '<input type="hidden" name="{}" value="false">{}',
            control,
            forms.CheckboxInput().render(control, value, {**attrs, "class": "form-check-input", "value": "true"}),
        )
    elif isinstance(widget, forms.CheckboxSelectMultiple):
        html = format_html(
            '<input type="hidden" name="{}" value=""><span class="ticks">{}</span>',
            control,
            _ticks(control, field, value, attrs["data-field"]),
        )
    else:
        css = "form-select" if isinstance(widget, forms.Select) else "form-control"
        html = widget.render(control, _shown(value), {**attrs, "class": css})
    return Control(control, field.label, html, wide=isinstance(field, fields.PlainText | fields.Choices))


def _widget(field: forms.Field, document: WorksheetDocument) -> forms.Widget:
    if isinstance(field, fields.Identifier):
        people = [(str(party.id), party.name) for party in document.parties]
        return forms.Select(choices=[("", _("Not said yet")), *people])
    if isinstance(field, fields.YesNoUnset):
        return forms.Select(choices=[("", _("Not said yet")), ("true", _("Yes")), ("false", _("No"))])
    return field.widget


def _ticks(control: str, field: forms.Field, value: Iterable[str], name: str) -> SafeString:
    chosen = {value} if isinstance(value, str) else set(value)
    return format_html_join(
        "",
        '<label class="form-check"><input type="checkbox" class="form-check-input" name="{}" value="{}" '
        'data-field="{}" data-many{}> {}</label>',
        (
            (control, code, name, SafeString(" checked") if code in chosen else "", label)
            for code, label in field.choices
        ),
    )


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return written(value)
    return "" if value is None else str(value)
