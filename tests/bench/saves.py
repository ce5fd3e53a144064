"""save.vs_bare: how much longer an acknowledged save takes than the least that a safe program could do.

That is a page that changes one row and answers when it is on the disk. Both pass the whole program for the same person.
The time is the wall's: for the disk, too, the people wait.
"""

from __future__ import annotations

import json
from itertools import count
from time import perf_counter
from uuid import uuid4

from tests.bench.figures import Figure, ratio
from tests.bench.site import cookie, person, sixty_entries

LIMIT = 3.0
EACH_ROUND = 20


def save_vs_bare() -> Figure:
    """One change of the text of an entry."""
    from django.test import Client, override_settings

    user = person()
    worksheet = sixty_entries(user)
    entry = worksheet.entries.first()
    name, _is, value = cookie(user).partition("=")
    client, versions = Client(HTTP_HOST="127.0.0.1"), count(entry.version)
    client.cookies[name] = value

    def save() -> None:
        base = next(versions)
        change = {"op": str(uuid4()), "target": f"entry:{entry.pk}", "base": base, "fields": {"text": f"text {base}"}}
        answer = client.post(f"/worksheets/{worksheet.pk}/edits/", json.dumps(change), content_type="application/json")
        if answer.status_code == 429:
            raise RuntimeError("The machine saves faster than one person may: take fewer in a round.")
        assert answer.json()["version"] == base + 1

    def write() -> None:
        assert client.post(f"/bare/{worksheet.pk}/").json() == {"saved": True}

    with override_settings(ROOT_URLCONF="tests.bench.urls"):
        return ratio("save.vs_bare", LIMIT, save, write, number=EACH_ROUND, clock=perf_counter)
