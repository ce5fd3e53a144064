"""The blank form: four pages with every prompt, good to write on, fillable, the same every time."""

from __future__ import annotations

import io

import outloud
import pdfua
import pikepdf
import pypdf
import pypdfium2
import pytest
from django.conf import settings
from django.core.cache import caches
from django.urls import reverse
from django.utils import translation
from fontTools.ttLib import TTFont

from press.process import Press
from quadrants import form
from quadrants.catalogue import CATALOGUE
from quadrants.form import layout
from quadrants.form.content import pages
from strategies.catalogue import STRATEGIES
from tests.quadrants.form.making import LANGUAGES, blank, fields
from tests.quadrants.sheet.making import squeezed

pytestmark = pytest.mark.anywhere

every_language = pytest.mark.parametrize("language", LANGUAGES)
every_paper = pytest.mark.parametrize("paper", layout.PAGES)
PROMPTS = [prompt for item in CATALOGUE.items for prompt in item.prompts]


def texts(pdf: bytes) -> list[str]:
    """The text of each page, without white space."""
    return [squeezed(page.get_textpage().get_text_bounded()) for page in pypdfium2.PdfDocument(pdf)]


@every_language
@every_paper
def test_each_quadrant_has_a_page_with_all_its_prompts(language, paper):
    found = texts(blank(language, paper))
    assert len(found) == len(CATALOGUE.quadrants) == 4
    for text, quadrant in zip(found, CATALOGUE.quadrants, strict=True):
        expected = [quadrant.name, quadrant.question]
        expected += [
            part for item in quadrant.items for prompt in item.prompts for part in (prompt.name, prompt.question)
        ]
        expected += [f"{item.number}{item.name.in_language(language)}" for item in quadrant.items]
        for part in expected:
            said = part if isinstance(part, str) else part.in_language(language)
            assert squeezed(said) in text
    assert all(squeezed(strategy.name.in_language(language)) in found[-1] for strategy in STRATEGIES)


@every_language
def test_every_prompt_and_strategy_has_a_field_in_reading_order(language):
    with pikepdf.open(io.BytesIO(blank(language))) as file:
        names = [name for name, _field in fields(file)]
        shown = [str(field.objgen) for page in file.pages for field in page.Annots]
        in_tree = [str(field.objgen) for _name, field in fields(file)]
        assert all(page.Tabs == "/S" for page in file.pages)
    expected = ["worksheet.title", "worksheet.meeting_at"]
    expected += [f"{prompt.item}.{prompt.code}.1" for prompt in PROMPTS]
    expected += [f"strategy.{strategy.code}" for strategy in STRATEGIES]
    assert names == expected
    assert shown == in_tree


@every_language
def test_fields_say_what_they_ask_and_take_several_lines(language):
    with pikepdf.open(io.BytesIO(blank(language))) as file:
        found = dict(fields(file))
        for prompt in PROMPTS:
            field = found[f"{prompt.item}.{prompt.code}.1"]
            assert prompt.question.in_language(language) in str(field.TU)
            assert CATALOGUE.item(prompt.item).name.in_language(language) in str(field.TU)
            assert (str(field.FT), int(field.Ff), str(field.V)) == ("/Tx", 1 << 12, "")
        for strategy in STRATEGIES:
            field = found[f"strategy.{strategy.code}"]
            assert strategy.name.in_language(language) in str(field.TU)
            assert (str(field.FT), str(field.V)) == ("/Btn", "/Off")


@pytest.mark.parametrize(("language", "letters"), [("en", "aZ9é’“”ßЯ"), ("zh-hans", "aZ9é，。“谈判薪资")])
def test_what_is_typed_finds_the_whole_font_of_the_language_and_shrinks_to_fit(language, letters):
    with pikepdf.open(io.BytesIO(blank(language))) as file:
        form_of_file = file.Root.AcroForm
        assert form_of_file.NeedAppearances
        [style] = {str(field.DA) for _name, field in fields(file) if field.FT == "/Tx"}
        name, size, *_rest = style.split()
        assert size == "0"
        font = form_of_file.DR.Font[name]
        whole = TTFont(io.BytesIO(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes())).getBestCmap()
        mapped = font.ToUnicode.read_bytes().decode("ascii")
    name = {"en": "latin", "zh-hans": "chinese"}[language]
    assert whole.keys() == TTFont(settings.FONT_DIR / f"{name}-regular.ttf").getBestCmap().keys()
    for letter in letters:
        assert ord(letter) in whole and f"<{ord(letter):04x}>" in mapped


@every_language
@every_paper
def test_lines_are_high_enough_for_a_hand_and_labels_stand_beside_them(language, paper):
    with translation.override(language):
        for page in pages():
            rows = [row for _item, _name, rows in layout.laid(page, paper).items for row in rows]
            assert len(rows) == sum(len(block.boxes) for block in page.blocks)
            assert all(len(row.lines) >= 2 for row in rows)
            millimetres = [line / 72 * 25.4 for row in rows for line in row.lines]
            assert 6.2 < min(millimetres) <= max(millimetres) < 8.5


@every_language
@every_paper
def test_every_field_lies_on_its_page_and_none_on_another(language, paper):
    width, height = layout.PAGES[paper]
    for page in pypdf.PdfReader(io.BytesIO(blank(language, paper))).pages:
        boxes = [[float(side) for side in one.get_object()["/Rect"]] for one in page["/Annots"]]
        for left, low, right, high in boxes:
            assert 30 < left < right < width - 30 and 30 < low < high < height - 30
        for number, (left, low, right, high) in enumerate(boxes):
            for others_left, others_low, others_right, others_high in boxes[:number]:
                assert right <= others_left or others_right <= left or high <= others_low + 1 or others_high <= low + 1


@every_language
@every_paper
def test_checkers_of_accessibility_find_nothing(language, paper, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(blank(language, paper))
    assert pdfua.validate(str(path)).findings == ()
    result = outloud.check(str(path))
    assert result.error is None and result.findings == [] and result.verdict == "pass"


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh-hans", "zh-Hans")])
def test_the_file_says_what_it_is_and_in_which_language(language, tag):
    with pikepdf.open(io.BytesIO(blank(language))) as file:
        assert str(file.Root.Lang) == tag
        assert str(file.docinfo.Title) == {"en": "Prepare a negotiation", "zh-hans": "谈判准备表"}[language]


@every_language
def test_the_same_form_has_the_same_bytes(language):
    assert form.build(language, "A4") == blank(language)


@every_paper
def test_it_has_the_size_of_the_paper(paper):
    for page in pypdf.PdfReader(io.BytesIO(blank("en", paper))).pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(layout.PAGES[paper], abs=0.1)


@pytest.mark.parametrize(
    ("query", "language", "paper"),
    [
        ({}, "en", "A4"),
        ({"lang": "zh-hans"}, "zh-hans", "A4"),
        ({"lang": "en", "paper": "letter"}, "en", "letter"),
        ({"lang": "xx", "paper": "A0"}, "en", "A4"),
        ({"lang": "../en", "paper": ["A4", ""]}, "en", "A4"),
    ],
)
@pytest.mark.django_db
def test_anybody_gets_it_and_wrong_wishes_fall_back_to_the_readers_own(client, query, language, paper):
    answer = client.get(reverse("blank_form"), query)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content == blank(language, paper)


@pytest.mark.django_db
def test_without_a_wish_it_is_in_the_readers_language_and_on_their_paper(client, owner):
    owner.language, owner.paper = "zh-hans", "letter"
    owner.save()
    client.force_login(owner)
    assert client.get(reverse("blank_form")).content == blank("zh-hans", "letter")


@pytest.mark.django_db
def test_it_is_made_once_and_not_sent_again_while_it_is_the_same(client):
    first = client.get(reverse("blank_form"))
    assert client.get(reverse("blank_form")).content == first.content
    again = client.get(reverse("blank_form"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert caches["sheets"].get(form.digest("en", "A4")) == first.content
    other = client.get(reverse("blank_form"), {"paper": "letter"}, headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200 and other["ETag"] != first["ETag"]


@pytest.mark.django_db
def test_while_too_many_wait_people_are_asked_to_come_back(client, monkeypatch):
    monkeypatch.setattr(form, "PRESS", Press(seconds=5, megabytes=600, waiting=-1))
    answer = client.get(reverse("blank_form"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("name", ["worksheets", "worksheet_new"])
def test_who_has_nothing_yet_is_led_to_it(client, owner, name):
    client.force_login(owner)
    assert f'href="{reverse("blank_form")}?lang=en"' in client.get(reverse(name)).content.decode()
