"""The other end of `press.process`: `python -m press.worker` reads jobs from its input and writes what they made.

A job and its outcome are pickles with their length before them; both ends are this program. It needs no database and
gets none. It ends as soon as its input does, whatever it is at, so it never outlives the process that started it.
"""

from __future__ import annotations

import gc
import itertools
import math
import os
import pickle  # nosec B403: only ever what the other end of the pipe made
import resource
import select
import signal
import sys
import threading
import traceback
from contextlib import suppress
from typing import IO, Any

LENGTH = 8
MADE, FAILED, TOO_LARGE = "made", "failed", "too large"
# Somebody who waits for a page, or for "Saved", goes before somebody who waits for a document.
NICENESS = 5


def send(pipe: IO[bytes], message: object) -> None:
    """Writes one message."""
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(len(content).to_bytes(LENGTH) + content)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """The next message; EOFError when the other end is gone."""
    return pickle.loads(_exactly(pipe, int.from_bytes(_exactly(pipe, LENGTH))))  # nosec B301


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    content = pipe.read(count)
    if len(content) < count:
        raise EOFError
    return content


def main() -> None:
    """Works until the input ends. Whatever prints does so to the errors: the output belongs to the messages."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Ctrl+C is for the server, which then closes the input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_input, daemon=True).start()
    os.nice(NICENESS)
    seconds, megabytes = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError, OSError):  # macOS knows the limit, but does not take it
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 2**20, resource.RLIM_INFINITY))
    import django

    django.setup()
    # Layout makes a great many small things, all of them in use: looking through them again and again for what is not
    # takes a fourth of the time, and the more pages the more. What a job leaves is cleared away when it is answered.
    gc.disable()
    with suppress(EOFError, BrokenPipeError):
        for number in itertools.count():
            job = receive(sys.stdin.buffer)
            _limit(seconds)
            send(answers, _outcome(job))
            del job
            gc.collect()
            if number == 0:
                gc.freeze()  # modules, fonts and templates stay: nobody need look through them again


def _end_with_input() -> None:
    """Without it a process whose starter was killed would first finish what it is at."""
    ended = select.poll()
    ended.register(0, 0)
    ended.poll()
    os._exit(0)


def _outcome(job: tuple[Any, tuple[Any, ...], dict[str, Any]]) -> tuple[str, Any]:
    function, args, kwargs = job
    try:
        return MADE, function(*args, **kwargs)
    except MemoryError:
        return TOO_LARGE, None
    except Exception as error:
        error.add_note(traceback.format_exc())
        return FAILED, error


def _limit(seconds: int) -> None:
    """The kernel ends the process when this job has used so much of the processor."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
