"""Many people print at once: all get their page, others stay served, and beyond a bound one is told to wait."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest

from tests.experiments.visitors import Visitor
from tools.served import served

PEOPLE, CROWD = 20, 90
# While all are printing, a page of somebody else may take so much longer than before, on a machine of two cores.
SLOWER, SECONDS = 20, 1.0


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("crowd")) as (address, _log):
        yield address


def sheets(address: str, count: int) -> list[tuple[Visitor, str]]:
    """People, each with the address of a sheet that was never made."""
    visitor = Visitor(address)
    visitor.start()
    made = []
    for _number in range(count):
        board = visitor.post("/worksheets/example/").location.partition("#")[0]
        made.append((visitor, f"{board}prep-sheet.pdf"))
    return made


def asked(visitor: Visitor, path: str) -> tuple[int, str | None, bytes]:
    """Status, `Retry-After` and content."""
    connection = http.client.HTTPConnection(visitor.host, timeout=60)
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    try:
        connection.request("GET", path, headers={"Cookie": cookie})
        response = connection.getresponse()
        return response.status, response.getheader("Retry-After"), response.read()
    finally:
        connection.close()


def seconds_for(visitor: Visitor, path: str) -> float:
    start = time.perf_counter()
    assert visitor.get(path).status == 200
    return time.perf_counter() - start


def test_twenty_at_once_all_get_theirs_and_pages_stay_usable(address):
    waiting = sheets(address, PEOPLE)
    reader = Visitor(address)
    board = reader.start()
    quiet = median(seconds_for(reader, board) for _time in range(10))
    with ThreadPoolExecutor(PEOPLE) as crowd:
        answers = [crowd.submit(asked, *one) for one in waiting]
        meanwhile = []
        while not all(answer.done() for answer in answers):
            meanwhile.append(seconds_for(reader, board))
    assert [answer.result()[0] for answer in answers] == [200] * PEOPLE
    assert all(answer.result()[2][:5] == b"%PDF-" for answer in answers)
    assert meanwhile and median(meanwhile) < max(quiet * SLOWER, SECONDS)


def test_beyond_the_bound_one_is_asked_to_come_back(address):
    waiting = sheets(address, CROWD)
    with ThreadPoolExecutor(CROWD) as crowd:
        answers = list(crowd.map(lambda one: asked(*one), waiting))
    statuses = {status for status, *_rest in answers}
    assert statuses == {200, 503}
    refused = [answer for answer in answers if answer[0] == 503]
    assert all(int(after) > 0 and b"Many people are printing" in page for _status, after, page in refused)
    assert asked(*waiting[0])[0] == 200
