"""plan.vs_chromium and plan.growth: how long the full plan takes, against a browser and against a shorter one."""

from __future__ import annotations

import io
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.bench.chromium import chromium_printing
from tests.bench.figures import Figure, ratio

if TYPE_CHECKING:
    from quadrants.document import WorksheetDocument

CHROMIUM_LIMIT, GROWTH_LIMIT = 1.4, 6.5
SHORT, LONG = 8, 43


def plan_vs_chromium() -> Figure:
    """The plan of the English example, from its document to the PDF, against a warm headless Chromium that prints the
    same HTML with the same fonts, each time in a new page. On the wall's clock: Chromium works in processes of its
    own, several at once."""
    from quadrants import plan

    document = example(75)
    with chromium_printing(plan.build_html(document, (), **setting())) as printed:
        assert abs(pages(printed()) - pages(made(document))) <= 2
        return ratio("plan.vs_chromium", CHROMIUM_LIMIT, lambda: made(document), printed, number=2, clock=perf_counter)


def plan_growth() -> Figure:
    """A plan of 43 pages against one of 8."""
    short, long = of_pages(SHORT), of_pages(LONG)
    return ratio("plan.growth", GROWTH_LIMIT, lambda: made(long), lambda: made(short), number=1)


def setting() -> dict:
    return {"paper": "A4", "time_zone": ZoneInfo("UTC")}


def made(document: WorksheetDocument) -> bytes:
    from quadrants import plan

    return plan.PRESS.run(plan.build_pdf, document, (), **setting())


def pages(pdf: bytes) -> int:
    import pypdf

    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def example(count: int) -> WorksheetDocument:
    """The English example with so many entries; where it has fewer they come again and again."""
    from quadrants.document import PROMPT_ORDER
    from quadrants.interchange import from_json
    from quadrants.services.demo import read_finished

    document = from_json(read_finished("en"))
    entries = [
        replace(document.entries[number % len(document.entries)], id=UUID(int=number), position=number)
        for number in range(count)
    ]
    entries.sort(key=lambda entry: (PROMPT_ORDER[entry.item, entry.prompt], entry.position))
    return replace(document, entries=tuple(entries))


def of_pages(wanted: int) -> WorksheetDocument:
    """The example with as many entries as make a plan of so many pages."""
    few, many = 0, 60 * wanted
    while few < many:
        middle = (few + many) // 2
        document = example(middle)
        found = pages(made(document))
        if found == wanted:
            return document
        few, many = (middle + 1, many) if found < wanted else (few, middle)
    raise AssertionError(f"no plan has {wanted} pages")
