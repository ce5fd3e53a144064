"""The twelve strategies as data: codes, order and links as they are fixed, and mistakes refused by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation

from negotiation_prep.bilingual import CatalogueError
from quadrants.catalogue import CATALOGUE
from strategies.catalogue import (
    STRATEGIES,
    STRATEGIES_PATH,
    Strategy,
    load_strategies,
    strategies_for_item,
    strategy,
)

# In the order to show; items by their numbers.
METHOD = [
    ("goals_first", "Goals come first", "目标至上", "", [1, 2, 4, 10, 16]),
    ("about_them", "It is about them", "重视对手", "谈判重点是对方", [3, 6, 7, 8, 10, 13, 17]),
    ("emotional_payments", "Make emotional payments", "进行情感投资", "情感补偿", [6, 7, 8, 14]),
    ("every_situation_differs", "Every situation is different", "认识多变的谈判形势", "情况各不相同", [5, 10, 15]),
    ("be_incremental", "Be incremental", "谨守循序渐进原则", "", [12, 18, 20]),
    ("trade_unequal_values", "Trade what is unequally valued", "用不等价之物交易", "", [6, 11, 16, 19]),
    ("use_their_standards", "Use their standards", "利用对方准则", "利用对方的标准", [9, 14, 18, 19]),
    ("be_ethical", "Be transparent and ethical", "坦诚相对，谨守道德", "", [7, 8, 16, 19]),
    ("communicate_and_frame", "Always communicate and frame", "始终重视沟通和表达", "", [7, 8, 14, 17]),
    ("find_real_problem", "Find the real problem", "找到真正的问题所在", "", [2, 6, 10]),
    ("embrace_differences", "Embrace differences", "接受双方的差异", "对分歧持包容态度", [6, 7, 11]),
    (
        "prepare_list",
        "Prepare: make a list, and practise",
        "做好准备，列一份清单，并不断练习",
        "",
        [5, 17, 18, 20],
    ),
]
ITEM_CODES = frozenset(item.code for item in CATALOGUE.items)


def test_codes_names_and_links_are_those_of_the_method():
    found = [
        (
            one.code,
            one.name.en,
            one.name.zh_hans,
            one.other_name.zh_hans if one.other_name else "",
            [CATALOGUE.item(code).number for code in one.items],
        )
        for one in STRATEGIES
    ]
    assert found == METHOD
    assert [one.number for one in STRATEGIES] == list(range(1, 13))


def test_the_link_works_in_both_directions():
    assert [one.code for one in strategies_for_item("framing")] == [
        "emotional_payments", "use_their_standards", "communicate_and_frame"]  # fmt: skip
    for item in CATALOGUE.items:
        assert strategies_for_item(item.code) == tuple(one for one in STRATEGIES if item.code in one.items)
        assert strategies_for_item(item.code), f"no strategy works on {item.code}"


def test_lookups_find_by_code_or_raise():
    assert strategy("be_ethical") is STRATEGIES[7]
    for look_up, code in ((strategy, "goals"), (strategies_for_item, "be_ethical")):
        with pytest.raises(KeyError):
            look_up(code)


def test_another_name_is_told_only_where_there_is_one():
    with translation.override("zh-hans"):
        assert [one.also_called for one in STRATEGIES] == [other for *_, other, _ in METHOD]
    with translation.override("en"):
        assert not any(one.also_called for one in STRATEGIES)


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., tuple[Strategy, ...]]:
    """Loads the strategies with one passage replaced by another, where it first stands."""

    def load(old: str, new: str) -> tuple[Strategy, ...]:
        source = STRATEGIES_PATH.read_text(encoding="utf-8")
        assert old in source
        path = tmp_path / "strategies.toml"
        path.write_text(source.replace(old, new, 1), encoding="utf-8")
        return load_strategies(path, ITEM_CODES)

    return load


FIRST_ITEMS = 'items = ["goals", "problems", "no_deal", "recheck", "best_option"]'
BEFORE_FIRST = "strategies.toml: strategy goals_first: "


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name.zh-hans = "目标至上"\n', "", BEFORE_FIRST + "name has no zh-hans"),
        ('other_name.zh-hans = "情感补偿"\n', "",
         "strategies.toml: strategy emotional_payments: other_name has no zh-hans"),
        ('code = "about_them"\n', 'code = "goals_first"\n', BEFORE_FIRST + "stands twice"),
        ('code = "goals_first"\n', "", "strategies.toml: strategy number 1: has no code"),
        ("number = 2\n", "number = 3\n", "strategies.toml: strategy about_them: number is 3, where 2 comes next"),
        (FIRST_ITEMS, 'items = ["goals", "goal"]', BEFORE_FIRST + "unknown item: goal"),
        (FIRST_ITEMS, 'items = ["goals", "goals"]', BEFORE_FIRST + "item goals stands twice"),
        (FIRST_ITEMS, "items = []", BEFORE_FIRST + "is linked to no item"),
        (FIRST_ITEMS, "", BEFORE_FIRST + "is linked to no item"),
        (FIRST_ITEMS, FIRST_ITEMS + "\nrank = 1", BEFORE_FIRST + "unknown key: rank"),
        ("[[strategies]]\nnumber = 1\n", 'order = "shown"\n[[strategies]]\nnumber = 1\n',
         "strategies.toml: unknown key: order"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_by_file_and_entry(changed, old, new, message):
    with pytest.raises(CatalogueError) as refused:
        changed(old, new)
    assert str(refused.value) == message


@pytest.mark.parametrize("key", ["name", "meaning", "help", "question", "example"])
def test_every_text_is_needed(tmp_path, key):
    source = STRATEGIES_PATH.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "strategies.toml"
    path.write_text("".join(line for line in source if not line.startswith(f"{key}.")), encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_strategies(path, ITEM_CODES)
    assert str(refused.value) == BEFORE_FIRST + f"has no {key}"


def test_eleven_are_too_few(tmp_path):
    source = STRATEGIES_PATH.read_text(encoding="utf-8")
    path = tmp_path / "strategies.toml"
    path.write_text(source[: source.index("[[strategies]]\nnumber = 12")], encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_strategies(path, ITEM_CODES)
    assert str(refused.value) == "strategies.toml: has 11 strategies, the method has 12"
