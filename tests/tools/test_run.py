"""`make run` as a person uses it: on a port, with the demo, quick the second time, and gone when it is ended."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.postgres import free_port
from tools.system import ROOT


def open_address(port, path="/"):
    """The page at that address, None while nobody serves it."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError:
        raise
    except OSError:
        return None


class Run:
    """One `make run` in a process group of its own, like a command typed at a terminal."""

    def __init__(self, folder):
        self.port = free_port()
        self.log = folder / f"log-{self.port}"
        environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DEMO")}
        with self.log.open("wb") as output:
            self.make = subprocess.Popen(
                ["make", "run", f"PORT={self.port}"],
                cwd=ROOT,
                env=environment | {"VAR_DIR": str(folder)},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait_until_open(self, seconds):
        """Seconds until the first page came."""
        start = time.monotonic()
        while time.monotonic() - start < seconds:
            if open_address(self.port) is not None:
                return time.monotonic() - start
            assert self.make.poll() is None, self.log.read_text()
            time.sleep(0.05)
        pytest.fail(self.log.read_text())

    def wait_until_gone(self, seconds=20):
        """Whether within that time nothing of it is left: neither a process of the group nor the port."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.make.poll()
            try:
                os.killpg(self.make.pid, 0)
            except ProcessLookupError:
                return open_address(self.port) is None
            time.sleep(0.05)
        return False


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("var")


@pytest.fixture
def run(folder):
    started = Run(folder)
    yield started
    with contextlib.suppress(ProcessLookupError):
        os.killpg(started.make.pid, signal.SIGKILL)
    started.make.wait()


def test_it_says_where_it_is_and_how_to_look_around_and_ends_at_ctrl_c(run):
    run.wait_until_open(120)
    said = run.log.read_text()
    assert f"http://127.0.0.1:{run.port}/" in said
    assert "demo@example.com" in said
    assert "demo" in open_address(run.port, "/accounts/login/")
    os.killpg(run.make.pid, signal.SIGINT)
    assert run.wait_until_gone()


def test_the_second_time_it_is_quick_and_two_do_not_disturb_each_other(run, folder):
    run.wait_until_open(120)
    # Other tests run beside this one: the quickest of three starts tells how long it takes.
    for _try in range(3):
        seconds = start_beside(run, folder)
        if seconds < 5:
            break
    assert seconds < 5
    assert open_address(run.port) is not None


def start_beside(run, folder):
    """Seconds in which another one starts; both are served meanwhile, and the other one ends as it was told to."""
    second = Run(folder)
    try:
        seconds = second.wait_until_open(20)
        assert open_address(run.port) is not None
    finally:
        os.killpg(second.make.pid, signal.SIGTERM)
    assert second.wait_until_gone()
    return seconds


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL], ids=lambda end: end.name)
def test_it_ends_with_the_make_that_started_it(run, end):
    if end == signal.SIGKILL and sys.platform != "linux":
        pytest.skip("only Linux tells a process that its parent was killed")
    run.wait_until_open(120)
    run.make.send_signal(end)
    assert run.wait_until_gone()


def test_silent_connections_keep_nobody_waiting(run):
    run.wait_until_open(120)
    silent = [socket.create_connection(("127.0.0.1", run.port)) for _ in range(6)]
    start = time.monotonic()
    assert open_address(run.port) is not None
    assert time.monotonic() - start < 2
    for connection in silent:
        connection.close()
