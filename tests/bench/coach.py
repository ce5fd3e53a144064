"""coach.vs_load and coach.queries: what the coach takes, against loading the worksheet that it looks at."""

from __future__ import annotations

import random
from datetime import date

from tests.bench.figures import Figure, ratio
from tests.bench.site import person, whole_example

ENTRIES = 300
LIMIT = 0.5
EACH_ROUND = 6
SAMPLE = random.Random(7)
TEXTS = [
    "We get the Tuesday slot for the whole season, at 38.5 a crate",
    "对方希望六月前定下来，价格每件38.5元，分三批交货",
    "Ask how she sees the next two years before we speak of the price",
    "先听对方讲完，再把上次会谈里说过的条件一条一条对一遍",
    "The owner has promised to look at the lease again by the end of May",
    "数量减半，先做一年，到时候再看要不要续",
]


def coach_vs_load() -> list[Figure]:
    """All rules on a worksheet of 300 entries, against loading that document from the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from quadrants.loading import load_document
    from strategies.coach import noticed

    worksheet = whole_example(person(), [line for line in _lines()])
    document = load_document(worksheet)
    assert len(document.entries) >= ENTRIES
    with CaptureQueriesContext(connection) as captured:
        found = list(noticed(load_document(worksheet)))
    with CaptureQueriesContext(connection) as loaded:
        load_document(worksheet)
    assert found
    queries = len(captured) - len(loaded)

    def fresh() -> list:
        """Each time a document of which nothing is sorted yet."""
        from dataclasses import replace

        return list(noticed(replace(document)))

    return [
        ratio("coach.vs_load", LIMIT, fresh, lambda: load_document(worksheet), number=EACH_ROUND),
        Figure("coach.queries", queries, queries, queries, "queries", 0),
    ]


def _lines() -> list[dict]:
    """Entries under all questions in turn, each with all that its question offers."""
    from quadrants.catalogue import CATALOGUE
    from quadrants.forms.content import offered_fields

    prompts = [prompt for item in CATALOGUE.items if item.holds == "entries" for prompt in item.prompts]
    return [_line(prompts[number % len(prompts)], offered_fields, number) for number in range(ENTRIES)]


def _line(prompt, offered_fields, number: int) -> dict:
    values = {
        "value_to_us": SAMPLE.randint(0, 10),
        "value_to_them": SAMPLE.randint(0, 10),
        "direction": SAMPLE.choice(["we_give", "they_give", "both"]),
        "basis": SAMPLE.choice(["guess", "said", "checked"]),
        "person": SAMPLE.choice(["Ann", "Karin"]),
        "due": date(2026, 12, 1 + number % 28).isoformat(),
        "source": "her mail of 3 May",
    }
    offered = {name: value for name, value in values.items() if name in offered_fields(prompt)}
    return {"item": prompt.item, "prompt": prompt.code, "text": TEXTS[number % len(TEXTS)], **offered}
