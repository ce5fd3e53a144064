"""save.browser_kill and save.closed: the page is gone the moment after somebody has typed.

What the server has not got by then stands in the journal on the device, and is sent by the next page.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Error

from tests.bench.figures import Figure
from tests.experiments.browsers import Person, Site, figures, launch, runs

SECONDS_AFTER_THE_LAST_KEY = 0.3


def browser_kill(where: Site, size: float) -> Iterator[Figure]:
    """Texts lost when the browser is killed with SIGKILL soon after the last key, and started again."""
    lost: list[str] = []
    profile = where.folder / "profile"
    person = at_a_browser(where, profile)
    person.start()
    worksheet = person.worksheet
    person.leave()  # in good order once: browsers write cookies to the disk only now and then
    for run in runs(size):
        person = at_a_browser(where, profile)
        person.worksheet = worksheet
        person.open()
        if run % 2:
            person.context.set_offline(True)
        for _text in range(2):
            person.type_somewhere()
        texts = person.texts()
        time.sleep(SECONDS_AFTER_THE_LAST_KEY)
        kill(profile)
        with suppress(Error):
            person.leave()
        lost += found_again(where, profile, worksheet, texts)
    yield from figures("browser_kill", lost, where)


def at_a_browser(where: Site, profile: Path) -> Person:
    """A browser that keeps cookies and journal in a folder."""
    return Person(where, where.playwright.chromium.launch_persistent_context(profile, locale="en-US", **launch()))


def found_again(where: Site, profile: Path, worksheet: str, texts: list[str]) -> list[str]:
    """What is missing once the browser was started again and has opened the page."""
    person = at_a_browser(where, profile)
    person.worksheet = worksheet
    missing = sent(person, texts)
    person.leave()
    return missing


def sent(person: Person, texts: list[str]) -> list[str]:
    """What the server does not have ten seconds after the page was opened again."""
    person.open()
    end = time.monotonic() + 10
    while (missing := person.missing(texts)) and time.monotonic() < end:
        person.page.wait_for_timeout(100)
    return missing


def kill(profile: Path) -> None:
    """Ends all processes of the browser at once, as a dead battery would."""
    mark = f"--user-data-dir={profile}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0")
            if mark in words and not any(word.startswith(b"--type=") for word in words):
                os.killpg(os.getpgid(int(process.name)), signal.SIGKILL)


def closed(where: Site, size: float) -> Iterator[Figure]:
    """Texts lost when the tab is closed, or led elsewhere, at once after the last key."""
    lost: list[str] = []
    person = where.person()
    person.start()
    for run in runs(size):
        for _text in range(2):
            person.type_somewhere()
        texts = person.texts()
        [close, close_politely, lead_away, follow_a_link, reload][run % 5](person)
        person.page = person.context.new_page()
        lost += sent(person, texts)
    person.leave()
    yield from figures("closed", lost, where)


def close(person: Person) -> None:
    person.page.close()


def close_politely(person: Person) -> None:
    person.page.close(run_before_unload=True)
    time.sleep(random.uniform(0, 0.3))


def lead_away(person: Person) -> None:
    person.page.goto("about:blank")
    person.page.close()


def follow_a_link(person: Person) -> None:
    person.page.locator(".tabs a").nth(random.randrange(4)).click()
    person.page.close()


def reload(person: Person) -> None:
    person.page.reload()
    person.page.close()
