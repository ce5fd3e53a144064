"""A deal in a browser, by keyboard: from a file to the sheet, and written cell by cell."""

from __future__ import annotations

import json
import random
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NARROW
from tests.e2e.test_axe import faults

FILES = {
    "en": "issue\toption\tus\tthem\nPrice\t80\t40\t0\n\t85\t25\t20\nPayment\tat once\t0\t30\n\tin 60 days\t10\t0\n",
    "zh": "议题\t选项\t我方\t对方\n价格\t80元\t40\t0\n\t85元\t25\t20\n账期\t现款\t0\t30\n\t六十天\t10\t0\n",
}
BEST = {"en": "Price: 80; Payment: at once", "zh": "价格：80元；账期：现款"}
BAD = {"en": "Line 3, column 3", "zh": "第3行第3列"}


def press_on(page, name: str) -> None:
    """Goes on with Tab until something of that name has the focus, and presses Enter."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText?.trim()") == name:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way to {name!r} by keyboard")


@pytest.mark.parametrize(
    ("language", "read", "take", "best"),
    [
        ("en", "Read the file", "Take over", "Make it the best option"),
        ("zh", "读取文件", "放进去", "定为最佳方案"),
    ],
)
def test_by_keyboard_from_a_file_to_the_sheet(person, language, read, take, best):
    someone = person(language)
    board = someone.start("A deal")
    page = someone.open(board + "deal/import/")
    page.locator("#id_text").focus()
    page.keyboard.insert_text(FILES[language].replace("\t25\t", "\t=A1\t"))
    press_on(page, read)
    expect(page.get_by_role("alert")).to_contain_text(BAD[language])
    someone.complaints.clear()
    page.locator("#id_text").fill(FILES[language])
    press_on(page, read)
    press_on(page, take)
    page.wait_for_url("**/deal/")
    expect(page.locator(".package").first).to_be_visible()
    press_on(page, best)
    expect(page.locator(".messages")).to_be_visible()
    page = someone.open(board + "items/best_option/")
    expect(page.locator('[data-entries="best_option.priorities"] textarea').first).to_have_value(BEST[language])
    page = someone.open(board + "prep-sheet/")
    assert BEST[language] in page.context.request.get(someone.site + board + "plan.md").text()


def at_deal(writer):
    page = writer.open(writer.board + "deal/")
    page.locator("#write").focus()
    return page


def type_issue(page, name: str, *rows: tuple[str, ...]) -> None:
    page.locator("#write").focus()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    for row in rows:
        for at, text in enumerate(row):
            if at:
                page.keyboard.press("Tab")
            page.keyboard.type(text)
        page.keyboard.press("Enter")


def test_the_example_goes_with_the_first_issue_and_the_focus_stays(writer):
    page = at_deal(writer)
    expect(page.locator(".example-deal")).to_be_visible()
    page.keyboard.type("Price")
    page.keyboard.press("Enter")
    expect(page.locator(".example-deal")).to_have_count(0)
    page.keyboard.type("80")
    expect(page.locator("[data-new-option] textarea, [data-draft] textarea, [data-draft] input").first).to_have_value(
        "80"
    )


def test_after_a_button_the_focus_is_at_what_it_did(person):
    someone = person()
    page = someone.open(someone.start("A deal") + "deal/")
    page.locator("button[value=example]").click()
    page.get_by_role("button", name="Make it the best option").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate(
        "document.activeElement.matches('li.package') && document.activeElement.innerText.includes('Kept')"
    )


def test_cell_by_cell_the_table_is_written_and_the_packages_follow(writer):
    page = at_deal(writer)
    type_issue(page, "Price", ("80", "40", "0"), ("85", "25", "20"))
    type_issue(page, "Payment", ("at once", "0", "30"), ("in 60 days", "10", "much"))
    expect(page.locator(".problem", has_text="“much” is not a number.").first).to_be_visible()
    bad = page.locator('.issues tr[data-target] [data-field="value_to_them"]').nth(3)
    expect(bad).to_have_attribute("aria-invalid", "true")
    assert page.locator('.issues [data-field][aria-invalid="true"]').count() == 1
    expect(bad).to_have_accessible_description(re.compile("“much” is not a number."))
    writer.complaints.clear()
    bad.fill("0")
    bad.press("Enter")
    writer.saved()
    expect(page.locator(".package").first).to_be_visible()
    assert page.locator(".problem:visible").count() == 0
    page = writer.open(writer.board + "deal/")
    names = page.locator('.issues tr[data-target] [data-field="name"]')
    assert [one.input_value() for one in names.all()] == ["80", "85", "at once", "in 60 days"]
    expect(page.locator("text=4 packages are possible.")).to_be_visible()


def test_what_is_wrong_at_an_end_of_a_range_is_said_there_alone(writer):
    page = at_deal(writer)
    type_issue(page, "Discount")
    writer.saved()
    with page.expect_navigation():
        page.get_by_role("button", name="Settle it by a number in a range").press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.issue') !== null")
    high = page.locator("[data-field=high_us]")
    high.fill("a lot")
    high.press("Tab")
    expect(page.locator("tr", has=high).locator("[data-problem]")).to_be_visible()
    writer.complaints.clear()
    assert page.locator(".problem:visible", has_text="a lot").count() == 1
    assert page.locator("[data-field][aria-invalid='true']").count() == 1
    high.fill("5")
    writer.saved()
    assert page.locator("[data-problem]:visible").count() == 0
    assert [said for said in page.locator(".state").all_inner_texts() if said] == ["Saved"]


def test_a_cell_that_was_right_before_is_marked_when_it_is_wrong_and_not_after(writer):
    page = at_deal(writer)
    type_issue(page, "Price", ("80", "40", "0"), ("85", "25", "20"))
    writer.saved()
    page = writer.open(writer.board + "deal/")
    cell = page.locator('.issues tr[data-target] [data-field="value_to_us"]').first
    expect(cell).to_have_attribute("aria-invalid", "false")
    cell.fill("much")
    expect(cell).to_have_attribute("aria-invalid", "true")
    expect(cell).to_have_accessible_description(re.compile("“much” is not a number."))
    writer.complaints.clear()
    cell.fill("0x10")
    expect(cell).to_have_accessible_description(re.compile("“0x10” is not a number."))
    writer.complaints.clear()
    cell.fill("40")
    writer.saved()
    expect(cell).to_have_attribute("aria-invalid", "false")
    expect(cell).to_have_accessible_description("")


def test_after_another_way_to_give_values_one_goes_on_from_there(writer):
    page = at_deal(writer)
    type_issue(page, "Price", ("80", "4", "0"), ("85", "2", "2"))
    with page.expect_navigation():
        page.locator("#weighted").select_option("true")
    expect(page.locator("#weighted")).to_be_focused()
    expect(page.locator("#weighted")).to_have_value("true")


def test_what_is_changed_and_deleted_is_taken_back_by_key(writer):
    page = at_deal(writer)
    type_issue(page, "Price", ("80", "40", "0"), ("85", "25", "20"))
    writer.saved()
    page = writer.open(writer.board + "deal/")
    value = page.locator('tr[data-target] [data-field="value_to_us"]').first
    value.fill("41")
    value.press("Enter")
    writer.saved()
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    expect(value).to_have_value("40")
    writer.saved()
    page.locator("tr[data-target] [data-remove]").first.click()
    expect(page.locator(".issues tr[data-target]")).to_have_count(1)
    page.locator(".undo button").press("Enter")
    expect(page.locator(".issues tr[data-target]")).to_have_count(2)
    writer.saved()
    page = writer.open(writer.board + "deal/")
    expect(page.locator(".issues tr[data-target]")).to_have_count(2)


def test_other_guesses_are_tried_and_can_be_stopped(writer):
    page = at_deal(writer)
    type_issue(page, "Price", ("80", "40", "0"), ("85", "25", "20"))
    type_issue(page, "Payment", ("at once", "0", "31"), ("in 60 days", "10", "0"))
    writer.saved()
    expect(page.get_by_text("4 packages are possible.")).to_be_visible()
    page.get_by_role("button", name="Try other guesses").press("Enter")
    expect(page.locator(".held")).to_be_visible()
    expect(page.locator("#guesses")).to_have_attribute("data-done", "1000")
    expect(page.locator("#guesses button")).to_have_count(0)
    expect(page.locator("#guesses")).to_be_focused()


def heavy() -> str:
    """A deal that takes some seconds to work out, as JSON."""
    chance = random.Random(11)
    issues = [
        {
            "name": f"issue {at}",
            "options": [
                {"name": f"{place}", "us": chance.randint(0, 99), "them": chance.randint(0, 99)} for place in range(20)
            ],
        }
        for at in range(12)
    ]
    barred = [
        [{"issue": f"issue {at}", "options": [f"{chance.randrange(20)}"]} for at in sorted(chance.sample(range(12), 2))]
        for _combination in range(40)
    ]
    return json.dumps({"format": "negotiation-deal", "version": 1, "issues": issues, "impossible": barred})


def test_what_takes_long_is_waited_for_or_given_up(writer):
    page = writer.open(writer.board + "deal/import/")
    page.locator("#id_text").fill(heavy())
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Take over").click()
    page.wait_for_url("**/deal/")
    page.locator("[data-patient]").click()
    expect(page.get_by_role("progressbar", name="Working it out")).to_be_visible()
    with page.expect_response(lambda answer: "given_up" in answer.url) as told:
        page.get_by_role("button", name="Cancel").click()
    assert told.value.status == 204
    expect(page.locator("[data-patient]")).to_be_focused()
    expect(page.get_by_role("progressbar")).to_be_hidden()
    page.locator("[data-patient]").click()
    expect(page.locator("#results .package").first).to_be_visible(timeout=30_000)


def test_what_others_write_arrives(account, person):
    page = at_deal(account)
    type_issue(page, "Price", ("80", "40", "0"), ("85", "25", "20"))
    account.saved()
    other = account.context.new_page()
    other.goto(page.url)
    cell = other.locator('tr[data-target] [data-field="value_to_us"]').first
    cell.fill("44")
    cell.press("Enter")
    expect(page.locator('tr[data-target] [data-field="value_to_us"]').first).to_have_value("44")


def test_an_issue_that_somebody_else_makes_arrives_and_goes(account):
    page = at_deal(account)
    type_issue(page, "Price", ("80", "40", "0"))
    account.saved()
    other = account.context.new_page()
    other.goto(page.url)
    type_issue(other, "Payment", ("at once", "0", "30"))
    expect(page.locator(".issue")).to_have_count(2)
    expect(page.locator('.issue:nth-child(2) tr[data-target] [data-field="name"]')).to_have_value("at once")
    other.locator(".issue:nth-child(2) .issue-head [data-remove]").click()
    expect(page.locator(".issue")).to_have_count(1)


def test_weights_are_asked_for_as_soon_as_there_are_any(writer):
    page = at_deal(writer)
    type_issue(page, "Price", ("80", "4", "0"), ("85", "2", "2"))
    writer.saved()
    page.locator("[data-reload]").select_option("true")
    weight = page.locator('[data-field="weight_us"]')
    expect(weight).to_be_visible()
    expect(page.locator(".faults .problem", has_text="Still empty.").first).to_be_visible()
    weight.fill("90")
    page.locator('[data-field="weight_them"]').fill("100")
    page.locator('[data-field="weight_them"]').press("Enter")
    expect(page.locator("#results")).to_contain_text("The weights for us add up to 90, not to 100.")


def test_without_scripts_the_same_is_done(person):
    someone = person(java_script_enabled=False)
    board = someone.start("A deal")
    page = someone.open(board + "deal/")
    page.get_by_role("button", name="Load the example").click()
    expect(page.locator(".package").first).to_be_visible()
    go_on = page.get_by_role("button", name="Try other guesses")
    # What was tried for the same deal before is known.
    if go_on.count():
        go_on.click()
    expect(page.locator(".held")).to_be_visible()
    page.get_by_role("button", name="Make it the best option").first.click()
    expect(page.locator(".messages")).to_contain_text("the first of your best options")


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), pytest.param("zh", "dark", marks=pytest.mark.long)])
def test_axe_finds_nothing_on_a_deal_with_and_without_flaws(person, language, theme):
    someone = person(language, color_scheme=theme)
    board = someone.start("A deal")
    page = someone.open(board + "deal/")
    page.locator("button[value=example]").click()
    expect(page.locator(".package").first).to_be_visible()
    if page.locator("[data-guess]").count():
        page.locator("[data-guess]").click()
    expect(page.locator(".held")).to_be_visible()
    for summary in page.locator(".deal summary").all():
        summary.click()
    assert not faults(page)
    page.locator("[data-reload]").select_option("true")
    expect(page.locator(".faults .problem").first).to_be_visible()
    assert not faults(page)
    page = someone.open(board + "deal/import/")
    page.locator("#id_text").fill(FILES[language].replace("\t25\t", "\t=A1\t"))
    page.locator("#id_text").locator("xpath=ancestor::form").locator("button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    someone.complaints.clear()
    assert not faults(page)


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.long), "zh"])
def test_it_fits_the_narrowest_phone(person, language):
    someone = person(language, viewport=NARROW, has_touch=True)
    board = someone.start("A deal")
    for path in ("deal/", "deal/import/"):
        page = someone.open(board + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page = someone.open(board + "deal/")
    page.locator("button[value=example]").click()
    expect(page.locator(".package").first).to_be_visible()
    for summary in page.locator(".deal summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    if page.locator("[data-guess]").count():
        page.locator("[data-guess]").click()
    expect(page.locator(".held")).to_be_visible()
    assert page.locator(".held").bounding_box()["width"] <= NARROW["width"] - 32
    # One line holds what stands at the end of the bar.
    assert page.locator(".bar .end").bounding_box()["height"] < 60
    # At one moment: while other guesses are tried, buttons come and go.
    heights = page.locator(".deal button:visible:not(.default)").evaluate_all(
        "(tools) => tools.map((tool) => tool.getBoundingClientRect().height)"
    )
    assert len(heights) > 9 and min(heights) >= 43.5
