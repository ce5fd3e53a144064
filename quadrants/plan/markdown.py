"""The full plan as plain text in Markdown: it reads as it is, and programs can set it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from quadrants.plan.content import CHART, PARTIES, QUESTIONS, Chapter, Fact, Line, Note, Part, Plan
from quadrants.plan.tables import table_of
from quadrants.wording import PRIVATE_MARK

# Signs that mean something anywhere, and those that do at the beginning of a line.
ANYWHERE = re.compile(r"[\\`*_\[\]<>&|~]")
FIRST = re.compile(r"^([#+=:-])|^(\d+)([.)])")


def escaped(text: str) -> str:
    """A text that Markdown shows as it was written."""
    return FIRST.sub(_apart, ANYWHERE.sub(r"\\\g<0>", text))


def _apart(found: re.Match[str]) -> str:
    sign, number, point = found.groups()
    return f"\\{sign}" if sign else f"{number}\\{point}"


def markdown_of(plan: Plan) -> str:
    """The whole plan; ends with a line break."""
    blocks = [*_cover(plan), f"## {_('Parties')}", _table(PARTIES, plan)]
    for part in plan.parts:
        blocks += _part(part)
    for code, name in plan.sections:
        blocks += [f"## {name}", *_section(code, plan)]
    return "\n\n".join(blocks) + "\n"


def _cover(plan: Plan) -> Iterator[str]:
    yield f"**{' '.join(PRIVATE_MARK)}**"
    yield f"# {escaped(plan.title)}"
    if plan.goal:
        yield f"**{escaped(plan.goal)}**"
    yield "\n".join(f"- {_fact(fact)}" for fact in plan.facts)


def _section(code: str, plan: Plan) -> Iterator[str]:
    if code == QUESTIONS:
        yield "\n".join(_lines(plan.asked, ordered=False))
    else:
        yield _table(code, plan)
    if code == CHART and plan.left_out:
        yield plan.left_out


def _part(part: Part) -> Iterator[str]:
    yield f"## {part.numeral} {part.name}"
    yield f"*{part.question}*"
    for chapter in part.chapters:
        yield from _chapter(chapter)
    if part.empty:
        yield f"{_('Nothing written yet:')} {' · '.join(part.empty)}"
    if part.unused:
        yield f"{_('Not in use:')} {' · '.join(part.unused)}"


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f"### {chapter.number} {chapter.name}" + ("" if chapter.in_use else f" ({_('not in use')})")
    if chapter.summary:
        yield f"**{escaped(chapter.summary)}**"
    for warning in chapter.ladder.warnings if chapter.ladder else ():
        yield escaped(warning)
    for question in chapter.questions:
        yield f"#### {question.name}"
        yield "\n".join(_lines(question.lines, question.ordered))


def _lines(lines: Iterable[Line], ordered: bool) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        mark = f"{number}. " if ordered else "- "
        inside = " " * len(mark)
        yield mark + f"\n\n{inside}".join(map(escaped, line.lines))
        if line.marks:
            yield f"{inside}- " + " · ".join(map(_fact, line.marks))
        for note in line.notes:
            yield f"{inside}- {_note(note, inside)}"


def _fact(fact: Fact) -> str:
    return (fact.label + _(": ") if fact.label else "") + escaped(fact.text)


def _note(note: Note, inside: str) -> str:
    return note.label + _(": ") + f"\n\n{inside}  ".join(map(escaped, note.lines))


def _table(code: str, plan: Plan) -> str:
    table = table_of(code, plan)
    rows = ([" · ".join(map(escaped, cell)) for cell in row] for row in table.rows)
    return "\n".join([_row(table.heads), _row(["---"] * len(table.heads)), *map(_row, rows)])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
