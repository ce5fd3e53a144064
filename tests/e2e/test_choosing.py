"""While two texts wait for a decision, and after it: what people found who tried to lose one of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.saving import (
    KEPT,
    bring_back,
    clash,
    cut_off,
    fill_summary,
    rows,
    second_window,
    status,
    write,
)


@pytest.fixture
def clashed(writer):
    """Two windows on one line; the first is asked to choose, and its writer types on."""
    page = writer.open(f"{writer.board}items/standards/")
    other = second_window(writer, page.url)
    clash(page, other, fill_summary("mine"), fill_summary("theirs"))
    writer.page, writer.other, writer.problem = page, other, page.locator(".line-for-sheet [data-problem]")
    expect(writer.problem).to_be_visible()
    yield writer
    writer.complaints.clear()


def type_on(page: Page, words: str) -> None:
    page.locator("#summary").focus()
    page.keyboard.press("End")
    page.keyboard.type(words)


def history(writer) -> str:
    page = writer.context.new_page()
    page.goto(f"{writer.site}{writer.board}history/")
    return page.locator("main").inner_text()


def test_words_typed_before_theirs_is_taken_are_in_the_history(clashed):
    type_on(clashed.page, " and words of later")
    clashed.problem.get_by_role("button", name="Take theirs").click()
    expect(clashed.page.locator("#summary")).to_have_value("theirs")
    expect(status(clashed.page)).to_have_text("Saved")
    assert "and words of later" in history(clashed)
    clashed.page.reload()
    expect(clashed.page.locator("#summary")).to_have_value("theirs")


def test_the_page_says_saved_only_when_these_words_are(clashed):
    with cut_off(clashed.page):
        type_on(clashed.page, " and words of later")
        clashed.problem.get_by_role("button", name="Take theirs").click()
        expect(status(clashed.page)).to_have_text(KEPT)
    expect(status(clashed.page)).to_have_text("Saved")
    assert "and words of later" in history(clashed)


def test_what_was_decided_without_connection_stays_decided_when_the_page_closes(clashed):
    clashed.context.set_offline(True)
    type_on(clashed.page, " and words of later")
    clashed.problem.get_by_role("button", name="Take theirs").click()
    expect(status(clashed.page)).to_have_text(KEPT)
    clashed.page.close()
    clashed.context.set_offline(False)
    page = second_window(clashed, clashed.other.url)
    expect(status(page)).to_have_text("Saved")
    expect(page.locator("#summary")).to_have_value("theirs")
    assert "and words of later" in history(clashed)


def test_what_is_written_after_a_choice_is_saved_over_the_chosen_text(clashed):
    type_on(clashed.page, " and words of later")
    clashed.problem.get_by_role("button", name="Take theirs").click()
    type_on(clashed.page, ", and mine on top")
    expect(status(clashed.page)).to_have_text("Saved")
    clashed.page.reload()
    expect(clashed.page.locator("#summary")).to_have_value("theirs, and mine on top")


# Whether my own text stands in the field afterwards, and what follows there.
CHOICES = {
    "Keep mine": "mine and on",
    "Take theirs": "theirs and on",
    "Keep both": "theirs / mine and on",
    "Edit": "theirs / mine and on",
}


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("by", [pytest.param("mouse", marks=pytest.mark.long), "keyboard"])
def test_who_has_chosen_types_on_in_the_field(clashed, choice, by):
    button = clashed.problem.get_by_role("button", name=choice, exact=True)
    if by == "mouse":
        button.click()
    else:
        button.focus()
        clashed.page.keyboard.press("Enter")
    clashed.page.keyboard.type(" and on")
    expect(clashed.page.locator("#summary")).to_have_value(CHOICES[choice])
    if choice == "Edit":
        clashed.problem.get_by_role("button", name="Save this text").click()
        clashed.page.keyboard.type("!")
        expect(clashed.page.locator("#summary")).to_have_value("theirs / mine and on!")
    expect(status(clashed.page)).to_have_text("Saved")


def test_who_keeps_both_as_lines_types_on_in_their_own(writer):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    write(page, place, "before")
    writer.saved()
    other = second_window(writer, page.url)
    fill = lambda text: lambda window: rows(window, place).first.fill(text)  # noqa: E731
    clash(page, other, fill("mine"), fill("theirs"))
    page.get_by_role("button", name="Keep both").click()
    page.keyboard.type(" and on")
    expect(status(page)).to_have_text("Saved")
    page.reload()
    assert [row.input_value() for row in rows(page, place).all()] == ["theirs", "mine and on"]
    writer.complaints.clear()


def test_who_brings_a_line_back_types_on_in_it(writer):
    page, place = bring_back(writer, "still needed")
    page.keyboard.type(" and on")
    expect(status(page)).to_have_text("Saved")
    page.reload()
    expect(rows(page, place)).to_have_value("still needed and on")
    writer.complaints.clear()


def test_a_text_that_was_discarded_gives_its_field_back(writer):
    page = writer.open(f"{writer.board}items/standards/")
    fill_summary("short")(page)
    writer.saved()
    # Too long for the server, which the field would not let through by itself.
    page.locator("#summary").evaluate("field => field.removeAttribute('maxlength')")
    fill_summary("long " * 100)(page)
    problem = page.locator(".line-for-sheet [data-problem]")
    discard = problem.get_by_role("button", name="Discard my text")
    expect(discard).to_be_visible()
    writer.context.set_offline(True)
    discard.click()
    expect(page.locator("[data-live-status]")).to_have_text("That did not work just now. Try again.")
    expect(status(page)).to_contain_text("Cannot be saved")
    expect(page.locator("#summary")).to_have_value("long " * 100)
    writer.context.set_offline(False)
    discard.click()
    expect(page.locator("#summary")).to_have_value("short")
    expect(page.locator("#summary")).to_be_focused()
    page.keyboard.type(" and on")
    expect(status(page)).to_have_text("Saved")
    page.reload()
    expect(page.locator("#summary")).to_have_value("short and on")
    writer.complaints.clear()


def test_the_key_to_undo_leaves_what_waits_for_a_decision(clashed):
    type_on(clashed.page, " and words of later")
    clashed.page.locator("h1").click()
    clashed.page.keyboard.press("Control+z")
    expect(clashed.page.locator("[data-live-status]")).to_have_text("Decide first what becomes of the text here.")
    expect(clashed.page.locator("#summary")).to_have_value("mine and words of later")
    clashed.problem.get_by_role("button", name="Take theirs").click()
    expect(status(clashed.page)).to_have_text("Saved")
    assert "and words of later" in history(clashed)


def test_the_key_to_undo_leaves_what_cannot_be_saved(writer):
    page = writer.open(f"{writer.board}items/standards/")
    fill_summary("short")(page)
    writer.saved()
    page.locator("#summary").evaluate("field => field.removeAttribute('maxlength')")
    fill_summary("long " * 100)(page)
    expect(page.locator(".line-for-sheet [data-problem]")).to_be_visible()
    page.locator("h1").click()
    for _twice in range(2):
        page.keyboard.press("Control+z")
        expect(page.locator("[data-live-status]")).to_have_text("Decide first what becomes of the text here.")
        expect(page.locator("#summary")).to_have_value("long " * 100)
    expect(status(page)).to_contain_text("Cannot be saved")
    writer.complaints.clear()


def test_an_open_choice_follows_what_the_other_one_writes(clashed):
    fill_summary("theirs, of later")(clashed.other)
    expect(clashed.problem.locator(".said").last).to_have_text("theirs, of later")
    clashed.problem.get_by_role("button", name="Take theirs").click()
    expect(status(clashed.page)).to_have_text("Saved")
    expect(clashed.page.locator("#summary")).to_have_value("theirs, of later")
    clashed.page.reload()
    expect(clashed.page.locator("#summary")).to_have_value("theirs, of later")
