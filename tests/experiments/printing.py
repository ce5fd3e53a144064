"""print.: twenty people print at once, and somebody reads the board meanwhile; sixty print at once, which is too many.

Everybody has a worksheet of their own, so nothing is kept from one to the next.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from unittest.mock import patch

from tests.bench.figures import Figure
from tests.experiments.visitors import Answer, Visitor
from tools.served import served

PEOPLE, TOO_MANY, SLOWER = 20, 60, 10
ROUNDS = 5


def twenty(size: float) -> Iterator[Figure]:
    """People who got no sheet, and how much slower the board is while they wait for it."""
    unserved, slower = 0, []
    with site() as address:
        reader = Somebody(address)
        for _round in range(max(1, round(ROUNDS * size))):
            people = [Somebody(address) for _ in range(PEOPLE)]
            quiet = median(reader.seconds_for_board() for _ in range(20))
            with ThreadPoolExecutor(PEOPLE) as pool:
                printing = [pool.submit(person.print) for person in people]
                meanwhile = [reader.seconds_for_board()]
                while not all(one.done() for one in printing):
                    meanwhile.append(reader.seconds_for_board())
            unserved += sum(not is_sheet(one.result()) for one in printing)
            slower.append(median(meanwhile) / quiet)
    yield Figure("print.twenty.unserved", unserved, unserved, unserved, "people", 0)
    yield Figure("print.twenty.board", median(slower), min(slower), max(slower), "ratio", SLOWER)


def too_many(_size: float) -> Iterator[Figure]:
    """Of those beyond what may wait, who got something else than a kind page that says when to come back; and who came
    back then and got no sheet."""
    with patch.dict(os.environ, WEB_CONCURRENCY="1"), site() as address:
        people = [Somebody(address) for _ in range(TOO_MANY)]
        with ThreadPoolExecutor(TOO_MANY) as pool:
            answers = list(pool.map(Somebody.print, people))
        refused = [answer for answer in answers if not is_sheet(answer)]
        unkind = sum(not is_kind(answer) for answer in refused)
        if not refused:
            raise RuntimeError(f"{TOO_MANY} people at once are not too many for this machine.")
        with ThreadPoolExecutor(TOO_MANY) as pool:
            unserved = sum(not is_sheet(answer) for answer in pool.map(Somebody.print_patiently, people))
    yield Figure("print.busy.unkind", unkind, unkind, unkind, "answers", 0)
    yield Figure("print.busy.unserved", unserved, unserved, unserved, "people", 0)


class Somebody:
    """A guest with an example as a worksheet."""

    def __init__(self, address: str) -> None:
        self.visitor = Visitor(address)
        self.visitor.start()
        self.worksheet = self.visitor.post("/worksheets/example/").location.partition("#")[0]

    def print(self) -> Answer:
        return self.visitor.get(f"{self.worksheet}prep-sheet.pdf")

    def print_patiently(self) -> Answer:
        """Comes back as often as asked to, for a minute."""
        end = time.monotonic() + 60
        while (answer := self.print()).status == 503 and time.monotonic() < end:
            time.sleep(int(answer.retry_after))
        return answer

    def seconds_for_board(self) -> float:
        start = time.monotonic()
        assert self.visitor.get(self.worksheet).status == 200
        return time.monotonic() - start


def is_sheet(answer: Answer) -> bool:
    return answer.status == 200 and answer.content[:5] == b"%PDF-"


def is_kind(answer: Answer) -> bool:
    return answer.status == 503 and answer.retry_after.isdigit() and b"Nothing is lost" in answer.content


@contextmanager
def site() -> Iterator[str]:
    with TemporaryDirectory(prefix="workbook-print-") as name, served(Path(name)) as (address, _log):
        yield address
