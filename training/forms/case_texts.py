"""Texts that are written in each language of a case, as fields of a form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from negotiation_prep.bilingual import CHINESE, ENGLISH, Text
from quadrants.forms.fields import PlainText
from training.cases import document as limits

SUFFIXES = {ENGLISH: "en", CHINESE: "zh"}
LABELS = {ENGLISH: gettext_lazy("%(label)s (English)"), CHINESE: gettext_lazy("%(label)s (Chinese)")}


def in_paragraphs(text: str) -> list[str]:
    """What blank lines stand between."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def in_lines(text: str) -> list[str]:
    """What stands on each line, but for blank ones."""
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text that is written in each language of the case: a single line, or, with `split`, at most `most` parts that
    stand in the same order in both. `everywhere` asks for it in each chosen language, `needed` in one of them."""

    label: Any
    limit: int
    help: Any = ""
    split: Callable[[str], list[str]] | None = None
    most: int = 1
    everywhere: bool = False
    needed: bool = False

    def field(self, label: str) -> PlainText:
        if self.split is None:
            return PlainText(limit=self.limit, required=False, label=label, help_text=self.help)
        area = forms.Textarea(attrs={"rows": 4})
        whole = self.most * (self.limit + 2)
        return PlainText(limit=whole, lines=True, required=False, label=label, help_text=self.help, widget=area)


class LanguagesForm(forms.Form):
    """A form whose `texts` have a field for each language. Cleaned, each is one `Text`, or a tuple of them where it has
    parts."""

    texts: dict[str, Written] = {}

    def __init__(self, *args: Any, languages: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for name, text in self.texts.items():
            for language, suffix in SUFFIXES.items():
                plain = self.languages == (language,)
                label = text.label if plain else LABELS[language] % {"label": text.label}
                field = self.fields[f"{name}_{suffix}"] = text.field(label)
                field.widget.attrs["lang"] = "zh-Hans" if language == CHINESE else "en"

    @property
    def both(self) -> dict[str, list[tuple[str, forms.BoundField]]]:
        """The fields of each text, for the page: the suffix of the language and the field."""
        return {name: [(suffix, self[f"{name}_{suffix}"]) for suffix in SUFFIXES.values()] for name in self.texts}

    def is_blank(self) -> bool:
        """Whether nothing was written in the fields that count."""
        return not any(str(self[name].value() or "").strip() for name in self.counting())

    def written(self) -> list[str]:
        """The names of the fields that people write in."""
        return [f"{name}_{suffix}" for name in self.texts for suffix in SUFFIXES.values()]

    def counting(self) -> list[str]:
        """Those of them that are looked at."""
        return [f"{name}_{SUFFIXES[language]}" for name in self.texts for language in self.languages]

    def left_out(self) -> bool:
        """Whether something stands in a language that is not chosen."""
        others = [suffix for language, suffix in SUFFIXES.items() if language not in self.languages]
        return any(str(self[f"{name}_{suffix}"].value() or "").strip() for name in self.texts for suffix in others)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in set(self.written()) - set(self.counting()):
            self.errors.pop(name, None)
        for name, text in self.texts.items():
            try:
                cleaned[name] = self._text(name, text)
            except ValidationError as error:
                self.add_error(self.first(name), error)
        return cleaned

    def first(self, name: str) -> str:
        """The field in which a text is written first."""
        return f"{name}_{SUFFIXES[self.languages[0]]}"

    def _text(self, name: str, text: Written) -> Text | tuple[Text, ...]:
        said = {language: self._said(name, language) for language in SUFFIXES}
        if not self.is_blank():
            self._ask_for_missing(name, text, said)
        if text.split is None:
            return Text(en=said[ENGLISH], zh_hans=said[CHINESE])
        return self._parts(text, text.split(said[ENGLISH]), text.split(said[CHINESE]))

    def _ask_for_missing(self, name: str, text: Written, said: dict[str, str]) -> None:
        fields = [f"{name}_{SUFFIXES[language]}" for language in self.languages if not said[language]]
        if text.needed and not any(said.values()):
            fields = fields[:1]
        elif not text.everywhere:
            return
        for field in fields:
            if field not in self.errors:
                self.add_error(field, _("“%(field)s” is empty. Write something.") % {"field": text.label})

    def _said(self, name: str, language: str) -> str:
        return self.cleaned_data.get(f"{name}_{SUFFIXES[language]}", "") if language in self.languages else ""

    @staticmethod
    def _parts(text: Written, english: list[str], chinese: list[str]) -> tuple[Text, ...]:
        """Parts side by side; a text that has none in one language is in the other alone."""
        if english and chinese and len(english) != len(chinese):
            message = _("The two languages have not the same number of parts here: %(english)d and %(chinese)d.")
            raise ValidationError(message % {"english": len(english), "chinese": len(chinese)})
        count = max(len(english), len(chinese))
        if count > text.most:
            raise ValidationError(_("At most %(limit)d; there are %(count)d.") % {"limit": text.most, "count": count})
        for part in (*english, *chinese):
            if len(part) > text.limit:
                message = _("“%(begin)s…” has %(count)d characters; at most %(limit)d are possible.")
                raise ValidationError(message % {"begin": part[:20], "count": len(part), "limit": text.limit})
        pairs = zip(english or [""] * count, chinese or [""] * count, strict=True)
        return tuple(Text(en=en, zh_hans=zh_hans) for en, zh_hans in pairs)


def paragraphs(label: Any) -> Written:
    """A text of paragraphs."""
    return Written(
        label=label,
        help=gettext_lazy("A blank line begins a new paragraph."),
        limit=limits.PARAGRAPH_LENGTH,
        split=in_paragraphs,
        most=limits.MOST_PARAGRAPHS,
    )
