"""The optional fields of an entry or a party as controls, the same with and without script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from quadrants.document import WorksheetDocument
from quadrants.forms import fields
from quadrants.forms.change import ChangeForm


@dataclass(frozen=True, slots=True)
class Control:
    """One field: its label and the HTML of its control, whose id is `id`."""

    name: str
    id: str
    label: str | Promise
    html: SafeString
    wide: bool


def controls(
    form_class: type[ChangeForm], names: Iterable[str], *, target: str, record: Any, document: WorksheetDocument
) -> list[Control]:
    """Controls named `<target>|<field>` for the given fields, in the order of the form."""
    wanted = set(names)
    return [
        _control(name, field, target, getattr(record, name), document)
        for name, field in form_class.base_fields.items()
        if name in wanted
    ]


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
    return Control(name, control, field.label, html, wide=isinstance(field, fields.PlainText | fields.Choices))


def _widget(field: forms.Field, document: WorksheetDocument) -> forms.Widget:
    if isinstance(field, fields.Identifier):
        people = [(str(party.id), party.name) for party in document.parties]
        return forms.Select(choices=[("", _("Not said yet")), *people])
    if isinstance(field, fields.YesNoUnset):
        return forms.Select(choices=[("", _("Not said yet")), ("true", _("Yes")), ("false", _("No"))])
    return field.widget


def _ticks(control: str, field: forms.Field, value: Iterable[str], name: str) -> SafeString:
    chosen = set(value)
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
    return "" if value is None else str(value)
