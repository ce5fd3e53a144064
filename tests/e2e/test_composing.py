"""Chinese, and every word on a phone, is composed: no key of it is sent before its time, and none is lost."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Locator, Page, expect

from tests.e2e.saving import compose, posts_of, rows, second_window, status, write

PLACE = "problems.obstacles"
WAITING = """() => new Promise((done) => {
  const asked = indexedDB.open("workbook", 1);
  asked.onsuccess = () => {
    const count = asked.result.transaction("texts").objectStore("texts").count();
    count.onsuccess = () => { asked.result.close(); done(count.result > 0); };
  };
})"""


@pytest.fixture
def items(writer) -> Page:
    """A page with a line, a line for the sheet and a box for new lines; all that was typed there is saved."""
    page = writer.open(f"{writer.board}items/problems/")
    write(page, PLACE, "one")
    page.locator("#summary").fill("one")
    page.locator(f"[data-new='{PLACE}']").click()
    page.keyboard.type("one")
    expect(page.locator(f".entry.new:has([data-new='{PLACE}']) .state")).to_have_text("Saved")
    writer.saved()
    return page


def field(page: Page, name: str) -> Locator:
    return {
        "line": rows(page, PLACE).first,
        "summary": page.locator("#summary"),
        "box": page.locator(f"[data-new='{PLACE}']"),
    }[name]


def at_the_end_of(page: Page, name: str) -> None:
    field(page, name).focus()
    page.keyboard.press("Control+End")


FIELDS = ["line", pytest.param("summary", marks=pytest.mark.long), "box"]


@pytest.fixture(params=FIELDS)
def composing(items, request) -> tuple[Page, str, list[str]]:
    """The page, the name of the field in which two characters are being composed after a word that is saved, and what
    the page has sent since."""
    at_the_end_of(items, request.param)
    sent = posts_of(items)
    compose(items, "z", "zh", "zhang")
    return items, request.param, sent


def has_come_back(page: Page, name: str) -> None:
    # What stood in the box is a line once it has arrived.
    place = page.locator("#summary") if name == "summary" else rows(page, PLACE).nth(int(name == "box"))
    expect(place).to_have_value("onezhang")
    expect(status(page)).to_have_text("Saved")
    page.reload()
    expect(place).to_have_value("onezhang")


def test_nothing_is_sent_while_a_character_is_composed(writer):
    page = writer.open(f"{writer.board}items/standards/")
    sent = posts_of(page)
    page.locator("#summary").focus()
    session = compose(page, "z", "zh", "zhang", "zhangjia")
    page.wait_for_timeout(600)
    assert not sent
    expect(status(page)).to_have_text("Saving…")
    session.send("Input.insertText", {"text": "涨价"})
    expect(status(page)).to_have_text("Saved")
    assert [re.search(r'"summary":"([^"]*)"', body).group(1) for body in sent] == ["涨价"]


def test_what_is_being_composed_is_not_said_to_be_saved(composing):
    page, _name, sent = composing
    for _moment in range(10):
        page.wait_for_timeout(100)
        assert status(page).inner_text() != "Saved"
    assert not sent


def test_what_was_being_composed_is_there_after_a_reload(composing):
    page, name, _sent = composing
    page.reload()
    has_come_back(page, name)


def test_what_was_being_composed_is_there_after_a_crash(composing, writer):
    page, name, sent = composing
    page.wait_for_function(WAITING)
    page.wait_for_timeout(300)  # as after the last key in the experiment with a killed browser
    assert not sent
    with suppress(Error):
        page.goto("chrome://crash")
    has_come_back(second_window(writer, f"{writer.board}items/problems/"), name)
    writer.complaints.clear()


@pytest.mark.parametrize("name", FIELDS)
def test_a_composition_that_is_given_up_leaves_the_text_before_it(items, name):
    at_the_end_of(items, name)
    sent = posts_of(items)
    compose(items, "z", "zh", "")
    expect(field(items, name)).to_have_value("one")
    expect(status(items)).to_have_text("Saved")
    assert "z" not in "".join(re.findall(r'"(?:text|summary)":"([^"]*)"', "".join(sent)))
    items.reload()
    assert [row.input_value() for row in rows(items, PLACE).all()] == ["one", "one"]
    expect(items.locator("#summary")).to_have_value("one")


def test_a_line_that_is_composed_anew_and_given_up_was_not_written_in(items, writer):
    sent = posts_of(items)
    rows(items, PLACE).first.focus()
    items.keyboard.press("Control+a")
    compose(items, "z", "zh", "")
    expect(status(items)).to_have_text("Empty: deleted when you leave it")
    items.wait_for_timeout(600)
    assert not sent
    items.reload()
    expect(rows(items, PLACE).first).to_have_value("one")


def test_a_field_left_while_something_is_composed_has_it(composing):
    page, name, _sent = composing
    page.locator("h1").click()
    has_come_back(page, name)
