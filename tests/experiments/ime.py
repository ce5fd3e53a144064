"""save.ime: Chinese is composed from keys that must never leave the device as they are."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator

from playwright.sync_api import CDPSession

from tests.bench.figures import Figure
from tests.experiments.browsers import Person, figures, runs, site

PHRASES = {"zhangjia": "涨价", "jiuyue": "九月", "gongyingshang": "供应商", "lianggedian": "两个点", "jiashu": "家属"}


def ime(size: float) -> Iterator[Figure]:
    """Texts that did not arrive whole, or keys that were sent while they were being composed."""
    lost: list[str] = []
    with site() as where:
        person = where.person()
        person.start()
        for run in runs(size):
            keys, phrase = random.choice(list(PHRASES.items()))
            before, after = secrets.token_hex(2), secrets.token_hex(2)
            if run % 3 == 0:
                person.context.set_offline(True)
            field = [person.page.locator("#summary"), person.lines.first, person.box][run % 3]
            field.click()
            person.page.keyboard.press("Control+a")
            person.page.keyboard.type(before)
            compose(person, keys, phrase)
            person.page.keyboard.type(after)
            person.context.set_offline(False)
            person.page.evaluate("document.activeElement.blur()")
            person.saved()
            lost += person.missing([before + phrase + after]) + leaked(person, keys)
            person.open()
        person.leave()
        yield from figures("ime", lost, where)


def compose(person: Person, keys: str, phrase: str) -> None:
    """Key by key, with pauses longer than the page waits before it sends; then the phrase is chosen."""
    session: CDPSession = person.context.new_cdp_session(person.page)
    for length in range(1, len(keys) + 1):
        part = {"text": keys[:length], "selectionStart": length, "selectionEnd": length}
        session.send("Input.imeSetComposition", part)
        person.page.wait_for_timeout(random.choice([5, 5, 5, 450]))
    session.send("Input.insertText", {"text": phrase})
    session.detach()


def leaked(person: Person, keys: str) -> list[str]:
    """What was sent with keys in it that were being composed."""
    return person.page.evaluate(
        "(keys) => posts.map((post) => post.body).filter((body) => body.includes(keys.slice(0, 2)))", keys
    )
