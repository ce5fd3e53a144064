"""deal.…: what a deal of five million packages takes to compute, in time and in memory."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.bench.figures import Figure, ratio
from tests.bench.printing import memory

if TYPE_CHECKING:
    from quadrants.deal import Model, Outlook

SORT_LIMIT, MEGABYTES, GROWTH = 0.5, 500, 12
# Options of each issue: five million packages, and half a million.
LARGE, SMALL = (10, 10, 10, 10, 10, 10, 5), (10, 10, 10, 10, 10, 5)
COMBINATIONS, CELLS = 6, (120, 80)


def deal_frontier() -> Figure:
    """From the values of the options to frontier, product, sums and the count of what both could accept, against
    sorting the values of all packages by both, which is where a frontier by listing begins. The sums that are sorted
    are made before."""
    import numpy as np

    us, them = sums(deal(LARGE))
    return ratio("deal.frontier.vs_sort", SORT_LIMIT, lambda: computed(LARGE), lambda: np.lexsort((them, us)), number=1)


def deal_growth() -> Figure:
    """Five million packages against half a million; the same way to compute both."""
    return ratio("deal.growth", GROWTH, lambda: computed(LARGE), lambda: computed(SMALL), number=3)


def deal_memory() -> Figure:
    """The most memory of a process that computes five million packages, their picture and three offers, and nothing
    else."""
    work = [sys.executable, "-c", "from tests.bench.deal import work; work()"]
    most = float(subprocess.run(work, check=True, capture_output=True, text=True).stdout)
    return Figure("deal.frontier.mb", most, most, most, "MB", MEGABYTES)


def work() -> None:
    """Prints megabytes."""
    from quadrants.deal import offers, outlook, picture, prepare

    prepared = prepare(deal(LARGE))
    seen = outlook(prepared)
    picture(prepared, seen, size=CELLS)
    offers(prepared, seen)
    print(memory(os.getpid(), "VmHWM"))


def computed(sizes: tuple[int, ...]) -> Outlook:
    """All from the values on, nothing kept from the last time."""
    from quadrants.deal import outlook, prepare

    return outlook(prepare(deal(sizes)))


def deal(sizes: tuple[int, ...]) -> Model:
    """A deal with so many options in each issue, values in tenths of a point, and six combinations of two options each
    that are impossible."""
    from quadrants.deal import Impossible, Issue, Model, Option

    chance = random.Random(20250101)
    issues = tuple(
        Issue(
            name=f"issue {number}",
            options=tuple(
                Option(name=str(place), us=chance.randint(0, 200) / 10, them=chance.randint(0, 200) / 10)
                for place in range(size)
            ),
        )
        for number, size in enumerate(sizes)
    )
    pairs = [chance.sample(issues, 2) for _combination in range(COMBINATIONS)]
    impossible = tuple(
        Impossible(parts=tuple((one.name, (chance.choice(one.options).name,)) for one in pair)) for pair in pairs
    )
    least = 11 * len(sizes)
    return Model(issues=issues, reservation_us=least, reservation_them=least, impossible=impossible)


def sums(model: Model):
    """The values of all packages to us and to them, in units, as they would be listed: impossible ones are in it, too,
    a hundredth of all."""
    import numpy as np

    found = []
    for side in (0, 1):
        total = np.zeros(1, dtype=np.int32)
        for issue in model.issues:
            values = np.array([units[side] for units in issue.units], dtype=np.int32)
            total = (total[:, None] + values).ravel()
        found.append(total)
    return found
