"""What every answer says of its own safety, and pages that need no exception from it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from quadrants.models import Worksheet
from quadrants.services.demo import copy_demo
from tests.addresses import URLS, address
from tests.guarded import assert_guarded

NO_PAGES = {"prep_sheet_pdf", "prep_sheet_png", "export_json", "edits", "healthz_live", "healthz_ready"}

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]


class Inline(HTMLParser):
    """Collects what the policy would block, or what would come from elsewhere."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attributes = dict(pairs)
        bad = [name for name in attributes if name == "style" or name.startswith("on")]
        if tag in ("style", "base", "iframe", "object", "embed"):
            bad.append(tag)
        if tag == "script" and not attributes.get("src"):
            bad.append("script without src")
        loaded = {"script": "src", "img": "src", "link": "href", "form": "action", "source": "srcset"}.get(tag)
        address = attributes.get(loaded, "") or ""
        if not (address == "" or (address.startswith("/") and not address.startswith("//"))):
            bad.append(f"{loaded}={address}")
        if (attributes.get("href") or "").lower().startswith(("javascript:", "data:")):
            bad.append(f"href={attributes['href']}")
        self.found += [f"<{tag}> {what}" for what in bad]


@pytest.fixture
def account() -> User:
    return User.objects.create_user("ann@example.com", "a-long-password-7", name="Ann")


@pytest.fixture
def worksheet(account) -> Worksheet:
    """A full one: every kind of line and mark is on its pages."""
    return copy_demo(user=account, language="en")


def pages(client: Client, worksheet: Worksheet):
    """Every page that opens for this browser, with its name; the items and strategies all of them."""
    for name in sorted(set(URLS) - NO_PAGES):
        answer = client.get(address(name, worksheet))
        if answer.status_code in (200, 404) and answer["Content-Type"].startswith("text/html"):
            yield name, answer


def raising(error: Exception):
    """Makes every query of the connection fail."""

    def fail(*query: object) -> None:
        raise error

    return fail


def test_no_page_holds_script_or_style_of_its_own(worksheet, account):
    guest, owner = Client(), Client()
    guest.post(reverse("start"))
    owner.force_login(account)
    seen = set()
    for browser in (Client(), guest, owner):
        for name, answer in pages(browser, worksheet):
            seen.add(name)
            assert Inline(answer.content.decode()).found == [], name
    assert {"home", "account_login", "worksheets", "board", "item", "entry", "party", "checklist", "prep_sheet"} <= seen


def test_neither_do_pages_with_messages_and_refusals(worksheet, account):
    client = Client()
    client.force_login(account)
    board = address("board", worksheet)
    saved = client.post(board, {"new|goals.short_term": "one\ntwo"}, follow=True)
    refused = client.post(board, {"new|goals.short_term": "a\x00b"})
    details = client.post(address("worksheet_details", worksheet), {"title": ""})
    assert [saved.status_code, refused.status_code, details.status_code] == [200, 422, 422]
    for answer in (saved, refused, details):
        assert Inline(answer.content.decode()).found == []


def test_what_is_typed_stays_text(account, client):
    """In a title, a name, a search and an address alike."""
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"
    client.force_login(account)
    User.objects.filter(pk=account.pk).update(name=script[:80])
    client.post(reverse("worksheet_new"), {"title": script, "language": "en", "depth": "full", "counterpart": script})
    worksheet = Worksheet.objects.get()
    client.post(
        reverse("board", args=[worksheet.pk]), {"new|goals.short_term": script, "new-party|third_party": script}
    )
    assert worksheet.title == script
    assert worksheet.entries.get().text == script
    for name, answer in pages(client, worksheet):
        assert Inline(answer.content.decode()).found == [], name
    for path in (reverse("worksheets") + "?q=" + script, "/no/" + script + "/"):
        assert Inline(client.get(path).content.decode()).found == []


def test_pages_of_errors_are_guarded_too(account):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(account)
    answers = [client.get("/no/such/page/"), client.get("/?q=%00"), client.post(reverse("start"))]
    for error in (RuntimeError("a fault"), OperationalError("away")):
        with connection.execute_wrapper(raising(error)):
            answers.append(client.get(reverse("worksheets")))
    assert [answer.status_code for answer in answers] == [404, 400, 403, 500, 503]
    for answer in answers:
        assert_guarded(answer)
        assert Inline(answer.content.decode()).found == []


def test_private_pages_are_not_kept_by_the_browser_or_on_the_way(worksheet, account, client):
    client.force_login(account)
    for name in ("worksheets", "board", "prep_sheet_pdf", "export_json", "edits"):
        headers = client.get(address(name, worksheet)).headers
        assert headers["Cache-Control"] == "private, no-store", name
        assert {"Cookie", "Accept-Language"} <= set(headers["Vary"].split(", "))


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(client):
    client.post(reverse("start"))
    session = client.cookies["workbook_sessionid"]
    assert (session["httponly"], session["samesite"], session["path"]) == (True, "Lax", "/")
    client.get(reverse("home"))
    assert client.cookies["workbook_csrftoken"]["samesite"] == "Lax"
