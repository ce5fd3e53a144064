"""How the site is served; `make run` uses it as it is; a deployment may say more on the command line."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Browsers open connections before they need them. A worker without threads waits on such a silent connection
# until its time-out, and nobody is served; here it costs one thread for a few seconds.
worker_class = "gthread"
# Enough that pages are answered while as many as may wait for their turn at the press.
threads = 32
# Loaded once, before the workers are forked: a mistake in settings ends the start, and memory is shared.
preload_app = True
timeout = 60
graceful_timeout = 5
keepalive = 5
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "warning").lower()
# The workers' heartbeat is a file; on a slow disk it would stop a healthy worker. Gunicorn names it safely.
MEMORY = Path("/dev/shm")  # nosec B108
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
    worker_tmp_dir = str(MEMORY)


def when_ready(server):
    """The port is open and the program is loaded: only now does the address lead somewhere."""
    from django.conf import settings

    # What is done in the background is done beside the server; WORKER=0 where that has a place of its own.
    if os.environ.get("WORKER", "1") != "0":
        server.background = subprocess.Popen([sys.executable, "manage.py", "work", "--kept"])

    print(f"\n  The workbook is open at http://{bind}/", flush=True)
    if settings.DEMO:
        print("  Look around as demo@example.com with the password demo,", flush=True)
        print("  in a course as trainer@example.com or student@example.com with the same one.", flush=True)
    print("  Ctrl+C ends it.\n", flush=True)


def pre_fork(server, worker):
    """A database connection must never be shared by two processes, should loading have opened one."""
    from django.db import connections

    connections.close_all()


def post_worker_init(worker):
    """The press of this worker gets warm before anybody asks for a page."""
    from quadrants import sheet

    sheet.get_ready()


def on_exit(server):
    """Ends what works in the background."""
    background = getattr(server, "background", None)
    if background:
        with suppress(ProcessLookupError):
            background.terminate()
            background.wait()
