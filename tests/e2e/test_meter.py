"""The meter: how full the sheet is, and what will not be on it, told while people write."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

PLACE = "problems.obstacles"


@pytest.fixture
def item(person):
    """An item page of a new worksheet."""
    guest = person()
    return guest, guest.open(f"{guest.start('A talk')}items/problems/")


def test_it_follows_what_is_written(item):
    guest, page = item
    meter = page.locator("[data-meter]")
    expect(meter).to_have_text(re.compile(r"Sheet: \d+ % full"))
    before = page.locator("[data-meter] progress").evaluate("bar => bar.value")
    box = page.locator(f"[data-new='{PLACE}']")
    for number in range(6):
        box.fill(f"{number} " + "what stands in the way of it " * 4)
        box.press("Enter")
    guest.saved()
    page.wait_for_function("before => document.querySelector('[data-meter] progress').value > before", arg=before)
    assert guest.complaints == []


def test_a_line_that_will_not_fit_says_so_itself(item):
    guest, page = item
    box = page.locator(f"[data-new='{PLACE}']")
    for number in range(3):
        box.fill(f"{number} " + "what stands in the way of it " * 200)
        box.press("Enter")
    guest.saved()
    lines = page.locator(f"[data-entries='{PLACE}'] [data-target]")
    for line in lines.all():
        line.locator("textarea").click()
        line.locator("[data-do=sheet]").click()
    guest.saved()
    expect(page.locator("[data-meter]")).to_have_text(re.compile("Sheet full"))
    expect(page.locator(".not-on-sheet").first).to_be_visible()
    expect(lines.first.locator(".not-on-sheet")).to_contain_text("Cut on the sheet")


def test_without_an_answer_it_stays_at_measuring_and_the_page_works(person):
    guest = person()
    board = guest.start("A talk")
    guest.page.route("**/prep-sheet/fit/", lambda route: route.abort())
    page = guest.open(f"{board}items/problems/")
    expect(page.locator("[data-meter]")).to_have_text("Sheet: measuring…")
    page.locator(f"[data-new='{PLACE}']").fill("No budget")
    page.locator(f"[data-new='{PLACE}']").press("Enter")
    guest.saved()
    assert set(guest.complaints) == {"Failed to load resource: net::ERR_FAILED"}
    guest.complaints.clear()
