"""A student on a phone: opens an assignment, writes, hands in what the network held back, withdraws, hands in again."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NARROW, PHONE, follow
from tests.e2e.test_axe import faults


@pytest.fixture(
    params=[pytest.param(("en", "light", PHONE), marks=pytest.mark.long), ("zh", "dark", NARROW)],
    ids=lambda one: one[0],
)
def seat(person, request):
    """`seat(**options)` sits down at a browser in the language of this run, with the phone of this run if `phone`."""
    language, theme, phone = request.param
    return lambda on_phone=False, **more: person(
        language, color_scheme=theme, **({"viewport": phone} if on_phone else {}), **more
    )


def code_of_a_course(trainer) -> str:
    """The class code of a new course with an assignment in it that is due tomorrow."""
    trainer.enter_demo()
    page = trainer.open("/courses/new/")
    page.locator("[name=title]").fill("Evening class 谈判课")
    page.locator("[name=time_zone]").select_option("Asia/Shanghai")
    follow(page, page.locator("main form .btn-main"))
    code = page.locator(".class-code").inner_text()
    page.goto(f"{page.url}assignments/new/")
    now = datetime.now()
    page.locator("[name=title]").fill("A raise 加薪")
    for name, hours in (("opens_at", -24), ("due_at", 24)):
        page.locator(f"[name={name}]").fill(f"{now + timedelta(hours=hours):%Y-%m-%dT%H:%M}")
    page.locator("[name=rubric]").fill("Clear\n有勇气")
    for item in ("goals", "needs"):
        page.locator(f"#item-{item}").check()
    assert not faults(page)
    follow(page, page.locator("main .assignment-form .btn-main"))
    return code


def at_the_assignment(student, code: str, name: str) -> Page:
    """Sits down in the course and goes to its assignment."""
    page = student.open(f"/join/{code}/")
    page.locator("[name=name]").fill(name)
    page.locator("[name=pin]").fill("2580")
    page.keyboard.press("Enter")
    page.wait_for_url("**/courses/*-*/")
    follow(page, page.locator(".assignments a"))
    return page


def stage(page: Page) -> str:
    return page.locator("[data-stage]").get_attribute("data-stage")


def test_a_student_hands_in_from_a_phone(seat):
    code, student = code_of_a_course(seat()), seat(on_phone=True)
    page = at_the_assignment(student, code, "王小明")
    found, assignment = faults(page), page.url
    assert stage(page) == "open"
    follow(page, page.locator("form[action$='/worksheet/'] button"))

    # The network fails while the last words are typed: they are on the device, and nowhere else.
    student.context.route("**/edits/", lambda route: route.abort())
    page.locator("#write").press_sequentially("92,000 by March 三月前")
    expect(page.locator("[data-save-status][data-state=kept]")).to_be_attached()
    found += faults(page)
    follow(page, page.locator(".asked-for a").first)
    assert page.url == assignment and stage(page) == "preparing"
    page.locator("[data-handing-in] button").click()
    expect(page.locator("[data-handing-in-status] .btn")).to_be_visible()
    assert stage(page) == "preparing"
    found += faults(page)
    with page.expect_navigation():
        student.context.unroute("**/edits/")
    assert stage(page) == "handed_in"
    student.complaints.clear()
    expect(page.locator(".rounds > li")).to_have_count(1)
    assert "1" in page.locator(".rounds .numbers").inner_text()
    page.locator(".rounds summary").click()
    expect(page.locator(".rounds details p code")).to_have_text(re.compile(r"^[0-9a-f]{64}$"))
    found += faults(page)

    follow(page, page.locator("form[action$='/withdraw/'] button"))
    assert stage(page) == "preparing"
    follow(page, page.locator(".filled a"))
    page.locator("[data-new]").first.press_sequentially("Dana wants calm")
    page.keyboard.press("Enter")
    student.saved()
    # Who goes back sees what is on the worksheet now, not what was there before.
    page.go_back()
    expect(page.locator(".filled a")).to_have_count(0)
    follow(page, page.locator("[data-handing-in] button"))
    assert stage(page) == "handed_in" and "2" in page.locator(".rounds .numbers").inner_text()
    found += faults(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not found, "\n".join(found)


def test_without_a_connection_it_is_handed_in_when_there_is_one(person):
    code, student = code_of_a_course(person()), person(viewport=PHONE)
    page = at_the_assignment(student, code, "Ann")
    follow(page, page.locator("form[action$='/worksheet/'] button"))
    page.locator("#write").press_sequentially("92,000")
    student.saved()
    follow(page, page.locator(".asked-for a").first)
    student.context.set_offline(True)
    page.locator("[data-handing-in] button").click()
    expect(page.locator("[data-handing-in-status] .note")).to_be_visible()
    with page.expect_navigation():
        student.context.set_offline(False)
    assert stage(page) == "handed_in"
    student.complaints.clear()


SAYS = """async ([url, changes]) => {
  const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
  for (const [target, fields] of changes) {
    const body = JSON.stringify({ op: crypto.randomUUID(), target, base: 0, fields });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const answer = await fetch(`${url}edits/`, { method: "POST", body, headers });
    if (!answer.ok) throw new Error(await answer.text());
  }
}"""


def reviewed(trainer, course: str) -> None:
    """The trainer says something of what was handed in, returns it, and lets the student read it."""
    page = trainer.open(course)
    follow(page, page.locator(".assignments a"))
    follow(page, page.locator(".people-row a[href*='/submissions/']"))
    line = page.locator(".read-line").first.get_attribute("id").removeprefix("at-").split(".")
    at_the_line = dict(zip(("item", "prompt", "entry"), line, strict=True))
    changes = [
        [f"comment:{uuid.uuid4()}", {"text": "Whose budget? 谁的预算？", **at_the_line}],
        [f"comment:{uuid.uuid4()}", {"text": "Where is Dana?"}],
        ["score:own_1", {"level": 2}],
        ["strategy:about_them", {"use": "missed"}],
        ["review", {"summary": "A clear goal.", "verdict": "returned"}],
    ]
    page.evaluate(SAYS, [page.url, changes])
    page.reload()
    follow(page, page.locator("button[value=release]"))


def test_a_student_reads_what_was_said_answers_and_does_another_round(seat):
    trainer, student = seat(), seat(on_phone=True)
    code = code_of_a_course(trainer)
    course = trainer.page.url.split("assignments/")[0]
    page = at_the_assignment(student, code, "王小明")
    assignment = page.url
    follow(page, page.locator("form[action$='/worksheet/'] button"))
    page.locator("#write").press_sequentially("92,000")
    student.saved()
    follow(page, page.locator(".asked-for a").first)
    follow(page, page.locator("[data-handing-in] button"))
    follow(page, page.locator(".rounds h3 a"))
    found = faults(page)
    assert not page.locator(".remark").count()

    reviewed(trainer, course)
    page.goto(assignment)
    assert stage(page) == "returned"
    expect(page.locator(".comments > li")).to_have_count(2)
    found += faults(page)
    follow(page, page.locator(".rounds h3 a"))
    expect(page.locator(".remark")).to_have_count(2)
    found += faults(page)
    # The last words are typed without a network; they are sent once there is one, also from another page.
    answer = page.locator(".read-line .remark textarea")
    answer.press_sequentially("It is hers.")
    student.saved()
    student.context.route("**/edits/", lambda route: route.abort())
    answer.press_sequentially(" 她的。")
    expect(page.locator("[data-save-status][data-state=kept]")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    student.context.unroute("**/edits/")
    student.saved()
    student.complaints.clear()
    answer.fill("")
    student.saved()
    answer.fill("It is hers. 她的。")
    student.saved()
    page.reload()
    expect(page.locator(".read-line .remark textarea")).to_have_value("It is hers. 她的。")

    follow(page, page.locator(".feedback header .actions a"))
    follow(page, page.locator(".comments a"))
    page.locator("[data-new]").first.press_sequentially("96,000 by March")
    page.keyboard.press("Enter")
    student.saved()
    page.goto(assignment)
    follow(page, page.locator("[data-handing-in] button"))
    assert stage(page) == "handed_in"
    expect(page.locator(".rounds > li")).to_have_count(2)
    follow(page, page.locator(".rounds h3 a").first)
    expect(page.locator(".read-line.new")).to_have_count(1)
    found += faults(page)
    assert not found, "\n".join(found)
