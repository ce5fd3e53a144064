"""Somebody with an account, a guest, and worksheets for the tests of this app."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse

from accounts.models import User
from quadrants.models import Worksheet
from quadrants.services.worksheets import create_worksheet

EMAIL, PASSWORD = "ann@example.com", "a-long-password-7"


@pytest.fixture
def account(db: None) -> User:
    """Somebody who once signed up, and is not signed in."""
    user = User.objects.create_user(EMAIL, PASSWORD, name="Ann Lee", language="en")
    user.emailaddress_set.create(email=EMAIL, verified=False, primary=True)
    return user


@pytest.fixture
def signed_in(client: Client, account: User) -> Client:
    """The account's browser."""
    client.force_login(account)
    return client


@pytest.fixture
def sign_in(client: Client) -> Callable[..., Any]:
    """Types e-mail and password on the sign-in page; the answer."""

    def send(email: str = EMAIL, password: str = PASSWORD, browser: Client = client, **more: str) -> Any:
        return browser.post(reverse("account_login"), {"login": email, "password": password, **more})

    return send


@pytest.fixture
def sign_up(client: Client) -> Callable[..., Any]:
    """Fills the sign-up page; the answer."""

    def send(email: str = "new@example.com", password: str = PASSWORD) -> Any:
        return client.post(reverse("account_signup"), {"email": email, "password1": password, "password2": password})

    return send


@pytest.fixture
def start(client: Client) -> Callable[..., Worksheet]:
    """*Start now* on the home page with a title; the new worksheet."""

    def send(title: str = "A raise") -> Worksheet:
        answer = client.post(reverse("start"), {"title": title})
        board = resolve(answer["Location"].removesuffix("#write"))
        return Worksheet.objects.get(pk=board.kwargs["worksheet_id"])

    return send


@pytest.fixture
def who(client: Client) -> Callable[[], User | None]:
    """Who the browser is signed in as."""

    def read() -> User | None:
        number = client.session.get("_auth_user_id")
        return User.objects.get(pk=number) if number else None

    return read


@pytest.fixture
def worksheet_of() -> Callable[..., Worksheet]:
    def make(user: User, title: str = "The rent") -> Worksheet:
        return create_worksheet(user=user, title=title, language="en")

    return make
