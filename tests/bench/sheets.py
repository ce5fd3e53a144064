"""sheet.vs_layout and sheet.vs_chromium: how long the prep sheet takes, against setting its page once when it is known,
and against a browser that prints it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from tests.bench.chromium import chromium_printing
from tests.bench.figures import Figure, ratio
from tests.bench.pages import Getter
from tests.bench.site import cookie, person, whole_example

NORMAL, LONGEST, CHROMIUM = 1.15, 1.5, 0.6
MOST_LAYOUTS = 3
LONG_LINES, LONG_TEXT = 300, "他们要的是 what they need · " * 40


def sheet_vs_layout_normal() -> Figure:
    """The sheet of the English example."""
    return against_one_layout("sheet.vs_layout.normal", NORMAL, [])


def sheet_vs_layout_longest() -> Figure:
    """The same with 300 long lines more that were all asked for: most of them are left out."""
    lines = [
        {
            "item": "needs",
            "prompt": "rational",
            "text": f"{number} " + "他们要的是 what they need · " * 40,
            "on_sheet": True,
        }
        for number in range(LONG_LINES)
    ]
    return against_one_layout("sheet.vs_layout.longest", LONGEST, lines)


def against_one_layout(name: str, limit: float, lines: list[dict]) -> Figure:
    """The whole request for a sheet, nothing of it kept from before, against one plain layout of its final HTML, as the
    same kind of PDF with the same fonts in the same process."""
    from quadrants import sheet
    from quadrants.loading import load_document

    user = person()
    worksheet = whole_example(user, lines)
    request = fresh_request(user, worksheet)
    final = sheet.build(load_document(worksheet), paper=user.paper, time_zone=ZoneInfo("UTC"))
    assert request() == final.pdf
    assert final.layouts <= MOST_LAYOUTS

    def plain() -> bytes:
        return sheet.PRESS.run(plain_layout, final.html)

    assert plain()[:5] == b"%PDF-"
    return ratio(name, limit, request, plain, number=2, clock=both_processes)


def sheet_vs_chromium() -> Figure:
    """The whole request for the sheet of the English example against a Chromium that is warm and prints the same HTML
    with the same fonts in a new page; wall time, as several processes work."""
    from quadrants import sheet
    from quadrants.loading import load_document

    user = person()
    worksheet = whole_example(user)
    final = sheet.build(load_document(worksheet), paper=user.paper, time_zone=ZoneInfo("UTC"))
    with chromium_printing(final.html) as printed:
        return ratio(
            "sheet.vs_chromium",
            CHROMIUM,
            fresh_request(user, worksheet),
            printed,
            number=2,
            clock=perf_counter,
        )


def fresh_request(user, worksheet) -> Callable[[], bytes]:
    """Asks for the PDF of a worksheet of which nothing is kept."""
    from django.core.cache import caches

    get, address = Getter(cookie(user)), f"/worksheets/{worksheet.pk}/prep-sheet.pdf"

    def request() -> bytes:
        caches["sheets"].clear()
        return get(address)

    return request


def plain_layout(html: str) -> bytes:
    """HTML to PDF in the one call that WeasyPrint has for it."""
    from weasyprint import HTML

    from press.engine import _font_config

    return HTML(string=html).write_pdf(font_config=_font_config(), pdf_tags=True, pdf_variant="pdf/ua-1")


def both_processes() -> float:
    """The processor's time of this process and of the press, where pages are set; read once the press is at rest, for
    what a page leaves there is cleared away after it is answered, and belongs to that page."""
    from quadrants import sheet

    press = sheet.PRESS.pid
    if not press:
        return process_time() + time.time()
    while Path(f"/proc/{press}/stat").read_text().rpartition(")")[2].split()[0] in "RD":
        time.sleep(0.001)
    # The clock of another process, as Linux numbers it.
    return process_time() + time.clock_gettime((~press << 3) | 2)
