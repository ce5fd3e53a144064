"""The pages as plain forms: what was touched is saved, what failed stays in its field, the others' words stay."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import User
from quadrants.models import Edit, Entry, ItemState, Party, Worksheet


@pytest.fixture
def opened(client: Client, owner, worksheet):
    """`opened("items/goals/", …)` posts a page of the worksheet as the owner; without fields it is only opened."""
    client.force_login(owner)

    def send(path: str = "", **fields):
        address = f"/worksheets/{worksheet.pk}/{path}"
        return client.post(address, fields.pop("data", fields)) if fields else client.get(address)

    return send


def test_lines_typed_into_the_box_for_new_ones_become_entries(opened, worksheet):
    answer = opened("items/goals/", data={"new|goals.short_term": "one\r\n\r\n two \r\n", "do": "save"})
    assert answer.status_code == 302
    assert [entry.text for entry in worksheet.entries.order_by("position")] == ["one", "two"]


def test_what_nobody_touched_is_no_change(opened, worksheet, entry, save, member):
    made = entry("goals", "short_term", "mine")
    save(f"entry:{made}", 1, by=member("editor"), text="theirs")
    data = {f"base|entry:{made}": "1", f"entry:{made}|text": "mine", "new|goals.long_term": "more"}
    assert opened("items/goals/", data=data).status_code == 302
    assert Entry.objects.get(pk=made).text == "theirs"


def test_a_clash_shows_both_texts_and_the_next_save_decides(opened, worksheet, entry, save, member):
    made = entry("goals", "short_term", "before")
    save(f"entry:{made}", 1, by=member("editor"), text="theirs & more")
    data = {f"base|entry:{made}": "1", f"entry:{made}|text": "mine"}
    answer = opened("items/goals/", data=data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "theirs &amp; more" in text and ">mine</textarea>" in text
    assert f'name="base|entry:{made}" value="2"' in text
    assert opened("items/goals/", data=data | {f"base|entry:{made}": "2"}).status_code == 302
    assert Entry.objects.get(pk=made).text == "mine"


def test_what_is_written_on_a_line_that_was_deleted_meanwhile_is_shown_and_not_called_saved(opened, save, entry):
    made = entry("goals", "short_term", "before")
    other = entry("goals", "short_term", "untouched")
    save(f"entry:{made}", 1, action="delete")
    save(f"entry:{other}", 1, action="delete")
    data = {f"base|entry:{made}": "1", f"entry:{made}|text": "mine & more"}
    data |= {f"base|entry:{other}": "1", f"entry:{other}|text": "untouched"}
    for path in ("items/goals/", "", f"entries/{made}/"):
        answer = opened(path, data=data)
        text = answer.content.decode()
        assert answer.status_code == 422 and "mine &amp; more</q>" in text
        assert text.count("This was deleted.") == 1 and "untouched" not in text
    assert opened(f"entries/{made}/").status_code == 404


def test_a_clash_says_who_wrote_the_other_text(opened, entry, save, member):
    made = entry("goals", "short_term", "before")
    save(f"entry:{made}", 1, by=member("editor"), text="theirs")
    answer = opened("items/goals/", data={f"base|entry:{made}": "1", f"entry:{made}|text": "mine"})
    assert "It reads now, by Editor: <q>theirs</q>" in answer.content.decode()


def test_a_clash_with_oneself_says_so(opened, entry, save):
    made = entry("goals", "short_term", "before")
    save(f"entry:{made}", 1, text="theirs")
    answer = opened("items/goals/", data={f"base|entry:{made}": "1", f"entry:{made}|text": "mine"})
    assert "It reads now, by you in another window: <q>theirs</q>" in answer.content.decode()


CHOICES = {"mine": ["mine", "after"], "theirs": ["theirs", "after"], "both": ["theirs", "mine", "after"]}


@pytest.mark.parametrize(("choice", "stands"), CHOICES.items())
@pytest.mark.parametrize("path", ["", "items/goals/"])
def test_buttons_choose_between_two_texts(opened, worksheet, entry, save, member, path, choice, stands):
    made = entry("goals", "short_term", "before")
    entry("goals", "short_term", "after")
    save(f"entry:{made}", 1, by=member("editor"), text="theirs")
    data = {f"base|entry:{made}": "1", f"entry:{made}|text": "mine"}
    text = opened(path, data=data).content.decode()
    button = re.search(rf'name="do" value="({choice} [^"]+)"', text)[1]
    assert opened(path, data=data | {f"base|entry:{made}": "2", "do": button}).status_code == 302
    lines = worksheet.entries.filter(deleted_at=None).order_by("position")
    assert list(lines.values_list("text", flat=True)) == stands


def test_what_was_added_before_theirs_was_taken_is_in_the_history(opened, worksheet, entry, save, member):
    made = entry("goals", "short_term", "before")
    save(f"entry:{made}", 1, by=member("editor"), text="theirs")
    data = {f"base|entry:{made}": "2", f"entry:{made}|text": "mine and more", "do": f"theirs entry:{made}|text"}
    assert opened("items/goals/", data=data).status_code == 302
    assert Entry.objects.get(pk=made).text == "theirs"
    assert Edit.objects.get(subject_id=worksheet.pk, outcome="conflict").fields == {"text": "mine and more"}
    assert "mine and more" in opened("history/").content.decode()


def test_what_others_write_while_one_chooses_is_not_overwritten(opened, entry, save, member):
    made, editor = entry("goals", "short_term", "before"), member("editor")
    save(f"entry:{made}", 1, by=editor, text="theirs")
    save(f"entry:{made}", 2, by=editor, text="theirs again")
    data = {f"base|entry:{made}": "2", f"entry:{made}|text": "mine", "do": f"mine entry:{made}|text"}
    answer = opened("items/goals/", data=data)
    assert answer.status_code == 422 and "theirs again</q>" in answer.content.decode()
    assert Entry.objects.get(pk=made).text == "theirs again"


def test_both_texts_of_one_field_stand_in_it(opened, worksheet, save, member):
    save("item:goals", 0, by=member("editor"), summary="theirs")
    data = {"base|item:goals": "0", "item:goals|summary": "mine"}
    text = opened("items/goals/", data=data).content.decode()
    button = re.search(r'name="do" value="(both [^"]+)"', text)[1]
    assert opened("items/goals/", data=data | {"base|item:goals": "1", "do": button}).status_code == 302
    assert worksheet.item_states.get(item="goals").summary == "theirs / mine"


def test_what_is_no_text_is_chosen_but_not_joined(opened, worksheet, save, member):
    save("strategy:goals_first", 0, state="undecided")
    save("strategy:goals_first", 1, by=member("editor"), state="planned")
    data = {"base|strategy:goals_first": "1", "strategy:goals_first|state": "not_for_this"}
    text = opened("strategies/", data=data).content.decode()
    assert 'value="mine strategy:goals_first|state"' in text and 'value="both strategy' not in text


@pytest.mark.parametrize("path", ["", "items/goals/", "strategies/"])
def test_what_is_sent_by_somebody_signed_out_is_shown_and_can_be_sent_again(client, owner, worksheet, entry, path):
    made = entry("goals", "short_term", "before")
    data = {f"base|entry:{made}": "1", f"entry:{made}|text": "what I <wrote>", "new|goals.long_term": "and more"}
    address = f"/worksheets/{worksheet.pk}/{path}"
    answer = client.post(address, data, headers={"Sec-Fetch-Site": "same-origin"})
    text = answer.content.decode()
    assert answer.status_code == 401
    assert text.count("what I &lt;wrote&gt;") == 2 and '<textarea name="new|goals.long_term" hidden>and more<' in text
    client.force_login(owner)
    if path == "items/goals/":
        assert client.post(address, data).status_code == 302
        assert {line.text for line in worksheet.entries.all()} == {"what I <wrote>", "and more"}


def test_after_signing_in_anew_a_stale_form_is_shown_again(owner, worksheet):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    data = {"base|item:goals": "0", "item:goals|summary": "90 by spring"}
    address = f"/worksheets/{worksheet.pk}/items/goals/"
    answer = client.post(address, data, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 403 and "90 by spring" in answer.content.decode()
    token = answer.content.decode().split('csrfmiddlewaretoken" value="')[-1].split('"')[0]
    assert client.post(address, data | {"csrfmiddlewaretoken": token}).status_code == 302
    assert ItemState.objects.get().summary == "90 by spring"


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {}])
def test_words_that_another_site_sends_are_not_shown(worksheet, headers):
    data = {"base|item:goals": "0", "item:goals|summary": "words of another site"}
    answer = Client(enforce_csrf_checks=True).post(f"/worksheets/{worksheet.pk}/", data, headers=headers)
    assert answer.status_code == 403 and "words of another site" not in answer.content.decode()
    answer = Client().post(f"/worksheets/{worksheet.pk}/", data, headers=headers)
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("control", "typed", "said"),
    [
        ("item:goals|summary", "x" * 301, "“Line for the sheet” may have at most 300 characters; this has 301."),
        ("new|goals.short_term", "y" * 20_001, "“Text” may have at most 20000 characters; this has 20001."),
        ("new|goals.short_term", "bad \x07 bell", "“Text” holds a character that cannot be kept"),
        ("new|goals.nothing", "z", "There is no such question."),
    ],
)
def test_what_cannot_be_saved_stays_with_its_reason(opened, worksheet, control, typed, said):
    answer = opened("items/goals/", data={"base|item:goals": "0", control: typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Entry.objects.exists() and not ItemState.objects.filter(item="goals").exclude(summary="").exists()
    if control != "new|goals.nothing":
        assert typed.replace("\x07", "") in answer.content.decode().replace("\x07", "")


def test_what_can_be_saved_is_saved_beside_what_cannot(opened, worksheet):
    data = {"base|item:goals": "0", "item:goals|summary": "x" * 301, "new|goals.short_term": "kept"}
    assert opened("items/goals/", data=data).status_code == 422
    assert worksheet.entries.get().text == "kept"


def test_only_the_lines_that_failed_stand_in_the_box_again(opened, worksheet):
    answer = opened("items/goals/", data={"new|goals.short_term": "one\nbad \x07\nthree\nworse \x07"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert [entry.text for entry in worksheet.entries.order_by("position")] == ["one", "three"]
    assert ">one</textarea>" in text and ">three</textarea>" in text
    assert ">bad \x07\nworse \x07</textarea>" in text


def test_a_partly_refused_page_shows_what_was_saved_and_what_was_typed(opened, worksheet, entry):
    made = entry("next_steps", "actions", "call the bank")
    said = {"text": "call the bank on Monday", "due": "2031-02-31"}
    data = {f"base|entry:{made}": "1"} | {f"entry:{made}|{name}": value for name, value in said.items()}
    answer = opened(f"entries/{made}/", data=data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "call the bank on Monday</textarea>" in text and 'value="2031-02-31"' in text
    assert f'name="base|entry:{made}" value="2"' in text


def test_a_stale_page_does_not_delete_what_its_author_never_saw(opened, entry, save, member):
    made = entry("goals", "short_term", "before")
    save(f"entry:{made}", 1, by=member("editor"), text="theirs")
    answer = opened("items/goals/", data={f"base|entry:{made}": "1", "do": f"delete entry:{made}"})
    assert answer.status_code == 422 and "theirs" in answer.content.decode()
    assert Entry.objects.get(pk=made).deleted_at is None


@pytest.mark.parametrize("base", ["²", "-1", "9" * 30, "x", ""])
def test_versions_that_are_none_are_no_error(opened, worksheet, entry, base):
    made = entry("goals", "short_term", "before")
    data = {f"base|entry:{made}": base, f"entry:{made}|text": "after", "do": f"restore entry:{made} {base}"}
    assert opened("items/goals/", data=data).status_code in (302, 422)
    assert opened("details/", data=details(worksheet, title="New", base=base)).status_code == 422
    assert Entry.objects.get(pk=made).text == "before"


def test_roles_are_ticked_and_unticked(opened, worksheet):
    dana = worksheet.parties.get(is_us=False)
    control = f"party:{dana.pk}|roles"
    for version, ticked in ((1, ["counterpart", "decision_maker"]), (2, [])):
        data = {f"base|party:{dana.pk}": str(version), control: ["", *ticked]}
        assert opened(f"parties/{dana.pk}/", data=data).status_code == 302
        dana.refresh_from_db()
        assert dana.roles == ticked


def test_a_clash_is_told_in_words(opened, worksheet, save, member):
    save("strategy:goals_first", 0, by=member("editor"), state="not_for_this")
    data = {"base|strategy:goals_first": "0", "strategy:goals_first|state": "planned"}
    assert "<q>Not for this one</q>" in opened("strategies/", data=data).content.decode()
    save("worksheet", 1, by=User.objects.get(name="Editor"), meeting_at="2031-05-06T06:00:00+00:00")
    clash = opened("details/", data=details(worksheet, base=1, meeting_at="2031-05-07T06:00"))
    assert "It reads now: Tuesday 6 May 2031, 06:00" in clash.content.decode()


@pytest.mark.parametrize(
    ("button", "order"),
    [("up", ["b", "a", "c"]), ("down", ["a", "c", "b"])],
)
def test_buttons_move_a_line(opened, worksheet, entry, button, order):
    ids = [entry("goals", "short_term", text) for text in "abc"]
    opened("items/goals/", do=f"{button} {ids[1]}")
    assert [row.text for row in worksheet.entries.order_by("position")] == order


def test_moving_beyond_the_end_changes_nothing(opened, worksheet, entry):
    ids = [entry("goals", "short_term", text) for text in "ab"]
    assert opened("items/goals/", do=f"up {ids[0]}").status_code == 302
    assert [row.text for row in worksheet.entries.order_by("position")] == ["a", "b"]


def test_the_button_for_the_sheet_goes_round(opened, entry):
    made = entry("goals", "short_term", "a")
    for value in (True, False, None):
        opened("items/goals/", do=f"sheet {made}")
        assert Entry.objects.get(pk=made).on_sheet is value


def test_a_deleted_line_is_offered_back_once(opened, entry):
    made = entry("goals", "short_term", "a")
    opened("items/goals/", do=f"delete entry:{made}")
    assert Entry.objects.get(pk=made).deleted_at
    offered = opened("items/goals/").content.decode()
    assert f'value="restore entry:{made} 2"' in offered
    assert "restore entry" not in opened("items/goals/").content.decode()
    opened("items/goals/", do=f"restore entry:{made} 2")
    assert Entry.objects.get(pk=made).deleted_at is None


@pytest.mark.parametrize("do", ["", "delete", "delete worksheet", "up x", "use nothing", "restore entry:x y", "💥 9"])
def test_buttons_that_do_not_exist_do_nothing(opened, worksheet, entry, do):
    entry("goals", "short_term", "a")
    assert opened("items/goals/", do=do).status_code in (302, 422)
    assert worksheet.entries.get().deleted_at is None


def test_items_go_out_of_use_and_writing_takes_them_back(opened, worksheet):
    opened("", do="drop communication")
    assert not worksheet.item_states.get(item="communication").in_use
    assert "Writing here takes it into use" in opened("items/communication/").content.decode()
    opened("items/communication/", data={"new|communication.style": "short letters"})
    assert worksheet.item_states.get(item="communication").in_use


def test_all_that_belongs_to_a_line_is_on_its_own_page(opened, entry, worksheet):
    made = entry("next_steps", "actions", "call the bank")
    base = {f"base|entry:{made}": "1"}
    fields = {
        f"entry:{made}|{name}": value for name, value in [("person", "Ann"), ("due", "2031-05-06"), ("done", "true")]
    }
    assert opened(f"entries/{made}/", data=base | fields).status_code == 302
    row = Entry.objects.get(pk=made)
    assert (row.person, row.due.isoformat(), row.done) == ("Ann", "2031-05-06", True)
    opened(f"entries/{made}/", data={f"base|entry:{made}": str(row.version), f"entry:{made}|place": "goals.long_term"})
    row = Entry.objects.get(pk=made)
    assert (row.item, row.prompt, row.person) == ("goals", "long_term", "Ann")


def test_people_are_added_changed_and_removed_with_a_choice(opened, worksheet, entry):
    opened("items/parties/", data={"new-party|third_party": "Ines\nPriya"})
    ines, priya = worksheet.parties.filter(name__in=["Ines", "Priya"]).order_by("position")
    assert (ines.name, ines.side, ines.roles) == ("Ines", "neither", ["third_party"])
    opened(f"parties/{ines.pk}/", data={f"base|party:{ines.pk}": "1", f"party:{ines.pk}|trust": "7"})
    assert Party.objects.get(pk=ines.pk).trust == 7
    made = entry("needs", "rational", "quiet", party=str(ines.pk))
    asked = opened(f"parties/{ines.pk}/", do="remove", entries="move")
    assert asked.status_code == 422 and "Choose whose lines they become." in asked.content.decode()
    opened(f"parties/{ines.pk}/", do="remove", entries="move", other=str(priya.pk))
    assert Entry.objects.get(pk=made).party_id == priya.pk
    assert Party.objects.get(pk=ines.pk).deleted_at


def test_our_own_side_cannot_be_removed(opened, worksheet):
    us = worksheet.parties.get(is_us=True)
    opened(f"parties/{us.pk}/", do="remove", entries="keep")
    assert Party.objects.get(pk=us.pk).deleted_at is None


def test_the_checklist_takes_a_decision_and_how_in_one_go(opened, worksheet):
    control = "strategy:use_their_standards"
    said = {"state": "planned", "how": "read it out", "rating": "4"}
    data = {f"base|{control}": "0"} | {f"{control}|{name}": value for name, value in said.items()}
    assert opened("strategies/", data=data).status_code == 302
    plan = worksheet.strategy_plans.get(strategy="use_their_standards")
    assert (plan.state, plan.how, plan.rating) == ("planned", "read it out", 4)


def test_viewers_read_and_cannot_write(client, worksheet, member):
    client.force_login(member("viewer"))
    address = f"/worksheets/{worksheet.pk}/items/goals/"
    text = client.get(address).content.decode()
    assert "<textarea" in text and 'name="new|' not in text and "writing" not in text.split("<body")[0]
    assert client.post(address, {"new|goals.short_term": "x"}).status_code == 403
    assert not Entry.objects.exists()


def test_an_archived_worksheet_is_read_only(opened, worksheet):
    for _twice in range(2):
        opened("archive/", archived="1")
    assert "This worksheet is in the archive" in opened("").content.decode()
    answer = opened("items/goals/", data={"new|goals.short_term": "x"})
    assert answer.status_code == 422 and "Take it out of the archive" in answer.content.decode()
    opened("archive/", archived="0")
    assert opened("items/goals/", data={"new|goals.short_term": "x"}).status_code == 302


# --- Details -----------------------------------------------------------------------------------------------------


def details(worksheet: Worksheet, **changed) -> dict:
    worksheet.refresh_from_db()
    shown = {"base": worksheet.version, "title": worksheet.title, "table_title": worksheet.table_title}
    shown |= {"language": worksheet.language, "depth": worksheet.depth, "state": worksheet.state, "meeting_at": ""}
    return shown | changed


def test_details_are_saved_in_the_time_of_the_person(opened, worksheet, owner):
    owner.time_zone = "Asia/Shanghai"
    owner.save()
    assert opened("details/", data=details(worksheet, title="New", meeting_at="2031-05-06T09:30")).status_code == 302
    worksheet.refresh_from_db()
    assert (worksheet.title, worksheet.meeting_at) == ("New", datetime(2031, 5, 6, 1, 30, tzinfo=UTC))
    assert 'value="2031-05-06T09:30"' in opened("details/").content.decode()
    version = worksheet.version
    opened("details/", data=details(worksheet, meeting_at="2031-05-06T09:30"))
    worksheet.refresh_from_db()
    assert worksheet.version == version


def test_stale_details_leave_what_others_changed(opened, worksheet, save, member):
    stale = details(worksheet, state="ready")
    save("worksheet", 1, by=member("editor"), title="Theirs")
    assert opened("details/", data=stale).status_code == 302
    worksheet.refresh_from_db()
    assert (worksheet.title, worksheet.state) == ("Theirs", "ready")


def test_clashing_details_show_what_stands_there_and_the_next_save_decides(opened, worksheet, save, member):
    stale = details(worksheet, title="Mine")
    save("worksheet", 1, by=member("editor"), title="Theirs")
    answer = opened("details/", data=stale)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "It reads now: Theirs" in text and 'value="Mine"' in text and 'name="base" value="2"' in text
    assert opened("details/", data=stale | {"base": 2}).status_code == 302
    worksheet.refresh_from_db()
    assert worksheet.title == "Mine"


def test_theirs_can_be_taken_and_the_other_details_are_saved(opened, worksheet, save, member):
    stale = details(worksheet, title="Mine", state="ready")
    save("worksheet", 1, by=member("editor"), title="Theirs")
    text = opened("details/", data=stale).content.decode()
    button = re.search(r'name="theirs" value="([^"]+)"', text)[1]
    again = stale | {"base": 2, "theirs": button, "title": "Mine and more"}
    assert opened("details/", data=again).status_code == 302
    worksheet.refresh_from_db()
    assert (worksheet.title, worksheet.state) == ("Theirs", "ready")
    assert "Mine and more" in opened("history/").content.decode()


@pytest.mark.parametrize("theirs", ["", "title"])
def test_details_that_nobody_touched_here_stay_as_others_left_them(opened, worksheet, save, member, theirs):
    stale = details(worksheet, title="Mine")
    save("worksheet", 1, by=member("editor"), title="Theirs", state="ready", meeting_at="2031-05-06T09:30:00Z")
    text = opened("details/", data=stale).content.decode()
    form = text[text.index('name="base"') :]
    shown = re.search(r'name="meeting_at" value="([^"]*)"', form)[1]
    state = re.search(r'<option value="(\w+)" selected', form[form.index('name="state"') :])[1]
    assert (state, shown[:16]) == ("ready", "2031-05-06T09:30")
    sent = stale | {"base": 2, "state": state, "meeting_at": shown, "theirs": theirs}
    assert opened("details/", data=sent).status_code == 302
    worksheet.refresh_from_db()
    assert (worksheet.title, worksheet.state) == ("Theirs" if theirs else "Mine", "ready")
    assert worksheet.meeting_at == datetime(2031, 5, 6, 9, 30, tzinfo=UTC)
