"""The PDF itself: one tagged page with all its text, safe against what people write, the same every time."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import outloud
import pdfua
import pikepdf
import pypdf
import pytest
from django.conf import settings
from django.urls import reverse

from press.engine import FONT_FILES, _fetcher, laid_out
from press.measure import CAREFUL, text_width
from quadrants.catalogue import CATALOGUE
from quadrants.interchange import from_json, to_json
from quadrants.loading import load_document
from quadrants.services.demo import DEMOS
from quadrants.sheet.fitting import FOOT_SIZE, LEFT, PAGES, RIGHT, RULED
from tests.quadrants.sheet.making import (
    PROMPTS,
    US,
    demo,
    document,
    entry,
    lines_of,
    many,
    meant_for,
    pages,
    party,
    sheet_of,
    squeezed,
    text_of,
)
from tools.system import ROOT

HOSTILE_TITLE = '<link rel=attachment href="file:///etc/passwd"><img src="http://127.0.0.1:9/x">'
every_demo = pytest.mark.parametrize("name", DEMOS)
every_paper = pytest.mark.parametrize("paper", PAGES)


@pytest.fixture
def no_box(caplog):
    """Fails when a character was printed as an empty box, as no font has it."""
    caplog.set_level(logging.WARNING, "weasyprint")
    yield
    assert not [record for record in caplog.get_records("call") if "notdef" in record.getMessage()]


@every_paper
@every_demo
def test_a_demo_is_one_page_with_everything_on_it(name, paper, no_box):
    made = demo(name)
    page = sheet_of(made, paper)
    assert pages(page.pdf) == 1 and page.missing == {} and page.layouts == 1
    text = text_of(page.pdf)
    content = meant_for(made)
    for expected in (content.title, content.meta, content.goal, *sum(lines_of(made).values(), [])):
        assert squeezed(expected) in text
    for row, quadrant in zip(content.quadrants, CATALOGUE.quadrants, strict=True):
        language = made.worksheet.language
        assert squeezed(f"{quadrant.numeral}{quadrant.short.in_language(language)}") in text
        for block in row:
            assert squeezed(f"{block.item.number}{block.item.short.in_language(language)}") in text


@every_demo
def test_a_second_reader_finds_the_same_text(name):
    made = demo(name)
    [page] = pypdf.PdfReader(io.BytesIO(sheet_of(made).pdf)).pages
    text = squeezed(page.extract_text())
    assert squeezed(meant_for(made).goal) in text
    assert all(squeezed(line) in text for lines in lines_of(made).values() for line in lines)


@pytest.mark.parametrize(("paper", "size"), [("A4", (210, 297)), ("letter", (215.9, 279.4))])
def test_paper_has_its_size(paper, size):
    [page] = pypdf.PdfReader(io.BytesIO(sheet_of(document(), paper).pdf)).pages
    millimetres = [float(length) / 72 * 25.4 for length in (page.mediabox.width, page.mediabox.height)]
    assert millimetres == pytest.approx(size, abs=0.1)


@pytest.mark.parametrize(("name", "language"), [("raise", "en"), ("supplier", "zh-Hans")])
def test_the_file_says_what_it_is_and_in_which_language(name, language):
    made = demo(name)
    with pikepdf.open(io.BytesIO(sheet_of(made).pdf)) as file:
        assert str(file.docinfo.Title) == made.worksheet.title
        assert str(file.Root.Lang) == language
        assert bool(file.Root.MarkInfo.Marked) and bool(file.Root.ViewerPreferences.DisplayDocTitle)
        with file.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == made.worksheet.title


def test_text_is_tagged_as_headings_paragraphs_and_lists():
    with pikepdf.open(io.BytesIO(sheet_of(demo("supplier")).pdf)) as file:
        tags = [str(one.S) for one in file.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") is not None]
    assert tags.count("/H1") == 1
    assert tags.count("/H2") == len(CATALOGUE.quadrants) + 1
    assert tags.count("/H3") == len(CATALOGUE.items)
    assert tags.count("/LI") == sum(len(lines) for lines in lines_of(demo("supplier")).values())
    assert "/P" in tags and "/Table" not in tags


@every_paper
@every_demo
def test_checkers_of_accessibility_find_nothing(name, paper, tmp_path):
    assert_accessible(sheet_of(demo(name), paper).pdf, tmp_path)


@pytest.mark.parametrize("count", [0, 300])
def test_checkers_find_nothing_on_an_empty_and_on_an_overfull_sheet(count, tmp_path, no_box):
    assert_accessible(sheet_of(document(entries=many(count), planned={"goals_first": "Three figures"})).pdf, tmp_path)


def assert_accessible(pdf: bytes, folder: Path) -> None:
    path = folder / "sheet.pdf"
    path.write_bytes(pdf)
    assert pdfua.validate(str(path)).findings == ()
    result = outloud.check(str(path))
    assert result.error is None and result.findings == [] and result.verdict == "pass"


def test_markup_that_people_write_stands_as_text():
    # In title, name of the other side, goal and its item, item 3, summary, question, answer, strategy.
    words = "<b>&\"'</b> {{ document }} {% now %} &amp; </style></li>"
    made = document(
        title=words,
        parties=[US, party(words, "counterpart")],
        entries=[
            entry("goals", "short_term", words),
            entry("framing", "questions", words, answer=words, on_sheet=True),
        ],
        summaries={"needs": words},
        planned={"goals_first": words},
    )
    page = sheet_of(made)
    assert text_of(page.pdf).count(squeezed(words)) == 9
    assert pypdf.PdfReader(io.BytesIO(page.pdf)).metadata.title == words


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        f"file://{settings.BASE_DIR}/manage.py",
        f"file://{settings.FONT_DIR}/fonts.conf",
        f"file://{settings.FONT_DIR}/../secret_key",
        f"file://{settings.FONT_DIR}/latin-regular.ttf/../../secret_key",
        "http://127.0.0.1:8000/",
        "https://example.com/",
        "ftp://example.com/",
        "//example.com/",
        "data:text/plain,hello",
        "",
    ],
)
def test_the_fetcher_refuses_everything_but_the_fonts(url):
    with pytest.raises(ValueError):
        _fetcher().fetch(url)


@pytest.mark.parametrize("name", FONT_FILES)
def test_the_fetcher_reads_the_fonts(name):
    path = settings.FONT_DIR / name
    assert _fetcher().fetch(path.as_uri()).read() == path.read_bytes()


def test_a_page_that_asks_for_files_and_hosts_gets_none():
    """As if a text had got past the escaping: still nothing is read and nobody is called."""
    sheet_of(document())  # a page without any font does not print
    with socket.create_server(("127.0.0.1", 0)) as host:
        host.settimeout(0.2)
        called = f"http://127.0.0.1:{host.getsockname()[1]}/"
        page = laid_out(
            f'<!doctype html><html lang="en"><head><title>x</title><link rel="stylesheet" href="{called}a.css">'
            f'<link rel="attachment" href="file:///etc/passwd"><link rel="attachment" href="{called}b"></head>'
            f'<body><p style="background: url({called}c.png)">text</p><img alt="" src="{called}d.png">'
            f'<img alt="" src="file:///etc/hostname"><object data="{called}e.svg"></object></body></html>'
        )
        pdf = page.write_pdf(pdf_tags=True, pdf_variant="pdf/ua-1")
        with pytest.raises(TimeoutError):
            host.accept()
    assert attachments(pdf) == {} and b"root:" not in pikepdf_bytes(pdf)


def test_a_title_that_is_a_link_attaches_nothing():
    made = document(
        title=HOSTILE_TITLE, entries=[entry("goals", "short_term", HOSTILE_TITLE)], summaries={"needs": HOSTILE_TITLE}
    )
    page = sheet_of(made)
    assert attachments(page.pdf) == {} and b"root:" not in pikepdf_bytes(page.pdf)
    assert text_of(page.pdf).count(squeezed(HOSTILE_TITLE)) == 4


def attachments(pdf: bytes) -> dict:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return dict(file.attachments)


def pikepdf_bytes(pdf: bytes) -> bytes:
    """The file with nothing compressed."""
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        file.save(result, stream_decode_level=pikepdf.StreamDecodeLevel.all, compress_streams=False)
    return result.getvalue()


@every_demo
def test_the_same_document_gives_the_same_bytes(name):
    first = sheet_of(demo(name))
    sheet_of(document(entries=many(60)))
    again = sheet_of(from_json(json.loads(json.dumps(to_json(demo(name))))))
    assert again == first


def test_another_document_gives_other_bytes():
    made = demo("raise")
    renamed = replace(made, worksheet=replace(made.worksheet, title="Asking for a raise"))
    assert sheet_of(renamed).pdf != sheet_of(made).pdf


@every_paper
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_empty_worksheet_is_a_page_to_write_on(language, paper, no_box):
    page = sheet_of(document(title="加薪 A raise", language=language), paper)
    assert pages(page.pdf) == 1 and (page.shown, page.missing) == (0, {})
    assert page.html.count('class="blank"') == len(CATALOGUE.items)
    text = text_of(page.pdf)
    for item in CATALOGUE.items:
        assert squeezed(f"{item.number}{item.short.in_language(language)}") in text


@every_paper
@pytest.mark.parametrize("count", [0, 3, 9])
def test_blank_lines_stand_as_far_from_each_other_as_from_the_rule_below(count, paper):
    page = sheet_of(document(entries=many(count)), paper)
    for quadrant in page.html.split('<div class="q q')[1:]:
        places = [float(place) for place in re.findall(r'class="ruled" style="bottom: ([\d.]+)pt"', quadrant)]
        assert places == [RULED * (place + 1) for place in range(len(places))]
        height = re.search(r"height: ([\d.]+)pt", quadrant)
        assert height and (not places or places[-1] < float(height[1]) - 5 * RULED)
    assert 'class="ruled"' in page.html


def test_with_all_items_out_of_use_the_page_holds_the_quadrants():
    page = sheet_of(document(out_of_use=[item.code for item in CATALOGUE.items]))
    text = text_of(page.pdf)
    assert pages(page.pdf) == 1
    assert all(squeezed(quadrant.short.in_language("en")) in text for quadrant in CATALOGUE.quadrants)


@pytest.mark.parametrize(
    "text",
    ["囍事", "囍 頤 龘 喆", "“中文引号”与English混排", "Ünïcödé Ελλάδα Русский", "→ … ▸ – — · • ‘’ “” € ½"],
)
def test_rare_characters_are_printed(text, no_box):
    page = sheet_of(document(title=text, entries=[entry("goals", "short_term", text, on_sheet=True)]))
    assert text_of(page.pdf).count(squeezed(text)) == 3


@pytest.mark.parametrize(
    ("text", "count", "names"),
    [
        ("هههه", 4, "U+0647"),
        ("👨\u200d👩\u200d👧 🇨🇳 ❤\ufe0f", 3, "U+1F468 U+1F469 U+1F467 U+1F1E8 U+1F1F3 …"),
        ("สวัสดี", 4, "U+0E2A U+0E27 U+0E31 U+0E14 U+0E35"),
        ("t\u0336\u0321\u0331\u0353\u0317", 1, "U+0353 U+0317"),
        ("\U0010fffd \ue000", 2, "U+10FFFD U+E000"),
        ("\u200b\u200d", 1, "U+200B U+200D"),
        ("हिन्दी में लिखा", 0, ""),
        ("☐ □ ▢", 0, ""),
    ],
)
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "{} characters? cannot be printed; □ stands in (its|their) place: "),
        ("zh-hans", "有{}个字符无法打印，以 □ 代替："),
    ],
)
def test_what_no_font_has_is_a_box_counted_and_named_at_the_foot(text, count, names, language, words):
    made = document(title="A raise", language=language, entries=[entry("needs", "shared", text, on_sheet=True)])
    page = sheet_of(made)
    printed = text_of(page.pdf)
    assert printed.count("□") == count + (count > 0)
    found = re.search(squeezed(words.format(count)) + "(.*)$", printed)
    assert (found[found.lastindex] if found else "") == squeezed(names)


def test_only_what_stands_on_the_page_is_named_in_the_order_of_the_page():
    made = document(
        title="🚀 raise",
        summaries={"goals": "👍 and more " * 40},
        entries=[
            entry("goals", "short_term", "🎉", on_sheet=True),
            entry("needs", "shared", "long " * 3000 + "🎁", on_sheet=True),
            entry("needs", "shared", "never 🐼", on_sheet=False),
        ],
        planned={"goals_first": "🎈"},
    )
    [names] = re.findall(r"in their place: (.*?)<i", sheet_of(made).html)
    assert names == "U+1F680 U+1F44D U+1F389 U+1F388"


@every_paper
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_names_of_signs_take_one_line(language, paper, no_box):
    widest = "".join(chr(0x10DDD0 + number) for number in range(10)) * 10
    lines = [entry(one.item, one.code, widest, on_sheet=True) for one in PROMPTS]
    page = sheet_of(document(language=language, entries=lines), paper)
    [line] = re.findall(r'<p class="boxes">(.*?)<i', page.html)
    assert re.search(r"\d{4}\D.* U\+10DDD4 …$", line)
    assert text_width(line) * FOOT_SIZE * CAREFUL < PAGES[paper][0] - LEFT - RIGHT
    assert page.layouts == 1


@pytest.mark.parametrize(
    "text",
    [
        "مرحبا بالعالم، كيف الحال",
        "שלום עולם",
        "😀 👨‍👩‍👧 🇨🇳 ❤️",
        "สวัสดีชาวโลก",
        "हिन्दी में लिखा",
        "Zalgo t\u0336\u0321\u0331\u0353\u0317e\u0337\u0322x\u0338t",
        "\U0010fffd \ue000 \U000e0041",
        "\ufeff\u200d\u200c\u00ad\u2060",
        "\u034f" * 50,
        "\u20dd" * 50,
        "אב 12 " * 200,
    ],
)
def test_characters_beyond_the_fonts_break_nothing(text, no_box):
    made = document(title=text, entries=[entry("goals", "short_term", f"Before {text} after", on_sheet=True)])
    page = sheet_of(made)
    assert pages(page.pdf) == 1 and page.shown + sum(page.missing.values()) == 1
    assert "Problemsandgoals" in text_of(page.pdf)


def test_sheets_made_by_eight_threads_at_once_are_as_if_made_alone():
    documents = [demo(name) for name in DEMOS] + [document(entries=many(count)) for count in (0, 1, 60, 300, 20)]
    alone = [sheet_of(made).pdf for made in documents]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda made: sheet_of(made).pdf, documents * 2))
    assert together == alone * 2


@pytest.mark.parametrize(("paper", "height"), [("A4", 297), ("letter", 279.4)])
def test_the_paper_is_that_of_the_reader(client, owner, worksheet, entry, paper, height):
    entry("goals", "short_term", "92,000 by spring")
    owner.paper = paper
    owner.save()
    client.force_login(owner)
    response = client.get(reverse("prep_sheet_pdf", args=[worksheet.pk]))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    [page] = pypdf.PdfReader(io.BytesIO(response.content)).pages
    assert float(page.mediabox.height) / 72 * 25.4 == pytest.approx(height, abs=0.1)
    assert squeezed("92,000 by spring") in text_of(response.content)


def test_the_sheet_is_in_the_language_of_the_worksheet_not_of_the_reader(client, owner, worksheet, save):
    owner.language = "en"
    owner.save()
    assert save("worksheet", worksheet.version, language="zh-hans").saved
    client.force_login(owner)
    pdf = client.get(reverse("prep_sheet_pdf", args=[worksheet.pk])).content
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert str(file.Root.Lang) == "zh-Hans"
    assert CATALOGUE.items[0].short.in_language("zh-hans") in text_of(pdf)


@pytest.mark.parametrize("title", ["供应商涨价", "../../etc/passwd", 'a"b;c\\d.exe', "...", "x" * 200])
def test_the_file_has_a_harmless_name(client, owner, worksheet, save, title):
    assert save("worksheet", worksheet.version, title=title).saved
    client.force_login(owner)
    disposition = client.get(reverse("prep_sheet_pdf", args=[worksheet.pk]))["Content-Disposition"]
    assert disposition.startswith("inline; filename") and disposition.rstrip('"').endswith(".pdf")
    assert not any(sign in disposition for sign in ("/", "\\", "..", "\n"))


@pytest.mark.parametrize("name", ["prep_sheet_pdf", "prep_sheet_png", "prep_sheet_fit"])
def test_an_unchanged_sheet_is_not_sent_again(client, owner, worksheet, entry, save, name):
    made = entry("goals", "short_term", "92,000 by spring")
    client.force_login(owner)
    address = reverse(name, args=[worksheet.pk])
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert save(f"entry:{made}", 1, text="93,000 by spring").saved
    changed = client.get(address, headers={"If-None-Match": etag})
    assert changed.status_code == 200 and changed["ETag"] != etag


def test_the_meter_tells_what_the_sheet_shows(client, owner, worksheet, entry):
    client.force_login(owner)
    address = reverse("prep_sheet_fit", args=[worksheet.pk])
    empty = client.get(address).json()
    assert 0 < empty["share"] < 60 and not empty["full"] and empty["unseen"] == {}
    rows = [entry("goals", "short_term", f"{number} " + "a goal " * 60, on_sheet=True) for number in range(60)]
    full = client.get(address).json()
    made = sheet_of(load_document(worksheet), paper=owner.paper)
    assert full["share"] == 100 and full["full"] and str(sum(made.missing.values())) in full["words"]
    assert set(full["unseen"]) == set(made.unseen) < {f"entry:{row}" for row in rows}
    assert len(made.unseen) == made.missing["goals"] and len(set(full["unseen"].values())) == 2


def test_the_process_that_sets_pages_does_not_load_what_computes_deals():
    """It would be a tenth of its memory."""
    asked = (
        "import django, sys; django.setup()\n"
        "from django.template.loader import get_template\n"
        "from quadrants import plan, sheet\n"
        "get_template('pdf/prep_sheet.html')\n"
        "sys.exit('numpy' in sys.modules)"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "negotiation_prep.settings"}
    assert not subprocess.run([sys.executable, "-c", asked], cwd=ROOT, env=environment, check=False).returncode


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_lines_behind_their_speaker_are_measured_as_they_stand(language):
    keller = party("Mr Keller, the landlord", "counterpart", side="theirs")
    entries = many(60, on_sheet=True, party=keller.id, basis="guess", voice="as_them")
    made = document(entries=entries, parties=[US, keller], language=language)
    sheet, page = sheet_of(made), text_of(sheet_of(made).pdf)
    assert sheet.layouts == 1 and sheet.shown + sum(sheet.missing.values()) == len(entries) + 1
    words = [line for lines in lines_of(made).values() for line in lines if "Keller" in line and "“" in line]
    assert len(words) == 60 and sum(squeezed(line) in page for line in words) >= sheet.shown - 1 > 20
