"""A whole round and the one after it: handed out, prepared, commented on by keyboard alone, done again, accepted."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PHONE, Person, follow
from tests.e2e.saving import rows
from tests.e2e.test_handing_in import at_the_assignment, code_of_a_course, stage

VERDICTS = ["", "returned", "accepted"]
GOAL, QUESTION, ANSWER, BETTER = "92,000 三月前", "Before tax? 税前吗？", "After tax.", "92,000 after tax 三月前"


def test_a_round_is_returned_by_keyboard_done_again_and_accepted(person):
    trainer = person()
    code = code_of_a_course(trainer)
    course, queue = trainer.page.url.split("assignments/")[0], f"{trainer.page.url}reviewing/"
    ann, ben = person(viewport=PHONE), person("zh")
    for student, name, text in ((ann, "Ann", GOAL), (ben, "王小明", "一个新职位")):
        page = at_the_assignment(student, code, name)
        student.assignment = page.url
        follow(page, page.locator("form[action$='/worksheet/'] button"))
        page.locator("#write").press_sequentially(text)
        student.saved()
        handed_in(student)

    page, keys = trainer.open(queue), trainer.page.keyboard
    go_on(page, page.locator(".queue-row a", has_text="Ann"))
    keys.press("j")
    expect(page.locator(".read-line:focus")).to_contain_text(GOAL)
    keys.press("c")
    keys.type(QUESTION)
    keys.press("Escape")
    keys.press("g")
    expect(page.locator(".read-line:focus .marking input")).to_be_checked()
    judged(trainer, "returned")

    # She reads and answers what stands at her line, and changes the line.
    page = ann.open(ann.assignment)
    assert stage(page) == "returned"
    follow(page, page.locator(".rounds h3 a"))
    remark = page.locator(".read-line", has_text=GOAL).locator(".remark")
    expect(remark).to_contain_text(QUESTION)
    remark.locator("textarea").press_sequentially(ANSWER)
    ann.saved()
    follow(page, page.locator(".feedback header .actions a"))
    follow(page, page.locator(".comments a"))
    rows(page, "goals.short_term").fill(BETTER)
    ann.saved()
    handed_in(ann)
    follow(page, page.locator(".rounds h3 a").first)
    expect(page.locator(".read-line.changed ins")).to_have_text("after tax")
    assert not ben.open(ben.assignment).get_by_text(QUESTION).count()

    page = trainer.open(queue)
    go_on(page, page.locator(".queue-row a", has_text="Ann"))
    keys.press("j")
    line = page.locator(".read-line:focus")
    expect(line.locator("ins")).to_have_text("after tax")
    expect(line.locator(".earlier")).to_contain_text(QUESTION)
    expect(line.locator(".earlier .answer")).to_contain_text(ANSWER)
    tab_to(page, ".read-line .earlier [value=yes]")
    keys.press("Space")
    trainer.saved()
    judged(trainer, "accepted")

    page = trainer.open(f"{course}gradebook/")
    grade = page.locator(".gradebook tr", has_text="Ann").locator("td")
    expect(grade).to_contain_text("Accepted")
    follow(page, grade.locator("a"))
    expect(page.locator(".earlier [value=yes]")).to_be_checked()
    assert stage(ann.open(ann.assignment)) == "accepted"


def handed_in(student: Person) -> None:
    page = student.open(student.assignment)
    follow(page, page.locator("[data-handing-in] button"))
    assert stage(page) == "handed_in"


def judged(trainer: Person, verdict: str) -> None:
    """By keyboard: the verdict, and its release."""
    page, keys = trainer.page, trainer.page.keyboard
    tab_to(page, "[name='review|verdict']")
    for _step in range(VERDICTS.index(verdict)):
        keys.press("ArrowRight")
    expect(page.locator(f"[name='review|verdict'][value={verdict}]")).to_be_checked()
    trainer.saved()
    tab_to(page, "[name=do][value=release]")
    with page.expect_navigation():
        keys.press("Enter")


def go_on(page: Page, link: Locator) -> None:
    """Follows a link by keyboard."""
    link.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Page, place: str) -> None:
    """Goes on by the Tab key alone until something is in hand."""
    for _step in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("place => document.activeElement.matches(place)", place):
            return
    raise AssertionError(f"the Tab key does not lead to {place}")
