"""A warm headless Chromium that prints documents, for comparison: the browser runs, and each gets a page of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# The page stands in one folder and its fonts in another.
FONTS_REACHABLE = "--allow-file-access-from-files"


@contextmanager
def chromium_printing(html: str) -> Iterator[Callable[[], bytes]]:
    """Gives a call that loads this HTML with its fonts and prints it: a tagged PDF with outline."""
    from playwright.sync_api import sync_playwright

    from tools.system import find_chromium

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    # Our own layout leaves the process a font configuration without fonts; Chromium cannot live on that.
    environment = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    with TemporaryDirectory(prefix="workbook-bench-") as folder, sync_playwright() as playwright:
        file = Path(folder) / "page.html"
        file.write_text(html, encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=[*QUIET, FONTS_REACHABLE], env=environment
        )

        def printed() -> bytes:
            page = browser.new_page()
            page.goto(file.as_uri())
            page.evaluate("document.fonts.ready")
            found = page.evaluate("[...document.fonts].map(face => face.status)")
            assert "loaded" in found and "error" not in found, "Chromium cannot read the fonts"
            pdf = page.pdf(prefer_css_page_size=True, tagged=True, outline=True)
            page.close()
            return pdf

        printed()
        try:
            yield printed
        finally:
            browser.close()
