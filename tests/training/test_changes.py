"""What became of a worksheet from one round to the next, line by line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.quadrants.sheet.making import US, an_id, demo, document, entry, party
from training.changes import Became, changes, lines_of

DANA = party("Dana", "counterpart", side="theirs")


def one(**fields):
    return entry("needs", "rational", "fewer surprises", **fields)


def test_nothing_changed_is_nothing():
    for name in ("raise", "supplier"):
        assert not changes(demo(name), demo(name))


def test_a_line_is_new_gone_or_reworded():
    kept, old, new = one(), entry("goals", "short_term", "92,000"), entry("goals", "long_term", "a team of eight")
    reworded = replace(kept, text="fewer bad surprises")
    found = changes(document(entries=[kept, old]), document(entries=[reworded, new]))
    assert found.lines[new.id].became == Became.NEW
    assert found.lines[kept.id].became == Became.CHANGED
    assert found.lines[kept.id].words == (("same", "fewer "), ("new", "bad "), ("same", "surprises"))
    assert [line.text for line in found.gone["goals", "short_term"]] == ["92,000"]
    assert (found.new, found.reworded, found.left) == (1, 1, 1)


def test_what_was_said_of_a_line_besides_its_text_counts_too():
    found = changes(
        document(entries=[one(basis="guess")]), document(entries=[replace(one(basis="guess"), basis="said")])
    )
    (change,) = found.lines.values()
    assert change.became == Became.CHANGED and not change.words
    told = [[words for kind, words in change.facts if kind in ("same", which)] for which in ("gone", "new")]
    assert ["".join(words) for words in told] == ["Our guess", "They said so"]


def test_a_line_under_another_question_was_moved():
    moved = replace(one(), prompt="emotional", text="no surprises")
    (change,) = changes(document(entries=[one()]), document(entries=[moved])).lines.values()
    assert (change.became, change.source) == (Became.MOVED, ("needs", "rational"))
    assert ("new", "no") in change.words


def test_the_same_words_under_another_id_are_the_same_line():
    copy = replace(one(), id=an_id("another"))
    assert not changes(document(entries=[one()]), document(entries=[copy]))
    twice = changes(document(entries=[one()]), document(entries=[copy, replace(one(), id=an_id("a third"))]))
    assert [change.became for change in twice.lines.values()] == [Became.NEW]


def test_people_are_lines_as_well():
    before, after = document(parties=[US, DANA]), document(parties=[US, replace(DANA, name="Dana Reyes", trust=4)])
    change = changes(before, after).lines[DANA.id]
    assert ("new", " Reyes") in change.words and any(kind == "new" for kind, _words in change.facts)
    assert [line.text for line in changes(before, document()).gone["parties", "counterpart"]] == ["Dana"]
    assert US.id not in {line.id for line in lines_of(before)}


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("", "稳定的订单", (("new", "稳定的订单"),)),
        ("稳定的订单", "", (("gone", "稳定的订单"),)),
        ("涨4%", "涨5%", (("same", "涨"), ("gone", "4%"), ("new", "5%"))),
    ],
)
def test_the_line_for_the_sheet_is_told_word_by_word(was, now, told):
    found = changes(document(summaries={"needs": was}), document(summaries={"needs": now}))
    assert found.summaries == {"needs": told}


def test_strategies_are_planned_and_dropped():
    before, after = document(planned={"goals_first": "x", "be_ethical": ""}), document(planned={"be_ethical": "y"})
    found = changes(before, after)
    assert (found.planned, found.unplanned) == (frozenset(), {"goals_first"})
    assert changes(after, before).planned == {"goals_first"}
