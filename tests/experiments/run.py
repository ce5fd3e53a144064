"""Tries to lose what people have written, and to print more than there is time for: `make experiments`, or some
figures only: `make experiments ONLY=save.kill9`, several with commas between them.

One JSON line for each figure goes to stdout, the same in words to stderr; ends with 1 if one does not hold or cannot
be measured on this machine. SIZE, 1 by default, scales how often each thing is tried.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.bench.figures import CannotMeasure, Figure
from tests.experiments.backup_under_writers import backup_postgresql, backup_sqlite
from tests.experiments.browsers import Site, site
from tests.experiments.burst import burst_postgresql, burst_sqlite
from tests.experiments.closing import browser_kill, closed
from tests.experiments.diskfull import diskfull_postgresql, diskfull_sqlite
from tests.experiments.ime import ime
from tests.experiments.kill9 import kill9_postgresql, kill9_sqlite
from tests.experiments.live import live_cost, live_seconds
from tests.experiments.many_writers import writers_postgresql, writers_sqlite
from tests.experiments.offline import offline
from tests.experiments.powercut import powercut_sqlite
from tests.experiments.printing import too_many, twenty
from tests.experiments.restart import powercut_postgresql, restart_postgresql
from tests.experiments.signed_out import signed_out
from tests.experiments.speed import save_vs_bare
from tests.experiments.windows import tabs
from tests.experiments.zipping import zipped
from tests.postgres import NoDatabase

Experiment = Callable[[float], Iterator[Figure]]
# By the beginning of the names of their figures. Those with browsers share one site, in which the pages are watched,
# too: their lies are counted in each, and together as `save.status.lies`.
LIES = "save.status.lies"
BROWSERS: dict[str, Callable[[Site, float], Iterator[Figure]]] = {
    "save.offline": offline,
    "save.browser_kill": browser_kill,
    "save.closed": closed,
    "save.signed_out": signed_out,
    "save.tabs": tabs,
    "save.ime": ime,
    "live.seconds": live_seconds,
}
EXPERIMENTS: dict[str, Experiment] = {
    "save.kill9.sqlite": kill9_sqlite,
    "save.kill9.postgresql": kill9_postgresql,
    "save.powercut.sqlite": powercut_sqlite,
    "save.powercut.postgresql": powercut_postgresql,
    "save.writers.sqlite": writers_sqlite,
    "save.writers.postgresql": writers_postgresql,
    "save.restart.postgresql": restart_postgresql,
    "save.diskfull.sqlite": diskfull_sqlite,
    "save.diskfull.postgresql": diskfull_postgresql,
    "save.vs_bare": save_vs_bare,
    "print.twenty": twenty,
    "print.busy": too_many,
    "live.cost": live_cost,
    "training.burst.sqlite": burst_sqlite,
    "training.burst.postgresql": burst_postgresql,
    "training.zip": zipped,
    "backup.sqlite": backup_sqlite,
    "backup.postgresql": backup_postgresql,
}


def main(only: str, size: float) -> int:
    """Runs the experiments whose name begins with one of those in `only`; the exit status."""
    beginnings = tuple(only.split(","))
    with_browser, others = _begin_so(BROWSERS, beginnings), _begin_so(EXPERIMENTS, beginnings)
    if not with_browser and not others and LIES.startswith(beginnings):
        with_browser = BROWSERS
    if not with_browser and not others:
        known = ", ".join([*BROWSERS, *EXPERIMENTS, LIES])
        print(f"ONLY={only}: no experiment begins so. There are: {known}", file=sys.stderr)
        return 2
    statuses = _watched(with_browser, size) if with_browser else []
    for name, experiment in others.items():
        try:
            statuses += map(_shown, experiment(size))
        except (CannotMeasure, NoDatabase) as problem:
            print(f"{name} cannot be measured here: {problem}", file=sys.stderr)
            statuses.append(1)
    return max(statuses)


def _begin_so(experiments: Mapping[str, Any], beginnings: tuple[str, ...]) -> dict[str, Any]:
    return {name: experiment for name, experiment in experiments.items() if name.startswith(beginnings)}


def _watched(experiments: Mapping[str, Callable[[Site, float], Iterator[Figure]]], size: float) -> list[int]:
    """Runs experiments with browsers in one site; their statuses, and that of all lies together."""
    statuses, lies = [], 0
    with site() as where:
        for experiment in experiments.values():
            where.lies.clear()
            statuses += map(_shown, experiment(where, size))
            lies += len(where.lies)
    return [*statuses, _shown(Figure(LIES, lies, lies, lies, "moments", 0))]


def _shown(figure: Figure) -> int:
    print(figure.in_words(), file=sys.stderr, flush=True)
    print(figure.as_json(), flush=True)
    return 0 if figure.holds else 1


if __name__ == "__main__":
    sys.exit(main(os.environ.get("ONLY", ""), float(os.environ.get("SIZE") or 1)))
