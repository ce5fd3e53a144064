"""The page itself: one page with all of it or none, the largest type that fits, tagged, the same every time."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import outloud
import pdfua
import pikepdf
import pypdf
import pytest

from quadrants import table
from quadrants.document import WorksheetDocument
from quadrants.table.fitting import SIZES
from tests.quadrants.sheet.making import US, demo, document, entry, pages, party, squeezed, text_of

every_paper = pytest.mark.parametrize("paper", ["A4", "letter"])
LINES = {
    "en": "Each of us says first what matters most, before anybody names a figure, number {}",
    "zh-hans": "各方先说说自己看重什么，“先听后谈”，再看有没有两边都合适的办法，第{}条",
}


def made(document: WorksheetDocument, paper: str = "A4", time_zone=UTC) -> table.TableSheet:
    return table.build(table.allowed(document, time_zone=time_zone), paper=paper)


def agenda(count: int, language: str = "en") -> WorksheetDocument:
    lines = [entry("process", "agenda", LINES[language].format(number)) for number in range(count)]
    return document(entries=lines, language=language, table_title="Our talk")


@every_paper
@pytest.mark.parametrize("name", ["raise", "supplier", "new_year"])
def test_all_that_may_be_read_is_on_one_page(name, paper, tmp_path):
    content = table.allowed(demo(name), time_zone=UTC)
    page = table.build(content, paper=paper)
    assert (pages(page.pdf), page.excess, page.layouts) == (1, 0, 1)
    text = text_of(page.pdf)
    lines = [line for section in content.sections for line in (section.heading, *section.lines)]
    assert all(squeezed(word) in text for word in [content.title, content.when, *content.names, *lines])
    path = tmp_path / "page.pdf"
    path.write_bytes(page.pdf)
    assert pdfua.validate(str(path)).findings == ()
    assert outloud.check(str(path)).verdict == "pass"


def test_the_file_says_nothing_of_the_program_or_of_preparing():
    page = made(demo("raise"))
    with pikepdf.open(io.BytesIO(page.pdf)) as file:
        assert {name: str(value) for name, value in file.docinfo.items() if name != "/Producer"} == {
            "/Title": "Role and pay: the next six months"
        }
        assert "/Outlines" not in file.Root and not file.attachments
        assert "/ID" not in file.trailer
    raw = page.pdf.lower()
    assert not any(word in raw for word in (b"workbook", b"negotiat", b"prep"))


def test_the_meeting_is_told_by_the_clock_of_the_reader():
    at = document(meeting_at=datetime(2031, 5, 6, 9, 30, tzinfo=UTC))
    assert "17:30" in text_of(made(at, time_zone=ZoneInfo("Asia/Shanghai")).pdf)


def test_the_more_there_is_the_smaller_the_type_down_to_the_smallest():
    sizes = [made(agenda(count)).size for count in (0, 18, 24, 30, 36)]
    assert sizes == sorted(sizes, reverse=True) and set(sizes) <= set(SIZES) and len(set(sizes)) > 2


@pytest.mark.parametrize("paper", ["A4", pytest.param("letter", marks=pytest.mark.long)])
@pytest.mark.parametrize("language", LINES)
def test_what_does_not_fit_is_not_cut_there_is_no_page(language, paper):
    last = 0
    for count in range(20, 80):
        page = made(agenda(count, language), paper)
        if page.excess:
            assert page.pdf == b"" and page.excess >= last
            last = page.excess
        else:
            assert last == 0, "a longer page fits where a shorter one did not"
            assert pages(page.pdf) == 1 and squeezed(LINES[language].format(count - 1)) in text_of(page.pdf)
    assert last > 20


def test_how_much_is_too_much_is_said_without_measuring_it_all():
    lines = [entry("process", "agenda", f"{number} " + "x" * 20_000) for number in range(400)]
    assert made(document(entries=lines)).excess > 500


@pytest.mark.parametrize(
    "text",
    [
        "x" * 3000,
        "字" * 1500,
        "a\u0301\u0302\u0303" * 500,
        "<b>&\"'</b> {{ fitted }} </style></li>",
        "囍 頤 \U0002f81a",
        "😀 مرحبا",
    ],
)
def test_hostile_texts_are_one_page(text):
    page = made(document(entries=[entry("process", "agenda", text)], table_title=text[:200]))
    assert pages(page.pdf) == 1


@pytest.mark.parametrize(
    ("text", "lacking"), [("囍 “a” — €", ""), ("Well 😀, 👍🏽", "U+1F600 U+1F44D U+1F3FD"), ("مر", "U+0645 U+0631")]
)
def test_signs_that_no_font_has_are_named_but_not_on_the_paper(text, lacking):
    page = made(document(entries=[entry("process", "agenda", text), entry("goals", "short_term", "private 🚀")]))
    assert page.lacking == lacking
    assert "U+" not in text_of(page.pdf)


def test_markup_stands_as_text():
    words = "<b>&\"'</b> {{ fitted }} </style></li>"
    lines = [entry("process", "agenda", words), entry("brainstorm", "options", words, on_table=True)]
    page = made(document(entries=lines, table_title=words, parties=[US, party("x", "counterpart", table_name=words)]))
    assert text_of(page.pdf).count(squeezed(words)) == 4


def test_the_same_content_gives_the_same_bytes_whatever_else_is_written():
    first = demo("raise")
    other = replace(
        first,
        worksheet=replace(first.worksheet, title="Another", state="debriefed", version=99),
        items=tuple(replace(item, summary="x", in_use=not item.in_use) for item in first.items),
        entries=tuple(replace(one, person="P", on_sheet=None, answer="A") for one in first.entries),
    )
    assert made(first) == made(other)
    setting = {"time_zone": UTC}
    assert table.digest(table.allowed(first, **setting), "A4") == table.digest(table.allowed(other, **setting), "A4")


def test_an_empty_one_is_a_page_to_write_on():
    page = made(document())
    assert page.size == SIZES[0] and "Notes" in text_of(page.pdf) and page.html.count('class="line"') > 15


def test_the_agenda_is_a_numbered_list_in_the_tags():
    with pikepdf.open(io.BytesIO(made(agenda(3)).pdf)) as file:
        tags = [str(one.S) for one in file.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") is not None]
    assert (tags.count("/H1"), tags.count("/L"), tags.count("/LI")) == (1, 1, 3)
    text = pypdf.PdfReader(io.BytesIO(made(agenda(3)).pdf)).pages[0].extract_text()
    assert [line.split()[0] for line in text.splitlines() if "Each of us" in line] == ["Agenda", "2", "3"]


def test_one_line_alone_has_no_number():
    assert "<ol>" not in made(agenda(1)).html and "<ol>" in made(agenda(2)).html


@pytest.mark.parametrize(("language", "quadrant"), [("en", "Problems and goals"), ("zh-hans", "问题和目标")])
def test_nothing_looks_like_the_private_sheet(language, quadrant):
    text = text_of(made(demo("raise" if language == "en" else "supplier")).pdf)
    assert squeezed(quadrant) not in text and "PRIVATE" not in text and "内部使用" not in text
