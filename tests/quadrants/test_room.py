"""The sheet in the hand: the same lines as on paper, none cut, and an open part with nothing private in it."""

from __future__ import annotations

import re

import pytest

from quadrants.loading import load_document
from quadrants.models import Entry
from quadrants.room import room


@pytest.fixture
def shown(worksheet):
    return lambda: room(load_document(worksheet))


@pytest.fixture
def get(client, owner, worksheet):
    client.force_login(owner)
    return lambda: client.get(f"/worksheets/{worksheet.pk}/room/").content.decode()


def lines(of) -> list[str]:
    """All but the people, who stand on every worksheet."""
    blocks = [block for _quadrant, blocks in of.quadrants for block in blocks if block.item.code != "parties"]
    return [line.text for block in blocks for line in block.lines]


def test_it_holds_the_lines_of_the_sheet_as_they_were_written(shown, entry):
    long = "why it matters 👩‍👩‍👧 " * 100
    entry("problems", "obstacles", long)
    entry("problems", "obstacles", "never on a sheet", on_sheet=False)
    assert lines(shown()) == [long.strip()]


def test_what_was_written_in_their_shoes_has_its_speaker(shown, entry, worksheet):
    them = worksheet.parties.get(is_us=False)
    entry("needs", "rational", "I want peace", party=str(them.pk), voice="as_them")
    entry("framing", "questions", "What do I get?", party=str(them.pk), voice="as_them")
    page = shown()
    assert lines(page) == [f"{them.name}: “I want peace”"]
    assert [row.text for row in page.questions] == [f"{them.name}: “What do I get?”"]


def test_an_item_with_a_line_of_its_own_says_that_and_what_was_marked(shown, entry, save):
    entry("problems", "obstacles", "marked", on_sheet=True)
    entry("problems", "obstacles", "unmarked")
    save("item:problems", summary="In a line")
    assert lines(shown()) == ["In a line", "marked"]


def test_agenda_and_questions_stand_first_in_order_and_only_once(shown, entry, save):
    second = entry("process", "agenda", "Pay")
    entry("process", "agenda", "Role", position=1)
    entry("framing", "questions", "How do you see it?")
    entry("framing", "questions", "kept back", on_sheet=False)
    save("item:process", summary="Role first")
    page = shown()
    assert [row.text for row in page.agenda] == ["Role", "Pay"] and str(page.agenda[1].entry.id) == second
    assert [row.text for row in page.questions] == ["How do you see it?"]
    assert lines(page) == ["Role first"]


def test_what_is_out_of_use_is_not_there_but_the_agenda_stays_open(shown, entry, save):
    entry("process", "agenda", "Role")
    save("item:process", in_use=False)
    assert shown().agenda == () and [section.lines for section in shown().open.sections] == [("Role",)]


def test_the_open_part_has_the_agenda_and_nothing_that_was_put_on_the_table_line_by_line(shown, entry, save, worksheet):
    entry("process", "agenda", "Role")
    entry("framing", "questions", "How do you see it?", on_table=True)
    assert save("worksheet", worksheet.version, table_title="Our talk").saved
    worksheet.refresh_from_db()
    page = shown().open
    assert page.title == "Our talk" and "Dana" in page.names
    assert [section.lines for section in page.sections] == [("Role",)]


def test_the_title_of_the_tab_is_never_the_private_one(get):
    page = get()
    assert re.search(r"<title>(.*?)</title>", page).group(1) == "Agenda"
    assert "A raise" in page.split("</title>")[1]


def test_an_answer_is_saved_by_the_plain_form(client, get, worksheet, entry):
    made = entry("framing", "questions", "How do you see it?")
    assert f'name="entry:{made}|answer"' in get()
    path = f"/worksheets/{worksheet.pk}/room/"
    body = {f"base|entry:{made}": 1, f"entry:{made}|answer": "Well enough", "do": "save"}
    assert client.post(path, body)["Location"] == path
    assert Entry.objects.get(pk=made).answer == "Well enough" and "Well enough</textarea>" in get()


def test_an_answer_that_clashes_stands_there_again(client, get, worksheet, entry, save):
    made = entry("framing", "questions", "How do you see it?")
    get()
    save(f"entry:{made}", 1, answer="Theirs")
    body = {f"base|entry:{made}": 1, f"entry:{made}|answer": "Mine", "do": "save"}
    answer = client.post(f"/worksheets/{worksheet.pk}/room/", body)
    assert answer.status_code == 422
    assert "Mine</textarea>" in answer.content.decode() and "Theirs" in answer.content.decode()


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("editor", 302)])
def test_who_may_only_read_cannot_answer(client, worksheet, entry, member, role, status):
    made = entry("framing", "questions", "How do you see it?")
    client.force_login(member(role))
    path = f"/worksheets/{worksheet.pk}/room/"
    assert ("readonly" in client.get(path).content.decode()) == (role == "viewer")
    assert client.post(path, {f"base|entry:{made}": 1, f"entry:{made}|answer": "x"}).status_code == status


@pytest.mark.parametrize("page", ["", "prep-sheet/"])
def test_board_and_prep_sheet_lead_there(client, owner, worksheet, page):
    client.force_login(owner)
    assert (
        f'href="/worksheets/{worksheet.pk}/room/"' in client.get(f"/worksheets/{worksheet.pk}/{page}").content.decode()
    )
