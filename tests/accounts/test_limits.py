"""What one visitor cannot do to the others: the demo stays, and passwords are not guessed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.views import DEMO_EMAILS


@pytest.mark.django_db
@pytest.mark.parametrize("email", DEMO_EMAILS)
@pytest.mark.parametrize("page", ["account_change_password", "account_email", "account_delete"])
def test_the_demo_accounts_stay_as_they_are(client: Client, settings, page: str, email: str) -> None:
    settings.DEMO = True
    client.force_login(User.objects.create_user(email, "demo"))
    answer = client.post(reverse(page), {"password": "demo", "email": "mine@example.com", "sure": "on"}, follow=True)
    assert "The demo account stays as it is" in answer.content.decode()
    assert User.objects.get(email=email).check_password("demo")


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["account_email", "account_delete"])
def test_passwords_are_not_guessed_here(client: Client, settings, page: str) -> None:
    user = User.objects.create_user("ann@example.com", "a-long-password-7")
    client.force_login(user)
    answers = [
        client.post(reverse(page), {"password": f"guess {n}", "email": "new@example.com"}).status_code
        for n in range(11)
    ]
    assert answers[0] == 200 and answers[-1] == 429


@pytest.mark.django_db
def test_whose_an_address_is_needs_the_password(client: Client) -> None:
    User.objects.create_user("known@example.com", "a-long-password-7")
    client.force_login(User.objects.create_user("ann@example.com", "a-long-password-7"))
    page = reverse("account_email")
    wrong = client.post(page, {"password": "wrong", "email": "known@example.com"}).content.decode()
    assert "Another account has this e-mail." not in wrong
    right = client.post(page, {"password": "a-long-password-7", "email": "known@example.com"}).content.decode()
    assert "Another account has this e-mail." in right
