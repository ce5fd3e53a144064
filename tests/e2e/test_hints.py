"""Hints in a browser: they come calmly, lead on, go aside and come back, by keyboard and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NARROW

GOAL = "To be treated well"
ASKS = "How will you know when you have reached it?"


def at_goals(writer):
    return writer.open(writer.board + "items/goals/")


def new_line(page):
    return page.locator('[data-new="goals.short_term"]')


def test_a_hint_comes_when_the_line_is_left_and_moves_nothing(writer):
    page = at_goals(writer)
    box = new_line(page)
    box.press_sequentially(GOAL)
    writer.saved()
    page.wait_for_timeout(1500)
    expect(page.locator(".hint")).to_have_count(0)
    before = box.bounding_box()
    page.locator("#summary").focus()
    expect(page.locator(".hint .asks").first).to_have_text(ASKS)
    row = page.locator('[data-entries="goals.short_term"] .entry textarea')
    expect(row).to_have_value(GOAL)
    assert row.bounding_box()["x"] == before["x"]
    assert abs(row.bounding_box()["y"] - before["y"]) < 2


def test_nothing_moves_above_a_field_in_the_same_column(writer):
    page = at_goals(writer)
    how = page.locator("aside textarea").first
    how.press_sequentially("Read it out first")
    new_line(page).evaluate(
        "box => { box.value = 'To be treated well'; box.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    writer.saved()
    page.wait_for_timeout(1500)
    expect(page.locator(".hint")).to_have_count(0)
    expect(how).to_be_focused()
    page.locator("#summary").focus()
    expect(page.locator(".hint").first).to_be_visible()


def test_by_keyboard_it_is_put_aside_taken_back_and_answered(writer):
    page = at_goals(writer)
    new_line(page).press_sequentially(GOAL)
    page.keyboard.press("Enter")
    page.locator("#summary").focus()
    hint = page.locator(".hint", has_text=ASKS)
    expect(hint).to_be_visible()
    page.evaluate("window.same = true")
    hint.locator("summary", has_text="Put aside").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(hint.get_by_label("Why it does not matter here")).to_be_focused()
    page.keyboard.type("He is my brother")
    page.keyboard.press("Enter")
    expect(hint).to_have_count(0)
    expect(page.locator(".put-aside")).to_contain_text("Put aside")
    assert page.evaluate("window.same")
    page.keyboard.press("Control+z")
    expect(hint).to_be_visible()
    hint.get_by_role("link", name="Answer").focus()
    page.keyboard.press("Enter")
    assert "#entry-" in page.url


def test_a_hint_of_the_board_leads_to_the_box_of_its_answer(writer):
    page = at_goals(writer)
    new_line(page).press_sequentially("38.5 a piece")
    page.keyboard.press("Enter")
    writer.saved()
    page = writer.open(writer.board)
    page.locator(".hint", has_text="long-term goal").get_by_role("link", name="Answer").click()
    page.wait_for_url("**/items/goals/#write-goals.long_term")
    expect(page.locator('[data-new="goals.long_term"]')).to_be_focused()


def test_without_scripts_a_form_and_a_button_do_the_same(person):
    writer = person(java_script_enabled=False)
    writer.board = writer.start("A talk")
    page = at_goals(writer)
    new_line(page).fill(GOAL)
    page.get_by_role("button", name="Save").first.click()
    page.locator(".hint summary", has_text="Put aside").first.click()
    page.locator(".hint").first.get_by_role("button", name="Put aside").click()
    expect(page.locator(".problems")).to_contain_text("Say in a few words why")
    writer.complaints.clear()
    page.locator(".hint summary", has_text="Put aside").first.click()
    page.get_by_label("Why it does not matter here").first.fill("He is my brother")
    page.locator(".hint").first.get_by_role("button", name="Put aside").click()
    expect(page.locator(".hint", has_text=ASKS)).to_have_count(0)
    page.locator(".put-aside summary").click()
    page.get_by_role("button", name="Ask me again").click()
    expect(page.locator(".hint", has_text=ASKS)).to_be_visible()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_hints_fit_the_narrowest_phone(person, language):
    writer = person(language, viewport=NARROW, has_touch=True)
    writer.board = writer.start("A talk")
    page = at_goals(writer)
    new_line(page).fill("x" * 200)
    page.locator("#summary").focus()
    expect(page.locator(".hint").first).to_be_visible()
    for path in (writer.board, writer.board + "items/goals/"):
        writer.open(path)
        for summary in page.locator(".hint summary").all():
            summary.click()
            assert summary.bounding_box()["height"] >= 44
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
