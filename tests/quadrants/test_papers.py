"""What is true of all that is printed: for readers and for archives, and the same every time."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest

from press.shelf import name_of
from tests.quadrants.papers import PAPERS

# What is said of a worksheet changes nothing of how its plan is made.
LIKE_THE_PLAN = {"plan with remarks", "plan with a margin"}
every_paper = pytest.mark.parametrize(
    "paper", [pytest.param(name, marks=[pytest.mark.long] * (name in LIKE_THE_PLAN)) for name in PAPERS]
)


@pytest.fixture
def archive(settings):
    settings.PDF_ARCHIVE = True


def fonts_in(file: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [
        one for one in file.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
    ]


@every_paper
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_for_readers_it_is_pdf_ua(paper, language):
    with pikepdf.open(io.BytesIO(PAPERS[paper](language))) as file:
        said = file.Root.Metadata.read_bytes().decode()
        assert re.search(r'pdfuaid:part(="|>)1', said) and "pdfaid" not in said
        assert str(file.Root.Lang) == {"en": "en", "zh-hans": "zh-Hans"}[language]


@every_paper
def test_for_archives_it_is_pdf_a(archive, paper):
    with pikepdf.open(io.BytesIO(PAPERS[paper]("zh-hans"))) as file:
        said = file.Root.Metadata.read_bytes().decode()
        assert re.search(r'pdfaid:part(="|>)3', said) and re.search(r'pdfaid:conformance(="|>)A', said)
        assert "pdfuaid" not in said
        [intent] = file.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1" and int(intent.DestOutputProfile.N) == 3
        assert file.Root.MarkInfo.Marked and "/StructTreeRoot" in file.Root and len(file.trailer.ID) == 2
        assert not file.is_encrypted and "/JavaScript" not in file.Root.get("/Names", {})
        assert fonts_in(file) and all("/FontFile2" in font or "/FontFile3" in font for font in fonts_in(file))
        states = [one for one in file.objects if isinstance(one, pikepdf.Dictionary) and "/SMask" in one]
        assert not states


@every_paper
def test_two_renders_are_the_same_bytes(archive, paper):
    assert PAPERS[paper]("en") == PAPERS[paper]("en")


def test_what_is_kept_for_readers_is_not_given_to_archives(settings):
    settings.PDF_ARCHIVE = False
    for_readers = name_of("a page")
    settings.PDF_ARCHIVE = True
    assert name_of("a page") != for_readers
