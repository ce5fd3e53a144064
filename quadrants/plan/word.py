"""The full plan as a Word file, to go on writing in Word or LibreOffice: real styles, lists, tables, heads and feet."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Word
from docx.shared import Emu

from press.engine import laid_out, to_pdf
from press.picture import png
from quadrants.charts import ValueChart
from quadrants.document import WorksheetDocument
from quadrants.ladder import Ladder
from quadrants.plan import wordml as ml
from quadrants.plan.content import CHART, PARTIES, QUESTIONS, Chapter, Fact, Line, Part, Plan
from quadrants.plan.tables import Table, table_of
from quadrants.wording import PRIVATE_MARK

PICTURE_PIXELS = 1400
POINT = 12700


def word_of(document: WorksheetDocument, plan: Plan, paper: str) -> bytes:
    """The file; the same document gives the same bytes."""
    word = Document()
    ml.set_up(word, document.worksheet.language, paper)
    ml.describe(word, plan.title, _("Full plan"), document.worksheet.changed_at)
    ml.head_and_foot(word, plan.title, PRIVATE_MARK, _("Page %(number)s of %(total)s"))
    _cover(word, plan)
    _contents(word, plan)
    ml.heading(word, _("Parties"), 1, PARTIES)
    _table(word, table_of(PARTIES, plan))
    for part in plan.parts:
        _part(word, part)
    for code, name in plan.sections:
        ml.heading(word, name, 1, code)
        _section(word, code, plan)
    file = io.BytesIO()
    word.save(file)
    return ml.always_the_same(file.getvalue())


def _cover(word: Word, plan: Plan) -> None:
    mark = ml.paragraph(word, "", "Private Mark")
    for words in PRIVATE_MARK:
        ml.say(mark, words + " ")
    ml.paragraph(word, plan.title, "Title")
    if plan.goal:
        ml.paragraph(word, plan.goal, "Goal")
    for fact in plan.facts:
        _facts(word, (fact,), "Normal")


def _contents(word: Word, plan: Plan) -> None:
    """The contents as a field: it leads to the headings, and Word fills in the pages when it is asked to."""
    places = [(1, PARTIES, _("Parties"))]
    for part in plan.parts:
        places.append((1, part.code, f"{part.numeral}  {part.name}"))
        places += [(2, _place(chapter), f"{chapter.number}  {chapter.name}") for chapter in part.chapters]
    ml.contents(word, _("Contents"), [*places, *((1, code, name) for code, name in plan.sections)])


def _place(chapter: Chapter) -> str:
    return f"item_{chapter.code}"


def _section(word: Word, code: str, plan: Plan) -> None:
    if code == CHART:
        _chart(word, plan)
    if code == QUESTIONS:
        _lines(word, plan.asked, ordered=False)
    else:
        _table(word, table_of(code, plan))
    if code == CHART and plan.left_out:
        ml.paragraph(word, plan.left_out, "Marks")


def _chart(word: Word, plan: Plan) -> None:
    """Its table says the same in words."""
    assert plan.chart
    _picture(word, {"chart": plan.chart}, plan.chart, _("What matters to whom"))


def _picture(word: Word, drawn: dict[str, Any], size: ValueChart | Ladder, name: str) -> None:
    """A drawing of the PDF as a picture."""
    context = {**drawn, "name": name, "width": size.width, "height": size.height, "rare": False}
    drawing = render_to_string("pdf/picture.html", context)
    ml.picture(word, png(to_pdf(laid_out(drawing)), PICTURE_PIXELS), Emu(int(size.width * POINT)), name)


def _part(word: Word, part: Part) -> None:
    ml.heading(word, f"{part.numeral}  {part.name}", 1, part.code)
    ml.paragraph(word, part.question, "Marks", keep=True)
    for chapter in part.chapters:
        _chapter(word, chapter)
    if part.empty:
        ml.paragraph(word, _("Nothing written yet:") + " " + " · ".join(part.empty), "Marks")
    if part.unused:
        ml.paragraph(word, _("Not in use:") + " " + " · ".join(part.unused), "Marks")


def _chapter(word: Word, chapter: Chapter) -> None:
    name = f"{chapter.number}  {chapter.name}" + ("" if chapter.in_use else f" ({_('not in use')})")
    ml.heading(word, name, 2, _place(chapter))
    if chapter.summary:
        ml.paragraph(word, chapter.summary, "Summary", keep=True)
    if chapter.ladder:
        _picture(word, {"ladder": chapter.ladder}, chapter.ladder, _("The steps as a ladder"))
        for warning in filter(None, (chapter.ladder.rest, *chapter.ladder.warnings)):
            ml.paragraph(word, warning, "Marks")
    for question in chapter.questions:
        ml.heading(word, question.name, 3)
        _lines(word, question.lines, question.ordered)


def _lines(word: Word, lines: Iterable[Line], ordered: bool) -> None:
    style = "List Number" if ordered else "List Bullet"
    numbers = ml.new_numbers(word) if ordered else None
    for line in lines:
        more = bool(line.marks or line.notes)
        for place, text in enumerate(line.lines):
            last = place == len(line.lines) - 1
            ml.paragraph(word, text, style if place == 0 else "List Continue", keep=more and last, numbers=numbers)
        if line.marks:
            _facts(word, line.marks, "Marks in List")
        for note in line.notes:
            for place, text in enumerate(note.lines):
                _facts(word, (Fact(note.label if place == 0 else "", text),), "Marks in List")


def _facts(word: Word, facts: Iterable[Fact], style: str) -> None:
    paragraph = ml.paragraph(word, "", style)
    for place, fact in enumerate(facts):
        before = " · " if place else ""
        ml.say(paragraph, before + (fact.label + _(": ") if fact.label else ""))
        ml.say(paragraph, fact.text)


def _table(word: Word, table: Table) -> None:
    ml.table(word, table.heads, table.widths, table.rows)
