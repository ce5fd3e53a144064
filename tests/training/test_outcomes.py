"""Orders and outcomes: who may say what until when, what two at once do, and what it is worth."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone, translation

from tests.training.assigning import assigned, enrol, later
from tests.training.cases.making import example, record
from tests.training.negotiating import (
    ISSUES,
    VALUES,
    at_one_table,
    confirmed,
    entered,
    needs,
    ranked,
    table,
    team_of,
)
from tests.training.test_groups import put
from training.cases.document import CaseDocument
from training.cases.interchange import from_json, to_json
from training.forms.outcomes import OutcomeForm, RankingForm
from training.grouping import Place
from training.models import Confirmation, Outcome, Ranking
from training.outcomes import Entered, tables_of
from training.results import in_words, kept, ranges, read, terms, total
from training.services.assignments import take_case_anew
from training.services.outcomes import Changed, confirm, reveal, show_issues
from training.services.people import leave_course
from training.services.refusal import NotDone


@pytest.fixture
def sides(room):
    return room.place("student"), room.place("other")


def said(form: OutcomeForm) -> dict:
    assert form.is_valid(), form.errors
    return form.said


# --- Orders -----------------------------------------------------------------------------------------------------------


def test_each_side_ranks_for_itself_and_guesses_and_before_the_reveal_reads_only_its_own(room, sides):
    assignment = at_one_table(room)
    ranked(assignment, sides[0], buyer="pdya", seller="aydp")
    ranked(assignment, sides[1], seller="aypd")
    seen = table(assignment, sides[0])
    assert [dict(side.orders) for side in seen.sides] == [{"buyer": ISSUES, "seller": ISSUES[::-1]}, {}]
    assert not seen.looks
    reveal(assignment=assignment, at=timezone.now())
    (look,) = table(assignment, sides[0]).looks
    assert (look.seer.role.code, look.seen.role.code) == ("buyer", "seller")
    assert (look.likeness.agreeing, look.likeness.pairs) == (5, 6)
    reveal(assignment=assignment, at=later(1))
    assert not table(assignment, sides[0]).looks


def test_the_last_word_counts_and_orders_close(room, sides):
    assignment = at_one_table(room)
    ranked(assignment, sides[0], buyer="pdya")
    ranked(assignment, sides[0], buyer="apdy")
    assert Ranking.objects.get().issues == ["afterwards", "price", "delivery", "day"]
    entered(assignment, sides[0])
    ranked(assignment, sides[0], buyer="pdya")
    confirmed(assignment, sides[1])
    with pytest.raises(NotDone, match="closed"):
        ranked(assignment, sides[0], buyer="apdy")
    # A change takes the confirmation back, and with it the end of the orders.
    entered(assignment, sides[1], {"price": "310"}, version=1)
    ranked(assignment, sides[0], buyer="apdy")
    reveal(assignment=assignment, at=timezone.now())
    with pytest.raises(NotDone, match="closed"):
        ranked(assignment, sides[0], buyer="pdya")


@pytest.mark.parametrize("hidden", [{"show_issues": False}, {"briefs_at": later(0.5)}])
def test_nothing_is_ranked_or_entered_while_the_issues_are_not_known(room, sides, hidden):
    assignment = at_one_table(room, **hidden)
    for refused in (
        lambda: ranked(assignment, sides[0], buyer="pdya"),
        lambda: entered(assignment, sides[0]),
        lambda: confirmed(assignment, sides[0]),
    ):
        with pytest.raises(NotDone):
            refused()
    if "briefs_at" in hidden:
        with pytest.raises(NotDone, match="briefs"):
            entered(assignment, None)
    else:
        entered(assignment, None)
        show_issues(assignment=assignment)
        confirmed(assignment, sides[0])
    assert not Ranking.objects.exists()


def test_issues_are_known_once_revealed_and_where_there_are_none(room):
    now, bare = timezone.now(), record() | {"issues": []}
    assert not assigned(room.course).issues_are_out(now)
    assert assigned(room.course, revealed_at=now).issues_are_out(now)
    none = assigned(room.course, case=bare)
    assert none.issues_are_out(now) and not none.can_be_ranked(now)
    one = assigned(room.course, case=record() | {"issues": record()["issues"][:1]}, show_issues=True)
    assert one.issues_are_out(now) and not one.can_be_ranked(now)
    assert not assigned(room.course, case=None, case_origin="", show_issues=True).issues_are_out(now)


def test_an_order_holds_each_issue_once_and_is_moved_by_one():
    def form(issues, do="save", role="buyer"):
        return RankingForm(
            RankingFormData({"role": role, "issues": issues, "do": do}), roles=["buyer", "seller"], case=example()
        )

    for wrong in (ISSUES[:3], (*ISSUES, "price"), ("price", "price", *ISSUES[2:]), (*ISSUES[:3], "nothing"), ()):
        assert not form(wrong).is_valid()
    assert not form(ISSUES, role="nobody").is_valid()
    for do, expected in (
        ("save", ISSUES),
        ("up price", ISSUES),
        ("down afterwards", ISSUES),
        ("down price", ("delivery", "price", *ISSUES[2:])),
        ("up afterwards", (*ISSUES[:2], "afterwards", "day")),
        ("up nothing", ISSUES),
        ("sideways price", ISSUES),
    ):
        moved = form(ISSUES, do)
        assert moved.is_valid() and tuple(moved.order) == expected, do


class RankingFormData(dict):
    def getlist(self, name):
        return list(self.get(name, ()))


def test_an_order_of_issues_that_are_no_more_counts_for_nothing(room, sides):
    assignment = at_one_table(room)
    ranked(assignment, sides[0], buyer="pdya")
    assignment.case["issues"].pop()
    del assignment.document
    assert not table(assignment, sides[0]).sides[0].orders


# --- Outcomes ---------------------------------------------------------------------------------------------------------


def test_an_outcome_is_entered_by_one_and_confirmed_by_the_other(room, sides):
    assignment = at_one_table(room)
    assert table(assignment, sides[0]).entered == Entered.NOT_ENTERED
    entered(assignment, sides[0], note="Over tea")
    seen = table(assignment, sides[1])
    assert seen.entered == Entered.WAITING and seen.entered_by.role.code == "buyer"
    assert [side.role.code for side in seen.waits_for] == ["seller"]
    confirmed(assignment, sides[0])  # who entered it has nothing to confirm
    assert not Confirmation.objects.exists()
    confirmed(assignment, sides[1])
    confirmed(assignment, sides[1])
    assert table(assignment, sides[0]).entered == Entered.CONFIRMED


def test_any_change_takes_confirmations_back(room, sides):
    assignment = at_one_table(room)
    entered(assignment, sides[0])
    confirmed(assignment, sides[1])
    entered(assignment, sides[0], note="Over tea", version=1)
    assert table(assignment, sides[0]).entered == Entered.WAITING
    assert Outcome.objects.get().version == 2
    entered(assignment, sides[1], agreed=False, values={}, version=2)
    seen = table(assignment, sides[0])
    assert [side.role.code for side in seen.waits_for] == ["buyer"] and not seen.agreed
    assert seen.points("buyer") is None


def test_nobody_confirms_what_they_have_not_seen(room, sides):
    assignment = at_one_table(room)
    with pytest.raises(Changed):
        confirmed(assignment, sides[1], version=0)
    entered(assignment, sides[0])
    entered(assignment, sides[0], {"price": "400"}, version=1)
    with pytest.raises(Changed):
        confirmed(assignment, sides[1], version=1)
    assert not Confirmation.objects.exists()
    confirmed(assignment, sides[1], version=2)


def test_nothing_is_overwritten_unseen(room, sides):
    assignment = at_one_table(room)
    entered(assignment, sides[0])
    for version in (0, 2):
        with pytest.raises(Changed):
            entered(assignment, sides[1], {"price": "310"}, version=version)
    assert Outcome.objects.get().values == VALUES
    entered(assignment, sides[1], {"price": "310"}, version=1)
    assert Outcome.objects.get().values == {"price": "310"}


def test_who_enters_the_same_confirms_it_whatever_they_had_seen(room, sides):
    assignment = at_one_table(room)
    entered(assignment, sides[0], note="Over tea")
    with pytest.raises(Changed):  # its own words would be lost
        entered(assignment, sides[1], note="In the rain")
    entered(assignment, sides[1])
    outcome = Outcome.objects.get()
    assert (outcome.version, outcome.note) == (1, "Over tea")
    assert table(assignment, sides[0]).entered == Entered.CONFIRMED
    entered(assignment, None, note="Over tea")  # a trainer who changes nothing takes nothing back
    assert table(assignment, sides[0]).entered == Entered.CONFIRMED


def test_those_who_teach_correct_at_any_time_and_then_all_are_asked(room, sides):
    assignment = at_one_table(room)
    entered(assignment, sides[0])
    confirmed(assignment, sides[1])
    reveal(assignment=assignment, at=timezone.now())
    with pytest.raises(NotDone, match="not open"):
        entered(assignment, sides[0], {"price": "310"}, version=1)
    entered(assignment, None, {"price": "310"}, version=1)
    seen = table(assignment, sides[0])
    assert seen.entered_by is None and [side.role.code for side in seen.waits_for] == ["buyer", "seller"]
    confirmed(assignment, sides[0], version=2)
    assert [side.role.code for side in table(assignment, sides[0]).waits_for] == ["seller"]


def test_nothing_changes_in_the_archive(room, sides):
    assignment = at_one_table(room)
    entered(assignment, sides[0])
    assignment.course.archived_at = timezone.now()
    for refused in (
        lambda: ranked(assignment, sides[0], buyer="pdya"),
        lambda: entered(assignment, None, {"price": "310"}, version=1),
        lambda: confirmed(assignment, sides[1]),
    ):
        with pytest.raises(NotDone):
            refused()


def test_a_table_that_was_left_keeps_its_outcome(room, sides):
    assignment = at_one_table(room)
    entered(assignment, sides[0])
    leave_course(enrolment=sides[0])
    left = table(assignment, sides[1])
    assert [side.role.code for side in left.sides] == ["seller"] and left.entered_by is None
    assert [side.role.code for side in left.waits_for] == ["seller"]
    leave_course(enrolment=sides[1])
    (empty,) = tables_of(assignment, timezone.now())
    assert not empty.sides and empty.points("buyer") == 60


def test_a_team_of_three_and_more_roles_wait_for_each_other(room, sides):
    assignment = assigned(room.course, case=of_four(), show_issues=True, grouping="team")
    five = [*sides, *enrol(room.course, 3)]
    roles = ("buyer", "seller", "bank", "city", "city")
    put(assignment, {one: Place(1, role) for one, role in zip(five, roles, strict=True)})
    entered(assignment, five[0])
    confirmed(assignment, five[3])
    assert [side.role.code for side in table(assignment, five[4]).waits_for] == ["seller", "bank"]
    confirmed(assignment, five[1])
    confirmed(assignment, five[2])
    assert table(assignment, five[4]).entered == Entered.CONFIRMED
    assert [len(side.people) for side in table(assignment, five[0]).sides] == [1, 1, 1, 2]


def of_four() -> dict:
    """The case of the tests with four roles, and without points."""
    more = [{"code": code, "name": {"en": code}, "brief": []} for code in ("bank", "city")]
    return to_json(without_points()) | {"roles": [*record()["roles"], *more]}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_at_once_one_is_told_to_look(room, sides):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite keeps the database of the tests in memory, where writers do not wait for each other")
    assignment = at_one_table(room)

    def write(by, price) -> list:
        try:
            entered(assignment, by, {"price": price})
        except Changed:
            return [by]
        finally:
            connection.close()
        return []

    with ThreadPoolExecutor(2) as pool:
        told = sum(pool.map(write, sides, ("310", "320")), [])
    outcome = Outcome.objects.get()
    assert len(told) == 1 and outcome.version == 1
    assert outcome.entered_by_id != team_of(assignment, told[0]).pk


def test_a_case_taken_anew_before_the_briefs_are_out_again_breaks_no_page(room, sides):
    assignment = at_one_table(room)
    entered(assignment, sides[0], {**VALUES, "day": "not a day", "price": "much", "gone": "x", "afterwards": "tea"})
    shown = {term.issue.code: term.value for term in terms(assignment.document, Outcome.objects.get().values)}
    assert shown == {"price": "", "delivery": "Sent", "day": "", "afterwards": "tea"}
    with pytest.raises(NotDone):
        take_case_anew(assignment=assignment, user=room.people["trainer"])


# --- Values and points ------------------------------------------------------------------------------------------------

SENT = {"agreed": "yes", "version": "0", "note": ""}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"on_price": "63.50"}, {"price": "63.5"}),
        ({"on_price": "400"}, {"price": "400"}),
        ({"on_price": "-0"}, {"price": "0"}),
        ({"on_price": "1e2"}, {"price": "100"}),
        ({"on_price": "0.123456"}, {"price": "0.123456"}),
        ({"on_delivery": "fetched"}, {"delivery": "fetched"}),
        ({"on_day": "2027-02-28"}, {"day": "2027-02-28"}),
        ({"on_afterwards": " He  calls\non Monday "}, {"afterwards": "He calls on Monday"}),
        ({"on_price": "1", "on_afterwards": "  "}, {"price": "1"}),
    ],
)
def test_values_are_kept_by_the_kind_of_their_issue(sent, expected):
    values = said(OutcomeForm({**SENT, **sent}, case=example()))["values"]
    assert values == expected
    case = example()
    for code, value in values.items():
        assert kept(read(case.issue(code), value)) == value


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"on_price": "400.01"}, "on_price"),
        ({"on_price": "-1"}, "on_price"),
        ({"on_price": "much"}, "on_price"),
        ({"on_price": "NaN"}, "on_price"),
        ({"on_price": "Infinity"}, "on_price"),
        ({"on_price": "0.1234567"}, "on_price"),
        ({"on_price": "1e400"}, "on_price"),
        ({"on_delivery": "by air"}, "on_delivery"),
        ({"on_day": "2027-02-30"}, "on_day"),
        ({"on_day": "28.2.2027"}, "on_day"),
        ({"on_afterwards": "x" * 401}, "on_afterwards"),
        ({"on_afterwards": "\x07"}, "on_afterwards"),
        ({"on_price": "1", "note": "x" * 2001}, "note"),
        ({"on_price": "1", "agreed": "perhaps"}, "agreed"),
        ({"on_price": "1", "version": "-1"}, "version"),
        ({"on_price": "1", "version": ""}, "version"),
        ({}, "__all__"),
    ],
)
def test_what_is_no_value_is_said_at_its_field(sent, field):
    form = OutcomeForm({**SENT, **sent}, case=example())
    assert list(form.errors) == [field]


def test_without_agreement_it_does_not_matter_what_stands_in_the_fields():
    form = OutcomeForm({**SENT, "agreed": "no", "on_price": "much", "on_delivery": "sent"}, case=example())
    assert said(form) == {"version": 0, "agreed": False, "values": {}, "note": ""}
    bare = from_json(record() | {"issues": []})
    assert said(OutcomeForm(SENT, case=bare))["agreed"] is True


def test_the_form_shows_what_stands(room, sides):
    assignment = at_one_table(room)
    entered(assignment, sides[0], {"price": "63.5", "day": "2027-02-28", "delivery": "sent"}, note="Over tea")
    page = OutcomeForm(case=assignment.document, standing=Outcome.objects.get()).as_p()
    for shown in ('value="63.5"', 'value="2027-02-28"', 'value="sent" selected', "Over tea", 'value="1"'):
        assert shown in page


def test_values_are_said_in_the_language_of_the_reader():
    case = example()
    values = {"price": Decimal("63.5"), "delivery": "sent", "day": date(2027, 2, 28), "afterwards": "tea"}
    for language, expected in (
        ("en", ["63.5 yuan", "Sent", "28\u00a0February\u00a02027", "tea"]),
        ("zh-hans", ["63.5元", "送货上门", "2027年2月28日", "tea"]),
    ):
        with translation.override(language):
            assert [in_words(issue, values[issue.code]) for issue in case.issues] == expected


def test_points_come_with_what_was_settled():
    case = example()
    assert total(case, "buyer", {"price": "250", "delivery": "sent"}) == 80
    assert total(case, "seller", {"price": "250", "delivery": "sent"}) == 15
    assert total(case, "buyer", {"day": "2027-02-28"}) == 0
    assert total(case, "buyer", {"price": "233.333333"}) == 46.7
    assert [term.points for term in terms(case, VALUES, ["buyer", "seller"])] == [
        (20, 30),
        (40, 0),
        (None, None),
        (None, None),
    ]
    assert total(without_points(), "buyer", VALUES) is None


def without_points() -> CaseDocument:
    bare = record()
    for issue in bare["issues"]:
        issue.pop("points", None)
    return from_json(bare)


def test_what_all_agreed_on_is_told_issue_by_issue():
    tables = [
        {"price": price, "delivery": delivery, "day": day}
        for price, delivery, day in (
            ("9", "sent", "2027-03-01"),
            ("100", "sent", "2027-02-28"),
            ("63.5", "fetched", "2028-01-01"),
        )
    ]
    found = {one.issue.code: one for one in ranges(example(), [*tables, {"afterwards": "tea"}])}
    assert found["price"].spread == ("9 yuan", "63.5 yuan", "100 yuan") and found["price"].settled == 3
    assert [count for _name, count in found["delivery"].options] == [1, 2]
    assert found["day"].spread[0] == "28\u00a0February\u00a02027"
    assert found["afterwards"].texts == ("tea",)
    nothing = {one.issue.code: one for one in ranges(example(), [])}
    assert nothing["price"].spread is None and nothing["delivery"].settled == 0


def test_what_was_prepared_is_counted_from_what_was_handed_in_last(room, sides):
    assignment = at_one_table(room, items=["needs", "goals"])
    needs(assignment, sides[0], us="A bicycle by Monday")
    buyer, seller = tables_of(assignment, timezone.now())[0].sides
    assert (buyer.prepared.filled, buyer.prepared.asked, buyer.prepared.rubric) == (1, 2, None)
    assert seller.prepared is None


def test_nobody_else_confirms(room, sides):
    assignment = at_one_table(room)
    entered(assignment, sides[0])
    three = enrol(room.course, 1)[0]
    put(assignment, {three: Place(2, "buyer")})
    with pytest.raises(Changed):
        confirm(assignment=assignment, team=team_of(assignment, three), version=1, now=timezone.now())
