"""What tests do on pages that save what is typed: write, lose the connection, clash in two windows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

KEPT = "Kept on this device, will be sent"

# Seals a record as the program does, for one who has the key.
SEAL = """async ([worksheet, target, content]) => {
  const { uid, key } = document.documentElement.dataset, encode = (text) => new TextEncoder().encode(text);
  const bytes = Uint8Array.from(key.match(/../g), (pair) => parseInt(pair, 16));
  const iv = crypto.getRandomValues(new Uint8Array(12)), id = crypto.randomUUID();
  const seal = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt"]);
  const bound = { name: "AES-GCM", iv, additionalData: encode(`${uid} ${worksheet} ${target}`) };
  const box = await crypto.subtle.encrypt(bound, seal, encode(JSON.stringify({ target, content })));
  const record = { id, uid: Number(uid), worksheet, target, page: "gone", iv, box, at: Date.now() };
  const asked = indexedDB.open("workbook", 1);
  await new Promise((done) => { asked.onsuccess = done; });
  const made = asked.result.transaction("texts", "readwrite");
  made.objectStore("texts").put(record);
  await new Promise((done) => { made.oncomplete = done; });
  asked.result.close();
}"""


def status(page: Page):
    return page.locator("[data-save-status]")


def rows(page: Page, place: str):
    return page.locator(f"[data-entries='{place}'] textarea[data-field=text]")


def texts(page: Page, place: str) -> list[str]:
    return [row.input_value() for row in rows(page, place).all()]


def write(page: Page, place: str, *lines: str) -> None:
    box = page.locator(f"[data-new='{place}']")
    for line in lines:
        box.fill(line)
        box.press("Enter")


def delete_first(page: Page) -> None:
    """Deletes the first line of the page."""
    page.locator(".entry[data-target]").first.hover()
    page.locator("[data-do=delete]").first.click()


@contextmanager
def cut_off(page: Page) -> Iterator[None]:
    """The page reaches no server while the block lasts."""
    page.route("**/edits/**", lambda route: route.abort())
    yield
    page.unroute("**/edits/**")
    page.evaluate("dispatchEvent(new Event('online'))")


def second_window(person, at: str) -> Page:
    window = person.context.new_page()
    window.goto(person.site + at if at.startswith("/") else at)
    return window


def clash(page: Page, other: Page, write_here, write_there) -> None:
    """Both write without knowing of each other; the other one is saved first."""
    with cut_off(page):
        write_here(page)
        write_there(other)
        expect(status(other)).to_have_text("Saved")


def fill_summary(text: str):
    def act(page: Page) -> None:
        page.locator("#summary").fill(text)
        page.locator("#summary").press("Enter")

    return act


def compose(page: Page, *parts: str):
    """Composes as an input method does, part after part, and leaves the last one open; ends it with what is sent to
    the session that this gives."""
    session = page.context.new_cdp_session(page)
    for part in parts:
        session.send("Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)})
        page.wait_for_timeout(100)
    return session


def posts_of(page: Page) -> list[str]:
    """Collects what the page sends from now on."""
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.post_data))
    return sent


def bring_back(writer, text: str) -> tuple[Page, str]:
    """Writes on a line that another window has deleted, and brings it back with the text; the page and its place."""
    page, place = writer.open(f"{writer.board}items/problems/"), "problems.obstacles"
    write(page, place, "before")
    writer.saved()
    clash(page, second_window(writer, page.url), lambda here: rows(here, place).first.fill(text), delete_first)
    page.get_by_role("button", name="Bring it back with my text").click()
    return page, place
