"""What the answers pick, in which order and why; and the data that says so."""

from __future__ import annotations

from itertools import product

import pytest

from quadrants.catalogue import CATALOGUE
from quadrants.quick import QUICK, QUICK_PATH, CatalogueError, load_quick, picks
from strategies.catalogue import STRATEGIES
from tests.quadrants.broken import with_mistake
from tests.quadrants.quick.using import USUAL, items

ALL = {question.code: question.values for question in QUICK.questions}


def strategies(**answers: str) -> list[str]:
    return [pick.code for pick in picks(answers).strategies]


def test_without_answers_it_is_the_usual_seven_of_the_catalogue():
    assert items() == USUAL == [item.code for item in CATALOGUE.items if item.quick]


@pytest.mark.parametrize(
    ("answers", "more", "item"),
    [
        ({"known": "well"}, {"known": "no"}, "preparation"),
        ({"issues": "one"}, {"issues": "several"}, "brainstorm"),
        ({"after": "on"}, {"after": "once"}, "commitments"),
        ({"time": "hour"}, {"time": "hour", "stake": "much"}, "no_deal"),
        ({"time": "hour"}, {"time": "hour", "stake": "much"}, "recheck"),
        ({"time": "hour", "people": "one"}, {"time": "hour", "people": "several"}, "third_parties"),
        ({}, {"occasion": "family"}, "communication"),
        ({}, {"occasion": "customer"}, "best_option"),
        ({"time": "hour"}, {"time": "longer"}, "alternatives"),
        ({"stake": "much", "time": "hour"}, {"stake": "much", "time": "longer"}, "incremental"),
        ({"time": "longer", "people": "one"}, {"time": "longer", "people": "several"}, "presenter"),
        ({"time": "hour", "issues": "one"}, {"time": "hour", "issues": "several"}, "process"),
        ({"time": "hour", "stake": "little"}, {"time": "hour", "stake": "much"}, "problems"),
    ],
)
def test_an_answer_picks_what_it_makes_matter(answers, more, item):
    assert item not in items(**answers)
    assert item in items(**more)


@pytest.mark.parametrize(
    ("answers", "more", "strategy"),
    [
        ({"issues": "one"}, {"issues": "several"}, "trade_unequal_values"),
        ({"known": "well"}, {"known": "no"}, "be_incremental"),
        ({}, {"occasion": "complaint"}, "emotional_payments"),
        ({"time": "longer"}, {"time": "longer", "known": "well"}, "every_situation_differs"),
        ({"time": "longer"}, {"time": "longer", "after": "on"}, "be_ethical"),
        ({"time": "longer", "people": "one"}, {"time": "longer", "people": "several"}, "communicate_and_frame"),
        ({"time": "hour"}, {"time": "hour", "stake": "much"}, "be_incremental"),
        ({"time": "twenty"}, {"time": "hour"}, "prepare_list"),
    ],
)
def test_an_answer_suggests_the_strategy_that_fits(answers, more, strategy):
    assert strategy not in strategies(**answers)
    assert strategy in strategies(**more)


def test_less_time_means_fewer_and_never_without_the_goal():
    for answers in product(*(["", *values] for code, values in ALL.items() if code != "time")):
        given = dict(zip([code for code in ALL if code != "time"], answers, strict=True))
        counts = []
        for pace in QUICK.paces:
            found = picks({**given, "time": pace.code})
            codes = [pick.code for pick in found.items]
            assert codes[0] == "goals"
            assert len(codes) <= pace.items
            assert len(found.strategies) <= pace.strategies
            counts.append(len(codes))
        assert counts == sorted(counts)


def test_each_pick_says_in_both_languages_why_in_one_sentence():
    for rule in QUICK.rules:
        for text, end in ((rule.why.en, "."), (rule.why.zh_hans, "。")):
            assert text.endswith(end)
            assert text.count(end) == 1


def test_the_heaviest_of_several_rules_says_why_and_where_to_begin():
    (family,) = [pick for pick in picks({"occasion": "family"}).items if pick.code == "needs"]
    (usual,) = [pick for pick in picks({}).items if pick.code == "needs"]
    assert (family.ask, usual.ask) == (("emotional", "rational"), ("rational", "emotional"))
    assert str(family.why) != str(usual.why)


def test_starting_points_fill_in_everything_but_the_time():
    for code in QUICK.occasions.values:
        filled = QUICK.filled_in(code)
        assert filled.keys() == ALL.keys() - {"time"}
        assert all(option in ALL[question] for question, option in filled.items())
    assert QUICK.filled_in("nonsense") == {}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('item = "goals"\nweight = 9', 'item = "gaols"\nweight = 9', "unknown item: gaols"),
        ('item = "goals"\nweight = 9', "weight = 9", "picks neither one item nor one strategy"),
        ('ask = ["questions"]', 'ask = ["rational"]', "unknown ask: rational"),
        ('when = ["known.no"]\nask', 'when = ["known.never"]\nask', "unknown answer: known.never"),
        ("weight = 9", "weight = 10", "weight is 10"),
        ('code = "twenty"\nminutes', 'code = "thirty"\nminutes', "paces are not those"),
        ('item = "process"', 'item = "presenter"', "no rule picks the item process"),
        ('strategy = "be_ethical"', 'strategy = "goals_first"', "no rule picks the strategy be_ethical"),
        (
            'answers = ["stake.much", "known.well", "issues.one"',
            'answers = ["stake.huge"',
            "unknown answer: stake.huge",
        ),
        ('name.zh-hans = "加薪"', 'name.zh-hans = ""', "has no zh-hans"),
    ],
)
def test_a_mistake_in_the_data_stops_the_program_and_is_named(tmp_path, old, new, problem):
    broken = with_mistake(QUICK_PATH, old, new, tmp_path)
    with pytest.raises(CatalogueError, match=problem):
        load_quick(broken)


def test_every_item_and_strategy_can_be_picked():
    found = [picks(dict(zip(ALL, answers, strict=True))) for answers in product(*ALL.values())]
    assert {pick.code for one in found for pick in one.items} == {item.code for item in CATALOGUE.items}
    assert {pick.code for one in found for pick in one.strategies} == {one.code for one in STRATEGIES}
