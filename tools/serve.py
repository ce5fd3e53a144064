"""The last step of `make run`: the prepared process becomes the server."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
from typing import NoReturn

from tools.system import ROOT, CannotPrepare

ADDRESS = "127.0.0.1"
PR_SET_PDEATHSIG = 1


def port() -> int:
    """The port that PORT names, 8000 without."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CannotPrepare(f"PORT={text}: a port is a number from 1 to 65535.")
    return int(text)


def stop_if_taken() -> None:
    """Says so at once when another program listens on the port."""
    with socket.socket() as probe:
        # As the server does it: a connection that is only just closing does not keep the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port()))
        except PermissionError:
            raise CannotPrepare(f"Port {port()} is kept for administrators. Try: make run PORT=8080") from None
        except OSError:
            other = port() + 1 if port() < 65535 else 8000
            raise CannotPrepare(f"Port {port()} is taken. Try another one: make run PORT={other}") from None


def serve(python: str) -> NoReturn:
    """Turns this process into gunicorn, with the demo and in production settings."""
    stop_if_taken()
    if sys.platform == "linux":
        # The server ends with the make that started it, even one that is killed outright.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    os.chdir(ROOT)
    environment = os.environ | {"PORT": str(port()), "DEMO": os.environ.get("DEMO") or "1", "DEBUG": "0"}
    command = [python, "-m", "gunicorn", "--config", "gunicorn.conf.py", "negotiation_prep.wsgi"]
    os.execve(command[0], command, environment)
