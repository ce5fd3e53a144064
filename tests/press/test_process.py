"""Printing in a process of its own: what a job may use, who waits, and that the next one works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from press.process import ROOT, Busy, Press, TooMuch
from tests.press import jobs


@pytest.fixture
def press():
    made = Press(seconds=1, megabytes=400, waiting=2)
    yield made
    if made.pid:
        os.kill(made.pid, signal.SIGKILL)


def gone(pid: int) -> bool:
    """Whether a process has ended; a parent that is gone, too, may have left it to be counted."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_jobs_run_in_one_other_process(press):
    first, second = press.run(jobs.process_id), press.run(jobs.process_id)
    assert first == second == press.pid != os.getpid()
    assert press.run(jobs.double, 21) == 42


def test_it_has_no_database(press):
    assert press.run(jobs.database) == ":memory:"


def test_what_a_job_raises_is_raised_and_tells_where(press):
    with pytest.raises(ValueError, match="no such paper") as caught:
        press.run(jobs.refuse, "no such paper")
    assert "in refuse" in caught.value.__notes__[0]
    assert press.run(jobs.double, 1) == 2


@pytest.mark.parametrize("job", [jobs.never_end, jobs.take_all_memory])
def test_a_job_without_end_is_ended_and_the_next_works(press, job):
    start = time.monotonic()
    with pytest.raises(TooMuch):
        press.run(job)
    assert time.monotonic() - start < 20
    assert press.run(jobs.double, 4) == 8


def test_the_limit_is_for_each_job_not_for_the_life_of_the_process(press):
    pid = press.run(jobs.process_id)
    for _ in range(4):
        press.run(burn_for_most_of_the_limit)
    assert press.run(jobs.process_id) == pid


def burn_for_most_of_the_limit() -> None:
    start = time.process_time()
    while time.process_time() - start < 0.6:
        pass


def test_killed_while_it_works_it_says_so_and_the_next_works(press):
    press.run(jobs.double, 1)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(press.run, jobs.slowly, 30)
        time.sleep(0.3)
        os.kill(press.pid, signal.SIGKILL)
        with pytest.raises(TooMuch):
            waiting.result(10)
    assert press.run(jobs.double, 2) == 4


def test_killed_with_its_starter_it_does_not_finish_what_it_is_at():
    starter = subprocess.Popen([sys.executable, "-m", "tests.press.starter"], cwd=ROOT, stdout=subprocess.PIPE)
    assert starter.stdout
    pid = int(starter.stdout.readline())
    assert not gone(pid)
    starter.kill()
    starter.wait()
    end = time.monotonic() + 5
    while not gone(pid) and time.monotonic() < end:
        time.sleep(0.01)
    assert gone(pid)


def test_killed_while_idle_nobody_notices(press):
    pid = press.run(jobs.process_id)
    os.kill(pid, signal.SIGKILL)
    while press.pid:
        time.sleep(0.01)
    assert press.run(jobs.double, 3) == 6


def test_so_many_may_wait_and_no_more(press):
    press.run(jobs.double, 1)
    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(press.run, jobs.slowly, 0.6) for _ in range(3)]
        time.sleep(0.2)
        with pytest.raises(Busy):
            press.run(jobs.double, 1)
        assert [one.result() for one in running] == [0.6] * 3
    assert press.run(jobs.double, 1) == 2


def test_it_says_whether_it_is_getting_ready(press):
    assert not press.is_preparing
    press.in_background(jobs.slowly, 0.5)
    assert press.is_preparing
    assert press.run(jobs.double, 1) == 2 and not press.is_preparing


def test_what_a_job_prints_does_not_disturb_the_answer(press):
    assert press.run(jobs.say, "x" * 10_000) == "x" * 10_000


def test_a_forked_process_has_a_press_of_its_own(press):
    mine = press.run(jobs.process_id)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.write(writer, str(press.run(jobs.process_id)).encode())
        os._exit(0)
    theirs = int(os.read(reader, 20))
    os.waitpid(child, 0)
    assert theirs != mine == press.run(jobs.process_id)
    deadline = time.monotonic() + 5
    while not gone(theirs) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert gone(theirs), "it outlived the process that started it"
