"""The first page, for somebody who has never heard of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import User
from quadrants.catalogue import CATALOGUE
from quadrants.interchange import from_json
from quadrants.services.demo import read_finished

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize(
    ("language", "html_language", "example", "button"),
    [
        ("en", "en", "Asking Dana for a raise", "Start now"),
        ("zh-hans", "zh-Hans", "供应商", "马上开始"),
    ],
)


def home(language: str) -> str:
    return Client().get(reverse("home"), headers={"accept-language": language}).content.decode()


@LANGUAGES
def test_it_says_what_it_is_and_offers_one_button_to_try_it(language, html_language, example, button):
    page = home(language)
    assert f'<html lang="{html_language}"' in page
    (form,) = re.findall(rf'<form method="post" action="{reverse("start")}".*?</form>', page, re.DOTALL)
    assert f">{button}</button>" in form
    assert 'name="title"' in form
    assert 'name="csrfmiddlewaretoken"' in form


@LANGUAGES
def test_it_shows_a_filled_sheet_in_the_readers_language(language, html_language, example, button):
    document = from_json(read_finished(language))
    (sheet,) = re.findall(r'<figure class="sample".*?</figure>', home(language), re.DOTALL)
    assert f'lang="{html_language}"' in sheet.split(">")[0]
    assert example in sheet
    assert escape(document.goal) in sheet
    lines = re.findall(r'<span class="line">(.*?)</span>', sheet, re.DOTALL)
    names = re.findall(r'<span class="name">(.*?)</span>', sheet, re.DOTALL)
    assert names == [escape(item.short.in_language(language)) for item in CATALOGUE.items]
    assert len(lines) == len(CATALOGUE.items) == 20
    for item, line in zip(CATALOGUE.items, lines, strict=True):
        summary = document.item(item.code).summary
        assert line.strip() == escape(summary) if summary else line.strip(), item.code


@LANGUAGES
def test_the_button_works_as_it_stands_in_the_page(language, html_language, example, button):
    """With the token from the page, checked: what a person without scripts does."""
    client = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    page = client.get(reverse("home")).content.decode()
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
    board = client.post(reverse("start"), {"title": "The rent", "csrfmiddlewaretoken": token}, follow=True)
    assert board.status_code == 200
    assert "The rent" in board.content.decode()
    assert f'<html lang="{html_language}"' in board.content.decode()


def test_whoever_is_at_home_here_goes_to_the_worksheets(client):
    client.force_login(User.objects.create_user("ann@example.com"))
    assert client.get(reverse("home"))["Location"] == reverse("worksheets")


def test_a_guest_can_look_at_it_again_and_find_back(client):
    client.post(reverse("start"))
    page = client.get(reverse("home"))
    assert page.status_code == 200
    assert f'href="{reverse("worksheets")}"' in page.content.decode()


def test_it_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(reverse("home")).status_code == 200
