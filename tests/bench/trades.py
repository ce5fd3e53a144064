"""trades.vs_bare: how much longer the page of trades takes than one with nothing to do.

trades.labels.collisions: what lies over something else in its chart, as Chromium draws it.
"""

from __future__ import annotations

import os
import random
from uuid import UUID

from tests.bench.figures import Figure
from tests.bench.pages import against_bare
from tests.bench.site import person, sixty_entries

ENTRIES, CHARTS = 40, 20
LIMIT = 4.0
# In Chromium: the pairs of marks, labels, numbers of the axes and names of the corners that overlap.
OVERLAPPING = """() => {
  const names = "svg > text, svg > g:not(:has(title)) > text", marks = "svg > g:has(> title) > :is(circle, rect)";
  const boxes = [...document.querySelectorAll(`${marks}, ${names}`)].map((part) => part.getBoundingClientRect());
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  let found = 0;
  for (let i = 0; i < boxes.length; i++) for (let j = 0; j < i; j++) if (!apart(boxes[i], boxes[j])) found++;
  return [found, boxes.length];
}"""
TEXTS = [
    "The lead title: it costs the budget nothing and opens every door",
    "早点回款：铝锭要现款，货款却压着九十天",
    "Fridays off in the seven weeks of summer",
    "账期减半：我们账上有余钱，他们在付利息",
    "One price",
    "请何总、梁总来厂里",
    "WWWWWWWWWWWWWWWWWWWWWWWW",
]


def trades_vs_bare() -> Figure:
    """The page of trades of a full worksheet of 60 entries."""
    user = person()
    return against_bare("trades.vs_bare", user, sixty_entries(user), "trades/", LIMIT)


def trades_labels() -> Figure:
    """The collisions in charts of 40 lines, with values at random, bunched together, and all the same."""
    from playwright.sync_api import sync_playwright

    from tests.bench.chromium import QUIET
    from tools.system import find_headless

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    environment = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_headless(), args=QUIET, env=environment)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        counts = []
        for language in ("en", "zh-hans"):
            for number in range(CHARTS):
                page.set_content(_drawing(number, language))
                found, boxes = page.evaluate(OVERLAPPING)
                assert boxes > ENTRIES
                counts.append(found)
        browser.close()
    return Figure("trades.labels.collisions", sum(counts), min(counts), max(counts), "pairs", 0)


def _drawing(number: int, language: str) -> str:
    """A chart as its page shows it."""
    from django.template.loader import render_to_string
    from django.utils import translation

    from quadrants.enums import Area
    from quadrants.trades.chart import trade_chart

    with translation.override(language):
        areas = {area.value: area.label for area in Area}
        drawing = render_to_string("charts/trades.svg", {"chart": trade_chart(_document(number)), "areas": areas})
    face = 'system-ui, -apple-system, "Noto Sans CJK SC", "Noto Sans SC", sans-serif'
    return f"<!doctype html><style>svg {{ width: 720px; height: auto; font-family: {face} }}</style>{drawing}"


def _document(number: int):
    from django.utils import timezone

    from quadrants.document import Entry, Header, WorksheetDocument
    from quadrants.enums import Direction

    dice = random.Random(number)
    # From everywhere to all in one place.
    spread = 5 * (CHARTS - 1 - number) // (CHARTS - 1)
    entries = tuple(
        Entry(
            id=UUID(int=place),
            item="needs",
            prompt="unequal",
            text=dice.choice(TEXTS),
            value_to_us=5 + dice.randint(-spread, spread),
            value_to_them=5 + dice.randint(-spread, spread),
            direction=dice.choice(["", *Direction.values]),
        )
        for place in range(ENTRIES)
    )
    now = timezone.now()
    header = Header(id=UUID(int=0), title="A talk", language="en", depth="full", created_at=now, changed_at=now)
    return WorksheetDocument(worksheet=header, entries=entries)
