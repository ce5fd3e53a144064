"""training.*: pages across a class of 500 students with 60 entries each, handed in twice, on both databases.

Each database is measured in a process of its own (`python -m tests.bench.training`), because the program is set up for
one. The figure without suffix is the worse of the two.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tests.bench.figures import CannotMeasure, Figure, ratio
from tests.bench.pages import Getter
from tests.bench.site import cookie, fresh_site, sixty_entries
from tests.experiments.databases import KINDS, database
from tests.postgres import NoDatabase

if TYPE_CHECKING:
    from tests.bench.classroom import Classroom

STUDENTS, FEW, EACH_ROUND = 500, 5, 3
LIMIT, NEXT_LIMIT = 10.0, 2.0
# By figure, the address below that of the assignment.
PAGES = {"training.list.vs_bare": "reviewing/", "training.heatmap.vs_bare": "class/"}
PAGES["training.item_across.vs_bare"] = "across/needs/"
NEXT = "training.next_sheet.vs_board"
NAMES = (*PAGES, NEXT)


def training_pages() -> list[Figure]:
    """All figures of both databases, and the worse of each."""
    found = {kind: _in_its_own_process(kind) for kind in KINDS}
    figures = [
        Figure(f"{figure.name}.{kind}", figure.value, figure.low, figure.high, figure.unit, figure.limit)
        for kind, measured in found.items()
        for figure in measured
    ]
    worse = [max(pair, key=lambda figure: figure.value) for pair in zip(*found.values(), strict=True)]
    return [*figures, *worse]


def _in_its_own_process(kind: str) -> list[Figure]:
    with TemporaryDirectory(prefix="workbook-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # for PostgreSQL's own user
        try:
            with database(kind, folder) as made:
                environment = os.environ | {"DATABASE_URL": made.url()}
                command = [sys.executable, "-m", "tests.bench.training"]
                done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
        except NoDatabase as problem:
            raise CannotMeasure(str(problem)) from problem
    if done.returncode:
        raise CannotMeasure(f"the pages of a class failed on {kind}")
    return [Figure(**figure) for figure in json.loads(done.stdout)]


def measured(students: int = STUDENTS) -> Iterator[Figure]:
    """The figures of the database that is set up."""
    from django.test import override_settings

    from tests.bench.classroom import classroom

    with override_settings(ROOT_URLCONF="tests.bench.urls"):
        few, many = classroom(FEW), classroom(students)
        get = Getter(cookie(many.trainer))
        for name, path in PAGES.items():
            queries = get.queries(many.path + path)
            assert Getter(cookie(few.trainer)).queries(few.path + path) == queries, f"{path}: more queries for more"
            yield _against_bare(name, get, many, path, queries)
        yield _next_sheet(get, many)


def _against_bare(name: str, get: Getter, room: Classroom, path: str, queries: int) -> Figure:
    """A page against a fixed text of as many bytes, after as many queries by primary key."""
    worksheet = sixty_entries(room.trainer)
    size = len(get(room.path + path))
    plain = f"/bare/{worksheet.pk}/{queries - get.queries(f'/bare/{worksheet.pk}/0/{size}/')}/{size}/"
    assert (get.queries(plain), len(get(plain))) == (queries, size)
    return ratio(name, LIMIT, lambda: get(room.path + path), lambda: get(plain), number=EACH_ROUND)


def _next_sheet(get: Getter, room: Classroom) -> Figure:
    """Going from one sheet to the next one, as the script does it, against opening a board of as many entries."""
    board = f"/worksheets/{sixty_entries(room.trainer).pk}/"
    sheets = cycle([f"/submissions/{one.pk}/" for one in room.submissions[:50]])
    return ratio(
        NEXT, NEXT_LIMIT, lambda: get(next(sheets), {"X-Part": "sheet"}), lambda: get(board), number=EACH_ROUND
    )


def _plain(figure: Figure) -> dict[str, Any]:
    return {name: getattr(figure, name) for name in Figure.__dataclass_fields__}


if __name__ == "__main__":
    with fresh_site(os.environ["DATABASE_URL"]):
        json.dump([_plain(figure) for figure in measured()], sys.stdout)
