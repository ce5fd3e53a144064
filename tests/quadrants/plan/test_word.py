"""The plan as a Word file: real styles, lists and tables, languages, and a file that opens again."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import docx
import pytest
from docx.oxml.ns import qn

from quadrants.catalogue import CATALOGUE
from tests.quadrants.plan.making import full, word_of, words_of
from tests.quadrants.sheet.making import demo, document, entry, many, squeezed


def opened(made, paper="A4"):
    return docx.Document(io.BytesIO(word_of(made, paper)))


def texts(word, style):
    return [one.text for one in word.paragraphs if one.style.name == style]


def test_headings_lists_and_tables_are_real_ones():
    made = demo("raise")
    word = opened(made)
    assert texts(word, "Title") == [made.worksheet.title] and texts(word, "Goal") == [made.goal]
    assert texts(word, "Heading 1")[:2] == ["Parties", "I  Problems and goals"]
    assert texts(word, "Heading 2") == [f"{item.number}  {item.name.en}" for item in CATALOGUE.items]
    listed = texts(word, "List Bullet") + texts(word, "List Number")
    assert all(one.text in listed for one in made.entries)
    assert [table.rows[0].cells[0].text for table in word.tables] == ["Name", "No.", "Strategy", "Day"]
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in word.tables)


def test_every_numbered_list_begins_with_one():
    word = opened(demo("raise"))
    numbers = [one._p.pPr.numPr.numId.val for one in word.paragraphs if one.style.name == "List Number"]
    numbering = word.part.numbering_part.element
    for number in set(numbers):
        assert numbering.num_having_numId(number).lvlOverride_lst[0].startOverride.val == 1
    # Goals, short and long; problems; steps; priorities; agenda.
    assert len(set(numbers)) == 6


def test_contents_lead_to_headings_that_are_there():
    word = opened(demo("supplier"))
    body = word.element.body
    places = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    links = [one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))]
    assert links == places and len(set(places)) == len(places) > 24
    kinds = [one.get(qn("w:fldCharType")) for one in body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


@pytest.mark.parametrize(("name", "words"), [("raise", "Page 1 of 1"), ("supplier", "第1页，共1页")])
def test_head_and_foot_carry_title_mark_and_fields_of_the_page(name, words):
    section = opened(demo(name)).sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    assert head.text.strip() == f"{demo(name).worksheet.title}\tPRIVATE 内部使用，请勿外传"
    assert "".join(one.text for one in foot._p.iter(qn("w:t"))) == words
    assert [one.get(qn("w:instr")).strip() for one in foot._p.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_each_run_says_its_language_and_chinese_has_its_fonts():
    word = opened(document(entries=[entry("goals", "short_term", "“不”字"), entry("goals", "short_term", "Plain")]))
    runs = {run.text: run._r.rPr for one in word.paragraphs for run in one.runs if run.text.strip()}
    assert runs["“不”字"].find(qn("w:lang")).get(qn("w:val")) == "zh-CN"
    assert runs["“不”字"].find(qn("w:rFonts")).get(qn("w:hint")) == "eastAsia"
    assert runs["Plain"].find(qn("w:lang")).get(qn("w:val")) == "en-GB"
    for style in ("Normal", "Heading 1", "Heading 2", "Title", "List Bullet"):
        fonts = word.styles[style].element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) and not any("Theme" in name for name in fonts.attrib)


@pytest.mark.parametrize(("paper", "height"), [("A4", 297), ("letter", 279.4)])
def test_paper_has_its_size(paper, height):
    assert opened(document(), paper).sections[0].page_height.mm == pytest.approx(height, abs=0.2)


@pytest.mark.parametrize(
    "made", [document(), full("zh-hans"), document(entries=many(300))], ids=["empty", "full", "long"]
)
def test_the_same_document_gives_the_same_bytes_and_every_part_is_sound(made):
    content = word_of(made)
    assert word_of(made) == content
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        assert {part.date_time for part in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for part in file.namelist():
            if part.endswith((".xml", ".rels")):
                ElementTree.fromstring(file.read(part))
        rels = ElementTree.fromstring(file.read("word/_rels/document.xml.rels"))
        targets = {f"word/{one.get('Target')}" for one in rels if not one.get("Target").startswith("../")}
        assert targets <= set(file.namelist())


def test_the_file_does_not_tell_who_made_it():
    said = opened(demo("raise")).core_properties
    assert said.title == demo("raise").worksheet.title
    assert not any((said.author, said.last_modified_by, said.comments, said.keywords))
    with zipfile.ZipFile(io.BytesIO(word_of(demo("raise")))) as file:
        assert not any("thumbnail" in name for name in file.namelist())
        assert b"python-docx" not in b"".join(map(file.read, file.namelist()))


@pytest.mark.parametrize("text", ["<w:t>&amp;]]>", "\x00\x0b\ufffe zero", "👨‍👩‍👧 \u202eabc", "x" * 20_000, "{ PAGE }"])
def test_hostile_texts_stand_as_text(text):
    kept = squeezed("".join(sign for sign in text if sign not in "\x00\x0b\ud800\ufffe\u202e"))
    made = document(title=text, entries=[entry("framing", "questions", f"{text} END")])
    assert words_of(word_of(made)).count(f"{kept}END") == 2
