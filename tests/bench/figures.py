"""What a figure is, and how two things are compared in one run."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import process_time


class CannotMeasure(Exception):
    """This machine does not permit what a figure needs; the message says what."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; `low` and `high` are the extremes of its rounds, and it holds up to the limit."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    limit: float

    @property
    def holds(self) -> bool:
        return self.value <= self.limit

    def as_json(self) -> str:
        """One line for machines."""
        parts = {"figure": self.name, "value": round(self.value, 3), "unit": self.unit, "limit": self.limit}
        return json.dumps({**parts, "holds": self.holds, "low": round(self.low, 3), "high": round(self.high, 3)})

    def in_words(self) -> str:
        """One line for people."""
        spread = f"({self.low:.2f} to {self.high:.2f})"
        verdict = "ok" if self.holds else "FAIL"
        return f"{self.name:<24} {self.value:8.2f} {spread:<18} {self.unit}, at most {self.limit:g}: {verdict}"


def rounds(usual: int) -> int:
    """How many rounds to take: ROUNDS from the environment, else the usual number."""
    return int(os.environ.get("ROUNDS") or usual)


def ratio(
    name: str,
    limit: float,
    ours: Callable[[], object],
    plain: Callable[[], object],
    *,
    number: int,
    clock: Callable[[], float] = process_time,
) -> Figure:
    """How much longer `ours` takes than `plain`: the median of the ratios of all rounds, after one that does not count.

    In each round both run in turn, `number` times each, and their medians are divided. The machine may be slower
    from one round to the next, but hardly between two neighbours. The usual `clock` is the processor's time: on a busy
    machine the time on the wall is that of other programs, too. Where the disk is waited for it must be the wall's.
    """
    _both(ours, plain, 1, clock)
    ratios = []
    for _round in range(rounds(15)):
        mine, theirs = _both(ours, plain, number, clock)
        ratios.append(median(mine) / median(theirs))
    return Figure(name, median(ratios), min(ratios), max(ratios), "ratio", limit)


def _both(
    ours: Callable[[], object], plain: Callable[[], object], number: int, clock: Callable[[], float]
) -> tuple[list[float], list[float]]:
    mine, theirs = [], []
    for turn in range(number):
        pair = [(ours, mine), (plain, theirs)]
        for call, seconds in pair if turn % 2 else reversed(pair):
            seconds.append(_seconds(call, clock))
    return mine, theirs


def _seconds(call: Callable[[], object], clock: Callable[[], float]) -> float:
    """The time for one call; what earlier calls left to be cleared away is cleared before."""
    gc.collect()
    start = clock()
    call()
    return clock() - start
