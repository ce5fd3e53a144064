"""Laying a line on the table, seeing the sheet, and losing the consent by writing on."""

import io

import pypdf
import pytest
from playwright.sync_api import expect

EXAMPLE = "Asking Dana for a raise"
LINE = "Who else has to say yes, and what would make it easy for them?"


def on_the_sheet(page) -> str:
    """The text of the file that the page offers, as it comes from the browser."""
    with page.expect_download() as loading:
        page.get_by_role("link", name="Download PDF").click()
    assert loading.value.suggested_filename.startswith("Role_and_pay")
    content = loading.value.path().read_bytes()
    return " ".join(pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().split())


def lay(page, script: bool) -> None:
    """What was ticked goes on the sheet: by itself with script, by the button without."""
    if not script:
        page.get_by_role("button", name="Save and look at the sheet").click()


def picture(page) -> str:
    return page.locator(".preview img").get_attribute("src")


@pytest.mark.parametrize("script", [True, False])
def test_a_line_goes_on_the_sheet_and_comes_off_when_it_is_changed(person, script):
    someone = person(java_script_enabled=script)
    board = someone.enter_demo()[EXAMPLE]
    page = someone.open(board + "table-sheet/")
    assert LINE not in on_the_sheet(page)
    seen = picture(page)
    page.get_by_label(LINE).check()
    lay(page, script)
    expect(page.locator(".preview img")).not_to_have_attribute("src", seen)
    expect(page.get_by_label(LINE)).to_be_checked()
    assert LINE in on_the_sheet(page)

    page = someone.open(board + "items/framing/")
    row = page.locator(".entry", has_text=LINE)
    expect(row.locator(".facts")).to_contain_text("Stands on the table sheet")
    row.locator("textarea").first.fill(LINE + " Tom?")
    if script:
        someone.saved()
        expect(page.locator(".facts", has_text="please confirm")).to_be_visible()
    else:
        page.get_by_role("button", name="Save", exact=True).last.click()
    page = someone.open(board + "table-sheet/")
    expect(page.locator(".again")).to_have_count(1)
    assert "say yes" not in on_the_sheet(page)
    page.get_by_label(LINE + " Tom?").check()
    lay(page, script)
    expect(page.locator(".again")).to_have_count(0)
    # As the next one finds it.
    page = someone.open(board + "items/framing/")
    page.locator(".entry textarea", has_text="Tom?").fill(LINE)
    if script:
        someone.saved()
    else:
        page.get_by_role("button", name="Save", exact=True).last.click()


def questions(page):
    """The lines under one heading."""
    return page.locator(".prompt", has_text="14 Framing").first.locator("li")


def order(page) -> list[str]:
    return questions(page).locator("label").all_inner_texts()


def test_ticks_moves_and_names_follow_each_other_without_waiting(person):
    someone = person()
    page = someone.open(someone.enter_demo()[EXAMPLE] + "table-sheet/")
    boxes = questions(page).locator("input[type=checkbox]")
    before, names = [box.is_checked() for box in boxes.all()], order(page)
    for box in boxes.all():
        box.click()
    questions(page).nth(1).get_by_title("Move up").click()
    page.get_by_label("Name on the table sheet: Dana Reyes").fill("Ms Reyes")
    page.get_by_label("Title the other side may read").fill("Role and pay, step by step")
    page.get_by_label("Title the other side may read").blur()
    expect(page.locator("[data-save-status]")).to_have_text("Saved.")
    page.wait_for_load_state("networkidle")
    page.reload()
    assert order(page)[:2] == [names[1], names[0]]
    assert sorted(box.is_checked() for box in boxes.all()) == sorted(not was for was in before)
    text = on_the_sheet(page)
    assert "Ms Reyes" in text and "Role and pay, step by step" in text


def test_without_connection_the_page_says_so_and_keeps_what_was_ticked(person):
    someone = person()
    page = someone.open(someone.enter_demo()[EXAMPLE] + "table-sheet/")
    box = page.get_by_label("Tom closes the half-year budget")
    someone.context.set_offline(True)
    box.check()
    expect(page.locator("[data-save-status]")).to_have_text("That did not work just now. Try again.")
    expect(box).to_be_checked()
    someone.context.set_offline(False)
    page.get_by_role("button", name="Save and look at the sheet").click()
    expect(page.locator("[data-save-status]")).to_have_text("Saved.")
    assert "Tom closes" in on_the_sheet(page)
    someone.complaints.clear()
