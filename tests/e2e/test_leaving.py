"""A plain form that was filled in and not sent is not left without a question."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import follow


@pytest.mark.parametrize("page_of", ["details/", None])
def test_leaving_a_form_that_is_not_sent_asks_first(person, page_of):
    owner = person()
    board = owner.start("A talk")
    page = owner.open(board.split("#")[0] + page_of if page_of else "/worksheets/new/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("main form [name=title]").fill("Another title")
    page.locator("a.brand").click()
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"] and page.locator("main form [name=title]").input_value() == "Another title"
    page.locator("main form .btn-main").first.click()
    page.wait_for_load_state()
    assert asked == ["beforeunload"]


@pytest.mark.parametrize(("language", "said"), [("en", "Not saved yet"), ("zh-hans", "还没保存")])
def test_details_say_that_they_are_not_saved_until_they_are(person, language, said):
    owner = person(language)
    page = owner.open(owner.start("A talk").split("#")[0] + "details/")
    place = page.locator("[data-unsaved]")
    expect(place).to_be_empty()
    page.locator("main form [name=title]").fill("Another title")
    expect(place).to_have_text(said)
    page.locator("main form [name=title]").fill("A talk")
    expect(place).to_be_empty()
    page.locator("main form [name=state]").select_option(index=1)
    expect(place).to_have_text(said)
    follow(page, page.locator("main form .btn-main").first)
    expect(place).to_be_empty()
    page.locator("main form [name=title]").evaluate("field => field.required = false")
    page.locator("main form [name=title]").fill(" ")
    follow(page, page.locator("main form .btn-main").first)
    expect(place).to_have_text(said)
    owner.complaints.clear()
