"""From the home page to the printed sheet: as a guest, by sign-up, without JavaScript, by keyboard, on a phone."""

import io
import re
import time

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.conftest import NARROW, PHONE, WIDE

WORDS = {
    "en": {"title": "Rent of the flat", "goal": "900 a month for two years", "need": "A tenant who stays"},
    "zh": {"title": "房租", "goal": "两年内每月三千", "need": "想要一个长住的房客"},
}


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 1
    return re.sub(r"\s+", "", pages[0].extract_text())


def printed(person) -> str:
    """The text of the sheet that the page offers to download."""
    page = person.page
    page.locator(".tabs a[href$='prep-sheet/']").click()
    with page.expect_download() as download:
        page.locator("a[download]").click()
    with open(download.value.path(), "rb") as file:
        return text_of(file.read())


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_guest_writes_at_once_and_prints(person, language, viewport):
    words, guest = WORDS[language], person(language, viewport=viewport, has_touch=viewport == PHONE)
    opened = time.monotonic()
    guest.start(words["title"])
    page = guest.page
    expect(page.locator("#write")).to_be_focused()
    page.keyboard.type(words["goal"])
    page.keyboard.press("Enter")
    guest.saved()
    assert time.monotonic() - opened < 20
    if viewport == PHONE:
        page.locator(".quadrant-tabs a.q2").click()
    page.locator("[data-new='needs.rational']").fill(words["need"])
    page.locator("[data-new='needs.rational']").press("Enter")
    guest.saved()
    text = printed(guest)
    assert all(word.replace(" ", "") in text for word in words.values())


def sign_up(page: Page, email: str) -> None:
    page.locator("[name=email]").fill(email)
    for name in ("password1", "password2"):
        page.locator(f"[name={name}]").fill("a long pass word 7")
    page.locator("main form button[type=submit], main form button.btn-main").first.click()


def test_from_sign_up_to_the_sheet_and_back_in(person):
    ann = person()
    page = ann.open("/accounts/signup/")
    sign_up(page, "ann@example.com")
    page.wait_for_url("**/worksheets/")
    page.get_by_role("link", name="New worksheet").click()
    page.locator("[name=title]").fill("A raise")
    page.locator("[name=counterpart]").fill("Dana")
    page.get_by_label("Full prep").check()
    page.get_by_role("button", name="Start writing").click()
    page.wait_for_url(re.compile(r"/worksheets/[0-9a-f-]{36}/"))
    page.get_by_role("link", name=re.compile("^9 Standards")).click()
    page.locator("[data-new='standards.theirs']").fill("We pay the middle of the band")
    page.locator("[data-new='standards.theirs']").press("Enter")
    page.locator("[name='strategy:their_standards|how'], .plan textarea").first.fill("Ask how the band applies here")
    page.locator("#summary").click()
    ann.saved()
    assert "Wepaythemiddleoftheband" in printed(ann)
    page.get_by_role("button", name="Sign out").click()
    page.locator("main button").first.click()
    page.goto(ann.site + "/accounts/login/")
    page.locator("[name=login]").fill("ann@example.com")
    page.locator("[name=password]").fill("a long pass word 7")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="A raise")).to_be_visible()


def test_a_guest_becomes_an_account_with_all_that_was_written(person):
    guest = person()
    board = guest.start("Our car")
    guest.page.keyboard.type("Sold by Sunday\n")
    guest.saved()
    guest.page.get_by_role("link", name="Keep them with an e-mail").click()
    sign_up(guest.page, "car@example.com")
    page = guest.page
    page.wait_for_url(f"**{board}")
    expect(page.locator(".messages")).to_contain_text("Your account is ready")
    expect(page.locator(".goal")).to_contain_text("Sold by Sunday")
    expect(page.locator(".guest")).to_have_count(0)


def test_the_whole_way_without_javascript(person):
    guest = person(java_script_enabled=False)
    guest.start("No scripts here")
    page = guest.page
    page.locator("[name='new|goals.short_term']").fill("First line\nSecond line")
    page.locator("[name='new-party|counterpart']").fill("Jo")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".goal")).to_contain_text("First line")
    expect(page.get_by_role("link", name="Jo", exact=True)).to_be_visible()
    first, second = page.locator("[data-entries='goals.short_term'] textarea").all()
    assert (first.input_value(), second.input_value()) == ("First line", "Second line")
    page.locator("[data-entries='goals.short_term'] [data-do=down]").first.click()
    expect(page.locator("[data-entries='goals.short_term'] textarea").first).to_have_value("Second line")
    page.locator("[data-entries='goals.short_term'] [data-do=delete]").first.click()
    expect(page.locator("[data-entries='goals.short_term'] textarea")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-entries='goals.short_term'] textarea")).to_have_count(2)
    page.goto(page.url.split("#")[0].split("?")[0].rstrip("/") + "/strategies/")
    page.locator("#goals_first input[value=planned]").check()
    page.locator("#goals_first textarea").first.fill("Read the goal aloud first")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator("#goals_first input[value=planned]")).to_be_checked()
    page.locator(".tabs a[href$='prep-sheet/']").click()
    pdf = guest.context.request.get(guest.site + page.locator("a[download]").get_attribute("href")).body()
    text = text_of(pdf)
    assert "Secondline" in text and "Readthegoalaloudfirst" in text


def test_the_whole_way_by_keyboard_alone(person):
    guest = person()
    page = guest.open("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("form.start input[name=title]")).to_be_focused()
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")
    page.wait_for_url("**/worksheets/*-*/**")
    for line in ("one", "two", "three"):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    guest.saved()
    rows = page.locator("[data-entries='goals.short_term'] textarea")
    expect(rows).to_have_count(3)
    rows.nth(2).focus()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    guest.saved()
    page.reload()
    assert [row.input_value() for row in rows.all()] == ["three", "one", "two"]
    rows.first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.press("Tab")
    expect(rows).to_have_count(2)
    guest.saved()
    for _ in range(80):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches(\".tabs a[href$='prep-sheet/']\")"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/prep-sheet/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a[download]')"):
            break
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    with open(download.value.path(), "rb") as file:
        assert "one" in text_of(file.read())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_wider_than_a_small_phone(person, language):
    demo = person(language, viewport=NARROW, has_touch=True)
    paths = ["/", "/accounts/login/", "/accounts/signup/", "/strategies/", "/strategies/goals_first/"]
    for board in demo.enter_demo().values():
        paths += [board, board + "items/needs/", board + "items/parties/", board + "strategies/", board + "prep-sheet/"]
        paths += [board + "details/"]
    for path in [*paths, "/worksheets/", "/worksheets/new/", "/worksheets/import/", "/account/"]:
        page = demo.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path
