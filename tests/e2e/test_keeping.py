"""What people found who tried to lose a text: each of these once lost one, or the page did not tell the truth."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.saving import KEPT, clash, cut_off, fill_summary, second_window, status

# --- While two texts wait for a decision -----------------------------------------------------------------------------


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


def test_an_open_choice_follows_what_the_other_one_writes(clashed):
    fill_summary("theirs, of later")(clashed.other)
    expect(clashed.problem.locator(".said").last).to_have_text("theirs, of later")
    clashed.problem.get_by_role("button", name="Take theirs").click()
    expect(status(clashed.page)).to_have_text("Saved")
    expect(clashed.page.locator("#summary")).to_have_value("theirs, of later")
    clashed.page.reload()
    expect(clashed.page.locator("#summary")).to_have_value("theirs, of later")


# --- A field that somebody is in -------------------------------------------------------------------------------------


def test_a_field_in_which_nothing_was_typed_yet_takes_over_what_others_write(writer):
    page = writer.open(f"{writer.board}items/standards/")
    fill_summary("one two three")(page)
    writer.saved()
    page.reload()
    other = second_window(writer, page.url)
    page.locator("#summary").evaluate("field => { field.focus(); field.setSelectionRange(7, 7); }")
    fill_summary("zero one two three")(other)
    expect(page.locator("#summary")).to_have_value("zero one two three", timeout=5000)
    expect(page.locator("#summary")).to_be_focused()
    page.keyboard.type("!")
    expect(page.locator("#summary")).to_have_value("zero one two! three")
    expect(status(page)).to_have_text("Saved")
    expect(page.locator(".line-for-sheet [data-problem]")).to_be_hidden()
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    expect(page.locator("#summary")).to_have_value("zero one two three")


# --- What is no answer -----------------------------------------------------------------------------------------------

NO_ANSWERS = {
    "nothing in it": (200, "{}"),
    "a word": (200, '"ok"'),
    "a list": (200, "[]"),
    "another kind of version": (200, '{"version": "x", "edit": "y"}'),
    "no edit": (200, '{"version": 5}'),
    "part of a version": (200, '{"version": 1.5, "edit": 7}'),
    "version 0": (200, '{"version": 0, "edit": 7}'),
    "a page": (200, "<html>Please sign in to the WiFi</html>"),
    "cut off": (200, '{"version": 5, "ed'),
    "an unknown refusal": (403, '{"code": "blocked", "message": "Blocked by your provider."}'),
    "a refusal with the number of another": (403, '{"code": "signed_out", "message": "", "fields": {}}'),
    "a word for a refusal": (422, '"invalid"'),
    "a conflict without texts": (409, '{"code": "conflict", "message": ""}'),
    "a sign-in of somebody else": (401, "Who are you?"),
}


def test_only_an_answer_of_the_server_is_one(writer):
    page = writer.open(f"{writer.board}items/standards/")
    fill_summary("at home")(page)
    writer.saved()
    for number, (what, (code, body)) in enumerate(NO_ANSWERS.items()):
        page.route("**/edits/", lambda route: route.fulfill(status=code, body=body, content_type="application/json"))  # noqa: B023
        with page.expect_response("**/edits/"):
            fill_summary(f"in hotel {number}")(page)
        expect(status(page), what).to_have_text(KEPT)
        page.wait_for_timeout(100)
        expect(status(page), what).to_have_text(KEPT)
        page.unroute("**/edits/")
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(status(page), what).to_have_text("Saved")
    page.reload()
    expect(page.locator("#summary")).to_have_value(f"in hotel {len(NO_ANSWERS) - 1}")
    writer.complaints.clear()


def test_news_that_are_none_change_nothing(writer):
    page = writer.open(f"{writer.board}items/standards/")
    answers = [(409, "{}"), (200, '{"edits": 7}'), (200, '{"edits": [7], "last": 1}'), (401, "Who are you?")]
    page.route(
        "**/edits/?after=*",
        lambda route: route.fulfill(status=answers[0][0], body=answers[0][1], content_type="application/json"),
    )
    while answers:
        with page.expect_response("**/edits/?after=*"):
            page.evaluate("dispatchEvent(new Event('focus'))")
        page.wait_for_timeout(100)
        answers = answers[1:] or page.unroute("**/edits/?after=*") or []
    expect(page.locator("#summary")).to_be_visible()
    expect(status(page)).to_have_text("")
    fill_summary("still here")(page)
    expect(status(page)).to_have_text("Saved")
    writer.complaints.clear()
