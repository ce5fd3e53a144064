"""A case as data: what a role may read of it, and what a result is worth."""

from __future__ import annotations

import dataclasses
import json
import pickle
from decimal import Decimal

import pytest

from tests.training.cases.making import example, record
from training.cases.catalogue import CASES
from training.cases.document import CaseDocument
from training.cases.interchange import from_json
from training.cases.tables import points_table


def marked() -> CaseDocument:
    """A case in which each text says where it stands."""

    def mark(value, place):
        if isinstance(value, dict) and set(value) == {"en", "zh-hans"}:
            return {language: f"CANARY {'.'.join(place)} {language}" for language in value}
        if isinstance(value, dict):
            return {key: mark(part, [*place, key]) for key, part in value.items()}
        if isinstance(value, list):
            return [mark(part, [*place, str(number)]) for number, part in enumerate(value)]
        return value

    return from_json(mark(record(), []))


def canaries(value: object) -> set[str]:
    """The places of all marked texts in a value and whatever can be reached from it."""
    if isinstance(value, str):
        return {value.split()[1]} if value.startswith("CANARY") else set()
    if isinstance(value, tuple | list):
        return set().union(*map(canaries, value))
    if dataclasses.is_dataclass(value):
        return set().union(*(canaries(getattr(value, field.name)) for field in dataclasses.fields(value)))
    return set()


def test_the_canaries_sing():
    found = canaries(marked())
    assert {"title", "teaches", "notes.0", "roles.1.brief.0", "issues.1.options.0.name"} < found
    assert len(found) == 16


@pytest.mark.parametrize(("role", "own"), [("buyer", 0), ("seller", 1)])
def test_a_role_reads_the_introduction_its_own_brief_and_the_names_of_the_issues_and_nothing_else(role, own):
    given = marked().for_role(role)
    assert canaries(given) == {
        "title", "introduction.0", "introduction.1",
        f"roles.{own}.name", f"roles.{own}.brief.0",
        *(f"issues.{number}.name" for number in range(4)),
    }  # fmt: skip


@pytest.mark.parametrize("role", ["buyer", "seller"])
def test_nothing_else_can_be_reached_from_what_a_role_is_given(role):
    """Not through any attribute, nor from what would be sent or kept of it."""
    case = marked()
    given = case.for_role(role)
    other = "seller" if role == "buyer" else "buyer"
    texts = {json.dumps(dataclasses.asdict(given)), repr(given), repr(pickle.dumps(given))}
    for name in dir(given):
        if not name.startswith("__"):
            texts.add(repr(getattr(given, name)))
    own = ("buyer", "seller").index(role)
    for secret in (f"roles.{1 - own}", "notes", "teaches", "options", "unit", other, "60", "400"):
        assert not any(secret in text for text in texts), secret
    assert not hasattr(given, "__dict__")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_no_role_of_ours_is_given_the_brief_of_another(case):
    for role in case.document.roles:
        given = repr(case.document.for_role(role.code))
        for other in case.document.roles:
            for text in other.brief if other is not role else ():
                assert text.en not in given and text.zh_hans not in given
        for text in case.document.notes:
            assert text.en not in given and text.zh_hans not in given


def test_unknown_codes_are_an_error():
    for look_up in (example().for_role, example().role, example().issue):
        with pytest.raises(KeyError):
            look_up("nobody")


@pytest.mark.parametrize(
    ("issue", "role", "value", "points"),
    [
        ("price", "buyer", 200, 60),
        ("price", "buyer", 250, 40),
        ("price", "buyer", 350.0, 10),
        ("price", "buyer", 300, 20),
        ("price", "buyer", 0, 60),
        ("price", "buyer", 1000, 0),
        ("price", "seller", Decimal("300"), 30),
        ("price", "seller", float("inf"), 60),
        ("price", "seller", float("nan"), None),
        ("price", "seller", Decimal("nan"), None),
        ("price", "seller", True, None),
        ("price", "seller", "300", None),
        ("price", "seller", None, None),
        ("price", "nobody", 300, None),
        ("delivery", "buyer", "sent", 40),
        ("delivery", "seller", "fetched", 5),
        ("delivery", "seller", "flown", None),
        ("delivery", "nobody", "sent", None),
        ("delivery", "buyer", None, None),
        ("day", "buyer", "2031-05-06", None),
        ("afterwards", "buyer", "x", None),
    ],
)
def test_points_are_linear_between_two_values_and_as_at_the_ends_beyond(issue, role, value, points):
    assert example().points(issue, role, value) == points


def test_a_table_has_a_row_for_each_value_at_which_anybodys_points_turn():
    price, delivery, day, _afterwards = points_table(example())
    assert [(row.value, row.points) for row in price.rows] == [(200, (60, 0)), (300, (20, 30)), (400, (0, 60))]
    assert [(row.value.en, row.points) for row in delivery.rows] == [("Fetched", (0, 5)), ("Sent", (40, 0))]
    assert day.rows == ()


def test_the_languages_of_a_case_are_those_of_its_title():
    data = record()
    assert from_json(data).languages == ("en", "zh-hans")
    data["title"]["en"] = ""
    assert from_json(data).languages == ("zh-hans",)
