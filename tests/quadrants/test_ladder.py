"""The ladder: from today to the goal, and the steps that are too large."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from quadrants.catalogue import CATALOGUE
from quadrants.ladder import LINES, MOST, MOST_NUMBERS, WIDTH, ladder
from quadrants.models import Entry
from tests.quadrants.sheet.making import demo, document, entry, party

GOAL = entry("goals", "short_term", "Orders of 500,000 a year")


def step(text, **fields):
    return entry("incremental", "steps", text, **fields)


def large(*steps, goal=GOAL):
    """Which of the steps are too large, and by which rule."""
    found = ladder(document(entries=[goal, *steps] if goal else steps))
    rules = {"it": "as the goal", "th": "no way back"}
    return {one.number: rules[one.too_large[:2]] for one in found.steps if one.too_large}


TABLE = [
    # As much as the goal is asked for at once.
    ([step("Sign for 500,000")], {1: "as the goal"}),
    ([step("Sign for 600,000"), step("and then for the rest")], {1: "as the goal"}),
    ([step("先签50万"), step("再签六十万元")], {1: "as the goal"}),
    ([step("A trial for 20,000"), step("Sign for 500,000")], {}),
    ([step("A trial for 20,000")], {}),
    ([step("A trial"), step("Then everything")], {}),
    ([step("Talk again in 500 weeks"), step("Sign")], {}),
    # Nothing leads back.
    ([step("She gives up her stall", way_back=False), step("We open")], {1: "no way back"}),
    ([step("A month on trial", way_back=True), step("We open", way_back=False)], {}),
    ([step("We open", way_back=False)], {}),
    ([step("A month on trial", way_back=None), step("We open")], {}),
    # Both: the amount is said first.
    ([step("Sign for 500,000", way_back=False), step("We open")], {1: "as the goal"}),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "expected"), TABLE)
def test_which_steps_are_too_large(steps, expected):
    assert large(*steps) == expected


def test_of_a_goal_in_two_stages_the_whole_counts():
    goal = entry("goals", "short_term", "88,000 next month; 92,000 in June")
    assert large(step("88,000"), step("92,000"), goal=goal) == {}
    assert large(step("92,000"), step("and then more"), goal=goal) == {1: "as the goal"}


@pytest.mark.parametrize(
    ("goal", "first", "is_large"),
    [
        ("Price at 40 by 1 May", "Price at 40 by 1 May", True),
        ("Price at 40 by 1 May", " price at 40  by 1 May.", True),
        ("Price at 40 euros by 1 May", "Price at 40 euros by 1 May", True),
        ("To be treated well", "To be treated well", True),
        ("五月一日前单价40元", "五月一日前单价40元", True),
        ("Price at 40 by 1 May", "40 a crate", True),
        # Of a price more is not further, and a part or a while is less.
        ("Price at 40 by 1 May", "Price at 43 by 1 May", False),
        ("Price at 40 by 1 May", "40 for the first order only", False),
        ("月租3000元", "先降到3200元", False),
        ("月租3000元", "先试三个月3000元", False),
    ],
)
def test_the_goal_word_for_word_is_as_large_and_a_price_only_if_it_is_the_same(goal, first, is_large):
    found = large(step(first), step("and then all"), goal=entry("goals", "short_term", goal))
    assert found == ({1: "as the goal"} if is_large else {})


def test_without_a_goal_nothing_is_as_large():
    assert large(step("Sign for 500,000"), step("We open"), goal=None) == {}


def test_it_begins_with_what_they_think_today_and_ends_with_the_goal():
    dana, tom = party("Dana", "counterpart"), party("Tom", "decision_maker")
    other = entry("perceptions", "pictures", "I am tired", party=None)
    picture = entry("perceptions", "pictures", "They only ever ask", party=tom.id)
    made = document(entries=[GOAL, other, picture, step("One")], parties=(party("Us", is_us=True), dana, tom))
    found = ladder(made)
    assert (found.today, found.goal) == ("They only ever ask", "Orders of 500,000 a year")
    assert [bar.is_goal for bar in found.bars] == [True, False, False]
    assert ladder(replace(made, entries=(GOAL,))) is None


@given(
    st.lists(
        st.tuples(st.sampled_from(["short", "长" * 300, "x" * 500, "A step, and another"]), st.booleans()),
        min_size=1,
        max_size=30,
    )
)
def test_it_climbs_to_the_goal_whatever_the_steps(texts):
    steps = [step(f"{number} {text}", way_back=back) for number, (text, back) in enumerate(texts)]
    found = ladder(document(entries=[GOAL, *steps]))
    assert [one.number for one in found.steps] == list(range(1, len(steps) + 1))
    assert found.left_out == max(0, len(steps) - MOST) and bool(found.rest) == bool(found.left_out)
    numbers = ladder(document(entries=[GOAL, *steps]), words=False)
    assert numbers.left_out == max(0, len(steps) - MOST_NUMBERS)
    for upper, lower in pairwise(found.bars):
        assert upper.left > lower.left and upper.bottom == lower.top
    for bar in found.bars:
        assert 0 <= bar.left < bar.right <= WIDTH and bar.bottom <= found.height
        assert len(bar.lines) <= LINES and all(bar.top < y < bar.bottom for _line, y in bar.lines)


def test_on_paper_numbers_stand_for_the_lines_beside_it():
    found = ladder(document(entries=[GOAL, step("Sign for 500,000"), step("We open")]), words=False)
    drawing = render_to_string("charts/ladder.svg", {"ladder": found})
    assert "We open" not in drawing and "Orders" not in drawing and ">2</text>" in drawing
    assert found.warnings == (
        "Step 1 is too large: it asks for as much as the goal at once. "
        "Could it begin smaller: for a while, or as a trial?",
    )


@pytest.mark.parametrize("name", ["raise", "supplier"])
def test_the_demo_climbs_in_small_steps(name):
    found = ladder(demo(name))
    assert len(found.steps) >= 3 and found.today and found.goal and not found.warnings


def test_the_drawing_has_a_name_and_no_styles():
    found = ladder(document(entries=[GOAL, step("Sign for 500,000"), step("We open", way_back=True)]))
    drawing = ElementTree.fromstring(render_to_string("charts/ladder.svg", {"ladder": found}))
    names = [one.tag.rpartition("}")[2] for one in drawing.iter()]
    assert names[:3] == ["svg", "title", "desc"] and names.count("rect") == 4
    assert not {"style", "script", "a", "image"} & set(names)
    assert "too large" in "".join(drawing.itertext()) and "a way back" in "".join(drawing.itertext())


@pytest.fixture
def address(client, owner, worksheet):
    client.force_login(owner)
    return f"/worksheets/{worksheet.pk}/ladder/"


def test_an_empty_page_leads_to_the_first_step(client, address):
    page = client.get(address).content.decode()
    assert "No step is written yet." in page and "items/incremental/#write-incremental.steps" in page
    example = CATALOGUE.prompt("incremental", "steps").example
    assert f'<p class="example">For example: {escape(example)}</p>' in page


def test_what_is_said_of_a_step_is_saved_there(client, address, entry):
    made = entry("incremental", "steps", "A trial for 20,000")
    entry("incremental", "steps", "Sign")
    sent = {
        f"base|entry:{made}": "1",
        f"entry:{made}|risk_removed": "Paying for nothing",
        f"entry:{made}|way_back": "false",
    }
    assert client.post(address, {**sent, "do": "save"}).status_code == 302
    row = Entry.objects.get(pk=made)
    assert (row.risk_removed, row.way_back) == ("Paying for nothing", False)
    assert "Too large: there is no way back from it." in client.get(address).content.decode()


def test_a_reader_changes_nothing(client, address, entry, member):
    made = entry("incremental", "steps", "A trial")
    client.force_login(member("viewer"))
    assert client.get(address).status_code == 200
    sent = {f"base|entry:{made}": "1", f"entry:{made}|risk_removed": "x", "do": "save"}
    assert client.post(address, sent).status_code == 403
    assert Entry.objects.get(pk=made).risk_removed == ""
