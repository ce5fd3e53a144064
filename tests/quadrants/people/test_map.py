"""Where people stand on the map and how the lines between them run."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from quadrants.enums import PartyRole, Side
from quadrants.people.map import WIDTH, people_map
from quadrants.people.ways import ways
from tests.quadrants.people.test_ways import DANA, INES, PEOPLE, PRIYA, SAM, TOM, US, influence, worksheet
from tests.quadrants.sheet.making import demo, party

NAMES = st.sampled_from(["Dana", "罗玉珍（恒泰财务）", "x" * 120, "Ines Keller, who looks after people in Hamburg"])


@st.composite
def crowds(draw):
    count = draw(st.integers(1, 14))
    people = [
        party(
            f"{draw(NAMES)} {number}",
            *draw(st.lists(st.sampled_from(PartyRole.values), unique=True)),
            side=draw(st.sampled_from(Side.values)),
        )
        for number in range(count)
    ]
    everybody = [US, *people]
    pairs = draw(st.lists(st.tuples(st.sampled_from(everybody), st.sampled_from(everybody)), max_size=12))
    return worksheet(*(influence(who, whom) for who, whom in pairs if who != whom), people=everybody)


@given(crowds())
def test_nobody_stands_on_anybody_else(made):
    drawn = people_map(made, ways(made))
    assert {place.party for place in drawn.places} == set(made.parties) and len(drawn.places) == len(made.parties)
    for one, other in combinations(drawn.places, 2):
        assert abs(one.x - other.x) >= one.width or abs(one.y - other.y) >= one.height
    for place in drawn.places:
        assert place.left >= 0 and place.left + place.width <= WIDTH
        assert place.top >= 0 and place.top + place.height <= drawn.height
        assert 1 <= len(place.name) <= 2
    pairs = {(one.who, one.whom) for one in made.influences}
    assert sum(arrow.noted for arrow in drawn.arrows) == len(pairs)


def test_who_decides_stands_on_top_and_we_at_the_bottom():
    drawn = people_map(worksheet(), ())
    order = [place.party for place in sorted(drawn.places, key=lambda place: (place.y, place.x))]
    assert order == [TOM, DANA, INES, PRIYA, SAM, US]


def test_the_way_is_marked_and_talking_is_drawn_only_on_it():
    made = worksheet(influence(PRIYA, TOM, "followed"), influence(DANA, PRIYA, "much"), influence(INES, TOM))
    arrows = people_map(made, ways(made)).arrows
    assert [(arrow.noted, arrow.leads) for arrow in arrows].count((True, True)) == 2
    assert [(arrow.noted, arrow.leads) for arrow in arrows].count((False, True)) == 1
    assert [(arrow.noted, arrow.leads) for arrow in arrows].count((True, False)) == 1
    assert len({arrow.thick for arrow in arrows if arrow.noted}) == 3


def test_two_who_sway_each_other_have_a_line_each():
    made = worksheet(influence(DANA, TOM), influence(TOM, DANA))
    one, other = (arrow for arrow in people_map(made, ways(made)).arrows if arrow.noted)
    assert one.path.split()[2:-2] != other.path.split()[2:-2][::-1]


@pytest.mark.parametrize("name", ["raise", "supplier"])
def test_no_line_of_the_demo_runs_over_anybody(name):
    made = demo(name)
    drawn = people_map(made, ways(made))
    assert len(drawn.arrows) >= len(made.influences)
    for arrow in drawn.arrows:
        points = [tuple(map(float, part.split())) for part in arrow.path[1:].split(" L")]
        # Its ends lie at the edges of two people.
        assert not [place for place in drawn.places for point in points if place.holds(point, -1)]


def test_without_anybody_there_is_no_map():
    assert people_map(worksheet(people=(US,)), ()) is None


def test_the_drawing_has_a_name_and_no_styles():
    made = worksheet(influence(DANA, TOM), people=PEOPLE)
    drawing = ElementTree.fromstring(render_to_string("charts/people.svg", {"map": people_map(made, ways(made))}))
    names = [one.tag.rpartition("}")[2] for one in drawing.iter()]
    assert names[:3] == ["svg", "title", "desc"] and names.count("rect") == len(PEOPLE)
    assert not {"style", "script", "a", "image"} & set(names)
    assert not any(name in ("style", "href") for one in drawing.iter() for name in one.attrib)
