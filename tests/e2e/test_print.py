"""Ctrl+P: a clean page with the words that it is private, and nothing that one presses."""

from __future__ import annotations

import io

import pypdf
import pypdfium2
import pytest

MARK = "内部使用，请勿外传"
PAGES = ("", "items/needs/", "strategies/", "history/", "table-sheet/", "../")
BUTTONS = ("Undo", "Delete", "Take this item", "Save", "Sign out", "Prep sheet\n", "Import", "New worksheet", "ZIP")


@pytest.fixture(params=[pytest.param("light", marks=pytest.mark.long), "dark"])
def reader(person, request):
    return person(color_scheme=request.param)


def printed(page) -> list[str]:
    """The text of each sheet of paper."""
    return [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]


def test_every_page_of_a_worksheet_carries_the_mark_and_no_button(reader):
    board = reader.enter_demo()["Asking Dana for a raise"]
    for path in PAGES:
        page = reader.open(board + path)
        sheets = printed(page)
        # The Chinese words are drawn with a font of the machine, which may have none for them.
        assert all("PRIVATE" in sheet for sheet in sheets), path
        assert MARK in page.locator(".private-mark").text_content(), path
        assert not [name for name in BUTTONS for sheet in sheets if name in sheet], path


def test_it_is_black_on_white_also_from_dark_mode(reader):
    page = reader.open(reader.enter_demo()["Asking Dana for a raise"])
    picture = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True))[0].render(grayscale=True).to_pil()
    greys = picture.histogram()
    assert sum(greys[230:]) > 0.85 * picture.width * picture.height and sum(greys[:60]) > 1000


def test_a_phone_prints_all_four_quadrants(person):
    guest = person(viewport={"width": 390, "height": 800})
    text = "".join(printed(guest.open(guest.start("A talk"))))
    assert all(name in text for name in ("Problems and goals", "Situation analysis", "Options and risk", "Take action"))


def test_a_text_longer_than_a_page_is_printed_whole(person):
    guest = person()
    page = guest.open(f"{guest.start('A talk')}items/goals/")
    page.locator("[data-new='goals.short_term']").fill("quince " * 900)
    page.locator("[data-new='goals.short_term']").press("Enter")
    guest.saved()
    sheets = printed(page)
    assert len(sheets) > 1 and "".join(sheets).split().count("quince") == 900
    assert page.locator(".printed").count() == 0, "what stands on the page for printing goes again"


def test_what_is_for_everybody_carries_no_mark(person):
    assert "PRIVATE" not in "".join(printed(person().open("/strategies/")))
