"""The rules of the coach: the examples of the data, what is chosen of what they find, and how it sounds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from time import process_time
from uuid import uuid4

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from negotiation_prep.bilingual import CatalogueError
from quadrants import enums
from quadrants.catalogue import CATALOGUE
from quadrants.document import Entry, HintState, ItemState, WorksheetDocument, all_items
from quadrants.interchange import from_json
from quadrants.services.demo import DEMOS, read_demo
from strategies.catalogue import STRATEGIES
from strategies.coach import MOST, hints, noticed, put_aside
from strategies.coach.examples import document_of
from strategies.coach.found import CHECKS
from strategies.coach.reading import sounds_like
from strategies.hints import HINTS, HINTS_PATH, load_hints
from tools.coach import DOCUMENT, written

FIRES = [(words, example) for words in HINTS for example in words.fires]
QUIET = [(words, example) for words in HINTS for example in words.quiet]
HAN = re.compile("[\u4e00-\u9fff]")


def ids(pairs):
    return [f"{words.code}: {' / '.join(example)}" for words, example in pairs]


def codes(document: WorksheetDocument, item: str = "") -> list[str]:
    return [hint.words.code for hint in noticed(document, item)]


@pytest.mark.parametrize(("words", "example"), FIRES, ids=ids(FIRES))
def test_a_rule_speaks_where_its_example_says_so(words, example):
    [hint] = [hint for hint in noticed(document_of(example)) if hint.words.code == words.code]
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert not re.search(r"[{}]|“”|  |: \.", f"{hint.says} {hint.asks} {hint.why}")
    assert hint.answer.startswith(("items/", "parties/", "in-their-shoes/"))


@pytest.mark.parametrize(("words", "example"), QUIET, ids=ids(QUIET))
def test_a_rule_is_quiet_where_its_example_says_so(words, example):
    assert CHECKS[words.code](document_of(example)) is None


def test_there_are_rules_for_every_strategy_and_quadrant():
    assert len(HINTS) >= 30
    for strategy in STRATEGIES:
        assert any(words.strategy == strategy.code for words in HINTS), strategy.code
    for quadrant in CATALOGUE.quadrants:
        items = {item.code for item in quadrant.items}
        assert sum(words.item in items for words in HINTS) >= 2, quadrant.code


def test_rules_that_read_texts_have_examples_in_both_languages():
    reading = {"goal_vague", "goal_is_position", "problem_is_person", "steps_as_large", "threat_in_words"}
    reading |= {"blame_in_words", "question_is_statement", "vision_without_them", "adjustment_walks_out"}
    reading |= {"step_without_all", "step_without_owner", "step_without_date", "preparing_unassigned"}
    reading |= {"standard_without_source", "speaker_unnamed", "needs_ours_only", "clash_unexplained"}
    for words in (words for words in HINTS if words.code in reading):
        for examples in (words.fires, words.quiet):
            texts = [line.partition("|")[2] for example in examples for line in example]
            assert any(HAN.search(text) for text in texts), words.code
            assert any(not HAN.search(text) for text in texts), words.code


def test_the_document_with_all_rules_is_up_to_date():
    assert DOCUMENT.read_text(encoding="utf-8") == written(), "python -m tools.coach"


def test_people_are_called_by_name_without_what_stands_in_brackets():
    [hint] = [
        one for one in noticed(document_of(["@Tom(director) decision_maker"])) if one.words.code == "decider_need"
    ]
    assert "Tom" in hint.says and "(" not in hint.says + hint.asks


def test_a_line_is_quoted_without_its_own_quotes_and_full_stop():
    [hint] = [
        one for one in noticed(document_of(["framing.vision | You always break “one word”."])) if "blame" in one.target
    ]
    assert hint.says.startswith("“You always break ‘one word’”")


# --- How it sounds ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", HINTS, ids=lambda words: words.code)
def test_a_hint_asks_as_a_colleague_would(words):
    assert words.asks.en.endswith("?")
    assert words.asks.zh_hans.endswith(("？", "？”"))
    for text in (words.says, words.asks, words.why):
        assert not re.search(r"[!！]", text.en + text.zh_hans)
        # Not the words of a book of rules, nor of a fight.
        assert not re.search(r"\b(must|should not|ought|mistake|opponent|BATNA|leverage|walk out)\b", text.en), text.en
        assert not re.search(r"对手|他们|她们|必须|应该|错误|您", text.zh_hans), text.zh_hans
        assert not sounds_like("threat", text.en + text.zh_hans)
        # Chinese marks stand in Chinese, and no English ones.
        assert not re.search(r"[,?;:()](?![^{]*})", text.zh_hans), text.zh_hans
    assert len(words.says.en) < 130 and len(words.asks.en) < 130 and len(words.says.zh_hans) < 50


# --- What is chosen --------------------------------------------------------------------------------------------------

BUSY = [
    "@Karin counterpart trust=1",
    "goals.short_term | A fair price",
    "problems.obstacles | Their budget is spent",
    "needs.rational @us | A lower rent",
    "perceptions.pictures @Karin | We are too small",
    "framing.vision | Sign today, or else we stop the delivery",
    "next_steps.actions | Send the summary",
]


def test_an_empty_worksheet_is_left_in_peace():
    assert not codes(document_of([]))


def test_at_most_three_and_the_heaviest_first_each_at_an_item_of_its_own():
    chosen = hints(document_of(BUSY))
    assert len(codes(document_of(BUSY))) > MOST == len(chosen)
    assert len({hint.words.item for hint in chosen}) == MOST
    assert [hint.words.weight for hint in chosen] == [4, 3, 3]
    assert [hint.words.code for hint in chosen] == ["threat_in_words", "goal_vague", "nobody_decides"]
    weights = [hint.words.weight for hint in noticed(document_of(BUSY))]
    assert weights == sorted(weights, reverse=True)


def test_an_item_hears_of_its_own_only():
    assert codes(document_of(BUSY), "framing") == ["threat_in_words", "nothing_to_ask", "vision_without_them"]
    assert [hint.words.item for hint in hints(document_of(BUSY), "perceptions")] == ["perceptions"] * 2
    assert not hints(document_of(BUSY), "alternatives")


def test_what_is_put_aside_makes_room_for_the_next():
    document = document_of(BUSY)
    aside = replace(document, hints=(HintState(rule="goal_vague", aside=True, reason="It is his birthday"),))
    assert [hint.words.code for hint in hints(aside)] == ["threat_in_words", "nobody_decides", "needs_ours_only"]
    assert [hint.words.code for hint in put_aside(aside, "goals")] == ["goal_vague"]
    assert not put_aside(document, "goals")
    thought_of = replace(document, hints=(HintState(rule="goal_vague", reason="It is"),))
    assert hints(thought_of)[1].words.code == "goal_vague"


def test_items_out_of_use_are_left_alone_and_so_is_what_is_over():
    document = document_of(BUSY)
    unused = replace(document, items=all_items({"goals": ItemState(item="goals", in_use=False)}, "full"))
    assert "goal_vague" not in codes(unused)
    for state, speaks in (("preparing", True), ("ready", True), ("negotiated", False), ("debriefed", False)):
        assert bool(codes(replace(document, worksheet=replace(document.worksheet, state=state)))) is speaks


@pytest.mark.parametrize("lines", [BUSY, ["goals | To be treated with respect", "@Karin counterpart"]])
def test_an_answer_belongs_where_the_hint_leads(lines):
    for hint in noticed(document_of(lines)):
        line = f"#entry-{hint.found.entry.id}" if hint.found.entry else "#summary"
        places = {"line": line, "in_their_shoes": "in-their-shoes/"}
        place = places.get(hint.words.answer, f"#write-{hint.words.answer}")
        assert hint.answer.endswith(place)


def test_a_long_line_is_quoted_by_its_beginning():
    [hint] = [hint for hint in noticed(document_of(["goals.short_term | " + "fair " * 400])) if "fair" in hint.says]
    assert len(hint.says) < 120


# --- Whatever stands there -------------------------------------------------------------------------------------------

TEXT = st.sampled_from(
    ["", "or else", "{line} {0}", "百分之", "万", "1e308 %", "三万五千", "12,,5 k", "?", "\U0001f600", "I"]
)
PROMPTS = [prompt for prompt in CATALOGUE.all_prompts if CATALOGUE.item(prompt.item).holds == "entries"]


@st.composite
def entries(draw, parties):
    prompt = draw(st.sampled_from(PROMPTS))
    return Entry(
        id=uuid4(),
        item=prompt.item,
        prompt=prompt.code,
        text=draw(TEXT | st.text(max_size=20)),
        party=draw(st.sampled_from([None, *[party.id for party in parties], uuid4()])),
        value_to_us=draw(st.none() | st.integers(0, 10)),
        value_to_them=draw(st.none() | st.integers(0, 10)),
        direction=draw(st.sampled_from(["", *enums.Direction.values])),
        basis=draw(st.sampled_from(["", *enums.Basis.values])),
        person=draw(st.sampled_from(["", "Ann"])),
        due=draw(st.sampled_from([None, date(2026, 12, 1)])),
        done=draw(st.booleans()),
        way_back=draw(st.sampled_from([None, True, False])),
    )


@given(st.data())
def test_no_entry_breaks_a_rule(data):
    people = document_of(
        ["@Karin counterpart trust=1 style=taker", "@Wang decision_maker", "@Rita third_party influence=9"]
    )
    written = data.draw(st.lists(entries(people.parties), max_size=30))
    for hint in noticed(replace(people, entries=tuple(written))):
        assert hint.says and hint.asks and hint.why


# Texts that make a pattern try again and again from each place.
HOSTILE = (
    "if not ", "if ", "if we will ", "unless we ", "we will will ", "or else ", "you always ", "you never ",
    "your fault ", "not ", "n't ", "must ", "greedy think ", "think ", "greedy, ", "what ", "what, ", "don't know, ",
    "A ", "A-", "Then ", "the landlord ", "1 May ", "1", "1,", "1 ", "1.1.", "a!", ",", " ", "“", "X",
    "不", "不必须", "再不就", "否则", "就", "不贪", "怪你", "我怪你", "你总是", "如果", "觉得", "小李", "李", "他",
    "房东", "今天请", "一", "万", "第一", "百分之", "问", "吗", "？", "\u0323\u0301",
)  # fmt: skip
LONGEST = 20_000
# Of the processor, for all rules on a worksheet with nothing else in any line; a fifth of one is usual.
SECONDS = 2


@pytest.mark.parametrize("sign", HOSTILE)
def test_no_text_holds_up_the_rules(sign):
    text = (sign * LONGEST)[:LONGEST]
    person = {"name": "Karin", "roles": ("counterpart", "decision_maker", "third_party"), "influence": 9, "trust": 1}
    [us, other] = document_of(["@Karin counterpart"]).parties
    lines = [
        Entry(id=uuid4(), item=prompt.item, prompt=prompt.code, text=text, position=number)
        for number, prompt in enumerate(PROMPTS)
    ]
    document = replace(document_of([f"goals | {text}"]), parties=(us, replace(other, **person)), entries=tuple(lines))
    began = process_time()
    for hint in noticed(document):
        assert hint.says
    assert process_time() - began < SECONDS


@pytest.mark.parametrize("demo", DEMOS)
def test_of_the_examples_something_can_be_said_or_nothing(demo):
    document = from_json(read_demo(demo, date(2026, 11, 23)))
    assert len(codes(document)) <= 12, codes(document)


# --- The data --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('item = "goals"', 'item = "goal"', "problems_goals.toml: rule goal_vague: unknown item: goal"),
        ('strategy = "goals_first"', 'strategy = "be_ethical"', "rule goal_vague: unknown strategy: be_ethical"),
        ('answer = "line"', 'answer = "goals.nowhere"', "rule goal_vague: unknown answer: goals.nowhere"),
        ("weight = 3", "weight = 5", "rule goal_vague: weight is 5, not a whole number from 1 to 4"),
        ("“{line}” has no", "“{lines}” has no", "rule goal_vague: has an unknown placeholder: lines"),
        ("“{line}” has no", "It has no", "rule goal_vague: has a placeholder in one language only"),
        ('code = "goal_is_position"', 'code = "goal_vague"', "rule goal_vague: stands twice"),
        ("says.en =", "said.en =", "rule goal_vague: says has no en"),
    ],
)
def test_a_mistake_is_refused_by_file_and_rule(tmp_path, old, new, message):
    for file in HINTS_PATH.glob("*.toml"):
        source = file.read_text(encoding="utf-8")
        if file.stem == "problems_goals":
            assert old in source
            source = source.replace(old, new, 1)
        (tmp_path / file.name).write_text(source, encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_hints(tmp_path)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("goals.nowhere | x", "nowhere"),
        ("goals.short_term x=1 | x", "x"),
        ("@Ann boss", "boss"),
        ("goals.short_term", "text"),
    ],
)
def test_an_example_that_cannot_be_read_is_named(line, problem):
    with pytest.raises(ValueError, match=problem):
        document_of([line])
