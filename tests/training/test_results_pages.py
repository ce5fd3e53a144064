"""The pages around the table: orders and outcomes; and that no side sees more than it may."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.test_access_matrix import body
from tests.training.assigning import assigned, enrol, later
from tests.training.cases.making import record
from tests.training.negotiating import (
    ISSUES,
    LANGUAGES,
    SENT,
    VALUES,
    at,
    at_one_table,
    confirmed,
    entered,
    needs,
    ranked,
    text,
)
from tests.training.test_groups import put
from tests.training.test_outcomes import of_four
from training.grouping import Place
from training.models import Outcome, Ranking
from training.services.outcomes import reveal
from training.services.people import leave_course

# --- Orders -----------------------------------------------------------------------------------------------------------


def orders(page: str) -> dict[str, list[str]]:
    """What the page would send for each role."""
    forms = re.findall(r'name="role" value="(\w+)"(.*?)</form>', page, re.DOTALL)
    return {role: re.findall(r'name="issues" value="(\w+)"', form) for role, form in forms}


def test_the_issues_are_put_in_order_by_buttons_alone(room, sides):
    assignment = at_one_table(room)
    client, page = room.client("student"), at("ranking", room, assignment)
    assert page in text(client.get(at("assignment", room, assignment)))
    shown = text(client.get(page))
    assert orders(shown) == {"buyer": list(ISSUES), "seller": list(ISSUES)} and shown.count("data-unsaid") == 2
    answer = client.post(page, {"role": "seller", "issues": ISSUES, "do": "up afterwards"})
    assert answer["Location"] == f"{page}#of-seller"
    shown = text(client.get(page))
    assert orders(shown)["seller"] == ["price", "delivery", "afterwards", "day"] and shown.count("data-unsaid") == 1
    client.post(page, {"role": "buyer", "issues": ISSUES, "do": "save"})
    assert Ranking.objects.count() == 2
    for wrong in ({"role": "buyer"}, {"role": "nobody", "issues": ISSUES}, {"role": "buyer", "issues": ["price"] * 4}):
        assert client.post(page, wrong).status_code == 422
    assert orders(text(client.get(page)))["buyer"] == list(ISSUES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_the_pages_of_a_side_tells_what_the_other_has_said_before_the_reveal(room, sides, language):
    """Byte for byte the same, whatever the other side has ranked, written and prepared."""
    assignment = at_one_table(room)
    ranked(assignment, sides[0], buyer="pdya", seller="ypda")
    client = room.client("student")
    user = room.people["student"]
    type(user).objects.filter(pk=user.pk).update(language=language)
    pages = [at(name, room, assignment) for name in ("ranking", "outcome", "assignment")]
    pages += [reverse("course", args=[room.course.pk]), reverse("courses")]
    before = [body(client.get(page)) for page in pages]
    ranked(assignment, sides[1], seller="aydp", buyer="dapy")
    needs(assignment, sides[1], us="THE CELLAR", them="HIS MONDAY")
    assert [body(client.get(page)) for page in pages] == before
    for hidden in ("results", "results_show"):
        assert client.get(at(hidden, room, assignment)).status_code == 404
        assert client.get(at(hidden, room, assignment) + "?names=1").status_code == 404
    entered(assignment, sides[0])
    confirmed(assignment, sides[1])
    closed = body(client.get(pages[0]))
    assert "THE CELLAR" not in closed and not orders(closed)
    reveal(assignment=assignment, at=timezone.now())
    shown = text(client.get(pages[0]))
    assert "THE CELLAR" in shown and "HIS MONDAY" in shown
    reveal(assignment=assignment, at=None)
    assert body(client.get(pages[0])) == closed


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_the_reveal_guess_and_truth_stand_side_by_side(room, sides, language):
    assignment = at_one_table(room)
    ranked(assignment, sides[0], buyer="pdya", seller="ypda")
    ranked(assignment, sides[1], seller="aydp", buyer="pdya")
    needs(assignment, sides[0], us="A bicycle by Monday", them="He wants 400", nobody="NOT SAID OF WHOM")
    needs(assignment, sides[1], us="An empty cellar")
    reveal(assignment=assignment, at=timezone.now())
    for name in ("student", "other"):
        user = room.people[name]
        type(user).objects.filter(pk=user.pk).update(language=language)
        page = text(room.client(name).get(at("ranking", room, assignment)))
        rows = re.findall(r'<td class="numbers">(\d)</td>\s*<td class="numbers">(\d)</td>', page)
        wrong, right = [(1, 4), (2, 1), (3, 3), (4, 2)], [(number, number) for number in (1, 2, 3, 4)]
        wanted = [*wrong, *right] if name == "student" else [*right, *wrong]
        assert [(int(place), int(guess)) for place, guess in rows] == wanted
        assert "1.00" in page and "−0.33" in page
        for line in ("A bicycle by Monday", "He wants 400", "An empty cellar"):
            assert page.count(line) == 1
        assert "NOT SAID OF WHOM" not in page and "data-order" not in page
        assert room.client(name).post(at("ranking", room, assignment), {"role": "buyer", "issues": ISSUES}).url


def test_who_has_not_ranked_is_told_that_nothing_can_be_compared(room, sides):
    assignment = at_one_table(room, revealed_at=timezone.now())
    page = text(room.client("student").get(at("ranking", room, assignment)))
    assert page.count("Nothing to compare") == 2 and page.count("Nothing that was handed in") == 4


def test_four_sides_guess_three_and_see_three(room, sides):
    assignment = assigned(room.course, case=of_four(), show_issues=True)
    people = [*sides, *enrol(room.course, 2)]
    roles = ("buyer", "seller", "bank", "city")
    put(assignment, {one: Place(1, role) for one, role in zip(people, roles, strict=True)})
    client, page = room.client("student"), at("ranking", room, assignment)
    assert list(orders(text(client.get(page)))) == list(roles)
    for one in people:
        ranked(assignment, one, **dict.fromkeys(roles, "pdya"))
    reveal(assignment=assignment, at=timezone.now())
    shown = text(client.get(page))
    assert shown.count("1.00") == 6 and len(re.findall("<h2 +lang", shown)) == 3
    page = text(room.client("trainer").get(at("results", room, assignment)))
    assert page.count("6 of 6 pairs") == 12 + 4


# --- Who finds which page ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ranking", "outcome"])
def test_who_sits_at_no_table_or_is_not_in_the_course_finds_nothing(room, sides, name):
    assignment = at_one_table(room)
    page = at(name, room, assignment)
    assert room.client("student").get(page).status_code == 200
    for who in ("former", "elsewhere", "outsider"):
        for ask in ("get", "post"):
            assert getattr(room.client(who), ask)(page, SENT).status_code == 404
    put(assignment, {}, {sides[0]: True})
    assert room.client("student").get(page).status_code == 404
    assert room.client("student").post(page, SENT).status_code == 404
    leave_course(enrolment=sides[1])
    assert room.client("other").get(page).status_code == 404
    assert not Outcome.objects.exists()


@pytest.mark.parametrize(
    "hidden",
    [
        {"show_issues": False},
        {"briefs_at": later(0.5)},
        {"case": None, "case_origin": "", "show_issues": True},
    ],
)
def test_nothing_names_an_issue_before_it_is_time(room, hidden):
    assignment = at_one_table(room, **hidden)
    client, own = room.client("student"), at("assignment", room, assignment)
    for name in ("ranking", "outcome"):
        page = at(name, room, assignment)
        assert client.get(page).status_code == 404 and client.post(page, SENT).status_code == 404
        assert page not in text(client.get(own))
    assert "Delivery" not in text(client.get(own))


def test_each_table_has_its_own_page(room, sides):
    assignment = at_one_table(room)
    three, four = enrol(room.course, 2)
    put(assignment, {three: Place(2, "buyer"), four: Place(2, "seller")})
    entered(assignment, three, note="THE OTHER TABLE", number=2)
    for query in ("", "?table=2"):
        assert "THE OTHER TABLE" not in text(room.client("student").get(at("outcome", room, assignment) + query))
    room.client("student").post(at("outcome", room, assignment) + "?table=2", {**SENT, "on_price": "1"})
    assert dict(Outcome.objects.values_list("table", "values")) == {1: {"price": "1"}, 2: VALUES}


def test_wrong_methods_are_refused(room):
    assignment = at_one_table(room)
    client = room.client("trainer")
    assert client.get(at("results_reveal", room, assignment)).status_code == 405
    for name in ("results", "results_show"):
        assert client.post(at(name, room, assignment)).status_code == 405
    for name in ("ranking", "outcome"):
        assert room.client("student").delete(at(name, room, assignment)).status_code == 405


@pytest.mark.parametrize("name", ["results", "results_show"])
def test_without_a_case_nothing_comes_of_it(room, name):
    alone = assigned(room.course, case=None, case_origin="", grouping="individual")
    client = room.client("trainer")
    assert client.get(at(name, room, alone)).status_code == 404
    assert client.post(at("results_reveal", room, alone), {"do": "reveal"}).status_code == 404
    assert at("results", room, alone) not in text(client.get(at("assignment", room, alone)))


# --- Outcomes ---------------------------------------------------------------------------------------------------------


def test_one_side_enters_the_other_confirms(room):
    assignment = at_one_table(room)
    buyer, seller, page = room.client("student"), room.client("other"), at("outcome", room, assignment)
    sent = {**SENT, "on_price": "300", "on_delivery": "sent", "on_day": "2027-02-28", "note": "Over tea"}
    assert buyer.post(page, sent)["Location"] == page
    shown = text(buyer.get(page))
    assert "entered by you" in shown and "300 yuan" in shown and "left open" in shown and "This is right" not in shown
    assert "60" in shown  # 20 for the price and 40 for the delivery
    shown = text(seller.get(page))
    assert "This is right" in shown and "Over tea" in shown
    seller.post(page, {"do": "confirm", "version": "1"})
    assert "confirmed by all" in text(buyer.get(page))


def test_who_has_not_ranked_is_warned_before_the_result_closes_the_orders(room, sides):
    """One order of two is not enough; the side that has said both reads nothing of it."""
    assignment = at_one_table(room)
    here, client = at("outcome", room, assignment), room.client("other")
    warned = "Once all have confirmed the result, the orders are closed."
    assert warned in text(room.client("student").get(here))
    entered(assignment, sides[0])
    for count, role in enumerate(("seller", "buyer")):
        page = text(client.get(here))
        assert page.index(warned) < page.index('value="confirm"') and at("ranking", room, assignment) in page, count
        client.post(at("ranking", room, assignment), {"role": role, "issues": ISSUES, "do": "save"})
    assert warned not in text(client.get(here))
    client.post(here, {"do": "confirm", "version": "1"})
    assert warned not in text(room.client("student").get(here))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"on_price": "401"}, "less than or equal to 400"),
        ({"on_price": "much"}, "Enter a number"),
        ({"on_delivery": "by air"}, "not one of the available choices"),
        ({"on_day": "2027-02-30"}, "valid date"),
        ({"on_afterwards": "x" * 401}, "at most 400 characters"),
        ({"note": "x" * 2001, "on_price": "1"}, "at most 2000 characters"),
        ({}, "at least one issue"),
    ],
)
def test_what_is_no_value_is_said_and_nothing_is_written(room, said, message):
    assignment = at_one_table(room)
    answer = room.client("student").post(at("outcome", room, assignment), {**SENT, **said})
    assert answer.status_code == 422 and message in text(answer)
    assert not Outcome.objects.exists()


def test_who_comes_second_sees_both_and_saves_again(room, sides):
    assignment = at_one_table(room)
    entered(assignment, sides[0])
    client, page = room.client("other"), at("outcome", room, assignment)
    answer = client.post(page, {**SENT, "on_price": "333"})
    shown = text(answer)
    assert answer.status_code == 409 and "entered something else meanwhile" in shown
    assert "300 yuan" in shown and 'value="333"' in shown
    version = re.search(r'name="version" value="(\d+)"[^>]*id="id_version"', shown)
    assert version[1] == "1"
    client.post(page, {**SENT, "on_price": "333", "version": version[1]})
    assert Outcome.objects.get().values == {"price": "333"}


@pytest.mark.parametrize("version", ["1", "x", "", "99999999999"])
def test_a_stale_confirmation_counts_for_nothing(room, sides, version):
    assignment = at_one_table(room)
    entered(assignment, sides[0])
    entered(assignment, sides[0], {"price": "400"}, version=1)
    answer = room.client("other").post(
        at("outcome", room, assignment), {"do": "confirm", "version": version}, follow=True
    )
    assert "changed it meanwhile" in text(answer) and not Outcome.objects.get().confirmations.exists()


def test_those_who_teach_enter_and_correct_any_table(room, sides):
    assignment = at_one_table(room, show_issues=False)
    for who in ("trainer", "assistant"):
        client, page = room.client(who), at("outcome", room, assignment) + "?table=1"
        shown = text(client.get(page))
        version = Outcome.objects.first().version if Outcome.objects.exists() else 0
        assert "Wu, who buys" in shown
        answer = client.post(page, {**SENT, "version": version, "on_price": "300", "note": who})
        assert answer["Location"] == at("results", room, assignment) + "#table-1"
    assert (Outcome.objects.get().note, Outcome.objects.get().version) == ("assistant", 2)
    for number in ("2", "0"):
        page = at("outcome", room, assignment) + f"?table={number}"
        assert client.get(page).status_code == 404
        assert client.post(page, {**SENT, "on_price": "300"}).status_code == 404
    assert client.get(at("outcome", room, assignment) + "?table=x").status_code == 302
    assert Outcome.objects.count() == 1


def with_canaries(**more) -> dict:
    """Points of the seller that nobody else may read: 613 and 304, together 917."""
    case = record()
    case["issues"][0]["points"]["seller"] = [[200, 0], [300, 613], [400, 888]]
    case["issues"][1]["points"]["seller"] = {"fetched": 777, "sent": 304}
    return case | more


OF_THE_SELLER = {"613", "304", "917", "888", "777"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_side_reads_its_own_points_and_never_those_of_the_other(room, sides, language):
    assignment = at_one_table(room, case=with_canaries())
    user = room.people["student"]
    type(user).objects.filter(pk=user.pk).update(language=language)
    entered(assignment, sides[0])
    client = room.client("student")
    pages = [at(name, room, assignment) for name in ("outcome", "ranking", "assignment")]

    def read(who=client) -> set[str]:
        return {number for page in pages for number in re.findall(r"(?a)(?<!\w)\d{2,3}(?!\w)", text(who.get(page)))}

    assert "60" in read() and not OF_THE_SELLER & read()
    assert {"613", "304", "917"} <= read(room.client("other"))
    confirmed(assignment, sides[1])
    assert not OF_THE_SELLER & read()
    reveal(assignment=assignment, at=timezone.now())
    assert OF_THE_SELLER & read() == {"917"}
    # With the points of the other side in sight nothing is tried out any more.
    client.post(pages[0], {**SENT, "version": "1", "on_price": "400"})
    assert Outcome.objects.get().values == VALUES
