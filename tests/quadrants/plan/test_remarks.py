"""What others say of a worksheet that was handed in, in its plan; and the pages with a margin to mark by hand."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest

from quadrants import plan
from quadrants.catalogue import CATALOGUE
from quadrants.plan.remarks import WHOLE, HandedIn, Remark
from tests.quadrants.plan.making import body_of, full, pages_of, pdf_of, remark_at, remarked, setting
from tests.quadrants.plan.test_pdf import assert_accessible, reader
from tests.quadrants.sheet.making import US, demo, document, entry, many, party, squeezed

BOTH = pytest.mark.parametrize("language", ["en", "zh-hans"])
HOSTILE = '<link rel=attachment href="file:///etc/passwd"><b>&amp;{{ document }}</b></div></style>'


def with_margin(made, **more):
    return pdf_of(made, handed_in=HandedIn("Zoë, round 2"), margin=True, **more)


@BOTH
def test_every_remark_stands_there_once_wherever_it_was_made(language):
    made = full(language)
    said = remarked(made)
    text = body_of(pdf_of(made, handed_in=said))
    assert {number: text.count(remark_at(number)) for number in range(len(said.remarks))} == {
        number: 1 for number in range(len(said.remarks))
    }


def test_a_remark_stands_below_its_line():
    lines = [entry("goals", "short_term", f"LINE{number}") for number in range(3)]
    said = {("goals", "short_term", str(lines[1].id)): (Remark("Comment", "REMARK"), Remark("Answer", "REPLY"))}
    text = body_of(pdf_of(document(entries=lines), handed_in=HandedIn("Zoë", (), said)))
    text = text[text.index("Shortterm") :]
    assert text.index("LINE1") < text.index("Comment:REMARK") < text.index("Answer:REPLY") < text.index("LINE2")


def test_nothing_written_can_be_remarked_on_too():
    said = {
        ("needs", "", ""): (Remark("Comment", "ITEM"),),
        ("communication", "style", ""): (Remark("Comment", "ASKED"),),
    }
    text = body_of(pdf_of(document(), handed_in=HandedIn("Zoë", (), said)))
    assert "Style" + "Comment:ASKED" in text
    assert "Needsandinterests" + "Comment:ITEM" in text


def test_somebody_without_a_part_stands_where_something_is_said_of_them():
    them = party("Dana", side="theirs")
    last = CATALOGUE.item("parties").prompts[-1]
    said = {("parties", last.code, str(them.id)): (Remark("Comment", "REMARK"),)}
    made = document(parties=[US, them])
    assert "Dana" + "Comment:REMARK" in body_of(pdf_of(made, handed_in=HandedIn("Zoë", (), said))).replace("–", "")


def test_what_is_said_of_the_whole_stands_at_the_end_and_who_handed_in_on_every_page():
    said = HandedIn("Zoë, round 2", (("Handed in by", "Zoë"),), {WHOLE: (Remark("On the whole", "Well\nprepared"),)})
    pages = [squeezed(page) for page in pages_of(pdf_of(demo("raise"), handed_in=said))]
    assert "HandedinbyZoë" in pages[0]
    assert all("Zoë,round2·" in page for page in pages[1:])
    assert "ReviewOnthewhole:Wellprepared" in pages[-1]


def test_without_remarks_the_plan_is_what_it_was():
    made = document(entries=many(20))
    assert pdf_of(made) == pdf_of(made, handed_in=None) == pdf_of(made, handed_in=HandedIn(""))
    assert "Review" not in body_of(pdf_of(made, handed_in=HandedIn("Zoë", (), {WHOLE: (Remark("Comment", ""),)})))


def test_markup_in_remarks_stands_as_text():
    said = HandedIn(HOSTILE, ((HOSTILE, HOSTILE),), {WHOLE: (Remark(HOSTILE, HOSTILE),)})
    pdf = pdf_of(document(), handed_in=said)
    assert body_of(pdf).count(squeezed(HOSTILE)) >= 4
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert dict(file.attachments) == {}


@pytest.mark.parametrize("text", ["x" * 4000, "好" * 4000, "e" + "\u0301" * 2000, "a\n" * 400, "👨‍👩‍👧 \u202eabc"])
def test_hostile_remarks_print(text):
    lines = [entry("goals", "short_term", "LINE")]
    said = {("goals", "short_term", str(lines[0].id)): (Remark("Comment", f"{text} END"),)}
    for margin in (False, True):
        pdf = pdf_of(document(entries=lines), handed_in=HandedIn("Zoë", (), said), margin=margin)
        assert body_of(pdf).count("END") == 1


@BOTH
def test_checkers_of_accessibility_find_nothing_beside_remarks(language, tmp_path):
    made = demo({"en": "raise", "zh-hans": "supplier"}[language])
    texts = {str(one.id): one.text for one in made.entries}
    # Remarks that differ by a number alone, at the end of three pages, would be taken for a foot of these.
    remarks = {
        place: (Remark("Comment", f"Say more: {texts.get(place[2], place)}"),) for place in remarked(made).remarks
    }
    assert_accessible(pdf_of(made, handed_in=HandedIn("Zoë, round 2", (), remarks)), tmp_path)


# --- With a margin to mark by hand -----------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", ["A4", "letter"])
@BOTH
def test_a_third_of_each_page_is_free(language, paper):
    pdf = with_margin(demo({"en": "raise", "zh-hans": "supplier"}[language]), paper=paper)
    for page in pypdfium2.PdfDocument(pdf):
        width, height = page.get_size()
        beside = page.get_textpage().get_text_bounded(left=width * 2 / 3, bottom=50, top=height - 55)
        assert beside.strip() == ""
        assert page.get_textpage().get_text_bounded(right=width * 2 / 3).strip()


def test_every_line_is_there_and_no_more_pages_than_that_takes():
    made = full()
    text = body_of(with_margin(made))
    for one in made.entries:
        assert one.text in text
    assert "Contents" not in text and "Strategychecklist" not in text and "History" not in text
    assert "Goalscomefirst" in text  # planned, with how


def test_name_and_round_stand_at_the_head_of_every_page():
    pages = [squeezed(page) for page in pages_of(with_margin(demo("raise")))]
    assert len(pages) > 3
    assert all("Zoë,round2" in page and "PRIVATE" in page for page in pages)
    assert all(f"Page{number}of{len(pages)}" in page for number, page in enumerate(pages, start=1))


def test_a_long_head_is_cut_and_the_page_is_not():
    names = "Maximiliana-Alexandra von und zu Hohenlohe-Waldenburg-Schillingsfürst, " * 8
    pdf = plan.build_pdf(document(entries=many(60)), (), handed_in=HandedIn(names), margin=True, **setting())
    pages = [squeezed(page) for page in pages_of(pdf)]
    assert pages[0].count("Maximiliana") == 8 and all("…" in page for page in pages[1:])


@BOTH
def test_checkers_of_accessibility_find_nothing_beside_a_margin(language, tmp_path):
    assert_accessible(with_margin(demo({"en": "raise", "zh-hans": "supplier"}[language])), tmp_path)


def test_paper_keeps_its_size():
    for page in reader(with_margin(document(), paper="letter")).pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == (612, 792)
