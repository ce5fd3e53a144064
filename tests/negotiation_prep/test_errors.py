"""What goes wrong is said in the reader's language, with the status that fits, and to scripts as JSON."""

from __future__ import annotations

import errno
import json
import logging
import os
import uuid

import pytest
from django.core.cache.backends.filebased import FileBasedCache
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from accounts.models import User
from quadrants.models import Entry, Membership, Worksheet
from quadrants.services.worksheets import create_worksheet

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
HTML_LANGUAGE = {"en": "en", "zh-hans": "zh-Hans"}
HEADINGS = {
    400: "This request makes no sense here",
    403: "You may not do this",
    404: "This page is not there",
    500: "Something broke here",
    503: "Just a moment",
}
STALE = "You signed in or out in the meantime. Your text is kept; it is sent again."
AWAY = "The server cannot save just now. Your text is kept; it is sent again in a moment."


@pytest.fixture
def account() -> User:
    return User.objects.create_user("ann@example.com", "a-long-password-7")


@pytest.fixture
def worksheet(account) -> Worksheet:
    return create_worksheet(user=account, title="A raise", language="en")


@pytest.fixture
def reader(account):
    """A signed-in browser that shows error pages, as the choice of language left it."""

    def make(language: str, **options: object) -> Client:
        client = Client(raise_request_exception=False, headers={"accept-language": language}, **options)
        client.force_login(account)
        return client

    return make


def failing(error: Exception, table: str = ""):
    """Makes the queries to a table fail for a while, or all of them: as far as the program can tell, a real fault."""

    def fail(execute, sql, *query):
        if table in sql:
            raise error
        return execute(sql, *query)

    return connection.execute_wrapper(fail)


@pytest.fixture
def full_cache(settings, tmp_path, monkeypatch) -> None:
    """Files as the cache, on a disk that has no room for them."""

    def fail(*given: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    kind = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {name: {"BACKEND": kind, "LOCATION": tmp_path / name} for name in settings.CACHES}
    monkeypatch.setattr(FileBasedCache, "_write_content", fail)


def said(message: str, language: str) -> str:
    """The message as the reader sees it; a missing translation would not be noticed otherwise."""
    with override(language):
        text = gettext(message)
    assert (text == message) == (language == "en")
    return text


def assert_says(answer, status: int, language: str, heading: str = "") -> None:
    page = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{said(heading or HEADINGS[status], language)}</h1>" in page
    assert f'<html lang="{HTML_LANGUAGE[language]}"' in page


@LANGUAGES
def test_a_missing_page(language, reader):
    assert_says(reader(language).get("/no/such/page/"), 404, language)


@LANGUAGES
@pytest.mark.parametrize("path", ["/?q=%00", "/worksheets/?a%00=1", "/worksheets/?q=a&q=%00b"])
def test_a_query_that_cannot_be_meant(language, path, reader):
    assert_says(reader(language).get(path), 400, language)


@LANGUAGES
@pytest.mark.parametrize("path", ["/%00/", "/strategies/a%00/", "/strategies/\u4f9b/"])
def test_a_path_that_cannot_be_meant(language, path, reader):
    assert_says(reader(language).get(path), 404, language)


def test_bytes_that_are_no_text_are_read_as_unknown_letters(reader):
    """As every browser would show them; nothing breaks."""
    assert reader("en").get("/worksheets/?q=%ED%A0%80%FF").status_code == 200


@LANGUAGES
def test_too_many_fields(language, reader):
    assert_says(reader(language).post(reverse("start"), {f"f{n}": "" for n in range(5001)}), 400, language)


@LANGUAGES
def test_a_reader_who_writes_is_told_why_not(language, reader, account):
    theirs = create_worksheet(user=User.objects.create_user("b@example.com"), title="Theirs", language="en")
    Membership.objects.create(worksheet=theirs, user=account, role="viewer")
    client = reader(language)
    board = reverse("board", args=[theirs.pk])
    assert client.get(board).status_code == 200
    answer = client.post(board, {"new|goals.short_term": "mine"})
    assert_says(answer, 403, language)
    assert said("You may read this worksheet, but not change it.", language) in answer.content.decode()
    assert not Entry.objects.exists()


@LANGUAGES
def test_a_form_from_before_signing_in(language, reader):
    assert_says(
        reader(language, enforce_csrf_checks=True).post(reverse("start")), 403, language, "This form is out of date"
    )


@LANGUAGES
def test_a_save_from_before_signing_in_gets_json(language, reader, worksheet):
    answer = reader(language, enforce_csrf_checks=True).post(reverse("edits", args=[worksheet.pk]), "{}", "text/json")
    refusal = answer.json()
    assert (answer.status_code, refusal["code"], refusal["fields"]) == (403, "csrf", {})
    assert refusal["message"] == said(STALE, language)


@LANGUAGES
@pytest.mark.parametrize("table", ["quadrants_worksheet", "django_session"])
def test_a_fault_of_ours_says_so_and_is_in_the_log(language, table, reader, worksheet, caplog):
    """Also where it strikes before anybody knows who is there: then the browser's language counts."""
    client = reader(language)
    with failing(RuntimeError("a fault"), table), caplog.at_level(logging.ERROR):
        answer = client.get(reverse("board", args=[worksheet.pk]))
    assert_says(answer, 500, language)
    assert "a fault" in caplog.text
    assert "a fault" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


@LANGUAGES
@pytest.mark.parametrize("error", [OperationalError("server closed"), InterfaceError("connection already closed")])
@pytest.mark.parametrize("table", ["quadrants_worksheet", ""])
def test_the_database_away_asks_to_come_back_in_a_moment(language, error, table, reader, worksheet):
    client = reader(language)
    board = reverse("board", args=[worksheet.pk])
    with failing(error, table):
        answer = client.get(board)
    assert_says(answer, 503, language)
    assert answer["Retry-After"] == "5"
    assert client.get(board).status_code == 200


@LANGUAGES
@pytest.mark.parametrize("table", ["quadrants_", ""])
def test_a_save_while_the_database_is_away_is_refused_and_works_again_after(language, table, reader, worksheet):
    client = reader(language)
    with failing(OperationalError("server closed"), table):
        answer = save(client, worksheet)
    refusal = answer.json()
    assert (answer.status_code, refusal["code"], answer["Retry-After"]) == (503, "unavailable", "2")
    assert refusal["message"] == said(AWAY, language)
    assert save(client, worksheet).status_code == 200
    assert Entry.objects.get().text == "92,000"


def test_a_full_disk_is_told_apart(reader, worksheet):
    with failing(OperationalError("database or disk is full"), "quadrants_"):
        answer = save(reader("en"), worksheet)
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (507, "storage_full", "30")


@LANGUAGES
def test_a_session_that_cannot_be_written_is_no_fault_of_the_reader(language, reader, worksheet):
    """Django takes any failure for a session that was deleted meanwhile, which is a bad request."""
    client = reader(language)
    save(client, worksheet)
    with failing(OperationalError("database or disk is full"), 'UPDATE "django_session"'):
        answer = client.post(
            reverse("item", args=[worksheet.pk, "goals"]), {"do": f"delete entry:{Entry.objects.get().pk}"}
        )
    assert_says(answer, 503, language)


@LANGUAGES
def test_a_cache_on_a_full_disk_asks_to_come_back_in_a_moment(language, full_cache):
    client = Client(raise_request_exception=False, headers={"accept-language": language})
    assert_says(client.post(reverse("start"), {"title": "A raise"}), 503, language)


def test_the_sheet_is_printed_though_the_disk_is_full(reader, worksheet, full_cache):
    client = reader("en")
    sheets = [client.get(reverse(name, args=[worksheet.pk])) for name in ("prep_sheet_pdf", "prep_sheet_png")]
    assert [sheet.content[:4] for sheet in sheets] == [b"%PDF", b"\x89PNG"]


def test_a_fault_while_saving_saves_nothing(reader, worksheet):
    with failing(RuntimeError("a fault"), 'INSERT INTO "quadrants_edit"'):
        assert save(reader("en"), worksheet).status_code == 500
    assert not Entry.objects.exists()


@LANGUAGES
def test_who_is_not_signed_in_reads_on_without_the_database(language):
    """Home and strategies need none, so a newcomer does not even notice."""
    client = Client(headers={"accept-language": language})
    with failing(OperationalError("server closed")):
        assert [client.get(path).status_code for path in ("/", "/strategies/", "/healthz/live")] == [200] * 3


def save(client: Client, worksheet: Worksheet):
    change = {
        "op": str(uuid.uuid4()),
        "target": f"entry:{uuid.uuid4()}",
        "base": 0,
        "fields": {"item": "goals", "prompt": "short_term", "text": "92,000"},
    }
    return client.post(reverse("edits", args=[worksheet.pk]), json.dumps(change), content_type="application/json")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_file_beyond_all_limits_is_refused_before_it_is_read(language, reader):
    """Also by who is not signed in: nobody can fill the disk."""
    for client in (reader(language), Client()):
        answer = client.post(
            reverse("worksheet_import"),
            b"x",
            content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(14 * 1024 * 1024),
            headers={"accept-language": language},
        )
        assert answer.status_code == 413


def test_a_text_beyond_all_limits_is_told_so(db):
    post = "text=" + "x" * 3_000_000
    answer = Client().post(reverse("account_login"), post, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413 and "This is too large" in answer.content.decode()
