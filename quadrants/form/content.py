"""What stands on the blank form: every prompt of the method with a box to write in, one quadrant a page.

A box is named by the codes of the method, `goals.short_term.1`, so that a filled form can be read back.
"""

from __future__ import annotations

from dataclasses import dataclass

from quadrants.catalogue import CATALOGUE, Item, Prompt, Quadrant
from strategies.catalogue import STRATEGIES, Strategy

TITLE, MEETING_AT = "worksheet.title", "worksheet.meeting_at"
STRATEGY = "strategy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A prompt and the name of its field; `tip` is what a screen reader says of the field."""

    name: str
    label: str
    question: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One item with its boxes."""

    item: Item
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One quadrant. Only the first page has the head of the form, only the last the `strategies`."""

    quadrant: Quadrant
    blocks: tuple[Block, ...]
    first: bool
    strategies: tuple[Strategy, ...]


def pages() -> tuple[Page, ...]:
    """The form in the active language."""
    return tuple(
        Page(
            quadrant=quadrant,
            blocks=tuple(_block(item) for item in quadrant.items),
            first=quadrant is CATALOGUE.quadrants[0],
            strategies=STRATEGIES if quadrant is CATALOGUE.quadrants[-1] else (),
        )
        for quadrant in CATALOGUE.quadrants
    )


def field_name(prompt: Prompt) -> str:
    """The name of a prompt's box."""
    return f"{prompt.item}.{prompt.code}.1"


def _block(item: Item) -> Block:
    return Block(item=item, boxes=tuple(_box(item, prompt) for prompt in item.prompts))


def _box(item: Item, prompt: Prompt) -> Box:
    return Box(
        name=field_name(prompt),
        label=str(prompt.name),
        question=str(prompt.question),
        tip=f"{item.number} {item.name} · {prompt.name} · {prompt.question}",
    )
