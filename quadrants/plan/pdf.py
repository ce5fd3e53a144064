"""The full plan as a PDF: any number of pages, with contents, outline and running heads."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string

from press.engine import laid_out, to_pdf
from press.faces import needs_rare
from press.letters import code_points
from press.measure import first_lines, line_count
from quadrants.document import WorksheetDocument
from quadrants.plan.content import Plan
from quadrants.plan.tables import TABLES, table_of
from quadrants.wording import PRIVATE_MARK

# The room for the head of each page, without and with a margin to write in, as a multiple of its type size.
HEAD_WIDTH, HEAD_BESIDE_MARGIN = 33.0, 40.0


def html_of(document: WorksheetDocument, plan: Plan, paper: str, lost: Sequence[str], margin: bool) -> str:
    """The plan as HTML, every text with its language; `lost` are the signs for which a box stands."""
    tables = {code: table_of(code, plan) for code in TABLES}
    head = _head(" · ".join(filter(None, (plan.by, plan.title))), HEAD_BESIDE_MARGIN if margin else HEAD_WIDTH)
    context = {"document": document, "plan": plan, "tables": tables, "paper": paper, "head": head, "margin": margin}
    context |= {"mark": PRIVATE_MARK, "tab": "\t"}
    body = render_to_string("pdf/_plan_margin.html" if margin else "pdf/_plan.html", context)
    context |= {"body": body, "rare": needs_rare(body), "lacking": code_points(lost)}
    return render_to_string("pdf/plan.html", context)


def pdf_of(html: str) -> bytes:
    """Sets the pages; the same HTML gives the same bytes."""
    return to_pdf(laid_out(html))


def _head(title: str, width: float) -> str:
    """The title, or as much of it as a line holds."""
    return title if line_count(title, width) <= 1 else first_lines(title, 1, width) + "…"
