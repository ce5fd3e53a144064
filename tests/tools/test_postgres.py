"""The database server that tests start: it works, and nothing of it is left behind, however the run ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from tests import postgres

COMMAND = [sys.executable, "-m", "tests.postgres", "--"]
ASK = "import os, psycopg2; psycopg2.connect(os.environ['DATABASE_URL']); print('connected', flush=True)"


def is_open(url):
    try:
        psycopg2.connect(url, connect_timeout=5).close()
    except psycopg2.OperationalError:
        return False
    return True


def closes(url, seconds=10):
    """Whether the server goes away within that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not is_open(url):
            return True
        time.sleep(0.1)
    return False


def test_a_server_writes_safely_and_goes_away():
    with postgres.server() as url:
        connection = psycopg2.connect(url)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('fsync'), current_setting('data_directory')")
            fsync, folder = cursor.fetchone()
        assert fsync == "on"
        assert Path(folder).exists()
    assert not is_open(url)
    assert not Path(folder).parent.exists()


def test_it_asks_for_its_password():
    with postgres.server() as url:
        password = url.split(":")[2].split("@")[0]
        assert not is_open(url.replace(password, "guessed"))


def test_two_servers_do_not_meet():
    with postgres.server() as one, postgres.server() as other:
        assert one != other
        assert is_open(one)
        assert is_open(other)


def test_an_exception_in_the_block_ends_it_too():
    with pytest.raises(ZeroDivisionError), postgres.server() as url:
        raise ZeroDivisionError
    assert not is_open(url)


def test_the_command_finds_the_database_and_its_status_is_passed_on():
    done = subprocess.run([*COMMAND, sys.executable, "-c", ASK + "; raise SystemExit(7)"], capture_output=True)
    assert done.stdout == b"connected\n"
    assert done.returncode == 7


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda end: end.name)
def test_ended_from_outside_it_leaves_no_server(end):
    if end == signal.SIGKILL and sys.platform != "linux":
        pytest.skip("only Linux tells a process that its parent was killed")
    wait = "import os, time; print(os.environ['DATABASE_URL'], os.getpid(), flush=True); time.sleep(60)"
    process = subprocess.Popen([*COMMAND, sys.executable, "-c", wait], stdout=subprocess.PIPE, text=True)
    url, command = process.stdout.readline().split()
    assert is_open(url)
    process.send_signal(end)
    process.wait(timeout=30)
    assert closes(url)
    if end == signal.SIGKILL:
        os.kill(int(command), signal.SIGKILL)  # nobody was left to end it
    else:
        with pytest.raises(ProcessLookupError):
            os.kill(int(command), 0)


def test_programs_that_are_not_there_are_named():
    done = subprocess.run([*COMMAND, "true"], env=os.environ | {"PG_BIN": "/nowhere"}, capture_output=True, text=True)
    assert done.returncode == 1
    assert "PG_BIN" in done.stderr
