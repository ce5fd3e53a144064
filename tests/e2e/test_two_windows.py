"""Two texts in one field: both stand side by side, and nobody's is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.saving import bring_back, clash, fill_summary, rows, second_window, status, texts, write


@pytest.mark.parametrize("choice", ["Keep mine", "Take theirs", "Keep both", "Edit"])
def test_two_texts_in_one_field_stand_side_by_side(writer, choice):
    page = writer.open(f"{writer.board}items/standards/")
    other = second_window(writer, page.url)
    clash(page, other, fill_summary("a raise of ten percent"), fill_summary("a raise of five percent"))
    problem = page.locator(".line-for-sheet [data-problem]")
    expect(problem.locator(".said").first).to_have_text("a raise of ten percent")
    expect(problem.locator(".said").last).to_have_text("a raise of five percent")
    assert [mark.inner_text() for mark in problem.locator("mark").all()] == ["ten", "five"]
    expect(status(page)).to_have_text("Changed by you, in another window: choose")
    problem.get_by_role("button", name=choice, exact=True).click()
    wanted = {
        "Keep mine": "a raise of ten percent",
        "Take theirs": "a raise of five percent",
        "Keep both": "a raise of five percent / a raise of ten percent",
        "Edit": "a raise of seven percent",
    }[choice]
    if choice == "Edit":
        page.locator("#summary").fill(wanted)
        problem.get_by_role("button", name="Save this text").click()
    expect(status(page)).to_have_text("Saved")
    expect(problem).to_be_hidden()
    page.reload()
    expect(page.locator("#summary")).to_have_value(wanted)
    page.goto(f"{writer.site}{writer.board}history/")
    for text in ("ten", "five"):
        expect(page.locator("main")).to_contain_text(text)
    writer.complaints.clear()


def test_typing_on_does_not_decide(writer):
    page = writer.open(f"{writer.board}items/standards/")
    other = second_window(writer, page.url)
    clash(page, other, fill_summary("mine"), fill_summary("theirs"))
    expect(page.locator(".line-for-sheet [data-problem]")).to_be_visible()
    page.locator("#summary").fill("mine, longer")
    page.wait_for_timeout(1500)
    expect(other.locator("#summary")).to_have_value("theirs")
    page.reload()
    expect(page.locator("#summary")).to_have_value("mine, longer")
    page.get_by_role("button", name="Keep mine").click()
    expect(status(page)).to_have_text("Saved")
    other.locator("h1").click()
    expect(other.locator("#summary")).to_have_value("mine, longer")
    writer.complaints.clear()


def test_keeping_both_makes_a_second_line_of_it(writer):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    write(page, place, "before", "last")
    writer.saved()
    other = second_window(writer, page.url)
    clash(
        page,
        other,
        lambda here: rows(here, place).first.fill("mine"),
        lambda there: rows(there, place).first.fill("theirs"),
    )
    page.get_by_role("button", name="Keep both").click()
    expect(status(page)).to_have_text("Saved")
    page.reload()
    assert texts(page, place) == ["theirs", "mine", "last"]
    writer.complaints.clear()


@pytest.mark.parametrize("choice", ["Keep mine", "Take theirs"])
def test_a_choice_that_clashes_is_told_in_words(writer, choice):
    page = writer.open(f"{writer.board}strategies/")
    other = second_window(writer, page.url)
    clash(
        page,
        other,
        lambda here: here.locator("#goals_first").get_by_label("Not for this one").check(),
        lambda there: there.locator("#goals_first").get_by_label("Planned").check(),
    )
    problem = page.locator("#goals_first [data-problem]")
    expect(problem.locator(".said").last).to_have_text("Planned")
    problem.get_by_role("button", name=choice).click()
    expect(status(page)).to_have_text("Saved")
    page.reload()
    kept = "Not for this one" if choice == "Keep mine" else "Planned"
    expect(page.locator("#goals_first").get_by_label(kept)).to_be_checked()
    writer.complaints.clear()


@pytest.mark.parametrize("choice", ["Keep it", "Delete it anyway"])
def test_a_line_changed_elsewhere_is_not_deleted_unseen(writer, choice):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    write(page, place, "before")
    writer.saved()
    other = second_window(writer, page.url)

    def delete(here: Page) -> None:
        here.locator(".entry[data-target]").first.hover()
        here.locator("[data-do=delete]").first.click()

    clash(page, other, delete, lambda there: rows(there, place).first.fill("changed"))
    expect(page.locator("[data-elsewhere] q")).to_have_text("changed")
    page.get_by_role("button", name=choice).click()
    expect(status(page)).to_have_text("Saved")
    kept = ["changed"] if choice == "Keep it" else []
    expect(rows(page, place)).to_have_count(len(kept))
    page.reload()
    assert texts(page, place) == kept
    writer.complaints.clear()


def test_a_line_deleted_elsewhere_can_be_brought_back_with_its_text(writer):
    page, place = bring_back(writer, "still needed")
    expect(status(page)).to_have_text("Saved")
    page.reload()
    assert texts(page, place) == ["still needed"]
    writer.complaints.clear()


def test_a_clash_on_the_page_of_one_line_is_decided_there(writer):
    page = writer.open(f"{writer.board}items/problems/")
    write(page, "problems.obstacles", "before")
    writer.saved()
    second = second_window(writer, page.locator("[data-more]").first.get_attribute("href"))
    clash(
        second,
        page,
        lambda here: here.locator("#text").fill("from its page"),
        lambda there: rows(there, "problems.obstacles").first.fill("from the list"),
    )
    second.get_by_role("button", name="Keep mine").click()
    expect(status(second)).to_have_text("Saved")
    second.reload()
    expect(second.locator("#text")).to_have_value("from its page")
    writer.complaints.clear()


def test_different_fields_of_one_line_never_clash(writer):
    page, place = writer.open(f"{writer.board}items/next_steps/"), "next_steps.actions"
    write(page, place, "call the bank")
    writer.saved()
    second = second_window(writer, page.locator("[data-more]").first.get_attribute("href"))
    clash(
        second,
        page,
        lambda here: here.locator("[data-field=person]").fill("Ann"),
        lambda there: rows(there, place).first.fill("call the bank at nine"),
    )
    expect(status(second)).to_have_text("Saved")
    expect(second.locator("#text")).to_have_value("call the bank at nine")
    writer.complaints.clear()
