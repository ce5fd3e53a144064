"""The way to the one who decides: the strongest chain, and no chain where none was noted."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from quadrants.document import Influence
from quadrants.enums import Sway
from quadrants.people.ways import TALK, strength, sways_much, ways
from tests.quadrants.sheet.making import an_id, document, party

US = party("Us", is_us=True, side="ours")
DANA = party("Dana", "counterpart", side="theirs")
TOM = party("Tom", "decision_maker", side="theirs")
PRIYA = party("Priya", "third_party", side="neither")
INES = party("Ines", "third_party", side="theirs")
SAM = party("Sam", "third_party", side="ours")
PEOPLE = (US, DANA, TOM, PRIYA, INES, SAM)


def influence(who, whom, much="some"):
    return Influence(id=an_id(f"{who.name} {whom.name} {much}"), who=who.id, whom=whom.id, strength=much)


def worksheet(*influences, people=PEOPLE):
    return replace(document(parties=people), influences=tuple(influences))


# Who sways whom, and the chain that is found to Tom.
TABLE = [
    ([], []),
    ([influence(DANA, TOM)], ["Us", "Dana", "Tom"]),
    ([influence(PRIYA, TOM, "followed")], []),
    ([influence(PRIYA, TOM, "followed"), influence(US, PRIYA)], ["Us", "Priya", "Tom"]),
    # A chain is as strong as its weakest step.
    ([influence(DANA, TOM, "some"), influence(DANA, PRIYA, "much"), influence(PRIYA, TOM, "followed")],
     ["Us", "Dana", "Priya", "Tom"]),
    ([influence(DANA, TOM, "much"), influence(DANA, PRIYA, "some"), influence(PRIYA, TOM, "followed")],
     ["Us", "Dana", "Tom"]),
    # Of equally strong ones the shortest.
    ([influence(DANA, PRIYA, "much"), influence(PRIYA, TOM, "much"), influence(SAM, TOM, "much")],
     ["Us", "Sam", "Tom"]),
    # Nothing leads there backwards.
    ([influence(TOM, DANA, "followed")], []),
    # A circle is no way, and does no harm.
    ([influence(DANA, PRIYA), influence(PRIYA, DANA), influence(INES, TOM)], []),
    ([influence(DANA, PRIYA), influence(PRIYA, DANA), influence(PRIYA, TOM)], ["Us", "Dana", "Priya", "Tom"]),
]  # fmt: skip


@pytest.mark.parametrize(("influences", "expected"), TABLE)
def test_the_strongest_chain_is_found(influences, expected):
    (way,) = ways(worksheet(*influences))
    assert [one.name for one in way.people] == expected
    assert all(one.whom == other.who for one, other in pairwise(way.steps))


def test_whoever_decides_and_sits_opposite_needs_no_chain():
    both = replace(TOM, roles=("counterpart", "decision_maker"))
    (way,) = ways(worksheet(people=(US, both)))
    assert [one.name for one in way.people] == ["Us", "Tom"] and way.weakest is None


def test_each_who_decides_has_a_way_and_nobody_means_none():
    ines = replace(INES, roles=("decision_maker",))
    found = ways(worksheet(influence(DANA, ines), people=(US, DANA, TOM, ines)))
    assert [(way.goal.name, len(way.steps)) for way in found] == [("Tom", 0), ("Ines", 2)]
    assert ways(worksheet(people=(US, DANA))) == ()


def test_the_weakest_step_is_named():
    (way,) = ways(worksheet(influence(DANA, PRIYA, "followed"), influence(PRIYA, TOM, "much")))
    assert way.weakest.words == "Priya sways Tom a lot"


def best_by_trying_all(made):
    """The strength of the strongest chain to Tom and its length, by looking at every order of people."""
    noted = {one.whom for one in made.influences if one.who == US.id}
    steps = {(US.id, party.id): TALK for party in (DANA, SAM) if party.id not in noted}
    for one in made.influences:
        steps[one.who, one.whom] = max(strength(one), steps.get((one.who, one.whom), 0))
    between = [DANA, PRIYA, INES, SAM]
    found = []
    for count in range(len(between) + 1):
        for order in permutations(between, count):
            chain = [steps.get((one.id, other.id), 0) for one, other in pairwise([US, *order, TOM])]
            if min(chain):
                found.append((min(chain), -len(chain)))
    return max(found, default=None)


@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.sampled_from(Sway.values)), max_size=14))
def test_it_is_as_strong_as_by_trying_all_and_as_short(chosen):
    made = worksheet(*(influence(*one) for one in chosen if one[0] != one[1]))
    (way,) = ways(made)
    best = best_by_trying_all(made)
    found = (min(step.strength for step in way.steps), -len(way.steps)) if way.steps else None
    assert found == best


def test_whose_word_counts_there_is_told_where_no_way_leads_from_us():
    [way] = ways(worksheet(influence(PRIYA, TOM, "much")))
    assert (way.steps, way.heard) == ((), PRIYA)
    [way] = ways(worksheet())
    assert way.heard is None


def test_what_is_noted_of_our_own_sway_counts_even_on_our_side():
    [way] = ways(worksheet(influence(US, SAM, "some"), influence(SAM, TOM, "followed")))
    assert way.weakest is not None and (way.weakest.who, way.weakest.whom) == (US, SAM)


@pytest.mark.parametrize(
    ("language", "who", "whom", "said"),
    [
        ("en", US, TOM, "we sway Tom a lot"),
        ("en", TOM, US, "Tom sways us a lot"),
        ("en", DANA, TOM, "Dana sways Tom a lot"),
        ("zh-hans", US, TOM, "我方对Tom的影响：很大"),
        ("zh-hans", TOM, US, "Tom对我方的影响：很大"),
    ],
)
def test_our_own_side_is_we_whatever_it_is_called(language, who, whom, said):
    with translation.override(language):
        assert sways_much(who, whom, "much") == said
