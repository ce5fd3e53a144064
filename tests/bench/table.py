"""table.leaks: words that the other side must not read and that stand anywhere in the table sheet's file.

Every text, number, date and code of a worksheet that is not *shown* carries a word that stands nowhere else. The file
is searched uncompressed: its text as two readers give it, its raw objects (metadata, outline, tags, fonts,
attachments), and the letters that its fonts can show. What should be on the page is looked for as well: who finds
nothing must be able to find something. Which questions may be read stands here once more, as the method says it, not as
the catalogue does.
"""

from __future__ import annotations

import io
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from tests.bench.figures import Figure

SHOWN = {"process.agenda"}
ON_REQUEST = {
    "framing.questions", "needs.shared", "standards.norms", "standards.theirs", "brainstorm.options",
    "brainstorm.terms", "framing.vision", "incremental.steps", "process.deadlines", "next_steps.actions",
}  # fmt: skip
PRIVATE_DATES = itertools.cycle(range(1, 28))
MEETING = datetime(2031, 5, 6, 9, 30, tzinfo=UTC)
# Han characters and Latin letters that stand only in what is private; and a word that begins what is not.
PRIVATE_LETTERS = {"en": "ŋ", "zh-hans": "豳"}
OPEN = {"en": "Open", "zh-hans": "公开"}


class Canaries:
    """Makes words that stand nowhere else, and remembers which of them may be read."""

    def __init__(self, language: str) -> None:
        self.language, self.numbers = language, itertools.count(1)
        self.secret: list[str] = []
        self.open: list[str] = []

    def private(self) -> str:
        """A text that must stay with us."""
        self.secret.append(f"Q{PRIVATE_LETTERS[self.language]}z{next(self.numbers):04}w")
        return f"{self.secret[-1]} private"

    def public(self) -> str:
        """A text that the other side may read."""
        self.open.append(f"{OPEN[self.language]}{next(self.numbers):04}")
        return self.open[-1]

    def number(self) -> int:
        self.secret.append(str(7_310_000 + next(self.numbers)))
        return int(self.secret[-1])

    def day(self) -> date:
        """Days that no page may name: in either language they show their year."""
        made = date(1871 + next(self.numbers) % 60, 3, next(PRIVATE_DATES))
        self.secret.append(str(made.year))
        return made

    def id(self) -> UUID:
        made = UUID(int=0xFEED0000_0000_4000_8000_000000000000 + next(self.numbers))
        self.secret += [str(made), made.hex]
        return made

    def filled(self, kind: Any, **known: Any) -> Any:
        """One part of a document with a word of its own in every field that is not known."""
        makers = {
            "str": self.private,
            "int | None": self.number,
            "date | None": self.day,
            "UUID": self.id,
            "datetime": lambda: datetime.combine(self.day(), datetime.min.time(), UTC),
            "bool": lambda: True,
            "bool | None": lambda: True,
            "int": lambda: 1,
            "float": lambda: 1.0,
        }
        return kind(**{one.name: known[one.name] if one.name in known else makers[one.type]() for one in fields(kind)})


def worksheets() -> Iterator[tuple[Canaries, Any]]:
    """Worksheets in both languages: with everything put on the table, with nothing, and each without a title for it."""
    for language, laid, titled in itertools.product(PRIVATE_LETTERS, (True, False), (True, False)):
        canaries = Canaries(language)
        yield canaries, _worksheet(canaries, laid, titled)


def _worksheet(canaries: Canaries, laid: bool, titled: bool) -> Any:
    from quadrants.catalogue import CATALOGUE
    from quadrants.document import Header, ItemState, StrategyPlan, WorksheetDocument
    from strategies.catalogue import STRATEGIES

    return WorksheetDocument(
        worksheet=canaries.filled(
            Header,
            language=canaries.language,
            table_title=canaries.public() if titled else "",
            meeting_at=MEETING,
            archived=False,
        ),
        parties=tuple(_parties(canaries, laid)),
        items=tuple(
            canaries.filled(ItemState, item=item.code, in_use=number % 2 == 0)
            for number, item in enumerate(CATALOGUE.items)
        ),
        entries=tuple(entry for prompt in CATALOGUE.all_prompts for entry in _entries(canaries, prompt, laid)),
        strategies=tuple(canaries.filled(StrategyPlan, strategy=one.code) for one in STRATEGIES),
    )


def _parties(canaries: Canaries, laid: bool) -> Iterator[Any]:
    from quadrants.document import Party

    make = partial(canaries.filled, Party)
    # A remark in brackets is ours; who has a name for the sheet is called by no other.
    yield make(is_us=True, roles=(), name=f"{canaries.public()} ({canaries.private()})", table_name="")
    yield make(is_us=False, roles=("counterpart",), on_table=False, table_name=canaries.public())
    for role in ("decision_maker", "third_party"):
        name = canaries.public() if laid else canaries.private()
        yield make(is_us=False, roles=(role,), on_table=laid, table_name=name)


def _entries(canaries: Canaries, prompt: Any, laid: bool) -> Iterator[Any]:
    """Two entries of a question: what may be read of them is their text, if the question and we allow it."""
    from quadrants.document import Entry

    if prompt.item == "parties":
        return
    for marked in (laid, False):
        may = prompt.path in SHOWN or (prompt.path in ON_REQUEST and marked)
        # Outside of the questions that can be put on the table a mark means nothing.
        on_table = marked if prompt.path in ON_REQUEST else laid
        text = canaries.public() if may else canaries.private()
        yield canaries.filled(
            Entry, item=prompt.item, prompt=prompt.code, text=text, on_table=on_table, party=canaries.id()
        )


def leaks(catalogue: Any = None, papers: Iterable[str] = ("A4",)) -> Iterator[str]:
    """What is wrong with the table sheets of all these worksheets: *leaked* words, and *lost* ones that should be
    there. The catalogue may be another than ours."""
    from django.utils import translation

    from quadrants import table
    from quadrants.catalogue import CATALOGUE
    from quadrants.table.content import readable
    from quadrants.wording import moment

    for (canaries, document), paper in itertools.product(worksheets(), papers):
        with translation.override(canaries.language):
            content = readable(document, when=moment(MEETING), catalogue=catalogue or CATALOGUE)
        made = table.build(content, paper=paper)
        yield from wrong_in(canaries, made.pdf) if made.pdf else [f"lost: all, {made.excess} lines too many"]


def wrong_in(canaries: Canaries, pdf: bytes) -> list[str]:
    """What leaked into one file, and what was lost."""
    texts, raw, letters = [*texts_of(pdf), strings_of(pdf)], uncompressed(pdf), letters_of(pdf)
    words = [*canaries.secret, *_names_of_the_method(canaries)]
    wrong = [f"leaked: {word}" for word in words if any(_squeezed(word) in text for text in texts)]
    wrong += [f"leaked in the raw file: {word}" for word in canaries.secret if _in(word, raw)]
    wrong += [f"leaked: {letter}" for letter in PRIVATE_LETTERS[canaries.language] if letter in letters]
    return wrong + [f"lost: {word}" for word in canaries.open if not all(_squeezed(word) in text for text in texts[:2])]


def _names_of_the_method(canaries: Canaries) -> list[str]:
    """What quadrants, items, questions and strategies are called, and the product; but for the neutral headings."""
    from quadrants.catalogue import CATALOGUE
    from strategies.catalogue import STRATEGIES

    parts = [*CATALOGUE.quadrants, *CATALOGUE.items, *CATALOGUE.all_prompts, *STRATEGIES]
    allowed = " ".join(prompt.table_heading.in_language(canaries.language) for prompt in CATALOGUE.for_table)
    names = {part.name.in_language(canaries.language) for part in parts}
    product = {"Negotiation", "Workbook", "negotiation-workbook", "prep sheet", "谈判", "准备"}
    return sorted(name for name in names | product if name.lower() not in allowed.lower())


def texts_of(pdf: bytes) -> list[str]:
    """The text of the file without white space, as each of two readers finds it."""
    import pypdf
    import pypdfium2

    first = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))
    second = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return [_squeezed(first), _squeezed(second)]


def strings_of(pdf: bytes) -> str:
    """Every string and name of every object in the file, and its metadata, without white space."""
    import pikepdf

    found: list[str] = []

    def walk(one: Any) -> None:
        if isinstance(one, pikepdf.String | pikepdf.Name):
            found.append(str(one))
        elif isinstance(one, pikepdf.Array):
            for part in one:
                if not getattr(part, "is_indirect", False):
                    walk(part)
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            for name, part in one.items():
                found.append(name)
                if not getattr(part, "is_indirect", False):
                    walk(part)

    with pikepdf.open(io.BytesIO(pdf)) as file:
        for one in (*file.objects, file.trailer):
            walk(one)
        found.append(file.Root.Metadata.read_bytes().decode())
    return _squeezed("\n".join(found))


def uncompressed(pdf: bytes) -> bytes:
    """The whole file with every object in the open and no stream compressed: metadata, outline, tags, attachments."""
    import pikepdf

    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        modes = {"object_stream_mode": pikepdf.ObjectStreamMode.disable, "compress_streams": False}
        file.save(result, stream_decode_level=pikepdf.StreamDecodeLevel.all, **modes)
    return result.getvalue()


def letters_of(pdf: bytes) -> set[str]:
    """All characters that the fonts of the file can show, from their tables back to text."""
    import pikepdf

    found: set[str] = set()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for one in file.objects:
            if isinstance(one, pikepdf.Dictionary) and "/ToUnicode" in one:
                codes = re.findall(rb"<([0-9a-fA-F]{4,})>", one.ToUnicode.read_bytes())
                found.update(*(bytes.fromhex(code.decode()).decode("utf-16-be", "ignore") for code in codes))
    return found


def _in(word: str, raw: bytes) -> bool:
    """Whether raw bytes hold a word in any of the ways in which a PDF writes text. Short numbers stand in any file."""
    if word.isdigit():
        return False
    ways = [word.encode("utf-8"), word.encode("utf-16-be"), word.encode("utf-16-le")]
    return any(way in raw or way.hex().encode() in raw or way.hex().upper().encode() in raw for way in ways)


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).replace("\u200b", "").split())


def table_leaks() -> Figure:
    """All worksheets on both papers."""
    wrong = len(list(leaks(papers=("A4", "letter"))))
    return Figure("table.leaks", wrong, wrong, wrong, "words", 0)


def with_class(path: str, table: str) -> Any:
    """The catalogue with the class of one question changed."""
    from quadrants.catalogue import CATALOGUE

    prompts = tuple(
        replace(prompt, table=table, table_heading=prompt.table_heading or prompt.name)
        if prompt.path == path
        else prompt
        for prompt in CATALOGUE.all_prompts
    )
    order = CATALOGUE.table_order if path in CATALOGUE.table_order else (*CATALOGUE.table_order, path)
    return type(CATALOGUE)(CATALOGUE.quadrants, prompts, order)
