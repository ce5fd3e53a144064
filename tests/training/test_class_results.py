"""The results of a class: table by table, on the wall, and what they say of the preparation."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.training.assigning import assigned, enrol
from tests.training.cases.making import record
from tests.training.negotiating import (
    LANGUAGES,
    SENT,
    VALUES,
    at,
    at_one_table,
    entered,
    needs,
    ranked,
    text,
)
from tests.training.test_groups import put
from tests.training.test_outcomes import of_four
from training.cases.catalogue import library_case
from training.cases.interchange import to_json
from training.debrief import relations
from training.grouping import Place
from training.models import Assignment, Outcome
from training.outcomes import tables_of
from training.services.outcomes import reveal


def class_of(room, tables: int, **fields) -> Assignment:
    """So many tables, each with an outcome of its own; at table 1 sit `student` and `other`."""
    assignment = at_one_table(room, **fields)
    grown(room, assignment, range(2, tables + 1))
    entered(assignment, room.place("student"))
    ranked(assignment, room.place("student"), buyer="pdya", seller="ypda")
    ranked(assignment, room.place("other"), seller="aydp", buyer="pdya")
    needs(assignment, room.place("student"), us="A bicycle by Monday")
    return assignment


def grown(room, assignment, numbers) -> None:
    people = enrol(room.course, 2 * len(numbers))
    places = [(Place(number, "buyer"), Place(number, "seller")) for number in numbers]
    put(assignment, dict(zip(people, [place for two in places for place in two], strict=True)))
    teams = {team.table: team for team in assignment.teams.filter(role="buyer")}
    Outcome.objects.bulk_create(
        Outcome(
            assignment=assignment,
            table=number,
            values={"price": str(200 + number % 150), "delivery": "sent" if number % 2 else "fetched"},
            entered_by=teams[number],
            entered_at=timezone.now(),
        )
        for number in numbers
    )


def test_the_results_stand_table_by_table(room, sides):
    assignment = class_of(room, 3)
    entered(assignment, None, agreed=False, values={}, version=1, number=3)
    client = room.client("trainer")
    page = text(client.get(at("results", room, assignment)))
    assert "2 agreed, 1 without agreement, 0 not entered yet" in page and "3 wait to be confirmed" in page
    first = page[page.index('id="table-1"') : page.index('id="table-2"')]
    for shown in ("300 yuan", "Sent", "not confirmed yet by", "Ma, who sells", "2 of 6 pairs", "6 of 6 pairs", "−0.33"):
        assert shown in first
    assert "1 of 2 items" in first and "not handed in" in first
    assert re.findall(r'data-label="Points">([\d–.]+)<', first) == ["60", "30"]
    third = page[page.index('id="table-3"') :]
    assert "no agreement" in third and re.findall(r'data-label="Points">([\d–.]+)<', third) == ["–", "–"]
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg" role="img"') == 3 and "This says little" not in page
    assert "There is nothing to compare" in page


def test_the_trainer_shows_the_issues_reveals_and_takes_it_back(room, sides):
    assignment = at_one_table(room, show_issues=False)
    client, page = room.client("assistant"), at("results_reveal", room, assignment)
    assert "Show the students the issues" in text(client.get(at("results", room, assignment)))
    for do, issues, revealed in (
        ("nothing", False, False),
        ("issues", True, False),
        ("reveal", True, True),
        ("cover", True, False),
    ):
        assert client.post(page, {"do": do})["Location"] == at("results", room, assignment)
        assignment.refresh_from_db()
        assert (assignment.show_issues, assignment.is_revealed(timezone.now())) == (issues, revealed)
    assert "Reveal" in text(client.get(at("results", room, assignment)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wall_shows_no_names_unless_they_are_asked_for(room, sides, language):
    assignment = class_of(room, 3)
    user = room.people["trainer"]
    type(user).objects.filter(pk=user.pk).update(language=language)
    client, page = room.client("trainer"), at("results_show", room, assignment)
    shown = text(client.get(page))
    names = ["Other", "Student 0"]
    assert not [name for name in names if name in shown]
    assert ("202元" if language == "zh-hans" else "202 yuan") in shown and "τ" in shown
    shown = text(client.get(page + "?names=1"))
    assert all(name in shown for name in names)


CASES = {
    "the usual one": lambda: record(),
    "no points": lambda: of_four() | {"roles": record()["roles"]},
    "no issues": lambda: record() | {"issues": []},
    "one issue": lambda: record() | {"issues": record()["issues"][:1]},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("how", ["nothing", "no agreement", "all equal", "one table"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_comes_of_it_there_is_a_page(room, sides, case, how, language):
    assignment = at_one_table(room, case=CASES[case]())
    values = {code: value for code, value in VALUES.items() if code in {i["code"] for i in assignment.case["issues"]}}
    if how in ("all equal", "no agreement"):
        grown(room, assignment, range(2, 5))
        alike = {"values": values, "agreed": how == "all equal"}
        Outcome.objects.update(**alike)
    if how != "nothing":
        entered(assignment, sides[0], values if how != "no agreement" else {}, agreed=how != "no agreement")
    users = type(room.people["trainer"]).objects
    users.update(language=language)
    client = room.client("trainer")
    pages = [at("results", room, assignment), at("results_show", room, assignment)]
    pages += [pages[1] + "?names=1", at("outcome", room, assignment) + "?table=1"]
    for page in pages:
        assert client.get(page).status_code == 200
    for who in ("student", "other"):
        assert room.client(who).get(at("outcome", room, assignment)).status_code == 200
    charts = text(client.get(pages[0])).count("<svg xmlns")
    assert charts == (2 if how in ("all equal", "one table") and "points" not in case and case != "no issues" else 0)


def test_a_case_of_four_parties_has_all_its_pages(room, sides):
    case = to_json(library_case("joint_venture").document)
    assignment = assigned(room.course, case=case, show_issues=True)
    people, roles = [*sides, *enrol(room.course, 2)], [role["code"] for role in case["roles"]]
    put(assignment, {one: Place(1, role) for one, role in zip(people, roles, strict=True)})
    sent = dict(SENT)
    for issue in assignment.document.issues:
        usual = {"number": issue.high, "date": "2027-02-28", "text": "tea"}
        sent[f"on_{issue.code}"] = issue.options[0].code if issue.options else usual[issue.kind]
    client = room.client("student")
    assert client.post(at("outcome", room, assignment), sent).status_code == 302
    trainer = room.client("trainer")
    page = text(trainer.get(at("results", room, assignment)))
    assert page.count('<tr class="side">') == 4 and page.count("<svg xmlns") == 4
    assert trainer.get(at("results_show", room, assignment)).status_code == 200


def test_250_tables_are_shown_page_by_page_and_counted_whole(room, sides):
    assignment = class_of(room, 250)
    client = room.client("trainer")
    page = text(client.get(at("results", room, assignment)))
    assert page.count('<tr class="table-head">') == 50 and "250 agreed" in page
    assert 'id="table-250"' in text(client.get(at("results", room, assignment) + "?page=5"))
    bars = [int(count) for count in re.findall(r'font-weight="700">(\d+)</text>', page)]
    assert sum(bars) == 500


@pytest.mark.parametrize(
    ("name", "who", "pinned", "revealed"),
    [
        ("results", "trainer", 11, False),
        ("results_show", "trainer", 11, False),
        ("outcome", "student", 9, False),
        ("ranking", "student", 9, False),
        ("ranking", "student", 10, True),
    ],
)
def test_pages_take_a_fixed_number_of_queries(room, name, who, pinned, revealed):
    assignment = class_of(room, 1)
    reveal(assignment=assignment, at=timezone.now() if revealed else None)
    client, counts = room.client(who), []
    for more in ((), (2, 3)):
        grown(room, assignment, more)
        client.get(at(name, room, assignment))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(at(name, room, assignment)).status_code == 200
        counts.append(len(captured))
    assert counts == [pinned, pinned]


def test_preparation_is_set_beside_points_honestly(room, sides):
    assignment = at_one_table(room, items=["needs", "goals"])
    grown(room, assignment, (2, 3))
    entered(assignment, sides[0])
    needs(assignment, sides[0], us="A bicycle by Monday")
    (only,) = relations(assignment.document, tables_of(assignment, timezone.now()))
    assert (only.role.code, only.teams, only.tau) == ("buyer", 1, None) and "nothing to compare" in only.says
