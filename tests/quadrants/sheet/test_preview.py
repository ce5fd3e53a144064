"""The picture of the sheet: made from that very PDF, kept while the document is the same, for members only."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.core.cache import caches
from django.urls import reverse
from PIL import Image, ImageChops

from press import picture
from quadrants import sheet
from quadrants.catalogue import CATALOGUE
from tests.quadrants.sheet.making import demo, document, many

pytestmark = pytest.mark.anywhere

PNG = b"\x89PNG\r\n\x1a\n"
A4 = {"paper": "A4", "time_zone": UTC}
every_file = pytest.mark.parametrize("name", ["prep_sheet", "prep_sheet_pdf", "prep_sheet_png"])


@pytest.fixture
def get(client, owner, worksheet):
    """`get("prep_sheet_png")` opens a page of the worksheet as its owner."""
    client.force_login(owner)
    return lambda name, **headers: client.get(reverse(name, args=[worksheet.pk]), **headers)


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


def rendered(pdf: bytes, width: int) -> Image.Image:
    """The page as another call of the library shows it."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return page.render(scale=width / page.get_width()).to_pil().convert("RGB")


@pytest.mark.parametrize("paper", ["A4", "letter"])
def test_is_the_picture_of_that_very_pdf(paper):
    setting = {"paper": paper, "time_zone": UTC}
    made = demo("supplier")
    png = sheet.Edition(made, **setting).picture()
    assert png.startswith(PNG)
    image = opened(png)
    assert (image.format, image.mode, image.width) == ("PNG", "RGB", sheet.PREVIEW_WIDTH)
    assert image.height == {"A4": 1754, "letter": 1605}[paper]
    assert (
        ImageChops.difference(image, rendered(sheet.Edition(made, **setting).sheet().pdf, image.width)).getbbox()
        is None
    )


def test_shows_ink_in_all_four_quadrants():
    image = opened(sheet.Edition(demo("raise"), **A4).picture()).convert("L")
    halves = [(left, top) for top in (200, 1000) for left in (60, 640)]
    for left, top in halves:
        darkest, _lightest = image.crop((left, top, left + 540, top + 500)).getextrema()
        assert darkest < 80


def test_is_kept_by_the_hash_of_the_document():
    made = demo("new_year")
    png = sheet.Edition(made, **A4).picture()
    name = sheet.Edition(made, **A4).name
    assert caches["sheets"].get(f"{name}.png") == png
    assert caches["sheets"].get(name) == replace(sheet.build(made, **A4), html="")
    caches["sheets"].set(f"{name}.png", b"kept")
    assert sheet.Edition(demo("new_year"), **A4).picture() == b"kept"


def test_picture_and_pdf_share_one_layout():
    made = demo("new_year")
    sheet.Edition(made, **A4).picture()
    kept = replace(sheet.Edition(made, **A4).sheet(), pdf=b"%PDF kept")
    caches["sheets"].set(sheet.Edition(made, **A4).name, kept)
    assert sheet.Edition(made, **A4).sheet().pdf == b"%PDF kept"


def test_everything_that_is_printed_changes_the_hash():
    made = demo("raise")
    first = made.entries[0]
    others = [
        replace(made, worksheet=replace(made.worksheet, title="Another title")),
        replace(made, worksheet=replace(made.worksheet, language="zh-hans")),
        replace(made, worksheet=replace(made.worksheet, meeting_at=None)),
        replace(made, entries=(replace(first, text="Another text"), *made.entries[1:])),
        replace(made, entries=(replace(first, on_sheet=False), *made.entries[1:])),
        replace(made, entries=made.entries[1:]),
        replace(made, items=(replace(made.items[0], summary="Another line"), *made.items[1:])),
        replace(made, items=(replace(made.items[0], in_use=False), *made.items[1:])),
        replace(made, parties=(made.parties[0], replace(made.parties[1], name="Max"), *made.parties[2:])),
        replace(made, strategies=(replace(made.strategies[0], how="Otherwise"), *made.strategies[1:])),
    ]
    names = [sheet.Edition(one, **A4).name for one in [made, *others]]
    names += [sheet.Edition(made, paper="letter", time_zone=UTC).name]
    names += [sheet.Edition(made, paper="A4", time_zone=ZoneInfo("Asia/Shanghai")).name]
    assert len(set(names)) == len(names) == 13
    assert sheet.Edition(demo("raise"), **A4).name == names[0]


@pytest.mark.parametrize("width", [100, 1240])
def test_has_the_width_that_is_asked_for(width):
    image = opened(picture.png(sheet.build(document(entries=many(3)), **A4).pdf, width))
    assert image.width == width


def test_the_page_shows_the_picture(get):
    response = get("prep_sheet_png")
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert opened(response.content).width == sheet.PREVIEW_WIDTH
    pdf = get("prep_sheet_pdf").content
    assert ImageChops.difference(opened(response.content), rendered(pdf, sheet.PREVIEW_WIDTH)).getbbox() is None


def test_changes_with_the_document_and_only_then(get, entry):
    before = get("prep_sheet_png").content
    assert get("prep_sheet_png").content == before
    entry("goals", "short_term", "92,000 by spring")
    after = get("prep_sheet_png").content
    assert after != before and get("prep_sheet_png").content == after


def test_what_somebody_refuses_for_the_sheet_does_not_change_the_picture(get, entry):
    before = get("prep_sheet_png").content
    entry("needs", "shared", "Not for their eyes", on_sheet=False)
    assert get("prep_sheet_png").content == before


def test_the_page_lists_what_does_not_fit_as_the_sheet_counts_it(get, entry):
    for number in range(70):
        entry("needs", "rational", f"Need {number}")
    response = get("prep_sheet")
    [(item, count)] = response.context["missing"]
    assert item is CATALOGUE.item("needs") and 0 < count < 70
    assert f"6 {item.short}</a>: {count} more" in response.content.decode()
    assert "Not on the page" in response.content.decode()


def test_the_page_is_silent_when_all_fits(get):
    response = get("prep_sheet")
    assert response.context["missing"] == [] and "Not on the page" not in response.content.decode()


@every_file
def test_an_outsider_finds_nothing(name, client, outsider, worksheet):
    client.force_login(outsider)
    assert client.get(reverse(name, args=[worksheet.pk])).status_code == 404


@every_file
def test_signed_out_people_are_asked_to_sign_in(name, client, worksheet):
    response = client.get(reverse(name, args=[worksheet.pk]))
    assert response.status_code == 302 and response["Location"].startswith(reverse("account_login"))


@every_file
@pytest.mark.parametrize("role", ["viewer", "commenter", "editor"])
def test_members_of_every_role_may_print(name, role, client, member, worksheet):
    client.force_login(member(role))
    assert client.get(reverse(name, args=[worksheet.pk])).status_code == 200


@every_file
def test_is_only_read(name, client, owner, worksheet):
    client.force_login(owner)
    assert client.post(reverse(name, args=[worksheet.pk])).status_code == 405
    assert client.head(reverse(name, args=[worksheet.pk])).status_code == 200
