"""The plan as a PDF: contents and outline that agree, running heads, and safe against what people write."""

from __future__ import annotations

import functools
import io
import json
import re
from dataclasses import replace

import outloud
import pdfua
import pikepdf
import pypdf
import pypdfium2
import pytest

from quadrants import plan
from quadrants.catalogue import CATALOGUE
from quadrants.interchange import from_json, to_json
from quadrants.services.demo import DEMOS
from strategies.catalogue import STRATEGIES
from tests.conftest import LONG
from tests.quadrants.plan.making import WORKED, body_of, longer, pages_of, pdf_of, setting
from tests.quadrants.sheet.making import demo as example
from tests.quadrants.sheet.making import document, entry, many, squeezed

# Made once for each demo and paper: many tests look at the same one.
plan_of = functools.cache(lambda name, paper="A4": pdf_of(example(name), paper))
every_demo = pytest.mark.parametrize("name", DEMOS)
ROOM = (62, 58)  # what the style sheet leaves above and below
MARK = "PRIVATE内部使用，请勿外传"
HOSTILE = '<link rel=attachment href="file:///etc/passwd"><b>&amp;{{ document }}</b></li></style>'


def reader(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def outline(pdf):
    """Title, level and page of each line of the outline."""
    file = reader(pdf)

    def below(lines, level):
        for line in lines:
            if isinstance(line, list):
                yield from below(line, level + 1)
            else:
                yield line.title, level, file.get_destination_page_number(line)

    return list(below(file.outline, 1))


@every_demo
def test_contents_outline_and_headings_name_the_same_pages(name):
    made = example(name)
    pdf = plan_of(name)
    pages = [squeezed(page) for page in pages_of(pdf)]
    found = outline(pdf)
    assert found[0][0] == CATALOGUE.item("parties").name.in_language(made.worksheet.language)
    items = [title for title, level, _page in found if level == 2]
    assert len(items) == sum(made.holds_text(item) for item in CATALOGUE.items)
    quadrants = [title.split()[0] for title, level, _page in found if level == 1][1:5]
    assert quadrants == ["I", "II", "III", "IV"]
    for title, _level, page in found:
        assert f"{squeezed(title)}{page + 1}" in pages[1], title
        assert squeezed(title) in pages[page], title


@pytest.mark.parametrize("paper", ["A4", "letter"])
@every_demo
def test_the_contents_are_one_page(name, paper):
    assert outline(plan_of(name, paper))[0][2] == 2


@pytest.mark.parametrize(("name", "last"), [("raise", "Page%sof%s"), ("supplier", "第%s页，共%s页")])
def test_every_page_has_its_number_and_the_private_mark(name, last):
    pages = [squeezed(page) for page in pages_of(plan_of(name))]
    for number, page in enumerate(pages, start=1):
        assert last % (number, len(pages)) in page
        assert page.count(MARK) == 1 + (number == 1)
    title = squeezed(example(name).worksheet.title)
    assert all(page.count(title) >= 1 for page in pages)


@pytest.mark.parametrize(("paper", "size"), [("A4", (210, 297)), ("letter", (215.9, 279.4))])
def test_paper_has_its_size(paper, size):
    for page in reader(pdf_of(document(), paper)).pages:
        millimetres = [float(length) / 72 * 25.4 for length in (page.mediabox.width, page.mediabox.height)]
        assert millimetres == pytest.approx(size, abs=0.1)


@every_demo
def test_checkers_of_accessibility_find_nothing(name, tmp_path):
    assert_accessible(plan_of(name), tmp_path)


@pytest.mark.parametrize("made", [document(), longer(4)], ids=["empty", "long"])
def test_checkers_find_nothing_on_an_empty_and_on_a_long_plan(made, tmp_path):
    assert_accessible(pdf_of(made), tmp_path)


def assert_accessible(pdf, folder):
    path = folder / "plan.pdf"
    path.write_bytes(pdf)
    assert pdfua.validate(str(path)).findings == ()
    result = outloud.check(str(path))
    # Where the same words about a line happen to end three pages, the checker asks whether they are a foot of these.
    asked = [one for one in result.findings if one.rule == "PAG-001" and "About" in one.evidence]
    assert result.error is None and result.findings == asked
    assert result.verdict == ("review" if asked else "pass")


def test_the_file_says_what_it_is_and_running_heads_are_no_part_of_its_text():
    made = example("supplier")
    with pikepdf.open(io.BytesIO(plan_of("supplier"))) as file:
        assert (str(file.docinfo.Title), str(file.Root.Lang)) == (made.worksheet.title, "zh-Hans")
        with file.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        tags = [str(one.S) for one in file.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") is not None]
        for page in file.pages:
            drawn = [str(words) for words, sign in pikepdf.parse_content_stream(page) if str(sign) == "BDC"]
            assert sum("/Pagination" in words for words in drawn) >= 2
        links = [one for page in file.pages for one in page.get("/Annots", [])]
        assert {str(link.Contents) for link in links} == {
            title for title, _level, _page in outline(plan_of("supplier"))
        }
    assert tags.count("/H1") == 1 and tags.count("/H3") == len(CATALOGUE.items)
    assert tags.count("/Figure") == 2


@every_demo
def test_the_same_document_gives_the_same_bytes(name):
    first = plan_of(name)
    pdf_of(document(entries=many(60)))
    assert pdf_of(from_json(json.loads(json.dumps(to_json(example(name)))))) == first


def test_markup_that_people_write_stands_as_text():
    made = document(
        title=HOSTILE,
        entries=[entry("framing", "questions", HOSTILE, answer=HOSTILE, person=HOSTILE, source=HOSTILE)],
        summaries={"needs": HOSTILE},
        planned={"goals_first": HOSTILE},
    )
    pdf = pdf_of(made)
    assert body_of(pdf).count(squeezed(HOSTILE)) == 7
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert dict(file.attachments) == {} and str(file.docinfo.Title) == HOSTILE


@pytest.mark.parametrize(
    "text",
    [
        "x" * 20_000,
        "好" * 20_000,
        "e" + "\u0301" * 12_000,
        "👨‍👩‍👧 \u202eabc",
        "a\n" * (9_000 if LONG else 900),
        "\t" * 500 + "a",
        "\u0e2a\u0e27 \U0010fffd",
    ],
    ids=["run", "chinese", "marks", "bidi", "paragraphs", "tabs", "rare"],
)
def test_hostile_texts_print(text):
    made = document(entries=[entry("framing", "questions", f"{text} END", source=text[:1000])])
    assert body_of(pdf_of(made)).count("END") == 2


def test_a_goal_without_end_leaves_the_cover_one_page():
    pdf = pdf_of(document(entries=[entry("goals", "short_term", "好" * 20_000)]))
    assert outline(pdf)[0][2] == 2
    assert body_of(pdf).count("好") > 20_000


def test_what_no_font_has_is_named_at_the_end():
    words = "standsforsignsthatthefontsofthePDFdonothave:"
    made = document(title="Soon 🚀", entries=[entry("goals", "short_term", "Done 👍", person="👨\u200d👩")])
    assert f"{words}U+1F680U+1F44DU+1F468U+1F469.TheWord" in body_of(pdf_of(made))
    assert words not in body_of(plan_of("raise"))


def test_very_many_lines_are_all_there_and_quadrants_begin_on_their_own_pages():
    lines = many(2000 if LONG else 500)
    made = document(entries=[replace(one, text=f"{one.text} W{number:04}W") for number, one in enumerate(lines)])
    pdf = plan.Edition(made, WORKED, **setting()).file("pdf")
    text = body_of(pdf)
    for number, one in enumerate(lines):
        # The first goal stands on the cover, and each question among those that are open.
        assert text.count(f"W{number:04}W") == 1 + (number == 0) + (one.prompt == "questions")
    pages = pages_of(pdf)
    assert len(pages) > len(lines) / 40
    starts = [
        page for title, level, page in outline(pdf) if level == 1 and title.split()[0] in ("I", "II", "III", "IV")
    ]
    assert all(CATALOGUE.quadrants[number].question.en in pages[page][:200] for number, page in enumerate(starts))


def filled(pdf: bytes) -> list[float]:
    """How far down each page text reaches, as a part of the room between head and foot."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        top, bottom = page.get_height() - ROOM[0], ROOM[1]
        text = page.get_textpage()
        lowest = min(
            low for low in (text.get_rect(place)[1] for place in range(text.count_rects())) if low > bottom - 1
        )
        found.append((top - lowest) / (top - bottom))
    return found


@pytest.mark.parametrize("paper", ["A4", "letter"])
@every_demo
def test_no_page_but_the_last_is_mostly_empty(name, paper):
    _cover, _contents, *pages, _last = filled(plan_of(name, paper))
    assert pages and all(page > 0.6 for page in pages)


@pytest.mark.parametrize("words", [0, 8, 20, 40, 80, 160] if LONG else [0, 20, 160])
def test_tables_flow_over_pages_with_their_heads_and_never_a_row_alone(words):
    made = example("raise")
    plans = tuple(replace(one, how=" ".join(["trade"] * words)) for one in made.strategies)
    pdf = pdf_of(replace(made, strategies=plans))
    assert all(page > 0.5 for page in filled(pdf)[2:-1])
    heads_and_rows = rf"^(Strategy) Decision|^(\d+) (?:{'|'.join(one.name.en for one in STRATEGIES)})"
    tables = [re.findall(heads_and_rows, page, re.MULTILINE) for page in pages_of(pdf)[2:]]
    tables = [["".join(row) for row in rows] for rows in tables if rows]
    assert all(rows[0] == "Strategy" and len(rows) > 2 for rows in tables)
    assert [row for rows in tables for row in rows[1:]] == [str(one.number) for one in STRATEGIES]


def test_no_heading_stands_alone_at_the_foot_of_a_page():
    """The last words of a page are never a heading, whatever the length of what stands before."""
    names = {squeezed(f"{item.number}{item.name.en}") for item in CATALOGUE.items}
    names |= {squeezed(prompt.name.en) for prompt in CATALOGUE.all_prompts}
    for count in range(30, 90, 6 if LONG else 20):
        for page in pages_of(pdf_of(document(entries=many(count))))[2:]:
            lines = [squeezed(line) for line in page.splitlines()]
            lines = [line for line in lines if line and MARK not in line and not line.startswith("Page")]
            # The foot with the name of the part stands last.
            assert lines[-1] not in names and lines[-2] not in names, lines[-3:]
