"""Whatever is sent: a 4xx with a sentence, never a 500, never half a change."""

from __future__ import annotations

import io
import json
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from quadrants.interchange import to_json
from quadrants.loading import load_document
from quadrants.models import Edit, Entry, Party, Worksheet
from quadrants.services.worksheets import create_worksheet

WORDS = st.text(st.characters(), max_size=60)
SCALARS = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | WORDS
JSON = st.recursive(SCALARS, lambda part: st.lists(part, max_size=4) | st.dictionaries(WORDS, part, max_size=4))
TARGETS = st.sampled_from(
    ["worksheet", "item:goals", "item:nothing", "strategy:goals_first", "entry:x", "party:", "deal", "issue:x", ":"]
)
FIELDS = st.sampled_from(
    [
        "text",
        "item",
        "prompt",
        "position",
        "party",
        "summary",
        "in_use",
        "state",
        "how",
        "rating",
        "title",
        "meeting_at",
    ]
    + [
        "value_to_us",
        "due",
        "done",
        "basis",
        "on_sheet",
        "roles",
        "name",
        "side",
        "trust",
        "version",
        "worksheet_id",
        "id",
    ]
)
FIELDS |= st.sampled_from(
    ["weighted", "reservation_us", "weight_us", "by_range", "low", "step", "issue", "choices", "status_quo"]
)
PARTS = st.sampled_from(["entry", "party", "issue", "option", "combination", "package"])
CHANGES = st.fixed_dictionaries(
    {
        "op": st.uuids().map(str) | SCALARS,
        "target": TARGETS | st.builds("{}:{}".format, PARTS, st.uuids()) | SCALARS,
        "base": st.just(0) | SCALARS,
    },
    optional={"fields": st.dictionaries(FIELDS, SCALARS | JSON, max_size=5) | JSON, "delete": SCALARS, "uid": SCALARS},
)


@pytest.fixture
def owner(db) -> User:
    return User.objects.create_user("owner@example.com", "a-long-password-7", name="Ann")


@pytest.fixture
def worksheet(owner: User) -> Worksheet:
    return create_worksheet(user=owner, title="A raise", language="en", depth="full", counterpart="Dana")


@pytest.fixture
def owned(client: Client, owner: User) -> Client:
    client.force_login(owner)
    client.raise_request_exception = False
    return client


def told(answer) -> str:
    """The sentence of a refusal."""
    body = answer.json()
    assert body["code"] and body["message"]
    return body["message"]


def send(client: Client, worksheet: Worksheet, body: bytes | str):
    return client.post(f"/worksheets/{worksheet.pk}/edits/", body, content_type="application/json")


@given(change=CHANGES)
def test_no_change_breaks_the_save_endpoint(owned, worksheet, change):
    before = Edit.objects.count()
    answer = send(owned, worksheet, json.dumps(change))
    assert answer.status_code == 200 or 400 <= answer.status_code < 500, answer.content
    if answer.status_code != 200:
        told(answer)
        code, stored = answer.json()["code"], Edit.objects.count() - before
        assert stored == (code == "conflict") or (code, stored) == ("gone", 1)
    json.dumps(to_json(load_document(Worksheet.objects.get(pk=worksheet.pk)))).encode()


@given(body=st.binary(max_size=300) | JSON.map(json.dumps))
def test_no_body_breaks_the_save_endpoint(owned, worksheet, body):
    answer = send(owned, worksheet, body)
    assert 400 <= answer.status_code < 500
    told(answer)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("[" * 200 + "]" * 200, 400),
        ('{"op":' * 200 + "1" + "}" * 200, 422),
        ("[" * 100_000, 400),
        (b'{"op": "\xff\xfe"}', 400),
        ('{"op": NaN}', 400),
        ("x" * 3_000_000, 413),
        ("", 400),
    ],
    ids=["lists", "objects", "unclosed", "not utf-8", "nan", "3 MB", "empty"],
)
def test_bodies_that_are_no_change_are_refused(owned, worksheet, body, status):
    answer = send(owned, worksheet, body)
    assert answer.status_code == status
    told(answer)


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\ud800", "\u202e", "\u2066", "\uffff"])
def test_characters_that_cannot_be_kept_are_named(owned, worksheet, bad):
    entry = {"op": str(uuid.uuid4()), "target": f"entry:{uuid.uuid4()}", "base": 0}
    fields = {"item": "goals", "prompt": "short_term", "text": f"before {bad} after"}
    answer = send(owned, worksheet, json.dumps(entry | {"fields": fields}))
    assert answer.status_code == 422
    assert "Text" in answer.json()["fields"]["text"]
    assert not Entry.objects.exists()


def test_parts_of_other_worksheets_are_not_there(owned, worksheet):
    stranger = User.objects.create_user("stranger@example.com", "a-long-password-7")
    other = create_worksheet(user=stranger, title="Secret", language="en", counterpart="Kim")
    secret = Entry.objects.create(worksheet=other, item="goals", prompt="short_term", text="x", position=1, version=1)
    kim = Party.objects.get(worksheet=other, name="Kim")
    for target in (f"entry:{secret.pk}", f"party:{kim.pk}"):
        change = {"op": str(uuid.uuid4()), "target": target, "base": 1, "fields": {"text": "mine", "name": "mine"}}
        assert send(owned, worksheet, json.dumps(change)).status_code in (404, 422)
    fields = {"item": "needs", "prompt": "rational", "text": "x", "party": str(kim.pk)}
    change = {"op": str(uuid.uuid4()), "target": f"entry:{uuid.uuid4()}", "base": 0, "fields": fields}
    assert send(owned, worksheet, json.dumps(change)).status_code == 422
    secret.refresh_from_db()
    kim.refresh_from_db()
    assert (secret.text, kim.name) == ("x", "Kim")


# --- Import ------------------------------------------------------------------------------------------------------


def import_file(client: Client, content: bytes, name: str = "export.json"):
    return client.post("/worksheets/import/", {"file": SimpleUploadedFile(name, content)})


def mutations(data):
    """A document in which one value, anywhere, is replaced by something else, or one key is missing or new."""
    paths = []

    def walk(part, path):
        paths.append(path)
        steps = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        for key, value in list(steps)[:6]:
            walk(value, [*path, key])

    walk(data, [])
    return st.tuples(st.sampled_from(paths[1:]), JSON, st.sampled_from(["replace", "remove", "add"]))


def mutated(data, path, value, way):
    copy = json.loads(json.dumps(data))
    part = copy
    for key in path[:-1]:
        part = part[key]
    if way == "replace" or (way == "add" and isinstance(part, list)):
        part[path[-1]] = value
    elif way == "add":
        part["surprise"] = value
    else:
        del part[path[-1]]
    return copy


@given(data=st.data())
def test_no_file_breaks_the_import(owned, worksheet, data):
    Entry.objects.get_or_create(
        worksheet=worksheet, item="goals", prompt="short_term", text="x", defaults={"position": 1, "version": 1}
    )
    whole = to_json(load_document(worksheet))
    changed = mutated(whole, *data.draw(mutations(whole)))
    before = Worksheet.objects.count(), Party.objects.count(), Entry.objects.count()
    answer = import_file(owned, json.dumps(changed).encode())
    assert answer.status_code in (302, 422), answer.content
    if answer.status_code == 422:
        assert 'class="invalid-feedback"' in answer.content.decode() or "alert" in answer.content.decode()
        assert (Worksheet.objects.count(), Party.objects.count(), Entry.objects.count()) == before


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("worksheet.json", b"0" * 20_000_000)
    return packed.getvalue()


FILES = {
    "empty": b"",
    "broken": b'{"format": "negotiation-worksheet", ',
    "foreign": b'{"kind": "recipe"}',
    "future": b'{"format": "negotiation-worksheet", "version": 99, "worksheet": {}}',
    "deep": b"[" * 100_000,
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "zip bomb": zip_bomb(),
    "12 MB": b'"' + b"x" * 12_000_000 + b'"',
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(("language", "word"), [("en", "file"), ("zh-hans", "文件")])
def test_files_that_are_no_worksheet_are_refused_in_words(owned, owner, name, language, word):
    User.objects.filter(pk=owner.pk).update(language=language)
    owned.cookies["django_language"] = language
    answer = import_file(owned, FILES[name])
    assert answer.status_code == 422
    feedback = answer.content.decode().split('class="invalid-feedback"')[1].split("</")[0]
    assert word in feedback
    assert not Worksheet.objects.exists()


# --- Pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    ["page=-1", "page=100000000000000000000", "page=x", "page=%00", "q=%00", "q=%ff%fe", "q=" + "x" * 5000, "sort=x"]
    + ["shelf=x", "q=%F0%9F%92%A5", "page=1&page=2", "q=" + "+".join("abcdefghij" * 20), "q=%25_%5C", "q=%ED%A0%80"],
)
def test_the_list_answers_every_query(owned, worksheet, query):
    assert owned.get(f"/worksheets/?{query}").status_code in (200, 400, 404)


@pytest.mark.parametrize(
    "path", ["items/%00/", "items/nothing/", "items/../", "entries/0/", "parties/x/", "%ff/", "💥/"]
)
def test_addresses_that_mean_nothing_are_not_there(owned, worksheet, path):
    assert owned.get(f"/worksheets/{worksheet.pk}/{path}").status_code in (400, 404)


@given(posted=st.dictionaries(WORDS | FIELDS.map(lambda name: f"item:goals|{name}"), WORDS, max_size=6))
def test_no_posted_page_breaks(owned, worksheet, posted):
    posted |= {"base|item:goals": posted.get("base|item:goals", "0")}
    encodable = {name: value for name, value in posted.items() if _utf8(name) and _utf8(value)}
    answer = owned.post(f"/worksheets/{worksheet.pk}/items/goals/", encodable)
    assert answer.status_code in (302, 400, 422)


def _utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


MARKUP = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def test_markup_in_a_text_is_text_on_every_page(owned, owner, worksheet):
    owner.name = MARKUP[:100]
    owner.save()
    Worksheet.objects.filter(pk=worksheet.pk).update(title=MARKUP)
    Party.objects.filter(worksheet=worksheet).update(name=MARKUP)
    made = Entry.objects.create(
        worksheet=worksheet, item="goals", prompt="short_term", text=MARKUP, person=MARKUP, position=1, version=1
    )
    party = worksheet.parties.first()
    paths = ["", "items/goals/", "items/parties/", f"entries/{made.pk}/", f"parties/{party.pk}/", "strategies/"]
    here = f"/worksheets/{worksheet.pk}/"
    for address in [here + path for path in [*paths, "prep-sheet/", "details/", "delete/"]] + [
        "/worksheets/",
        "/account/",
    ]:
        text = owned.get(address).content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text, address


@pytest.mark.parametrize("title", ["?", "!!!", "…", "🙂", "..", "/", "\u200b"])
def test_a_title_without_letters_still_prints_and_exports(owned, worksheet, title):
    Worksheet.objects.filter(pk=worksheet.pk).update(title=title)
    for path in ("export.json", "prep-sheet.pdf", "prep-sheet.png"):
        answer = owned.get(f"/worksheets/{worksheet.pk}/{path}")
        assert answer.status_code == 200
        assert "worksheet." in answer["Content-Disposition"] or "filename*" in answer["Content-Disposition"]


MOMENTS = ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_moments_at_the_end_of_the_calendar_are_refused(owned, owner, worksheet, moment):
    change = {"op": str(uuid.uuid4()), "target": "worksheet", "base": 1, "fields": {"meeting_at": moment}}
    answer = send(owned, worksheet, json.dumps(change))
    assert answer.status_code == 422 and "meeting_at" in answer.json()["fields"]
    data = to_json(load_document(worksheet))
    data["worksheet"]["meeting_at"] = moment
    assert import_file(owned, json.dumps(data).encode()).status_code == 422
    owner.time_zone = "America/New_York"
    owner.save()
    form = {"title": "x", "language": "en", "depth": "quick", "meeting_at": moment[:16]}
    assert owned.post("/worksheets/new/", form).status_code == 422


@pytest.mark.parametrize("place", ["key", "code", "prompt"])
def test_half_characters_in_a_file_are_refused_in_words(owned, worksheet, place):
    data = to_json(load_document(worksheet))
    if place == "key":
        data["\ud800"] = 1
    elif place == "code":
        data["parties"][0]["side"] = "\ud800"
    else:
        data["entries"] = [{"id": str(uuid.uuid4()), "item": "\ud800", "prompt": "x", "text": "x"}]
    assert import_file(owned, json.dumps(data).encode()).status_code == 422
