"""Two languages: which one speaks, and switching without leaving the page."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db


def spoken(answer) -> str:
    """The language of a page, which its head and its header must agree on."""
    (language,) = re.findall(r'<html lang="([\w-]+)"', answer.content.decode())
    assert answer["Content-Language"] == language
    return language


def switch_on(page) -> dict[str, str]:
    """The form that switches the language, as the page offers it."""
    (form,) = re.findall(rf'action="{reverse("set_language")}">(.*?)</form>', page.content.decode(), re.DOTALL)
    pairs = re.findall(r'name="(next|language)" value="(.*?)"', form)
    return {name: unescape(value) for name, value in pairs}


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("fr,de;q=0.5", "en"),
        ("fr,zh-HK;q=0.5,en;q=0.3", "zh-Hans"),
        ("*", "en"),
        (";;q=,,\u4e2d", "en"),
    ],
)
def test_the_browser_says_which_language(wish, language, client):
    assert spoken(client.get(reverse("home"), headers={"accept-language": wish})) == language


def test_the_choice_counts_more_than_the_browser_and_the_account_more_than_both(client, account):
    client.post(reverse("set_language"), {"language": "zh-hans"})
    assert spoken(client.get(reverse("strategies"), headers={"accept-language": "en"})) == "zh-Hans"
    client.force_login(account)
    assert spoken(client.get(reverse("strategies"), headers={"accept-language": "zh"})) == "en"


def test_a_language_cookie_that_names_none_of_ours_is_ignored(client):
    client.cookies["django_language"] = "fr"
    assert spoken(client.get(reverse("strategies"))) == "en"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/strategies/",
        "/strategies/goals_first/",
        "/strategies/?q=a%20b&x=%26y%3D1",
        "/strategies/?q=%E4%BE%9B%E5%BA%94%E5%95%86",
        "/accounts/login/?next=/worksheets/%3Fq%3Da",
    ],
)
def test_the_switch_stays_on_the_page_query_and_all_and_back_again(path, client):
    for language in ("zh-Hans", "en"):
        answer = client.post(reverse("set_language"), switch_on(client.get(path)))
        assert (answer.status_code, answer["Location"]) == (302, path)
        assert spoken(client.get(path)) == language


@pytest.mark.parametrize("name", ["board", "checklist", "prep_sheet", "worksheet_details"])
def test_the_switch_stays_on_the_pages_of_a_worksheet(name, signed_in, account, worksheet_of):
    path = reverse(name, args=[worksheet_of(account).pk])
    answer = signed_in.post(reverse("set_language"), switch_on(signed_in.get(path)))
    assert answer["Location"] == path
    assert spoken(signed_in.get(path)) == "zh-Hans"


def test_the_switch_is_kept_with_the_account(signed_in, account, sign_in):
    signed_in.post(reverse("set_language"), {"language": "zh-hans"})
    account.refresh_from_db()
    assert account.language == "zh-hans"
    elsewhere = Client()
    sign_in(browser=elsewhere)
    assert spoken(elsewhere.get(reverse("worksheets"))) == "zh-Hans"


def test_a_missing_page_offers_the_other_language_too(client):
    page = client.get("/no/such/page/?q=1")
    assert page.status_code == 404
    assert switch_on(page) == {"next": "/no/such/page/?q=1", "language": "zh-hans"}


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "///evil.example",
        "https://evil.example/",
        "http:///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        " //evil.example",
        "/\t/evil.example",
        "",
    ],
)
def test_the_switch_never_leads_to_another_site(elsewhere, client):
    answer = client.post(reverse("set_language"), {"language": "zh-hans", "next": elsewhere})
    assert answer["Location"] == reverse("home")
    assert client.cookies["django_language"].value == "zh-hans"


def test_an_address_too_long_to_come_back_to_still_switches(client):
    answer = client.post(reverse("set_language"), {"language": "zh-hans", "next": "/strategies/?q=" + "x" * 4000})
    assert answer["Location"] == reverse("home")
    assert spoken(client.get(reverse("strategies"))) == "zh-Hans"


def test_line_breaks_in_an_address_start_no_other_header(client):
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/ok\r\nX-Other: 1"})
    assert answer["Location"] in ("/", "/ok%0D%0AX-Other:%201")
    assert "X-Other" not in answer.headers


@pytest.mark.parametrize("form", [{}, {"language": "fr"}])
def test_what_is_no_choice_changes_nothing(form, signed_in, account):
    User.objects.filter(pk=account.pk).update(language="zh-hans")
    answer = signed_in.post(reverse("set_language"), {"next": reverse("strategies"), **form})
    assert answer["Location"] == reverse("home")
    assert spoken(signed_in.get(reverse("strategies"))) == "zh-Hans"
