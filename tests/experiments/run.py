"""Tries to lose what people have written, and to print more than there is time for: `make experiments`, or some
figures only: `make experiments ONLY=save.kill9`.

One JSON line for each figure goes to stdout, the same in words to stderr; ends with 1 if one does not hold or cannot
be measured on this machine. SIZE, 1 by default, scales how often each thing is tried.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator

from tests.bench.figures import CannotMeasure, Figure
from tests.experiments.backup_under_writers import backup_postgresql, backup_sqlite
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
# By the beginning of the names of their figures. In those with browsers the pages are watched, too: their lies are
# counted in each, and together as `save.status.lies`.
LIES = "save.status.lies"
BROWSERS: dict[str, Experiment] = {
    "save.offline": offline,
    "save.browser_kill": browser_kill,
    "save.closed": closed,
    "save.signed_out": signed_out,
    "save.tabs": tabs,
    "save.ime": ime,
}
EXPERIMENTS: dict[str, Experiment] = {
    **BROWSERS,
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
    "live.seconds": live_seconds,
    "live.cost": live_cost,
    "training.burst.sqlite": burst_sqlite,
    "training.burst.postgresql": burst_postgresql,
    "training.zip": zipped,
    "backup.sqlite": backup_sqlite,
    "backup.postgresql": backup_postgresql,
}


def main(only: str, size: float) -> int:
    """Runs the experiments whose name begins with `only`; the exit status."""
    chosen = {name: experiment for name, experiment in EXPERIMENTS.items() if name.startswith(only)}
    if not chosen and LIES.startswith(only):
        chosen = BROWSERS
    if not chosen:
        print(f"ONLY={only}: no experiment begins so. There are: {', '.join(EXPERIMENTS)}, {LIES}", file=sys.stderr)
        return 2
    statuses, lies = [], 0.0
    for name, experiment in chosen.items():
        try:
            for figure in experiment(size):
                statuses.append(_shown(figure))
                lies += figure.value if figure.name.startswith(LIES) else 0
        except (CannotMeasure, NoDatabase) as problem:
            print(f"{name} cannot be measured here: {problem}", file=sys.stderr)
            statuses.append(1)
    if chosen.keys() & BROWSERS.keys():
        statuses.append(_shown(Figure(LIES, lies, lies, lies, "moments", 0)))
    return max(statuses)


def _shown(figure: Figure) -> int:
    print(figure.in_words(), file=sys.stderr, flush=True)
    print(figure.as_json(), flush=True)
    return 0 if figure.holds else 1


if __name__ == "__main__":
    sys.exit(main(os.environ.get("ONLY", ""), float(os.environ.get("SIZE") or 1)))
