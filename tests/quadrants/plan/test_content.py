"""What stands in the plan, whatever it is printed as."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest
from django.utils import timezone, translation

from press.letters import on_one_line
from quadrants.catalogue import CATALOGUE
from quadrants.plan.content import DAYS_TOLD, Fact, Worked, plan_of
from quadrants.plan.tables import said
from tests.quadrants.plan.making import (
    ENTRY_TEXTS,
    FORMS,
    WORKED,
    canary,
    full,
    text_in,
)
from tests.quadrants.sheet.making import PROMPTS, US, demo, document, entry, party, squeezed

BOTH = pytest.mark.parametrize("language", ["en", "zh-hans"])


def content(made, worked=WORKED):
    with translation.override(made.worksheet.language), timezone.override(UTC):
        return plan_of(made, worked, on_one_line)


def chapter(made, code):
    return next(one for part in content(made).parts for one in part.chapters if one.code == code)


@BOTH
@pytest.mark.parametrize("form", FORMS)
def test_every_text_of_every_field_stands_there_once(form, language):
    made = full(language)
    text = text_in(form, made)
    expected = {canary("title", 0): 1, canary("table_title", 0): 1, canary("table_name", 2): 1}
    for item in CATALOGUE.items:
        # The line of the goals is the goal on the cover, too.
        expected[canary("summary", item.number)] = 1 + (item.code == "goals")
    for number in range(1, 13):
        expected |= {canary("how", number): 1, canary("lesson", number): 1}
    for one in made.entries:
        for name in ENTRY_TEXTS:
            if value := getattr(one, name):
                # The chart has a table of the lines with values.
                expected[value] = 1 + (name == "text" and one.value_to_us is not None)
    # On the cover, in the table, in two roles of item 3, and wherever a line is about them.
    expected[canary("name", 1)] = 1 + 1 + 2 + sum(one.party is not None for one in made.entries)
    expected[canary("name", 2)] = 1 + 1
    assert {word: text.count(word) for word in expected} == expected
    assert len(made.entries) == len(PROMPTS)


@BOTH
@pytest.mark.parametrize("form", FORMS)
def test_every_mark_is_said_beside_its_line(form, language):
    made = full(language)
    text = plain(text_in(form, made))
    lines = [
        line
        for part in content(made).parts
        for one in part.chapters
        if one.code != "parties"
        for question in one.questions
        for line in question.lines
    ]
    assert len(lines) == len(made.entries)
    with translation.override(language):
        for line in lines:
            notes = (said(Fact(note.label, " ".join(note.lines))) for note in line.notes)
            beside = "".join([*line.lines, " · ".join(map(said, line.marks)), *notes])
            assert text.count(plain(squeezed(beside))) == 1, beside


def plain(text):
    """Without the dashes that begin a line in Markdown."""
    return text.replace("-", "")


def test_marks_are_said_in_words():
    about = party("Dana", "counterpart")
    made = document(
        parties=[US, about],
        entries=[
            entry(
                "needs",
                "rational",
                "Quiet",
                party=about.id,
                value_to_us=0,
                value_to_them=10,
                direction="they_give",
                basis="guess",
                on_sheet=False,
                on_table=True,
            ),
            entry("incremental", "steps", "First", due=date(2031, 1, 2), way_back=True, risk_removed="R"),
        ],
    )
    [line] = chapter(made, "needs").questions[0].lines
    assert line.marks == (
        Fact("About", "Dana"),
        Fact("To us", "0"),
        Fact("To them", "10"),
        Fact("", "They give"),
        Fact("", "Our guess"),
        Fact("", "Not on the sheet"),
        Fact("", "On the table sheet"),
    )
    [step] = chapter(made, "incremental").questions[0].lines
    assert step.marks == (Fact("By", "2\u00a0January\u00a02031"),)
    assert [(note.label, note.lines) for note in step.notes] == [
        ("The risk it takes away", ("R",)),
        ("A way back", ("Yes",)),
    ]


def test_items_without_text_are_named_in_use_or_not():
    made = document(entries=[entry("goals", "short_term", "92,000")], out_of_use=["problems", "goals"])
    first, second, *_rest = content(made).parts
    assert [(one.number, one.in_use) for one in first.chapters] == [(1, False)]
    assert first.unused == ("2\u00a0Problems",)
    assert first.empty == ("3\u00a0Parties", "4\u00a0No deal", "5\u00a0Preparation")
    assert not second.chapters and len(second.empty) == 5


def test_questions_without_an_answer_are_listed_with_whom_to_ask():
    them = party("Dana", "counterpart")
    made = document(
        parties=[US, them],
        entries=[
            entry("framing", "questions", "Open one", party=them.id),
            entry("framing", "questions", "Answered", answer="Yes"),
            entry("framing", "vision", "No question"),
        ],
    )
    [line] = content(made).asked
    assert (line.lines, line.marks) == (("Open one",), (Fact("Ask", "Dana"),))


def test_sections_without_content_are_left_out():
    assert [code for code, _name in content(document(), ()).sections] == ["strategies"]
    assert [code for code, _name in content(demo("raise")).sections] == ["chart", "strategies", "questions", "history"]


def test_lines_keep_their_paragraphs_and_lose_what_cannot_be_shown():
    made = document(entries=[entry("goals", "short_term", "One\n\n two\x07  three\u202e\n")])
    assert chapter(made, "goals").questions[0].lines[0].lines == ("One", "two three")


def test_the_history_tells_the_latest_days_and_counts_those_before():
    first = date(2026, 1, 1)
    worked = tuple(Worked(first + timedelta(number), "Ann", 3 if number == 0 else 0, 2) for number in range(25))
    told = content(document(), worked).history
    assert len(told) == DAYS_TOLD + 1
    assert told[0].day == "Before 6\u00a0January\u00a02026"
    assert told[0].what == "begun with 3 parts · 10 parts written"
    assert (told[-1].day, told[-1].person, told[-1].what) == ("25\u00a0January\u00a02026", "Ann", "2 parts written")
    assert content(document(), (replace(worked[1], person=""),)).history[0].person == "somebody"


@pytest.mark.parametrize("form", FORMS)
def test_what_was_written_in_their_shoes_has_its_speaker_once(form):
    keller = party("Mr Keller, the landlord", "counterpart", side="theirs")
    marks = {"party": keller.id, "basis": "guess", "voice": "as_them"}
    rated = {"value_to_us": 2, "value_to_them": 9}
    written = [
        entry("needs", "rational", "I want peace\nand quiet", **marks, **rated),
        entry("needs", "rational", "He wants to be asked", party=keller.id),
        entry("framing", "questions", "What do I get?", **marks),
    ]
    text = text_in(form, document(entries=written, parties=[US, keller]))
    for words, count in [
        ("Mr Keller: “I want peace", 2),
        ("and quiet”", 2),
        ("Mr Keller: “What do I get?”", 2),
        ("In their shoes", 2),
        ("About: Mr Keller, the landlord", 1),
        ("Ask: ", 0),
    ]:
        assert text.count(squeezed(words)) == count, words
