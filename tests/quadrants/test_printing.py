"""What people get when the press refuses: a page in plain words, and the next one works."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import reverse

from press.process import Busy
from quadrants import sheet
from quadrants.models import Entry
from quadrants.services import saving
from quadrants.services.worksheets import create_worksheet
from tests.press import jobs

pytestmark = pytest.mark.anywhere

PAGES = ["prep_sheet", "prep_sheet_pdf", "prep_sheet_png"]
# Far more than can be set in the five seconds of a sheet, though each text is one that may be saved.
MANY, SLOW_TEXT = 200, "हिन्दी " * 2800


@pytest.fixture
def get(client, owner, worksheet):
    """`get("prep_sheet_pdf")` opens a page of the worksheet, or of another, as its owner."""
    client.force_login(owner)
    return lambda name, of=worksheet: client.get(reverse(name, args=[of.pk]))


@pytest.fixture
def full_press():
    """A press at work for two seconds, before which as many wait as may."""
    sheet.PRESS.run(jobs.double, 1)
    with ThreadPoolExecutor(64) as pool:
        pool.submit(sheet.PRESS.run, jobs.slowly, 2)
        time.sleep(0.2)
        others = [pool.submit(sheet.PRESS.run, jobs.double, number) for number in range(50)]
        while not any(one.done() and isinstance(one.exception(), Busy) for one in others):
            time.sleep(0.01)
        yield


def test_when_too_many_wait_people_are_asked_to_come_back(get, full_press):
    for name in PAGES:
        response = get(name)
        assert (response.status_code, response["Retry-After"]) == (503, "5")
        assert "Nothing is lost" in response.content.decode()


def test_other_pages_do_not_wait_for_the_press(get, full_press):
    start = time.monotonic()
    assert get("board").status_code == 200
    assert time.monotonic() - start < 1


def test_what_cannot_be_set_is_said_and_the_next_page_works(get, owner, worksheet):
    Entry.objects.bulk_create(
        Entry(worksheet=worksheet, item="goals", prompt="short_term", text=f"{number} {SLOW_TEXT}", position=number)
        for number in range(MANY)
    )
    response = get("prep_sheet_pdf")
    assert response.status_code == 422
    assert "Your texts are safe" in response.content.decode()
    small = create_worksheet(user=owner, title="A raise", language="en", depth="full", counterpart="Dana")
    assert get("prep_sheet_pdf", of=small).content[:5] == b"%PDF-"


def test_an_unchanged_sheet_is_known_by_its_last_edit_and_a_change_shows_at_once(get, owner, worksheet):
    first, again = get("prep_sheet_pdf"), get("prep_sheet_pdf")
    assert first["ETag"] == again["ETag"] and first.content == again.content
    change = saving.Change(target="item:goals", base=0, fields={"summary": "92,000 from 1 January"})
    assert saving.save(subject_id=worksheet.pk, user=owner, change=change).saved
    changed = get("prep_sheet_pdf")
    assert changed["ETag"] != first["ETag"] and changed.content != first.content
    assert get("prep_sheet_png").content != b""
