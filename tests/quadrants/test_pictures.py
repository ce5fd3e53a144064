"""What is printed looks as it did when somebody last looked at it.

The pictures in `tests/quadrants/pictures/` are made by the project itself; after a change of the design `make pictures`
renews them, and one looks at them before they are committed.
"""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter

from tests.quadrants.dealing import chart_pdf
from tests.quadrants.papers import DEMO, PAPERS, ladder_pdf, people_pdf, trades_pdf
from tests.quadrants.sheet.making import document, many, sheet_of

PICTURES = Path(__file__).with_name("pictures")
RENEW = bool(os.environ.get("RENEW"))
DOTS_PER_INCH = 66
GREYS = 16
# Another version of a library may move an edge by a fraction of a dot: so many dots may differ clearly.
# In a chart, where the head of an arrow is small, fewer.
DIFFERENT, IN_CHARTS, CLEARLY = 0.004, 0.001, 48
TAKEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

PAGES = {
    f"{name} {language}": (lambda make=make, language=language: make(language))
    for name, make in PAPERS.items()
    for language in DEMO
}
PAGES |= {
    "prep sheet of nothing": lambda: sheet_of(document()).pdf,
    "prep sheet of too much": lambda: sheet_of(document(entries=many(300, on_sheet=True)), "letter").pdf,
}
CHARTS = {
    "packages en": lambda: chart_pdf("en"),
    "packages zh-hans": lambda: chart_pdf("zh-hans"),
    "packages of many": lambda: chart_pdf("en", many=True),
    "trades en": lambda: trades_pdf("en"),
    "trades zh-hans": lambda: trades_pdf("zh-hans"),
    "people en": lambda: people_pdf("en"),
    "people zh-hans": lambda: people_pdf("zh-hans"),
    "ladder en": lambda: ladder_pdf("en"),
    "ladder zh-hans": lambda: ladder_pdf("zh-hans"),
}
PAGES |= CHARTS


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    """Dates of this year are printed without it."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: TAKEN)


def first_page(pdf: bytes) -> Image.Image:
    """The first page in a few greys."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil()
    return page.convert("L").quantize(GREYS)


def different(one: Image.Image, other: Image.Image) -> float:
    """The part of the dots that differ clearly; fine edges are blurred before."""
    soft = [image.convert("L").filter(ImageFilter.GaussianBlur(1)) for image in (one, other)]
    difference = ImageChops.difference(*soft).point(lambda grey: 255 * (grey > CLEARLY))
    return difference.histogram()[255] / (one.width * one.height)


@pytest.mark.parametrize("name", PAGES)
def test_it_looks_as_it_did(name):
    page, path = first_page(PAGES[name]()), PICTURES / f"{name}.png"
    if RENEW:
        page.save(path, optimize=True)
    known = Image.open(path)
    assert page.size == known.size
    part, most = different(page, known), IN_CHARTS if name in CHARTS else DIFFERENT
    if part > most:
        page.save(path.with_suffix(".now.png"))
    assert part <= most, f"{part:.2%} of the dots differ; the page as it is now lies beside the picture"


def test_a_line_that_moved_is_seen():
    """The tolerance is for edges, not for words."""
    page = first_page(PAGES["prep sheet en"]())
    moved = page.convert("L")
    moved.paste(moved.crop((60, 200, 300, 230)), (60, 206))
    assert different(page, moved) > DIFFERENT


def test_an_arrow_without_its_head_is_seen():
    whole, headless = (first_page(people_pdf("zh-hans", headless=headless)) for headless in (False, True))
    assert different(whole, headless) > IN_CHARTS


def test_no_picture_is_left_over():
    assert {path.stem for path in PICTURES.glob("*.png") if not path.stem.endswith(".now")} == set(PAGES)


def test_pictures_are_small():
    assert all(path.stat().st_size < 100_000 for path in PICTURES.glob("*.png"))
    assert Image.open(io.BytesIO((PICTURES / "prep sheet en.png").read_bytes())).mode == "P"
