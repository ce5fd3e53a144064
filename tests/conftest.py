"""What all tests share: prepared files, a database named in the report, and no state from test to test."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tools.prepare import only_one, prepare_files

BROWSER_TESTS = Path(__file__).parent / "e2e"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
LONG = bool(os.environ.get("LONG"))

# Playwright keeps an event loop in the thread of the tests; Django need not fear for its connections there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# A shell that starts the tests in the background makes them deaf to Ctrl+C, and with them every program they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

hypothesis_settings.register_profile(
    "short",
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
hypothesis_settings.register_profile("long", hypothesis_settings.get_profile("short"), max_examples=200)
hypothesis_settings.load_profile("long" if LONG else "short")


def pytest_report_header():
    return f"database: {django_settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}, long forms: {LONG}"


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session):
    """Tests see fonts, messages and static files that belong to the sources, also when run without make; and they
    share one folder for the database that the servers of a run begin with."""
    if not hasattr(session.config, "workerinput"):
        os.environ["FILLED"] = tempfile.mkdtemp(prefix="workbook-filled-")
        with only_one():
            prepare_files()


def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput"):
        shutil.rmtree(os.environ.pop("FILLED"), ignore_errors=True)


def pytest_runtest_logreport(report):
    """What fails is named at once: a run that is stopped from outside never gets to its summary."""
    if report.failed and not os.environ.get("PYTEST_XDIST_WORKER"):
        print(f"\n{report.when} of {report.nodeid} failed: {str(report.longrepr)[-2000:]}", flush=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Marks what uses the database or a browser, so that no test can be forgotten on PostgreSQL, and chooses."""
    postgresql = not django_settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    left_out = set() if LONG else {"long", "anywhere"} if postgresql else {"long"}
    chosen = []
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames):
            item.add_marker("database")
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker("browser")
        if not any(map(item.get_closest_marker, left_out)):
            chosen.append(item)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


@pytest.fixture(autouse=True)
def nothing_left_over(settings, tmp_path_factory):
    """Each test has an empty cache of its own process, a folder for what is printed in the background, and passwords
    that cost no time."""
    in_memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {"default": in_memory, "sheets": in_memory | {"LOCATION": "sheets"}}
    settings.PRINTING_DIR = tmp_path_factory.getbasetemp() / "printing"
    settings.WHITENOISE_AUTOREFRESH = True  # else the first request of every client lists all static files
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for alias in settings.CACHES:
        caches[alias].clear()
