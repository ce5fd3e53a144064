"""In their shoes: seven questions that one answers as the other side, and the gap between those answers and what we had
thought before. The questions are read once from `data/shoes.toml`; the rest are pure functions of a document.

What was written in their shoes carries a `voice`. Nothing else could tell it apart for good: texts are changed, moved,
exported and copied, and a point of time in the history would count what a teammate wrote about them meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from negotiation_prep.bilingual import CatalogueError, Table, Text
from quadrants.catalogue import CATALOGUE, Prompt
from quadrants.document import Entry, Party, WorksheetDocument
from quadrants.enums import Basis, Side
from strategies.coach.found import ours

__all__ = [
    "QUESTIONS",
    "TABLE",
    "CatalogueError",
    "Gap",
    "Question",
    "about",
    "answered",
    "gaps",
    "load_shoes",
    "question_ids",
    "said_by",
    "wearers",
]

SHOES_PATH = Path(__file__).with_name("data") / "shoes.toml"
# Where a question for the table stands, and what an answer needs for that.
TABLE = ("framing", "questions")
NEEDED = {"party", "basis"}
# How often one can ask because of the same line, and delete the question again.
MOST_ASKED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question, asked in the first person of the other side. Its answers stand under `prompt`; `probes` are
    questions for the table that find out whether they are right. Some prompts ask of the other side alone (`theirs`):
    what stands there is about them, whatever its words."""

    code: str
    prompt: Prompt
    ask: Text
    example: Text
    probes: tuple[Text, ...]
    theirs: bool

    @property
    def path(self) -> str:
        """What it is called beside the prompts, as `shoes.code`."""
        return f"shoes.{self.code}"


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in the gap. One that nobody has said or checked is `open`, and has the question that was `asked` because
    of it, or one to ask as `probe`, unless all of these are asked or proposed."""

    entry: Entry
    open: bool
    asked: Entry | None
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
        """How many of its lines are marked as guesses. Of a line without a mark nobody knows how we know."""
        return sum(line.entry.basis == Basis.GUESS for line in (*self.before, *self.now))

    @property
    def is_settled(self) -> bool:
        """Whether all of its lines were said or checked."""
        return not any(line.open for line in (*self.before, *self.now))


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
            theirs=table.flag("theirs"),
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
    """All questions in order, each with what is about this party. Each question for the table is proposed once."""
    asked = about(document, party, document.entries_of(*TABLE))
    return tuple(_gap(document, party, question, asked) for question in QUESTIONS)


def question_ids(line: UUID) -> tuple[UUID, ...]:
    """The ids that questions get which are asked because of a line, in turn: so the line knows them, however they are
    worded."""
    return tuple(uuid5(line, f"question {number}") for number in range(MOST_ASKED))


def about(document: WorksheetDocument, party: Party, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Those of some entries that are about a party. What names nobody counts for the first counterpart, or for the
    first of the others while none is named as such."""
    main = document.opposite or next(iter(document.others), None)
    return tuple(entry for entry in entries if entry.party == party.id or (entry.party is None and party == main))


def _gap(document: WorksheetDocument, party: Party, question: Question, asked: tuple[Entry, ...]) -> Gap:
    found = about(document, party, _entries(document, question))
    thought = [entry for entry in found if not entry.voice and (question.theirs or not ours(document, entry))]
    said = [entry for entry in found if entry.voice and entry.party]
    lines = {line.entry.id: line for line in _lines(question, [*said, *thought], asked)}
    return Gap(question, *(tuple(lines[entry.id] for entry in side) for side in (thought, said)))


def _lines(question: Question, entries: list[Entry], asked: tuple[Entry, ...]) -> Iterator[Line]:
    """Lines with the questions that belong to them. One in the words of a proposal that came in another way, by hand or
    in a copy, goes to the first open line without any."""
    known, texts = {one.id: one for one in asked}, {one.text for one in asked}
    own = {entry.id: next(filter(None, map(known.get, question_ids(entry.id))), None) for entry in entries}
    words = {text for probe in question.probes for text in (probe.en, probe.zh_hans)}
    others = (one for one in asked if one.text in words and one not in own.values())
    left = (probe for probe in question.probes if not {probe.en, probe.zh_hans} & texts)
    for entry in entries:
        is_open = entry.basis not in (Basis.SAID, Basis.CHECKED)
        question_of = own[entry.id] or (next(others, None) if is_open else None)
        yield Line(entry, is_open, question_of, next(left, None) if is_open and not question_of else None)


def _entries(document: WorksheetDocument, question: Question) -> tuple[Entry, ...]:
    return document.entries_of(question.prompt.item, question.prompt.code)
