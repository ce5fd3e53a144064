"""The document format: what goes out comes in again, and what is not ours is refused by name."""

from __future__ import annotations

import copy
import json
from datetime import date

import jsonschema
import pytest
from django.utils import translation

from quadrants.interchange import DocumentError, from_json, to_json
from quadrants.loading import load_document, load_whole
from quadrants.models import Edit, Worksheet
from quadrants.services.demo import DEMOS, read_demo
from quadrants.services.worksheets import duplicate_worksheet, import_worksheet
from tools.schema import SCHEMA_PATH, schema

pytestmark = pytest.mark.django_db


@pytest.fixture(params=DEMOS)
def demo(request: pytest.FixtureRequest) -> dict:
    return read_demo(request.param, date(2026, 11, 23))


def without_ids_and_times(data: dict) -> dict:
    """The same document with parties named by their place, and without ids and times."""
    data = copy.deepcopy(data)
    places = {party.pop("id"): number for number, party in enumerate(data["parties"])}
    for entry in data["entries"]:
        entry.pop("id")
        entry["party"] = places.get(entry["party"])
    for influence in data["influences"]:
        influence.pop("id")
        influence |= {name: places[influence[name]] for name in ("who", "whom")}
    for name in ("id", "created_at", "changed_at"):
        data["worksheet"].pop(name)
    deal = json.dumps(data["deal"])
    parts = [part for section in ("issues", "options", "combinations", "packages") for part in data["deal"][section]]
    for number, part in enumerate(parts):
        deal = deal.replace(part["id"], f"part {number}")
    return data | {"deal": json.loads(deal)}


def test_an_export_of_an_import_equals_the_export(owner, demo):
    first = to_json(load_whole(import_worksheet(user=owner, data=demo, consent=True)))
    second = to_json(load_whole(import_worksheet(user=owner, data=first, consent=True)))
    assert without_ids_and_times(first) == without_ids_and_times(second)
    assert without_ids_and_times(from_and_to(demo)) == without_ids_and_times(first)


def from_and_to(data: dict) -> dict:
    return to_json(from_json(data))


def test_an_import_has_new_ids_and_a_logged_beginning(owner, demo):
    worksheet = import_worksheet(user=owner, data=demo)
    again = import_worksheet(user=owner, data=demo)
    assert not {entry.id for entry in load_document(worksheet).entries} & {
        entry.id for entry in load_document(again).entries
    }
    logged = Edit.objects.filter(subject_id=worksheet.pk).values_list("target", flat=True)
    assert {f"entry:{entry.id}" for entry in load_document(worksheet).entries} < set(logged)


def test_a_duplicate_holds_the_same(owner, demo):
    worksheet = import_worksheet(user=owner, data=demo)
    one, two = (without_ids_and_times(to_json(load_document(w))) for w in (
        worksheet, duplicate_worksheet(user=owner, worksheet=worksheet)))  # fmt: skip
    assert two["worksheet"].pop("title").startswith(one["worksheet"].pop("title"))
    assert two["worksheet"].pop("state") == "preparing"
    one["worksheet"].pop("state")
    assert one == two


def test_the_schema_is_the_one_in_docs_and_describes_every_export(owner, demo):
    assert json.loads(SCHEMA_PATH.read_text(encoding="utf-8")) == schema()
    validator = jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.FormatChecker())
    validator.validate(to_json(load_document(import_worksheet(user=owner, data=demo))))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**demo, "entries": [{**demo["entries"][0], "prompt": "ghost"}]})


def broken(data: dict, place: str, value: object) -> dict:
    """A copy in which the value at `a.0.b` is another one."""
    data = copy.deepcopy(data)
    *parents, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    at = data
    for part in parents:
        at = at[part]
    at[last] = value
    return data


@pytest.mark.parametrize(
    ("place", "value", "named"),
    [
        ("format", "other", "not a worksheet"),
        ("version", 99, "99"),
        ("version", True, "version"),
        ("version", 0, "version"),
        ("ghost", 1, "ghost"),
        ("worksheet", [], "worksheet"),
        ("worksheet.title", "", "worksheet.title"),
        ("worksheet.title", "x" * 201, "worksheet.title"),
        ("worksheet.ghost", 1, "ghost"),
        ("worksheet.language", "fr", "worksheet.language"),
        ("worksheet.meeting_at", "soon", "worksheet.meeting_at"),
        ("parties", {}, "parties"),
        ("parties.0", 7, "parties[0]"),
        ("parties.0.is_us", False, "is_us"),
        ("parties.1.trust", 11, "parties[1].trust"),
        ("parties.1.trust", 10**20, "parties[1].trust"),
        ("parties.1.roles", ["king"], "parties[1].roles"),
        ("parties.1.id", "x", "parties[1].id"),
        ("entries.0.text", "", "entries[0].text"),
        ("entries.0.text", "a\x00b", "entries[0].text"),
        ("entries.0.text", "a\u202eb", "entries[0].text"),
        ("entries.0.text", "a\ud800b", "entries[0].text"),
        ("entries.0.text", None, "entries[0].text"),
        ("entries.0.prompt", "ghost", "ghost"),
        ("entries.0.item", "parties", "parties"),
        ("entries.0.party", "00000000-0000-4000-8000-000000000000", "entries[0].party"),
        ("entries.0.position", "first", "entries[0].position"),
        ("entries.0.position", float("inf"), "entries[0].position"),
        ("items.0.item", "ghost", "ghost"),
        ("items.1.item", "goals", "goals"),
        ("entries.0.due", "2026-13-01", "entries[0].due"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(owner, place, value, named):
    data = broken(read_demo("new_year", date(2026, 11, 23)), place, value)
    with translation.override("en"), pytest.raises(DocumentError) as refused:
        import_worksheet(user=owner, data=data)
    assert named in str(refused.value)
    assert not Worksheet.objects.exists()


@pytest.mark.parametrize("data", [None, [], "text", 7, {}, {"format": "negotiation-worksheet"}])
def test_foreign_files_are_refused(owner, data):
    with pytest.raises(DocumentError):
        import_worksheet(user=owner, data=data)


def test_two_parts_with_one_id_are_refused(owner):
    data = read_demo("new_year", date(2026, 11, 23))
    data["entries"][1]["id"] = data["entries"][0]["id"]
    with pytest.raises(DocumentError):
        import_worksheet(user=owner, data=data)


@pytest.mark.parametrize("entries", [0, 3, 300])
def test_loading_takes_the_same_queries_at_any_size(owner, django_assert_num_queries, entries):
    data = read_demo("raise", date(2026, 11, 23))
    model = data["entries"][0]
    data["entries"] = [
        {**model, "id": f"00000000-0000-4000-8000-{number:012}", "party": None} for number in range(entries)
    ]
    worksheet = import_worksheet(user=owner, data=data)
    with django_assert_num_queries(6):
        document = load_document(worksheet)
    assert len(document.entries) == entries
