"""The method as data: codes and marks as they are fixed, texts fit to be read, and mistakes refused by name."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import translation

from negotiation_prep.bilingual import CatalogueError, Text
from quadrants.catalogue import CATALOGUE, CATALOGUE_PATH, Catalogue, load_catalogue
from quadrants.enums import PartyRole
from quadrants.forms.content import FIELDS_OF_MARK
from strategies.catalogue import STRATEGIES

# Codes stand in databases and in exported files: none of them may change, and none may change its place.
METHOD = {
    ("problems_goals", "I"): {
        "goals": {"short_term": "order date", "long_term": "order date"},
        "problems": {"obstacles": "order"},
        "parties": {"decision_maker": "", "counterpart": "", "third_party": ""},
        "no_deal": {"fallback": "party", "worst_case": "party"},
        "preparation": {
            "time": "date",
            "readiness": "person date done",
            "information": "party basis person date done",
        },
    },
    ("situation", "II"): {
        "needs": {
            "rational": "party value basis",
            "emotional": "party value basis",
            "shared": "value basis",
            "conflicting": "party value basis",
            "unequal": "party value basis",
        },
        "perceptions": {
            "pictures": "party basis",
            "role_reversal": "party basis",
            "culture": "party basis",
            "conflicts": "party basis",
            "trust": "party basis",
        },
        "communication": {"style": "party", "relationship": "party"},
        "standards": {"theirs": "party basis source", "norms": "source"},
        "recheck": {"why_yes": "party basis", "why_no": "party basis"},
    },
    ("options", "III"): {
        "brainstorm": {"options": "", "terms": "party value", "links": "value"},
        "incremental": {"steps": "order step date"},
        "third_parties": {"common_enemies": "", "influencers": "party basis"},
        "framing": {"vision": "party", "questions": "party answer"},
        "alternatives": {"adjustments": ""},
    },
    ("actions", "IV"): {
        "best_option": {
            "priorities": "order",
            "deal_breakers": "party",
            "giveaways": "party value",
            "deception": "party",
        },
        "presenter": {"how": "person", "to_whom": "party"},
        "process": {"agenda": "order", "deadlines": "date party", "time_plan": ""},
        "commitments": {"commitment": "party basis", "incentive": "party basis"},
        "next_steps": {"actions": "person date done"},
    },
}
QUICK = {"goals", "parties", "needs", "perceptions", "standards", "framing", "next_steps"}
ON_TABLE = {
    "process.agenda": ("shown", "Agenda", "议程"),
    "framing.questions": ("on_request", "Questions", "想请教的问题"),
    "needs.shared": ("on_request", "Common ground", "共同点"),
    "standards.norms": ("on_request", "How we work", "会谈规则"),
    "standards.theirs": ("on_request", "Said and agreed so far", "已有的说法与约定"),
    "brainstorm.options": ("on_request", "Ideas", "可以考虑的方案"),
    "brainstorm.terms": ("on_request", "Terms to discuss", "可商量的条件"),
    "framing.vision": ("on_request", "What this could become", "合作前景"),
    "incremental.steps": ("on_request", "Step by step", "分步安排"),
    "process.deadlines": ("on_request", "Dates", "时间安排"),
    "next_steps.actions": ("on_request", "Next steps", "后续事项"),
}
NAMES = """
    1 Goals 目标 Goals 目标 | 2 Problems 问题 Problems 问题 | 3 Parties 谈判各方 Parties 谈判各方
    4 What if there is no deal 交易失败怎么办 No deal 谈不成 | 5 Preparation 准备工作 Preparation 准备工作
    6 Needs and interests 需求/利益 Needs 需求 | 7 Perceptions 观念 Perceptions 观念
    8 Communication 沟通 Communication 沟通 | 9 Standards 准则 Standards 准则
    10 Re-check the goals 再次检查目标 Re-check 再查目标 | 11 Brainstorm 集思广益 Brainstorm 集思广益
    12 Incremental steps 循序渐进策略 Steps 分步走 | 13 Third parties 第三方 Third parties 第三方
    14 Framing 表达方式 Framing 表达方式 | 15 Alternatives 备选方案 Alternatives 备选方案
    16 Best option and priorities 最佳方案/优先方案 Best option 最佳方案
    17 Who presents 谈判发言人 Who presents 谈判发言人 | 18 Process 谈判过程 Process 谈判过程
    19 Commitments and incentives 承诺/动机 Commitments 承诺 | 20 Next steps 下一步 Next steps 下一步
"""


def test_the_codes_and_marks_are_those_of_the_method():
    assert {
        (quadrant.code, quadrant.numeral): {
            item.code: {prompt.code: marks(prompt) for prompt in item.prompts} for item in quadrant.items
        }
        for quadrant in CATALOGUE.quadrants
    } == {
        quadrant: {
            item: {prompt: set(words.split()) for prompt, words in prompts.items()} for item, prompts in items.items()
        }
        for quadrant, items in METHOD.items()
    }


def marks(prompt) -> set[str]:
    return set(prompt.fields) | ({"order"} if prompt.ordered else set())


def test_they_stand_in_the_order_of_the_method():
    assert [quadrant.code for quadrant in CATALOGUE.quadrants] == [code for code, _ in METHOD]
    assert [quadrant.number for quadrant in CATALOGUE.quadrants] == [1, 2, 3, 4]
    wanted = [(item, list(prompts)) for items in METHOD.values() for item, prompts in items.items()]
    assert [(item.code, [prompt.code for prompt in item.prompts]) for item in CATALOGUE.items] == wanted
    assert [item.number for item in CATALOGUE.items] == list(range(1, 21))
    assert len(CATALOGUE.all_prompts) == 48


def test_the_names_are_those_of_the_method():
    names = [
        f"{item.number} {item.name.en} {item.name.zh_hans} {item.short.en} {item.short.zh_hans}"
        for item in CATALOGUE.items
    ]
    assert names == [line.strip() for line in re.split(r"[|\n]", NAMES) if line.strip()]
    assert [f"{quadrant.short.en} {quadrant.short.zh_hans}" for quadrant in CATALOGUE.quadrants] == [
        "Problems and goals 问题和目标",
        "Situation analysis 形势分析",
        "Options and risk 方案与风险",
        "Take action 采取行动",
    ]


def test_a_quick_prep_starts_with_seven_items_and_one_item_holds_parties():
    assert {item.code for item in CATALOGUE.items if item.quick} == QUICK
    assert [item.code for item in CATALOGUE.items if item.holds == "parties"] == ["parties"]
    assert {prompt.code for prompt in CATALOGUE.item("parties").prompts} == set(PartyRole.values)


def test_only_the_agenda_is_shown_without_asking():
    on_table = {
        f"{prompt.item}.{prompt.code}": (prompt.table, prompt.table_heading.en, prompt.table_heading.zh_hans)
        for prompt in CATALOGUE.all_prompts
        if prompt.table != "never"
    }
    assert on_table == ON_TABLE
    assert not any(prompt.table_heading for prompt in CATALOGUE.all_prompts if prompt.table == "never")
    assert [prompt.path for prompt in CATALOGUE.for_table] == list(ON_TABLE)
    assert [prompt.path for prompt in CATALOGUE.all_prompts if prompt.table_warning] == ["process.deadlines"]


def test_a_retired_prompt_is_never_on_the_table(changed):
    catalogue = changed('table_heading.en = "Ideas"\n', 'table_heading.en = "Ideas"\nretired = true\n')
    assert "brainstorm.options" not in [prompt.path for prompt in catalogue.for_table]


def test_lookups_find_by_code_or_raise():
    prompt = CATALOGUE.prompt("framing", "questions")
    assert CATALOGUE.item("framing").prompts[1] is prompt
    assert CATALOGUE.quadrant(CATALOGUE.item("framing").quadrant).numeral == "III"
    for look_up, codes in (
        (CATALOGUE.quadrant, ["goals"]),
        (CATALOGUE.item, ["options"]),
        (CATALOGUE.prompt, ["goals", "questions"]),
    ):
        with pytest.raises(KeyError):
            look_up(*codes)


def test_nothing_can_be_changed():
    for thing in (CATALOGUE, CATALOGUE.quadrants[0], CATALOGUE.items[0], CATALOGUE.all_prompts[0], STRATEGIES[0]):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(thing, dataclasses.fields(thing)[0].name, None)


def test_every_mark_stands_for_fields_of_an_entry():
    assert {mark for prompt in CATALOGUE.all_prompts for mark in prompt.fields} == set(FIELDS_OF_MARK)


# --- Texts --------------------------------------------------------------------------------------------------------


def texts(thing, path: str = "") -> Iterator[tuple[str, Text]]:
    """Every text under a dataclass or tuple, with the way to it."""
    if isinstance(thing, Text):
        yield path, thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from texts(part, f"{path}/{getattr(part, 'code', '')}")
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from texts(getattr(thing, field.name), f"{path}.{field.name}")


TEXTS = dict(texts(CATALOGUE.quadrants, "catalogue")) | dict(texts(STRATEGIES, "strategies"))
HAN = "\u3400-\u9fff"


def named(ending: str) -> list:
    return [pytest.param(text, id=path) for path, text in TEXTS.items() if path.endswith(ending)]


@pytest.mark.parametrize("text", named(""))
def test_each_language_is_written_in_its_own_way(text):
    assert re.search(f"[{HAN}]", text.zh_hans)
    assert not re.search(f"[{HAN}][,.;:!?()\"'…]|[,.;:!?()\"'](?=[{HAN}])", text.zh_hans.replace("……", ""))
    assert not re.search(f"[{HAN}\u3000-\u303f\uff00-\uffef]", text.en)
    assert not re.search("[!！\"']", text.en + text.zh_hans)
    assert "  " not in text.en and " " not in text.zh_hans
    for quoted in (text.en, text.zh_hans):
        assert quoted.count("“") == quoted.count("”")
    assert not re.search("对手", text.zh_hans) or text.zh_hans == "重视对手"


@pytest.mark.parametrize("text", named(".help"))
def test_help_is_two_sentences_or_more_and_short(text):
    assert len(re.findall(r"[.?](?= |”|$)", text.en)) >= 2
    assert len(re.findall("[。？]", text.zh_hans)) >= 2
    assert len(text.en) <= 320 and len(text.zh_hans) <= 160
    assert text.en.endswith(".") or text.en.endswith("?")
    assert text.zh_hans[-1] in "。？"


@pytest.mark.parametrize("text", named(".question"))
def test_a_question_asks_and_is_short(text):
    assert text.en.endswith("?") and text.zh_hans.endswith("？")
    assert len(text.en) <= 90 and len(text.zh_hans) <= 40


@pytest.mark.parametrize("text", named(".example"))
def test_an_example_is_one_line(text):
    assert len(text.en) <= 120 and len(text.zh_hans) <= 50


def test_no_example_and_no_help_is_used_twice():
    for ending in (".help", ".example"):
        for language in ("en", "zh-hans"):
            found = [text.in_language(language) for path, text in TEXTS.items() if path.endswith(ending)]
            assert len(found) == len(set(found)) == 20 + 48 + 12


def test_alternatives_are_no_way_out():
    text = CATALOGUE.item("alternatives").help
    assert "not a walk-away alternative" in text.en and "不是离开谈判桌的退路" in text.zh_hans


def test_a_text_speaks_the_language_of_its_reader():
    text = Text(en="Goals", zh_hans="目标")
    assert [text.in_language(code) for code in ("en", "en-gb", "zh-hans", "zh-Hans", "fr", "", None)] == [
        "Goals", "Goals", "目标", "目标", "Goals", "Goals", "Goals"]  # fmt: skip
    with translation.override("zh-hans"):
        assert f"{text}" == "目标"
    with translation.override("en"):
        assert f"{text}" == "Goals"
    with translation.override(None):
        assert f"{text}" == "Goals"


# --- Mistakes -----------------------------------------------------------------------------------------------------


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Catalogue]:
    """Loads the catalogue with one passage replaced by another, where it first stands."""

    def load(old: str, new: str) -> Catalogue:
        source = CATALOGUE_PATH.read_text(encoding="utf-8")
        assert old in source
        path = tmp_path / "catalogue.toml"
        path.write_text(source.replace(old, new, 1), encoding="utf-8")
        return load_catalogue(path)

    return load


GOALS = 'name.en = "Goals"\nname.zh-hans = "目标"\n'
SHORT_TERM = 'name.en = "Short term"\nname.zh-hans = "短期"\n'
FIRST_FIELDS = 'fields = ["order", "date"]'
BEFORE_GOALS = "catalogue.toml: item goals: "
BEFORE_SHORT_TERM = "catalogue.toml: item goals, prompt short_term: "


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        # Texts
        (SHORT_TERM, 'name.en = "Short term"\n', BEFORE_SHORT_TERM + "name has no zh-hans"),
        (SHORT_TERM, 'name.zh-hans = "短期"\n', BEFORE_SHORT_TERM + "name has no en"),
        (SHORT_TERM, SHORT_TERM.replace("短期", " \\t"), BEFORE_SHORT_TERM + "name has no zh-hans"),
        (SHORT_TERM, SHORT_TERM.replace("短期", "短\\n期"),
         BEFORE_SHORT_TERM + "name in zh-hans holds a control character"),
        (SHORT_TERM, SHORT_TERM.replace("Short", "\\u202e"),
         BEFORE_SHORT_TERM + "name in en holds a control character"),
        (SHORT_TERM, SHORT_TERM.replace('"短期"', "7"), BEFORE_SHORT_TERM + "name in zh-hans is not a text"),
        (SHORT_TERM, SHORT_TERM + 'name.fr = "court"\n', BEFORE_SHORT_TERM + "name has an unknown key: fr"),
        (SHORT_TERM, 'name = "Short term"\n', BEFORE_SHORT_TERM + "name is not a text in en and zh-hans"),
        (SHORT_TERM, "", BEFORE_SHORT_TERM + "has no name"),
        (GOALS, "", BEFORE_GOALS + "has no name"),
        ('question.en = "What do I want, and what stands in the way?"\n', "",
         "catalogue.toml: quadrant problems_goals: question has no en"),
        # Codes
        ('code = "problems"\n', 'code = "goals"\n', BEFORE_GOALS + "stands twice"),
        ('code = "long_term"\n', 'code = "short_term"\n', BEFORE_SHORT_TERM + "stands twice"),
        ('code = "situation"\n', 'code = "problems_goals"\n', "catalogue.toml: quadrant problems_goals: stands twice"),
        ('code = "goals"\n', "", "catalogue.toml: item number 1: has no code"),
        ('code = "goals"\n', 'code = "Goals"\n',
         "catalogue.toml: item Goals: code may hold only small letters, digits and _"),
        ('code = "goals"\n', "code = 1\n", "catalogue.toml: item 1: code may hold only small letters, digits and _"),
        # Keys and their values
        ('code = "short_term"\n', 'code = "short_term"\ncolour = "red"\n', BEFORE_SHORT_TERM + "unknown key: colour"),
        ('code = "goals"\n', 'code = "goals"\nhint = "x"\n', BEFORE_GOALS + "unknown key: hint"),
        ('numeral = "I"\n', 'numeral = "I"\nhue = 1\n', "catalogue.toml: quadrant problems_goals: unknown key: hue"),
        ("[[quadrants]]", "version = 1\n[[quadrants]]", "catalogue.toml: unknown key: version"),
        (FIRST_FIELDS, 'fields = ["colour"]', BEFORE_SHORT_TERM + "unknown field mark: colour"),
        (FIRST_FIELDS, "fields = [[]]", BEFORE_SHORT_TERM + "unknown field mark: []"),
        (FIRST_FIELDS, 'fields = ["date", "date"]', BEFORE_SHORT_TERM + "field mark date stands twice"),
        (FIRST_FIELDS, 'fields = "date"', BEFORE_SHORT_TERM + "fields is not a list"),
        (FIRST_FIELDS, 'table = "always"', BEFORE_SHORT_TERM + "unknown table: always"),
        (FIRST_FIELDS, 'table = "shown"', BEFORE_SHORT_TERM + "has no table_heading"),
        (FIRST_FIELDS, 'table = "on_request"', BEFORE_SHORT_TERM + "has no table_heading"),
        (FIRST_FIELDS, 'table_heading = {en = "Aims", zh-hans = "目标"}',
         BEFORE_SHORT_TERM + "has a table_heading, but is never on the table"),
        (FIRST_FIELDS, 'table_warning = {en = "Think", zh-hans = "想想"}',
         BEFORE_SHORT_TERM + "has a table_warning, but is never on the table"),
        (FIRST_FIELDS, "tradable = true", BEFORE_SHORT_TERM + "is tradable, but asks for no values"),
        ('"process.agenda", ', "", "catalogue.toml: table_order leaves out process.agenda"),
        ('"process.agenda", ', '"process.agenda", "process.agenda", ',
         "catalogue.toml: prompt process.agenda stands twice"),
        ('"process.agenda", ', '"process.agenda", "goals.short_term", ',
         "catalogue.toml: unknown prompt: goals.short_term"),
        (FIRST_FIELDS, 'table = "shown"\ntable_heading = {en = "Aims", zh-hans = "目标"}',
         "catalogue.toml: table_order leaves out goals.short_term"),
        (FIRST_FIELDS, 'retired = "yes"', BEFORE_SHORT_TERM + "retired is neither true nor false"),
        ("quick = true", "quick = 1", BEFORE_GOALS + "quick is neither true nor false"),
        ('holds = "parties"', 'holds = "people"', "catalogue.toml: item parties: unknown holds: people"),
        # Numbers and wholes
        ("number = 3\n", "number = 4\n", "catalogue.toml: item parties: number is 4, where 3 comes next"),
        ("number = 1\n", "number = true\n", BEFORE_GOALS + "number is True, where 1 comes next"),
        ("number = 1\n", "", BEFORE_GOALS + "has no number"),
        ('numeral = "II"', 'numeral = "IV"', "catalogue.toml: quadrant situation: numeral is IV, where II comes next"),
        ('code = "obstacles"\n', 'code = "obstacles"\nretired = true\n',
         "catalogue.toml: item problems: has no prompt"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_by_file_and_entry(changed, old, new, message):
    with pytest.raises(CatalogueError) as refused:
        changed(old, new)
    assert str(refused.value) == message


def test_too_few_and_too_many_are_refused(tmp_path):
    source = CATALOGUE_PATH.read_text(encoding="utf-8")
    path = tmp_path / "catalogue.toml"
    for broken, message in (
        ("", "catalogue.toml: has 0 quadrants, the method has 4"),
        ("quadrants = 4", "catalogue.toml: quadrants is not a list of tables"),
        ("quadrants = [4]", "catalogue.toml: quadrants is not a list of tables"),
        (source[: source.index('[[quadrants.items]]\nnumber = 20')], "catalogue.toml: has 19 items, the method has 20"),
        (source[: source.index("# --- IV")], "catalogue.toml: has 3 quadrants, the method has 4"),
        (source + '[[quadrants]]\ncode = "more"\n', "catalogue.toml: quadrant more: is one too many"),
    ):  # fmt: skip
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(CatalogueError) as refused:
            load_catalogue(path)
        assert str(refused.value) == message


@pytest.mark.parametrize("content", [b"code = [", b'code = "\xff"', b'name.en = "a"\nname.en = "b"'])
def test_a_file_that_is_not_toml_is_named(tmp_path, content):
    path = tmp_path / "catalogue.toml"
    path.write_bytes(content)
    with pytest.raises(CatalogueError, match=r"^catalogue\.toml: .+"):
        load_catalogue(path)


def test_white_space_around_a_text_is_taken_off(changed):
    catalogue = changed(SHORT_TERM, SHORT_TERM.replace("Short term", "  Short term "))
    assert catalogue.prompt("goals", "short_term").name.en == "Short term"


def test_a_retired_prompt_is_found_but_no_longer_asked(changed):
    catalogue = changed('code = "long_term"\n', 'code = "long_term"\nretired = true\n')
    assert [prompt.code for prompt in catalogue.item("goals").prompts] == ["short_term"]
    retired = catalogue.prompt("goals", "long_term")
    assert retired.retired and catalogue.all_prompts[1] is retired
    assert not any(prompt.retired for prompt in CATALOGUE.all_prompts)
