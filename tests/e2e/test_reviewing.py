"""Reviewing by keyboard alone, from sheet to sheet, with and without a connection, and beside somebody else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import NARROW, follow
from tests.e2e.test_axe import faults

ASSIGNMENT = "Twelve per cent"


def at_the_queue(person, email: str = "trainer@example.com", language: str = "en", **options):
    """Somebody who teaches the demo course, at the queue of its second assignment."""
    teacher = person(language, **options)
    page = teacher.open("/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill("demo")
    follow(page, page.locator("main form .btn-main").first)
    teacher.open("/courses/")
    follow(page, page.locator(".courses a").first)
    follow(page, page.locator(".assignments a", has_text=ASSIGNMENT))
    follow(page, page.locator(".tabs a[href$='/reviewing/']"))
    return teacher


def in_the_queue(page: Page, text: str) -> Locator:
    return page.locator(".queue-row", has_text=text)


def heading(page: Page) -> Locator:
    return page.locator("#review h1")


def line(page: Page) -> Locator:
    """The line that is in hand."""
    return page.locator(".read-line:focus-within")


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), pytest.param("zh", "dark", marks=pytest.mark.long)])
def test_a_sheet_is_reviewed_by_keyboard_and_the_next_one_comes_at_once(person, language, theme):
    trainer = at_the_queue(person, language=language, color_scheme=theme)
    page, keys = trainer.page, trainer.page.keyboard
    found = faults(page)
    names = [name.inner_text() for name in page.locator(".queue-row a").all()]
    follow(page, page.locator(".queue-row a").nth(2))
    expect(heading(page)).to_have_text(names[2])
    found += faults(page)
    page.evaluate("window.loadedOnce = true")

    for key in "jjc":
        keys.press(key)
    keys.type(text := f"Who decides this? {language}")
    trainer.saved()
    found += faults(page)
    keys.press("Escape")
    expect(line(page).locator("textarea").last).to_have_value(text)
    place = line(page).get_attribute("id")
    keys.press("r")
    keys.press("ArrowRight")
    level = page.locator(":focus")
    expect(level).to_be_checked()
    name, value = level.get_attribute("name"), level.get_attribute("value")
    trainer.saved()

    keys.press("n")
    expect(heading(page)).to_have_text(names[3])
    expect(heading(page)).to_be_focused()
    assert page.title().startswith(names[3]) and page.evaluate("window.loadedOnce && scrollY === 0")
    keys.press("p")
    expect(heading(page)).to_have_text(names[2])
    expect(page.locator(f"[id='{place}'] textarea").last).to_have_value(text)
    expect(page.locator(f"[name='{name}'][value='{value}']")).to_be_checked()
    page.go_back()
    expect(heading(page)).to_have_text(names[3])
    assert page.evaluate("window.loadedOnce")

    keys.press("?")
    expect(page.locator("#keys")).to_be_visible()
    found += faults(page)
    page.locator("[data-letters]").uncheck()
    keys.press("Escape")
    keys.press("p")
    expect(heading(page)).to_have_text(names[3])
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/reviewing/" in answer.url):
        keys.press("Alt+p")
    expect(heading(page)).to_have_text(names[2])

    follow(page, page.locator(".turning:not(.last) a.numbers"))
    follow(page, page.locator(".list-head .btn-main"))
    expect(heading(page)).to_have_text(names[2])
    found += faults(trainer.open("/saved-comments/"))
    page.set_viewport_size(NARROW)
    for path in ("/saved-comments/", page.url):
        trainer.open(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not found, "\n".join(found)


def test_a_saved_comment_is_put_in_with_one_key_and_another_kept(person):
    trainer = at_the_queue(person)
    page, keys = trainer.page, trainer.page.keyboard
    follow(page, page.locator(".queue-row a").nth(4))
    place = page.locator(".read-line[id^='at-perceptions.']").first
    place.locator("[data-comment]").focus()
    keys.press("Enter")
    first = page.locator(".suggestions li").first
    expect(first).to_be_visible()
    offered = first.inner_text()
    keys.press("1")
    expect(place.locator("textarea").last).to_have_value(offered)
    trainer.saved()
    keys.press("End")
    keys.type(" 想一想")
    place.locator("[data-keep]").last.click()
    expect(place.locator("[data-keep]").last).to_have_attribute("aria-pressed", "true")
    trainer.saved()
    # What begins with a figure is written after the offer was put away.
    keys.press("Escape")
    place.focus()
    keys.press("c")
    expect(page.locator(".suggestions li").first).to_be_visible()
    keys.press("Escape")
    keys.type("3 steps")
    expect(place.locator("textarea").last).to_have_value("3 steps")
    trainer.saved()
    trainer.open("/saved-comments/")
    expect(page.locator(".bank li", has_text=f"{offered} 想一想")).to_have_count(1)


def test_an_empty_comment_is_none_and_a_deleted_one_comes_back(person):
    trainer = at_the_queue(person)
    page, keys = trainer.page, trainer.page.keyboard
    follow(page, page.locator(".queue-row a").nth(5))
    place = page.locator(".read-line").first
    before = place.locator("textarea").count()
    place.focus()
    keys.press("c")
    keys.press("Escape")
    keys.press("Escape")
    expect(place.locator("textarea")).to_have_count(before)
    keys.press("c")
    keys.type("Once more")
    trainer.saved()
    place.locator("[data-do=delete]").last.click()
    expect(place.locator("textarea")).to_have_count(before)
    place.locator(".undo button").click()
    expect(place.locator("textarea").last).to_have_value("Once more")
    trainer.saved()
    page.reload()
    expect(place.locator("textarea").last).to_have_value("Once more")


def test_what_has_no_connection_is_kept_while_one_goes_on(person):
    trainer = at_the_queue(person)
    page, keys = trainer.page, trainer.page.keyboard
    follow(page, page.locator(".queue-row a").nth(6))
    name, address = heading(page).inner_text(), page.url
    page.wait_for_load_state("networkidle")  # the neighbours are fetched ahead
    trainer.context.set_offline(True)
    page.locator(".read-line").first.focus()
    keys.press("c")
    keys.type("Written in the tunnel")
    expect(page.locator("[data-save-status][data-state=kept]")).to_be_attached()
    keys.press("Alt+n")
    expect(heading(page)).not_to_have_text(name)
    expect(page.locator("[data-save-status][data-state=kept]")).to_be_attached()
    trainer.context.set_offline(False)
    trainer.saved()
    keys.press("p")
    expect(heading(page)).to_have_text(name)
    expect(page.locator(".read-line").first.locator("textarea").last).to_have_value("Written in the tunnel")
    assert page.url == address
    trainer.complaints[:] = [said for said in trainer.complaints if "ERR_INTERNET_DISCONNECTED" not in said]


def test_two_who_review_at_once_see_each_other(person):
    trainer, assistant = at_the_queue(person), at_the_queue(person, "assistant@example.com")
    for each in (trainer, assistant):
        follow(each.page, each.page.locator(".queue-row a").nth(7))
    place = trainer.page.locator(".read-line").nth(1)
    place.focus()
    trainer.page.keyboard.press("c")
    trainer.page.keyboard.type("Seen by both")
    trainer.saved()
    there = assistant.page.locator(f"[id='{place.get_attribute('id')}'] textarea").last
    expect(there).to_have_value("Seen by both")
    expect(assistant.page.locator(f"[id='{place.get_attribute('id')}'] .facts").last).not_to_be_empty()
    assistant.page.locator("[name='review|verdict'][value=returned]").check()
    assistant.saved()
    expect(trainer.page.locator("[name='review|verdict'][value=returned]")).to_be_checked()
    # And in one field: both texts stand side by side.
    for each, text in ((trainer, "First"), (assistant, "Second")):
        each.context.set_offline(True)
        each.page.locator("#summary").fill(text)
    for each in (trainer, assistant):
        each.context.set_offline(False)
    clash = [each for each in (trainer, assistant) if _clashes(each.page)]
    assert len(clash) == 1
    expect(clash[0].page.locator("[data-target=review] [data-problem]")).to_contain_text("First")
    expect(clash[0].page.locator("[data-target=review] [data-problem]")).to_contain_text("Second")
    clash[0].page.get_by_role("button", name="Keep mine").click()
    clash[0].saved()
    for each in (trainer, assistant):
        each.complaints[:] = [said for said in each.complaints if not re.search("ERR_INTERNET|409", said)]


def _clashes(page: Page) -> bool:
    expect(page.locator("[data-save-status]:is([data-state=conflict], [data-state=saved])")).to_be_attached()
    return page.locator("[data-save-status][data-state=conflict]").count() == 1
