"""Many PDFs as one: every page with its tags under one document, the same every time, and little memory."""

from __future__ import annotations

import gc
import io
from collections.abc import Iterator
from pathlib import Path

import outloud
import pdfua
import pikepdf
import pypdf
import pytest

from press.joining import join
from quadrants.services.demo import DEMOS
from tests.quadrants.plan.making import pdf_of
from tests.quadrants.sheet.making import demo, document, sheet_of, squeezed, text_of

NAMES = ["New Year 春节", "涨价 (恒泰) \\", "Dana’s <raise> & more"]
TITLE = "All <sheets> & \\1 准备单"


@pytest.fixture
def parts(tmp_path) -> list[tuple[str, Path]]:
    """The sheets of the examples, two of them in Chinese."""
    found = []
    for name, demo_name in zip(NAMES, DEMOS, strict=True):
        path = tmp_path / f"{demo_name}.pdf"
        path.write_bytes(sheet_of(demo(demo_name)).pdf)
        found.append((name, path))
    return found


@pytest.fixture
def joined(tmp_path):
    """`joined(parts)` is the path of these parts in one file."""

    def make(parts, title: str = TITLE) -> Path:
        path = tmp_path / "joined.pdf"
        join(parts, path, title=title, language="en")
        return path

    return make


def below(tag: pikepdf.Object) -> Iterator[pikepdf.Object]:
    yield tag
    for kid in tag.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/S") is not None:
            yield from below(kid)


def test_each_part_is_a_page_and_a_line_of_the_outline(parts, joined):
    file = pypdf.PdfReader(joined(parts))
    assert [(line.title, file.get_destination_page_number(line)) for line in file.outline] == list(
        zip(NAMES, range(3), strict=True)
    )
    for page, (_name, path) in zip(file.pages, parts, strict=True):
        [alone] = pypdf.PdfReader(path).pages
        assert page.extract_text() == alone.extract_text() and page.mediabox == alone.mediabox


def test_it_says_what_it_is(parts, joined):
    with pikepdf.open(joined(parts)) as file:
        assert file.check_pdf_syntax() == []
        assert (str(file.docinfo.Title), str(file.Root.Lang)) == (TITLE, "en")
        assert file.Root.MarkInfo.Marked and file.Root.ViewerPreferences.DisplayDocTitle
        with file.open_metadata() as metadata:
            assert (metadata["dc:title"], metadata["pdfuaid:part"]) == (TITLE, "1")
        assert "/ID" not in file.trailer


def test_the_tags_of_all_parts_stand_under_one_document(parts, joined):
    with pikepdf.open(joined(parts)) as file:
        top = file.Root.StructTreeRoot.K
        assert (top.S, [str(part.S) for part in top.K]) == ("/Document", ["/Part"] * 3)
        assert [str(part.Lang) for part in top.K] == ["zh-Hans", "zh-Hans", "en"]
        for part, page, (_name, path) in zip(top.K, file.pages, parts, strict=True):
            tags = list(below(part))[1:]
            with pikepdf.open(path) as alone:
                [was] = alone.Root.StructTreeRoot.K
                assert [str(tag.S) for tag in tags] == [str(tag.S) for tag in below(was)][1:]
            assert all(tag.Pg.objgen == page.objgen for tag in tags if "/Pg" in tag)


@pytest.mark.parametrize("of_many_pages", [False, True], ids=["sheets", "and a plan"])
def test_whatever_is_marked_on_a_page_finds_its_tag(parts, joined, tmp_path, of_many_pages):
    if of_many_pages:
        plan = tmp_path / "plan.pdf"
        plan.write_bytes(pdf_of(document()))
        parts[1:1] = [("Plan", plan)]
    with pikepdf.open(joined(parts)) as file:
        root = file.Root.StructTreeRoot
        nums = list(root.ParentTree.Nums)
        owners = dict(zip(map(int, nums[::2]), nums[1::2], strict=True))
        assert list(owners) == sorted(owners) and int(root.ParentTreeNextKey) == max(owners) + 1
        keys = [int(page.StructParents) for page in file.pages]
        assert len(set(keys)) == len(file.pages) == (7 if of_many_pages else 3)
        for key, page in zip(keys, file.pages, strict=True):
            marked = [
                int(words[1].MCID)
                for words, sign in pikepdf.parse_content_stream(page)
                if str(sign) == "BDC" and "/MCID" in words[1]
            ]
            assert marked
            for place in marked:
                owner = owners[key][place]
                assert place in [int(kid) for kid in owner.K if not isinstance(kid, pikepdf.Dictionary)]
                assert owner.Pg.objgen == page.objgen
            for link in page.get("/Annots", []):
                assert owners[int(link.StructParent)].S == "/Link"


def test_checkers_of_accessibility_find_nothing(parts, joined):
    path = joined(parts)
    assert pdfua.validate(str(path)).findings == ()
    result = outloud.check(str(path))
    assert result.error is None and result.findings == [] and result.verdict == "pass"


def test_for_archives_it_keeps_what_archives_ask_for(settings, tmp_path, joined):
    settings.PDF_ARCHIVE = True
    path = tmp_path / "sheet.pdf"
    path.write_bytes(sheet_of(demo("raise")).pdf)
    with pikepdf.open(joined([("One", path), ("Two", path)])) as file:
        assert file.check_pdf_syntax() == []
        [intent] = file.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1" and int(intent.DestOutputProfile.N) == 3
        said = file.Root.Metadata.read_bytes().decode()
        assert "pdfaid:part" in said and "pdfuaid" not in said and len(file.trailer.ID) == 2


def test_the_same_parts_give_the_same_bytes_and_others_do_not(parts, joined):
    first = joined(parts).read_bytes()
    assert joined(parts).read_bytes() == first
    assert joined(parts[::-1]).read_bytes() != first
    assert joined(parts, title="Another").read_bytes() != first


def test_the_text_of_a_part_is_found_where_its_line_leads(parts, joined):
    file = joined(parts).read_bytes()
    assert squeezed(demo(DEMOS[0]).goal) in text_of(file)
    assert len(pypdf.PdfReader(io.BytesIO(file)).pages) == 3


def test_parts_are_forgotten_once_they_are_written(parts, joined):
    """So the memory does not grow with their number; the first is asked once more in the end."""
    alive = []

    def one_by_one():
        for part in parts * 2:
            gc.collect()
            alive.append(sum(type(one) is pypdf.PdfReader for one in gc.get_objects()))
            yield part

    joined(one_by_one())
    assert alive == [0, 1, 1, 1, 1, 1]
