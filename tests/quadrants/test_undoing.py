"""What the last change of somebody was, and what would take it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quadrants.models import Edit
from quadrants.services.history import restore_whole


@pytest.fixture
def undo(client, owner, worksheet):
    """`undo(before=…)` asks as the owner what would take back the last change."""
    client.force_login(owner)

    def ask(before: int = 10**17) -> dict:
        return client.get(f"/worksheets/{worksheet.pk}/edits/?undo={before}").json()

    return ask


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


def test_what_a_restored_worksheet_has_written_over_is_passed(save, undo, worksheet, owner):
    first = save("item:goals", summary="first")
    long_ago(first)
    save("item:goals", 1, summary="second")
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=first.edit).saved
    assert undo() == {}
