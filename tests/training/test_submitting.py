"""Handing in: what is frozen, when it counts, and what can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.services import remove_person
from quadrants.catalogue import CATALOGUE
from quadrants.interchange import to_json
from quadrants.loading import load_document
from quadrants.models import Entry, Influence, ItemState, Party
from quadrants.readiness import fill, fill_of
from quadrants.services.quick import answer_quick
from quadrants.services.worksheets import remove_worksheets
from tests.training.assigning import HOUR, assigned, later, write
from tests.training.handing_in import alone, decided, handed_in, said
from tests.training.test_groups import BUYER, SELLER, opened, put
from training.grouping import SITS_OUT, Place
from training.models import Submission, Team
from training.services.courses import delete_course
from training.services.grouping import place_by_hand
from training.services.people import leave_course, merge
from training.services.refusal import NotDone
from training.services.reviewing import release
from training.services.submitting import current_round, deadline_of, digest, submit, withdraw


def round_of(assignment, enrolment, now=None):
    team = assignment.members.get(enrolment=enrolment).team
    return current_round(assignment, team, now or timezone.now())


def test_what_is_handed_in_is_frozen_whole_with_its_digest(room):
    assignment, student = alone(room.course), room.place("student")
    submission = handed_in(assignment, student)
    worksheet = opened(assignment, student)
    assert submission.document == to_json(load_document(worksheet))
    assert submission.digest == digest(submission.document) and len(submission.digest) == 64
    write(worksheet, student.user, "a later thought")
    frozen = Submission.objects.get(pk=submission.pk)
    assert digest(frozen.document) == submission.digest
    assert [entry.text for entry in frozen.content.entries] == ["92,000"]
    assert (frozen.round, frozen.late, frozen.submitted_by) == (1, False, student)


def test_who_sways_whom_stays_with_the_team(room):
    assignment, student = alone(room.course), room.place("student")
    worksheet = opened(assignment, student)
    tom = Party.objects.create(worksheet=worksheet, name="Tom", roles=["decision_maker"], version=1)
    us = worksheet.parties.get(is_us=True)
    Influence.objects.create(worksheet=worksheet, who=us, whom=tom, strength="followed", version=1)
    assert len(load_document(worksheet).influences) == 1
    submission = handed_in(assignment, student)
    assert submission.document["influences"] == [] and submission.content.influences == ()


def test_how_much_time_a_team_had_stays_with_it(room):
    assignment, student = alone(room.course), room.place("student")
    worksheet = opened(assignment, student)
    write(worksheet, student.user, "92,000")
    fields = {"quick_time": "ten", "quick_known": "no"}
    outcome = answer_quick(worksheet=worksheet, user=student.user, base=worksheet.version, fields=fields)
    assert outcome.saved
    submission = submit(assignment=assignment, enrolment=student, now=timezone.now())
    said_there = {name: value for name, value in submission.document["worksheet"].items() if name.startswith("quick_")}
    assert len(said_there) == 7
    assert set(said_there.values()) == {""}


def test_what_was_handed_in_outlives_the_worksheet(room):
    submission = handed_in(alone(room.course), room.place("student"))
    remove_worksheets([submission.team.worksheet])
    assert Submission.objects.get(pk=submission.pk).content.goal == "92,000"


def test_each_item_is_kept_apart_for_pages_across_the_class(room):
    assignment, student = alone(room.course), room.place("student")
    worksheet = opened(assignment, student)
    Party.objects.create(worksheet=worksheet, name="Dana", roles=["decision_maker"], version=1)
    submission = handed_in(assignment, student)
    items = {item.item: item for item in submission.items.all()}
    assert set(items) == {"goals", "parties"}
    assert [(line["prompt"], line["text"]) for line in items["goals"].lines] == [("short_term", "92,000")]
    assert [(line["prompt"], line["text"]) for line in items["parties"].lines] == [("decision_maker", "Dana")]
    assert (items["goals"].count, items["goals"].prompts) == (1, 1)


def test_an_item_counts_as_filled_alike_before_and_after_it_is_handed_in(room):
    assignment, student = alone(room.course), room.place("student")
    worksheet = opened(assignment, student)
    Party.objects.create(worksheet=worksheet, name="Dana", roles=["decision_maker", "counterpart"], version=1)
    ItemState.objects.update_or_create(worksheet=worksheet, item="goals", defaults={"summary": "92,000"})
    for number, prompt in enumerate(("rational", "rational", "emotional", "shared"), start=1):
        more = {"item": "needs", "prompt": prompt, "text": f"line {number}", "position": number, "version": 1}
        Entry.objects.create(worksheet=worksheet, **more)
    submission = handed_in(assignment, student)
    frozen = {item.item: item for item in submission.items.all()}
    assert {code: (item.count, item.prompts) for code, item in frozen.items()} == {
        "goals": (2, 1),
        "parties": (1, 1),
        "needs": (4, 3),
    }
    for item in CATALOGUE.items:
        said = frozen.get(item.code)
        counts = {"lines": said.count, "prompts": said.prompts} if said else {"lines": 0, "prompts": 0}
        for minimum in (1, 2, 3):
            expected = fill(**counts, asked=len(item.prompts), minimum=minimum)
            assert fill_of(submission.content, item, minimum) == expected, item.code


@pytest.mark.parametrize(
    ("due_in", "late_in", "late"),
    [(1, None, False), (-0.1, None, False), (-0.5, 1, True), (-0.5, None, None), (-3, -2, None)],
)
def test_the_clock_of_the_server_decides_with_ten_minutes_of_grace(room, due_in, late_in, late):
    now = timezone.now()
    times = {"due_at": now + due_in * HOUR, "late_until": late_in and now + late_in * HOUR}
    assignment = alone(room.course, opens_at=now - 9 * HOUR, **times)
    if late is None:
        with pytest.raises(NotDone, match="too late"):
            handed_in(assignment, room.place("student"))
        assert not assignment.submissions.exists()
    else:
        assert handed_in(assignment, room.place("student")).late is late


def test_an_extension_of_one_of_the_team_counts_for_the_team(room):
    assignment = assigned(room.course, grouping="team")
    put(assignment, {room.place("student"): BUYER, room.place("other"): BUYER})
    assignment.extensions.create(enrolment=room.place("other"), due_at=later(5))
    team = assignment.members.get(enrolment=room.place("student")).team
    assert deadline_of(assignment, team).due_at == assignment.extensions.get().due_at


def test_nothing_is_handed_in_before_anything_is_written(room):
    assignment, student = alone(room.course, items=["needs"]), room.place("student")
    with pytest.raises(NotDone, match="Open it first"):
        submit(assignment=assignment, enrolment=student, now=timezone.now())
    opened(assignment, student)
    with pytest.raises(NotDone, match="Nothing is written"):
        submit(assignment=assignment, enrolment=student, now=timezone.now())
    write(opened(assignment, student), student.user)  # in item 1, which is not asked for
    with pytest.raises(NotDone, match="Nothing is written"):
        submit(assignment=assignment, enrolment=student, now=timezone.now())


def test_a_round_is_handed_in_once_and_can_be_withdrawn_until_it_is_due(room):
    assignment, student = alone(room.course), room.place("student")
    first = handed_in(assignment, student)
    with pytest.raises(NotDone, match="already"):
        submit(assignment=assignment, enrolment=student, now=timezone.now())
    assert round_of(assignment, student).submission == first
    withdraw(assignment=assignment, enrolment=student, now=timezone.now())
    assert round_of(assignment, student).submission is None
    again = handed_in(assignment, student, "94,000")
    assert (again.round, len(again.document["entries"])) == (1, 2)
    with pytest.raises(NotDone, match="due already"):
        withdraw(assignment=assignment, enrolment=student, now=assignment.due_at + timedelta(seconds=1))
    assert round_of(assignment, student).submission == again


def test_a_returned_one_opens_the_next_round_once_that_is_released(room):
    assignment, student = alone(room.course), room.place("student")
    trainer = room.people["trainer"]
    first = handed_in(assignment, student)
    assert said(first, trainer, "review", verdict="returned", again_until=later(2).isoformat()).saved
    assert round_of(assignment, student).number == 1  # a draft
    decided_at = timezone.now()
    release(submissions=[first], at=decided_at + HOUR)
    assert round_of(assignment, student, decided_at).number == 1  # not yet
    assert round_of(assignment, student, decided_at + 1.5 * HOUR).number == 2
    with pytest.raises(NotDone, match="too late"):
        submit(assignment=assignment, enrolment=student, now=decided_at + 3 * HOUR)
    write(opened(assignment, student), student.user, "96,000 by March")
    second = submit(assignment=assignment, enrolment=student, now=decided_at + 1.5 * HOUR)
    assert (second.round, second.late) == (2, False)
    assert set(Submission.objects.latest()) == {second}


def test_an_accepted_one_is_done(room):
    assignment, student = alone(room.course), room.place("student")
    decided(handed_in(assignment, student), room.people["trainer"], "accepted")
    now_in = round_of(assignment, student)
    assert now_in.done and not now_in.may_submit(timezone.now()) and not now_in.may_withdraw(timezone.now())
    with pytest.raises(NotDone, match="accepted"):
        submit(assignment=assignment, enrolment=student, now=timezone.now())


def test_two_of_a_team_hand_in_one_worksheet(room):
    assignment = assigned(room.course, grouping="team")
    put(assignment, {room.place("student"): BUYER, room.place("other"): BUYER})
    submission = handed_in(assignment, room.place("student"))
    assert round_of(assignment, room.place("other")).submission == submission
    with pytest.raises(NotDone, match="already"):
        submit(assignment=assignment, enrolment=room.place("other"), now=timezone.now())


def test_only_teachers_and_the_team_see_it(room):
    submission = handed_in(alone(room.course), room.place("student"))
    sees = {name for name, user in room.people.items() if Submission.objects.visible_to(user).exists()}
    assert sees == {"trainer", "assistant", "student"}
    leave_course(enrolment=room.place("student"))
    assert not Submission.objects.visible_to(room.people["student"]).exists()
    assert Submission.objects.taught_by(room.people["trainer"]).get() == submission


# --- People move ----------------------------------------------------------------------------------------------------


def test_who_handed_in_alone_takes_it_along_in_the_same_role_only(room):
    assignment = assigned(room.course)
    student = room.place("student")
    put(assignment, {student: BUYER, room.place("other"): SELLER})
    submission = handed_in(assignment, student)
    with pytest.raises(NotDone, match="handed in"):
        place_by_hand(assignment=assignment, places={student.pk: Place(2, SELLER.role)}, absent={}, sure=True)
    place_by_hand(assignment=assignment, places={student.pk: Place(2, BUYER.role)}, absent={})
    moved = Submission.objects.get(pk=submission.pk).team
    assert (moved.table, moved.members.get().enrolment) == (2, student)
    place_by_hand(assignment=assignment, places={}, absent={student.pk: True})
    away = Submission.objects.get(pk=submission.pk).team
    assert (away.table, away.members.get().enrolment) == (SITS_OUT, student)


def test_one_of_a_team_that_handed_in_stays_with_it(room):
    assignment = assigned(room.course, grouping="team")
    put(assignment, {room.place("student"): BUYER, room.place("other"): BUYER})
    handed_in(assignment, room.place("student"))
    with pytest.raises(NotDone, match="Other has handed in"):
        place_by_hand(assignment=assignment, places={room.place("other").pk: Place(2, BUYER.role)}, absent={})


@pytest.mark.parametrize("wrote", [("student",), ("other",), ("student", "other")])
def test_a_doubled_seat_is_merged_without_losing_what_was_handed_in(room, wrote):
    assignment = alone(room.course)
    doubled, into = room.place("student"), room.place("other")
    doubled.user.email = None
    doubled.user.save()
    for name in ("student", "other"):
        opened(assignment, room.place(name))
    for name in wrote:
        handed_in(assignment, room.place(name))
    if len(wrote) == 2:
        with pytest.raises(NotDone, match="both places"):
            merge(doubled=doubled, into=into)
        return
    merge(doubled=doubled, into=into)
    submission = Submission.objects.get()
    assert submission.team.members.get().enrolment == into


def test_a_course_with_work_in_it_is_not_deleted(room):
    handed_in(alone(room.course), room.place("student"))
    for name in ("student", "other"):
        leave_course(enrolment=room.place(name))
    with pytest.raises(NotDone, match="archive"):
        delete_course(course=room.course)


def test_who_goes_for_good_takes_along_what_they_handed_in_alone(room):
    handed_in(alone(room.course), room.place("student"))
    shared = assigned(room.course, grouping="team")
    put(shared, {room.place("student"): BUYER, room.place("other"): BUYER})
    together = handed_in(shared, room.place("student"))
    remove_person(room.people["student"])
    assert set(Submission.objects.all()) == {together}
    assert Team.objects.filter(pk=together.team_id).exists()
