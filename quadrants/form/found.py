"""What stands in a filled form, and why a file is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "broken": _("This PDF cannot be read: it is damaged."),
    "locked": _("This PDF is locked with a password. Save it without one, and choose it again."),
    "too_much": _("This PDF holds far more than four pages of answers."),
    "no_form": _(
        "This PDF holds no answers of our form. If it was printed into a new PDF or scanned, the answers are only a "
        "picture there; choose the file that they were typed into."
    ),
    "other_form": _("This PDF is a form, but not ours."),
    "xfa": _("This PDF keeps its answers in a way that only its maker’s own program can read (XFA)."),
    "empty": _("This form is still empty."),
}
LEFT_OUT: dict[str, str | Promise] = {
    "unknown": _("The form does not ask this."),
    "retired": _("This question is no longer asked."),
    "hidden": _("It does not show on the page."),
    "unreadable": _("It is no text."),
    "forbidden": _("It holds a character that cannot be kept."),
}


class FormError(ValueError):
    """A file that cannot be taken as a filled form; as a string it says why, in the active language."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return str(REASONS[self.why])


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an answer; under item 3 it is somebody's name."""

    item: str
    prompt: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What is in the file but is not taken: the name of the field, the beginning of the text, and why."""

    name: str
    text: str
    why: str

    @property
    def reason(self) -> str:
        return str(LEFT_OUT[self.why])


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The answers of a form in the order of the method. `when` is as it was written."""

    language: str
    title: str
    when: str
    lines: tuple[Line, ...]
    strategies: tuple[str, ...]
    left_out: tuple[LeftOut, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Found:
        """What `to_json` made, and nothing else."""
        return cls(
            language=data["language"],
            title=data["title"],
            when=data["when"],
            lines=tuple(Line(**line) for line in data["lines"]),
            strategies=tuple(data["strategies"]),
            left_out=tuple(LeftOut(**one) for one in data["left_out"]),
        )
