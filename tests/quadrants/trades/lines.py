"""Lines of a worksheet with values, by hand and at random."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from quadrants.document import Entry, WorksheetDocument
from quadrants.enums import Direction
from tests.quadrants.sheet.making import document

SCALE = st.integers(0, 10)
TEXTS = st.sampled_from(
    [
        "The lead title: it costs Tom’s budget nothing and opens every door for me",
        "早点回款：铝锭要现款，货款却压着九十天",
        "Fridays off",
        "账期减半",
        "x" * 300,
        "…",
        "W" * 12,
    ]
)


def line(number: int, us: int | None, them: int | None, direction: str = "", **fields: Any) -> Entry:
    said = {"item": "needs", "prompt": "unequal", "text": f"line {number}", **fields}
    return Entry(id=UUID(int=number), value_to_us=us, value_to_them=them, direction=direction, **said)


def worksheet(*lines: tuple[int, int, str]) -> WorksheetDocument:
    """A worksheet of lines by their values and who gives, numbered from 1."""
    return document(entries=[line(number, *one) for number, one in enumerate(lines, start=1)])


@st.composite
def worksheets(draw: st.DrawFn, most: int = 60) -> WorksheetDocument:
    """Up to so many lines with any values, a few of them not said."""
    said = st.one_of(SCALE, SCALE, SCALE, st.none())
    way, prompt = st.sampled_from(["", *Direction.values]), st.sampled_from(["unequal", "unequal", "rational"])
    found = draw(st.lists(st.tuples(said, said, way, TEXTS, prompt), max_size=most))
    return document(
        entries=[
            line(number, us, them, way, text=text, prompt=prompt)
            for number, (us, them, way, text, prompt) in enumerate(found, start=1)
        ]
    )
