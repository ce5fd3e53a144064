"""People in a real Chromium who type, and somebody who looks over their shoulders."""

from __future__ import annotations

import json
import os
import random
import secrets
import sqlite3
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, sync_playwright

from tests.bench.figures import Figure
from tools.served import served
from tools.system import find_headless

OBSERVER = Path(__file__).with_name("observer.js").read_text()
ITEM, QUESTION = "problems", "problems.obstacles"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MILLISECONDS = 30_000
PASSWORD = "a-long-password-7"
# Words of several scripts, and what likes to break programs.
WORDS = ["raise", "Dana", "九月", "涨价", "10 %", "café", "<b>", "'; --", "😀", "a\u0301", "&amp;"]


class Site:
    """The served program, a Chromium, and all that pages said untruly."""

    def __init__(self, address: str, folder: Path, playwright: Playwright) -> None:
        self.address, self.folder, self.playwright = address, folder, playwright
        self.lies: list[str] = []
        self._browser: Browser | None = None

    @property
    def browser(self) -> Browser:
        self._browser = self._browser or self.playwright.chromium.launch(**launch())
        return self._browser

    def lost_in_conflicts(self) -> str:
        """The texts that were not applied, from the log itself."""
        with closing(sqlite3.connect(self.folder / "site" / "workbook.sqlite3", timeout=60)) as database:
            rows = database.execute("SELECT fields FROM quadrants_edit WHERE outcome IN ('conflict', 'gone')")
            return json.dumps([json.loads(fields) for (fields,) in rows], ensure_ascii=False)

    def person(self, **options: object) -> Person:
        """Somebody with a browser of their own, as a guest on a new worksheet."""
        return Person(self, self.browser.new_context(locale="en-US", **options))


def launch() -> dict[str, object]:
    environment = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    return {"executable_path": find_headless(), "args": OPTIONS, "env": environment}


@contextmanager
def site() -> Iterator[Site]:
    with TemporaryDirectory(prefix="workbook-browsers-") as name, sync_playwright() as playwright:
        folder = Path(name)
        (folder / "site").mkdir()
        with served(folder / "site") as (address, _log):
            yield Site(address, folder, playwright)


class Person:
    """One browser with its cookies; `page` is the one in front."""

    def __init__(self, site: Site, context: BrowserContext) -> None:
        self.site, self.context = site, context
        context.set_default_timeout(MILLISECONDS)
        context.add_init_script(OBSERVER)
        context.expose_function("report", lambda said: site.lies.append(said))
        self.page = context.pages[0] if context.pages else context.new_page()
        self.worksheet = ""

    def start(self) -> None:
        """Begins a worksheet with two lines and a line for the sheet on one item."""
        self.page.goto(self.site.address)
        self.page.locator("form.start input[name=title]").fill("A talk")
        self.page.locator("form.start button").click()
        self.page.wait_for_url("**/worksheets/*-*/**")
        self.worksheet = self.page.url.split("#")[0]
        self.open()
        for _line in range(2):
            self.box.fill(text())
            self.box.press("Enter")
        self.saved()

    def sign_up(self) -> str:
        """Becomes somebody with an e-mail, which it gives."""
        email = f"{secrets.token_hex(8)}@example.com"
        self.page.goto(f"{self.site.address}/accounts/signup/")
        for name, value in (("email", email), ("password1", PASSWORD), ("password2", PASSWORD)):
            self.page.fill(f"[name={name}]", value)
        self.page.locator("main form button").last.click()
        self.page.wait_for_url("**/worksheets/")
        return email

    def open(self) -> Page:
        self.page.goto(f"{self.worksheet}items/{ITEM}/")
        return self.page

    @property
    def box(self):
        return self.page.locator(f"[data-new='{QUESTION}']")

    @property
    def lines(self):
        return self.page.locator(f"[data-entries='{QUESTION}'] textarea")

    def type_somewhere(self) -> str:
        """Types a text key by key into one of the fields; the text."""
        typed = text()
        kind = random.choice(["line", "summary", "box", "box and Enter", "strategy"])
        field = {
            "line": self.lines.nth(random.randrange(2)),
            "summary": self.page.locator("#summary"),
            "strategy": self.page.locator(".plan textarea").first,
        }.get(kind, self.box)
        field.click()
        if kind in ("line", "summary", "strategy"):
            self.page.keyboard.press("Control+a")
        elif field.input_value():
            self.page.keyboard.press("Enter")
        self.page.keyboard.type(typed, delay=random.choice([0, 2, 10]))
        if kind == "box and Enter":
            self.page.keyboard.press("Enter")
        return typed

    def texts(self) -> list[str]:
        """All that stands in the fields of the page."""
        return self.page.evaluate(
            """() => [...document.querySelectorAll("textarea[data-field], textarea[data-new]")]
              .map((field) => field.value.trim()).filter(Boolean)"""
        )

    def saved(self) -> None:
        """Waits until the page says that all is saved."""
        self.page.locator("[data-save-status][data-state=saved]").wait_for(state="attached")

    def missing(self, texts: list[str]) -> list[str]:
        """Which of these texts the server does not have: neither on the worksheet nor as what lost in a conflict, which
        it keeps, too, and shows in the history."""
        answer = self.context.request.get(f"{self.worksheet}export.json")
        had = json.dumps(answer.json(), ensure_ascii=False) + self.site.lost_in_conflicts()
        return [each for each in texts if json.dumps(each, ensure_ascii=False)[1:-1] not in had]

    def leave(self) -> None:
        self.context.close()


def text() -> str:
    """A text that nobody has written before, as the server keeps it."""
    words = [secrets.token_hex(3), *random.choices(WORDS, k=random.randrange(4)), secrets.token_hex(3)]
    return unicodedata.normalize("NFC", " ".join(words))


def answer_lost(route: Route) -> None:
    """The request reaches the server, its answer nobody."""
    try:
        route.fetch()
    finally:
        route.abort()


def runs(size: float, full: int = 50) -> range:
    return range(max(3, round(full * size)))


def figures(name: str, lost: list[str], site: Site) -> Iterator[Figure]:
    """What was lost in the runs of an experiment, and the lies of the pages in them."""
    for each in (*lost, *site.lies)[:10]:
        print(f"{name}: {each}", flush=True, file=sys.stderr)
    yield Figure(f"save.{name}.lost", len(lost), len(lost), len(lost), "texts", 0)
    yield Figure(f"save.status.lies.{name}", len(site.lies), len(site.lies), len(site.lies), "moments", 0)
