"""The blank form in Chromium's own PDF reader: filled in by hand, saved, and read back."""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, BrowserType, Frame, Page

from quadrants.form.found import Line
from quadrants.form.reading import read
from tests.e2e.test_axe import faults
from tests.quadrants.form.making import filled
from tools.system import find_chromium

# What the reader's own button *With your changes* saves; the dialog behind it asks for a folder, which nobody here can.
SAVED = """async () => {
  const parts = [];
  for (const script of document.scripts) if (script.src) parts.push(...Object.values(await import(script.src)));
  const plugin = parts.filter((part) => part?.getInstance).map((part) => part.getInstance()).find((one) => one.save);
  const { dataToSave } = await plugin.save('EDITED');
  let text = '';
  for (const byte of new Uint8Array(dataToSave)) text += String.fromCharCode(byte);
  return btoa(text);
}"""
SHOWN = "document.querySelector('pdf-viewer')?.shadowRoot?.querySelector('viewer-toolbar')?.docLength ?? 0"
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><dir>{own}</dir><cachedir>{cache}</cachedir></fontconfig>"""


@pytest.fixture
def window(browser_type: BrowserType, tmp_path: Path) -> Iterator[BrowserContext]:
    """A whole Chromium, for only that has the reader, on a machine with a Chinese font."""
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(FONTS.format(own=settings.FONT_DIR, cache=tmp_path / "cache"))
    context = browser_type.launch_persistent_context(
        tmp_path / "profile",
        executable_path=find_chromium(),
        headless=False,
        args=["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        viewport={"width": 1100, "height": 1300},
    )
    yield context
    context.close()


def reader_of(page: Page) -> Frame:
    """The frame of the reader, once it shows the four pages."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for frame in page.frames:
            if frame.url.startswith("chrome-extension://") and frame.evaluate(SHOWN) == 4:
                return frame
        page.wait_for_timeout(200)
    raise AssertionError("The reader did not open.")


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.long), "zh-hans"])
def test_what_is_typed_in_chromium_is_read_back_without_loss(site, window, language):
    page = window.new_page()
    page.goto(f"{site}/worksheets/blank.pdf?lang={language}")
    reader = reader_of(page)
    page.mouse.click(580, 203)
    page.wait_for_timeout(300)
    page.keyboard.insert_text("A raise 2026")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("2026-11-26 14:00")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("92,000 by spring")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("工资涨到九万二，“明年春天”以前")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("带一个八个人的团队" * 12)
    page.keyboard.press("Tab")
    page.wait_for_timeout(500)
    found = read(base64.b64decode(reader.evaluate(SAVED)))
    assert (found.language, found.title, found.when) == (language, "A raise 2026", "2026-11-26 14:00")
    assert found.left_out == ()
    assert found.lines == (
        Line(item="goals", prompt="short_term", text="92,000 by spring"),
        Line(item="goals", prompt="short_term", text="工资涨到九万二，“明年春天”以前"),
        Line(item="goals", prompt="long_term", text="带一个八个人的团队" * 12),
    )


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), pytest.param("zh", "dark", marks=pytest.mark.long)])
def test_a_filled_form_becomes_a_worksheet_on_a_page_that_breaks_no_rule(person, language, theme):
    guest = person(language, color_scheme=theme)
    guest.start("A talk")
    answers = {"goals.short_term.1": "92,000 by spring\n工资涨到九万二\n\u202ehidden", "parties.counterpart.1": "Dana"}
    file = {
        "name": "form.pdf",
        "mimeType": "application/pdf",
        "buffer": filled(answers | {"strategy.about_them": "yes"}),
    }
    page = guest.open("/worksheets/import/")
    page.set_input_files("[name=file]", file)
    page.locator("main button.btn-main").click()
    page.locator(".found").wait_for()
    assert faults(page) == []
    page.locator("[name=lines]").first.uncheck()
    page.locator("main button.btn-main").click()
    page.locator(".messages").wait_for()
    board = page.locator("main").inner_text()
    assert "工资涨到九万二" in board and "Dana" in board and "92,000" not in board
