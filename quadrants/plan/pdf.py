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

# The room for the title in the head of each page, as a multiple of its type size.
HEAD_WIDTH = 33.0


def html_of(document: WorksheetDocument, plan: Plan, paper: str, lost: Sequence[str]) -> str:
    """The plan as HTML, every text with its language; `lost` are the signs for which a box stands."""
    tables = {code: table_of(code, plan) for code in TABLES}
    context = {"document": document, "plan": plan, "tables": tables, "paper": paper, "head": _head(plan.title)}
    context |= {"mark": PRIVATE_MARK, "tab": "\t"}
    body = render_to_string("pdf/_plan.html", context)
    context |= {"body": body, "rare": needs_rare(body), "lacking": code_points(lost)}
    return render_to_string("pdf/plan.html", context)


def pdf_of(html: str) -> bytes:
    """Sets the pages; the same HTML gives the same bytes."""
    return to_pdf(laid_out(html))


def _head(title: str) -> str:
    """The title, or as much of it as a line holds."""
    return title if line_count(title, HEAD_WIDTH) <= 1 else first_lines(title, 1, HEAD_WIDTH) + "…"
