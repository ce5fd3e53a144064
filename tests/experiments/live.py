"""live.seconds and live.cost: how soon others see a change, and what it costs that fifty pages ask for changes."""

from __future__ import annotations

import os
import random
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import Figure
from tests.experiments.browsers import Person, Site, runs, text
from tests.experiments.kill9 import children, is_server
from tests.experiments.visitors import Visitor
from tools.served import served
from tools.system import ROOT

PAGES, SECONDS = 50, 100
TICKS = os.sysconf("SC_CLK_TCK")


def live_seconds(where: Site, size: float) -> Iterator[Figure]:
    """From the server's answer to the writer until the change stands on the other's page, on two devices."""
    seconds = []
    writer = where.person()
    writer.start()
    reader = Person(where, where.browser.new_context(storage_state=writer.context.storage_state(), locale="en-US"))
    reader.worksheet = writer.worksheet
    reader.open().keyboard.press("Shift")
    for _run in runs(size):
        written = text()
        writer.page.wait_for_timeout(random.uniform(0, 2000))
        writer.page.locator("#summary").fill(written)
        writer.saved()
        begun = time.monotonic()
        reader.page.wait_for_function(
            "(text) => document.getElementById('summary').value === text", arg=written, polling=20
        )
        seconds.append(time.monotonic() - begun)
    for person in (writer, reader):
        person.leave()
    seconds.sort()
    yield Figure("live.seconds", seconds[int(len(seconds) * 0.95)], seconds[0], seconds[-1], "seconds", 3)


def live_cost(size: float) -> Iterator[Figure]:
    """The share of one core that the served program takes while fifty pages are left alone."""
    seconds = max(20, SECONDS * size)
    pause = milliseconds("LEFT_ALONE") / 1000
    with TemporaryDirectory(prefix="workbook-live-") as name, served(Path(name)) as (address, _log):
        processes = [
            each for server in children(os.getpid()) if is_server(server) for each in (server, *children(server))
        ]
        ended = threading.Event()
        pages = [threading.Thread(target=left_alone, args=(address, pause, ended), daemon=True) for _ in range(PAGES)]
        for page in pages:
            page.start()
        time.sleep(10)  # until all have begun
        before = sum(map(processor_seconds, processes))
        time.sleep(seconds)
        share = (sum(map(processor_seconds, processes)) - before) / seconds
        ended.set()
        for page in pages:
            page.join()
    yield Figure("live.cost", share, share, share, "cores", 0.05)


def left_alone(address: str, pause: float, ended: threading.Event) -> None:
    """Asks as a page does that nobody touches; each at its own moment."""
    visitor = Visitor(address)
    worksheet = visitor.start()
    ended.wait(random.uniform(5, 5 + pause))
    while not ended.is_set():
        assert visitor.get(f"{worksheet}edits/?after=0").status == 200
        ended.wait(pause)


def milliseconds(name: str) -> int:
    """One of the times of the script."""
    found = re.search(rf"^const {name} = (\d+);", (ROOT / "static/js/live.js").read_text(), re.MULTILINE)
    assert found, name
    return int(found[1])


def processor_seconds(process: int) -> float:
    """What a process has taken so far, by itself and in the kernel."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
