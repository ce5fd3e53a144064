"""save.tabs: two windows write in one field, also without hearing of each other or while they are asked to choose."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing

from playwright.sync_api import Page

from tests.bench.figures import Figure
from tests.experiments.browsers import Person, Site, figures, runs, text

SAVED = "[data-save-status][data-state=saved]"
# A window in which nobody wrote says nothing.
SETTLED = "[data-save-status]:is([data-state=saved], [data-state=conflict], :not([data-state]))"


def tabs(where: Site, size: float) -> Iterator[Figure]:
    """Texts that are neither in the log nor still offered for a decision in the window where they were typed."""
    lost: list[str] = []
    person = where.person()
    person.start()
    for _run in runs(size):
        first, second = person.open(), person.context.new_page()
        second.goto(first.url)
        typed = []
        for window in random.choices([first, second], k=4):
            cut = random.random() < 0.4
            if cut:
                window.route("**/edits/**", lambda route: route.abort())
            typed.append((window, write(window)))
            window.wait_for_timeout(random.choice([0, 200, 700]))
            if cut:
                window.unroute("**/edits/**")
        for window in (first, second):
            window.evaluate("document.activeElement.blur(); dispatchEvent(new Event('online'))")
            window.locator(SETTLED).wait_for(state="attached")
        for window in (first, second):
            if offered(window) and random.random() < 0.5:
                typed.append((window, write(window)))
                window.get_by_role("button", name="Take theirs").click()
                window.locator(SAVED).wait_for(state="attached")
        lost += [
            each
            for window, each in last_of_each(typed)
            if not logged(where.folder, each) and each not in offered(window)
        ]
        second.close()
        person.page.wait_for_timeout(100)
        settle(person)
    person.leave()
    yield from figures("tabs", lost, where)


def write(window: Page) -> str:
    """Types over what stands in the line for the sheet."""
    typed = text()
    window.locator("#summary").click()
    window.keyboard.press("Control+a")
    window.keyboard.type(typed, delay=random.choice([0, 5]))
    return typed


def last_of_each(typed: list[tuple[Page, str]]) -> list[tuple[Page, str]]:
    """The last text of each window: what was typed over within a moment its writer has taken back."""
    return list(dict(typed).items())


def offered(window: Page) -> str:
    """What stands in the field of a window that asks for a decision."""
    asks = window.locator(".line-for-sheet [data-problem]").is_visible()
    return window.locator("#summary").input_value() if asks else ""


def logged(folder, text: str) -> bool:
    """Whether the log knows a text, as accepted or as one that lost."""
    with closing(sqlite3.connect(folder / "site" / "workbook.sqlite3")) as connection:
        rows = connection.execute("SELECT json_extract(fields, '$.summary') FROM quadrants_edit").fetchall()
    return any(value == text for (value,) in rows)


def settle(person: Person) -> None:
    """Decides what is open, for the next run to begin with nothing left over."""
    person.open()
    person.page.wait_for_timeout(300)
    choice = person.page.get_by_role("button", name="Keep mine")
    if choice.is_visible():
        choice.click()
    person.page.locator("[data-save-status]:is([data-state=saved], :not([data-state]))").wait_for(state="attached")
