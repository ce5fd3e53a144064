"""What the other side may read of a worksheet: a title for it, the allowed names, lines under neutral headings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quadrants.catalogue import CATALOGUE
from quadrants.document import WorksheetDocument
from quadrants.table.content import name_for, readable
from tests.quadrants.sheet.making import US, demo, document, entry, party

DANA = party("Dana Reyes", "counterpart", side="theirs")
TOM = party("Tom Okafor", "decision_maker", side="theirs")


def sections(made: WorksheetDocument) -> dict[str, tuple[str, ...]]:
    return {section.heading: section.lines for section in readable(made, when="").sections}


def test_the_agenda_is_shown_without_asking_and_stands_first():
    made = document(
        entries=[
            entry("needs", "shared", "The team stays whole", on_table=True),
            entry("process", "agenda", "Your view"),
            entry("process", "agenda", "What we write down", on_sheet=False),
        ]
    )
    assert list(sections(made).items()) == [
        ("Agenda", ("Your view", "What we write down")),
        ("Common ground", ("The team stays whole",)),
    ]


@pytest.mark.parametrize("prompt", CATALOGUE.all_prompts, ids=lambda prompt: prompt.path)
def test_a_mark_puts_a_line_there_only_where_the_class_of_its_question_allows_it(prompt):
    if prompt.item == "parties":
        return
    marked = document(entries=[entry(prompt.item, prompt.code, "A line", on_table=True, on_sheet=True)])
    unmarked = document(entries=[entry(prompt.item, prompt.code, "A line", on_sheet=True)])
    assert bool(sections(marked)) is (prompt.table in ("shown", "on_request"))
    assert bool(sections(unmarked)) is (prompt.table == "shown")


def test_it_does_not_depend_on_the_private_sheet_or_on_items_in_use():
    entries = [entry("framing", "questions", "How do you see it?", on_table=True, on_sheet=False)]
    used = document(entries=entries, summaries={"framing": "Ask first", "goals": "92,000"}, planned={"be_ethical": "x"})
    unused = document(entries=entries, out_of_use=[item.code for item in CATALOGUE.items])
    assert readable(used, when="") == readable(unused, when="")
    assert sections(used) == {"Questions": ("How do you see it?",)}


def test_of_a_line_only_the_text_is_read():
    fields = {"person": "Ann", "answer": "yes", "source": "Tom", "risk_removed": "a", "needs_agreement": "b"}
    made = document(entries=[entry("incremental", "steps", "A trial month", on_table=True, party=TOM.id, **fields)])
    assert sections(made) == {"Step by step": ("A trial month",)}


def test_lines_stand_in_their_order_and_only_what_has_an_order_is_numbered():
    made = readable(demo("supplier"), when="")
    assert [section.ordered for section in made.sections if section.heading in ("议程", "分步安排")] == [True, True]
    assert not any(section.ordered for section in made.sections if section.heading not in ("议程", "分步安排"))


@pytest.mark.parametrize(("language", "title"), [("en", "Agenda"), ("zh-hans", "议程")])
def test_without_a_title_for_it_the_page_is_an_agenda_and_never_called_as_we_call_it(language, title):
    made = document(title="Squeeze them", language=language)
    assert readable(made, when="").title == title
    named = replace(made, worksheet=replace(made.worksheet, table_title="Our talk"))
    assert readable(named, when="").title == "Our talk"


def test_we_and_the_counterparts_are_named_and_others_only_when_put_on():
    others = [TOM, party("Priya Nair", "third_party"), party("Max")]
    assert readable(document(parties=[US, DANA, *others]), when="").names == ("Ann Lee", "Dana Reyes")
    others[1] = replace(others[1], on_table=True)
    assert readable(document(parties=[US, DANA, *others]), when="").names == ("Ann Lee", "Dana Reyes", "Priya Nair")


@pytest.mark.parametrize(
    ("name", "table_name", "called"),
    [
        ("Dana Reyes", "", "Dana Reyes"),
        ("Dana Reyes", "Ms Reyes", "Ms Reyes"),
        ("Dana (decides alone)", "", "Dana"),
        ("梁伟强（恒泰销售总监，急着签）", "", "梁伟强"),
        ("Dana [weak] Reyes", "", "Dana"),
        ("Jo Brandt, letting office, new there since May", "", "Jo Brandt"),
        ("Al Fox – liar", "", "Al Fox"),
        ("Al Fox - liar", "", "Al Fox"),
        ("Bo Kim: lies", "", "Bo Kim"),
        ("Ed Poe / weak", "", "Ed Poe"),
        ("Hal; late", "", "Hal"),
        ("Kit… no", "", "Kit"),
        ("Meg “the wall”", "", "Meg"),
        ("老王，急着签", "", "老王"),
        ("赵总——说了算", "", "赵总"),
        ("Jean-Luc O’Neill Jr.", "", "Jean-Luc O’Neill Jr."),
        ("阿卜杜拉·马木提", "", "阿卜杜拉·马木提"),
        ("(the boss)", "", ""),
        ("(the boss)", "Dana", "Dana"),
    ],
)
def test_a_name_is_what_was_said_for_the_sheet_or_the_name_without_our_remarks(name, table_name, called):
    assert name_for(party(name, "counterpart", table_name=table_name)) == called


@pytest.mark.parametrize("name", ["Us", "我方"])
def test_our_side_without_a_name_is_not_named(name):
    us = party(name, is_us=True)
    assert readable(document(parties=[us, DANA]), when="").names == ("Dana Reyes",)
    assert name_for(party(name, "counterpart")) == name


@pytest.mark.parametrize("name", ["raise", "supplier"])
def test_the_examples_can_be_handed_over(name):
    """Nothing of our goals, figures and limits is on the table sheet of an example."""
    made = demo(name)
    lines = [line for section in readable(made, when="").sections for line in section.lines]
    assert len(lines) >= 8
    assert not any(word in line for line in lines for word in ("88,000", "92,000", "25,000", "4%", "6%", "Tom"))
