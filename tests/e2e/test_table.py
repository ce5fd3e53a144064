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


@pytest.mark.parametrize("script", [True, False])
def test_a_line_goes_on_the_sheet_and_comes_off_when_it_is_changed(person, script):
    someone = person(java_script_enabled=script)
    board = someone.enter_demo()[EXAMPLE]
    page = someone.open(board + "table-sheet/")
    assert LINE not in on_the_sheet(page)
    page.get_by_label(LINE).check()
    page.get_by_role("button", name="Save and look at the sheet").click()
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
    page.get_by_role("button", name="Save and look at the sheet").click()
    expect(page.locator(".again")).to_have_count(0)
    # As the next one finds it.
    page = someone.open(board + "items/framing/")
    page.locator(".entry textarea", has_text="Tom?").fill(LINE)
    if script:
        someone.saved()
    else:
        page.get_by_role("button", name="Save", exact=True).last.click()
