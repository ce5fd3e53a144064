"""The columns of the plan's tables: as wide as their words, whatever people write."""

from __future__ import annotations

import pytest
from django.utils import translation

from press.letters import printable
from press.measure import text_width
from quadrants.document import WorksheetDocument
from quadrants.plan.content import plan_of
from quadrants.plan.tables import ROOM, TABLES, Table, table_of
from quadrants.services.demo import DEMOS
from tests.quadrants.plan.making import WORKED
from tests.quadrants.sheet.making import US, demo, document, entry, party, squeezed

LONG = "x" * 20_000


def tables(made: WorksheetDocument) -> list[Table]:
    with translation.override(made.worksheet.language):
        plan = plan_of(made, WORKED, printable)
        return [table_of(code, plan) for code in TABLES]


@pytest.mark.parametrize("made", [demo(name) for name in DEMOS] + [document()], ids=[*DEMOS, "empty"])
def test_heads_stand_on_one_line_and_columns_make_a_page(made):
    for table in tables(made):
        assert sum(table.widths) == 100
        for head, width in table.columns:
            assert text_width(head) < ROOM * width / 100, head


def test_endless_words_leave_the_other_columns_their_room():
    them = party(LONG, "counterpart", "decision_maker", "third_party", need="fulfilment", table_name=LONG)
    made = document(
        parties=[US, them],
        entries=[entry("needs", "shared", LONG, value_to_us=2, value_to_them=9)],
        planned={"goals_first": LONG},
    )
    for table, usual in zip(tables(made), tables(document()), strict=True):
        assert sum(table.widths) == 100 and all(width > 3 for width in table.widths)
        for head, width in table.columns:
            assert text_width(head) < ROOM * width / 100, head
        assert table.heads == usual.heads


@pytest.mark.parametrize(("language", "part"), [("en", "trade it "), ("zh-hans", "先听再问")])
def test_no_word_is_alone_on_the_last_line_of_a_cell(language, part):
    last_lines = []
    for length in range(1, 120):
        how = (part * length)[:length].strip()
        *_others, strategies, _history = tables(document(language=language, planned={"goals_first": how}))
        [first, *_rest] = strategies.set_rows
        [lines] = first[2]
        assert squeezed("".join(lines)) == squeezed(how)
        last_lines += lines[1:][-1:]
    assert len(last_lines) > 30
    assert all(" " in line if language == "en" else len(line) > 2 for line in last_lines)
