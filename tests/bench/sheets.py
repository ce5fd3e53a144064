"""sheet.vs_layout.normal: how much longer the prep sheet takes than setting its page once, when it is known."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tests.bench.figures import Figure, ratio
from tests.bench.pages import Getter
from tests.bench.site import cookie, person, whole_example

LIMIT = 1.15


def sheet_vs_layout() -> Figure:
    """The whole request for the sheet of the English example, nothing of it kept from before, against one plain
    layout of its final HTML, written as the same kind of PDF with the same fonts."""
    from django.core.cache import caches

    from quadrants import sheet
    from quadrants.loading import load_document

    user = person()
    worksheet = whole_example(user)
    get, address = Getter(cookie(user)), f"/worksheets/{worksheet.pk}/prep-sheet.pdf"
    final = sheet.build(load_document(worksheet), paper=user.paper, time_zone=ZoneInfo("UTC"))

    def request() -> bytes:
        caches["sheets"].clear()
        return get(address)

    assert request() == final.pdf
    assert plain_layout(final.html)[:5] == b"%PDF-"
    return ratio("sheet.vs_layout.normal", LIMIT, request, lambda: plain_layout(final.html), number=2)


def plain_layout(html: str) -> bytes:
    """HTML to PDF in the one call that WeasyPrint has for it."""
    from weasyprint import HTML

    from press.engine import _font_config

    return HTML(string=html).write_pdf(font_config=_font_config(), pdf_tags=True, pdf_variant="pdf/ua-1")
