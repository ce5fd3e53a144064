"""The examples in empty boxes: from a talk of the same kind where one knows which, from the method where not."""

from __future__ import annotations

import re
from html import unescape
from itertools import product

import pytest
from django.urls import reverse

from quadrants.catalogue import CATALOGUE
from quadrants.examples import EXAMPLES, EXAMPLES_PATH, CatalogueError, fitting, load_examples
from quadrants.quick import QUICK, picks
from quadrants.shoes import QUESTIONS
from tests.quadrants.broken import with_mistake
from tests.quadrants.quick.using import answer, at, items

OCCASIONS = QUICK.occasions.values


def begins(occasion: str) -> set[str]:
    """The prompts that some walk of this kind of talk shows unfolded, whatever the other answers are."""
    others = [question for question in QUICK.questions if question is not QUICK.occasions]
    found = set()
    for given in product(*(["", *question.values] for question in others)):
        answers = dict(zip((question.code for question in others), given, strict=True))
        for pick in picks({**answers, "occasion": occasion}).items:
            item = CATALOGUE.item(pick.code)
            every = [prompt.code for prompt in item.prompts]
            shown = every if item.holds == "parties" else pick.ask or every[:1]
            found |= {f"{item.code}.{code}" for code in shown}
    return found


def boxes(page: str) -> dict[str, str]:
    """What stands in the empty boxes for a new line, by their names."""
    found = re.findall(r'name="(new[^"]*)"[^>]*placeholder="([^"]*)"', page)
    return {name: unescape(said) for name, said in found}


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_each_kind_of_talk_has_an_example_wherever_a_step_can_begin_and_for_all_questions_in_their_shoes(occasion):
    assert {*begins(occasion), *(question.path for question in QUESTIONS)} - set(EXAMPLES[occasion]) == set()


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_examples_are_short_and_each_is_told_once(occasion):
    texts = [*EXAMPLES[occasion].values(), *(question.example for question in QUESTIONS)]
    assert all(len(text.en) <= 70 and len(text.zh_hans) <= 30 for text in texts)
    assert not any(text.en.endswith(".") or text.zh_hans.endswith("。") for text in texts)
    assert len({text.en for text in texts}) == len({text.zh_hans for text in texts}) == len(texts)


def test_where_nobody_said_what_kind_of_talk_it_is_the_example_is_that_of_the_method():
    prompt, question = CATALOGUE.prompt("goals", "short_term"), QUESTIONS[0]
    for answers in ({}, {"stake": "much"}, {"occasion": "nonsense"}):
        assert fitting(prompt, answers) is prompt and fitting(question, answers) is question
    untold = CATALOGUE.prompt("perceptions", "culture")
    assert fitting(untold, {"occasion": "rent"}) is untold
    assert fitting(prompt, {"occasion": "rent"}).example == EXAMPLES["rent"]["goals.short_term"] != prompt.example


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_walk_shows_the_examples_of_its_talk_and_those_of_the_method_without_one(client, owner, talk, language):
    client.force_login(owner)
    client.post(reverse("set_language"), {"language": language})
    # The same parts of a page are kept: one kind of talk must not show what was set for another.
    for occasion in ("rent", "raise", ""):
        answers = {**QUICK.filled_in(occasion), "occasion": occasion, "time": "twenty"}
        answer(talk, owner, **answers)
        for code in items(**answers):
            shown = boxes(client.get(at("quick_step", talk, code)).content.decode())
            assert shown
            for name, said in shown.items():
                path = f"{code}.{name.removeprefix('new-party|').removeprefix('new|').removeprefix(f'{code}.')}"
                own = CATALOGUE.prompt(*path.split(".")).example
                assert said.endswith(EXAMPLES.get(occasion, {}).get(path, own).in_language(language))


@pytest.mark.parametrize("page", ["shoes_pass", "shoes_partner"])
@pytest.mark.parametrize("occasion", ["", "rent"])
def test_in_their_shoes_one_answers_beside_examples_of_the_same_kind_of_talk(client, owner, talk, page, occasion):
    client.force_login(owner)
    if occasion:
        answer(talk, owner, occasion=occasion)
    them = talk.parties.get(is_us=False)
    shown = boxes(client.get(reverse(page, args=[talk.pk, them.pk])).content.decode())
    examples = EXAMPLES.get(occasion, {})
    assert [said.removeprefix("For example: ") for said in shown.values()] == [
        examples.get(question.path, question.example).en for question in QUESTIONS
    ]


def test_on_the_page_of_an_item_the_examples_stay_those_of_the_method(client, owner, talk):
    client.force_login(owner)
    answer(talk, owner, occasion="rent")
    assert client.get(at("quick_step", talk, "next_steps")).status_code == 200
    shown = boxes(client.get(at("item", talk, "next_steps")).content.decode())
    assert shown["new|next_steps.actions"].endswith(CATALOGUE.prompt("next_steps", "actions").example.en)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('code = "rent"', 'code = "rant"', "occasion rant: unknown code: rant"),
        ('code = "rent"', 'code = "raise"', "occasion raise: stands twice"),
        ('"goals.short_term"', '"goals.short"', "occasion raise, examples: neither a prompt nor .*: goals.short"),
        ('"shoes.want"', '"shoes.wish"', "occasion raise, examples: neither a prompt nor .*: shoes.wish"),
        ('"shoes.no".zh-hans', '"shoes.yes".fr', "shoes.no has no zh-hans"),
        ('"shoes.no".en', '"shoes.no".fr', "shoes.no has an unknown key: fr"),
        ("[occasions.examples]", "[occasions.example]", "occasion raise: has no examples"),
        ("[occasions.examples]", "[occasions.more]\n[occasions.examples]", "occasion raise: unknown key: more"),
        ('code = "raise"', 'code = "raise"\nname = "A raise"', "occasion raise: unknown key: name"),
    ],
)
def test_a_mistake_in_the_examples_stops_the_program_and_is_named(tmp_path, old, new, problem):
    broken = with_mistake(EXAMPLES_PATH, old, new, tmp_path)
    with pytest.raises(CatalogueError, match=problem):
        load_examples(broken)
