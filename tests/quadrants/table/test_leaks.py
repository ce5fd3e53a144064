"""Nothing private is anywhere in the table sheet's file; and the search that says so can see."""

from __future__ import annotations

import io

import pikepdf
import pytest

from quadrants import table
from quadrants.catalogue import CATALOGUE
from quadrants.table.content import readable
from tests.bench.table import (
    ON_REQUEST,
    SHOWN,
    leaks,
    letters_of,
    strings_of,
    texts_of,
    with_class,
    worksheets,
    wrong_in,
)

NEVER = [p.path for p in CATALOGUE.all_prompts if p.path not in SHOWN | ON_REQUEST and p.item != "parties"]


def test_nothing_private_is_in_the_file_and_all_that_is_allowed_is():
    assert list(leaks()) == []


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("goals.short_term", "shown"),
        ("best_option.deal_breakers", "on_request"),
        ("brainstorm.options", "shown"),
        ("framing.questions", "never"),
        ("process.agenda", "on_request"),
    ],
)
def test_another_class_of_one_question_iswrong_in(path, other):
    assert next(leaks(with_class(path, other)), None)


@pytest.mark.long
@pytest.mark.parametrize("other", ["shown", "on_request"])
@pytest.mark.parametrize("path", NEVER)
def test_another_class_of_any_question_iswrong_in(path, other):
    assert any(word.startswith("leaked") for word in leaks(with_class(path, other)))


def a_page():
    canaries, document = next(worksheets())
    return table.build(readable(document, when=""), paper="A4").pdf, canaries


@pytest.mark.parametrize("place", ["title", "metadata", "attachment", "alt text", "outline", "hidden text"])
def test_the_search_sees_every_place_in_a_file(place):
    """A word that somebody puts into the file by other ways is found there."""
    made, canaries = a_page()
    word = canaries.secret[0]
    with pikepdf.open(io.BytesIO(made)) as file:
        if place == "title":
            file.docinfo["/Title"] = word
        elif place == "metadata":
            with file.open_metadata() as metadata:
                metadata["dc:description"] = word
        elif place == "attachment":
            file.attachments["notes.txt"] = pikepdf.AttachedFileSpec(file, word.encode())
        elif place == "alt text":
            file.Root.StructTreeRoot["/Alt"] = pikepdf.String(word)
        elif place == "outline":
            with file.open_outline() as outline:
                outline.root.append(pikepdf.OutlineItem(word, 0))
        else:
            file.pages[0].contents_add(f"BT 3 Tr ({word.encode().hex()}) Tj ET".encode())
        changed = io.BytesIO()
        file.save(changed)
    assert word in found(canaries, changed.getvalue())


def found(canaries, pdf: bytes) -> list[str]:
    return sorted({line.rpartition(": ")[2] for line in wrong_in(canaries, pdf)})


def test_the_readers_of_the_search_find_what_is_there():
    made, canaries = a_page()
    assert all(word in text for text in texts_of(made) for word in canaries.open)
    assert canaries.open[0] in strings_of(made)
    assert set("Open0123") <= letters_of(made)
    assert found(canaries, made) == []
