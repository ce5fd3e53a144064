"""The page on which one lays lines on the table, sees the sheet, and only then has the file."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from quadrants.models import Entry, Party, Worksheet
from tests.quadrants.sheet.making import squeezed, text_of

PDF = "prep-sheet.pdf?view=table"


@pytest.fixture
def get(client, owner, worksheet):
    client.force_login(owner)
    return lambda path, **more: client.get(f"/worksheets/{worksheet.pk}/{path}", **more)


@pytest.fixture
def lay(client, owner, worksheet):
    """Posts the page with these controls, as a browser does that has just read it."""
    client.force_login(owner)

    def post(**controls):
        worksheet.refresh_from_db()
        shown = {f"base|entry:{row.pk}": row.version for row in Entry.objects.filter(worksheet=worksheet)}
        shown |= {f"base|party:{row.pk}": row.version for row in Party.objects.filter(worksheet=worksheet)}
        body = {"base|worksheet": worksheet.version, **shown, "do": "save", **controls}
        return client.post(reverse("table_sheet", args=[worksheet.pk]), body)

    return post


def test_a_line_that_is_ticked_is_on_the_sheet_and_off_again(get, lay, entry):
    made = entry("framing", "questions", "How do you see it?")
    assert "Howdoyouseeit" not in text_of(get(PDF).content)
    assert lay(**{f"entry:{made}|on_table": "true"}).status_code == 302
    assert "Howdoyouseeit" in text_of(get(PDF).content)
    lay(**{f"entry:{made}|on_table": "false"})
    assert "Howdoyouseeit" not in text_of(get(PDF).content)


def test_title_and_names_are_set_there(get, lay, worksheet):
    tom = Party.objects.create(worksheet=worksheet, name="Tom", side="theirs", version=1, position=9)
    lay(
        **{
            "worksheet|table_title": "Our talk",
            f"party:{tom.pk}|on_table": "true",
            f"party:{tom.pk}|table_name": "Mr Okafor",
        }
    )
    text = text_of(get(PDF).content)
    assert all(word in text for word in ("Ourtalk", "MrOkafor")) and "Tom" not in text
    worksheet.refresh_from_db()
    assert (worksheet.title, worksheet.table_title) == ("A raise", "Our talk")


def test_lines_change_places_within_their_heading(get, lay, entry):
    first, second = entry("process", "agenda", "One thing"), entry("process", "agenda", "Another thing")
    lay(do=f"up {second}")
    text = text_of(get(PDF).content)
    assert text.index("Anotherthing") < text.index("Onething")
    assert Entry.objects.get(pk=first).version == 1


def test_all_that_can_be_put_there_is_listed_with_the_warning_for_dates(get, entry):
    entry("process", "deadlines", "Before the fair")
    entry("goals", "short_term", "92,000 by spring")
    page = get("table-sheet/").content.decode()
    assert "Before the fair" in page and "Time pressure shows" in page
    assert page.count("92,000 by spring") == 1  # the goal over every page
    assert 'placeholder="Agenda"' in page


def test_a_line_that_was_changed_asks_to_be_confirmed(get, lay, entry, save):
    made = entry("framing", "questions", "How do you see it?", on_table=True)
    assert "please confirm" not in get("table-sheet/").content.decode()
    save(f"entry:{made}", 1, text="Why so late?")
    assert get("table-sheet/").content.decode().count("please confirm") == 1
    lay(**{f"entry:{made}|on_table": "true"})
    assert "please confirm" not in get("table-sheet/").content.decode()


def test_a_tick_on_a_text_that_is_another_by_now_is_refused(client, owner, worksheet, entry, save):
    made = entry("framing", "questions", "How do you see it?")
    save(f"entry:{made}", 1, text="Where is your limit?")
    client.force_login(owner)
    body = {f"base|entry:{made}": 1, f"entry:{made}|on_table": "true", "do": "save"}
    answer = client.post(reverse("table_sheet", args=[worksheet.pk]), body)
    assert answer.status_code == 422 and "Read it again" in answer.content.decode()
    assert not Entry.objects.get(pk=made).on_table


def test_the_picture_is_that_of_the_file_and_its_page_the_only_way_to_it(get, entry):
    entry("process", "agenda", "Your view")
    page = get("table-sheet/").content.decode()
    assert "prep-sheet.pdf?view=table" in page and "prep-sheet.png?view=table" in page
    for other in ("", "prep-sheet/", "items/process/", "details/"):
        assert "view=table" not in get(other).content.decode()
    picture = get("prep-sheet.png?view=table")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")


def test_what_was_seen_is_what_comes(get, entry):
    entry("process", "agenda", "Your view")
    seen = get("table-sheet/").context["seen"]
    assert get(f"{PDF}&seen={seen}")["Content-Type"] == "application/pdf"
    entry("process", "agenda", "And ours")
    answer = get(f"{PDF}&seen={seen}", follow=True)
    assert answer.redirect_chain and "has changed since you saw it" in answer.content.decode()


def test_what_cannot_be_printed_is_named_on_the_page(get, entry):
    entry("process", "agenda", "Your view")
    assert "cannot be printed" not in get("table-sheet/").content.decode()
    entry("process", "agenda", "And ours 👍")
    assert "□ stands for what cannot be printed: U+1F44D. Write" in get("table-sheet/").content.decode()


def test_what_is_too_long_has_no_file_and_says_by_how_much(get, entry):
    entry("process", "agenda", "A very long point of the agenda. " * 400)
    page = get("table-sheet/").content.decode()
    assert "lines too long" in page and "view=table" not in page
    assert get(PDF)["Location"].endswith("/table-sheet/")
    assert get("prep-sheet.png?view=table").status_code == 404


@pytest.mark.parametrize("name", ["prep-sheet.pdf", "prep-sheet.png"])
def test_a_view_that_does_not_exist_is_not_the_private_sheet(get, name):
    assert get(f"{name}?view=tabel").status_code == 404
    assert get(f"{name}?view=").status_code == 200


@pytest.mark.parametrize(("table_title", "name"), [("", "Agenda.pdf"), ("Our talk", "Our_talk.pdf")])
def test_the_file_is_named_by_the_title_for_it(get, save, worksheet, table_title, name):
    save("worksheet", worksheet.version, title="Squeeze Dana", table_title=table_title)
    answer = get(PDF)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    assert reader.metadata.title == (table_title or "Agenda")
    assert "Squeeze" not in str(answer.headers) and squeezed("Squeeze Dana") not in text_of(answer.content)


def test_a_line_on_the_table_is_marked_on_its_item_page(get, entry):
    entry("framing", "questions", "How do you see it?", on_table=True)
    entry("process", "deadlines", "Before the fair")
    assert get("items/framing/").content.decode().count('<span class="facts">Stands on the table sheet</span>') == 1
    assert '"facts">Stands on the table sheet' not in get("items/process/").content.decode()


def test_who_may_only_read_changes_nothing(client, worksheet, member, entry):
    made = entry("framing", "questions", "How do you see it?")
    client.force_login(member("viewer"))
    page = client.get(reverse("table_sheet", args=[worksheet.pk]))
    assert "fieldset disabled" in page.content.decode() and "Download PDF" in page.content.decode()
    body = {f"base|entry:{made}": 1, f"entry:{made}|on_table": "true"}
    assert client.post(reverse("table_sheet", args=[worksheet.pk]), body).status_code == 403


def unfolded(answer) -> list[str]:
    text = answer.content.decode()
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize("title", ["", "Price, terms; and “more” \\ 供货价格与合作安排" * 4])
def test_the_calendar_holds_the_meeting_under_the_title_for_the_other_side(get, save, worksheet, title):
    at = datetime(2031, 5, 6, 9, 30, tzinfo=UTC)
    Worksheet.objects.filter(pk=worksheet.pk).update(meeting_at=at)
    assert save("worksheet", worksheet.version, title="Squeeze Dana", table_title=title).saved
    answer = get("calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Squeeze" not in answer.content.decode() + str(answer.headers)
    assert str(worksheet.pk) not in answer.content.decode()
    lines = unfolded(answer)
    escaped = (title or "Agenda").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert "DTSTART:20310506T093000Z" in lines and f"SUMMARY:{escaped}" in lines
    assert [line.partition(":")[0] for line in lines if line][::10] == ["BEGIN", "END"]


def test_a_meeting_that_moves_is_the_same_event_with_a_higher_number(get, save, worksheet):
    at = timezone.now() + timedelta(days=3)
    save("worksheet", worksheet.version, meeting_at=at.isoformat())
    first = dict(line.split(":", 1) for line in unfolded(get("calendar.ics")) if line)
    worksheet.refresh_from_db()
    save("worksheet", worksheet.version, meeting_at=(at + timedelta(days=1)).isoformat())
    second = dict(line.split(":", 1) for line in unfolded(get("calendar.ics")) if line)
    assert first["UID"] == second["UID"] and int(first["SEQUENCE"]) < int(second["SEQUENCE"])
    assert first["DTSTART"] != second["DTSTART"]


def test_without_a_time_there_is_no_event(get):
    assert get("calendar.ics").status_code == 404
