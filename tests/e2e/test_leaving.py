"""A plain form that was filled in and not sent is not left without a question."""

from __future__ import annotations

import pytest


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
