"""Trades in a browser: values beside the chart, which follows, and a swap that becomes an option, by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NARROW, PHONE, follow
from tests.e2e.saving import texts, write


def with_two_lines(writer):
    page = writer.open(writer.board + "items/needs/")
    write(page, "needs.unequal", "We pay in 45 days", "One price for a year")
    writer.saved()
    return writer.open(writer.board + "trades/")


def fill(page, row, us, them, way):
    """Fills in a row by the keys alone, from its first field on."""
    page.locator(f"#row-{row} [data-field=value_to_us]").focus()
    page.keyboard.type(us)
    page.keyboard.press("Tab")
    page.keyboard.type(them)
    page.keyboard.press("Tab")
    page.locator(":focus").select_option(way)


def test_the_chart_follows_and_a_swap_becomes_an_option(writer):
    page = with_two_lines(writer)
    page.evaluate("window.same = true")
    expect(page.get_by_text("The chart begins with the first line")).to_be_visible()
    fill(page, 1, "2", "9", "we_give")
    expect(page.locator(".chart svg .dot")).to_have_count(1)
    fill(page, 2, "9", "4", "they_give")
    expect(page.locator(".gain")).to_have_text("Brings us 7 and them 5.")
    expect(page.locator("#row-2 td").last).to_have_text("Ask for")
    assert page.evaluate("window.same")
    follow(page, page.get_by_role("button", name="Make it an option"))
    expect(page.get_by_text("Is among the options")).to_be_visible()
    follow(page, page.get_by_text("Is among the options"))
    assert texts(page, "brainstorm.options") == ["We give: We pay in 45 days. They give: One price for a year."]


def test_without_scripts_a_form_does_the_same(person):
    writer = person(java_script_enabled=False)
    writer.board = writer.start("A talk")
    page = writer.open(writer.board + "items/needs/")
    page.locator('[name="new|needs.unequal"]').fill("We pay in 45 days\nOne price for a year")
    page.get_by_role("button", name="Save").first.click()
    page = writer.open(writer.board + "trades/")
    fill(page, 1, "2", "9", "we_give")
    fill(page, 2, "9", "4", "they_give")
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator(".gain")).to_have_text("Brings us 7 and them 5.")
    page.get_by_role("button", name="Make it an option").click()
    expect(page.get_by_text("Is among the options")).to_be_visible()


def test_a_value_that_is_none_is_said_at_its_line(writer):
    page = with_two_lines(writer)
    cell = page.locator("#row-1 [data-field=value_to_us]")
    for typed, why in (("11", "a whole number from 0 to 10"), ("7e", "“7e” is not a number")):
        cell.fill("")
        cell.press_sequentially(typed)
        expect(page.locator("#row-1 [data-problem]")).to_contain_text(why)
        expect(cell).to_have_value(typed)
        expect(cell).to_have_accessible_description(re.compile(why))
    page.locator("#row-1 [data-field=value_to_us]").fill("10")
    writer.saved()
    expect(page.locator("#row-1 [data-problem]")).to_be_hidden()
    writer.complaints.clear()


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.long), "zh"])
@pytest.mark.parametrize("viewport", [pytest.param(PHONE, marks=pytest.mark.long), NARROW], ids=["phone", "narrow"])
def test_trades_fit_a_phone(person, language, viewport):
    demo = person(language, viewport=viewport, has_touch=True)
    board = list(demo.enter_demo().values())[0]
    page = demo.open(board + "trades/")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    for field in page.locator(".values :is(input:not([type=hidden]), select)").all()[:6]:
        assert field.bounding_box()["height"] >= 44
