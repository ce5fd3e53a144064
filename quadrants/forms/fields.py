"""Form fields that take the values of a plain form and of a JSON body alike, strictly."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from math import inf
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from quadrants.bargain import is_choice
from quadrants.moments import in_utc
from quadrants.text import forbidden_character, normalised, on_one_line, written

TOO_LONG = "max_length"


class PlainText(forms.CharField):
    """Text in its kept form; `limit` counts code points after normalisation."""

    json_types: tuple[type, ...] = (str,)
    default_error_messages = {
        "required": _("“%(field)s” is empty. Write something, or delete the line."),
        "forbidden": _("“%(field)s” holds a character that cannot be kept (%(character)s). Take it out."),
        TOO_LONG: ngettext_lazy(
            "“%(field)s” may have at most %(limit)d character; this has %(length)d.",
            "“%(field)s” may have at most %(limit)d characters; this has %(length)d.",
            "limit",
        ),
    }

    def __init__(self, *, limit: int, lines: bool = False, **kwargs: Any) -> None:
        self.limit, self.lines = limit, lines
        widget = forms.Textarea(attrs={"rows": 3}) if lines else forms.TextInput()
        super().__init__(strip=False, widget=kwargs.pop("widget", widget), **kwargs)
        # `maxlength` in the page would count UTF-16 units and cut pasted text without a word; the server says it.
        self.validators = []

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        character = forbidden_character(text)
        if character:
            self._refuse("forbidden", character=character)
        text = normalised(text)
        return text if self.lines else on_one_line(text)

    def validate(self, value: str) -> None:
        if self.required and not value:
            self._refuse("required")
        if len(value) > self.limit:
            self._refuse(TOO_LONG, limit=self.limit, length=len(value))

    def _refuse(self, code: str, **params: Any) -> None:
        raise ValidationError(self.error_messages[code], code=code, params={"field": self.label, **params})


class Bounded(forms.Field):
    """A number from `least` to `most`, both included, or nothing said."""

    least: float
    most: float
    default_error_messages = {"bounds": _("This must be from %(least)s to %(most)s.")}

    def validate(self, value: float | None) -> None:
        # First: a number beyond all numbers is out of bounds, too.
        if value is not None and not self.least <= value <= self.most:
            params = {"least": written(self.least), "most": written(self.most)}
            raise ValidationError(self.error_messages["bounds"], code="bounds", params=params)
        super().validate(value)


class Day(forms.DateField):
    json_types = (str,)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **kwargs,
        )


class Choice(forms.ChoiceField):
    """One of a closed vocabulary, or "" for nothing said."""

    json_types = (str,)

    def __init__(self, *, vocabulary: Any, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        choices = vocabulary.choices if kwargs["required"] else [("", _("Not said yet")), *vocabulary.choices]
        super().__init__(choices=choices, **kwargs)


class Choices(forms.MultipleChoiceField):
    """Any of a closed vocabulary, without doubles, in the vocabulary's order."""

    json_types = (list,)

    def __init__(self, *, vocabulary: Any, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(choices=vocabulary.choices, widget=forms.CheckboxSelectMultiple(), **kwargs)

    def to_python(self, value: Any) -> list[str]:
        # A plain form says by an empty value that nothing is ticked.
        chosen = set(super().to_python(value)) - {""}
        known = [code for code, _label in self.choices]
        return [code for code in known if code in chosen] + sorted(chosen.difference(known))


class YesNo(forms.BooleanField):
    json_types = (bool,)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class YesNoUnset(forms.NullBooleanField):
    json_types = (bool,)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)


class Rank(forms.FloatField):
    """A place between neighbours: any finite number."""

    json_types = (int, float)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=-1e15, max_value=1e15, **kwargs)


class Number(Bounded, forms.FloatField):
    """Any number; also one that was typed, with the digits of any script."""

    json_types = (int, float, str)
    TYPED = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?%?", re.IGNORECASE | re.ASCII)
    DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}%?$)", re.ASCII)
    default_error_messages = {"invalid": _("“%(value)s” is not a number.")}

    def __init__(self, *, least: float, most: float, **kwargs: Any) -> None:
        self.least, self.most = least, most
        kwargs.setdefault("widget", forms.TextInput())
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> float | None:
        typed = unicodedata.normalize("NFKC", str(value)).replace("\u2212", "-").strip()
        if value is None or not typed:
            return None
        # Where a comma parts decimals; one before three digits may part thousands, and is asked about.
        digits = self.DECIMAL_COMMA.sub(".", typed)
        if not self.TYPED.fullmatch(digits):
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": str(value).strip()[:40]}
            )
        number = float(digits.rstrip("%"))
        return int(number) if number.is_integer() else number


class Scale(Number):
    """A whole number on a scale. Not a number field of the page: that one hides from everybody what is no number."""

    default_error_messages = {"bounds": _("This must be a whole number from %(least)s to %(most)s.")}

    def __init__(self, *, least: int = 0, most: int = 10, **kwargs: Any) -> None:
        attrs = {"placeholder": f"{least}–{most}", "inputmode": "numeric", "autocomplete": "off", "data-number": True}
        super().__init__(least=least, most=most, widget=forms.TextInput(attrs=attrs), **kwargs)

    def validate(self, value: float | None) -> None:
        # What is not whole is out of bounds like what is beyond them.
        super().validate(value if value is None or isinstance(value, int) else inf)


class Keys(forms.Field):
    """Keys of choices, without doubles, in the order in which they are sent."""

    json_types = (list,)

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> list[str]:
        keys = list(dict.fromkeys(filter(None, value or ())))
        if len(keys) > self.most or not all(is_choice(key) for key in keys):
            raise ValidationError(_("These are no choices of this deal."), code="invalid")
        return keys


class Identifier(forms.UUIDField):
    json_types = (str,)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class Code(forms.CharField):
    """A code of the catalogue; the form that holds it says which are known."""

    json_types = (str,)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, **kwargs)


class Moment(forms.DateTimeField):
    """A moment: ISO 8601 with an offset, or local time in the person's time zone. Cleaned, it is in UTC."""

    json_types = (str,)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), **kwargs
        )

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment = super().to_python(value)
            return in_utc(moment) if moment else None
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


def whole_number(text: str) -> int | None:
    """A number as pages write it, in up to nine digits; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
