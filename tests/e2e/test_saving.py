"""Nothing typed is lost, and the page tells the truth about it: without connection, signed out, beside others."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.saving import KEPT, cut_off, fill_summary, rows, second_window, status, texts, write

# --- Without connection ----------------------------------------------------------------------------------------------


def test_without_connection_the_text_is_kept_and_sent_later(writer):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    writer.context.set_offline(True)
    write(page, place, "written in a tunnel")
    expect(status(page)).to_have_text(KEPT)
    expect(page.locator("[data-entries] .state").first).to_have_text(KEPT)
    writer.context.set_offline(False)
    expect(status(page)).to_have_text("Saved")
    page.reload()
    assert texts(page, place) == ["written in a tunnel"]
    writer.complaints.clear()


def test_a_closed_page_leaves_its_text_to_the_next_one(writer):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    write(page, place, "first")
    writer.saved()
    writer.context.set_offline(True)
    rows(page, place).first.fill("first, and more")
    write(page, place, "second")
    page.locator("[data-new='problems.obstacles']").fill("half a li")
    box = page.locator(".entry.new:has([data-new='problems.obstacles']) .state")
    expect(box).to_have_attribute("data-state", "kept")
    expect(status(page)).to_have_text(KEPT)
    page.close()
    writer.context.set_offline(False)
    page = second_window(writer, f"{writer.board}items/problems/")
    expect(rows(page, place)).to_have_count(3)
    expect(status(page)).to_have_text("Saved")
    page.reload()
    assert texts(page, place) == ["first, and more", "second", "half a li"]
    writer.complaints.clear()


def test_what_is_left_is_sent_from_any_page(writer):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    writer.context.set_offline(True)
    write(page, place, "from the train")
    expect(status(page)).to_have_text(KEPT)
    page.close()
    writer.context.set_offline(False)
    elsewhere = writer.context.new_page()
    with elsewhere.expect_response("**/edits/"):
        elsewhere.goto(f"{writer.site}/strategies/")
    page = second_window(writer, f"{writer.board}items/problems/")
    expect(rows(page, place)).to_have_count(1)
    writer.complaints.clear()


def test_without_a_journal_leaving_asks_first(person):
    guest = person()
    guest.context.add_init_script("Object.defineProperty(window, 'indexedDB', {get() { throw new Error('private') }})")
    guest.board = guest.start("A talk")
    page = guest.open(f"{guest.board}items/problems/")
    guest.context.set_offline(True)
    fill_summary("nowhere else")(page)
    expect(status(page)).to_have_text("Not saved yet: no connection. Trying again.")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    guest.context.set_offline(False)
    expect(status(page)).to_have_text("Saved")
    guest.complaints.clear()


def test_half_a_line_in_the_box_for_new_ones_is_saved(writer):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    page.locator(f"[data-new='{place}']").type("half a li")
    expect(status(page)).to_have_text("Saved")
    again = second_window(writer, page.url)
    assert texts(again, place) == ["half a li"]
    page.locator(f"[data-new='{place}']").fill("")
    expect(rows(again, place)).to_have_count(0)


def test_a_journal_that_was_tampered_with_is_said_and_not_run(writer):
    page = writer.open(f"{writer.board}items/problems/")
    writer.context.set_offline(True)
    fill_summary("<img src=x onerror=alert(1)>")(page)
    expect(status(page)).to_have_text(KEPT)
    page.close()
    writer.context.set_offline(False)
    other = second_window(writer, "/healthz/live")
    other.evaluate(
        """() => new Promise(done => {
          const asked = indexedDB.open("workbook", 1);
          asked.onsuccess = () => {
            const store = asked.result.transaction("texts", "readwrite").objectStore("texts");
            store.getAll().onsuccess = ({target}) => {
              const [record] = target.result;
              new Uint8Array(record.box)[3] ^= 1;
              store.put(record).onsuccess = () => { asked.result.close(); done(); };
            };
          };
        })"""
    )
    page = second_window(writer, f"{writer.board}items/problems/")
    expect(page.locator("div[data-kept]")).to_contain_text("tampered with")
    page.get_by_role("button", name="Discard my text").click()
    page.reload()
    expect(page.locator("div[data-kept]")).to_be_empty()
    writer.complaints.clear()


# --- Signed out ------------------------------------------------------------------------------------------------------


def test_signing_in_again_happens_on_the_page(account):
    page = account.open(f"{account.board}items/standards/")
    account.context.clear_cookies()
    fill_summary("Written while signed out")(page)
    expect(status(page)).to_contain_text("Not signed in: your text is kept.")
    status(page).get_by_role("button", name="Sign in").click()
    dialog = page.locator("#sign-in")
    expect(dialog.locator("[name=login]")).to_have_value(account.email)
    dialog.locator("[name=password]").fill("wrong")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.locator("[role=alert]")).not_to_be_empty()
    dialog.locator("[name=password]").fill("a-long-password-7")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_be_hidden()
    expect(status(page)).to_have_text("Saved")
    page.reload()
    expect(page.locator("#summary")).to_have_value("Written while signed out")
    account.complaints.clear()


def test_on_a_phone_the_words_at_the_foot_lead_to_the_sign_in(account):
    page = account.open(f"{account.board}items/standards/")
    page.set_viewport_size({"width": 375, "height": 667})
    account.context.clear_cookies()
    fill_summary("On the phone")(page)
    status(page).get_by_role("button", name="Sign in").click()
    expect(page.locator("#sign-in")).to_be_visible()
    page.close()  # it asks again and again whether its writer is back, and the browser complains each time
    account.complaints.clear()


def test_a_sign_in_elsewhere_is_noticed(account):
    page = account.open(f"{account.board}items/standards/")
    account.context.clear_cookies()
    fill_summary("Written while signed out")(page)
    expect(status(page)).to_contain_text("Not signed in")
    other = second_window(account, "/accounts/login/")
    other.fill("[name=login]", account.email)
    other.fill("[name=password]", "a-long-password-7")
    other.locator("main form button").last.click()
    other.wait_for_url("**/worksheets/")
    expect(status(page)).to_have_text("Saved", timeout=20_000)
    account.complaints.clear()


def test_somebody_else_neither_sees_nor_sends_the_text(account):
    page = account.open(f"{account.board}items/standards/")
    account.context.clear_cookies()
    fill_summary("A secret of the first")(page)
    expect(status(page)).to_contain_text("Not signed in")
    other = second_window(account, "/accounts/login/")
    other.locator("form[action='/accounts/demo/'] [value=own]").click()
    other.wait_for_url("**/worksheets/")
    expect(page.locator("main")).to_contain_text("Somebody else has signed in here", timeout=20_000)
    assert "A secret" not in page.content()
    sent = []
    other.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    other.goto(account.site + "/strategies/")
    other.wait_for_timeout(500)
    assert not sent
    page.close()
    account.context.clear_cookies()
    other.goto(account.site + "/accounts/login/")
    other.fill("[name=login]", account.email)
    other.fill("[name=password]", "a-long-password-7")
    with other.expect_response("**/edits/") as back:
        other.locator("main form button").last.click()
    assert back.value.status == 200
    other.goto(f"{account.site}{account.board}items/standards/")
    expect(other.locator("#summary")).to_have_value("A secret of the first")
    account.complaints.clear()


@pytest.mark.parametrize("choice", ["Stay signed in", "Sign out, keep them", "Sign out, discard them"])
def test_signing_out_with_something_unsent_asks(account, choice):
    page = account.open(f"{account.board}items/standards/")
    with cut_off(page):
        fill_summary("Not sent yet")(page)
        expect(status(page)).to_have_text(KEPT)
        page.get_by_role("button", name="Sign out").click()
        expect(page.locator("#unsent [data-count]")).to_have_text("1")
        page.get_by_role("button", name=choice).click()
        if choice == "Stay signed in":
            expect(page.locator("#summary")).to_have_value("Not sent yet")
            return account.complaints.clear()
        page.wait_for_url(f"{account.site}/")
    page.goto(account.site + "/accounts/login/")
    page.fill("[name=login]", account.email)
    page.fill("[name=password]", "a-long-password-7")
    page.locator("main form button").last.click()
    page.wait_for_url("**/worksheets/")
    page.goto(f"{account.site}{account.board}items/standards/")
    expect(page.locator("#summary")).to_have_value("Not sent yet" if "keep" in choice else "")
    account.complaints.clear()


# --- What others change appears --------------------------------------------------------------------------------------


def test_changes_elsewhere_appear_without_disturbing(writer, browser, site):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    write(page, place, "one", "two")
    writer.saved()
    with browser.new_context(locale="en-US", storage_state=writer.context.storage_state()) as elsewhere:
        other = elsewhere.new_page()
        other.goto(page.url)
        page.locator("#summary").focus()
        page.keyboard.type("my own words")
        write(other, place, "three")
        rows(other, place).nth(1).fill("two, changed")
        other.locator(".entry[data-target]").first.hover()
        other.locator("[data-do=delete]").first.click()
        expect(rows(page, place)).to_have_count(2, timeout=4000)
        expect(rows(page, place).first).to_have_value("two, changed", timeout=4000)
        page.keyboard.type(" go on")
        expect(page.locator("#summary")).to_have_value("my own words go on")
        expect(other.locator("#summary")).to_have_value("my own words go on", timeout=4000)
    assert texts(page, place) == ["two, changed", "three"]


def test_who_may_only_read_sees_it_too(writer):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    write(page, place, "one")
    writer.saved()
    page.goto(f"{writer.site}{writer.board}details/")
    page.get_by_role("button", name="Archive").click()
    reader = second_window(writer, f"{writer.board}items/problems/")
    expect(rows(reader, place)).to_have_attribute("readonly", "")
    page.goto(f"{writer.site}{writer.board}details/")
    page.get_by_role("button", name="Take out of the archive").click()
    page.goto(f"{writer.site}{writer.board}items/problems/")
    rows(page, place).first.fill("one, changed")
    expect(rows(reader, place).first).to_have_value("one, changed", timeout=4000)


def test_the_field_under_the_hands_that_write_is_left_alone(writer):
    page = writer.open(f"{writer.board}items/standards/")
    other = second_window(writer, page.url)
    page.locator("#summary").focus()
    page.keyboard.type("mine")
    expect(status(page)).to_have_text("Saved")
    expect(other.locator("#summary")).to_have_value("mine")
    fill_summary("from elsewhere")(other)
    expect(status(other)).to_have_text("Saved")
    for _key in range(10):
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(400)
        expect(page.locator("#summary")).to_have_value("mine")
    page.locator("h1").click()
    expect(page.locator("#summary")).to_have_value("from elsewhere")


def test_when_changes_cannot_be_had_the_page_says_so(writer):
    page = writer.open(f"{writer.board}items/standards/")
    with cut_off(page):
        for _ in range(4):
            page.evaluate("dispatchEvent(new Event('focus'))")
            page.wait_for_timeout(200)
        expect(page.locator("[data-live-status]")).to_have_text("Changes by others do not arrive just now.")
    expect(page.locator("[data-live-status]")).to_be_empty()
    writer.complaints.clear()


# --- Taking back -----------------------------------------------------------------------------------------------------


def test_the_last_changes_are_undone_one_after_the_other(writer):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    write(page, place, "one", "two")
    writer.saved()
    page.locator(".star").first.click()
    page.locator(".entry[data-target]").nth(1).hover()
    page.locator("[data-do=delete]").nth(1).click()
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    expect(rows(page, place)).to_have_count(2)
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    expect(page.locator(".star").first).to_have_attribute("data-value", "")
    page.keyboard.press("Control+z")
    expect(rows(page, place)).to_have_count(1)
    with page.expect_response("**/edits/?after=*"):
        page.evaluate("dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(100)
    expect(page.locator("[data-live-status]")).to_have_text("Your last change is undone.")
    writer.saved()
    page.reload()
    assert texts(page, place) == ["one"]


def test_a_field_that_was_left_is_undone_from_outside(writer):
    page = writer.open(f"{writer.board}items/standards/")
    page.locator("#summary").fill("first")
    page.locator("h1").click()
    page.locator("#summary").fill("second")
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    expect(page.locator("#summary")).to_have_value("first")
    writer.saved()
    page.reload()
    expect(page.locator("#summary")).to_have_value("first")
