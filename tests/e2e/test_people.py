"""Who's who in a browser: who sways whom by keyboard, with and without scripts; the map and the way follow."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NARROW, PHONE, follow


def with_three(writer, scripts):
    page = writer.open(writer.board + "items/parties/")
    for role, name in (("counterpart", "Dana"), ("decision_maker", "Tom"), ("third_party", "Priya")):
        page.locator(f'[name="new-party|{role}"]').fill(name)
        if scripts:
            page.locator(f'[name="new-party|{role}"]').press("Enter")
    if scripts:
        writer.saved()
    else:
        page.get_by_role("button", name="Save").first.click()


def add(page, who, whom, much):
    """Adds a line by the keys alone."""
    page.locator('[name="new-influence|who"]').focus()
    for label in (who, whom, much):
        page.locator(":focus").select_option(label=label)
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_the_way_is_found_changed_and_taken_away_by_keyboard(person, scripts):
    writer = person(java_script_enabled=scripts)
    writer.board = writer.start("A talk")
    with_three(writer, scripts)
    page = writer.open(writer.board + "people/")
    expect(page.locator(".way")).to_contain_text("Tom decides, but you have not noted yet who they listen to")
    add(page, "Priya", "Tom", "nearly always")
    add(page, "Dana", "Priya", "a lot")
    expect(page.locator(".way li")).to_have_text(["Us", "Dana", "Priya", "Tom"])
    expect(page.locator(".way")).to_contain_text("Dana sways Priya a lot")
    page.get_by_label("How much Dana sways Priya").select_option(label="a little")
    if scripts:
        expect(page.locator(".way")).to_contain_text("Dana sways Priya a little")
        writer.saved()
    else:
        page.get_by_role("button", name="Save").last.click()
        expect(page.locator(".way")).to_contain_text("Dana sways Priya a little")
    page.get_by_label("Take away that Dana sways Priya").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".influence")).to_have_count(1)
    follow(page, page.locator(".undo button"))
    expect(page.locator(".influence")).to_have_count(2)


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.long), "zh"])
@pytest.mark.parametrize("viewport", [pytest.param(PHONE, marks=pytest.mark.long), NARROW], ids=["phone", "narrow"])
@pytest.mark.parametrize("path", ["people/", "ladder/"])
def test_the_picture_fits_a_phone(person, language, viewport, path):
    demo = person(language, viewport=viewport, has_touch=True)
    board = list(demo.enter_demo().values())[0]
    page = demo.open(board + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    for field in page.locator("main :is(select, input[type=text], input[type=date], .influence button):visible").all()[
        :6
    ]:
        assert field.bounding_box()["height"] >= 44


def test_the_ladder_follows_what_is_said_of_a_step(writer):
    page = writer.open(writer.board + "items/incremental/")
    box = page.locator("[data-new='incremental.steps']")
    for text in ("A month on trial", "We open"):
        box.fill(text)
        box.press("Enter")
    writer.saved()
    page = writer.open(writer.board + "ladder/")
    page.evaluate("window.same = true")
    expect(page.locator(".climb svg rect")).to_have_count(4)
    step = page.locator("#step-1")
    step.get_by_label("The risk it takes away").fill("Paying for nothing")
    step.get_by_label("Is there a way back?").select_option(label="No")
    expect(step.locator(".warning")).to_contain_text("Too large")
    expect(page.locator(".climb svg")).to_contain_text("too large: a step between?")
    step.get_by_label("Is there a way back?").select_option(label="Yes")
    expect(step.locator(".warning")).to_have_count(0)
    writer.saved()
    assert page.evaluate("window.same")
    page.reload()
    expect(step.get_by_label("The risk it takes away")).to_have_value("Paying for nothing")
