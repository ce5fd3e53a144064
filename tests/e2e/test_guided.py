"""The guided ways in a browser: quick prep from nothing to a sheet, and the pass in their shoes; by keyboard, on a
phone, in both languages."""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.conftest import NARROW, WIDE, follow
from tests.e2e.saving import KEPT, SEAL, cut_off, fill_summary, second_window, status, texts, write

WORDS = {
    "en": {
        "title": "Rent of the flat",
        "goal": "900 a month for two years",
        "name": "Mrs Hadley",
        "question": "What matters most to you in this?",
        "need": "I want a quiet tenant",
    },
    "zh": {
        "title": "房租",
        "goal": "两年内每月三千",
        "name": "刘姐",
        "question": "这件事上，您最看重的是什么？",
        "need": "我想找个安静的房客",
    },
}


def press_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Goes on by keyboard until the focus is on what is meant."""
    for _step in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# Each language and each width once; all four in the long form.
SEATS = [
    pytest.param("en", WIDE, id="en-wide"),
    pytest.param("zh", NARROW, id="zh-narrow"),
    pytest.param("en", NARROW, id="en-narrow", marks=pytest.mark.long),
    pytest.param("zh", WIDE, id="zh-wide", marks=pytest.mark.long),
]


@pytest.mark.parametrize(("language", "viewport"), SEATS)
def test_quick_prep_by_keyboard_from_nothing_to_a_sheet(person, language, viewport):
    words, guest = WORDS[language], person(language, viewport=viewport)
    page = guest.open("/")
    press_to(page, "#title")
    page.keyboard.type(words["title"])
    press_to(page, "[value=quick]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[name=quick_time][value=twenty]")).to_be_checked()
    press_to(page, "[name=quick_known]")
    page.keyboard.press("Space")
    press_to(page, "[value='start rent']", "Shift+Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[name=quick_known][value=no]")).to_be_checked()
    expect(page.locator("[name=quick_stake][value=much]")).to_be_checked()
    press_to(page, "[name=quick_time]")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[name=quick_time][value=ten]")).to_be_checked()
    assert fits(page)
    press_to(page, ".actions [value=answer]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    steps = page.locator("#picks ol").first.locator("li").count()
    assert steps == 5
    assert fits(page)
    press_to(page, "#picks .btn-main")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for number in range(steps):
        assert fits(page)
        press_to(page, "#write")
        page.keyboard.type(words["goal"] if number == 0 else f"{words['need']} {number}")
        page.keyboard.press("Enter")
        guest.saved()
        press_to(page, "[rel=next]")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/prep-sheet/$"))
    with page.expect_download() as download:
        page.locator("a[download]").click()
    with open(download.value.path(), "rb") as file:
        text = re.sub(r"\s+", "", PdfReader(io.BytesIO(file.read())).pages[0].extract_text())
    assert words["goal"].replace(" ", "") in text
    assert words["need"].replace(" ", "") + "4" in text


def test_a_line_that_is_still_being_typed_goes_along_to_the_next_step_and_back(writer):
    page = writer.open(writer.board + "quick/goals/")
    page.locator("#write").fill("900 a month")
    follow(page, page.locator("[rel=next]"))
    expect(page.locator("[data-goal]")).to_have_text("900 a month")
    follow(page, page.locator("[rel=prev]"))
    expect(page.locator(".entries textarea")).to_have_value("900 a month")


def test_the_coach_speaks_before_the_sheet_leads_back_to_the_step_and_is_put_aside_there(writer):
    page = writer.open(writer.board + "quick/goals/")
    page.locator("#write").fill("To be treated well")
    writer.saved()
    last = writer.board + "quick/next_steps/"
    page = writer.open(last)
    hint = page.locator(".hint[data-target='hint:goal_vague']")
    expect(hint).to_contain_text("“To be treated well”")
    follow(page, hint.get_by_role("link", name="Answer"))
    assert "/quick/goals/#entry-" in page.url
    expect(page.locator(".entry:target textarea")).to_have_value("To be treated well")
    page = writer.open(last)
    hint.get_by_text("Put aside").first.click()
    hint.locator("[data-field=reason]").fill("They know it")
    page.keyboard.press("Enter")
    expect(hint).to_have_count(0)
    assert page.url.endswith(last)
    writer.saved()
    page.reload()
    expect(page.locator("#hints-name")).to_be_attached()
    expect(hint).to_have_count(0)


def test_the_clock_goes_on_and_stays_hidden_when_it_was_folded_away(writer):
    page = writer.open(writer.board + "quick/goals/")
    timer = page.get_by_role("timer")
    expect(timer).to_have_text("0 min")
    page.evaluate("document.querySelector('[data-clock]').dataset.began -= 7 * 60 + 5")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(timer).to_have_text("7 min")
    page.locator(".clock summary").focus()
    page.keyboard.press("Enter")
    expect(timer).to_be_hidden()
    follow(page, page.locator("[rel=next]"))
    expect(timer).to_be_hidden()


def test_without_script_one_answers_walks_and_writes(person):
    guest = person("en", java_script_enabled=False)
    guest.start("A raise")
    page = guest.page
    page.goto(page.url.split("#")[0] + "quick/")
    page.locator("[name=quick_known][value=no]").check(force=True)
    page.locator("[name=quick_time][value=ten]").check(force=True)
    page.locator("[value='start raise']").click()
    expect(page.locator("[name=quick_known][value=no]")).to_be_checked()
    expect(page.locator("[name=quick_stake][value=much]")).to_be_checked()
    expect(page.locator(".starts [role=status]")).to_contain_text("Left as you chose it: Not at all.")
    page.locator(".actions [value=answer]").click()
    page.locator("#picks .btn-main").click()
    page.locator("#write").fill("38.5 from May")
    page.locator("[value=on]").click()
    page.locator("#write").fill("Dana")
    page.locator("[value=back]").click()
    expect(page.locator(".entries textarea")).to_have_value("38.5 from May")
    page.locator("[value=on]").click()
    expect(page.locator(".people")).to_contain_text(["Dana"])


@pytest.mark.parametrize(("language", "viewport"), SEATS)
def test_in_their_shoes_by_keyboard_to_a_question_for_the_table(person, language, viewport):
    words, guest = WORDS[language], person(language, viewport=viewport)
    board = guest.start(words["title"])
    page = guest.open(board + "items/parties/")
    page.locator("[data-new-party=counterpart]").fill(words["name"])
    page.locator("[data-new-party=counterpart]").press("Enter")
    guest.saved()
    page = guest.open(board + "in-their-shoes/")
    press_to(page, ".shoes .btn")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(words["name"])
    press_to(page, "#write-want")
    page.keyboard.type(words["need"])
    page.keyboard.press("Enter")
    guest.saved()
    page.keyboard.press("Tab")
    assert fits(page)
    press_to(page, "[href$='/gap/']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    line = page.locator(".gap li")
    expect(line).to_contain_text(words["need"])
    expect(line.locator("textarea")).to_have_value(words["question"])
    assert fits(page)
    press_to(page, ".probe button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".seen ul")).to_have_text(words["question"])
    page = guest.open(board + "items/framing/")
    expect(page.locator("[data-entries='framing.questions'] textarea")).to_have_value(words["question"])


def test_a_question_is_changed_before_it_goes_to_the_table(writer):
    page = writer.open(writer.board + "items/parties/")
    page.locator("[data-new-party=counterpart]").fill("Dana")
    page.locator("[data-new-party=counterpart]").press("Enter")
    writer.saved()
    page = writer.open(writer.board + "in-their-shoes/")
    follow(page, page.locator(".shoes .btn").first)
    page.locator("#write-afraid").fill("That I look weak")
    page.locator("#write-afraid").press("Enter")
    writer.saved()
    follow(page, page.locator("[href$='/gap/']"))
    page.locator(".probe textarea").fill("What would your boss say?")
    with page.expect_navigation():
        page.locator(".probe button").click()
    expect(page.locator(".seen ul")).to_have_text("What would your boss say?")
    page.locator("#write").fill("She has a boss, too")
    page.locator("#write").press("Enter")
    writer.saved()
    page.reload()
    expect(page.locator(".step .entries textarea")).to_have_value("She has a boss, too")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_the_partner_who_holds_the_device_sees_nothing_but_own_answers_and_a_way_to_hand_it_back(person, scripts):
    writer = person("en", java_script_enabled=scripts)
    board = writer.start("A raise")

    def put(field, text, click):
        page.locator(field).fill(text)
        if scripts:
            page.locator(field).press("Enter")
            writer.saved()
        else:
            page.locator(click).first.click()

    page = writer.open(board + "items/parties/")
    put("[data-new-party=counterpart]", "Dana", ".without-script [value=save]")
    page = writer.open(board + "items/needs/")
    put("[data-new='needs.rational']", "She wants calm", ".without-script [value=save]")
    page = writer.open(board + "in-their-shoes/")
    expect(page.locator("main")).to_contain_text("It is no lock")
    follow(page, page.locator("[href$='/partner/']"))
    put("#write-want", "I want a result", ".without-script [value=save]")
    page.goto(page.url)
    assert "She wants calm" not in page.content() and "A raise" not in page.content()
    expect(page.locator(".entries textarea")).to_have_value("I want a result")
    assert page.locator("a:visible").evaluate_all("all => all.map((one) => one.pathname.split('/').at(-2))") == (
        ["handed-back"] if scripts else []
    )
    follow(page, page.locator("[href$='/handed-back/']") if scripts else page.locator("[value=on]"))
    assert "She wants calm" not in page.content() and "I want a result" not in page.content()
    follow(page, page.locator("[href$='/gap/']"))
    for text in ("She wants calm", "I want a result", "by a partner"):
        expect(page.locator(".gaps")).to_contain_text(text)


# --- A device in the hands of somebody else ------------------------------------------------------------------------


def name_dana(writer) -> str:
    """Puts somebody on the other side; the path of the page for a partner who answers as her."""
    page = writer.open(writer.board + "items/parties/")
    page.locator("[data-new-party=counterpart]").fill("Dana")
    page.locator("[data-new-party=counterpart]").press("Enter")
    writer.saved()
    page = writer.open(writer.board + "in-their-shoes/")
    return page.locator("[href$='/partner/']").get_attribute("href")


def test_the_key_to_undo_takes_back_what_the_partner_wrote_and_nothing_of_the_owner(writer):
    partner = name_dana(writer)
    page = writer.open(writer.board + "items/goals/")
    write(page, "goals.short_term", "at most 900, and nobody knows")
    writer.saved()
    page = writer.open(partner)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    write(page, "needs.rational", "I want peace")
    expect(page.locator(".entries textarea")).to_have_value("I want peace")
    writer.saved()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+z")
    expect(page.locator(".entries textarea")).to_have_count(0)
    writer.saved()
    for _more in range(3):
        page.keyboard.press("Control+z")
    page.wait_for_timeout(500)
    assert not [url for url in asked if "undo=" in url]
    page = writer.open(writer.board + "items/goals/")
    assert texts(page, "goals.short_term") == ["at most 900, and nobody knows"]


def test_what_the_owner_has_kept_on_the_device_waits_until_it_is_handed_back(writer):
    partner = name_dana(writer)
    page = writer.open(writer.board + "items/standards/")
    away = second_window(writer, writer.board + "items/standards/")
    with cut_off(page):
        fill_summary("secret of the owner")(page)
        expect(status(page)).to_have_text(KEPT)
        fill_summary("another text")(away)
        expect(status(away)).to_have_text("Saved")
        away.close()
        # What cannot be sent, of this worksheet and of one that is not there any more.
        nowhere = "/worksheets/00000000-0000-4000-8000-000000000000/edits/"
        record = {
            "version": 0,
            "queue": [{"op": page.evaluate("crypto.randomUUID()"), "fields": {"summary": "secret"}}],
        }
        page.evaluate(SEAL, [nowhere, "item:standards", record])
        page.goto("about:blank")
    refusals: list[int] = []
    page.on("response", lambda answer: answer.status in (404, 409) and refusals.append(answer.status))
    writer.open(partner)
    write(page, "needs.rational", "I want peace")
    for lent in (page.url, writer.site + partner.replace("/partner/", "/handed-back/")):
        page.goto(lent)
        expect(page.locator("body")).not_to_contain_text("needs a decision")
        for _wait in range(50):
            if {404, 409} <= set(refusals):
                break
            page.wait_for_timeout(100)
        assert {404, 409} <= set(refusals)
        page.wait_for_timeout(300)
        assert "secret" not in page.content()
        refusals.clear()
    follow(page, page.locator("[href$='/gap/']"))
    expect(page.locator(".gaps")).to_contain_text("I want peace")
    expect(page.locator("div[data-kept] q")).to_have_text("secret")
    page.goto(writer.site + writer.board + "items/standards/")
    expect(page.locator(".sides").first).to_contain_text("secret of the owner")
    writer.complaints.clear()


def test_what_the_partner_could_not_send_any_more_goes_out_from_the_page_that_hands_back(writer):
    page = writer.open(name_dana(writer))
    # The page may send as soon as there is a network again, before it is reloaded.
    with page.expect_response(lambda answer: answer.url.endswith("/edits/") and answer.ok):
        with cut_off(page):
            write(page, "needs.rational", "I want peace")
            expect(status(page)).to_have_text(KEPT)
            follow(page, page.locator("[href$='/handed-back/']"))
        page.reload()
    assert "I want peace" not in page.content()
    follow(page, page.locator("[href$='/gap/']"))
    expect(page.locator(".gaps")).to_contain_text("I want peace")
    writer.complaints.clear()


def test_what_is_kept_of_a_partners_page_is_sent_from_the_next_one(writer):
    partner = name_dana(writer)
    page = writer.open(partner)
    with cut_off(page):
        write(page, "needs.rational", "I want peace")
        expect(status(page)).to_have_text(KEPT)
        page.goto("about:blank")
    page = writer.open(partner)
    expect(page.locator(".entries textarea")).to_have_value("I want peace")
    writer.complaints.clear()
