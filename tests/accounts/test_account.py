"""What a person keeps with the account, and how it is changed or given up."""

from __future__ import annotations

from datetime import UTC, datetime

import pypdfium2
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from quadrants.models import Membership, Worksheet

pytestmark = pytest.mark.django_db

A4, LETTER = (595.3, 841.9), (612, 792)
PASSWORD, NEW_PASSWORD = "a-long-password-7", "another-long-password-8"
SETTINGS = {"name": "Ann Lee", "language": "en", "time_zone": "", "paper": "A4"}


def test_name_language_time_zone_and_paper_are_kept(signed_in, account):
    form = {"name": "安娜", "language": "zh-hans", "time_zone": "Asia/Shanghai", "paper": "letter"}
    page = signed_in.post(reverse("account"), form, follow=True)
    account.refresh_from_db()
    assert {name: getattr(account, name) for name in form} == form
    assert page.redirect_chain == [(reverse("account"), 302)]
    assert '<html lang="zh-Hans"' in page.content.decode()
    assert "已保存" in page.content.decode()


def test_the_page_shows_what_is_kept(signed_in, account):
    User.objects.filter(pk=account.pk).update(time_zone="America/Lima", paper="letter")
    form = signed_in.get(reverse("account")).context["form"]
    assert {name: form[name].value() for name in SETTINGS} == {
        "name": "Ann Lee",
        "language": "en",
        "time_zone": "America/Lima",
        "paper": "letter",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Phobos"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "EST5EDT\x00"),
        ("language", "fr"),
        ("language", ""),
        ("paper", "A3"),
        ("name", "x" * 81),
        ("name", "a\x00b"),
        ("name", "a\u202eb"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(field, value, signed_in, account):
    page = signed_in.post(reverse("account"), {**SETTINGS, "name": "Other", field: value})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    account.refresh_from_db()
    assert (account.name, account.time_zone, account.paper) == ("Ann Lee", "", "A4")


def test_times_are_shown_in_the_persons_zone(signed_in, account, worksheet_of):
    worksheet = worksheet_of(account)
    Worksheet.objects.filter(pk=worksheet.pk).update(meeting_at=datetime(2030, 11, 26, 23, 30, tzinfo=UTC))
    path = reverse("worksheet_details", args=[worksheet.pk])
    assert "2030-11-26T23:30" in signed_in.get(path).content.decode()
    User.objects.filter(pk=account.pk).update(time_zone="Asia/Shanghai")
    assert "2030-11-27T07:30" in signed_in.get(path).content.decode()


def test_without_a_zone_of_their_own_the_browsers_counts(signed_in, account, worksheet_of):
    worksheet = worksheet_of(account)
    Worksheet.objects.filter(pk=worksheet.pk).update(meeting_at=datetime(2030, 11, 26, 23, 30, tzinfo=UTC))
    signed_in.cookies["timezone"] = "Asia/Shanghai"
    path = reverse("worksheet_details", args=[worksheet.pk])
    assert "2030-11-27T07:30" in signed_in.get(path).content.decode()
    signed_in.cookies["timezone"] = "Mars/Phobos"
    assert "2030-11-26T23:30" in signed_in.get(path).content.decode()


def test_the_paper_is_that_of_the_sheet(signed_in, account, worksheet_of):
    path = reverse("prep_sheet_pdf", args=[worksheet_of(account).pk])
    assert paper_of(signed_in.get(path)) == pytest.approx(A4, abs=1)
    User.objects.filter(pk=account.pk).update(paper="letter")
    assert paper_of(signed_in.get(path)) == pytest.approx(LETTER, abs=1)


def paper_of(answer) -> tuple[float, float]:
    """Width and height of the first page, in points."""
    with pypdfium2.PdfDocument(answer.content) as document:
        return document[0].get_size()


def test_a_new_password_counts_at_once_and_keeps_one_signed_in(signed_in, account):
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    answer = signed_in.post(reverse("account_change_password"), form)
    assert answer.status_code == 302
    assert signed_in.get(reverse("worksheets")).status_code == 200
    account.refresh_from_db()
    assert account.check_password(NEW_PASSWORD)


def test_a_new_password_closes_the_other_browsers(signed_in, sign_in):
    other = Client()
    sign_in(browser=other)
    assert other.get(reverse("worksheets")).status_code == 200
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    signed_in.post(reverse("account_change_password"), form)
    assert other.get(reverse("worksheets")).status_code == 302


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"oldpassword": "not-this-one"}, "oldpassword"),
        ({"password1": "1234", "password2": "1234"}, "password1"),
        ({"password2": "something-else-9"}, "password2"),
    ],
)
def test_a_password_change_that_cannot_be_says_where(form, field, signed_in, account):
    sent = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD, **form}
    page = signed_in.post(reverse("account_change_password"), sent)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_a_new_e_mail_is_the_one_to_sign_in_with(signed_in, account, sign_in, who):
    answer = signed_in.post(reverse("account_email"), {"email": "New@Example.com", "password": PASSWORD})
    assert answer["Location"] == reverse("account")
    signed_in.post(reverse("account_logout"))
    assert sign_in().status_code == 200
    assert who() is None
    sign_in("new@example.com")
    assert who() == account
    assert account.emailaddress_set.get().email == "new@example.com"
    assert mail.outbox == []


def test_letters_go_to_the_new_e_mail_only(signed_in, account):
    signed_in.post(reverse("account_email"), {"email": "new@example.com", "password": PASSWORD})
    for email in (account.email, "new@example.com"):
        Client().post(reverse("account_reset_password"), {"email": email})
    with_link = [letter.to for letter in mail.outbox if "/password/reset/key/" in letter.body]
    assert with_link == [["new@example.com"]]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"password": "not-this-one"}, "password"),
        ({"email": "no-address"}, "email"),
        ({"email": "B@Example.com"}, "email"),
    ],
)
def test_an_e_mail_change_that_cannot_be_says_where(form, field, signed_in, account):
    User.objects.create_user("b@example.com", PASSWORD)
    page = signed_in.post(reverse("account_email"), {"email": "new@example.com", "password": PASSWORD, **form})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    account.refresh_from_db()
    assert account.email == "ann@example.com"


def test_where_addresses_are_verified_a_letter_goes_to_the_new_one(settings, signed_in, account):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    signed_in.post(reverse("account_email"), {"email": "new@example.com", "password": PASSWORD})
    (letter,) = mail.outbox
    assert letter.to == ["new@example.com"]
    assert not account.emailaddress_set.get().verified


def test_giving_up_the_account_asks_for_the_password(signed_in, account, worksheet_of):
    worksheet_of(account)
    for form in ({"sure": "on"}, {"password": PASSWORD}, {"password": "not-this-one", "sure": "on"}):
        assert signed_in.post(reverse("account_delete"), form).status_code == 200
    assert User.objects.filter(pk=account.pk).exists()
    assert Worksheet.objects.count() == 1


def test_giving_up_the_account_removes_what_only_its_owner_opens(signed_in, account, worksheet_of, who):
    own, shared = worksheet_of(account, "Own"), worksheet_of(account, "Shared")
    friend = User.objects.create_user("friend@example.com", PASSWORD)
    Membership.objects.create(worksheet=shared, user=friend, role="editor")
    others = worksheet_of(friend, "Theirs")
    answer = signed_in.post(reverse("account_delete"), {"password": PASSWORD, "sure": "on"})
    assert answer["Location"] == reverse("home")
    assert who() is None
    assert not User.objects.filter(pk=account.pk).exists()
    assert set(Worksheet.objects.all()) == {shared, others}
    assert own not in Worksheet.objects.all()


def test_a_guest_gives_up_without_a_password(start, client, who):
    start()
    assert client.post(reverse("account_delete")).status_code == 200
    assert who() is not None
    client.post(reverse("account_delete"), {"sure": "on"})
    assert not User.objects.exists()
    assert not Worksheet.objects.exists()
