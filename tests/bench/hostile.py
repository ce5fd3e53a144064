"""sheet.hostile: pages of documents that nobody would expect, and the lines on them."""

from __future__ import annotations

import os
import sys

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.bench.figures import Figure

DOCUMENTS, FEW = 400, 10


def sheet_hostile() -> list[Figure]:
    """`lost`: documents of which a line is neither complete on the sheet nor ended by the mark and counted in the foot;
    `pages`: the most pages that the sheet of a document has."""
    from quadrants.sheet.fitting import PAGES
    from tests.quadrants.sheet.hostile import assert_adds_up, assert_ink_is_on_paper, documents
    from tests.quadrants.sheet.making import pages, sheet_of

    lost, most = [], [0]

    @settings(
        max_examples=FEW if os.environ.get("ROUNDS") else DOCUMENTS,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(made=documents(), paper=st.sampled_from(list(PAGES)))
    def print_one(made, paper):
        sheet = sheet_of(made, paper)
        most.append(pages(sheet.pdf))
        try:
            assert_adds_up(made, sheet)
            assert_ink_is_on_paper(sheet.pdf, paper)
        except AssertionError as error:
            print(f"sheet.hostile: {error}"[:2000], file=sys.stderr)
            lost.append(made)

    print_one()
    return [
        Figure("sheet.hostile.lost", len(lost), len(lost), len(lost), "documents", 0),
        Figure("sheet.hostile.pages", max(most), min(most[1:]), max(most), "pages", 1),
    ]
