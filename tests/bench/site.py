"""The site that is measured: production settings, a database file of its own, and somebody signed in."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from accounts.models import User
    from quadrants.models import Worksheet

ENTRIES = 60


@contextmanager
def fresh_site(database_url: str = "") -> Iterator[None]:
    """Sets Django up, before anything of it is imported, on an empty database, else a new SQLite file, and a new cache.

    The servers that are started meanwhile inherit it by the environment. Fonts and static files are those of `var/`.
    """
    with TemporaryDirectory(prefix="workbook-bench-") as name:
        folder = Path(name)
        os.environ.update(
            DJANGO_SETTINGS_MODULE="negotiation_prep.settings",
            DATABASE_URL=database_url or f"sqlite:///{folder / 'workbook.sqlite3'}",
            CACHE_URL=f"filecache://{folder / 'cache'}",
            SECRET_KEY=secrets.token_urlsafe(50),
            DEBUG="0",
        )
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            connections.close_all()


def person() -> User:
    """A new person with an account."""
    from accounts.models import User

    return User.objects.create_user(f"{secrets.token_hex(8)}@example.com", name="Ann Lee", language="en")


def cookie(user: User) -> str:
    """The cookie of a browser in which that person has signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def sixty_entries(user: User, depth: str = "full") -> Worksheet:
    """The English example with its first 60 entries, as that person's own worksheet."""
    from quadrants.services.worksheets import import_worksheet

    example = _example()
    header = {**example["worksheet"], "depth": depth}
    assert len(example["entries"]) >= ENTRIES
    return import_worksheet(user=user, data={**example, "worksheet": header, "entries": example["entries"][:ENTRIES]})


def whole_example(user: User, lines: Sequence[dict[str, Any]] = ()) -> Worksheet:
    """The English example, with these entries more, as that person's own worksheet."""
    from quadrants.services.worksheets import import_worksheet

    example = _example()
    more = [{**line, "id": str(uuid4())} for line in lines]
    return import_worksheet(user=user, data={**example, "entries": [*example["entries"], *more]})


def _example() -> dict[str, Any]:
    from quadrants.services.demo import read_finished

    return read_finished("en")
