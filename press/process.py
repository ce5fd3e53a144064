"""Printing in a process of its own, which can be ended: no document takes the site with it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from press import worker

ROOT = Path(__file__).resolve().parent.parent
# A busy machine may need so many seconds for one second of work before something else must be wrong.
PATIENCE = 10

Given = ParamSpec("Given")
Made = TypeVar("Made")


class TooMuch(Exception):
    """A document needs more time or memory than a page may take."""


class Busy(Exception):
    """As many people are waiting as may; worth coming back in a moment."""


class Press:
    """Runs one job after the other in a process of its own, which is started when it is needed. A job may use
    `seconds` of the processor and the process `megabytes`; up to `waiting` jobs wait for the one that runs."""

    def __init__(self, *, seconds: int, megabytes: int, waiting: int) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        self._places = waiting + 1
        self._process: subprocess.Popen[bytes] | None = None
        self._preparing: threading.Thread | None = None
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def run(self, job: Callable[Given, Made], /, *args: Given.args, **kwargs: Given.kwargs) -> Made:
        """What `job` makes of its arguments; it must be the function of a module. Raises what the job raises,
        `TooMuch` when it went beyond its limits, and `Busy` when too many wait."""
        with self._place(), self._turn:
            outcome, result = self._answer((job, args, kwargs))
        if outcome == worker.FAILED:
            raise cast(Exception, result)
        if outcome == worker.TOO_LARGE:
            raise TooMuch
        return cast(Made, result)

    def in_background(self, job: Callable[Given, object], /, *args: Given.args, **kwargs: Given.kwargs) -> None:
        """Runs a job for what it leaves ready in the process: fonts, templates, tables."""
        thread = threading.Thread(target=self.run, args=(job, *args), kwargs=kwargs, daemon=True)
        self._preparing = thread
        thread.start()

    @property
    def is_preparing(self) -> bool:
        """Whether such a job is under way."""
        return self._preparing is not None and self._preparing.is_alive()

    @property
    def pid(self) -> int | None:
        """The number of the process, None while there is none."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def _forget(self) -> None:
        """A forked process has a press of its own; that of its parent stays the parent's."""
        self._process = self._preparing = None
        self._turn, self._counting, self._present = threading.Lock(), threading.Lock(), 0

    @contextmanager
    def _place(self) -> Iterator[None]:
        with self._counting:
            if self._present >= self._places:
                raise Busy
            self._present += 1
        try:
            yield
        finally:
            with self._counting:
                self._present -= 1

    def _answer(self, job: object) -> tuple[str, object]:
        process = self._running()
        assert process.stdin and process.stdout
        deadline = threading.Timer(self.seconds * PATIENCE, process.kill)
        deadline.start()
        try:
            worker.send(process.stdin, job)
            answer: tuple[str, object] = worker.receive(process.stdout)
        except (EOFError, BrokenPipeError):
            answer = worker.TOO_LARGE, None
        finally:
            deadline.cancel()
        if answer[0] == worker.TOO_LARGE:
            process.kill()
            process.wait()
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = self._started()
        return self._process

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", worker.__name__, str(self.seconds), str(self.megabytes)]
        environment = os.environ | {"DATABASE_URL": "sqlite://:memory:"}
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
