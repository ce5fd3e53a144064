"""What people found who tried to lose a text: each of these once lost one, or the page did not tell the truth."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.saving import KEPT, SEAL, compose, cut_off, fill_summary, rows, second_window, status, texts, write

# --- A field that somebody is in -------------------------------------------------------------------------------------


def test_a_field_in_which_nothing_was_typed_yet_takes_over_what_others_write(writer):
    page = writer.open(f"{writer.board}items/standards/")
    fill_summary("one two three")(page)
    writer.saved()
    page.reload()
    other = second_window(writer, page.url)
    page.locator("#summary").evaluate("field => { field.focus(); field.setSelectionRange(7, 7); }")
    fill_summary("zero one two three")(other)
    expect(page.locator("#summary")).to_have_value("zero one two three", timeout=5000)
    expect(page.locator("#summary")).to_be_focused()
    page.keyboard.type("!")
    expect(page.locator("#summary")).to_have_value("zero one two! three")
    expect(status(page)).to_have_text("Saved")
    expect(page.locator(".line-for-sheet [data-problem]")).to_be_hidden()
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    expect(page.locator("#summary")).to_have_value("zero one two three")


def both_at(writer, text: str) -> tuple[Page, Page]:
    """Two windows of which the first has just written this, saved, and still has the caret behind it."""
    page = writer.open(f"{writer.board}items/standards/")
    other = second_window(writer, page.url)
    page.locator("#summary").click()
    page.keyboard.type(text)
    writer.saved()
    expect(other.locator("#summary")).to_have_value(text)
    return page, other


def test_a_field_in_which_hands_rest_takes_over_what_others_write(writer):
    page, other = both_at(writer, "one two three")
    for _step in range(6):
        page.keyboard.press("ArrowLeft")
    fill_summary("zero one two three")(other)
    # The hands rest for two seconds before, and it is asked for every two seconds.
    expect(page.locator("#summary")).to_have_value("zero one two three", timeout=6000)
    expect(page.locator("#summary")).to_be_focused()
    page.keyboard.type("!")
    expect(page.locator("#summary")).to_have_value("zero one two! three")
    expect(status(page)).to_have_text("Saved")
    expect(page.locator(".line-for-sheet [data-problem]")).to_be_hidden()
    page.reload()
    expect(page.locator("#summary")).to_have_value("zero one two! three")


def test_what_is_being_composed_is_not_changed_by_others(writer):
    page, other = both_at(writer, "one")
    session = compose(page, "z", "zh")
    fill_summary("one two")(other)
    expect(status(other)).to_have_text("Saved")
    page.wait_for_timeout(5000)  # longer than hands rest, and others are asked
    expect(page.locator("#summary")).to_have_value("onezh")
    session.send("Input.insertText", {"text": "涨"})
    expect(page.locator(".line-for-sheet [data-problem]")).to_be_visible()
    expect(page.locator("#summary")).to_have_value("one涨")
    writer.complaints.clear()


# --- What is no answer -----------------------------------------------------------------------------------------------

NO_ANSWERS = {
    "nothing in it": (200, "{}"),
    "a word": (200, '"ok"'),
    "a list": (200, "[]"),
    "another kind of version": (200, '{"version": "x", "edit": "y"}'),
    "no edit": (200, '{"version": 5}'),
    "part of a version": (200, '{"version": 1.5, "edit": 7}'),
    "version 0": (200, '{"version": 0, "edit": 7}'),
    "a page": (200, "<html>Please sign in to the WiFi</html>"),
    "cut off": (200, '{"version": 5, "ed'),
    "an unknown refusal": (403, '{"code": "blocked", "message": "Blocked by your provider."}'),
    "a refusal with the number of another": (403, '{"code": "signed_out", "message": "", "fields": {}}'),
    "a word for a refusal": (422, '"invalid"'),
    "a conflict without texts": (409, '{"code": "conflict", "message": ""}'),
    "a sign-in of somebody else": (401, "Who are you?"),
}


def test_only_an_answer_of_the_server_is_one(writer):
    page = writer.open(f"{writer.board}items/standards/")
    fill_summary("at home")(page)
    writer.saved()
    for number, (what, (code, body)) in enumerate(NO_ANSWERS.items()):
        page.route("**/edits/", lambda route: route.fulfill(status=code, body=body, content_type="application/json"))  # noqa: B023
        with page.expect_response("**/edits/"):
            fill_summary(f"in hotel {number}")(page)
        expect(status(page), what).to_have_text(KEPT)
        page.wait_for_timeout(100)
        expect(status(page), what).to_have_text(KEPT)
        page.unroute("**/edits/")
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(status(page), what).to_have_text("Saved")
    page.reload()
    expect(page.locator("#summary")).to_have_value(f"in hotel {len(NO_ANSWERS) - 1}")
    writer.complaints.clear()


def test_news_that_are_none_change_nothing(writer):
    page = writer.open(f"{writer.board}items/standards/")
    answers = [(409, "{}"), (200, '{"edits": 7}'), (200, '{"edits": [7], "last": 1}'), (401, "Who are you?")]
    page.route(
        "**/edits/?after=*",
        lambda route: route.fulfill(status=answers[0][0], body=answers[0][1], content_type="application/json"),
    )
    while answers:
        with page.expect_response("**/edits/?after=*"):
            page.evaluate("dispatchEvent(new Event('focus'))")
        page.wait_for_timeout(100)
        answers = answers[1:] or page.unroute("**/edits/?after=*") or []
    expect(page.locator("#summary")).to_be_visible()
    expect(status(page)).to_have_text("")
    fill_summary("still here")(page)
    expect(status(page)).to_have_text("Saved")
    writer.complaints.clear()


# --- Signing in and out ----------------------------------------------------------------------------------------------


def sign_in_again(page: Page) -> None:
    page.locator("#sign-in [name=password]").fill("a-long-password-7")
    page.locator("#sign-in").get_by_role("button", name="Sign in").click()
    expect(page.locator("#sign-in")).to_be_hidden()


def test_the_first_click_on_sign_in_opens_it_and_the_caret_comes_back(account):
    page = account.open(f"{account.board}items/problems/")
    box = page.locator("[data-new='problems.obstacles']")
    account.context.clear_cookies()
    box.click()
    page.keyboard.type("ab")
    expect(status(page)).to_contain_text("Not signed in: your text is kept.")
    page.keyboard.press("ArrowLeft")
    at = status(page).get_by_role("button", name="Sign in").bounding_box()
    page.mouse.click(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    expect(page.locator("#sign-in")).to_be_visible()
    sign_in_again(page)
    expect(status(page)).to_have_text("Saved")
    page.keyboard.type("X")
    assert box.input_value() == "aXb"
    writer_is_back(account, page)


def test_who_reached_sign_in_by_the_keyboard_comes_back_to_the_field(account):
    page = account.open(f"{account.board}items/standards/")
    account.context.clear_cookies()
    page.locator("#summary").click()
    page.keyboard.type("written")
    expect(status(page)).to_contain_text("Not signed in: your text is kept.")
    status(page).get_by_role("button", name="Sign in").focus()
    page.keyboard.press("Enter")
    sign_in_again(page)
    expect(status(page)).to_have_text("Saved")
    expect(page.locator("#summary")).to_be_focused()
    writer_is_back(account, page)


def writer_is_back(account, page: Page) -> None:
    expect(status(page)).to_have_text("Saved")
    account.complaints.clear()


def test_a_text_that_is_saved_is_not_sent_again_when_its_field_is_left(account):
    page = account.open(f"{account.board}items/problems/")
    posts: list[str] = []
    page.on("request", lambda request: request.url.endswith("/edits/") and posts.append(request.post_data))
    page.locator("[data-new='problems.obstacles']").click()
    page.keyboard.type("all of it ")
    expect(status(page)).to_have_text("Saved")
    sent = len(posts)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{account.site}/")
    assert len(posts) == sent


def test_signing_out_goes_on_by_itself_when_nothing_is_unsent_any_more(account):
    page = account.open(f"{account.board}items/standards/")
    with cut_off(page):
        fill_summary("just in time")(page)
        expect(status(page)).to_have_text(KEPT)
        page.get_by_role("button", name="Sign out").click()
        expect(page.locator("#unsent [data-count]")).to_have_text("1")
    page.wait_for_url(f"{account.site}/")
    page.goto(f"{account.site}/accounts/login/")
    page.fill("[name=login]", account.email)
    page.fill("[name=password]", "a-long-password-7")
    page.locator("main form button").last.click()
    page.wait_for_url("**/worksheets/")
    page.goto(f"{account.site}{account.board}items/standards/")
    expect(page.locator("#summary")).to_have_value("just in time")
    account.complaints.clear()


# --- What cannot be sent any more ------------------------------------------------------------------------------------


def offered(page: Page):
    return page.locator("[data-kept] details")


def ask_for(writer, where: str, button: str) -> None:
    """Does something to the worksheet from another device, without a page that would send what was kept on this one."""
    with writer.context.browser.new_context(storage_state=writer.context.storage_state(), locale="en-US") as context:
        page = context.new_page()
        page.goto(f"{writer.site}{writer.board}{where}")
        with page.expect_navigation():
            page.get_by_role("button", name=button).click()


def too_late(writer, words: str, where: str, button: str) -> None:
    """Leaves words on this device that the server has not heard of before something was done to the worksheet."""
    page = writer.open(f"{writer.board}items/standards/")
    writer.context.set_offline(True)
    fill_summary(words)(page)
    expect(status(page)).to_have_text(KEPT)
    ask_for(writer, where, button)
    page.close()
    writer.context.set_offline(False)
    writer.page = writer.context.new_page()


def test_words_for_an_archived_worksheet_can_be_read_copied_and_discarded(writer):
    writer.context.grant_permissions(["clipboard-read", "clipboard-write"])
    too_late(writer, "words <b>of mine</b>", "details/", "Archive")
    for path in (f"{writer.board}items/standards/", "/strategies/"):
        writer.page.goto(writer.site + path)
        expect(offered(writer.page)).to_contain_text("in the archive")
        expect(offered(writer.page).locator("q")).to_have_text("words <b>of mine</b>")
    offered(writer.page).get_by_role("button", name="Copy my text").click()
    expect(offered(writer.page).get_by_role("button", name="Copied")).to_be_visible()
    assert writer.page.evaluate("navigator.clipboard.readText()") == "words <b>of mine</b>"
    offered(writer.page).get_by_role("button", name="Discard my text").click()
    expect(offered(writer.page)).to_have_count(0)
    writer.page.reload()
    writer.page.wait_for_timeout(500)
    expect(offered(writer.page)).to_have_count(0)
    writer.complaints.clear()


def test_words_for_a_worksheet_out_of_the_archive_are_sent_after_all(writer):
    too_late(writer, "in time", "details/", "Archive")
    writer.page.goto(f"{writer.site}/strategies/")
    expect(offered(writer.page).get_by_role("link")).to_have_attribute("href", writer.board)
    ask_for(writer, "details/", "Take out of the archive")
    page = second_window(writer, f"{writer.board}items/standards/")
    writer.page.close()
    expect(status(page)).to_have_text("Saved")
    expect(page.locator("#summary")).to_have_value("in time")
    writer.complaints.clear()


def test_words_for_a_deleted_worksheet_are_offered_where_it_is_not(writer):
    too_late(writer, "words without a place", "delete/", "Delete")
    for path in ("/worksheets/", f"{writer.board}items/standards/"):
        writer.page.goto(writer.site + path)
        expect(offered(writer.page).locator("q")).to_have_text("words without a place")
        expect(offered(writer.page).get_by_role("link")).to_have_count(0)
    offered(writer.page).get_by_role("button", name="Discard my text").click()
    expect(offered(writer.page)).to_have_count(0)
    writer.complaints.clear()


# --- What somebody has done to the device ----------------------------------------------------------------------------


def test_a_record_of_another_kind_holds_nothing_up(writer):
    page = writer.open(f"{writer.board}items/standards/")
    edits, text = f"{writer.board}edits/", {"summary": "still comes"}
    good = {"version": 0, "queue": [{"op": page.evaluate("crypto.randomUUID()"), "fields": text}]}
    strange = [
        {"version": 2, "texts": ["of a later program"]},
        {"version": 1, "queue": [{"op": 1}]},
        {"version": 1, "queue": [{"fields": text, "body": "{"}]},
        [],
    ]
    for content in strange:
        page.evaluate(SEAL, [edits, "item:standards", content])
    page.evaluate(SEAL, [edits, "item:standards", good])
    page.evaluate(SEAL, ["/accounts/logout/", "item:standards", good])
    page.evaluate(SEAL, ["https://elsewhere.example/edits/", "item:standards", good])
    posts: list[str] = []
    page.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    page.reload()
    expect(page.locator("#summary")).to_have_value("still comes")
    expect(status(page)).to_have_text("Saved")
    expect(offered(page)).to_have_count(len(strange) + 2)
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(300)
    expect(offered(page)).to_have_count(len(strange) + 2)
    assert set(posts) == {writer.site + edits}
    for _record in range(len(strange) + 2):
        offered(page).get_by_role("button", name="Discard my text").first.click()
    expect(offered(page)).to_have_count(0)
    page.reload()
    page.wait_for_timeout(300)
    expect(offered(page)).to_have_count(0)


def test_the_page_of_a_former_user_lets_go_of_what_it_kept(account):
    page = account.open(f"{account.board}items/standards/")
    account.context.clear_cookies()
    fill_summary("A secret of the first")(page)
    expect(status(page)).to_contain_text("Not signed in: your text is kept.")
    other = second_window(account, "/accounts/login/")
    other.locator("form[action='/accounts/demo/'] [value=own]").click()
    other.wait_for_url("**/worksheets/")
    expect(page.locator("body")).to_contain_text("Somebody else has signed in here", timeout=20_000)
    assert account.email not in page.content()
    assert "data-key" not in page.content()
    account.context.clear_cookies()
    other.goto(f"{account.site}/accounts/login/")
    other.fill("[name=login]", account.email)
    other.fill("[name=password]", "a-long-password-7")
    with other.expect_response("**/edits/") as back:
        other.locator("main form button").last.click()
    assert back.value.status == 200
    other.goto(f"{account.site}{account.board}items/standards/")
    expect(other.locator("#summary")).to_have_value("A secret of the first")
    account.complaints.clear()


# --- Taking back -----------------------------------------------------------------------------------------------------


def test_the_key_goes_beyond_a_field_that_has_nothing_to_take_back(writer):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    write(page, place, "one")
    writer.saved()
    page.reload()
    page.locator(".entry[data-target]").hover()
    page.locator("[data-do=delete]").click()
    expect(rows(page, place)).to_have_count(0)
    page.locator("#summary").click()
    page.keyboard.type("abc")
    for _press in range(5):
        page.keyboard.press("Control+z")
        page.wait_for_timeout(100)
        if rows(page, place).count():
            break
    expect(rows(page, place).first).to_have_value("one")
    expect(page.locator("#summary")).to_have_value("")
    expect(status(page)).to_have_text("Saved")


def test_what_was_changed_before_the_page_was_there_is_undone_too(writer):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    write(page, place, "one", "two")
    page.locator(".entry[data-target]").nth(1).hover()
    page.locator("[data-do=delete]").nth(1).click()
    expect(status(page)).to_have_text("Saved")
    page.reload()
    page.keyboard.press("Control+z")
    expect(rows(page, place)).to_have_count(2)
    expect(rows(page, place).last).to_have_value("two")
    page.keyboard.press("Control+z")
    expect(rows(page, place)).to_have_count(1)
    expect(status(page)).to_have_text("Saved")
    page.goto(f"{writer.site}{writer.board}items/standards/")
    fill_summary("elsewhere")(page)
    expect(status(page)).to_have_text("Saved")
    page.goto(f"{writer.site}{writer.board}items/problems/")
    page.keyboard.press("Control+z")
    expect(page.locator("[data-live-status]")).to_have_text("Your last change is undone; it was not on this page.")
    expect(status(page)).to_have_text("Saved")
    page.goto(f"{writer.site}{writer.board}items/standards/")
    expect(page.locator("#summary")).to_have_value("")


def test_a_worksheet_that_was_put_back_as_a_whole_is_taken_back_by_the_key(writer):
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    write(page, place, "one", "two")
    expect(status(page)).to_have_text("Saved")
    for row, text in enumerate(("NEW one", "NEW two")):
        rows(page, place).nth(row).fill(text)
    expect(status(page)).to_have_text("Saved")
    page.goto(f"{writer.site}{writer.board}history/")
    page.get_by_role("button", name="The whole worksheet as it was then").last.click()
    expect(page.locator(".undo")).to_contain_text("Put back.")
    page.goto(f"{writer.site}{writer.board}items/problems/")
    put_back = texts(page, place)
    assert "NEW two" not in put_back
    page.route("**/edits/", lambda route: route.abort())
    page.keyboard.press("Control+z")
    expect(page.locator("[data-live-status]")).to_have_text("That did not work just now. Try again.")
    assert texts(page, place) == put_back
    page.unroute("**/edits/")
    page.keyboard.press("Control+z")
    expect(rows(page, place).last).to_have_value("NEW two")
    expect(page.locator("[data-live-status]")).to_have_text("Your last change is undone.")
    assert texts(page, place) == ["NEW one", "NEW two"]
    page.keyboard.press("Control+z")
    expect(rows(page, place).last).to_have_value("two")
    expect(status(page)).to_have_text("Saved")
    page.reload()
    assert texts(page, place) == ["NEW one", "two"]
    writer.complaints.clear()
