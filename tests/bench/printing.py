"""pdf.…: what the process takes that sets pages, and how soon a page is there: kept, or the first after a start."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.bench.figures import CannotMeasure, Figure, ratio, rounds
from tests.bench.pages import Getter
from tests.bench.sheets import both_processes, fresh_request
from tests.bench.site import cookie, person, whole_example

MEGABYTES, GROWTH, KEPT, COLD = 150, 5, 0.05, 3
SHEETS, WARM = 200, 20
STARTS = 3


def pdf_memory() -> list[Figure]:
    """The process that sets pages: its most memory over 200 sheets, and what it has more of after them."""
    from quadrants import sheet

    user = person()
    request = fresh_request(user, whole_example(user))
    for _sheet in range(rounds(WARM)):
        request()
    before = memory(sheet.PRESS.pid, "VmRSS")
    for _sheet in range(rounds(SHEETS)):
        request()
    after, most = memory(sheet.PRESS.pid, "VmRSS"), memory(sheet.PRESS.pid, "VmHWM")
    grown = max(0.0, after - before)
    return [
        Figure("pdf.megabytes", most, before, most, "MB", MEGABYTES),
        Figure("pdf.growth_mb", grown, grown, grown, "MB", GROWTH),
    ]


def memory(pid: int | None, kind: str) -> float:
    """Megabytes that a process has (`VmRSS`) or had at most (`VmHWM`)."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        raise CannotMeasure("memory of processes is read from /proc")
    found = re.search(rf"{kind}:\s+(\d+) kB", status.read_text())
    assert found
    return int(found.group(1)) / 1024


def pdf_cached() -> Figure:
    """The whole request for a sheet that is kept against one of which nothing is kept."""
    user = person()
    worksheet = whole_example(user)
    get, address = Getter(cookie(user)), f"/worksheets/{worksheet.pk}/prep-sheet.pdf"
    fresh = fresh_request(user, worksheet)
    fresh()

    return ratio("pdf.cached", KEPT, lambda: get(address), fresh, number=3, clock=both_processes)


def pdf_cold() -> Figure:
    """The first sheet after a server said that it is ready, against a warm one of another worksheet; wall time."""
    found = []
    for _start in range(min(STARTS, rounds(STARTS))):
        with TemporaryDirectory(prefix="workbook-cold-") as folder:
            found.append(cold_by_warm(Path(folder)))
    return Figure("pdf.cold", median(found), min(found), max(found), "ratio", COLD)


def cold_by_warm(folder: Path) -> float:
    """Somebody begins at once, and opens the sheet of an example; then those of others like it."""
    from tests.experiments.visitors import Visitor
    from tools.served import served

    with served(folder) as (address, _log):
        visitor = Visitor(address)
        visitor.start()
        cold = seconds(lambda: visitor.get(example(visitor)))
        # Every worker has a press of its own; by then both are warm.
        for _sheet in range(rounds(WARM)):
            visitor.get(example(visitor))
        sheets = [example(visitor) for _sheet in range(rounds(9))]
        return cold / median(seconds(lambda path=path: visitor.get(path)) for path in sheets)


def example(visitor) -> str:
    """The address of the sheet of a new example."""
    return visitor.post("/worksheets/example/").location.partition("#")[0] + "prep-sheet.pdf"


def seconds(call) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start
