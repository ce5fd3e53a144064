"""The program in a process of its own, with settings from an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tools.system import ROOT

READ_BY_SETTINGS = [
    "ALLOWED_HOSTS",
    "CACHE_URL",
    "COURSE_OPENERS",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "DEMO",
    "EMAIL_URL",
    "EMAIL_VERIFICATION",
    "HTTPS",
    "LOG_LEVEL",
    "SEAT_LIMIT",
    "SECRET_KEY",
    "START_LIMIT",
    "TIME_ZONE",
    "TRUSTED_PROXIES",
    "DJANGO_SETTINGS_MODULE",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
]
BEFORE = "import django, json; django.setup(); from django.conf import settings; from django.test import Client\n"


def run_in(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Runs Python with nothing set that settings read but what is given."""
    inherited = {name: value for name, value in os.environ.items() if name not in READ_BY_SETTINGS}
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=inherited | {"DJANGO_SETTINGS_MODULE": "negotiation_prep.settings"} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="session")
def manage() -> Callable[..., subprocess.CompletedProcess[str]]:
    """`manage("check", HTTPS="1")` runs a command of manage.py."""

    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return run_in(environment, "manage.py", *words)

    return run


@pytest.fixture(scope="session")
def reckon() -> Callable[..., Any]:
    """`reckon("settings.DEBUG", DEBUG="1")`: what the last line of some Python is worth there, as JSON."""

    def run(code: str, **environment: str) -> Any:
        *lines, last = code.strip().splitlines()
        program = BEFORE + "\n".join([*lines, f"print(json.dumps({last}))"])
        done = run_in(environment, "-c", program)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return run
