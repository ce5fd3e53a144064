"""Documents for the printed sheet, made without a database, and what can be read from a page."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from uuid import UUID, uuid5

import pypdf
import pypdfium2
from django.utils import translation

from quadrants import sheet
from quadrants.catalogue import CATALOGUE
from quadrants.document import Entry, Header, ItemState, Party, StrategyPlan, WorksheetDocument
from quadrants.interchange import from_json
from quadrants.services.demo import DATA
from quadrants.sheet.content import Meant, meant
from quadrants.sheet.fitting import Fitted
from strategies.catalogue import STRATEGIES

SPACE = UUID("6f1d7a52-0d0c-4f4e-9a1e-3f3b8c7f2a10")
WRITTEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PROMPTS = [prompt for item in CATALOGUE.items if item.holds == "entries" for prompt in item.prompts]
_PLACES = {(prompt.item, prompt.code): place for place, prompt in enumerate(PROMPTS)}


def an_id(name: str) -> UUID:
    """The same id for the same name."""
    return uuid5(SPACE, name)


def entry(item: str, prompt: str, text: str, **fields: Any) -> Entry:
    return Entry(id=an_id(f"{item}.{prompt}.{text}.{fields}"), item=item, prompt=prompt, text=text, **fields)


def party(name: str, *roles: str, **fields: Any) -> Party:
    return Party(id=an_id(name), name=name, roles=roles, **fields)


US = party("Ann Lee", is_us=True, side="ours")


def document(
    *,
    entries: Iterable[Entry] = (),
    parties: Iterable[Party] = (US,),
    summaries: Mapping[str, str] | None = None,
    out_of_use: Iterable[str] = (),
    planned: Mapping[str, str] | None = None,
    **header: Any,
) -> WorksheetDocument:
    """A worksheet with all twenty items in use but for those named; entries keep their order within a prompt."""
    summaries, planned = summaries or {}, planned or {}
    said = {"title": "A raise", "language": "en", "depth": "full", "created_at": WRITTEN, "changed_at": WRITTEN}
    return WorksheetDocument(
        worksheet=Header(id=SPACE, **{**said, **header}),
        parties=tuple(parties),
        items=tuple(
            ItemState(item=item.code, in_use=item.code not in set(out_of_use), summary=summaries.get(item.code, ""))
            for item in CATALOGUE.items
        ),
        entries=tuple(sorted(entries, key=lambda one: _PLACES[one.item, one.prompt])),
        strategies=tuple(
            StrategyPlan(strategy=one.code, state="planned", how=planned[one.code])
            if one.code in planned
            else StrategyPlan(strategy=one.code)
            for one in STRATEGIES
        ),
    )


def demo(name: str) -> WorksheetDocument:
    return from_json(json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")))


def many(count: int, **fields: Any) -> list[Entry]:
    """Entries with texts of their own, spread over all prompts."""
    return [
        entry(prompt.item, prompt.code, f"Thought {number} of what might matter to them when we meet", **fields)
        for number in range(count)
        for prompt in [PROMPTS[number % len(PROMPTS)]]
    ]


def meant_for(made: WorksheetDocument, when: str = "") -> Meant:
    """What is meant to be on the sheet, in the language of the worksheet."""
    with translation.override(made.worksheet.language):
        return meant(made, when=when, strategies=())


def lines_of(made: WorksheetDocument) -> dict[str, list[str]]:
    """The texts that are meant to be on the sheet, by item code; only items in use."""
    return {block.item.code: [line.text for line in block.lines] for row in meant_for(made).quadrants for block in row}


def sheet_of(made: WorksheetDocument, paper: str = "A4", time_zone: tzinfo = UTC) -> sheet.Sheet:
    return sheet.build(made, paper=paper, time_zone=time_zone)


def pages(pdf: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def text_of(pdf: bytes) -> str:
    """The text of the page without any white space, as lines are broken anywhere."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return squeezed(page.get_textpage().get_text_bounded())


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def assert_adds_up(content: Meant, fitted: Fitted) -> None:
    """Each item shows its most important lines whole, at most the beginning of the next, and counts all others."""
    for blocks, row in zip(content.quadrants, fitted.quadrants, strict=True):
        for block, filled in zip(blocks, row, strict=True):
            assert filled.item is block.item
            meant_texts = [line.text for line in block.lines]
            whole = [placed.text for placed in filled.placed if not placed.cut]
            begun = [placed.text for placed in filled.placed if placed.cut]
            assert whole == meant_texts[: len(whole)]
            assert [placed.cut for placed in filled.placed] == [False] * len(whole) + [True] * len(begun)
            assert len(begun) <= 1
            for text in begun:
                assert text and text != meant_texts[len(whole)] and meant_texts[len(whole)].startswith(text)
            assert len(whole) + filled.missing == len(meant_texts)
    everything = sum(len(block.lines) for blocks in content.quadrants for block in blocks)
    assert fitted.shown + sum(fitted.missing.values()) == everything
