"""In the room, on a phone: ticking off, answering without a network, and hiding everything at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE

EXAMPLE = "Asking Dana for a raise"
ANSWER = "If the board agrees, from January."


@pytest.fixture
def room(person):
    """Somebody with the example in the hand."""
    someone = person(viewport=PHONE, has_touch=True)
    board = someone.enter_demo()[EXAMPLE]
    return someone, someone.open(board + "room/")


def answer_to(page, number: int):
    return page.locator("[data-entries='framing.questions'] textarea").nth(number)


def seen(page) -> str:
    """All that can be seen or read aloud, and the title of the tab."""
    return page.title() + page.locator("body").inner_text() + page.locator("body").aria_snapshot()


def private_words(page) -> list[str]:
    texts = page.locator(".reading li, .ticking [data-entries='framing.questions'] label, .goal span").all_inner_texts()
    return [page.locator("h1").first.inner_text(), *filter(None, (text.strip() for text in texts))]


def test_what_is_answered_without_a_network_arrives_later(room):
    someone, page = room
    first = page.locator("[data-tick]").first
    someone.context.set_offline(True)
    first.check()
    answer_to(page, 0).fill(ANSWER)
    expect(page.locator("[data-save-status][data-state=kept]")).to_be_visible()
    page.locator("[data-hide]").click()
    expect(page.locator(".cover")).to_be_visible()
    page.wait_for_timeout(800)
    page.locator("[data-show]").click()
    expect(answer_to(page, 0)).to_have_value(ANSWER)
    someone.context.set_offline(False)
    someone.saved()
    someone.complaints[:] = [said for said in someone.complaints if "ERR_INTERNET_DISCONNECTED" not in said]
    page.reload()
    expect(answer_to(page, 0)).to_have_value(ANSWER)
    expect(first).to_be_checked()
    answer_to(page, 0).fill("")
    someone.saved()


def test_one_tap_hides_everything_private_and_one_shows_it_again(room):
    someone, page = room
    words = private_words(page)
    assert len(words) > 20 and all(word in seen(page) for word in words[:5])
    page.evaluate("scrollTo(0, 600)")
    page.locator("[data-hide]").click()
    covered = seen(page)
    assert [word for word in words if word in covered] == []
    assert "Dana" in covered and "Demo" not in covered
    expect(page.locator(".told")).to_contain_text("What is private is hidden")
    expect(page.locator("[data-show]")).to_be_focused()
    # A second, nervous tap shows nothing; and a page that is loaded again is covered from the first moment.
    page.keyboard.press("Enter")
    expect(page.locator(".cover")).to_be_visible()
    page.reload()
    assert [word for word in words if word in seen(page)] == []
    page.locator("[data-show]").click()
    assert words[0] in seen(page)
    expect(page.locator(".cover")).to_be_hidden()


def test_escape_hides_and_shows(room):
    someone, page = room
    answer_to(page, 1).focus()
    page.keyboard.press("Escape")
    expect(page.locator(".cover")).to_be_visible()
    page.wait_for_timeout(800)
    page.keyboard.press("Escape")
    expect(page.locator(".cover")).to_be_hidden()
    expect(answer_to(page, 1)).to_be_focused()


def test_a_question_of_a_colleague_appears_and_a_tick_stays(room):
    someone, page = room
    page.locator("[data-entries='framing.questions'] [data-tick]").first.check()
    rows = page.locator("[data-entries='framing.questions'] li")
    count = rows.count()
    other = someone.context.new_page()
    other.goto(page.url.replace("room/", "items/framing/"))
    box = other.locator("[data-new='framing.questions']")
    box.fill("What would have to change?")
    box.press("Enter")
    expect(other.locator("[data-save-status][data-state=saved]")).to_be_attached()
    page.bring_to_front()
    expect(rows).to_have_count(count + 1)
    expect(rows.last).to_contain_text("What would have to change?")
    expect(page.locator("[data-entries='framing.questions'] [data-tick]").first).to_be_checked()
    line = other.locator(f"[data-target='{rows.last.get_attribute('data-target')}']")
    line.locator("textarea").fill("")
    line.locator("textarea").blur()
    expect(rows).to_have_count(count)


def test_the_goal_stays_in_sight_and_targets_are_large(room):
    _someone, page = room
    page.evaluate("scrollTo(0, 2000)")
    expect(page.locator(".goal")).to_be_in_viewport()
    expect(page.locator("[data-hide]")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for target in page.locator("main :is(button, .tick, textarea):visible").all():
        assert target.bounding_box()["height"] >= 44


def test_the_screen_stays_awake(person):
    someone = person(viewport=PHONE)
    someone.page.add_init_script("navigator.wakeLock.request = async (kind) => { window.awake = kind; }")
    board = someone.enter_demo()[EXAMPLE]
    assert someone.open(board + "room/").evaluate("window.awake") == "screen"


def test_without_script_all_is_shown_and_an_answer_is_sent_by_its_button(person):
    someone = person(java_script_enabled=False, viewport=PHONE)
    board = someone.enter_demo()[EXAMPLE]
    page = someone.open(board + "room/")
    expect(page.locator(".hiding")).to_be_hidden()
    expect(page.locator(".reading")).to_be_visible()
    for text in ("On paper", ""):
        answer_to(page, 2).fill(text)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(answer_to(page, 2)).to_have_value(text)
