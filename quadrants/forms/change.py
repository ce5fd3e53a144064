"""Forms of one change: only the fields that were sent are checked and applied, unknown ones are refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from quadrants.forms.fields import TOO_LONG


class ChangeForm(forms.Form):
    """Some fields of one row. `row` is the row as it stands, unsaved when it is about to be created; `strict` takes
    JSON's types as they are, without it the strings of a plain form are read."""

    def __init__(self, sent: Mapping[str, Any], *, row: Any, creating: bool = False, strict: bool = True) -> None:
        super().__init__(data=dict(sent))
        self.row, self.creating = row, creating
        self.unknown = sorted(set(sent) - set(self.fields))
        self.mistyped = [name for name in sent if strict and name in self.fields and not self._typed(name, sent[name])]
        self.fields = {name: field for name, field in self.fields.items() if name in sent or self._needed(name)}
        for name in self.mistyped:
            del self.fields[name]

    required_to_create: ClassVar[tuple[str, ...]] = ()

    def _needed(self, name: str) -> bool:
        return self.creating and name in self.required_to_create

    def _typed(self, name: str, value: Any) -> bool:
        types = self.fields[name].json_types
        return value is None or (isinstance(value, types) and not (isinstance(value, bool) and bool not in types))

    def clean(self) -> dict[str, Any]:
        for name in self.unknown[:10]:
            self.errors.setdefault(name[:80], self.error_class([_("There is no such field.")]))
        for name in self.mistyped:
            self.errors[name] = self.error_class([_("The value is of the wrong kind.")])
        return self.cleaned_data

    def refuse(self, name: str, message: str) -> None:
        """Adds an error under a field's name, whether or not the field was sent."""
        if name in self.fields:
            self.add_error(name, ValidationError(message, code="invalid"))
        else:
            self.errors[name] = self.error_class([message])

    @property
    def too_long(self) -> bool:
        """Whether all that is wrong is the length of a text."""
        codes = [error.code for errors in self.errors.as_data().values() for error in errors]
        return bool(codes) and set(codes) == {TOO_LONG} and not self.unknown and not self.mistyped

    def messages(self) -> dict[str, str]:
        """The errors, one sentence for each field."""
        return plain_errors(self.errors)


def plain_errors(errors: ErrorDict) -> dict[str, str]:
    return {name: " ".join(str(message) for message in found) for name, found in errors.items()}
