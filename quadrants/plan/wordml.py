"""What python-docx leaves to be said in the XML of a Word file: languages, fields, bookmarks, and fixed bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Pt, RGBColor
from docx.table import _Row
from docx.text.paragraph import Paragraph

from quadrants.text import language_of

PAPERS = {"A4": (595.3, 841.9), "letter": (612.0, 792.0)}
MARGIN = 64.0
LATIN, CHINESE = "Calibri", "Microsoft YaHei"
ENGLISH_CODE, CHINESE_CODE = "en-GB", "zh-CN"
INK, MUTED = RGBColor(0x1B, 0x1A, 0x18), RGBColor(0x57, 0x53, 0x4C)
# Size, bold, colour, space before, space after; in points.
STYLES: dict[str, tuple[float, bool, RGBColor, float, float]] = {
    "Normal": (10.5, False, INK, 0, 3),
    "Title": (16, True, INK, 0, 8),
    "TOC Heading": (17, True, INK, 0, 8),
    "Heading 1": (17, True, INK, 22, 8),
    "Heading 2": (12.5, True, INK, 14, 3),
    "Heading 3": (9.5, True, MUTED, 8, 2),
    "List Bullet": (10.5, False, INK, 0, 3),
    "List Number": (10.5, False, INK, 0, 3),
    "List Continue": (10.5, False, INK, 0, 3),
    "Header": (8.5, False, MUTED, 0, 0),
    "Footer": (8.5, False, MUTED, 0, 0),
    "Private Mark": (11, True, INK, 60, 40),
    "Goal": (26, True, INK, 8, 18),
    "Summary": (10.5, True, INK, 0, 3),
    "Marks": (9, False, MUTED, 2, 4),
    "Marks in List": (9, False, MUTED, 0, 3),
    "toc 1": (10.5, True, INK, 5, 0),
    "toc 2": (10.5, False, INK, 0, 0),
}
INDENTED = {"Marks in List": 18.0, "toc 2": 18.0}
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def set_up(word: Word, language: str, paper: str) -> None:
    """Paper, margins, styles and languages."""
    section = word.sections[0]
    width, height = PAPERS[paper]
    section.page_width, section.page_height = Pt(width), Pt(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Pt(MARGIN)
    for name in STYLES:
        _style(word, name)
    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _fonts(defaults)
    _language(defaults, "zh-Hans" if language == "zh-hans" else "en")


def _style(word: Word, name: str) -> None:
    size, bold, colour, before, after = STYLES[name]
    styles = word.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, colour
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    if name in INDENTED:
        style.paragraph_format.left_indent = Pt(INDENTED[name])
    # The template underlines titles, sets stops for tabs of its own, and takes its faces from a theme.
    properties = style.element.get_or_add_pPr()
    for tag in ("w:pBdr", "w:tabs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    _fonts(style.element.get_or_add_rPr())


def _fonts(properties: Any) -> None:
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    fonts = _new("w:rFonts", ascii=LATIN, hAnsi=LATIN, cs=LATIN, eastAsia=CHINESE)
    properties.insert(0, fonts)


def _language(properties: Any, language: str) -> None:
    """Says in which language a text is read and spelled."""
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    code = CHINESE_CODE if language == "zh-Hans" else ENGLISH_CODE
    properties.append(_new("w:lang", val=code, eastAsia=CHINESE_CODE))


def _new(tag: str, **values: object) -> Any:
    element = OxmlElement(tag)
    for name, value in values.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


def say(paragraph: Paragraph, text: str) -> None:
    """Adds words, marked with their language; quotation marks in Chinese are of the Chinese font."""
    if not text:
        return
    properties = paragraph.add_run(text)._r.get_or_add_rPr()
    language = language_of(text)
    if language == "zh-Hans":
        properties.append(_new("w:rFonts", hint="eastAsia"))
    _language(properties, language)


def paragraph(word: Word, text: str, style: str, *, keep: bool = False, numbers: int | None = None) -> Paragraph:
    """A paragraph; `keep` holds it on the page of the next one, `numbers` is the list that it counts in."""
    made = word.add_paragraph(style=style)
    say(made, text)
    if keep:
        made.paragraph_format.keep_with_next = True
    if numbers is not None and style == "List Number":
        counted = made._p.get_or_add_pPr().get_or_add_numPr()
        counted.get_or_add_ilvl().val, counted.get_or_add_numId().val = 0, numbers
    return made


def new_numbers(word: Word) -> int:
    """A numbered list that begins with 1."""
    numbering = word.part.numbering_part.element
    of_style = word.styles["List Number"].element.pPr.numPr.numId.val
    made = numbering.add_num(numbering.num_having_numId(of_style).abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)


def heading(word: Word, text: str, level: int, place: str = "") -> None:
    """A heading, with a bookmark if it is a place that the contents lead to."""
    made = word.add_paragraph(style=f"Heading {level}")
    say(made, text)
    if place:
        number = len(word.element.body.findall(f".//{qn('w:bookmarkStart')}"))
        made._p.insert(1, _new("w:bookmarkStart", id=number, name=place))
        made._p.append(_new("w:bookmarkEnd", id=number))


def contents(word: Word, name: str, places: Sequence[tuple[int, str, str]]) -> None:
    """A table of contents on a page of its own: level, bookmark and words of each line."""
    paragraph(word, name, "TOC Heading").paragraph_format.page_break_before = True
    for number, (level, place, text) in enumerate(places):
        made = word.add_paragraph(style=f"toc {level}")
        if number == 0:
            _field_part(made, "begin")
            code = made.add_run()._r
            code.append(_text("w:instrText", ' TOC \\o "1-2" \\h \\z \\u '))
            _field_part(made, "separate")
        link = _new("w:hyperlink", anchor=place, history=1)
        say(made, text)
        link.append(made.runs[-1]._r)
        made._p.append(link)
        if number == len(places) - 1:
            _field_part(made, "end")
    word.add_page_break()


def _field_part(made: Paragraph, kind: str) -> None:
    made.add_run()._r.append(_new("w:fldChar", fldCharType=kind))


def _text(tag: str, text: str) -> Any:
    element = _new(tag)
    element.text = text
    element.set(qn("xml:space"), "preserve")
    return element


def head_and_foot(word: Word, title: str, mark: Sequence[str], pages: str) -> None:
    """Title and private mark above, the number of the page below; `pages` holds %(number)s and %(total)s."""
    section = word.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    edge = section.page_width - section.left_margin - section.right_margin
    head.paragraph_format.tab_stops.add_tab_stop(Emu(edge), WD_TAB_ALIGNMENT.RIGHT)
    say(head, title if len(title) <= 60 else title[:59] + "…")
    head.add_run("\t")
    for words in mark:
        say(head, words + " ")
        head.runs[-1].font.bold, head.runs[-1].font.color.rgb = True, INK
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    before, _number, rest = pages.partition("%(number)s")
    between, _total, after = rest.partition("%(total)s")
    for words, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        say(foot, words)
        if field:
            simple = _new("w:fldSimple", instr=f" {field} ")
            foot._p.append(simple)
            say(foot, "1")
            simple.append(foot.runs[-1]._r)


def table(word: Word, heads: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Sequence[str]]]) -> None:
    """A table whose heads come again on each page, and whose rows stay whole. `widths` are per cent."""
    section = word.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    made = word.add_table(rows=1, cols=len(heads))
    made.autofit = False
    made._tbl.tblPr.find(qn("w:tblLayout")).addprevious(_borders())
    columns = [Emu(room * width // 100) for width in widths]
    for column, width in zip(made.columns, columns, strict=True):
        column.width = width
    first = made.rows[0]
    first._tr.get_or_add_trPr().append(_new("w:tblHeader"))
    for cell, width, text in zip(first.cells, columns, heads, strict=True):
        cell.width = width
        _fill(cell, [text], "Marks")
    # Rows are copies of an empty one: added one by one each would count all cells again.
    empty = deepcopy(first._tr)
    empty.get_or_add_trPr().remove(empty.trPr.find(qn("w:tblHeader")))
    empty.trPr.append(_new("w:cantSplit"))
    for row in rows:
        line = deepcopy(empty)
        made._tbl.append(line)
        for cell, lines in zip(_Row(line, made).cells, row, strict=True):
            _fill(cell, lines, "Normal")
    word.add_paragraph()


def _borders() -> Any:
    borders = _new("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_new(f"w:{side}", val="single", sz=4, space=0, color="BDB7AB"))
    return borders


def _fill(cell: Any, lines: Sequence[str], style: str) -> None:
    """Puts lines in a cell, the first in `style`, the others as marks."""
    for old in cell.paragraphs[1:]:
        old._p.getparent().remove(old._p)
    first = cell.paragraphs[0]
    for run in first.runs:
        run._r.getparent().remove(run._r)
    first.style = style
    for number, text in enumerate(lines):
        say(first if number == 0 else cell.add_paragraph(style="Marks"), text)


def picture(word: Word, png: bytes, width: Emu, name: str) -> None:
    """A picture with its name for those who do not see it."""
    made = word.add_paragraph()
    made.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = made.add_run().add_picture(io.BytesIO(png), width=width)
    shape._inline.docPr.set("descr", name)


def describe(word: Word, title: str, subject: str, changed: datetime) -> None:
    """What the file says of itself: nothing of who made it, nor when it was fetched."""
    said = word.core_properties
    said.title, said.subject = title[:255], subject
    said.author = said.last_modified_by = said.comments = said.keywords = ""
    said.created = said.modified = changed.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    said.revision = 1
    parts = word.part.package.rels
    for name in [name for name, part in parts.items() if part.reltype.endswith("/thumbnail")]:
        parts.pop(name)


def always_the_same(content: bytes) -> bytes:
    """The archive with its parts in their order, all of one time."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            kept = zipfile.ZipInfo(part.filename, ZIP_TIME)
            kept.compress_type, kept.external_attr, kept.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            new.writestr(kept, old.read(part))
    return result.getvalue()
