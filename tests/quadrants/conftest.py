"""People, worksheets and changes for the tests of this app."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from quadrants.models import Membership, Worksheet
from quadrants.services import saving
from quadrants.services.worksheets import create_worksheet
from tests.quadrants.dealing import Making


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_user("owner@example.com", "a-long-password-7", name="Ann Lee")


@pytest.fixture
def outsider(db: None) -> User:
    return User.objects.create_user("outsider@example.com", "a-long-password-7")


@pytest.fixture
def member(worksheet: Worksheet) -> Callable[[str], User]:
    """Makes a member of the worksheet with a role."""

    def make(role: str) -> User:
        user = User.objects.create_user(f"{role}@example.com", "a-long-password-7", name=role.title())
        Membership.objects.create(worksheet=worksheet, user=user, role=role)
        return user

    return make


@pytest.fixture
def worksheet(owner: User) -> Worksheet:
    return create_worksheet(user=owner, title="A raise", language="en", depth="full", counterpart="Dana")


@pytest.fixture
def save(worksheet: Worksheet, owner: User) -> Callable[..., saving.Outcome]:
    """`save(target, base, text="…")` makes one change as the owner (or `by=`)."""

    def make(target: str, base: int = 0, *, by: User | None = None, **fields: Any) -> saving.Outcome:
        action, op = fields.pop("action", "change"), fields.pop("op", None) or uuid.uuid4()
        change = saving.Change(target=target, base=base, fields=fields, action=action, op=op)
        return saving.save(subject_id=worksheet.pk, user=by or owner, change=change)

    return make


@pytest.fixture
def entry(save: Callable[..., saving.Outcome]) -> Callable[..., str]:
    """`entry("goals", "short_term", "92,000")` writes an entry; its id."""

    def make(item: str, prompt: str, text: str, **fields: Any) -> str:
        made = str(uuid.uuid4())
        outcome = save(f"entry:{made}", 0, item=item, prompt=prompt, text=text, **fields)
        assert outcome.saved, outcome
        return made

    return make


@pytest.fixture
def post(client: Client, owner: User, worksheet: Worksheet) -> Callable[..., Any]:
    """POSTs a body to the save endpoint as the owner; the response."""
    client.force_login(owner)

    def send(body: Any, **headers: Any) -> Any:
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        return client.post(f"/worksheets/{worksheet.pk}/edits/", content, content_type="application/json", **headers)

    return send


@pytest.fixture
def making(save: Any) -> Making:
    """Makes parts of a deal."""
    return Making(save)
