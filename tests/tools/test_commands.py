"""The commands: `make` lists them all, and a port that cannot be had is refused in plain words."""

import os
import re
import socket
import subprocess
import sys

import pytest

from tools.system import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()


def test_make_alone_lists_every_command():
    command = ["make", "--no-print-directory"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    commands = set(re.search(r"\.PHONY: (.*)", MAKEFILE)[1].split()) - {"prepared", "ready"}
    assert {line.split()[1] for line in listed.splitlines()} == commands
    assert all(len(line.split()) > 3 for line in listed.splitlines())


def serve(port):
    command = [sys.executable, "-m", "tools.prepare", "serve"]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PORT": str(port)}, capture_output=True, text=True, timeout=20
    )


def test_a_port_that_is_taken_is_said_before_anything_is_prepared():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = serve(port)
    assert done.returncode == 1
    assert done.stderr == f"Port {port} is taken. Try another one: make run PORT={port + 1 if port < 65535 else 8000}\n"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "８０００", "9" * 50])
def test_a_port_that_is_none_is_refused(port):
    done = serve(port)
    assert done.returncode == 1
    assert done.stderr == f"PORT={port}: a port is a number from 1 to 65535.\n"


def test_ci_runs_the_tests():
    assert "exec make test" in (ROOT / ".ci" / "run").read_text()
