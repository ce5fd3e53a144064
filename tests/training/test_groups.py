"""Tables, teams and what becomes of worksheets when people move."""

from __future__ import annotations

from collections import Counter

import pytest

from quadrants.models import Membership, Worksheet
from tests.training.assigning import assigned, enrol, later, write
from training.grouping import Odd, Place
from training.models import Enrolment, Team
from training.services import grouping, people
from training.services.preparing import open_worksheet
from training.services.refusal import NotDone, Unsure

BUYER, SELLER = Place(1, "buyer"), Place(1, "seller")


def seated(assignment) -> dict[str, Place]:
    members = assignment.members.select_related("team", "enrolment")
    return {member.enrolment.name: Place(member.team.table, member.team.role) for member in members}


def put(
    assignment, places: dict[Enrolment, Place], absent: dict[Enrolment, bool] | None = None, sure: bool = True
) -> None:
    grouping.place_by_hand(
        assignment=assignment,
        places={enrolment.pk: place for enrolment, place in places.items()},
        absent={enrolment.pk: away for enrolment, away in (absent or {}).items()},
        sure=sure,
    )


def opened(assignment, enrolment) -> Worksheet:
    return open_worksheet(assignment=assignment, enrolment=enrolment, language="en", now=later(0))


def members(worksheet) -> dict[str, str]:
    return dict(Membership.objects.filter(worksheet=worksheet).values_list("user__name", "role"))


@pytest.fixture
def two(room):
    return room.place("student"), room.place("other")


def test_a_class_is_dealt_out_and_newcomers_join_the_others(room):
    assignment = assigned(room.course, briefs_at=later())
    enrol(room.course, 3)
    grouping.place_at_random(assignment=assignment, odd=Odd.DOUBLED, seed=1)
    before = seated(assignment)
    assert sorted(Counter(place.table for place in before.values()).values()) == [2, 3]
    assert assignment.teams.count() == 4
    enrol_more = Enrolment.objects.filter(course=room.course, name="Trainer")
    enrol_more.update(role="student")
    grouping.place_the_rest(assignment=assignment, odd=Odd.BYE, seed=2)
    after = seated(assignment)
    assert {name: after[name] for name in before} == before and after["Trainer"].table == 0
    grouping.place_at_random(assignment=assignment, odd=Odd.BYE, seed=3)
    assert Counter(place.table for place in seated(assignment).values()) == {1: 2, 2: 2, 3: 2}


def test_pairs_without_a_case_work_on_the_same_side(room, two):
    assignment = assigned(room.course, case=None, case_origin="")
    grouping.place_at_random(assignment=assignment, odd=Odd.DOUBLED, seed=1)
    assert assignment.teams.get().members.count() == 2
    opened(assignment, two[0])
    assert members(opened(assignment, two[1])) == {"Student": "owner", "Other": "editor"}


def test_nothing_is_dealt_anew_once_briefs_are_out_or_somebody_has_begun(room, two):
    assignment = assigned(room.course)
    grouping.place_at_random(assignment=assignment, odd=Odd.BYE, seed=1)
    with pytest.raises(NotDone):
        grouping.place_at_random(assignment=assignment, odd=Odd.BYE, seed=2)
    assignment = assigned(room.course, briefs_at=later())
    grouping.place_at_random(assignment=assignment, odd=Odd.BYE, seed=1)
    sheet = opened(assignment, two[0])
    grouping.clear(assignment=assignment)
    assert not assignment.teams.exists() and not Worksheet.objects.filter(pk=sheet.pk).exists()
    grouping.place_at_random(assignment=assignment, odd=Odd.BYE, seed=1)
    write(opened(assignment, two[0]), two[0].user)
    with pytest.raises(NotDone):
        grouping.clear(assignment=assignment)


def test_the_role_of_an_earlier_assignment_with_the_same_case_is_avoided(room, two):
    for seed in range(4):
        first, second = assigned(room.course, briefs_at=later()), assigned(room.course, briefs_at=later())
        put(first, {two[0]: BUYER, two[1]: SELLER})
        grouping.place_at_random(assignment=second, odd=Odd.BYE, seed=seed)
        assert seated(second) == {"Student": SELLER, "Other": BUYER}
        first.delete(), second.delete()


def test_those_who_are_left_are_paired_and_keep_role_and_worksheet(room, two):
    assignment = assigned(room.course)
    three, four = enrol(room.course, 2)
    put(assignment, {two[0]: BUYER, two[1]: SELLER, three: Place(2, "buyer"), four: Place(2, "seller")})
    sheet = opened(assignment, two[0])
    write(sheet, two[0].user)
    put(assignment, {}, {two[1]: True, three: True})
    assert seated(assignment)["Other"] == Place(0, "seller")
    grouping.pair_those_left(assignment=assignment, odd=Odd.BYE, seed=1)
    found = seated(assignment)
    assert (found["Student"], found[four.name]) == (BUYER, SELLER)
    assert opened(assignment, two[0]) == sheet
    put(assignment, {}, {two[1]: False, three: False})
    grouping.place_the_rest(assignment=assignment, odd=Odd.BYE, seed=1)
    assert seated(assignment)["Other"] == Place(2, "seller")


def test_an_empty_worksheet_goes_with_the_role_and_is_removed_with_another_one(room, two):
    assignment = assigned(room.course)
    put(assignment, {two[0]: BUYER})
    sheet = opened(assignment, two[0])
    put(assignment, {two[0]: Place(7, "buyer")})
    assert opened(assignment, two[0]) == sheet
    put(assignment, {two[0]: Place(7, "seller")})
    assert not Worksheet.objects.filter(pk=sheet.pk).exists()
    assert opened(assignment, two[0]).title == "The bicycle · Ma, who sells"


def test_what_is_written_stays_with_the_writer_who_gets_another_role(room, two):
    assignment = assigned(room.course)
    put(assignment, {two[0]: BUYER})
    sheet = opened(assignment, two[0])
    write(sheet, two[0].user)
    put(assignment, {two[0]: SELLER})
    assert members(sheet) == {"Student": "owner"} and opened(assignment, two[0]) != sheet


def test_who_leaves_a_team_loses_its_worksheet_and_who_joins_gets_it(room, two):
    assignment = assigned(room.course, grouping="team")
    three = enrol(room.course, 1)[0]
    put(assignment, {two[0]: BUYER, two[1]: BUYER, three: SELLER})
    sheet = opened(assignment, two[0])
    write(sheet, two[0].user)
    theirs = opened(assignment, three)
    put(assignment, {two[0]: SELLER})
    assert members(sheet) == {"Other": "owner"}
    assert members(theirs) == {three.name: "owner", "Student": "editor"}


def test_two_change_places_and_neither_sees_what_the_other_wrote(room, two):
    assignment = assigned(room.course)
    put(assignment, {two[0]: BUYER, two[1]: SELLER})
    sheets = [opened(assignment, one) for one in two]
    for one, sheet in zip(two, sheets, strict=True):
        write(sheet, one.user)
    put(assignment, {two[0]: SELLER, two[1]: BUYER})
    assert [members(sheet) for sheet in sheets] == [{"Student": "owner"}, {"Other": "owner"}]
    assert not Team.objects.exclude(worksheet=None).exists()


def test_a_whole_team_moves_with_its_worksheet(room, two):
    assignment = assigned(room.course, grouping="team")
    put(assignment, {two[0]: BUYER, two[1]: BUYER})
    sheet = opened(assignment, two[0])
    put(assignment, {two[0]: Place(3, "buyer"), two[1]: Place(3, "buyer")})
    assert assignment.teams.get().worksheet == sheet
    assert members(sheet).keys() == {"Student", "Other"}


def test_who_leaves_the_course_loses_the_worksheet_of_the_team_and_keeps_the_own_one(room, two):
    team, alone = assigned(room.course, grouping="team"), assigned(room.course)
    put(team, {two[0]: BUYER, two[1]: BUYER})
    put(alone, {two[0]: BUYER, two[1]: SELLER})
    shared, own = opened(team, two[0]), opened(alone, two[0])
    opened(team, two[1])
    people.leave_course(enrolment=two[0])
    assert members(shared) == {"Other": "owner"} and members(own) == {"Student": "owner"}
    newcomer = enrol(room.course, 1)[0]
    grouping.place_the_rest(assignment=alone, odd=Odd.BYE, seed=1)
    assert seated(alone)[newcomer.name] == BUYER and opened(alone, newcomer) != own
    people.take_back(enrolment=two[0])
    assert opened(alone, room.place("student")) == own and seated(alone)["Student"] == Place(0, "buyer")
    assert opened(team, room.place("student")) == shared
    assert members(shared) == {"Other": "owner", "Student": "editor"}


def test_the_place_of_who_left_is_kept_as_long_as_nobody_needs_it(room, two):
    assignment = assigned(room.course)
    put(assignment, {two[0]: BUYER, two[1]: SELLER})
    sheet = opened(assignment, two[0])
    people.leave_course(enrolment=two[0])
    people.take_back(enrolment=two[0])
    assert seated(assignment)["Student"] == BUYER and opened(assignment, room.place("student")) == sheet


def test_who_can_have_read_a_brief_keeps_its_role_also_after_leaving_and_coming_back(room, two):
    assignment = assigned(room.course)
    three, four = enrol(room.course, 2)
    put(assignment, {two[0]: SELLER, two[1]: SELLER, three: BUYER, four: Place(2, "buyer")})
    write(opened(assignment, two[0]), two[0].user)
    for one in two:
        people.leave_course(enrolment=one)
        people.take_back(enrolment=one)
    for seed in range(4):
        grouping.pair_those_left(assignment=assignment, odd=Odd.DOUBLED, seed=seed)
        assert {seated(assignment)[one.name].role for one in two} == {"seller"}
    people.leave_course(enrolment=two[0])
    people.leave_course(enrolment=two[1])
    newcomers = enrol(room.course, 2)
    grouping.place_the_rest(assignment=assignment, odd=Odd.DOUBLED, seed=1)
    for one in two:
        people.take_back(enrolment=one)
    grouping.pair_those_left(assignment=assignment, odd=Odd.DOUBLED, seed=1)
    assert {seated(assignment)[one.name].role for one in two} == {"seller"}
    assert {seated(assignment)[one.name].role for one in newcomers} == {"seller"}


def test_another_role_after_the_briefs_are_out_is_asked_for_twice(room, two):
    assignment = assigned(room.course)
    put(assignment, {two[0]: BUYER, two[1]: SELLER}, sure=False)
    put(assignment, {two[0]: Place(2, "buyer")}, sure=False)
    with pytest.raises(Unsure, match="second one: Student"):
        put(assignment, {two[0]: Place(2, "seller")}, {two[1]: True}, sure=False)
    assert seated(assignment) == {"Student": Place(2, "buyer"), "Other": SELLER}
    put(assignment, {two[0]: Place(2, "seller")})
    assert seated(assignment)["Student"] == Place(2, "seller")


def test_a_taken_role_is_shared_in_pairs_only_when_that_is_meant(room, two):
    three, four = enrol(room.course, 2)
    assignment = assigned(room.course)
    put(assignment, {two[0]: BUYER, two[1]: SELLER}, sure=False)
    with pytest.raises(Unsure, match=f"share it, and the worksheet: {three.name}"):
        put(assignment, {three: BUYER, four: Place(2, "seller")}, sure=False)
    put(assignment, {three: BUYER, two[0]: Place(2, "buyer")}, sure=False)
    put(assignment, {three: Place(2, "buyer")})
    teams = assigned(room.course, grouping="team")
    put(teams, {two[0]: BUYER, two[1]: BUYER}, sure=False)
    same_side = assigned(room.course, case=None, case_origin="")
    put(same_side, {two[0]: Place(1, ""), two[1]: Place(1, "")}, sure=False)
    with pytest.raises(Unsure):
        put(same_side, {three: Place(1, "")}, sure=False)


def test_who_becomes_an_assistant_leaves_the_team(room, two):
    team = assigned(room.course, grouping="team")
    put(team, {two[0]: BUYER, two[1]: BUYER})
    shared = opened(team, two[0])
    people.change_person(enrolment=two[0], name="Student", email="", section="", role="assistant")
    assert members(shared) == {"Other": "owner"}


def test_a_doubled_seat_hands_over_its_places(room):
    first, second = assigned(room.course), assigned(room.course)
    stays, doubled = room.place("student"), enrol(room.course, 1)[0]
    put(first, {doubled: BUYER})
    put(second, {doubled: BUYER, stays: SELLER})
    sheet, hidden = opened(first, doubled), opened(second, doubled)
    people.merge(doubled=doubled, into=stays)
    assert opened(first, stays) == sheet and seated(second) == {"Student": SELLER}
    assert members(hidden) == {"Student": "owner"} and opened(second, stays) != hidden


@pytest.mark.parametrize("count", [5, 500])
def test_dealing_takes_as_many_queries_for_a_large_class(room, count, django_assert_max_num_queries):
    assignment = assigned(room.course, briefs_at=later())
    enrol(room.course, count)
    # Four of them because rows are written in portions.
    with django_assert_max_num_queries(20 if count > 100 else 16):
        grouping.place_the_rest(assignment=assignment, odd=Odd.DOUBLED, seed=1)
