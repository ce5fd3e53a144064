"""What somebody else says of a worksheet that was handed in, place by place. A plan that is made for those who may read
it carries this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# The codes of an item and of a prompt, and the id of a line; each "" where something is said of more than that.
Place = tuple[str, str, str]
WHOLE: Place = ("", "", "")


@dataclass(frozen=True, slots=True)
class Remark:
    """A text, and what it is: a comment, an answer, a level."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Who handed a worksheet in and for what, for the head of each page; more of that as pairs of label and text, for
    the cover; and what was said of it, by place."""

    by: str
    facts: tuple[tuple[str, str], ...] = ()
    remarks: Mapping[Place, tuple[Remark, ...]] = field(default_factory=dict)
