"""What a table agreed on stays with its people, wherever they sit, and nobody else gets hold of it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.training.assigning import enrol
from tests.training.handing_in import handed_in
from tests.training.negotiating import at_one_table, confirmed, entered, ranked, table
from tests.training.test_groups import put, seated
from training.gradebook import gradebook
from training.grouping import Odd, Place
from training.models import Outcome
from training.outcomes import Entered, tables_of
from training.services.grouping import pair_those_left, place_by_hand, place_the_rest
from training.services.people import leave_course
from training.services.refusal import NotDone


@pytest.fixture
def sides(room):
    return room.place("student"), room.place("other")


@pytest.fixture
def agreed(room, sides):
    """One table with orders and a confirmed outcome, worth 60 to the buyer and 30 to the seller."""
    assignment = at_one_table(room)
    ranked(assignment, sides[0], buyer="pdya", seller="aydp")
    entered(assignment, sides[0], note="Over tea")
    confirmed(assignment, sides[1])
    return assignment


def shown(assignment) -> list[tuple[int, str, str, list[str]]]:
    """Each table as the trainer sees it: its number, how far it is, the note, and who is there."""
    return [
        (
            one.number,
            one.entered,
            one.outcome.note if one.outcome else "",
            [str(who) for s in one.sides for who in s.people],
        )
        for one in tables_of(assignment, timezone.now())
    ]


def worth(room, assignment) -> dict[str, float | None]:
    rows = gradebook([assignment], list(room.course.enrolments.students()), timezone.now())
    return {row.enrolment.name: row.grades[0][2] for row in rows}


def moved(assignment, people, number):
    put(assignment, dict(zip(people, (Place(number, "buyer"), Place(number, "seller")), strict=True)))


def test_it_goes_with_those_who_move_to_another_table_and_back(room, sides, agreed):
    before = table(agreed, sides[0])
    for number in (13, 1):
        moved(agreed, sides, number)
        assert shown(agreed) == [(number, Entered.CONFIRMED, "Over tea", ["Student", "Other"])]
        now = table(agreed, sides[0])
        assert (now.outcome, now.entered_by.team) == (before.outcome, before.entered_by.team)
        assert dict(now.sides[0].orders) == dict(before.sides[0].orders) and now.sides[0].orders
        assert worth(room, agreed) == {"Student": 60, "Other": 30}


def test_two_tables_that_change_numbers_keep_what_is_theirs(room, sides, agreed):
    others = enrol(room.course, 2)
    moved(agreed, others, 2)
    entered(agreed, others[0], note="In the rain", number=2)
    put(
        agreed,
        {
            sides[0]: Place(2, "buyer"),
            sides[1]: Place(2, "seller"),
            others[0]: Place(1, "buyer"),
            others[1]: Place(1, "seller"),
        },
    )
    assert [one[:3] for one in shown(agreed)] == [
        (1, Entered.WAITING, "In the rain"),
        (2, Entered.CONFIRMED, "Over tea"),
    ]


def test_who_is_parted_keeps_it_and_nobody_else_gets_it(room, sides, agreed):
    newcomer = enrol(room.course, 1)[0]
    put(agreed, {newcomer: Place(2, "seller"), sides[0]: Place(2, "buyer")})
    assert table(agreed, newcomer).outcome is None and table(agreed, sides[0]).outcome is None
    assert shown(agreed) == [
        (1, Entered.NOT_ENTERED, "", ["Other"]),
        (2, Entered.NOT_ENTERED, "", ["Student", newcomer.name]),
        (0, Entered.CONFIRMED, "Over tea", ["Student", "Other"]),
    ]
    assert worth(room, agreed) == {"Student": 60, "Other": 30, newcomer.name: None}
    page = room.client("trainer").get(reverse("results", args=[room.course.pk, agreed.pk])).content.decode()
    assert "Parted since" in page and "?table=0" not in page
    entered(agreed, newcomer, note="Theirs", number=2)
    confirmed(agreed, sides[0])
    put(agreed, {newcomer: Place(3, "seller"), sides[0]: Place(1, "buyer")})
    assert [one[:3] for one in shown(agreed)] == [
        (1, Entered.CONFIRMED, "Over tea"),
        (3, Entered.NOT_ENTERED, ""),
        (0, Entered.CONFIRMED, "Theirs"),
    ]


def test_another_pair_at_the_same_table_begins_anew(room, sides, agreed):
    for one in sides:
        leave_course(enrolment=one)
    assert shown(agreed) == [(1, Entered.CONFIRMED, "Over tea", [])]
    others = enrol(room.course, 2)
    place_the_rest(assignment=agreed, odd=Odd.BYE, seed=1)
    assert table(agreed, others[0]).outcome is None
    assert [one[:3] for one in shown(agreed)] == [(1, Entered.NOT_ENTERED, ""), (0, Entered.CONFIRMED, "Over tea")]


def test_pairing_those_left_moves_nobody_who_has_a_result(room, sides, agreed):
    left = enrol(room.course, 2)
    put(agreed, {left[0]: Place(2, "buyer"), left[1]: Place(3, "seller")})
    put(agreed, {}, {sides[1]: True})
    pair_those_left(assignment=agreed, odd=Odd.BYE, seed=1)
    assert seated(agreed)["Student"] == Place(1, "buyer")
    put(agreed, {left[0]: Place(2, "buyer"), left[1]: Place(2, "seller")}, {sides[1]: False})
    place_the_rest(assignment=agreed, odd=Odd.BYE, seed=1)
    assert shown(agreed)[0] == (1, Entered.CONFIRMED, "Over tea", ["Student", "Other"])


def test_a_role_is_not_changed_under_a_result_nor_does_anybody_join_it(room, sides, agreed):
    newcomer = enrol(room.course, 1)[0]
    with pytest.raises(NotDone, match="Student has a result"):
        put(agreed, {sides[0]: Place(1, "seller"), sides[1]: Place(1, "buyer")})
    with pytest.raises(NotDone, match="Student has a result"):
        put(agreed, {newcomer: Place(2, "buyer")}), put(agreed, {sides[0]: Place(2, "buyer")})
    with pytest.raises(NotDone, match="nobody joins"):
        put(agreed, {newcomer: Place(1, "buyer")})
    assert Outcome.objects.get().table == 1


def test_who_is_odd_doubles_no_role_that_has_handed_in(room, sides):
    assignment = at_one_table(room)
    for one in sides:
        handed_in(assignment, one)
    newcomer = enrol(room.course, 1)[0]
    place_the_rest(assignment=assignment, odd=Odd.DOUBLED, seed=1)
    assert seated(assignment)[newcomer.name].table == 0
    place_by_hand(assignment=assignment, places={newcomer.pk: Place(2, "buyer")}, absent={})
    assert seated(assignment)[newcomer.name] == Place(2, "buyer")


def test_nothing_is_entered_where_nobody_sits(room, agreed):
    with pytest.raises(NotDone, match="Nobody sits"):
        entered(agreed, None, number=7)
