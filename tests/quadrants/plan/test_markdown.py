"""The plan as Markdown: what people write stays text, and a reader of Markdown finds the headings, lists and tables."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some
from markdown_it import MarkdownIt

from press.letters import on_one_line
from quadrants.catalogue import CATALOGUE
from quadrants.plan.markdown import escaped
from tests.quadrants.plan.making import markdown_of
from tests.quadrants.sheet.making import demo, document, entry

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def read(text):
    """The words of a paragraph, and what else was found in it."""
    paragraph, inline, end = READER.parse(text)
    assert (paragraph.type, end.type) == ("paragraph_open", "paragraph_close")
    others = [one.type for one in inline.children if one.type not in ("text", "text_special")]
    return "".join(one.content for one in inline.children), others


@pytest.mark.parametrize(
    "text",
    [
        "# no heading", "- no list", "+ no list", "* no list", "1. no list", "2) no list", "> no quote", "---", "===",
        "**not bold**", "_not slanted_", "`no code`", "[no](link)", "![no](picture)", "<b>no markup</b>", "&amp;",
        "a | b", "~~kept~~", "~~~", "```", "\\", "a\\", "<https://example.com>", ": x", "1986. A year",
    ],
)  # fmt: skip
def test_signs_stand_as_they_were_written(text):
    assert read(escaped(text)) == (text, [])


@given(some.text(alphabet="#*_-+=`~<>[]()!|\\&:;.1a 中\"'", min_size=1, max_size=30).map(on_one_line).filter(bool))
def test_any_text_stands_as_it_was_written(text):
    assert read(escaped(text)) == (text, [])


def test_headings_lists_and_tables_are_found():
    tokens = READER.parse(markdown_of(demo("supplier")))
    headings = [
        (token.tag, after.content)
        for token, after in zip(tokens, tokens[1:], strict=False)
        if token.type == "heading_open"
    ]
    assert headings[0] == ("h1", demo("supplier").worksheet.title)
    names = [f"{item.number} {item.name.in_language('zh-hans')}" for item in CATALOGUE.items]
    assert [name for tag, name in headings if tag == "h3"] == names
    kinds = [token.type for token in tokens]
    assert kinds.count("table_open") == 4
    assert kinds.count("ordered_list_open") == 6
    assert kinds.count("html_block") == kinds.count("code_block") == kinds.count("fence") == 0


def test_paragraphs_and_marks_stay_with_their_line():
    made = document(
        entries=[entry("goals", "short_term", "One\n- two\n3. three", done=True), entry("goals", "short_term", "Next")]
    )
    tokens = READER.parse(markdown_of(made))
    begin = next(place for place, token in enumerate(tokens) if token.type == "ordered_list_open")
    within = [token for token in tokens[begin:] if token.level >= 1]
    assert [token.type for token in within].count("list_item_open") == 3
    text = markdown_of(made)
    assert "1. One\n\n   \\- two\n\n   3\\. three\n   - Done\n2. Next\n" in text


def test_a_table_stays_a_table():
    made = document(planned={"goals_first": "a | b\n| --- |"})
    rows = [line for line in markdown_of(made).splitlines() if line.startswith("|")]
    heads = next(row for row in rows if row.startswith("| Strategy"))
    at = rows.index(heads)
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows[at : at + 14]} == {4}


def test_the_private_mark_stands_first():
    assert markdown_of(demo("raise")).startswith("**PRIVATE 内部使用，请勿外传**\n\n# ")
