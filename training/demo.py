"""The demo course as data: who is in it, what they write about what, and what is said of it. Pure, and the same every
time: chance has a fixed seed."""

from __future__ import annotations

import random
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "demo"
SEED = 7
PERCEPTIONS = "perceptions"
# The file of a kind of text in a language.
LINES, OWN, SHEETS, WORDS = "lines", "own", "sheets", "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a worksheet, or, without a prompt, an item. `texts` are what it says in each round, the last one ever
    after; an empty one is not written yet. `comments` are what the trainer says of it in each round, `answers` those of
    the students, `addressed` what the trainer finds afterwards; `praise` asks for nothing. `about` is the code of a
    person, `due` days from the day of loading; `fields` are others of an entry."""

    item: str
    prompt: str = ""
    texts: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    addressed: tuple[str, ...] = ()
    praise: str = ""
    about: str = ""
    due: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def weak(self) -> bool:
        return bool(self.prompt and self.comments)

    def text(self, number: int) -> str:
        """What it says in a round, counted from 1."""
        return self.texts[min(number, len(self.texts)) - 1] if self.texts else ""

    def comment(self, number: int) -> str:
        return _at(self.comments, number) or (self.praise if number == 1 else "")

    def answer(self, number: int) -> str:
        """What the students say to the comment of a round."""
        return _at(self.answers, number)

    def response(self, number: int) -> str:
        """Whether the round after this one does what the comment asks for."""
        changed = "yes" if self.text(number + 1) != self.text(number) else "no"
        return _at(self.addressed, number) or (changed if self.prompt else "partly")


def _at(texts: Sequence[str], number: int) -> str:
    return texts[number - 1] if number <= len(texts) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Some lines that belong together, the people they are about, lines for the sheet by their items, and how each
    strategy that is planned is used."""

    title: str = ""
    people: tuple[dict[str, Any], ...] = ()
    lines: tuple[Line, ...] = ()
    summaries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plans: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """A student and how far this one is; course.toml says what the words mean."""

    name: str
    section: str
    language: str
    table: int
    role: str
    work: str
    rounds: tuple[str, ...]
    email: str = ""
    perceptions: str = ""
    sheet: str = ""
    late: bool = False
    begun_again: int = 0
    own: str = ""
    own_state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """All of course.toml, the students apart."""

    students: tuple[Student, ...]
    more: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.more[key]


def read_script() -> Script:
    """The course."""
    more = _read("course")
    students = tuple(Student(**row | {"rounds": tuple(row["rounds"])}) for row in more.pop("students"))
    return Script(students=students, more=more)


def read_sheets(kind: str, language: str) -> dict[str, Sheet]:
    """The sheets of a file by their codes."""
    return {code: _sheet(dict(table)) for code, table in _read(f"{kind}.{language}").items()}


@cache
def words(language: str) -> Mapping[str, Any]:
    """What is said around worksheets: about strategies, of a whole worksheet, and what is kept to be said again."""
    return _read(f"{WORDS}.{language}")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def _sheet(table: dict[str, Any]) -> Sheet:
    title, people, remarks = table.pop("title", ""), table.pop("people", ()), table.pop("remarks", ())
    summaries = {item: tuple(prompts.pop("summary", ())) for item, prompts in table.items()}
    lines = [
        _line(item, prompt, row) for item, prompts in table.items() for prompt, rows in prompts.items() for row in rows
    ]
    lines += [_line(row.pop("item"), "", row) for row in map(dict, remarks)]
    return Sheet(title=title, people=tuple(people), lines=tuple(lines), summaries=summaries)


def _line(item: str, prompt: str, row: str | dict[str, Any]) -> Line:
    row = {"text": row} if isinstance(row, str) else dict(row)
    said: dict[str, Any] = {name: tuple(row.pop(name, ())) for name in ("texts", "comments", "answers", "addressed")}
    if text := row.pop("text", ""):
        said["texts"] = (text,)
    said |= {name: row.pop(name) for name in ("praise", "about", "due") if name in row}
    return Line(item=item, prompt=prompt, **said, fields=row)


class Dealer:
    """Deals lines to students so that one is used again only when all were."""

    def __init__(self, script: Script) -> None:
        self.script = script
        # A draw for lines, not a secret.
        self.chance = random.Random(SEED)  # nosec B311
        self.pools = {student.language: read_sheets(LINES, student.language) for student in script.students}
        self.sheets = {language: read_sheets(SHEETS, language) for language in self.pools}
        self.decks: dict[tuple[Any, ...], list[Any]] = defaultdict(list)

    def sheet_of(self, student: Student) -> Sheet:
        """What a student writes about the case, in all rounds: what is meant for this one, and else from the pool."""
        pool, work = self.pools[student.language][student.role], self.script["work"][student.work]
        own = self.sheets[student.language].get(student.sheet, Sheet())
        given = {line.item for line in own.lines if line.prompt}
        dealt = [line for line in self._dealt(student, pool, work) if line.item not in given]
        order = list(self.script["case"]["items"])
        summary = own.summaries.get("goals") or self._drawn(student, "summary", pool.summaries["goals"], 1)
        return Sheet(
            people=pool.people[: work["people"]],
            lines=tuple(sorted((*own.lines, *dealt), key=lambda line: order.index(line.item))),
            summaries={"goals": tuple(summary)} if student.work != "thin" or own.summaries else {},
            plans=dict(self._plans(student.language, work["strategies"])),
        )

    def draw(self, name: str, language: str, among: Sequence[Any], count: int = 1) -> list[Any]:
        """The next so many of a deck, which is shuffled anew when it is through."""
        return self._draw((name, language), among, count)

    def _plans(self, language: str, count: int) -> Iterator[tuple[str, str]]:
        said = words(language)["strategies"]
        for strategy in self.draw("strategies", language, list(said), count):
            yield strategy, self.draw(strategy, language, said[strategy])[0]

    def _dealt(self, student: Student, pool: Sheet, work: Mapping[str, Any]) -> Iterator[Line]:
        weak_at = self._weak_prompts(student, pool, work["weak"])
        prompts: dict[tuple[str, str], list[Line]] = defaultdict(list)
        for line in pool.lines:
            prompts[line.item, line.prompt].append(line)
        for (item, prompt), lines in prompts.items():
            if item == PERCEPTIONS and student.perceptions:
                good, weak = 0, int(student.perceptions == "thin" and prompt == "pictures")
            else:
                good, weak = work["good"].get(item, {}).get(prompt, 0), int((item, prompt) in weak_at)
            yield from self._drawn(student, (item, prompt, "weak"), [line for line in lines if line.weak], weak)
            yield from self._drawn(student, (item, prompt), [line for line in lines if not line.weak], good)

    def _weak_prompts(self, student: Student, pool: Sheet, count: int) -> set[tuple[str, str]]:
        there = dict.fromkeys((line.item, line.prompt) for line in pool.lines if line.weak)
        return set(self.chance.sample(list(there), count))

    def _drawn(self, student: Student, name: Any, among: Sequence[Any], count: int) -> list[Any]:
        return self._draw((student.language, student.role, name), among, count)

    def _draw(self, key: tuple[Any, ...], among: Sequence[Any], count: int) -> list[Any]:
        deck, drawn = self.decks[key], []
        for _number in range(count):
            if all(one in drawn for one in deck):
                deck[:0] = self.chance.sample(list(among), len(among))
            drawn.append(next(one for one in reversed(deck) if one not in drawn))
            deck.remove(drawn[-1])
        return drawn
