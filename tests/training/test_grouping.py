"""Who sits where: chance within rules, without a database."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from training.grouping import BYE, Odd, Person, Place, Rules, broken_tables, placed

TWO, FOUR = ("buyer", "seller"), ("north", "east", "south", "west")


def people(count: int, **fields) -> list[Person]:
    return [Person(key=number, **fields) for number in range(count)]


def tables(places) -> dict[int, Counter]:
    found: dict[int, Counter] = {}
    for place in places.values():
        found.setdefault(place.table, Counter())[place.role] += 1
    return found


@given(
    count=st.integers(0, 60),
    roles=st.sampled_from([TWO, FOUR, ("",)]),
    size=st.integers(1, 4),
    strict=st.booleans(),
    odd=st.sampled_from(Odd),
    seed=st.integers(),
)
@example(count=56, roles=FOUR, size=3, strict=False, odd=Odd.DOUBLED, seed=1)
def test_everybody_gets_one_place_and_nobody_lacks_the_other_side(count, roles, size, strict, odd, seed):
    rules = Rules(roles=roles, size=size, strict=strict, odd=odd)
    places = placed(people(count), rules, seed, {})
    assert set(places) == set(range(count))
    found = tables(places)
    out = sum(found.pop(0, Counter()).values())
    assert not broken_tables(places, roles, size if strict else 1)
    assert sorted(found) == list(range(1, len(found) + 1))
    if count >= rules.at_a_table:
        assert found
        by_role = Counter(role for seats in found.values() for role in seats.elements())
        assert out < rules.at_a_table if odd == Odd.BYE and strict else not out
        assert max(by_role.values()) - min(by_role.values()) <= 1
    assert placed(people(count), rules, seed, {}) == places


@pytest.mark.parametrize(("odd", "expected"), [(Odd.DOUBLED, [2, 3]), (Odd.BYE, [1, 2, 2])])
def test_five_make_two_pairs_and_one_who_joins_or_sits_out(odd, expected):
    places = placed(people(5), Rules(roles=TWO, odd=odd), 1, {})
    assert sorted(sum(seats.values()) for seats in tables(places).values()) == expected
    assert (BYE in places.values()) == (odd == Odd.BYE)


@pytest.mark.parametrize(("count", "expected"), [(7, [7]), (9, [4, 5]), (10, [5, 5]), (24, [6, 6, 6, 6])])
def test_teams_differ_by_one_at_most(count, expected):
    places = placed(people(count), Rules(roles=TWO, size=3, strict=False), 3, {})
    assert sorted(sum(seats.values()) for seats in tables(places).values()) == expected
    sizes = [number for seats in tables(places).values() for number in seats.values()]
    assert max(sizes) - min(sizes) <= 1


@given(count=st.integers(1, 30), seed=st.integers())
def test_who_has_a_place_keeps_it_and_gaps_are_filled_first(count, seed):
    kept = {100: Place(1, "buyer"), 101: Place(1, "seller"), 102: Place(4, "seller")}
    places = placed(people(count), Rules(roles=TWO, odd=Odd.BYE), seed, kept)
    assert not kept.keys() & places.keys()
    assert list(places.values()).count(Place(4, "buyer")) == 1
    assert not broken_tables({**kept, **places}, TWO)


@given(
    fixed=st.lists(st.sampled_from(["buyer", "seller", None]), max_size=20),
    odd=st.sampled_from(Odd),
    strict=st.booleans(),
    seed=st.integers(),
)
def test_a_role_whose_brief_was_read_is_never_changed(fixed, odd, strict, seed):
    several = [Person(key=number, fixed=role) for number, role in enumerate(fixed)]
    places = placed(several, Rules(roles=TWO, size=1 if strict else 2, strict=strict, odd=odd), seed, {})
    assert all(person.fixed in (None, places[person.key].role) for person in several)
    assert len(places) == len(several)
    assert not broken_tables(places, TWO)


@given(count=st.integers(1, 20), seed=st.integers())
def test_nobody_has_a_role_twice_where_half_had_the_other_one(count, seed):
    earlier = [Person(key=number, played=frozenset({TWO[number % 2]})) for number in range(2 * count)]
    places = placed(earlier, Rules(roles=TWO), seed, {})
    assert all(places[person.key].role not in person.played for person in earlier)


def test_five_hundred_are_placed_at_once():
    earlier = people(500, played=frozenset({"buyer"}))
    assert Counter(place.role for place in placed(earlier, Rules(roles=TWO), 5, {}).values()) == {
        "buyer": 250,
        "seller": 250,
    }


def test_a_table_is_broken_where_a_role_is_played_by_nobody():
    places = {1: Place(1, "buyer"), 2: Place(1, "seller"), 3: Place(2, "buyer"), 4: Place(0, "seller")}
    assert broken_tables(places, TWO) == {2}
