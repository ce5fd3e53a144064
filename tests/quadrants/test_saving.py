"""The save service: versions, merging, conflicts, tombstones, and what follows from a change."""

from __future__ import annotations

import uuid

import pytest

from quadrants.loading import load_document
from quadrants.models import Edit, Entry, ItemState, Outcome, Party
from quadrants.services.saving import Change, save_all
from quadrants.services.worksheets import archive_worksheet, create_worksheet, delete_worksheet

pytestmark = pytest.mark.django_db


def test_a_new_entry_has_version_one_and_a_logged_edit(save, worksheet, owner):
    made = uuid.uuid4()
    outcome = save(f"entry:{made}", item="goals", prompt="short_term", text=" 92,000 \r\n from January ")
    row = Entry.objects.get(pk=made)
    edit = Edit.objects.get(pk=outcome.edit)
    assert (outcome.code, outcome.version) == ("saved", 1)
    assert row.text == "92,000 \n from January"
    assert (edit.target, edit.version, edit.user, edit.fields["text"]) == (
        f"entry:{made}",
        1,
        owner,
        row.text,
    )


def test_a_retry_of_the_same_op_is_answered_as_before_and_changes_nothing(save, entry):
    made, op = entry("goals", "short_term", "one"), uuid.uuid4()
    first = save(f"entry:{made}", 1, text="two", op=op)
    again = save(f"entry:{made}", 1, text="two", op=op)
    assert (again.code, again.version, again.edit) == ("saved", 2, first.edit)
    assert Entry.objects.get(pk=made).version == 2


def test_a_known_op_with_another_body_is_refused(save, entry):
    made, op = entry("goals", "short_term", "one"), uuid.uuid4()
    save(f"entry:{made}", 1, text="two", op=op)
    assert save(f"entry:{made}", 1, text="three", op=op).code == "op_reused"
    assert Entry.objects.get(pk=made).text == "two"


def test_a_known_op_with_another_body_is_told_what_became_of_the_first(save, entry, member):
    """The journal of a page that closed may hold less than what the page sent under this op."""
    made, op = entry("next_steps", "actions", "one"), uuid.uuid4()
    first = save(f"entry:{made}", 1, text="one two three", op=op)
    save(f"entry:{made}", 2, by=member("editor"), person="Ann")
    again = save(f"entry:{made}", 1, text="one tw", op=op)
    assert (again.code, again.known, again.version, again.edit) == ("op_reused", "saved", 3, first.edit)
    assert again.merged == {"text": "one two three", "person": "Ann"}


def test_a_known_op_that_lost_a_conflict_is_told_so(save, entry, member):
    made, op = entry("next_steps", "actions", "one"), uuid.uuid4()
    save(f"entry:{made}", 1, by=member("editor"), text="another")
    assert save(f"entry:{made}", 1, text="one two", op=op).code == "conflict"
    assert save(f"entry:{made}", 1, text="one", op=op).known == "conflict"


def test_an_op_of_another_target_or_worksheet_tells_nothing(save, entry):
    made, other, op = entry("next_steps", "actions", "one"), entry("next_steps", "actions", "two"), uuid.uuid4()
    save(f"entry:{made}", 1, text="secret", op=op)
    again = save(f"entry:{other}", 1, text="two", op=op)
    assert (again.code, again.known, again.merged) == ("op_reused", "", {})


def test_changes_of_different_fields_merge(save, entry, member):
    made = entry("next_steps", "actions", "call HR")
    save(f"entry:{made}", 1, text="call HR on Monday")
    outcome = save(f"entry:{made}", 1, by=member("editor"), person="Ann")
    row = Entry.objects.get(pk=made)
    assert (outcome.code, outcome.version) == ("saved", 3)
    assert (row.text, row.person) == ("call HR on Monday", "Ann")


def test_first_changes_of_different_fields_merge_too(save, member, worksheet):
    """An item or a strategy stands on the page before anybody wrote there: two people may begin at once."""
    save("strategy:goals_first", 0, state="planned")
    outcome = save("strategy:goals_first", 0, by=member("editor"), how="Read it aloud")
    assert (outcome.code, outcome.version) == ("saved", 2)
    plan = worksheet.strategy_plans.get(strategy="goals_first")
    assert (plan.state, plan.how) == ("planned", "Read it aloud")
    assert save("strategy:goals_first", 0, state="not_for_this").code == "conflict"


def test_a_clash_keeps_both_texts_and_stores_the_losing_one(save, entry, member):
    made = entry("goals", "short_term", "base")
    save(f"entry:{made}", 1, by=member("editor"), text="theirs")
    outcome = save(f"entry:{made}", 1, text="yours", on_sheet=True)
    assert (outcome.code, outcome.version) == ("conflict", 2)
    assert outcome.clash == {
        "base": {"text": "base"},
        "theirs": {"text": "theirs"},
        "yours": {"text": "yours"},
        "author": "Editor",
    }
    stored = Edit.objects.get(pk=outcome.edit)
    assert (stored.outcome, stored.fields["text"]) == (Outcome.CONFLICT, "yours")
    assert Entry.objects.get(pk=made).text == "theirs"


def test_a_conflicting_op_is_answered_alike_when_it_is_sent_again(save, entry):
    made, op = entry("goals", "short_term", "base"), uuid.uuid4()
    save(f"entry:{made}", 1, text="theirs")
    first = save(f"entry:{made}", 1, text="yours", op=op)
    save(f"entry:{made}", 2, text="later still")
    assert save(f"entry:{made}", 1, text="yours", op=op) == first


def test_a_losing_text_is_stored_once_however_often_pages_ask_for_it(save, entry):
    made = entry("goals", "short_term", "base")
    save(f"entry:{made}", 1, text="theirs")
    first = save(f"entry:{made}", 1, text="yours")
    assert save(f"entry:{made}", 1, text="yours") == first
    assert save(f"entry:{made}", 1, text="yours and more").edit != first.edit
    save(f"entry:{made}", 2, action="delete")
    assert [save(f"entry:{made}", 2, text="late").code for _page in range(3)] == ["gone"] * 3
    lost = Edit.objects.exclude(outcome=Outcome.ACCEPTED).order_by("id")
    assert [edit.fields["text"] for edit in lost] == ["yours", "yours and more", "late"]


def test_the_same_text_on_an_old_base_is_no_conflict(save, entry):
    made = entry("goals", "short_term", "base")
    save(f"entry:{made}", 1, text="Ame\u0301lie")
    outcome = save(f"entry:{made}", 1, text="Amélie")
    assert (outcome.code, outcome.version) == ("saved", 2)


def test_a_base_from_the_future_is_refused(save, entry):
    made = entry("goals", "short_term", "base")
    outcome = save(f"entry:{made}", 7, text="later")
    assert (outcome.code, set(outcome.fields)) == ("invalid", {"base"})


def test_delete_leaves_a_tombstone_that_restore_brings_back(save, entry, worksheet):
    made = entry("goals", "short_term", "one")
    assert save(f"entry:{made}", 1, action="delete").version == 2
    assert load_document(worksheet).entries == ()
    assert save(f"entry:{made}", 2, text="two").code == "gone"
    assert save(f"entry:{made}", 2, action="restore").version == 3
    assert [entry.text for entry in load_document(worksheet).entries] == ["one"]


def test_what_is_written_for_a_deleted_line_is_stored_once_under_its_op(save, entry, member):
    target = f"entry:{entry('goals', 'short_term', 'one')}"
    save(target, 1, by=member("editor"), action="delete")
    op = uuid.uuid4()
    for text in ("one two", "one two", "one"):
        assert save(target, 1, text=text, op=op).code == "gone", "also with other words under its op"
    (kept,) = Edit.objects.filter(outcome=Outcome.GONE)
    assert (kept.fields, kept.version, kept.op) == ({"text": "one two"}, 2, op)
    save(target, 2, action="restore")
    assert save(target, 1, text="one two", op=op).code == "gone", "as it was answered then"
    assert Entry.objects.get(pk=target[6:]).text == "one"


def test_for_a_deleted_line_only_what_could_stand_there_is_stored(save, entry):
    target = f"entry:{entry('goals', 'short_term', 'one')}"
    save(target, 1, action="delete")
    for fields in ({"text": "x" * 20_001}, {"text": "one"}, {"ghost": 1}, {"action": "delete"}):
        assert save(target, 1, **fields).code == "gone"
    assert not Edit.objects.filter(outcome=Outcome.GONE).exists()


def test_of_who_may_not_write_any_more_nothing_is_stored(save, entry, member, worksheet, monkeypatch):
    target, editor = f"entry:{entry('goals', 'short_term', 'one')}", member("editor")
    save(target, 1, action="delete")
    worksheet.memberships.filter(user=editor).update(role="viewer")
    assert save(target, 1, by=editor, text="late").code == "forbidden"
    worksheet.memberships.filter(user=editor).delete()
    assert save(target, 1, by=editor, text="late").code == "not_found"
    assert not Edit.objects.filter(outcome=Outcome.GONE).exists()


def test_texts_for_deleted_lines_are_slowed_like_others(save, entry, monkeypatch):
    target = f"entry:{entry('goals', 'short_term', 'one')}"
    save(target, 1, action="delete")
    monkeypatch.setattr("quadrants.services.saving.BURST_EDITS", 4)
    assert [save(target, 1, text=text).code for text in ("a", "b", "c")] == ["gone", "gone", "too_many"]


def test_a_deletion_does_not_remove_a_text_that_was_not_seen(save, entry):
    made = entry("goals", "short_term", "one")
    save(f"entry:{made}", 1, text="one, and much more")
    outcome = save(f"entry:{made}", 1, action="delete")
    assert (outcome.code, outcome.clash["theirs"]) == ("conflict", {"text": "one, and much more"})
    assert Entry.objects.get(pk=made).deleted_at is None


def test_a_deletion_does_not_mind_that_the_entry_was_moved(save, entry):
    made = entry("goals", "short_term", "one")
    save(f"entry:{made}", 1, position=5)
    assert save(f"entry:{made}", 1, action="delete").saved


@pytest.mark.parametrize("role", ["viewer", "commenter"])
def test_a_member_without_the_right_is_told(save, entry, member, role):
    made = entry("goals", "short_term", "one")
    assert save(f"entry:{made}", 1, by=member(role), text="two").code == "forbidden"


def test_an_outsider_learns_nothing(save, entry, outsider):
    made = entry("goals", "short_term", "one")
    assert save(f"entry:{made}", 1, by=outsider, text="two").code == "not_found"


def test_a_deleted_worksheet_is_absent_and_an_archived_one_locked(save, entry, worksheet):
    made = entry("goals", "short_term", "one")
    archive_worksheet(worksheet=worksheet, archived=True)
    assert save(f"entry:{made}", 1, text="two").code == "locked"
    delete_worksheet(worksheet=worksheet)
    assert save(f"entry:{made}", 1, text="two").code == "not_found"


def test_ids_of_another_worksheet_are_absent(save, entry, owner, outsider):
    theirs = create_worksheet(user=outsider, title="Theirs", language="en")
    party = theirs.parties.get()
    assert save(f"party:{party.pk}", 1, name="Mine now").code == "not_found"
    assert save(f"party:{party.pk}", 0, name="Mine now").code == "not_found"
    made = entry("no_deal", "fallback", "stay")
    outcome = save(f"entry:{made}", 1, party=str(party.pk))
    assert (outcome.code, set(outcome.fields)) == ("invalid", {"party"})


@pytest.mark.parametrize(
    "target",
    ["entry", "entry:", "entry:x", "entry:{00000000-0000-4000-8000-000000000000}", "ghost:1", "worksheet:1", ":",
     "item:nothing", "strategy:nothing", "item:goals:goals"],
)  # fmt: skip
def test_unknown_targets_are_absent(save, target):
    assert save(target, 0, text="x", in_use=True, state="planned").code == "not_found"


@pytest.mark.parametrize(
    ("target", "fields", "wrong"),
    [
        ("worksheet", {"title": ""}, "title"),
        ("worksheet", {"title": "x" * 201}, "title"),
        ("worksheet", {"language": "fr"}, "language"),
        ("worksheet", {"meeting_at": "soon"}, "meeting_at"),
        ("worksheet", {"ghost": 1}, "ghost"),
        ("worksheet", {"title": 7}, "title"),
        ("item:goals", {"in_use": "yes"}, "in_use"),
        ("item:goals", {"summary": "x" * 301}, "summary"),
        ("item:goals", {"summary": "a\u202eb"}, "summary"),
        ("item:goals", {"summary": "a\x00b"}, "summary"),
        ("item:goals", {"summary": "a\ud800b"}, "summary"),
        ("strategy:goals_first", {"rating": 6}, "rating"),
        ("strategy:goals_first", {"rating": True}, "rating"),
        ("strategy:goals_first", {"state": "maybe"}, "state"),
    ],
)
def test_bad_values_name_their_field(save, target, fields, wrong):
    outcome = save(target, 1 if target == "worksheet" else 0, **fields)
    assert outcome.code in ("invalid", "too_long")
    assert list(outcome.fields) == [wrong]
    assert outcome.fields[wrong]


def test_a_text_that_is_too_long_says_the_limit_and_the_length(save):
    made = uuid.uuid4()
    outcome = save(f"entry:{made}", item="goals", prompt="short_term", text="x" * 20_001)
    assert outcome.code == "too_long"
    assert "20000" in outcome.fields["text"] and "20001" in outcome.fields["text"]


def test_an_entry_takes_only_what_its_question_offers(save, entry):
    made = entry("goals", "short_term", "one", due="2026-12-01")
    outcome = save(f"entry:{made}", 1, value_to_us=5)
    assert (outcome.code, set(outcome.fields)) == ("invalid", {"value_to_us"})


def test_an_entry_needs_item_prompt_and_text(save):
    outcome = save(f"entry:{uuid.uuid4()}", text="homeless")
    assert outcome.code == "invalid"
    assert {"item", "prompt"} & set(outcome.fields)


def test_writing_in_an_item_takes_it_into_use(owner):
    from quadrants.services import saving

    quick = create_worksheet(user=owner, title="Quick", language="en", depth="quick")
    assert not load_document(quick).item("process").in_use
    saving.save(
        subject_id=quick.pk,
        user=owner,
        change=saving.Change(
            target=f"entry:{uuid.uuid4()}",
            base=0,
            fields={"item": "process", "prompt": "agenda", "text": "Budget first"},
        ),
    )
    assert ItemState.objects.get(worksheet=quick, item="process").in_use


def test_a_line_for_the_sheet_takes_its_item_into_use_but_does_not_force_it(save, worksheet):
    save("item:process", 0, in_use=False)
    save("item:process", 1, summary="Budget first")
    assert load_document(worksheet).item("process").in_use
    save("item:process", 3, in_use=False)
    state = load_document(worksheet).item("process")
    assert (state.in_use, state.summary) == (False, "Budget first")


def test_new_entries_stand_last_and_a_move_changes_one_row(save, entry, worksheet):
    one, two, three = (entry("goals", "short_term", text) for text in ("one", "two", "three"))
    first, second, _third = (Entry.objects.get(pk=pk).position for pk in (one, two, three))
    save(f"entry:{three}", 1, position=(first + second) / 2)
    assert [entry.text for entry in load_document(worksheet).entries] == ["one", "three", "two"]
    assert [Entry.objects.get(pk=pk).version for pk in (one, two, three)] == [1, 1, 2]


def test_two_in_one_place_are_numbered_anew(save, entry, worksheet):
    one, two, three = (entry("goals", "short_term", text) for text in ("one", "two", "three"))
    save(f"entry:{three}", 1, position=Entry.objects.get(pk=two).position)
    rows = load_document(worksheet).entries
    assert [row.text for row in rows] == ["one", "three", "two"]
    assert len({row.position for row in rows}) == 3


def test_moving_to_another_question_puts_it_last_there(save, entry, worksheet):
    made = entry("goals", "short_term", "one")
    entry("goals", "long_term", "two")
    save(f"entry:{made}", 1, prompt="long_term")
    assert [row.text for row in load_document(worksheet).entries_of("goals", "long_term")] == ["two", "one"]


@pytest.mark.parametrize(("fields", "kept"), [({"text": "other"}, False), ({"text": "other", "on_table": True}, True)])
def test_consent_for_the_table_belongs_to_a_text(save, entry, fields, kept):
    made = entry("process", "agenda", "Budget", on_table=True)
    save(f"entry:{made}", 1, **fields)
    assert Entry.objects.get(pk=made).on_table is kept


def test_our_own_side_stays(save, worksheet):
    us = worksheet.parties.get(is_us=True)
    assert save(f"party:{us.pk}", 1, action="delete").code == "invalid"


def test_a_party_with_lines_is_not_removed_without_a_choice(save, entry, worksheet):
    dana = worksheet.parties.get(is_us=False)
    entry("no_deal", "fallback", "she hires anew", party=str(dana.pk))
    outcome = save(f"party:{dana.pk}", 1, action="delete")
    assert (outcome.code, set(outcome.fields)) == ("invalid", {"entries"})
    assert Party.objects.get(pk=dana.pk).deleted_at is None


def test_a_burst_beyond_all_typing_is_slowed(save, entry, worksheet, owner, monkeypatch):
    from quadrants.services import saving

    made = entry("goals", "short_term", "0")
    monkeypatch.setattr(saving, "BURST_EDITS", 30)
    outcomes = [save(f"entry:{made}", number, text=str(number)).code for number in range(1, 31)]
    assert "too_many" in outcomes
    assert outcomes.index("too_many") > 20


def test_what_a_copy_wrote_is_no_burst(save, entry, worksheet, owner, monkeypatch):
    from quadrants.services import saving
    from quadrants.services.worksheets import duplicate_worksheet

    monkeypatch.setattr(saving, "BURST_EDITS", 10)
    for _ in range(5):
        duplicate_worksheet(user=owner, worksheet=worksheet)
    assert Edit.objects.filter(user=owner).count() > 10
    assert save("item:goals", 0, summary="92,000").saved


def test_numbering_anew_is_no_burst_and_keeps_the_order(save, entry, worksheet, monkeypatch):
    from quadrants.services import saving

    ids = [entry("problems", "obstacles", f"t{number}") for number in range(30)]
    monkeypatch.setattr(saving, "BURST_EDITS", 40)
    first = worksheet.entries.get(pk=ids[0])
    assert save(f"entry:{ids[29]}", 1, position=first.position).saved
    order = [row.text for row in worksheet.entries.order_by("position")]
    assert order == ["t29", *(f"t{number}" for number in range(29))]


def test_a_line_that_comes_back_without_its_person_is_about_nobody(save, entry, worksheet):
    dana = worksheet.parties.get(is_us=False)
    made = entry("no_deal", "fallback", "she hires anew", party=str(dana.pk))
    save(f"entry:{made}", 1, action="delete")
    assert save(f"party:{dana.pk}", 1, action="delete").saved
    assert save(f"entry:{made}", 2, action="restore").saved
    assert Entry.objects.get(pk=made).party is None


def test_a_new_third_party_is_on_neither_side(save, worksheet):
    for role, side in (("third_party", "neither"), ("counterpart", "theirs")):
        made = str(uuid.uuid4())
        assert save(f"party:{made}", 0, name="Ines", roles=[role]).saved
        assert Party.objects.get(pk=made).side == side


def many(worksheet, user, *texts):
    fields = [{"item": "goals", "prompt": "short_term", "text": text} for text in texts]
    changes = [Change(target=f"entry:{uuid.uuid4()}", base=0, fields=one) for one in fields]
    return save_all(subject_id=worksheet.pk, user=user, changes=changes)


def test_many_changes_that_come_together_are_each_made_and_logged(worksheet, owner, monkeypatch):
    from quadrants.services import saving

    monkeypatch.setattr(saving, "BURST_EDITS", 2)
    outcomes = many(worksheet, owner, "one", "two", "", "four")
    assert [outcome.code for outcome in outcomes] == ["saved", "saved", "invalid", "saved"]
    assert [entry.text for entry in load_document(worksheet).entries] == ["one", "two", "four"]
    edits = Edit.objects.filter(pk__in=[outcome.edit for outcome in outcomes])
    assert [edit.fields["text"] for edit in edits.order_by("pk")] == ["one", "two", "four"]
    assert all(edit.user == owner and edit.body_hash for edit in edits)


def test_many_changes_need_the_same_rights_as_one(worksheet, member, django_user_model):
    outsider = django_user_model.objects.create_user("outsider@example.com")
    assert [outcome.code for outcome in many(worksheet, outsider, "one", "two")] == ["not_found"] * 2
    assert [outcome.code for outcome in many(worksheet, member("viewer"), "one", "two")] == ["forbidden"] * 2
    archive_worksheet(worksheet=worksheet, archived=True)
    assert [outcome.code for outcome in many(worksheet, member("editor"), "one")] == ["locked"]
    assert not Entry.objects.filter(worksheet=worksheet).exists()
