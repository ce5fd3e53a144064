"""The class at a glance in a browser, with the class of the demo: from the whole to a line, and a word said there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NARROW, PHONE, Person, follow
from tests.e2e.test_axe import faults


@pytest.fixture(params=[pytest.param(("en", "light"), marks=pytest.mark.long), ("zh", "dark")], ids=lambda one: one[0])
def trainer(person, request):
    """`trainer(**options)` looks at the class of the first assignment of the demo, in the language of this run."""
    language, theme = request.param

    def look(**options) -> Person:
        somebody = person(language, color_scheme=theme, **options)
        page = somebody.open("/accounts/login/")
        page.locator("[name=login]").fill("trainer@example.com")
        page.locator("[name=password]").fill("demo")
        page.keyboard.press("Enter")
        page.wait_for_url("**/worksheets/")
        somebody.open("/courses/")
        follow(page, page.locator(".courses a").first)
        follow(page, page.locator(".assignments a").first)
        follow(page, page.locator(".tabs a[href$='/class/']"))
        return somebody

    return look


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def to_perceptions(page: Page) -> None:
    follow(page, page.locator(".bars a[href*='/across/perceptions/']"))


def test_who_needs_help_with_perceptions_is_found_and_told_on_the_line(trainer):
    somebody = trainer()
    page = somebody.page
    found = faults(page)
    assert page.locator(".heat tbody th a").count() > 0
    follow(page, page.locator(".bars a[href*='plans=']").first)
    found += faults(page)
    page.go_back()
    to_perceptions(page)
    found += faults(page)
    names = page.locator(".sheets h2 a span").all_inner_texts()

    # By keyboard alone: marked, and something said.
    line = page.locator(".lines > li:not(.good)").first
    text, entry = line.locator("p").first.inner_text(), line.get_attribute("id")
    line = page.locator(f"[id='{entry}']")
    mark, write = line.locator(".mark"), line.locator(".comment-on")
    mark.focus()
    page.keyboard.press("Enter")
    expect(mark).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    expect(write).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("Who told you? 谁说的？")
    found += faults(page)
    page.keyboard.press("Control+Enter")
    expect(write).to_be_focused()
    somebody.saved()
    page.reload()
    expect(mark).to_have_attribute("aria-pressed", "true")
    expect(line.locator(".noted")).to_contain_text("Who told you? 谁说的？")
    found += faults(page)

    # To the same line in the review.
    follow(page, page.locator("section", has=line).locator("h2 a"))
    expect(page.locator("#at-perceptions")).to_contain_text("Who told you? 谁说的？", use_inner_text=False)
    page.go_back()

    # For the class: the good ones alone, and nobody's name.
    follow(page, page.locator("a[href*='show=1']"))
    found += faults(page)
    expect(page.locator("main li", has_text=text.split(" · ")[0].splitlines()[0]).first).to_be_visible()
    assert names and not [name for name in names if name in page.content()]
    assert fits(page)
    assert not found, "\n".join(found)


def test_it_can_be_read_on_a_phone(trainer):
    found = []
    for size in (PHONE, NARROW):
        somebody = trainer(viewport=size, has_touch=True)
        page = somebody.page
        assert fits(page)
        found += faults(page)
        cell = page.locator(".heat td a").first.bounding_box()
        assert cell["width"] >= 44 and cell["height"] >= 44
        to_perceptions(page)
        assert fits(page)
        found += faults(page)
    assert not found, "\n".join(found)


def test_a_comment_waits_for_the_network(trainer):
    somebody = trainer()
    page = somebody.page
    to_perceptions(page)
    somebody.context.set_offline(True)
    line = page.locator(".lines > li").nth(2)
    line.locator(".comment-on").click()
    page.keyboard.type("When was that?")
    expect(page.locator("[data-save-status][data-state=kept]")).to_be_attached()
    somebody.context.set_offline(False)
    somebody.saved()
    # Nothing is a comment until something stands there.
    line.locator(".comment-on").click()
    page.keyboard.press("Escape")
    expect(line.locator("textarea")).to_have_count(1)
    somebody.complaints.clear()
    page.reload()
    expect(page.locator(".lines > li").nth(2).locator(".noted")).to_contain_text("When was that?")


def test_without_scripts_the_same_is_done_by_buttons(trainer):
    page = trainer(java_script_enabled=False).page
    to_perceptions(page)
    entry = page.locator(".lines > li:not(.good)").nth(1).get_attribute("id")
    line = page.locator(f"[id='{entry}']")
    follow(page, line.locator(".mark"))
    expect(line.locator(".mark")).to_have_attribute("aria-pressed", "true")
    follow(page, line.locator(".comment-on"))
    line.locator("textarea").fill("How many?")
    follow(page, line.locator("[value=comment]"))
    expect(line.locator(".noted")).to_contain_text("How many?")
    assert page.url.endswith(f"#{entry}")
