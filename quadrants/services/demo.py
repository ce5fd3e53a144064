"""The example worksheets that come with the workbook, always dated around today."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from quadrants.bargain import Deal
from quadrants.deal import read
from quadrants.dealing import deal_from
from quadrants.models import Worksheet
from quadrants.services.worksheets import import_worksheet

if TYPE_CHECKING:
    from accounts.models import User

DATA = Path(__file__).resolve().parent.parent / "data" / "demo"
DEALS = DATA.parent / "deals"
WRITTEN_ON = date(2026, 11, 23)
# In the order in which they are made, so that a list by last change shows the finished ones first.
DEMOS = ("new_year", "supplier", "raise")
FINISHED_IN = {"en": "raise", "zh-hans": "supplier"}
EMAIL, PASSWORD = "demo@example.com", "demo"  # noqa: S105 (shown to everybody while demo mode is on)


def read_demo(name: str, today: date) -> dict[str, Any]:
    """An example as an exported file, its dates moved so that it was written today."""
    data = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return _moved(data, today - WRITTEN_ON)


def read_finished(language: str) -> dict[str, Any]:
    """The finished example in a language, as if written today."""
    return read_demo(FINISHED_IN.get(language, FINISHED_IN["en"]), timezone.localdate())


def copy_demo(*, user: User, language: str) -> Worksheet:
    """The finished example in a language, as a worksheet of the user's own."""
    return import_worksheet(user=user, data=read_finished(language), consent=True)


def example_deal(language: str) -> Deal:
    """The example of a deal in a language, with ids of its own each time."""
    path = DEALS / f"{language}.json"
    return deal_from(read((path if path.exists() else DEALS / "en.json").read_bytes()).model)


@transaction.atomic
def load_demo() -> bool:
    """Makes the demo account with its worksheets, once; whether it was made now."""
    users = get_user_model().objects
    if users.filter(email=EMAIL).exists():
        return False
    user = users.create_user(EMAIL, PASSWORD, name="Demo")
    user.emailaddress_set.create(email=EMAIL, verified=True, primary=True)
    for name in DEMOS:
        import_worksheet(user=user, data=read_demo(name, timezone.localdate()), consent=True)
    return True


def _moved(value: Any, by: timedelta, key: str = "") -> Any:
    if isinstance(value, Mapping):
        return {name: _moved(part, by, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_moved(part, by) for part in value]
    if value and key == "due":
        return (date.fromisoformat(value) + by).isoformat()
    if value and key in ("meeting_at", "created_at", "changed_at"):
        return (datetime.fromisoformat(value) + by).isoformat()
    return value
