"""Makes the pictures of the README from the demo: `python -m tools.pictures`.

They come from the running program: the board as Chromium shows it, the prep sheet as its own preview.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tools.served import served
from tools.system import ROOT, find_chromium

PICTURES = ROOT / "docs" / "pictures"
WORKSHEETS = {"en": 0, "zh": 1}
LOCALES = {"en": "en-GB", "zh": "zh-CN"}
# The fonts of the printed pages, so that the pictures are the same on every machine.
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir><cachedir>{cache}</cachedir>
  <alias binding="same"><family>system-ui</family><prefer><family>Noto Sans</family></prefer></alias>
  <alias binding="same"><family>sans-serif</family><prefer><family>Noto Sans</family></prefer></alias>
</fontconfig>
"""


def main() -> None:
    """Writes `board-en.png`, `board-zh.png`, `prep-sheet-en.png` and `prep-sheet-zh.png`."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="workbook-pictures-") as name, served(Path(name)) as (address, _log):
        config = Path(name) / "fonts.conf"
        config.write_text(FONTCONFIG.format(fonts=ROOT / "var" / "fonts", cache=Path(name) / "fontcache"))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(),
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
                env=os.environ | {"FONTCONFIG_FILE": str(config)},
            )
            for language in WORKSHEETS:
                take(browser, address, language)
            browser.close()


def take(browser: Browser, address: str, language: str) -> None:
    """The two pictures of one language."""
    context = browser.new_context(
        locale=LOCALES[language], timezone_id="Asia/Shanghai", viewport={"width": 1200, "height": 800}
    )
    page = context.new_page()
    page.goto(f"{address}/accounts/login/")
    page.locator("form[action='/accounts/demo/'] [value=own]").click()
    page.locator(".worksheet-row .title a").nth(WORKSHEETS[language]).click()
    page.locator(".sheet").wait_for()
    page.locator(".meter:not(.measuring) progress:not([value='0'])").wait_for()
    keep(f"board-{language}", page.screenshot(full_page=True))
    keep(f"prep-sheet-{language}", context.request.get(f"{page.url.split('#')[0]}prep-sheet.png").body())
    context.close()


def keep(name: str, picture: bytes) -> None:
    """Writes a picture with few colours: a fifth of the bytes, and no eye sees the difference."""
    few = Image.open(io.BytesIO(picture)).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
