"""Whatever people write: one page, readable type, and every line shown or counted."""

from __future__ import annotations

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from press.letters import BREAK
from quadrants.catalogue import CATALOGUE
from quadrants.sheet.fitting import PAGES
from tests.conftest import LONG
from tests.quadrants.sheet.hostile import (
    SCRIPTS,
    assert_adds_up,
    assert_ink_is_on_paper,
    assert_quadrants_hold_their_items,
    assert_size_is_earned,
    documents,
    permitted,
)
from tests.quadrants.sheet.making import document, pages, sheet_of


# Making a failing document smaller would take minutes: each try is a page laid out twice.
@settings(max_examples=200 if LONG else 8, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(made=documents(), paper=st.sampled_from(list(PAGES)))
@example(made=document(title="x" * 200, summaries={item.code: "，" * 300 for item in CATALOGUE.items}), paper="letter")
@example(made=document(title="（" * 200, summaries={item.code: "（" * 300 for item in CATALOGUE.items}), paper="A4")
@pytest.mark.timeout(900)  # two hundred of them in the long form
def test_every_document_is_one_page_that_adds_up(made, paper):
    sheet = sheet_of(made, paper)
    assert pages(sheet.pdf) == 1
    assert_adds_up(made, sheet)
    assert_size_is_earned(made, sheet)
    assert_quadrants_hold_their_items(sheet, paper)
    assert_ink_is_on_paper(sheet.pdf, paper)


def test_the_hostile_documents_are_hostile_indeed():
    """The pool holds what it promises, so that the test above means something."""
    assert permitted("a\u202eb\x00") == "ab"
    assert BREAK in "".join(SCRIPTS) and any("\u0590" <= letter <= "\u05ff" for letter in "".join(SCRIPTS))
