"""save.ime: Chinese is composed from keys that must not leave the device before their time, and must not be lost."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import suppress

from playwright.sync_api import CDPSession, Error

from tests.bench.figures import Figure
from tests.experiments.browsers import Person, Site, figures, runs
from tests.experiments.closing import SECONDS_AFTER_THE_LAST_KEY, sent

PHRASES = {"zhangjia": "涨价", "jiuyue": "九月", "gongyingshang": "供应商", "lianggedian": "两个点", "jiashu": "家属"}


def ime(where: Site, size: float) -> Iterator[Figure]:
    """Texts that did not arrive whole, or keys that were sent while they were being composed."""
    lost: list[str] = []
    person = where.person()
    person.start()
    for run in runs(size, 120):
        keys, phrase = random.choice(list(PHRASES.items()))
        before = secrets.token_hex(2)
        if run % 3 == 0:
            person.context.set_offline(True)
        field = [person.page.locator("#summary"), person.lines.first, person.box][run % 3]
        field.click()
        person.page.keyboard.press("Control+a")
        person.page.keyboard.type(before)
        if run % 3 and random.random() < 0.5:
            person.saved()
        session = compose(person, keys)
        # Each field meets each end.
        lost += [choose, reload, crash][(run + run // 3) % 3](person, session, before, keys, phrase)
        person.open()
    person.leave()
    yield from figures("ime", lost, where)


def compose(person: Person, keys: str) -> CDPSession:
    """Key by key, with pauses longer than the page waits before it sends."""
    session = person.context.new_cdp_session(person.page)
    for length in range(1, len(keys) + 1):
        part = {"text": keys[:length], "selectionStart": length, "selectionEnd": length}
        session.send("Input.imeSetComposition", part)
        person.page.wait_for_timeout(random.choice([5, 5, 5, 450]))
    return session


def choose(person: Person, session: CDPSession, before: str, keys: str, phrase: str) -> list[str]:
    """The phrase is chosen, and some more typed."""
    after = secrets.token_hex(2)
    session.send("Input.insertText", {"text": phrase})
    person.page.keyboard.type(after)
    person.context.set_offline(False)
    person.page.evaluate("document.activeElement.blur()")
    person.saved()
    return person.missing([before + phrase + after]) + leaked(person, before + keys[:2])


def reload(person: Person, _session: CDPSession, before: str, keys: str, _phrase: str) -> list[str]:
    """The page is loaded anew while the keys stand in the field: they are all there is, and may be sent now."""
    early = leaked(person, before + keys[:2])
    person.context.set_offline(False)
    return early + sent(person, [before + keys])


def crash(person: Person, _session: CDPSession, before: str, keys: str, _phrase: str) -> list[str]:
    """The same when the page is gone without a word, soon after the last key."""
    early = leaked(person, before + keys[:2])
    person.page.wait_for_timeout(1000 * SECONDS_AFTER_THE_LAST_KEY)
    with suppress(Error):
        person.page.goto("chrome://crash")
    person.page.close()
    person.page = person.context.new_page()
    person.context.set_offline(False)
    return early + sent(person, [before + keys])


def leaked(person: Person, begun: str) -> list[str]:
    """What was sent with keys in it that were being composed; a page may also send what the one before it has kept."""
    return person.page.evaluate(
        "(begun) => posts.map((post) => post.body).filter((body) => body.includes(begun))", begun
    )
