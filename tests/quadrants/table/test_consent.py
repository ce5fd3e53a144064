"""Consent to lay a line on the table belongs to its text: whatever changes that takes it off, and this is seen."""

from __future__ import annotations

import pytest

from quadrants.history import lapsed
from quadrants.interchange import to_json
from quadrants.loading import load_document
from quadrants.models import Edit, Entry, Party
from quadrants.services.history import bring_back, restore_value, restore_whole
from quadrants.services.worksheets import duplicate_worksheet, import_worksheet


@pytest.fixture
def laid(entry):
    """A line that was put on the table when it was written; its id."""
    return entry("framing", "questions", "How do you see it?", on_table=True)


def on_table(made: str) -> bool:
    return Entry.objects.get(pk=made).on_table


@pytest.mark.parametrize(
    ("fields", "stays"),
    [
        ({"text": "Why now?"}, False),
        ({"text": "Why now?", "on_table": True}, True),
        ({"text": "How do you see it?"}, True),
        ({"prompt": "vision"}, False),
        ({"item": "needs", "prompt": "shared"}, False),
        ({"item": "needs", "prompt": "shared", "on_table": True}, True),
        ({"position": 5.0}, True),
        ({"answer": "Well"}, True),
        ({"on_sheet": False}, True),
    ],
)
def test_a_change_of_what_is_read_takes_it_off(save, laid, fields, stays, worksheet):
    assert save(f"entry:{laid}", 1, **fields).saved
    assert on_table(laid) is stays
    assert lapsed(worksheet) == (frozenset() if stays else {f"entry:{laid}"})


def test_the_way_back_to_the_old_text_does_not_give_it_again(save, laid, worksheet):
    save(f"entry:{laid}", 1, text="Why now?")
    first = Edit.objects.get(target=f"entry:{laid}", version=1)
    user = worksheet.memberships.get().user
    assert restore_value(worksheet=worksheet, user=user, edit_id=first.pk, field="text").saved
    assert Entry.objects.get(pk=laid).text == "How do you see it?"
    assert not on_table(laid)


def test_nobody_consents_from_the_history(save, laid, worksheet, owner):
    save(f"entry:{laid}", 1, text="Why now?")
    first = Edit.objects.get(target=f"entry:{laid}", version=1)
    assert restore_value(worksheet=worksheet, user=owner, edit_id=first.pk, field="on_table").code == "invalid"
    assert not on_table(laid)


def test_taking_off_can_be_taken_from_the_history(save, laid, worksheet, owner):
    save(f"entry:{laid}", 1, on_table=False)
    save(f"entry:{laid}", 2, on_table=True)
    off = Edit.objects.get(target=f"entry:{laid}", version=2)
    assert restore_value(worksheet=worksheet, user=owner, edit_id=off.pk, field="on_table").saved
    assert not on_table(laid)


@pytest.mark.parametrize("change", [{"text": "Why now?"}, {"on_table": False}])
def test_the_whole_worksheet_comes_back_without_its_consent(save, laid, worksheet, owner, change):
    then = Edit.objects.latest("id").pk
    save(f"entry:{laid}", 1, **change)
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=then).saved
    assert Entry.objects.get(pk=laid).text == "How do you see it?"
    assert not on_table(laid)


def test_whole_worksheet_as_it_was_takes_off_what_was_put_on_since(save, entry, worksheet, owner):
    made = entry("framing", "questions", "How do you see it?")
    then = Edit.objects.latest("id").pk
    save(f"entry:{made}", 1, on_table=True)
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=then).saved
    assert not on_table(made)


def test_a_deleted_line_comes_back_without_it(save, laid, worksheet, owner):
    save(f"entry:{laid}", 1, action="delete")
    assert lapsed(worksheet) == frozenset()
    assert bring_back(worksheet=worksheet, user=owner, target=f"entry:{laid}").saved
    assert not on_table(laid)
    assert lapsed(worksheet) == {f"entry:{laid}"}


def test_copies_and_files_begin_with_nothing_on_the_table(save, laid, worksheet, owner):
    named = {"name": "Tom", "on_table": True, "table_name": "Mr Okafor"}
    tom = Party.objects.create(worksheet=worksheet, side="theirs", version=1, position=9, **named)
    worksheet.refresh_from_db()
    copy = load_document(duplicate_worksheet(user=owner, worksheet=worksheet))
    again = load_document(import_worksheet(user=owner, data=to_json(load_document(worksheet))))
    for made in (copy, again):
        assert not any(part.on_table for part in (*made.entries, *made.parties))
        assert tom.table_name in [party.table_name for party in made.parties]


def test_one_cannot_consent_to_a_text_that_one_has_not_seen(save, laid, worksheet, member):
    save(f"entry:{laid}", 1, on_table=False)
    save(f"entry:{laid}", 2, by=member("editor"), text="What is your lowest price?")
    outcome = save(f"entry:{laid}", 2, on_table=True)
    assert (outcome.code, set(outcome.fields)) == ("invalid", {"on_table"})
    assert not on_table(laid)
    assert save(f"entry:{laid}", 3, on_table=True).saved
    assert on_table(laid)


def test_another_change_meanwhile_does_not_stand_in_the_way(save, laid, member):
    save(f"entry:{laid}", 1, on_table=False)
    save(f"entry:{laid}", 2, by=member("editor"), answer="Well")
    assert save(f"entry:{laid}", 2, on_table=True).saved
    assert on_table(laid)


def test_a_lapse_is_over_when_it_is_confirmed_and_taking_off_is_none(save, laid, worksheet):
    save(f"entry:{laid}", 1, text="Why now?")
    save(f"entry:{laid}", 2, on_table=True)
    assert lapsed(worksheet) == frozenset()
    save(f"entry:{laid}", 3, on_table=False)
    save(f"entry:{laid}", 4, text="And why here?")
    assert lapsed(worksheet) == frozenset()


@pytest.mark.parametrize(
    ("fields", "stays"),
    [
        ({"name": "Tom, who wavers"}, False),
        ({"name": "Tom, who wavers", "on_table": True}, True),
        ({"table_name": "Mr Okafor"}, True),
        ({"influence": 9}, True),
    ],
)
def test_somebody_is_named_as_long_as_the_name_stays(save, worksheet, fields, stays):
    tom = Party.objects.create(worksheet=worksheet, name="Tom", version=1, position=9)
    save(f"party:{tom.pk}", 1, on_table=True)
    save(f"party:{tom.pk}", 2, **fields)
    tom.refresh_from_db()
    assert tom.on_table is stays
    assert lapsed(worksheet) == (frozenset() if stays else {f"party:{tom.pk}"})


def test_a_name_for_the_sheet_stays_whatever_the_name_becomes(save, worksheet):
    tom = Party.objects.create(worksheet=worksheet, name="Tom", table_name="Mr Okafor", version=1, position=9)
    save(f"party:{tom.pk}", 1, on_table=True)
    save(f"party:{tom.pk}", 2, name="Tom, who wavers")
    tom.refresh_from_db()
    assert tom.on_table


def test_without_the_name_for_the_sheet_the_name_below_needs_a_consent_of_its_own(save, worksheet):
    tom = Party.objects.create(worksheet=worksheet, name="Tom", table_name="Mr Okafor", version=1, position=9)
    save(f"party:{tom.pk}", 1, on_table=True)
    save(f"party:{tom.pk}", 2, name="Tom, who wavers")
    save(f"party:{tom.pk}", 3, table_name="")
    tom.refresh_from_db()
    assert not tom.on_table
    assert lapsed(worksheet) == {f"party:{tom.pk}"}


@pytest.mark.parametrize("meanwhile", [{"table_name": "Mr Okafor, our friend"}, {"name": "Tom, who wavers"}])
def test_one_cannot_name_somebody_in_words_that_one_has_not_seen(save, worksheet, meanwhile):
    tom = Party.objects.create(worksheet=worksheet, name="Tom", version=1, position=9)
    save(f"party:{tom.pk}", 1, influence=3)
    save(f"party:{tom.pk}", 2, **meanwhile)
    assert save(f"party:{tom.pk}", 2, on_table=True).code == "invalid"
    tom.refresh_from_db()
    assert not tom.on_table
