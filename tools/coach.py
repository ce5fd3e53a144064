"""Writes `docs/coach.md`, the table of all rules of the coach with their examples, from the data that it reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from strategies.hints import HintWords

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "coach.md"
HEAD = """\
# The coach

What it may say, and when. Each rule looks at the whole worksheet, speaks of what is written and leads on with a
question. At most {most} hints are shown at a time: on an item's page those of that item, on the board those of the
whole worksheet, no two of one item. The most useful come first: by weight (4: said like this it does harm, 3: the talk
hangs on it, 1: good to have), then in the order of the items. Items out of use are left alone, and so is everything
once the talk is over. Each hint leads to the place of its answer, says why it asks, and can be put aside on this
worksheet with a reason. None of it leaves the worksheet for the prep sheet, the plan, the table sheet or those who
teach.

That a sheet is overfull is said where it is measured, at its preview, and is no rule here.

This page is made from `strategies/data/coach/` by `python -m tools.coach`. The examples are worksheets in short, one
line each for an entry, a person or a line for the sheet; `strategies/coach/examples.py` says how to read them, and
the tests use the same ones. There are {count} rules.
"""


def written() -> str:
    """The whole page."""
    from quadrants.catalogue import CATALOGUE
    from strategies.coach import MOST
    from strategies.hints import HINTS

    parts = [HEAD.format(most=MOST, count=len(HINTS))]
    for quadrant in CATALOGUE.quadrants:
        parts.append(f"\n## {quadrant.numeral} {quadrant.name.en} · {quadrant.name.zh_hans}\n")
        for item in quadrant.items:
            for words in (one for one in HINTS if one.item == item.code):
                parts += _rule(words)
    return "".join(parts)


def _rule(words: HintWords) -> Iterator[str]:
    from quadrants.catalogue import CATALOGUE
    from strategies.catalogue import strategy

    item, used = CATALOGUE.item(words.item), strategy(words.strategy)
    yield f"\n### `{words.code}`\n\n"
    yield f"Item {item.number} {item.name.en} · strategy {used.number} {used.name.en} · weight {words.weight}"
    yield f" · answered at {_place(words.answer)}\n\n"
    yield "| | English | 中文 |\n|---|---|---|\n"
    for name, text in (("says", words.says), ("asks", words.asks), ("why", words.why)):
        yield f"| {name} | {text.en} | {text.zh_hans} |\n"
    yield "\n"
    yield from _examples("Speaks", words.fires)
    yield from _examples("Is quiet", words.quiet)


def _examples(heading: str, examples: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    for example in examples:
        lines = " ⏎ ".join(f"`{line}`" for line in example) or "an empty worksheet"
        yield f"- {heading}: {lines}\n"


def _place(answer: str) -> str:
    places = {"line": "the line", "person": "the person", "in_their_shoes": "the pass in their shoes"}
    return places.get(answer, f"`{answer}`")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "negotiation_prep.settings")
    django.setup()
    DOCUMENT.write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    main()
