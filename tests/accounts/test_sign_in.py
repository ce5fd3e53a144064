"""Sign up, in and out, and a new password by e-mail."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from quadrants.models import Worksheet

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "another-long-password-8"


def link_in(letter) -> str:
    """The path of the only link in a letter."""
    (path,) = re.findall(r"https?://testserver(/\S+)", letter.body)
    return path


def test_signing_up_makes_an_empty_account_in_the_readers_language(client, who):
    form = {"email": "New@Example.com", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    answer = client.post(reverse("account_signup"), form, headers={"accept-language": "zh-CN,zh;q=0.9"})
    assert answer["Location"] == reverse("worksheets")
    assert (who().email, who().language, who().is_guest) == ("new@example.com", "zh-hans", False)
    assert who().check_password(NEW_PASSWORD)
    assert not Worksheet.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"email": "no-address"}, "email"),
        ({"email": ""}, "email"),
        ({"email": "ANN@example.com"}, "email"),
        ({"password1": "12345678", "password2": "12345678"}, "password1"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password2": "something-else-9"}, "password2"),
    ],
)
def test_a_sign_up_that_cannot_be_says_where(form, field, account, client):
    sent = {"email": "new@example.com", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD, **form}
    page = client.post(reverse("account_signup"), sent)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert User.objects.count() == 1


@pytest.mark.parametrize("typed", ["ann@example.com", "Ann@Example.COM"])
def test_signing_in_opens_the_worksheets(typed, account, sign_in, who):
    assert sign_in(typed)["Location"] == reverse("worksheets")
    assert who() == account


def test_signing_in_goes_on_to_the_page_that_was_asked_for(account, sign_in):
    path = reverse("account") + "?from=here"
    assert sign_in(next=path)["Location"] == path


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:1"])
def test_signing_in_never_leads_to_another_site(elsewhere, account, sign_in):
    assert sign_in(next=elsewhere)["Location"] == reverse("worksheets")


def test_a_wrong_password_and_an_unknown_address_look_alike(account, sign_in, who):
    wrong, unknown = sign_in(password="not-this-one"), sign_in("nobody@example.com")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert who() is None


@pytest.mark.parametrize(("language", "words"), [("en", "Too many failed"), ("zh-hans", "登录失败次数过多")])
def test_guessing_passwords_is_slowed_down(language, words, account, sign_in, client, who):
    client.cookies["django_language"] = language
    for _ in range(5):
        sign_in(password="not-this-one")
    page = sign_in()
    assert page.status_code == 200
    assert words in page.content.decode()
    assert who() is None


def test_signing_out_asks_and_then_closes_everything(signed_in, who):
    assert signed_in.get(reverse("account_logout")).status_code == 200
    assert who() is not None
    assert signed_in.post(reverse("account_logout"))["Location"] == reverse("home")
    assert who() is None
    assert signed_in.get(reverse("worksheets")).status_code == 302


def test_a_switched_off_account_stays_out(account, sign_in, who):
    User.objects.filter(pk=account.pk).update(is_active=False)
    assert sign_in()["Location"] == reverse("account_inactive")
    assert who() is None


@pytest.mark.parametrize(("language", "subject"), [("en", "Choose a new password"), ("zh-hans", "设新密码")])
def test_a_new_password_by_e_mail_from_the_first_click_to_signing_in(language, subject, account, sign_in, client, who):
    client.cookies["django_language"] = language
    answer = client.post(reverse("account_reset_password"), {"email": "Ann@example.com"})
    assert answer["Location"] == reverse("account_reset_password_done")
    (letter,) = mail.outbox
    assert letter.to == [account.email]
    assert subject in letter.subject

    page = client.get(link_in(letter), follow=True)
    (form_path, _status) = page.redirect_chain[-1]
    assert link_in(letter) not in form_path  # the secret leaves the address bar
    assert "form" in page.context
    done = client.post(form_path, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert done["Location"] == reverse("account_reset_password_from_key_done")
    assert client.get(done["Location"]).status_code == 200
    assert who() is None

    assert sign_in().status_code == 200
    assert who() is None
    sign_in(password=NEW_PASSWORD)
    assert who() == account


def test_a_link_works_once(account, client):
    client.post(reverse("account_reset_password"), {"email": account.email})
    path = link_in(mail.outbox[0])
    form_path = client.get(path)["Location"]
    client.post(form_path, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    again = Client().get(path)
    assert again.status_code == 200
    assert "This link was used already" in again.content.decode()


def test_a_weak_new_password_is_refused_with_the_reason(account, client):
    client.post(reverse("account_reset_password"), {"email": account.email})
    form_path = client.get(link_in(mail.outbox[0]))["Location"]
    page = client.post(form_path, {"password1": "1234", "password2": "1234"})
    assert page.status_code == 200
    assert page.context["form"].errors["password1"]
    account.refresh_from_db()
    assert not account.check_password("1234")


def test_asking_for_a_letter_does_not_tell_who_has_an_account(account, client):
    known = client.post(reverse("account_reset_password"), {"email": account.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert not [path for letter in mail.outbox[1:] for path in re.findall(r"/key/", letter.body)]


def test_letters_to_one_address_are_limited(account, client):
    answers = [client.post(reverse("account_reset_password"), {"email": account.email}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert len(mail.outbox) == 5


@pytest.mark.parametrize("page", ["account_login", "account_signup"])
def test_whoever_has_an_account_is_sent_on_from(page, signed_in):
    assert signed_in.get(reverse(page))["Location"] == reverse("worksheets")


class TestVerifiedAddresses:
    """With EMAIL_VERIFICATION=mandatory an account opens once its owner has followed the link."""

    @pytest.fixture(autouse=True)
    def mandatory(self, settings):
        settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"

    def test_signing_up_sends_a_link_that_opens_the_account(self, client, sign_up, sign_in, who):
        assert sign_up("new@example.com")["Location"] == reverse("account_email_verification_sent")
        assert who() is None
        (letter,) = mail.outbox
        assert letter.to == ["new@example.com"]
        asked = client.get(link_in(letter))
        assert asked.status_code == 200
        assert "Is new@example.com your address?" in asked.content.decode()
        client.post(link_in(letter))
        account = User.objects.get(email="new@example.com")
        assert account.emailaddress_set.get().verified
        sign_in("new@example.com")
        assert who() == account

    def test_until_then_signing_in_leads_back_to_the_mailbox(self, sign_up, sign_in, who):
        sign_up("new@example.com")
        assert sign_in("new@example.com")["Location"] == reverse("account_email_verification_sent")
        assert who() is None

    def test_a_guest_finds_the_worksheets_after_the_link(self, client, start, sign_up, sign_in, who):
        worksheet = start("The rent")
        sign_up("new@example.com")
        client.post(link_in(mail.outbox[0]))
        sign_in("new@example.com")
        assert list(Worksheet.objects.visible_to(who())) == [worksheet]

    def test_a_made_up_link_confirms_nothing(self, client, sign_up):
        sign_up("new@example.com")
        page = client.get(reverse("account_confirm_email", args=["made-up"]))
        assert "This link was used already" in page.content.decode()
        assert not User.objects.get().emailaddress_set.get().verified


def test_without_the_setting_nobody_waits_for_a_letter(sign_up, who):
    sign_up("new@example.com")
    assert who().email == "new@example.com"
    assert mail.outbox == []
