"""The save endpoint over HTTP: answers, refusals, and the feed of changes."""

from __future__ import annotations

import json
import re
import time
import uuid

import pytest
from django.conf import settings
from django.test import Client

from quadrants.models import Edit, Entry
from quadrants.views.edits import STATUS

pytestmark = pytest.mark.django_db


def change(target: str = "item:goals", base: int = 0, **body: object) -> dict[str, object]:
    asked = body if {"fields", "delete", "restore"} & body.keys() else {"fields": {"summary": "92,000"}, **body}
    return {"op": str(uuid.uuid4()), "target": target, "base": base, **asked}


def test_a_change_is_answered_with_its_version_and_number(post):
    response = post(change())
    assert response.status_code == 200
    assert response.json() == {"version": 1, "edit": Edit.objects.order_by("-id").first().pk}


def test_a_conflict_carries_both_texts(post):
    post(change())
    response = post(change(fields={"summary": "88,000"}))
    assert response.status_code == 409
    body = response.json()
    assert body.pop("message")
    assert body == {
        "code": "conflict",
        "version": 1,
        "base": {"summary": ""},
        "theirs": {"summary": "92,000"},
        "yours": {"summary": "88,000"},
        "author": "Ann Lee",
    }


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad_json"),
        (b"\xff\xfe", 400, "bad_json"),
        (b"[]", 400, "bad_json"),
        (b'{"base": NaN}', 400, "bad_json"),
        (json.dumps(change())[:-1] + ', "base": 0}', 400, "bad_json"),
        (json.dumps(change())[:-1] + ', "fields": {"summary": "a", "summary": "b"}}', 400, "bad_json"),
        (b"[" * 200 + b"]" * 200, 400, "bad_json"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400, "bad_json"),
        (json.dumps(change()) + " " * 3_000_000, 413, "too_long"),
        (change(op="no uuid"), 422, "invalid"),
        (change(op=None), 422, "invalid"),
        (change(base=None), 428, "no_base"),
        (change(base="0"), 422, "invalid"),
        (change(base=-1), 422, "invalid"),
        (change(base=10**20), 422, "invalid"),
        (change(base=True), 422, "invalid"),
        (change(target=None), 422, "invalid"),
        (change(target="item:" + "x" * 500), 422, "invalid"),
        (change(target="item:目标"), 422, "invalid"),
        (change(target="item:nothing"), 404, "not_found"),
        (change(fields=[]), 422, "invalid"),
        (change(fields={}), 422, "invalid"),
        (change(fields={"summary": {"deep": [1]}}), 422, "invalid"),
        (change(fields={"\ud800": 1}), 422, "invalid"),
        (change(fields={"summary": "x" * 301}), 413, "too_long"),
        (change(delete=True), 404, "not_found"),
        (change(delete=True, fields={"summary": "x"}), 422, "invalid"),
        (change(delete=False), 422, "invalid"),
        (change(ghost=1), 422, "invalid"),
        (change(uid=10**9), 409, "other_user"),
        (change(uid="1"), 409, "other_user"),
        (change(uid=True), 422, "invalid"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_bad_bodies_are_refused_in_words(post, owner, body, status, code, language):
    owner.language = language
    owner.save()
    response = post(body)
    answer = response.json()
    assert (response.status_code, answer["code"]) == (status, code)
    assert answer["message"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in answer["message"]) == (language == "zh-hans")
    assert not Edit.objects.filter(target="item:goals").exists()


def test_signed_out_is_said_in_json(client, worksheet):
    response = client.post(f"/worksheets/{worksheet.pk}/edits/", "{}", content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (401, "signed_out")


def test_without_the_token_nothing_is_saved(owner, worksheet):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    response = client.post(f"/worksheets/{worksheet.pk}/edits/", json.dumps(change()), content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (403, "csrf")


def test_outsiders_and_absent_worksheets_are_answered_alike(client, outsider, worksheet):
    client.force_login(outsider)
    answers = [
        client.post(f"/worksheets/{pk}/edits/", json.dumps(change()), content_type="application/json")
        for pk in (worksheet.pk, uuid.uuid4())
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].content == answers[1].content


def test_other_methods_are_refused(client, owner, worksheet):
    client.force_login(owner)
    assert client.put(f"/worksheets/{worksheet.pk}/edits/").status_code == 405


def test_html_is_kept_as_text(post):
    text = "<script>alert(1)</script> & <b>"
    made = uuid.uuid4()
    post(change(f"entry:{made}", fields={"item": "goals", "prompt": "short_term", "text": text}))
    assert Entry.objects.get(pk=made).text == text


def test_the_feed_lists_what_came_after_and_answers_304(post, client, worksheet):
    start = client.get(f"/worksheets/{worksheet.pk}/edits/").json()["last"]
    post(change())
    response = client.get(f"/worksheets/{worksheet.pk}/edits/?after={start}")
    feed = response.json()
    assert [(row["target"], row["version"], row["by"]) for row in feed["edits"]] == [("item:goals", 1, "Ann Lee")]
    assert feed["edits"][0]["fields"]["summary"] == "92,000"
    assert (feed["last"], feed["more"]) == (feed["edits"][-1]["edit"], False)
    again = client.get(f"/worksheets/{worksheet.pk}/edits/?after={start}", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("after", ["-1", "x", "1" * 30, "１"])
def test_a_bad_moment_is_refused(client, owner, worksheet, after):
    client.force_login(owner)
    response = client.get(f"/worksheets/{worksheet.pk}/edits/", {"after": after})
    assert (response.status_code, response.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("query", ["after=%00", "uid=%00", "undo=1%00"])
def test_a_character_that_cannot_be_meant_is_refused_as_other_requests_are(client, owner, worksheet, query, language):
    owner.language = language
    owner.save()
    client.force_login(owner)
    response = client.get(f"/worksheets/{worksheet.pk}/edits/?{query}")
    assert (response.status_code, response.json()["code"]) == (400, "bad_json")
    message = response.json()["message"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in message) == (language == "zh-hans")


def test_a_text_for_a_deleted_line_is_refused_alike_each_time_and_kept(post):
    target = f"entry:{uuid.uuid4()}"
    post(change(target, fields={"item": "goals", "prompt": "short_term", "text": "one"}))
    post(change(target, 1, delete=True))
    late = change(target, 1, fields={"text": "one, and precious words"})
    first, retry = post(late), post(late)
    assert (first.status_code, first.json()["code"]) == (410, "gone") and first.json() == retry.json()
    (kept,) = Edit.objects.filter(outcome="gone")
    assert (str(kept.op), kept.fields) == (late["op"], {"text": "one, and precious words"})


def test_conflicting_and_equal_changes_are_not_in_the_feed(post, client, worksheet):
    post(change())
    last = client.get(f"/worksheets/{worksheet.pk}/edits/").json()["last"]
    post(change(fields={"summary": "another"}))
    post(change(fields={"summary": "92,000"}))
    assert client.get(f"/worksheets/{worksheet.pk}/edits/?after={last}").json()["edits"] == []


def test_the_feed_is_for_whom_the_page_was_made(client, worksheet, owner):
    client.force_login(owner)
    edits = f"/worksheets/{worksheet.pk}/edits/"
    assert client.get(f"{edits}?after=0&uid={owner.pk}").status_code == 200
    for other in (owner.pk + 1, "", "x"):
        response = client.get(f"{edits}?after=0&uid={other}")
        assert (response.status_code, response.json()["code"]) == (409, "other_user")


def test_a_merged_change_tells_what_others_made_of_other_fields(post):
    post(change())
    post(change(base=1, fields={"in_use": False}))
    late = change(base=1, fields={"summary": "95,000"})
    first, retry = post(late), post(late)
    assert first.json() == retry.json()
    assert first.json()["merged"] == {"in_use": False}
    assert first.json()["version"] == 3
    assert "merged" not in post(change(base=4, fields={"summary": "96,000"})).json()


def test_an_equal_change_tells_it_too(post):
    post(change())
    post(change(base=1, fields={"in_use": False, "summary": "95,000"}))
    assert post(change(base=1, fields={"summary": "95,000"})).json()["merged"] == {"in_use": False}


@pytest.mark.parametrize("target", ["item:goals", "entry"])
def test_a_change_that_comes_before_the_one_it_builds_on_waits_for_it(post, monkeypatch, target):
    place = {"item": "goals", "prompt": "short_term"}
    target, field = (f"entry:{uuid.uuid4()}", "text") if target == "entry" else (target, "summary")
    first = change(target, 0, fields={field: "half a", **(place if field == "text" else {})})
    waits = []

    def the_first_comes(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            assert post(first).status_code == 200

    monkeypatch.setattr(time, "sleep", the_first_comes)
    second = post(change(target, 1, fields={field: "half a line"}))
    assert (second.status_code, second.json().get("version"), len(waits)) == (200, 2, 2)


def test_what_never_comes_is_waited_for_a_moment_only(post, monkeypatch):
    waits = []
    monkeypatch.setattr(time, "sleep", waits.append)
    assert post(change("item:goals", 1)).status_code == 404
    assert post(change(f"entry:{uuid.uuid4()}", 1, fields={"text": "alone"})).status_code == 404
    assert 1 < sum(waits) / 2 < 2
    assert post(change("item:goals", 5)).status_code == 404
    assert len(waits) == 10, "a version further off is not about to come"


def test_pages_know_every_refusal_and_its_status():
    """One that they did not know would be sent again for ever."""
    script = (settings.BASE_DIR / "static" / "js" / "answers.js").read_text()
    known = {code: int(status) for code, status in re.findall(r"(\w+): (\d{3})\b", script)}
    assert known == {code: status for code, status in STATUS.items() if code != "saved"}
