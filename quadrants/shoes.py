"""In their shoes: seven questions that one answers as the other side, and the gap between those answers and what we had
thought before. The questions are read once from `data/shoes.toml`; the rest are pure functions of a document.

What was written in their shoes carries a `voice`. Nothing else could tell it apart for good: texts are changed, moved,
exported and copied, and a point of time in the history would count what a teammate wrote about them meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from negotiation_prep.bilingual import CatalogueError, Table, Text
from quadrants.catalogue import CATALOGUE, Prompt
from quadrants.document import Entry, Party, WorksheetDocument
from quadrants.enums import Basis, Side

__all__ = [
    "QUESTIONS",
    "TABLE",
    "CatalogueError",
    "Gap",
    "Question",
    "answered",
    "gaps",
    "load_shoes",
    "said_by",
    "wearers",
]

SHOES_PATH = Path(__file__).with_name("data") / "shoes.toml"
# Where a question for the table stands, and what an answer needs for that.
TABLE = ("framing", "questions")
NEEDED = {"party", "basis"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question, asked in the first person of the other side. Its answers stand under `prompt`; `probes` are
    questions for the table that find out whether they are right."""

    code: str
    prompt: Prompt
    ask: Text
    example: Text
    probes: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in the gap. While it is a guess, `probe` is a question for the table, unless all are asked already."""

    entry: Entry
    guess: bool
    probe: Text | None


@dataclass(frozen=True, slots=True)
class Gap:
    """One question: what we had thought of it, and what was written in their shoes."""

    question: Question
    before: tuple[Line, ...]
    now: tuple[Line, ...]

    @property
    def is_new(self) -> bool:
        """Whether nothing of this was seen from our own chair."""
        return bool(self.now) and not self.before

    @property
    def guesses(self) -> int:
        """How many of its lines nobody has said or checked."""
        return sum(line.guess for line in (*self.before, *self.now))


def load_shoes(path: Path) -> tuple[Question, ...]:
    """Reads and checks the questions; `CatalogueError` names the file, the entry and what is wrong with it."""
    file = Table.of_file(path)
    prompts = {prompt.path: prompt for prompt in CATALOGUE.all_prompts if not prompt.retired}
    questions: list[Question] = []
    for table in file.tables("questions", "question"):
        prompt = prompts[table.choice("prompt", prompts, default="")]
        if not prompt.fields >= NEEDED:
            table.refuse(f"{prompt.path} does not say whom a line is about and how we know")
        question = Question(
            code=table.code(),
            prompt=prompt,
            ask=table.text("ask"),
            example=table.text("example"),
            probes=table.paragraphs("probes"),
        )
        if any(question.prompt == other.prompt for other in questions):
            table.refuse(f"{prompt.path} stands twice")
        questions.append(question)
        table.finish()
    file.finish()
    return tuple(questions)


QUESTIONS = load_shoes(SHOES_PATH)


def wearers(document: WorksheetDocument) -> tuple[Party, ...]:
    """In whose shoes one can step: everybody but us and our own people."""
    return tuple(party for party in document.others if party.side != Side.OURS)


def said_by(document: WorksheetDocument, party: Party, question: Question, voice: str) -> tuple[Entry, ...]:
    """What was written as this party, in one voice."""
    entries = document.entries_of(question.prompt.item, question.prompt.code)
    return tuple(entry for entry in entries if entry.party == party.id and entry.voice == voice)


def answered(document: WorksheetDocument, party: Party) -> int:
    """How many of the questions were answered as this party, in whichever voice."""
    return sum(any(entry.voice and entry.party == party.id for entry in _entries(document, one)) for one in QUESTIONS)


def gaps(document: WorksheetDocument, party: Party) -> tuple[Gap, ...]:
    """All questions in order. What we had thought of nobody in particular counts for the first counterpart, or for the
    first of the others while none is named as such."""
    asked = {entry.text for entry in document.entries_of(*TABLE)}
    return tuple(_gap(document, party, question, asked) for question in QUESTIONS)


def _gap(document: WorksheetDocument, party: Party, question: Question, asked: set[str]) -> Gap:
    main = document.opposite or next(iter(document.others), None)
    about = [
        entry
        for entry in _entries(document, question)
        if entry.party == party.id or (entry.party is None and party == main and not entry.voice)
    ]
    left = [probe for probe in question.probes if not {probe.en, probe.zh_hans} & asked]
    now = tuple(_lines((entry for entry in about if entry.voice), left, 0))
    before = tuple(_lines((entry for entry in about if not entry.voice), left, sum(line.guess for line in now)))
    return Gap(question, before, now)


def _entries(document: WorksheetDocument, question: Question) -> tuple[Entry, ...]:
    return document.entries_of(question.prompt.item, question.prompt.code)


def _lines(entries: Iterable[Entry], probes: list[Text], taken: int) -> Iterator[Line]:
    """Lines with the probes in turn, from the one after those that are taken."""
    for entry in entries:
        guess = entry.basis not in (Basis.SAID, Basis.CHECKED)
        yield Line(entry, guess, probes[taken % len(probes)] if guess and probes else None)
        taken += guess
