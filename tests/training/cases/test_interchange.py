"""The format of a case: what goes out comes in again, and what is not ours is refused by name."""

from __future__ import annotations

import copy
import json

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from quadrants.interchange import DocumentError
from tests.training.cases.making import both, record
from training.cases.catalogue import CASES
from training.cases.document import MOST_ISSUES, MOST_OPTIONS, MOST_PARAGRAPHS, MOST_ROLES
from training.cases.interchange import from_json, to_json


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_each_of_ours_goes_out_and_in(case):
    there = json.loads(json.dumps(to_json(case.document)))
    assert to_json(from_json(there)) == there | {
        "items": list(from_json(there).items), "strategies": list(from_json(there).strategies)}  # fmt: skip
    assert set(from_json(there).strategies) == set(case.document.strategies)


def test_what_goes_out_comes_in_unchanged():
    assert to_json(from_json(record())) == record()


def test_what_may_be_absent():
    least = {"format": "negotiation-case", "version": 1, "title": {"en": "Desks"}, "minutes_to_prepare": 5,
             "minutes_to_talk": 5, "roles": [{"code": code, "name": {"zh-hans": code}} for code in "ab"]}  # fmt: skip
    case = from_json(least)
    assert (case.introduction, case.issues, case.notes, case.items, bool(case.teaches)) == ((), (), (), (), False)
    assert from_json(to_json(case)) == case


def test_texts_take_their_kept_form():
    data = record()
    data["title"]["en"] = "  A  used\nbicycle "
    data["introduction"][0]["en"] = "Cafe\u0301\r\n\r\n opens "
    case = from_json(data)
    assert case.title.en == "A used bicycle"
    assert case.introduction[0].en == "Café\n opens"


def changed(place: str, value: object) -> dict:
    """The case with another value at `a.0.b`; without it where the value is KeyError."""
    data = copy.deepcopy(record())
    *parents, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    at = data
    for part in parents:
        at = at[part]
    if value is KeyError:
        del at[last]
    else:
        at[last] = value
    return data


ROLE, ISSUE, OPTION = record()["roles"][0], record()["issues"][2], record()["issues"][1]["options"][0]


def many(part: dict, count: int) -> list[dict]:
    return [{**part, "code": f"code_{number}", "name": both(f"N{number}", f"名{number}")} for number in range(count)]


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("format", "negotiation-worksheet", "not a case"),
        ("version", 2, "version 2"),
        ("version", True, "which version"),
        ("version", 0, "which version"),
        ("version", KeyError, "version is missing"),
        ("colour", "red", "the file: there is no field “colour”"),
        ("title", KeyError, "title is missing"),
        ("title", both(" ", ""), "title is empty"),
        ("title", "A title", "title: the value is of the wrong kind"),
        ("title.fr", "Titre", "title: there is no field “fr”"),
        ("title.en", 7, "title.en: the value is of the wrong kind"),
        ("title.en", "x" * 201, "title.en is longer than 200 characters"),
        ("title.en", "a\u202eb", "title.en holds a character that cannot be kept (U+202E)"),
        ("title.en", "a\x00b", "U+0000"),
        ("title.en", "a\ud800b", "U+D800"),
        ("minutes_to_talk", 0, "minutes_to_talk is not a whole number from 1 to 1440"),
        ("minutes_to_talk", 1.5, "minutes_to_talk is not a whole number"),
        ("items", ["goals", "nothing"], "items: there is no “nothing”"),
        ("items", [[]], "items: there is no “[]”"),
        ("strategies", "about_them", "strategies: the value is of the wrong kind"),
        ("introduction", {}, "introduction: the value is of the wrong kind"),
        ("introduction.1", both("", " "), "introduction[1] is empty"),
        ("introduction", [both("x", "")] * (MOST_PARAGRAPHS + 1), "introduction: more than 40"),
        ("roles.0.brief.0.en", "x" * 4001, "roles[0].brief[0].en is longer than 4000 characters"),
        ("notes", None, "notes: the value is of the wrong kind"),
        ("roles", [], "roles: A case has at least two roles."),
        ("roles", [ROLE], "at least two roles"),
        ("roles", many(ROLE, MOST_ROLES + 1), "roles: more than 8"),
        ("roles.0", [], "roles[0]: the value is of the wrong kind"),
        ("roles.0.secret", "x", "roles[0]: there is no field “secret”"),
        ("roles.0.name", KeyError, "roles[0].name is missing"),
        ("roles.0.code", "Buyer", "roles[0].code may hold only small letters"),
        ("roles.0.code", "b" * 41, "roles[0].code may hold only"),
        ("roles.1.code", "buyer", "roles[1].code: This code stands twice."),
        ("issues", many(ISSUE, MOST_ISSUES + 1), "issues: more than 12"),
        ("issues.1.code", "price", "issues[1].code: This code stands twice."),
        ("issues.0.kind", "colour", "issues[0].kind: there is no “colour”"),
        ("issues.0.kind", [], "issues[0].kind: there is no “[]”"),
        ("issues.0.low", KeyError, "issues[0].low: A number needs a smallest and a largest value"),
        ("issues.0.low", 400, "issues[0].low: A number needs"),
        ("issues.0.low", "0", "issues[0].low: the value is of the wrong kind"),
        ("issues.0.low", False, "issues[0].low: the value is of the wrong kind"),
        ("issues.0.high", float("nan"), "issues[0].high: the value is of the wrong kind"),
        ("issues.0.high", 10**400, "issues[0].high: the value is of the wrong kind"),
        ("issues.2.low", 1, "issues[2].low: This does not belong to this kind of issue."),
        ("issues.2.unit", both("days", "天"), "issues[2].unit: This does not belong"),
        ("issues.2.options", many(OPTION, 2), "issues[2].options: This does not belong"),
        ("issues.2.points", {"buyer": [[1, 1], [2, 2]]}, "issues[2].points: This does not belong"),
        ("issues.1.options", [OPTION], "issues[1].options: A choice has at least two options."),
        ("issues.1.options", many(OPTION, MOST_OPTIONS + 1), "issues[1].options: more than 20"),
        ("issues.1.options.1.code", "fetched", "issues[1].options[1].code: This code stands twice."),
        ("issues.1.options.1.name.en", "FETCHED", "issues[1].options: Two options have the same name."),
        ("issues.1.points.buyer.sent", KeyError, "issues[1].points.buyer: Give points for every option"),
        ("issues.1.points.buyer.flown", 1, "issues[1].points.buyer: Give points for every option"),
        ("issues.1.points.buyer.sent", 0.5, "issues[1].points.buyer: Points are whole numbers"),
        ("issues.1.points.buyer", [[1, 1]], "issues[1].points.buyer: the value is of the wrong kind"),
        ("issues.0.points.seller", KeyError, "issues[0].points.seller: Points are for every role or for none."),
        ("issues.0.points.nobody", [[1, 1], [2, 2]], "issues[0].points.nobody: There is no such role."),
        ("issues.0.points.buyer", {}, "issues[0].points.buyer: the value is of the wrong kind"),
        ("issues.0.points.buyer", [[1, 1]], "issues[0].points.buyer: Give at least two values"),
        ("issues.0.points.buyer", [[1, 1], [1, 2]], "issues[0].points.buyer: Values stand once each"),
        ("issues.0.points.buyer", [[1, 1], [401, 2]], "issues[0].points.buyer: This value cannot be entered"),
        ("issues.0.points.buyer", [[1, 1001], [2, 2]], "issues[0].points.buyer: Points are whole numbers"),
        ("issues.0.points.buyer", [[1, 1, 1], [2, 2]], "issues[0].points.buyer: the value is of the wrong kind"),
        ("issues.0.points.buyer", [[n, 1] for n in range(41)], "issues[0].points.buyer: more than 40"),
    ],
)  # fmt: skip
def test_what_is_not_ours_is_refused_by_name(place, value, said):
    with translation.override("en"), pytest.raises(DocumentError) as refused:
        from_json(changed(place, value))
    assert said in str(refused.value)


def test_a_refusal_is_told_in_the_language_of_the_reader():
    with translation.override("zh-hans"), pytest.raises(DocumentError, match="至少要有两个角色"):
        from_json(changed("roles", []))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=8), part, max_size=3),
)
PLACES = [
    "version", "title", "title.en", "minutes_to_talk", "items", "introduction", "introduction.0", "roles", "roles.0",
    "roles.0.code", "roles.0.brief", "issues", "issues.0", "issues.0.kind", "issues.0.low", "issues.0.unit",
    "issues.0.points", "issues.0.points.buyer", "issues.1.options", "issues.1.options.0", "issues.1.points",
    "issues.1.points.buyer", "notes", "other",
]  # fmt: skip


@given(place=st.sampled_from(PLACES), value=JSON)
def test_whatever_stands_in_a_file_is_read_or_refused(place, value):
    try:
        case = from_json(changed(place, value))
    except DocumentError:
        return
    assert from_json(to_json(case)) == case


@given(data=JSON)
def test_any_other_file_is_refused(data):
    with pytest.raises(DocumentError):
        from_json(data)
