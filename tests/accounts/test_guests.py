"""*Start now*: work without an account, and keep the work when there is one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from quadrants.models import Edit, Worksheet
from quadrants.services.worksheets import create_worksheet

pytestmark = pytest.mark.django_db


def test_one_click_makes_a_guest_with_a_quick_worksheet_and_opens_it(client):
    answer = client.post(reverse("start"), {"title": "The rent"})
    guest, worksheet = User.objects.get(), Worksheet.objects.get()
    assert answer["Location"] == reverse("board", args=[worksheet.pk]) + "#write"
    assert (guest.is_guest, guest.email, guest.has_usable_password()) == (True, None, False)
    assert (worksheet.title, worksheet.depth, worksheet.language) == ("The rent", "quick", "en")
    page = client.get(reverse("board", args=[worksheet.pk]))
    assert page.status_code == 200
    assert "The rent" in page.content.decode()
    assert "kept in this browser only" in page.content.decode()


@pytest.mark.parametrize(("language", "title"), [("en", "My negotiation"), ("zh-hans", "我的谈判")])
def test_nothing_typed_still_starts_in_the_readers_language(language, title, client):
    client.post(reverse("start"), headers={"accept-language": language})
    assert (User.objects.get().language, Worksheet.objects.get().language) == (language, language)
    assert Worksheet.objects.get().title == title


def test_a_guest_is_known_to_one_browser_for_thirty_days(client, start):
    worksheet = start()
    assert 29 * 86400 < client.session.get_expiry_age() <= 30 * 86400
    assert Client().get(reverse("board", args=[worksheet.pk])).status_code == 302


@pytest.mark.parametrize(("cookie", "kept"), [("Asia/Shanghai", "Asia/Shanghai"), ("Mars/Phobos", ""), ("", "")])
def test_a_guest_has_the_browsers_time_zone_if_it_is_one(cookie, kept, client, start):
    client.cookies["timezone"] = cookie
    start()
    assert User.objects.get().time_zone == kept


def test_starting_again_makes_another_worksheet_of_the_same_guest(start, who):
    first, guest = start("One"), who()
    second = start("Two")
    assert who() == guest
    assert set(Worksheet.objects.visible_to(guest)) == {first, second}


def test_starting_with_an_account_needs_no_guest(signed_in, start, account):
    worksheet = start("The rent")
    assert list(Worksheet.objects.visible_to(account)) == [worksheet]
    assert not User.objects.filter(is_guest=True).exists()


@pytest.mark.parametrize("title", ["x" * 201, "a\x00b", "pay\u202egnp.exe"])
def test_a_title_that_cannot_be_kept_is_refused_with_the_reason(title, client):
    answer = client.post(reverse("start"), {"title": title})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "What is it about?:" in text or "“What is it about?”" in text
    assert f'name="title" value="{title}"' in text
    assert client.get(reverse("start"))["Location"] == reverse("home")
    assert not User.objects.exists()
    assert not Worksheet.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("en", "A little slower, please"), ("zh-hans", "请稍慢一点")])
def test_too_many_new_guests_from_one_address_wait(language, words, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "start": "2/h/ip"}
    answers = [Client().post(reverse("start"), headers={"accept-language": language}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert words in answers[2].content.decode()
    assert User.objects.count() == 2


def test_a_guest_who_already_works_is_not_held_up(settings, client, start):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "start": "1/h/ip"}
    start("One")
    start("Two")
    assert Worksheet.objects.count() == 2


def test_starting_clears_away_the_guests_who_stayed_away(start):
    idle = User.objects.create_guest(seen_on=timezone.now().date() - timedelta(days=31))
    create_worksheet(user=idle, language="en")
    worksheet = start()
    assert not User.objects.filter(pk=idle.pk).exists()
    assert list(Worksheet.objects.all()) == [worksheet]


def test_signing_up_keeps_the_person_and_the_worksheets(client, start, sign_up, who):
    worksheet, guest = start("The rent"), who()
    assert "All you wrote as a guest stays" in client.get(reverse("account_signup")).content.decode()
    answer = sign_up("new@example.com")
    assert answer["Location"] == reverse("worksheets")
    account = who()
    assert account.pk == guest.pk
    assert (account.email, account.is_guest, account.journal_key) == ("new@example.com", False, guest.journal_key)
    assert User.objects.count() == 1
    page = client.get(reverse("board", args=[worksheet.pk]))
    assert page.status_code == 200
    assert "kept in this browser only" not in page.content.decode()


def test_after_signing_up_the_worksheets_open_in_another_browser(start, sign_up, sign_in):
    worksheet = start("The rent")
    sign_up("new@example.com")
    elsewhere = Client()
    sign_in("new@example.com", browser=elsewhere)
    assert elsewhere.get(reverse("board", args=[worksheet.pk])).status_code == 200


def test_a_refused_sign_up_leaves_the_guest_a_guest(account, start, sign_up, who):
    worksheet, guest = start("The rent"), who()
    assert sign_up(account.email).status_code == 200
    assert sign_up("new@example.com", password="1234").status_code == 200
    assert who() == guest
    assert who().is_guest
    assert list(Worksheet.objects.visible_to(guest)) == [worksheet]


def test_signing_in_to_an_account_brings_the_worksheets_along(account, start, sign_in, who, worksheet_of):
    old, worksheet, guest = worksheet_of(account), start("A raise"), who()
    sign_in()
    assert who() == account
    assert set(Worksheet.objects.visible_to(account)) == {old, worksheet}
    assert worksheet.memberships.get().role == "owner"
    assert set(Edit.objects.filter(subject_id=worksheet.pk).values_list("user", flat=True)) == {account.pk}
    assert not User.objects.filter(pk=guest.pk).exists()


def test_a_mistyped_password_leaves_the_guest_as_is(account, start, sign_in, who):
    worksheet, guest = start(), who()
    assert sign_in(password="not-this-one").status_code == 200
    assert who() == guest
    assert list(Worksheet.objects.visible_to(guest)) == [worksheet]


def test_a_guest_is_warned_before_signing_out(client, start):
    start()
    assert "nobody can open your worksheets again" in client.get(reverse("account_logout")).content.decode()
