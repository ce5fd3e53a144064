"""What a deal comes to, computed in a process of its own with limits on time and memory, and kept for an hour."""

from __future__ import annotations

import signal
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from typing import Any

from django.core.cache import caches

from press.process import Busy, Press, TooMuch
from press.shelf import KEPT_SECONDS, name_of
from quadrants.deal import (
    DRAWS,
    BadModel,
    Concession,
    Draws,
    Flaw,
    Gain,
    Model,
    Offers,
    Package,
    Prepared,
    Sensitivity,
    Worth,
    concessions,
    drawn,
    gains,
    offers,
    outlook,
    picture,
    prepare,
    remarks,
    summed_up,
    to_json,
)
from quadrants.dealing.chart import Ground, ground_of
from quadrants.dealing.reading import ReadDeal

# Nobody waits longer for a page; whoever asks to be patient waits at most so many seconds of the processor.
SOON, MOST_SECONDS = 1.0, 20
# So often, in seconds, what is at work looks whether anybody still waits for it.
TICK = 0.25
# Who waits patiently keeps nobody waiting who only opens a page.
SOON_PRESS, PATIENT_PRESS = (Press(seconds=MOST_SECONDS, megabytes=1500, waiting=8) for _kind in range(2))
CELLS = (80, 60)
MOST_ROWS = 40


class Refused(Exception):
    """Nothing was computed: it takes longer than a page may (`long`) or more time or memory than there is (`much`), or
    too many wait (`busy`)."""

    LONG, MUCH, BUSY = "long", "much", "busy"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Results:
    """All about a deal but for what hangs on the guess. `packages` are possible ones, `agreed` of them acceptable to
    both, to within `error` unless they are `exact`. `frontier` are up to forty of its `points`, the best for us first;
    `gains` are steps by which nobody loses, `steps` lead from each option to the next that brings them more and costs
    us something. Where `flaws` keep it from being computed, there is nothing else."""

    flaws: tuple[Flaw, ...] = ()
    remarks: tuple[Flaw, ...] = ()
    packages: int = 0
    agreed: int = 0
    exact: bool = True
    error: int = 0
    best_product: Worth | None = None
    best_sum: Worth | None = None
    best_sum_for_both: Worth | None = None
    offers: Offers | None = None
    gains: tuple[Gain, ...] = ()
    steps: tuple[Concession, ...] = ()
    points: int = 0
    frontier: tuple[Worth, ...] = ()
    ground: Ground | None = None

    @property
    def asked(self) -> tuple[Package, ...]:
        """The packages that the page names, each once."""
        named = [
            self.best_product,
            self.best_sum_for_both or self.best_sum,
            *(self.offers.packages if self.offers else ()),
        ]
        return tuple(dict.fromkeys(one.package for one in named if one))


@dataclass(frozen=True, kw_only=True)
class Guesses:
    """What hangs on our guess of their values, after `done` of `wanted` other guesses; None before the first."""

    done: int
    wanted: int
    found: Sensitivity | None

    @property
    def complete(self) -> bool:
        return self.done == self.wanted


# Who waits patiently, and for which of their computations: for one at a time.
Turn = tuple[str, str]


def results(read: ReadDeal, *, patient: str = "") -> Results:
    """What a deal without faults comes to. `Refused` where that takes longer than a second, or, for whom `patient`
    names, than there is, or until they `give_up` or wait for something else."""
    name = name_of("deal", to_json(read.model))
    known: Results | None = caches["sheets"].get(name)
    if known is None:
        if patient:
            known = _run(PATIENT_PRESS, compute, read.model, None, _take_turn(patient))
        else:
            known = _run(SOON_PRESS, compute, read.model, SOON)
        _keep(name, known)
    return known


def give_up(patient: str) -> None:
    """Ends what is being computed for somebody who waited for it."""
    _take_turn(patient)


def _take_turn(patient: str) -> Turn:
    turn = name_of("turn", patient), uuid.uuid4().hex
    _keep(*turn)
    return turn


def known_guesses(read: ReadDeal, packages: Sequence[Package]) -> Guesses:
    """As far as it was computed before; nothing is computed."""
    return _guesses(read, packages, caches["sheets"].get(_guesses_name(read, packages)))


def go_on(read: ReadDeal, packages: Sequence[Package]) -> Guesses:
    """Computes on for about a second. Called again and again until it is complete; whoever does not call any more has
    stopped it. `Refused` where a single guess takes too long."""
    name = _guesses_name(read, packages)
    kept: tuple[Draws, Sensitivity] | None = caches["sheets"].get(name)
    done = len(kept[0]) if kept else 0
    if done < DRAWS:
        draws = kept[0] if kept else None
        kept = _run(SOON_PRESS, guess, read.model, tuple(packages), draws, SOON)
        _keep(name, kept)
    return _guesses(read, packages, kept)


def _guesses(read: ReadDeal, packages: Sequence[Package], kept: tuple[Draws, Sensitivity] | None) -> Guesses:
    return Guesses(done=len(kept[0]) if kept else 0, wanted=DRAWS, found=kept[1] if kept else None)


def _guesses_name(read: ReadDeal, packages: Sequence[Package]) -> str:
    return name_of("guesses", to_json(read.model), [list(package) for package in packages])


def _keep(name: str, made: object) -> None:
    with suppress(OSError):
        caches["sheets"].set(name, made, KEPT_SECONDS)


def _run(press: Press, job: Any, *args: object) -> Any:
    try:
        return press.run(job, *args)
    except TooMuch:
        raise Refused(Refused.MUCH) from None
    except Busy:
        raise Refused(Refused.BUSY) from None
    except TimeoutError:
        raise Refused(Refused.LONG) from None


# --- In the other process --------------------------------------------------------------------------------------------


def compute(model: Model, soon: float | None, turn: Turn | None = None) -> Results:
    """All but the guesses; TimeoutError if that takes longer than `soon` seconds, or once its turn is over."""
    with _Alarm(soon, turn):
        try:
            return _computed(prepare(model))
        except BadModel as bad:
            return Results(flaws=bad.flaws)


def _computed(prepared: Prepared) -> Results:
    seen = outlook(prepared)
    frontier, both = seen.frontier, seen.agreement.points
    rows = range(both.start, both.stop) if seen.agreement else range(len(frontier))
    shown = sorted({rows[round(at * (len(rows) - 1) / (MOST_ROWS - 1))] for at in range(MOST_ROWS)})
    return Results(
        remarks=tuple(remarks(prepared)),
        packages=seen.agreement.total,
        agreed=seen.agreement.packages,
        exact=seen.agreement.exact,
        error=seen.agreement.error,
        best_product=seen.best_product,
        best_sum=seen.best_sum,
        best_sum_for_both=seen.best_sum_for_both,
        offers=offers(prepared, seen),
        gains=tuple(gains(prepared)),
        steps=tuple(concessions(prepared)),
        points=len(rows),
        frontier=tuple(prepared.worth(frontier.package(row)) for row in shown),
        ground=ground_of(picture(prepared, seen, size=CELLS), seen.agreement.total),
    )


def guess(
    model: Model, packages: tuple[Package, ...], draws: Draws | None, seconds: float
) -> tuple[Draws, Sensitivity]:
    """Draws on after those that are there, for so many seconds, one at least."""
    prepared, end = prepare(model), time.monotonic() + seconds
    made = [] if draws is None else [draws]
    done = sum(map(len, made))
    while done < DRAWS and (not made or time.monotonic() < end or made[-1] is draws):
        made.append(drawn(prepared, packages, range(done, done + 1)))
        done += 1
    whole = Draws.joined(made)
    return whole, summed_up(prepared, packages, whole)


class _Alarm:
    """Raises TimeoutError in what runs within, after so many seconds (never for None), or once the turn is no longer
    this one."""

    def __init__(self, seconds: float | None, turn: Turn | None) -> None:
        self.end = inf if seconds is None else time.monotonic() + seconds
        self.first, self.turn = min(seconds or TICK, TICK), turn

    def __enter__(self) -> None:
        signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, self.first, TICK)

    def __exit__(self, *_error: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _ring(self, *_signal: object) -> None:
        if time.monotonic() >= self.end or self._is_overtaken():
            raise TimeoutError

    def _is_overtaken(self) -> bool:
        if self.turn is None:
            return False
        name, own = self.turn
        return bool(caches["sheets"].get(name, own) != own)
