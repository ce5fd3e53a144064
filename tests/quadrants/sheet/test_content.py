"""What is meant to be on the prep sheet: the item's line or its entries, worded as one needs them in the room."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from press.letters import BREAK, printable
from quadrants.catalogue import CATALOGUE
from strategies.catalogue import STRATEGIES
from tests.quadrants.sheet.making import US, demo, document, entry, lines_of, meant_for, party, sheet_of

DANA = party("Dana Reyes", "counterpart", side="theirs")
TOM = party("Tom Okafor (director)", "decision_maker", side="theirs")


def goals(*marks: bool | None) -> list:
    return [entry("goals", "short_term", f"Aim {number} {mark}", on_sheet=mark) for number, mark in enumerate(marks, 1)]


def test_without_a_line_marked_entries_come_first_and_refused_ones_never():
    made = document(entries=goals(None, True, False, None, True))
    assert lines_of(made)["goals"] == ["Aim 2 True", "Aim 5 True", "Aim 1 None", "Aim 4 None"]


def test_a_line_for_the_sheet_stands_for_all_but_the_marked():
    made = document(entries=goals(None, True, False), summaries={"goals": "88,000 and the title"})
    assert lines_of(made)["goals"] == ["88,000 and the title", "Aim 2 True"]


def test_firm_are_the_line_and_what_was_marked():
    made = document(entries=goals(None, True), summaries={"problems": "No job on paper"})
    blocks = {block.item.code: block.lines for row in meant_for(made).quadrants for block in row}
    assert [(line.firm, line.own) for line in blocks["goals"]] == [(True, False), (False, False)]
    assert [(line.firm, line.own) for line in blocks["problems"]] == [(True, True)]


def test_entries_of_all_questions_of_an_item_stand_in_their_order():
    made = document(entries=[entry("goals", "long_term", "A team of eight"), entry("goals", "short_term", "The title")])
    assert lines_of(made)["goals"] == ["The title", "A team of eight"]


def test_items_out_of_use_are_absent_with_all_that_stands_in_them():
    made = document(
        entries=[*goals(True), entry("needs", "shared", "A calm team", on_sheet=True)],
        summaries={"needs": "Keep the team whole"},
        out_of_use=["needs", "next_steps"],
    )
    lines = lines_of(made)
    assert set(lines) == {item.code for item in CATALOGUE.items} - {"needs", "next_steps"}
    assert "Keep the team whole" not in str(lines) and "A calm team" not in str(lines)


def test_items_stand_in_their_quadrants():
    rows = meant_for(document()).quadrants
    assert [[block.item.number for block in row] for row in rows] == [
        [item.number for item in quadrant.items] for quadrant in CATALOGUE.quadrants
    ]


def test_people_stand_under_their_item_with_their_roles_but_not_us():
    made = document(parties=[US, DANA, party("Tom", "decision_maker", "third_party"), party("Priya")])
    assert lines_of(made)["parties"] == [
        "Dana Reyes (Counterpart)",
        "Tom (Decision maker, Third party)",
        "Priya",
    ]


def test_people_are_named_in_chinese_with_chinese_brackets():
    made = document(parties=[US, party("志远", "counterpart", "decision_maker")], language="zh-hans")
    [line] = lines_of(made)["parties"]
    assert line.startswith("志远（") and line.endswith("）") and "、" in line and "Counterpart" not in line


def test_the_line_of_the_people_stands_for_them():
    made = document(parties=[US, DANA], summaries={"parties": "Dana carries it, Tom decides"})
    assert lines_of(made)["parties"] == ["Dana carries it, Tom decides"]


@pytest.mark.parametrize(
    ("about", "line"),
    [
        (None, "One figure"),
        (US, "One figure"),
        (DANA, "One figure"),
        (TOM, "Tom Okafor: One figure"),
    ],
)
def test_a_line_names_whom_it_is_about_unless_that_is_plain(about, line):
    made = document(
        parties=[US, DANA, TOM], entries=[entry("needs", "rational", "One figure", party=about and about.id)]
    )
    assert lines_of(made)["needs"] == [line]


KELLER = party("Mr Keller, the landlord; his daughter does the books", "counterpart", side="theirs")
CHEN = party("陈先生（房东，女儿管账）", "counterpart", side="theirs")


@pytest.mark.parametrize(
    ("language", "who", "text", "line"),
    [
        ("en", KELLER, "I want the rent to cover it", "Mr Keller: “I want the rent to cover it” (a guess)"),
        ("en", TOM, "My wife; she does the books", "Tom Okafor: “My wife; she does the books” (a guess)"),
        ("en", KELLER, "Mr Keller: I want peace", "Mr Keller: “I want peace” (a guess)"),
        ("en", KELLER, f"{KELLER.name}: “I want peace”", "Mr Keller: “I want peace” (a guess)"),
        ("en", KELLER, "“I want peace”", "Mr Keller: “I want peace” (a guess)"),
        ("en", KELLER, "I said “no” and “never”", "Mr Keller: “I said ‘no’ and ‘never’” (a guess)"),
        ("en", KELLER, "Mr Keller, I want peace", "Mr Keller: “I want peace” (a guess)"),
        ("en", KELLER, "Mr Keller:", "Mr Keller: (a guess)"),
        ("en", KELLER, 'I said "no" and "never"', "Mr Keller: “I said ‘no’ and ‘never’” (a guess)"),
        ("en", KELLER, '"I want peace"', "Mr Keller: “I want peace” (a guess)"),
        ("en", KELLER, 'I said "no" to 7" and 9"', 'Mr Keller: “I said ‘no’ to 7" and 9"” (a guess)'),
        ("en", KELLER, "Mr Keller would look a fool", "Mr Keller would look a fool (a guess)"),
        ("en", party("Ma", "counterpart"), "Make it quick", "Ma: “Make it quick” (a guess)"),
        ("en", None, "I want peace", "In their shoes: “I want peace” (a guess)"),
        ("zh-hans", CHEN, "我爱人管钱", "陈先生：“我爱人管钱”（猜的）"),
        ("zh-hans", CHEN, "陈先生：我爱人管钱", "陈先生：“我爱人管钱”（猜的）"),
        ("zh-hans", CHEN, "陈先生，我爱人管钱", "陈先生：“我爱人管钱”（猜的）"),
        ("zh-hans", CHEN, "「我爱人管钱」", "陈先生：“我爱人管钱”（猜的）"),
        ("zh-hans", CHEN, "我说过「不行」", "陈先生：“我说过‘不行’”（猜的）"),
        ("zh-hans", CHEN, "陈先生：", "陈先生：（猜的）"),
    ],
)
@pytest.mark.parametrize("voice", ["as_them", "partner"])
def test_what_was_written_in_somebodys_shoes_has_its_speaker_and_quotation_marks(language, who, text, line, voice):
    one = entry("needs", "rational", text, party=who and who.id, basis="guess", voice=voice)
    made = document(parties=[US, *filter(None, [who, DANA])], entries=[one], language=language)
    assert lines_of(made)["needs"] == [line]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Mr Keller, the landlord; his daughter does the books", "Mr Keller"),
        ("Mrs Hadley; owner of the house", "Mrs Hadley"),
        ("Dana Reyes – my boss", "Dana Reyes"),
        ("Dana Reyes - my boss", "Dana Reyes"),
        ("Dana Reyes—my boss", "Dana Reyes"),
        ("Mr Keller,the landlord", "Mr Keller"),
        ("Mrs Hadley, owner of the house", "Mrs Hadley"),
        ("Dr. A. B. Reed", "Dr. A. B. Reed"),
        ("Fr. O'Brien", "Fr. O'Brien"),
        ("Gov. Newsom", "Gov. Newsom"),
        ("Mt. Sinai Hospital", "Mt. Sinai Hospital"),
        ("Dept. of Housing", "Dept. of Housing"),
        ("No. 5 Ltd", "No. 5 Ltd"),
        ("mr. keller", "mr. keller"),
        ("Herr Dipl. Ing. Roth, the landlord", "Herr Dipl. Ing. Roth"),
        ("Smith, Jones & Partners", "Smith, Jones & Partners"),
        ("Lee, Ann", "Lee, Ann"),
        ("Acme Co., Ltd.", "Acme Co., Ltd."),
        ("Mr. Keller (landlord)", "Mr. Keller"),
        ("St. Mary’s Hospital", "St. Mary’s Hospital"),
        ("Jean-Luc O’Neill", "Jean-Luc O’Neill"),
        ("10,000 Bikes Ltd. Berlin", "10,000 Bikes Ltd. Berlin"),
        ("陈先生，房东", "陈先生"),
        ("陈先生,房东", "陈先生"),
        ("陈先生；房东", "陈先生"),
        ("陈先生。他爱人管钱", "陈先生"),
        ("陈先生——房东", "陈先生"),
        ("陈先生（房东）", "陈先生"),
        ("王总、李总", "王总、李总"),
        ("(decides)", "(decides)"),
        (", the landlord", ", the landlord"),
        ("—", "—"),
    ],
)
def test_in_a_sentence_somebody_is_called_by_the_name_alone(name, called):
    assert party(name).called == called


def test_a_line_that_names_somebody_does_not_name_them_twice():
    made = document(
        parties=[US, DANA, TOM], entries=[entry("needs", "rational", "Tom Okafor hates surprises", party=TOM.id)]
    )
    assert lines_of(made)["needs"] == ["Tom Okafor hates surprises"]


def test_a_line_says_who_does_it_and_by_when():
    by = date(2099, 12, 1)
    made = document(
        entries=[
            entry("next_steps", "actions", "Send the page", person="Ann", due=by),
            entry("next_steps", "actions", "Call Ines", person="Sam"),
            entry("next_steps", "actions", "Sign", due=by),
        ]
    )
    assert lines_of(made)["next_steps"] == [
        "Send the page —\u00a0Ann · 1\u00a0December\u00a02099",
        "Call Ines —\u00a0Sam",
        "Sign —\u00a01\u00a0December\u00a02099",
    ]


@pytest.mark.parametrize(("language", "line"), [("en", "She fears an audit (a guess)"), ("zh-hans", "怕审计（猜的）")])
def test_a_guess_is_told_from_what_is_known(language, line):
    text = line.split(" (a")[0].split("（")[0]
    told = [entry("perceptions", "pictures", text, basis=basis) for basis in ("guess", "said", "checked", None)]
    assert lines_of(document(entries=told, language=language))["perceptions"] == [line, text, text, text]


def test_a_question_says_whom_to_ask_and_the_only_other_one_is_plain():
    tom = party("Tom", "decision_maker", side="theirs")
    asked = entry("framing", "questions", "What would make it easy?", party=tom.id)
    dana = party("Dana", "counterpart", side="theirs")
    assert lines_of(document(entries=[asked], parties=[US, dana, tom]))["framing"] == [
        "Ask Tom: What would make it easy?"
    ]
    assert lines_of(document(entries=[asked], parties=[US, tom]))["framing"] == ["What would make it easy?"]


def test_dates_are_in_the_words_of_the_worksheet():
    made = document(language="zh-hans", entries=[entry("goals", "short_term", "涨幅不超过4%", due=date(2099, 12, 16))])
    assert lines_of(made)["goals"] == ["涨幅不超过4% —\u00a02099年12月16日"]


def test_an_answer_stands_behind_its_question_and_takes_away_the_blank_line():
    made = document(
        entries=[
            entry("framing", "questions", "What would a lead show?", answer="Calm\nunder fire"),
            entry("framing", "questions", "Who else decides?"),
            entry("framing", "vision", "A team that stays"),
        ]
    )
    [block] = [block for row in meant_for(made).quadrants for block in row if block.item.code == "framing"]
    assert {line.text: line.rule for line in block.lines} == {
        "A team that stays": False,
        "What would a lead show? → Calm under fire": False,
        "Who else decides?": True,
    }


def test_the_head_says_with_whom_who_decides_and_when():
    made = meant_for(
        document(parties=[US, DANA, party("Max", "counterpart", "decision_maker"), TOM], summaries={"goals": "88,000"}),
        when="Tuesday 1 December, 13:00",
    )
    assert made.title == "A raise"
    assert made.meta == "with Dana Reyes, Max · decided by Tom Okafor (director) · Tuesday 1 December, 13:00"
    assert made.goal == "88,000"


def test_the_head_is_silent_about_what_is_not_known():
    made = meant_for(document())
    assert (made.meta, made.goal) == ("", "")


def test_without_a_line_the_first_aim_is_the_goal():
    assert meant_for(document(entries=goals(None, True))).goal == "Aim 1 None"


def test_the_hour_is_that_of_the_reader():
    made = document(meeting_at=datetime(2099, 12, 1, 13, 0, tzinfo=UTC))
    assert "Tuesday 1 December 2099, 13:00" in sheet_of(made).html
    assert "Tuesday 1 December 2099, 21:00" in sheet_of(made, time_zone=ZoneInfo("Asia/Shanghai")).html
    assert "Wednesday 2 December 2099, 02:00" in sheet_of(made, time_zone=ZoneInfo("Pacific/Auckland")).html


def test_planned_strategies_stand_below_with_how_they_are_used():
    html = sheet_of(document(planned={"goals_first": "Three figures on top", "be_incremental": ""})).html
    names = {strategy.code: f"{strategy.number}\u00a0{strategy.name.in_language('en')}" for strategy in STRATEGIES}
    assert f">{names['goals_first']}: Three figures on top\u00a0·</span>" in html
    assert f">{names['be_incremental']}</span>" in html
    assert html.partition('class="foot"')[2].count("<span") == 2


def test_strategies_that_are_not_planned_are_absent():
    made = demo("supplier")
    [left_out] = [plan for plan in made.strategies if plan.state == "not_for_this"]
    assert left_out.how and left_out.how not in sheet_of(made).html


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("  two \n\n lines\t and a tab ", "two lines and a tab"),
        ("bell\x07, null\x00, override\u202e end", "bell, null, override end"),
        ("e\u0301", "\u00e9"),
        (" 31\u00a0December \u2003 \u3000 2099 ", "31\u00a0December 2099"),
        ("a" + "\u0323\u0317\u0316\u0331" * 5, "\u1ea1\u0317\u0316□"),
        ("\u0301" * 12_000, "\u0301\u0301□"),
        ("x\u20dd" + "\u20dd" * 50, "x\u20dd\u20dd□"),
        ("\ufeff\u200d\u200c\u00ad\u2060", "□"),
        ("soft\u00adly \u200fand\ufe0f", "softly and"),
        ("हिन्दी क्\u200dष", "हिन्दी क्\u200dष"),
        ("สวัสดี", "□□□□"),
        ("☐ call □ write", "▢ call ▢ write"),
        ("x" * 40, "x" * 40),
        ("x" * 90, "x" * 40 + BREAK + "x" * 40 + BREAK + "x" * 10),
        ("<b>&amp;\"'", "<b>&amp;\"'"),
        ("good \U0001f468\u200d\U0001f467 😀\ufe0f", "good □ □"),
        ("\U0001f1e8\U0001f1f3\U0001f1fa\U0001f1f8 \U0001f44d\U0001f3fd", "□□ □"),
        ("سلام", "□□□□"),
        ("龘𠮷野家", "龘□野家"),
    ],
)
def test_texts_become_printable(written, printed):
    assert printable(written) == printed
