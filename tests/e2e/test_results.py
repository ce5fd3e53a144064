"""Two sides of a table, each at an own screen: they rank, agree, confirm, and see each other once it is revealed."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import NARROW, PHONE, follow
from tests.e2e.test_axe import faults

THEMES = [("en", "light"), pytest.param("zh", "dark", marks=pytest.mark.long)]


def at(hours: int) -> str:
    return (datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def opened_course(page: Page) -> tuple[str, str]:
    """A new course with an assignment of a case whose issues are known: its address, and the class code."""
    page.locator("[name=title]").fill("Evening class 谈判课")
    follow(page, page.locator("main form .btn-main"))
    course, code = page.url, page.locator(".class-code").inner_text()
    page.goto(f"{course}assignments/new/")
    page.locator("[name=title]").fill("The jacket")
    page.locator("[name=case_origin]").select_option("jacket")
    page.locator("[name=show_issues]").check()
    page.locator("[name=grouping][value=pair]").check()
    page.locator("[name=opens_at]").fill(at(-1))
    page.locator("[name=due_at]").fill(at(2))
    follow(page, page.locator("main form .btn-main"))
    return course, code


def said(page: Page, place: int) -> Locator:
    """What the page says beside the button of an order."""
    return page.locator("[data-order]").nth(place).get_by_role("status")


def sat_down(page: Page, code: str, name: str) -> None:
    page.locator("[name=name]").fill(name)
    page.locator("[name=pin]").fill("2580")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_url("**/courses/*-*/")


def order_of(page: Page, place: int) -> list[str]:
    return page.locator("[data-order]").nth(place).locator(".name").all_inner_texts()


def touch_and_pull(page: Page, grip: Locator, below: Locator) -> None:
    """With a finger, as far as below a line."""
    start, end = grip.bounding_box(), below.bounding_box()
    touch = page.context.new_cdp_session(page)
    x, y, goal = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2, end["y"] + end["height"] - 4
    for kind, places in (
        ("touchStart", [y]),
        ("touchMove", [y + (goal - y) * step / 8 for step in range(1, 9)]),
    ):
        for place in places:
            points = [{"x": x, "y": place}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize(("language", "theme"), THEMES)
def test_both_sides_rank_agree_and_see_each_other(person, language, theme):
    trainer = person(language, color_scheme=theme)
    trainer.enter_demo()
    course, code = opened_course(trainer.open("/courses/new/"))
    sides = [person(language, color_scheme=theme, viewport=size, has_touch=size == NARROW) for size in (PHONE, NARROW)]
    for side, name in zip(sides, ("Ann Lee", "王小明"), strict=True):
        sat_down(side.open(f"/join/{code}/"), code, name)
    page = trainer.page
    page.reload()
    follow(page, page.locator("[name=do][value=random]"))
    assignment = page.url.removesuffix("groups/")
    found = faults(trainer.open(f"{assignment}results/"))

    # The one moves by arrow keys, the other pulls with a finger; what they did is kept without another word.
    one, other = (side.open(f"{assignment}ranking/") for side in sides)
    found += faults(one)
    before = order_of(one, 0)
    one.locator("[data-order]").first.locator(".move").nth(3).focus()
    one.keyboard.press("ArrowDown")
    expect(said(one, 0)).to_contain_text(before[1])
    one.keyboard.press("ArrowDown")
    expect(said(one, 0)).to_contain_text("4")
    wanted = [before[0], before[2], before[3], before[1], *before[4:]]
    assert order_of(one, 0) == wanted
    # Without a network it says so, and the button keeps it afterwards.
    one.context.set_offline(True)
    one.keyboard.press("ArrowUp")
    fault = one.locator(".orders").get_attribute("data-fault")
    expect(said(one, 0)).to_have_text(fault)
    one.keyboard.press("ArrowDown")
    one.context.set_offline(False)
    one.locator("[data-order]").first.locator(".btn").click()
    expect(said(one, 0)).not_to_have_text(fault)
    sides[0].complaints.clear()
    one.reload()
    assert order_of(one, 0) == wanted and one.locator("[data-unsaid]").count() == 1
    rows = other.locator("[data-order]").nth(1).locator("li")
    rows.first.scroll_into_view_if_needed()
    touch_and_pull(other, rows.nth(0).locator(".grip"), rows.nth(2))
    expect(said(other, 1)).to_contain_text(before[0])
    assert order_of(other, 1) == [before[1], before[2], before[0], *before[3:]]
    other.locator("[data-order]").first.locator(".btn").click()
    expect(other.locator("[data-unsaid]")).to_have_count(0)

    one.locator("[data-order]").nth(1).locator(".btn").click()
    expect(one.locator("[data-unsaid]")).to_have_count(0)
    one.goto(f"{assignment}outcome/")
    found += faults(one)
    one.locator("[name=on_price]").fill("63.5")
    one.locator("[name=on_payment]").select_option("cash")
    follow(one, one.locator("[name=do][value=save]"))
    found += faults(one)
    other.goto(f"{assignment}outcome/")
    expect(other.locator(".terms")).to_contain_text("63.5")
    found += faults(other)
    follow(other, other.locator("[name=do][value=confirm]"))

    page = trainer.open(f"{assignment}results/")
    expect(page.locator(".results")).to_contain_text("63.5")
    assert page.locator("figure svg").count() == 2
    found += faults(page)
    follow(page, page.locator("[name=do][value=reveal]"))
    found += faults(page)
    found += faults(trainer.open(f"{assignment}results/show/?names=1"))
    found += faults(trainer.open(f"{assignment}outcome/?table=1"))

    for mine in (one, other):
        mine.goto(f"{assignment}ranking/")
        assert mine.locator(".places").count() == 2
        found += faults(mine)
    for each in (*sides, trainer):
        assert each.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not found, "\n".join(found)
