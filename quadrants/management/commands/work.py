"""Works in the background: `python manage.py work`; as many of them as one likes, on one machine or several that share
the database and `VAR_DIR`."""

from __future__ import annotations

import ctypes
import itertools
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from quadrants.services.printing import remove_expired, take_up_abandoned

POLL_SECONDS, LOOK_SECONDS, AGAIN_SECONDS, STOP_SECONDS = 1.0, 3.0, 1.0, 5.0
LOOKS_TO_EXPIRY = 200  # ten minutes
PR_SET_PDEATHSIG = 1
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Does what waits to be done in the background, until it is told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bound", action="store_true", help="end with the process that started this one")
        parser.add_argument("--kept", action="store_true", help="bound, and start again when it dies")

    def handle(self, *args: Any, bound: bool, kept: bool, **options: Any) -> None:
        if bound or kept:
            _end_with_starter()
        if kept:
            keep()
        else:
            work()


def work() -> None:
    """Takes up tasks one after the other, and looks after those of workers that have died."""
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    threading.Thread(target=_look_after, daemon=True).start()
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=POLL_SECONDS,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )
    worker.configure_signals()
    while worker.running:
        try:
            worker.run()
        except DatabaseError:
            # The database is away; it will come back.
            close_old_connections()
            time.sleep(POLL_SECONDS)


def _look_after() -> None:
    """Takes up what dead workers left and removes what is past its time, whatever goes wrong meanwhile: a database that
    is away or a full disk comes back."""
    for look in itertools.count():
        try:
            close_old_connections()
            take_up_abandoned()
            if look % LOOKS_TO_EXPIRY == 0:
                remove_expired()
        except Exception as error:
            logger.warning("could not look after printing: %s", type(error).__name__)
        time.sleep(LOOK_SECONDS)


def keep() -> None:
    """Lets another process work, and starts the next one when it dies, for as long as who started this one lives."""
    starter, child, ended = os.getppid(), None, threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_told: ended.set())
    while not ended.is_set() and os.getppid() == starter:
        if child is None or child.poll() is not None:
            child = subprocess.Popen([sys.executable, sys.argv[0], "work", "--bound"])
        ended.wait(AGAIN_SECONDS)
    if child:
        child.terminate()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()  # another worker goes on with its job


def _end_with_starter() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
