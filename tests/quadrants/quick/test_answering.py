"""What becomes of a worksheet when it is answered, and when the answers change."""

from __future__ import annotations

from quadrants.interchange import to_json
from quadrants.loading import load_document
from quadrants.models import Edit, ItemState
from quadrants.quick import answers_of
from quadrants.services.history import restore_whole
from quadrants.services.worksheets import create_worksheet, duplicate_worksheet
from tests.quadrants.quick.using import ORDER, answer, items, used, write


def test_what_is_picked_comes_into_use_and_what_is_not_goes(talk, owner):
    answer(talk, owner, known="no", time="ten", issues="several")
    # Somebody stands under the parties already.
    assert used(talk) == sorted([*items(known="no", time="ten", issues="several"), "parties"], key=ORDER.index)
    assert answers_of(talk) == {"known": "no", "time": "ten", "issues": "several"}


def test_other_answers_pick_others_and_lose_no_entry(talk, owner):
    answer(talk, owner, issues="several", time="twenty")
    write(talk, owner, "brainstorm", "terms", "Two days at home")
    assert "brainstorm" in used(talk)
    answer(talk, owner, issues="one")
    assert "brainstorm" not in items(issues="one", time="twenty")
    assert "brainstorm" in used(talk)
    assert [entry.text for entry in load_document(talk).entries_of("brainstorm")] == ["Two days at home"]


def test_what_is_empty_and_picked_no_longer_goes_out_of_use(talk, owner):
    answer(talk, owner, issues="several", time="twenty")
    answer(talk, owner, issues="one")
    assert used(talk) == items(issues="one", time="twenty")


def test_what_somebody_took_into_use_or_out_of_it_stays_so(talk, owner):
    answer(talk, owner, time="twenty", stake="some")
    for item, in_use in (("process", True), ("standards", False)):
        ItemState.objects.update_or_create(worksheet=talk, item=item, defaults={"in_use": in_use})
    answer(talk, owner, stake="much")
    assert "process" in used(talk)
    assert "standards" in items(time="twenty", stake="much")
    assert "standards" not in used(talk)


def test_what_an_assignment_asks_for_stays_in_use(owner):
    asked = ["goals", "commitments", "presenter"]
    worksheet = create_worksheet(user=owner, title="A case", language="en", depth="full", items=asked)
    answer(worksheet, owner, time="ten")
    assert set(asked) < set(used(worksheet))


def test_on_a_full_worksheet_the_rest_goes_out_of_use_but_for_what_is_written(owner):
    worksheet = create_worksheet(user=owner, title="A deal", language="en", depth="full")
    write(worksheet, owner, "alternatives", "adjustments")
    answer(worksheet, owner, time="ten")
    assert used(worksheet) == sorted([*items(time="ten"), "alternatives"], key=ORDER.index)


def test_strategies_are_suggested_and_never_planned(talk, owner):
    answer(talk, owner, issues="several")
    assert not load_document(talk).planned


def test_answers_go_with_an_export_and_a_copy_and_come_back_with_a_restore(talk, owner):
    answer(talk, owner, stake="much", time="hour")
    stood = Edit.objects.filter(subject_id=talk.pk).latest("pk").pk
    assert to_json(load_document(talk))["worksheet"]["quick_time"] == "hour"
    copy = duplicate_worksheet(user=owner, worksheet=talk)
    assert answers_of(copy) == {"stake": "much", "time": "hour"}
    assert used(copy) == used(talk)
    before = used(talk)
    answer(talk, owner, time="ten", known="no")
    assert used(talk) != before
    assert restore_whole(worksheet=talk, user=owner, edit_id=stood).saved
    talk.refresh_from_db()
    assert answers_of(talk) == {"stake": "much", "time": "hour"}
    assert used(talk) == before
