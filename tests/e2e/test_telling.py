"""What the page says about saving, and where: the truth, in its place, over nothing that can be read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.conftest import PHONE, WIDE
from tests.e2e.saving import KEPT, cut_off, fill_summary, rows, status, write

# --- A server that is slow to answer, and a disk ---------------------------------------------------------------------


def test_without_an_answer_the_text_is_said_to_be_kept(writer):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    asked: list[Route] = []
    page.route("**/edits/", lambda route: asked.append(route))
    write(page, place, "one")
    expect(status(page)).to_have_text("Saving…")
    expect(status(page)).to_have_text(KEPT, timeout=5000)
    expect(page.locator("[data-entries] .state").first).to_have_text(KEPT)
    page.unroute("**/edits/")  # those that wait go on
    expect(status(page)).to_have_text("Saved")


# The journal cannot write while `slow` stands.
SLOW_DISK = """() => {
  const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
  window.slow = false;
  crypto.subtle.encrypt = async (...what) => {
    while (window.slow) await new Promise((done) => setTimeout(done, 20));
    return encrypt(...what);
  };
}"""


def test_the_page_is_kept_only_when_all_that_waits_is(writer):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    page.evaluate(SLOW_DISK)
    with cut_off(page):
        fill_summary("kept")(page)
        expect(status(page)).to_have_text(KEPT)
        page.evaluate("window.slow = true")
        page.locator(f"[data-new='{place}']").click()
        page.keyboard.type("not yet")
        page.wait_for_timeout(300)
        expect(status(page)).to_have_text("Saving…", timeout=100)
        page.evaluate("window.slow = false")
        expect(status(page)).to_have_text(KEPT)
    expect(status(page)).to_have_text("Saved")
    writer.complaints.clear()


def test_typing_without_connection_the_words_do_not_go_to_and_fro(writer):
    page = writer.open(f"{writer.board}items/standards/")
    with cut_off(page):
        fill_summary("kept")(page)
        expect(status(page)).to_have_text(KEPT)
        page.evaluate("""() => {
          const place = document.querySelector("[data-save-status]");
          window.said = [];
          const note = () => window.said.push(place.dataset.state);
          new MutationObserver(note).observe(place, { attributeFilter: ["data-said"] });
        }""")
        page.keyboard.press("End")
        page.keyboard.type(" and many more words", delay=30)
        expect(status(page)).to_have_text(KEPT)
        page.wait_for_function("window.said.at(-1) === 'kept'")
        said = page.evaluate("window.said")
        assert len(said) < 10  # for twenty keys
        assert set(said) == {"saving", "kept"}
    writer.complaints.clear()


# --- What the page says, and where -----------------------------------------------------------------------------------


def test_an_emptied_line_is_said_to_be_deleted_when_it_is_left(writer):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    write(page, place, "one")
    writer.saved()
    rows(page, place).first.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(status(page)).to_have_text("Empty: deleted when you leave it")
    expect(page.locator("[data-entries] .state").first).to_have_text("Empty: deleted when you leave it")
    page.keyboard.type("two")
    expect(status(page)).to_have_text("Saved")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.locator("h1").click()
    expect(rows(page, place)).to_have_count(0)
    expect(status(page)).to_have_text("Saved")


def test_the_box_for_new_lines_says_what_becomes_of_its_text(writer):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    box, said = (
        page.locator(f"[data-new='{place}']"),
        page.locator(".entry.new:has([data-new='problems.obstacles']) .state"),
    )
    with cut_off(page):
        box.click()
        page.keyboard.type("half a li")
        expect(said).to_have_text(KEPT)
    expect(said).to_have_text("Saved")
    page.keyboard.press("Enter")
    expect(said).to_have_count(0)
    writer.complaints.clear()


def test_on_a_phone_nothing_covers_the_line_being_typed(person):
    guest = person(viewport=PHONE, is_mobile=True, has_touch=True)
    guest.board = guest.start("A talk")
    page, place = guest.open(f"{guest.board}items/problems/"), "problems.obstacles"
    write(page, place, *(f"line number {number} with some more words" for number in range(9)))
    guest.context.set_offline(True)
    page.keyboard.type("the line that I am typing right now on my phone, offline and long")
    expect(status(page)).to_have_text(KEPT)
    expect(status(page)).to_be_in_viewport()
    page.wait_for_function(
        """place => document.querySelector(`[data-new="${place}"]`).getBoundingClientRect().bottom
            <= document.querySelector("[data-save-status]").getBoundingClientRect().top""",
        arg=place,
        timeout=5_000,
    )  # the page may still be on its way there
    guest.context.set_offline(False)
    expect(status(page)).to_have_text("Saved")
    guest.complaints.clear()


# How far the words at a field reach into what can be read around them, in pixels each way.
COVERED = """() => {
  const said = [...document.querySelectorAll(".state:not(:empty)")].filter((one) => one.checkVisibility());
  const read = [...document.querySelectorAll("summary, .entry textarea, .line-for-sheet textarea, h3.prompt-name")];
  const inner = (node) => {
    const box = node.getBoundingClientRect(), style = getComputedStyle(node);
    const top = box.top + parseFloat(style.paddingTop), bottom = box.bottom - parseFloat(style.paddingBottom);
    return { left: box.left, right: box.right, top, bottom };
  };
  const over = (one, other) => Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  const beside = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const there = read.filter((node) => node.checkVisibility()).map(inner), faults = [];
  for (const words of said.map((one) => one.getBoundingClientRect())) {
    for (const other of there) {
      const reach = Math.min(over(words, other), beside(words, other));
      if (reach > 0.5) faults.push(reach);
    }
  }
  return [said.length, faults];
}"""


@pytest.mark.parametrize("width", [320, pytest.param(375, marks=pytest.mark.long), 700])
def test_in_a_narrow_window_the_words_at_a_field_cover_nothing(person, width):
    guest = person(viewport={"width": width, "height": 800})
    guest.board = guest.start("A talk")
    page = guest.page
    for path, fields in ((guest.board, 2), (f"{guest.board}items/problems/", 4)):
        guest.open(path)
        if fields == 4:
            write(page, "problems.obstacles", "one", "two")
            guest.saved()
        guest.context.set_offline(True)
        for place in page.locator(".entry textarea:visible, .line-for-sheet textarea").all()[:fields]:
            place.press("Control+End")
            page.keyboard.type(" so many words that they go over the whole width of it, and on")
        expect(page.locator(".entry.new .state").first).to_have_text(KEPT)
        said, faults = page.evaluate(COVERED)
        assert said >= min(fields, 2)
        assert not faults
        guest.context.set_offline(False)
        page.locator("h1").first.click()
        guest.saved()
    guest.complaints.clear()


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_who_adds_an_item_to_the_board_writes_there(person, viewport):
    guest = person(viewport=viewport)
    page = guest.open(guest.start("A talk"))
    page.locator("[data-sheet] .current, [data-sheet]").get_by_role("button", name="Problems").first.click()
    expect(page.locator("[data-new='problems.obstacles']")).to_be_focused()
    if viewport == PHONE:
        page.locator(".quadrant-tabs a").nth(3).click()
        page.locator(".q4").get_by_role("button", name="Process").click()
        expect(page.locator("[data-new='process.agenda']")).to_be_focused()
        expect(page.locator("[data-new='process.agenda']")).to_be_in_viewport()


@pytest.mark.parametrize(
    "width", [320, pytest.param(375, marks=pytest.mark.long), 800, pytest.param(1024, marks=pytest.mark.long), 1280]
)
def test_the_tools_of_an_item_stand_on_the_sheet(person, width):
    guest = person(viewport={"width": width, "height": 800})
    page = guest.open(guest.start("A talk"))
    sheet = page.locator("[data-sheet]").bounding_box()
    for tool in page.locator(".toggle:visible").all():
        box = tool.bounding_box()
        assert box["x"] + box["width"] <= min(width, sheet["x"] + sheet["width"])
