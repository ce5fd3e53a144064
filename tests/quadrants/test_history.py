"""The history: one step for each person, field and ten minutes; and everything can be taken back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from quadrants.history import steps
from quadrants.interchange import to_json
from quadrants.loading import load_document
from quadrants.models import Edit, Entry, Worksheet
from quadrants.services import saving
from quadrants.services.history import bring_back, restore_value, restore_whole
from quadrants.services.saving import Change
from quadrants.services.worksheets import duplicate_worksheet


def content(worksheet: Worksheet) -> dict:
    """All that people wrote, without times and versions."""
    worksheet.refresh_from_db()
    data = to_json(load_document(worksheet))
    del data["worksheet"]["changed_at"]
    return data


def test_what_a_person_types_within_ten_minutes_is_one_step(save, entry, worksheet):
    made = entry("goals", "short_term", "9")
    for version, text in enumerate(("90", "900", "900 a month"), start=1):
        save(f"entry:{made}", version, text=text)
    (step,) = [step for step in steps(worksheet) if step.field == "text"]
    assert (step.before, step.after, step.person) == ("", "900 a month", "Ann Lee")


def test_another_person_or_ten_minutes_later_is_another_step(save, worksheet, member):
    save("item:goals", 0, summary="one")
    save("item:goals", 1, by=member("editor"), summary="two")
    save("item:goals", 2, summary="three")
    Edit.objects.filter(fields__summary="three").update(at=Edit.objects.latest("at").at + timedelta(minutes=11))
    told = [(step.person, step.before, step.after) for step in steps(worksheet) if step.field == "summary"]
    assert told == [("Ann Lee", "two", "three"), ("Editor", "one", "two"), ("Ann Lee", "", "one")]


def test_one_item_alone(save, entry, worksheet):
    entry("goals", "short_term", "900")
    save("item:needs", 0, summary="a quiet tenant")
    assert {step.item for step in steps(worksheet, "needs")} == {"needs"}
    assert {step.item for step in steps(worksheet, "goals")} == {"goals"}


def test_how_a_worksheet_began_is_no_step(owner, worksheet, entry):
    entry("goals", "short_term", "900")
    assert steps(duplicate_worksheet(user=owner, worksheet=worksheet)) == []


def test_a_tick_that_was_undone_at_once_is_no_step(save, entry, worksheet):
    made = entry("next_steps", "actions", "Call Dana")
    save(f"entry:{made}", 1, done=True)
    save(f"entry:{made}", 2, done=False)
    assert [step for step in steps(worksheet) if step.field == "done"] == []


def test_a_text_that_was_written_over_at_once_stays_in_sight_and_can_be_put_back(save, entry, worksheet, owner):
    made = entry("goals", "short_term", "9")
    for version, text in enumerate(("90", "900 a month", "x", "", "x y"), start=1):
        save(f"entry:{made}", version, text=text or " z")
    (step,) = [step for step in steps(worksheet) if step.field == "text"]
    assert step.after == "x y" and [one.text for one in step.passed] == ["900 a month", "z"]
    assert restore_value(worksheet=worksheet, user=owner, edit_id=step.passed[0].edit, field="text").saved
    assert Entry.objects.get(pk=made).text == "900 a month"


def test_a_line_that_was_written_and_emptied_at_once_is_a_step(save, worksheet):
    save("item:goals", 0, summary="one")
    save("item:goals", 1, summary="")
    (step,) = [step for step in steps(worksheet) if step.field == "summary"]
    assert (step.before, step.after, [one.text for one in step.passed]) == ("", "", ["one"])


def test_steps_stand_in_the_order_of_their_last_change(save, worksheet):
    save("item:goals", 0, summary="one")
    save("item:needs", 0, summary="two")
    save("item:goals", 1, summary="one, and more")
    assert [step.after for step in steps(worksheet) if step.field == "summary"] == ["one, and more", "two"]


def test_a_text_that_lost_and_was_chosen_after_all_is_told_once(save, worksheet, member):
    save("item:goals", 0, summary="one")
    save("item:goals", 1, by=member("editor"), summary="theirs")
    assert save("item:goals", 1, summary="mine").code == "conflict"
    assert [step.chosen for step in steps(worksheet) if step.after == "mine"] == [False]
    save("item:goals", 2, summary="mine")
    assert [step.chosen for step in steps(worksheet) if step.after == "mine"] == [True]


def test_what_a_copy_began_with_can_be_put_back(owner, worksheet, entry):
    entry("goals", "short_term", "900")
    copy = duplicate_worksheet(user=owner, worksheet=worksheet)
    line = copy.entries.get()
    change = Change(target=f"entry:{line.pk}", base=line.version, fields={"text": "x"})
    assert saving.save(subject_id=copy.pk, user=owner, change=change).saved
    (step,) = steps(copy)
    assert (step.before, step.after) == ("900", "x")
    assert restore_value(worksheet=copy, user=owner, edit_id=step.origin, field="text").saved
    assert copy.entries.get().text == "900"


def test_a_text_is_put_back_and_that_too_can_be_undone(save, worksheet, owner):
    save("item:goals", 0, summary="one")
    first = Edit.objects.latest("id")
    save("item:goals", 1, summary="two")
    second = Edit.objects.latest("id")
    for edit, text in ((first, "one"), (second, "two")):
        assert restore_value(worksheet=worksheet, user=owner, edit_id=edit.pk, field="summary").saved
        assert worksheet.item_states.get(item="goals").summary == text


def test_a_moved_line_goes_back(save, entry, worksheet, owner):
    made = entry("goals", "short_term", "900")
    save(f"entry:{made}", 1, item="needs", prompt="rational")
    save(f"entry:{made}", 2, item="goals", prompt="long_term")
    moves = [(step.before, step.after) for step in steps(worksheet) if step.field == "prompt"]
    assert moves == [("goals.short_term", "goals.long_term")]
    there = Edit.objects.get(target=f"entry:{made}", version=2)
    assert restore_value(worksheet=worksheet, user=owner, edit_id=there.pk, field="prompt").saved
    row = Entry.objects.get(pk=made)
    assert (row.item, row.prompt) == ("needs", "rational")


def test_a_deleted_line_comes_back(save, entry, worksheet, owner):
    made = entry("goals", "short_term", "900")
    save(f"entry:{made}", 1, action="delete")
    step = steps(worksheet)[0]
    assert (step.action, step.before) == ("delete", "900")
    assert bring_back(worksheet=worksheet, user=owner, target=f"entry:{made}").saved
    assert Entry.objects.get(pk=made).deleted_at is None


def test_the_whole_worksheet_goes_back_and_forth(save, entry, worksheet, owner):
    dana = worksheet.parties.get(is_us=False)
    kept = entry("needs", "rational", "quiet", party=str(dana.pk))
    moved = entry("goals", "short_term", "900")
    save("strategy:goals_first", 0, state="planned", how="read it out")
    then, before = Edit.objects.latest("id"), content(worksheet)
    save(f"entry:{kept}", 1, action="delete")
    save(f"party:{dana.pk}", 1, action="delete")
    save(f"entry:{moved}", 1, item="needs", prompt="rational", text="950")
    entry("problems", "obstacles", "later")
    save("strategy:goals_first", 1, state="not_for_this")
    save("item:goals", 0, summary="a line")
    save("worksheet", 1, title="Another title")
    now, after = Edit.objects.latest("id"), content(worksheet)
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=then.pk).saved
    assert content(worksheet) == before
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=now.pk).saved
    assert content(worksheet) == after


def test_a_restored_worksheet_is_one_step_of_its_own(save, entry, worksheet, owner):
    kept, needs = entry("goals", "short_term", "aaa"), entry("needs", "rational", "quiet")
    then = Edit.objects.latest("id")
    save(f"entry:{kept}", 1, text="NEW")
    save(f"entry:{needs}", 1, action="delete")
    before, told = content(worksheet), steps(worksheet)
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=then.pk).saved
    after = content(worksheet)
    save(f"entry:{kept}", 3, text="aaab")
    typed, whole, *earlier = steps(worksheet)
    assert (typed.before, typed.after) == ("aaa", "aaab")
    assert (whole.whole, whole.person, whole.after) == (True, "Ann Lee", then.at)
    assert earlier == told, "what was before stands as it stood"
    for edit, wanted in ((earlier[0].edit, before), (whole.edit, after), (whole.origin, before)):
        assert restore_whole(worksheet=worksheet, user=owner, edit_id=edit).saved
        assert content(worksheet) == wanted


def test_a_restored_worksheet_is_told_of_the_items_that_it_changed(save, entry, worksheet, owner):
    made = entry("goals", "short_term", "aaa")
    then = Edit.objects.latest("id")
    save(f"entry:{made}", 1, text="NEW")
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=then.pk).saved
    assert [step.whole for step in steps(worksheet, "goals")][0]
    assert not any(step.whole for step in steps(worksheet, "needs"))


def test_restoring_what_stands_already_is_no_step(save, worksheet, owner, client):
    edit = Edit.objects.get(pk=save("item:goals", 0, summary="one").edit)
    told = len(steps(worksheet))
    for outcome in (
        restore_whole(worksheet=worksheet, user=owner, edit_id=edit.pk),
        restore_value(worksheet=worksheet, user=owner, edit_id=edit.pk, field="summary"),
    ):
        assert (outcome.saved, outcome.edit) == (True, 0)
    assert len(steps(worksheet)) == told


def test_a_text_that_is_put_back_is_a_step_of_its_own(save, worksheet, owner):
    first = save("item:goals", 0, summary="one")
    save("item:goals", 1, summary="two")
    assert restore_value(worksheet=worksheet, user=owner, edit_id=first.edit, field="summary").saved
    save("item:goals", 3, summary="one more")
    told = [(step.before, step.after) for step in steps(worksheet) if step.field == "summary"]
    assert told == [("one", "one more"), ("two", "one"), ("", "two")]


def test_restoring_is_slowed_like_other_changes(save, worksheet, owner, monkeypatch):
    first = save("item:goals", 0, summary="one")
    save("item:goals", 1, summary="two")
    monkeypatch.setattr(saving, "BURST_EDITS", 3)
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=first.edit).saved
    assert (
        bring_back(worksheet=worksheet, user=owner, target=f"party:{worksheet.parties.first().pk}").code == "too_many"
    )


def test_the_page_puts_the_whole_worksheet_back_and_offers_to_undo_it(client, owner, save, entry, worksheet):
    client.force_login(owner)
    path, made = f"/worksheets/{worksheet.pk}/history/", entry("goals", "short_term", "aaa")
    then = Edit.objects.latest("id")
    save(f"entry:{made}", 1, text="NEW")
    before = content(worksheet)
    text = client.post(path, {"do": f"whole {then.pk}"}, follow=True).content.decode()
    assert "put the whole worksheet back as of" in text and text.count("Put back.") == 1
    undo = re.search(r'value="(undo \d+)"', text)[1]
    assert Entry.objects.get(pk=made).text == "aaa"
    assert 'value="undo' not in client.get(path).content.decode(), "offered once"
    text = client.post(path, {"do": undo}, follow=True).content.decode()
    assert content(worksheet) == before
    assert "took back that the whole worksheet was put back" in text
    assert "Some of it was changed since" in client.post(path, {"do": undo}, follow=True).content.decode()


def test_a_text_for_a_deleted_line_can_be_read_and_put_back(save, entry, worksheet, owner, client):
    made = entry("goals", "short_term", "one")
    save(f"entry:{made}", 1, action="delete")
    for text in ("one, and", "one, and precious words"):
        assert save(f"entry:{made}", 1, text=text).code == "gone"
    Edit.objects.update(at=Edit.objects.latest("id").at - timedelta(minutes=11))
    assert save(f"entry:{made}", 1, text="one, and precious words").code == "gone", "the page was opened again"
    late, deleted, _made = (step for step in steps(worksheet) if step.item == "goals")
    assert (late.before, late.after, late.late, late.chosen, late.passed) == (
        "one",
        "one, and precious words",
        True,
        False,
        [],
    )
    assert deleted.action == "delete"
    client.force_login(owner)
    path = f"/worksheets/{worksheet.pk}/history/"
    text = client.get(path).content.decode()
    assert "not chosen: it was deleted before" in text and "and precious words</ins>" in text
    client.post(path, {"do": f"value {late.edit} text"})
    line = Entry.objects.get(pk=made)
    assert (line.text, line.deleted_at) == ("one, and precious words", None)
    assert not any(step.late for step in steps(worksheet))


def test_a_viewer_takes_nothing_back(save, worksheet, member, client):
    save("item:goals", 0, summary="one")
    edit = Edit.objects.latest("id")
    save("item:goals", 1, summary="two")
    client.force_login(member("viewer"))
    path = f"/worksheets/{worksheet.pk}/history/"
    assert "Put this text back" not in client.get(path).content.decode()
    assert client.post(path, {"do": f"value {edit.pk} summary"}).status_code == 403
    assert worksheet.item_states.get(item="goals").summary == "two"


def test_the_page_tells_and_takes_back(client, owner, save, entry, worksheet):
    client.force_login(owner)
    path = f"/worksheets/{worksheet.pk}/history/"
    assert "Nothing has changed yet" in client.get(path).content.decode()
    made = entry("goals", "short_term", "nine <b>hundred</b>")
    first = Edit.objects.latest("id")
    save(f"entry:{made}", 1, text="nine <b>fifty</b>", on_sheet=True)
    save("strategy:goals_first", 0, state="planned")
    text = client.get(path).content.decode()
    assert "&lt;b&gt;" in text and "<b>fifty" not in text
    assert ">Planned</ins>" in text and "1 Goals" in text
    client.post(path, {"do": f"value {first.pk} text"})
    assert Entry.objects.get(pk=made).text == "nine <b>hundred</b>"
    save(f"entry:{made}", 3, action="delete")
    client.post(path, {"do": f"back entry:{made}"})
    assert Entry.objects.get(pk=made).deleted_at is None
    client.post(path, {"do": f"whole {first.pk}"})
    assert Entry.objects.get(pk=made).on_sheet is None


NONE = [
    "",
    "value",
    "value 99999999 text",
    "value x y",
    "whole 0",
    "whole 99",
    "back entry:x",
    "back worksheet",
    "back",
    "undo",
    "undo 0",
    "undo 99999999",
    "undo x",
]


@pytest.mark.parametrize("do", NONE)
def test_buttons_that_do_not_exist_do_nothing(client, owner, worksheet, do):
    client.force_login(owner)
    before = content(worksheet)
    assert client.post(f"/worksheets/{worksheet.pk}/history/", {"do": do}).status_code == 302
    assert content(worksheet) == before


def test_an_edit_of_another_worksheet_is_not_there(owner, worksheet, save, outsider):
    from quadrants.services.worksheets import create_worksheet

    save("item:goals", 0, summary="mine")
    other = create_worksheet(user=outsider, title="Secret", language="en")
    edit = Edit.objects.filter(subject_id=other.pk).latest("id")
    for outcome in (
        restore_value(worksheet=worksheet, user=owner, edit_id=edit.pk, field="title"),
        restore_value(worksheet=worksheet, user=owner, edit_id=edit.pk, field="name"),
    ):
        assert outcome.code == "not_found"


def test_a_text_that_lost_stays_in_sight_and_can_be_put_back(save, owner, worksheet):
    save("item:goals", 0, summary="theirs")
    assert save("item:goals", 0, summary="mine").code == "conflict"
    save("item:goals", 1, summary="another")
    told = [step for step in steps(worksheet) if step.field == "summary"]
    assert [(step.after, step.chosen) for step in told] == [("another", True), ("mine", False), ("theirs", True)]
    assert restore_value(worksheet=worksheet, user=owner, edit_id=told[1].edit, field="summary").saved
    assert load_document(worksheet).item("goals").summary == "mine"
