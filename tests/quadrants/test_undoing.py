"""What the last change of somebody was, and what would take it back."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from quadrants.interchange import to_json
from quadrants.loading import load_document
from quadrants.models import Edit, Worksheet
from quadrants.services.history import restore_value, restore_whole


@pytest.fixture
def undo(client, owner, worksheet):
    """`undo(before=…)` asks as the owner what would take back the last change."""
    client.force_login(owner)

    def ask(before: int = 10**17) -> dict:
        return client.get(f"/worksheets/{worksheet.pk}/edits/?undo={before}").json()

    return ask


def content(worksheet: Worksheet) -> dict:
    """All that people wrote, without times and versions."""
    worksheet.refresh_from_db()
    data = to_json(load_document(worksheet))
    del data["worksheet"]["changed_at"]
    return data


def long_ago(outcome) -> None:
    edit = Edit.objects.get(pk=outcome.edit)
    Edit.objects.filter(pk__lte=edit.pk).update(at=edit.at - timedelta(minutes=1))


def test_a_fresh_worksheet_has_nothing_to_undo(undo):
    assert undo() == {}


def test_a_text_goes_back_to_what_it_was_before_the_pause(save, undo):
    long_ago(save("item:goals", summary="first"))
    begun = save("item:goals", 1, summary="sec")
    save("item:goals", 2, summary="second")
    step = undo()
    assert step == {"edit": begun.edit, "target": "item:goals", "version": 3, "fields": {"summary": "first"}}
    assert undo(step["edit"])["fields"] == {"summary": ""}
    assert undo(undo(step["edit"])["edit"]) == {}


def test_a_new_line_goes_a_deleted_one_comes_back(save, entry, undo):
    target = f"entry:{entry('goals', 'short_term', '92')}"
    save(target, 1, text="92,000")
    assert undo().items() >= {"target": target, "version": 2, "delete": True}.items()
    save(target, 2, action="delete")
    assert undo().items() >= {"target": target, "version": 3, "restore": True}.items()
    save(target, 3, action="restore")
    assert undo().items() >= {"target": target, "version": 4, "delete": True}.items()


def test_a_moved_line_goes_back_to_its_question(save, entry, undo):
    target = f"entry:{entry('goals', 'short_term', '92,000')}"
    save(target, 1, item="problems", prompt="obstacles")
    fields = undo()["fields"]
    assert (fields["item"], fields["prompt"]) == ("goals", "short_term")
    assert save(target, 2, **fields).saved


def test_what_others_wrote_is_not_undone_nor_what_they_wrote_over(save, undo, member):
    editor = member("editor")
    long_ago(save("item:goals", summary="mine"))
    long_ago(save("item:needs", summary="mine, too"))
    save("item:needs", 1, by=editor, summary="theirs")
    save("item:problems", by=editor, summary="theirs")
    assert undo()["target"] == "item:goals"
    save("item:needs", 2, summary="mine again")
    assert undo()["fields"] == {"summary": "theirs"}


def test_a_line_that_somebody_else_deleted_is_passed(save, entry, undo, member):
    target = f"entry:{entry('goals', 'short_term', '92,000')}"
    long_ago(save(target, 1, text="95,000"))
    save(target, 2, by=member("editor"), action="delete")
    assert undo() == {}


def test_consent_to_lie_on_the_table_is_not_given_again(save, entry, undo):
    target = f"entry:{entry('process', 'agenda', 'The price')}"
    long_ago(save(target, 1, on_table=True))
    save(target, 2, text="The price, and when")
    assert undo()["fields"] == {"text": "The price"}


def test_a_viewer_an_outsider_and_a_strange_number_learn_nothing(client, worksheet, save, member, outsider):
    save("item:goals", summary="first")
    client.force_login(member("viewer"))
    assert client.get(f"/worksheets/{worksheet.pk}/edits/?undo=999999").json() == {}
    assert client.get(f"/worksheets/{worksheet.pk}/edits/?undo=x").status_code == 422
    client.force_login(outsider)
    assert client.get(f"/worksheets/{worksheet.pk}/edits/?undo=999999").status_code == 404


def test_what_followed_is_no_change_of_its_own(save, undo):
    save("item:goals", in_use=False)
    made = save("entry:5f0c3d5e-9a5f-4d4e-8f0a-3f6f6f1c2b11", item="goals", prompt="short_term", text="92,000")
    assert Edit.objects.latest("id").target == "item:goals"
    assert undo()["edit"] == made.edit


def test_what_was_typed_on_right_away_belongs_to_the_making_and_nothing_else_does(save, entry, undo):
    target = f"entry:{entry('goals', 'short_term', 'an hour of')}"
    save(target, 1, text="an hour of words")
    assert undo()["delete"]
    save(target, 2, text="rubbish")
    assert undo()["fields"] == {"text": "an hour of words"}
    save(target, 3, text="rubbish, too")
    assert undo()["fields"] == {"text": "an hour of words"}
    save(target, 4, text="rubbish")
    assert undo()["fields"] == {"text": "rubbish, too"}


def test_what_was_written_on_after_a_halt_is_given_back_before_the_line_goes(save, entry, undo):
    target = f"entry:{entry('goals', 'short_term', 'original wording')}"
    Edit.objects.update(at=Edit.objects.latest("id").at - timedelta(seconds=3))
    save(target, 1, text="original wording with a tail")
    assert undo()["fields"] == {"text": "original wording"}


def test_a_text_that_was_emptied_and_written_anew_is_one_change(save, undo):
    save("item:goals", summary="first")
    save("item:goals", 1, summary="")
    save("item:goals", 2, summary="second")
    assert undo()["fields"] == {"summary": "first"}


def test_values_that_are_no_texts_are_given_back_one_by_one(save, entry, undo):
    target = f"entry:{entry('needs', 'rational', 'quiet')}"
    for version, value in enumerate((3, 7, 9), start=1):
        save(target, version, value_to_us=value)
    assert undo()["fields"] == {"value_to_us": 7}


# --- What was restored -----------------------------------------------------------------------------------------------


@pytest.fixture
def worked(save, entry, worksheet):
    """Three lines were written over, one was added; the edit before that."""
    made = [entry("goals", "short_term", text) for text in ("aaa", "bbb", "ccc")]
    then = Edit.objects.latest("id").pk
    for number, one in enumerate(made):
        save(f"entry:{one}", 1, text=f"NEW{number}")
    entry("goals", "short_term", "added")
    save("worksheet", 1, title="Another title")
    return then


def taken_back(post, step: dict, **more):
    return post({"op": str(uuid.uuid4()), "undo": step["undo"], **more})


def test_a_restored_worksheet_is_taken_back_as_one(save, undo, post, worksheet, owner, worked):
    before = content(worksheet)
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=worked).saved
    restored, step = content(worksheet), undo()
    assert restored != before and step["target"] == "worksheet"
    assert taken_back(post, step).status_code == 200
    assert content(worksheet) == before
    again = undo()
    assert again["undo"] != step["undo"]
    assert taken_back(post, again).status_code == 200
    assert content(worksheet) == restored


def test_before_a_restoring_that_was_taken_back_goes_the_change_before_it(undo, post, worksheet, owner, worked):
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=worked).saved
    assert undo(undo()["edit"]) == {}, "all that was changed is written over"
    step = undo()
    taken_back(post, step)
    assert undo(step["edit"])["fields"] == {"title": "A raise"}


def test_what_others_changed_elsewhere_stays_when_a_restoring_is_taken_back(
    save, undo, post, worksheet, owner, worked, member
):
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=worked).saved
    save("item:needs", by=member("editor"), summary="theirs")
    assert taken_back(post, undo()).status_code == 200
    assert worksheet.item_states.get(item="needs").summary == "theirs"
    assert sorted(worksheet.entries.filter(deleted_at=None).values_list("text", flat=True)) == [
        "NEW0",
        "NEW1",
        "NEW2",
        "added",
    ]


def test_a_restoring_that_others_wrote_over_is_passed_and_not_taken_back(
    save, undo, post, worksheet, owner, worked, member
):
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=worked).saved
    step, line = undo(), worksheet.entries.get(text="aaa")
    save(f"entry:{line.pk}", line.version, by=member("editor"), text="theirs")
    assert undo() == {}
    before = content(worksheet)
    answer = taken_back(post, step)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert content(worksheet) == before


def test_a_single_restoring_is_taken_back_as_one(save, entry, undo, post, worksheet, owner):
    made = entry("goals", "short_term", "one")
    first = Edit.objects.latest("id")
    save(f"entry:{made}", 1, text="one, and more")
    save(f"entry:{made}", 2, action="delete")
    assert restore_value(worksheet=worksheet, user=owner, edit_id=first.pk, field="text").saved
    line = worksheet.entries.get(pk=made)
    assert (line.text, line.deleted_at) == ("one", None)
    save(f"entry:{made}", line.version, text="one, typed on")
    assert undo()["fields"] == {"text": "one"}
    step = undo(undo()["edit"])
    assert step["target"] == f"entry:{made}"
    save(f"entry:{made}", line.version + 1, text="one")
    assert taken_back(post, step).status_code == 200
    line.refresh_from_db()
    assert (line.text, bool(line.deleted_at)) == ("one, and more", True)


def test_taking_back_is_asked_twice_under_one_op_and_done_once(undo, post, worksheet, owner, worked):
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=worked).saved
    step, op = undo(), str(uuid.uuid4())
    first, second = (post({"op": op, "undo": step["undo"]}) for _time in range(2))
    assert first.status_code == second.status_code == 200 and first.json() == second.json()
    assert Edit.objects.filter(action="taken_back").count() == 2
    answer = post({"op": op, "undo": step["undo"] + 1})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_who_may_not_write_takes_nothing_back(client, post, undo, worksheet, owner, worked, member, outsider):
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=worked).saved
    step, before = undo(), content(worksheet)
    for user, status in ((member("viewer"), 403), (outsider, 404)):
        client.force_login(user)
        body = json.dumps({"op": str(uuid.uuid4()), "undo": step["undo"]})
        answer = client.post(f"/worksheets/{worksheet.pk}/edits/", body, content_type="application/json")
        assert answer.status_code == status
    client.force_login(owner)
    Worksheet.objects.filter(pk=worksheet.pk).update(archived_at=timezone.now())
    assert taken_back(post, step).status_code == 423
    Worksheet.objects.filter(pk=worksheet.pk).update(archived_at=None)
    assert content(worksheet) == before


@pytest.mark.parametrize("wrong", [True, "1", 1.0, None])
def test_what_is_no_edit_is_refused(post, wrong):
    assert taken_back(post, {"undo": wrong}).status_code == 422


@pytest.mark.parametrize("strange", [0, -1, 10**17, 10**30])
def test_a_restoring_that_is_not_there_is_absent(post, strange):
    assert taken_back(post, {"undo": strange}).status_code == 404


def test_a_restoring_and_a_change_are_not_asked_in_one(post, undo, worksheet, owner, worked):
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=worked).saved
    assert taken_back(post, undo(), target="item:goals", base=0).status_code == 422
