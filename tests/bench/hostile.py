"""sheet.hostile: pages of documents that nobody would expect, and the lines on them."""

from __future__ import annotations

import os
import socket
import sys
import traceback

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.bench.figures import Figure

DOCUMENTS, FEW = 400, 10


def sheet_hostile() -> list[Figure]:
    """`lost`: documents of which a line is neither complete on the sheet nor marked and counted in the foot, or
    something was called by its address; `pages`: the most pages that the sheet of a document has."""
    from quadrants.sheet.fitting import PAGES
    from tests.quadrants.sheet.hostile import (
        assert_adds_up,
        assert_ink_is_on_paper,
        assert_quadrants_hold_their_items,
        documents,
    )
    from tests.quadrants.sheet.making import pages, sheet_of

    lost, most = [], [0]
    host = socket.create_server(("127.0.0.1", 0))
    host.setblocking(False)

    @settings(
        max_examples=FEW if os.environ.get("ROUNDS") else DOCUMENTS,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(made=documents(f"127.0.0.1:{host.getsockname()[1]}"), paper=st.sampled_from(list(PAGES)))
    def print_one(made, paper):
        try:
            sheet = sheet_of(made, paper)
            most.append(pages(sheet.pdf))
            assert_adds_up(made, sheet)
            assert_quadrants_hold_their_items(sheet, paper)
            assert_ink_is_on_paper(sheet.pdf, paper)
            assert not called(host)
        except Exception:
            print(f"sheet.hostile: {traceback.format_exc(limit=3)}"[:2000], file=sys.stderr)
            lost.append(made)

    print_one()
    host.close()
    return [
        Figure("sheet.hostile.lost", len(lost), len(lost), len(lost), "documents", 0),
        Figure("sheet.hostile.pages", max(most), min(most[1:]), max(most), "pages", 1),
    ]


def called(host: socket.socket) -> bool:
    """Whether somebody has connected since it was asked last."""
    try:
        host.accept()[0].close()
    except BlockingIOError:
        return False
    return True
