"""How alike two orders are, and whose needs a line is about."""

from __future__ import annotations

import uuid
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation_prep.bilingual import Text
from quadrants.document import Party
from tests.quadrants.sheet.making import document, entry
from training.perception import likeness, misplaced, needs_of, own_needs, tau_b

orders = st.lists(st.sampled_from("abcdefghijkl"), unique=True, min_size=2).flatmap(
    lambda things: st.tuples(st.permutations(things), st.permutations(things))
)
measures = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=9)


@given(orders)
def test_tau_is_what_counting_every_pair_says(both):
    one, other = both
    concordant = discordant = 0
    for first, second in combinations(sorted(one), 2):
        product = (one.index(first) - one.index(second)) * (other.index(first) - other.index(second))
        concordant, discordant = concordant + (product > 0), discordant + (product < 0)
    found = likeness(one, other)
    assert found.tau == pytest.approx((concordant - discordant) / (concordant + discordant))
    assert (found.agreeing, found.pairs) == (concordant, concordant + discordant)
    assert likeness(other, one) == found and -1 <= found.tau <= 1
    assert likeness(one, one[::-1]).tau == -1 and likeness(one, one).tau == 1


@pytest.mark.parametrize("things", [[], ["price"]])
def test_with_fewer_than_two_issues_there_is_nothing_to_compare(things):
    assert likeness(things, things) is None


@pytest.mark.parametrize(("one", "other"), [("ab", "ac"), ("ab", "abc"), ("aab", "aab"), ("aab", "abb")])
def test_other_things_are_no_order_of_these(one, other):
    with pytest.raises(ValueError, match="same things"):
        likeness(one, other)


def test_what_is_misplaced_is_told_in_places():
    assert misplaced("abc", "cab") == {"a": 1, "b": 1, "c": 2}


@given(measures)
def test_tau_b_is_what_its_definition_says(points):
    concordant = discordant = tied_x = tied_y = 0
    for (a, b), (c, d) in combinations(points, 2):
        if a == c or b == d:
            tied_x, tied_y = tied_x + (a == c and b != d), tied_y + (b == d and a != c)
        elif (a < c) == (b < d):
            concordant += 1
        else:
            discordant += 1
    clear = concordant + discordant
    free = (clear + tied_x) * (clear + tied_y)
    found = tau_b(points)
    assert found == (pytest.approx((concordant - discordant) / free**0.5) if free else None)


def test_tau_b_of_known_cases():
    assert tau_b([(1, 1), (2, 2), (3, 3)]) == 1 and tau_b([(1, 3), (2, 2), (3, 1)]) == -1
    assert tau_b([(1, 1), (1, 2), (2, 1), (2, 2)]) == 0
    assert tau_b([(1, 5), (2, 5)]) is None and tau_b([(1, 1)]) is None and tau_b([]) is None


def test_a_line_is_about_whom_it_names():
    us, boss = Party(id=uuid.uuid4(), name="Wu", is_us=True), Party(id=uuid.uuid4(), name="Boss", side="ours")
    ma, wife = (
        Party(id=uuid.uuid4(), name=name, side="theirs", roles=roles)
        for name, roles in (("Old Ma", ("counterpart",)), ("His wife", ()))
    )
    said = [entry("needs", "rational", party.name, party=party.id) for party in (us, boss, ma, wife)]
    said += [entry("needs", "rational", "nobody"), entry("perceptions", "trust", "elsewhere", party=ma.id)]
    sheet = document(parties=(us, boss, ma, wife), entries=said)

    def texts(entries):
        return [one.text for one in entries]

    role = Text(en="Ma, who sells", zh_hans="店主老马")
    assert texts(own_needs(sheet)) == ["Wu", "Boss"]
    assert texts(needs_of(sheet, role, alone=True)) == ["Old Ma"]
    assert texts(needs_of(sheet, role, alone=False)) == []
    for name in ({"en": "Old Ma", "zh_hans": "老马"}, {"en": "", "zh_hans": "Old Ma"}):
        assert texts(needs_of(sheet, Text(**name), alone=False)) == ["Old Ma"]
