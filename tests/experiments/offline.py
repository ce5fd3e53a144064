"""save.offline: the network goes away while people type, is slow, or loses the answers on their way back."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from playwright.sync_api import Route

from tests.bench.figures import Figure
from tests.experiments.browsers import Person, Site, answer_lost, figures, runs


def offline(where: Site, size: float) -> Iterator[Figure]:
    """Texts that stood in a field and are not on the server once the network is back."""
    lost: list[str] = []
    person = where.person()
    person.start()
    for _run in runs(size):
        for _text in range(3):
            random.choice([away, slow, deaf, well])(person)
            person.type_somewhere()
            person.page.wait_for_timeout(random.choice([0, 100, 500, 900]))
        well(person)
        person.page.evaluate("document.activeElement.blur()")
        person.saved()
        lost += person.missing(person.texts())
        person.open()
        lost += person.missing(person.texts())
    person.leave()
    yield from figures("offline", lost, where)


def well(person: Person) -> None:
    person.context.set_offline(False)
    person.context.unroute_all(behavior="ignoreErrors")


def away(person: Person) -> None:
    well(person)
    person.context.set_offline(True)


def slow(person: Person) -> None:
    well(person)
    person.context.route("**/edits/**", late)


def deaf(person: Person) -> None:
    well(person)
    person.context.route("**/edits/", answer_lost)


def late(route: Route) -> None:
    time.sleep(random.uniform(0, 0.4))
    route.continue_()
