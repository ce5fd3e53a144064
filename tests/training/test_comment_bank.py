"""Comments that somebody keeps to use them again: the own ones, and nobody else's."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tests.training.handing_in import alone, commented, handed_in
from training.models import SavedComment
from training.models.review import SAVED_LENGTH
from training.services import bank
from training.services.refusal import NotDone

BANK, JSON = reverse("saved_comments"), {"Accept": "application/json"}


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def mine(room) -> SavedComment:
    return bank.keep(owner=room.people["trainer"], item="perceptions", text="Sit on their chair.")


def test_a_comment_is_kept_once_changed_and_deleted(room, mine):
    client = room.client("trainer")
    for _twice in range(2):
        assert client.post(BANK, {"text": "Which year?", "item": "goals"})["Location"] == BANK
    page = text(client.get(BANK))
    assert page.index("Which year?") < page.index("Sit on their chair.") and SavedComment.objects.count() == 2
    own = reverse("saved_comment", args=[mine.pk])
    assert "Sit on their chair." in text(client.get(own))
    client.post(own, {"text": "Sit on their chair for two minutes.", "item": ""})
    mine.refresh_from_db()
    assert (mine.text, mine.item) == ("Sit on their chair for two minutes.", "")
    doubled = client.post(own, {"text": "Which year?", "item": "goals"})
    assert doubled.status_code == 422 and "already" in text(doubled)
    client.post(reverse("saved_comment_delete", args=[mine.pk]))
    assert [one.text for one in SavedComment.objects.all()] == ["Which year?"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "is empty"),
        ({"text": "x" * (SAVED_LENGTH + 1)}, "at most 1000"),
        ({"text": "bad \x07"}, "cannot be kept"),
        ({"text": "x", "item": "nothing"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_kept_is_said(room, fields, said):
    client = room.client("trainer")
    answer = client.post(BANK, fields)
    assert answer.status_code == 422 and said in text(answer)
    answer = client.post(BANK, fields, headers=JSON)
    assert answer.status_code == 422 and said in answer.json()["message"]
    assert not SavedComment.objects.exists()


def test_the_script_keeps_asks_and_counts(room):
    client, trainer = room.client("trainer"), room.people["trainer"]
    seldom = bank.keep(owner=trainer, item="", text="Well seen.")
    kept = client.post(BANK, {"text": "Which year?", "item": "goals"}, headers=JSON).json()
    assert client.post(reverse("saved_comment_used", args=[kept["id"]])).status_code == 204
    told = client.get(reverse("saved_comments_json")).json()["comments"]
    assert told == [{**kept, "used": 1}, {"id": str(seldom.pk), "item": "", "text": "Well seen.", "used": 0}]


def test_a_button_of_the_plain_page_keeps_a_comment(room):
    work = handed_in(alone(room.course), room.place("student"))
    key = commented(work, room.people["assistant"], "Which year?", item="goals")
    long = commented(work, room.people["assistant"], "x" * (SAVED_LENGTH + 1))
    client, page = room.client("trainer"), reverse("submission", args=[work.pk])
    for do in (f"keep comment:{key}", f"keep comment:{long}", "keep comment:nothing"):
        assert client.post(page, {"do": do})["Location"] == page
    (saved,) = SavedComment.objects.all()
    assert (saved.owner, saved.item, saved.text) == (room.people["trainer"], "goals", "Which year?")
    assert "up to 1000 characters" in text(client.get(page))


@pytest.mark.parametrize(
    ("name", "status"), [("assistant", 200), ("outsider", 200), ("student", 404), ("elsewhere", 404)]
)
def test_only_those_who_teach_have_one_and_only_the_owner_sees_it(room, mine, name, status):
    client = room.client(name)
    assert client.get(BANK).status_code == client.get(reverse("saved_comments_json")).status_code == status
    assert (
        "Sit on" not in text(client.get(BANK)) and b"Sit on" not in client.get(reverse("saved_comments_json")).content
    )
    for view in ("saved_comment", "saved_comment_delete", "saved_comment_used"):
        assert client.post(reverse(view, args=[mine.pk]), {"text": "mine now"}).status_code == 404
    assert client.post(BANK, {"text": "x"}).status_code == (302 if status == 200 else 404)
    mine.refresh_from_db()
    assert (mine.text, mine.used) == ("Sit on their chair.", 0)


def test_signed_out_it_asks_to_sign_in_and_what_is_not_there_is_not_found(room, mine):
    assert reverse("account_login") in Client().get(BANK)["Location"]
    client = room.client("trainer")
    assert client.get(reverse("saved_comment", args=[uuid.uuid4()])).status_code == 404
    assert client.get(reverse("saved_comment_delete", args=[mine.pk])).status_code == 405
    assert client.delete(BANK).status_code == 405
    assert client.post(reverse("saved_comments_json")).status_code == 405


def test_there_is_an_end_of_it(room):
    trainer = room.people["trainer"]
    SavedComment.objects.bulk_create(SavedComment(owner=trainer, text=f"{number}") for number in range(bank.MOST))
    with pytest.raises(NotDone, match="500 comments already"):
        bank.keep(owner=trainer, item="", text="one more")
    assert bank.keep(owner=trainer, item="", text="7").text == "7"
    assert bank.keep(owner=room.people["assistant"], item="", text="one more").text == "one more"
