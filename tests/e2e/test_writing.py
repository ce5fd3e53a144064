"""What happens under the fingers: lines, marks, moves, undo, and a page that tells the truth about saving."""

import re

import pytest
from playwright.sync_api import Page, expect


def rows(page: Page, place: str):
    return page.locator(f"[data-entries='{place}'] textarea[data-field=text]")


def texts(page: Page, place: str) -> list[str]:
    return [row.input_value() for row in rows(page, place).all()]


def write(page: Page, place: str, *lines: str) -> None:
    box = page.locator(f"[data-new='{place}']")
    for line in lines:
        box.fill(line)
        box.press("Enter")


@pytest.fixture
def writer(person):
    guest = person()
    guest.board = guest.start("A talk")
    return guest


def at_item(writer, item: str) -> Page:
    return writer.open(f"{writer.board}items/{item}/")


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
          document.activeElement.dispatchEvent(paste);
        }""",
        text,
    )


def test_ten_pasted_lines_become_ten_entries_in_order(writer):
    page, place = at_item(writer, "problems"), "problems.obstacles"
    lines = [f"line {number}" for number in range(1, 11)]
    page.locator(f"[data-new='{place}']").focus()
    paste(page, "\r\n".join(["", *lines, ""]))
    expect(rows(page, place)).to_have_count(10)
    writer.saved()
    page.reload()
    assert texts(page, place) == lines


def test_lines_pasted_into_a_line_follow_it(writer):
    page, place = at_item(writer, "problems"), "problems.obstacles"
    write(page, place, "first", "last")
    rows(page, place).first.press("End")
    paste(page, " and more\nsecond\nthird")
    writer.saved()
    page.reload()
    assert texts(page, place) == ["first and more", "second", "third", "last"]


def test_the_mark_for_the_sheet_goes_round(writer):
    page, place = at_item(writer, "problems"), "problems.obstacles"
    write(page, place, "one")
    star = page.locator(f"[data-entries='{place}'] .star")
    for label, value in (("yes", "true"), ("no", "false"), ("not marked", "")):
        star.click()
        expect(star).to_have_attribute("data-value", value)
        expect(star).to_have_attribute("aria-label", f"On the sheet: {label}")
        writer.saved()
        page.reload()
        expect(star).to_have_attribute("data-value", value)


def test_a_deleted_line_comes_back(writer):
    page, place = at_item(writer, "problems"), "problems.obstacles"
    write(page, place, "one", "two")
    writer.saved()
    row = page.locator(f"[data-entries='{place}'] .entry").first
    row.hover()
    row.locator("[data-more]").click()
    row.locator("[data-do=delete]").click()
    expect(rows(page, place)).to_have_count(1)
    page.locator(".undo button").click()
    expect(rows(page, place)).to_have_count(2)
    writer.saved()
    page.reload()
    assert texts(page, place) == ["one", "two"]


def test_an_emptied_line_is_deleted_and_can_be_taken_back(writer):
    page, place = at_item(writer, "problems"), "problems.obstacles"
    write(page, place, "one", "two")
    writer.saved()
    rows(page, place).first.press("End")
    for _ in "one":
        page.keyboard.press("Backspace", delay=600)
    page.locator("#summary").focus()
    expect(rows(page, place)).to_have_count(1)
    page.locator(".undo button").click()
    writer.saved()
    page.reload()
    assert texts(page, place) == ["one", "two"]


def test_lines_are_dragged_by_their_grip(writer):
    page, place = at_item(writer, "problems"), "problems.obstacles"
    write(page, place, "one", "two", "three")
    writer.saved()
    entries = page.locator(f"[data-entries='{place}'] .entry")
    # Hints come and go with what is saved, and move the lines: here they stay.
    page.reload()
    start, end = (entries.nth(number).locator(".grip").bounding_box() for number in (2, 0))
    page.mouse.move(start["x"] + 5, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(end["x"] + 5, end["y"] + 2, steps=8)
    page.mouse.up()
    writer.saved()
    page.reload()
    assert texts(page, place) == ["three", "one", "two"]


def test_lines_are_moved_by_a_finger_without_dragging(person):
    guest = person(viewport={"width": 375, "height": 667}, has_touch=True, is_mobile=True)
    guest.board = guest.start("On the phone")
    page, place = at_item(guest, "problems"), "problems.obstacles"
    write(page, place, "one", "two")
    entry = page.locator(f"[data-entries='{place}'] .entry").first
    entry.locator("[data-more]").tap()
    entry.locator("[data-do=down]").tap()
    guest.saved()
    page.reload()
    assert texts(page, place) == ["two", "one"]


def test_more_about_a_line_saves_and_moves_it_to_another_item(writer):
    page, place = at_item(writer, "next_steps"), "next_steps.actions"
    write(page, place, "call the bank")
    writer.saved()
    entry = page.locator(f"[data-entries='{place}'] .entry").first
    entry.hover()
    entry.locator("[data-more]").click()
    entry.locator("[data-field=person]").fill("Ann")
    entry.locator("[data-field=due]").fill("2031-05-06")
    entry.locator("[data-field=done]").check()
    writer.saved()
    page.reload()
    expect(entry.locator(".facts")).to_contain_text("Ann")
    entry.hover()
    entry.locator("[data-more]").click()
    expect(entry.locator("[data-field=done]")).to_be_checked()
    entry.locator("[data-place]").select_option("preparation.readiness")
    writer.saved()
    assert texts(at_item(writer, "preparation"), "preparation.readiness") == ["call the bank"]


def test_people_are_added_described_and_removed(writer):
    page = at_item(writer, "parties")
    write_party = page.locator("[data-new-party=counterpart]")
    write_party.fill("Dana")
    write_party.press("Enter")
    writer.saved()
    page.get_by_role("link", name="Dana").click()
    page.locator("[data-field=style], [name$='|style']").first.select_option("giver")
    writer.saved()
    page.reload()
    expect(page.locator("[data-field=style]")).to_have_value("giver")
    needs = at_item(writer, "needs")
    write(needs, "needs.rational", "a quiet quarter")
    writer.saved()
    entry = needs.locator("[data-entries='needs.rational'] .entry").first
    entry.hover()
    entry.locator("[data-more]").click()
    entry.locator("[data-field=party]").select_option(label="Dana")
    writer.saved()
    page = at_item(writer, "parties")
    page.get_by_role("link", name="Dana").click()
    expect(page.get_by_text("a quiet quarter")).to_be_visible()
    page.get_by_text("Remove from this worksheet").click()
    page.get_by_label("Keep the lines, without a name").check()
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("[role=status]").get_by_text("Dana")).to_be_visible()
    assert texts(at_item(writer, "needs"), "needs.rational") == ["a quiet quarter"]


def test_what_is_too_long_stays_in_the_field_with_a_reason(writer):
    page = at_item(writer, "standards")
    page.locator("#summary").fill("x" * 301)
    page.locator("#summary").press("Enter")
    problem = page.locator(".line-for-sheet [data-problem]")
    expect(problem).to_contain_text("at most 300 characters; this has 301")
    assert len(page.locator("#summary").input_value()) == 301
    page.locator("#summary").fill("short")
    expect(page.locator("[data-save-status]")).to_have_text("Saved")
    expect(problem).to_be_hidden()
    writer.complaints.clear()


def test_the_board_follows_what_is_written_on_it(writer):
    page = writer.open(writer.board)
    expect(page.locator(".next")).to_contain_text("Goals")
    write(page, "goals.short_term", "900 a month")
    expect(page.locator(".goal")).to_contain_text("900 a month")
    expect(page.locator(".next")).to_contain_text("Parties")
    expect(page.locator("[data-fresh=count-1]")).to_have_text("1 of 2 · begun")


def test_the_star_and_the_field_say_the_same(writer):
    page = at_item(writer, "problems")
    write(page, "problems.obstacles", "one")
    writer.saved()
    entry = page.locator("[data-entries='problems.obstacles'] .entry").first
    entry.hover()
    entry.locator("[data-more]").click()
    entry.locator(".star").click()
    expect(entry.locator("[data-field=on_sheet]")).to_have_value("true")
    entry.locator("[data-field=on_sheet]").select_option("false")
    expect(entry.locator(".star")).to_have_attribute("aria-label", "On the sheet: no")


def test_items_are_taken_in_and_out_of_use_from_the_board(writer):
    page = writer.open(writer.board)
    page.get_by_role("button", name="Communication").click()
    expect(page.get_by_role("link", name=re.compile("^8 Communication"))).to_be_visible()
    write(page, "communication.style", "short letters")
    writer.saved()
    page.get_by_role("link", name=re.compile("^8 Communication")).hover()
    page.get_by_role("button", name="Take Communication out of use").click()
    expect(page.get_by_text("Out of use: the text is kept")).to_be_visible()
    page = at_item(writer, "communication")
    write(page, "communication.style", "in the morning")
    writer.saved()
    page = writer.open(writer.board)
    expect(page.get_by_text("Out of use: the text is kept")).to_have_count(0)
    assert texts(page, "communication.style") == ["short letters", "in the morning"]


def test_the_language_changes_on_the_page_where_one_is(writer):
    page = at_item(writer, "needs")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("h1")).to_contain_text("需求/利益")
    assert page.url.endswith("/items/needs/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_contain_text("Needs and interests")


def test_an_export_can_be_imported_again(person, tmp_path):
    demo = person("zh")
    board = demo.enter_demo()["供应商涨价：恒泰铝圆片"]
    page = demo.open(f"{board}details/")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出全部数据").click()
    file = tmp_path / "export.json"
    download.value.save_as(file)
    page = demo.open("/worksheets/import/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="读取文件").click()
    page.wait_for_url("**/worksheets/*-*/**")
    assert board not in page.url
    expect(page.locator("h1")).to_contain_text("供应商涨价")
    demo.open(page.url + "details/")
    page.get_by_role("link", name="删除").click()
    page.get_by_role("button", name="删除").click()
    expect(page.locator("[role=status] li")).to_contain_text("已删除")
