"""From a filled form into a worksheet: what is shown, what is chosen, and where it goes."""

from __future__ import annotations

import html
import io
import json
import random
import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import User
from press.process import Press
from quadrants import form
from quadrants.form.found import REASONS
from quadrants.interchange import to_json
from quadrants.loading import load_document
from quadrants.models import Edit, Worksheet
from quadrants.models.content import NAME_LENGTH
from quadrants.services.worksheets import archive_worksheet, create_worksheet
from quadrants.views import taking
from tests.quadrants.form.making import filled

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]
ANSWERS = {
    "worksheet.title": "加薪 A raise",
    "worksheet.meeting_at": "2026-11-26 14:00",
    "goals.short_term.1": "92,000 by spring\nTwo days at home",
    "parties.counterpart.1": "Dana\nJo",
    "parties.decision_maker.1": "Dana",
    "process.agenda.1": "First the dates",
    "strategy.goals_first": "yes",
    "strategy.about_them": "yes",
}
LINES = ["92,000 by spring", "Two days at home", "Dana", "Dana", "Jo", "First the dates"]


@pytest.fixture
def upload(client, owner):
    """Sends a file to the import page as the owner."""
    client.force_login(owner)

    def send(content: bytes, name: str = "form.pdf"):
        file = io.BytesIO(content)
        file.name = name
        return client.post(reverse("worksheet_import"), {"file": file})

    return send


@pytest.fixture
def take(client, upload):
    """Uploads a form and presses the button, with other values than those that stand on the page."""

    def send(answers=ANSWERS, language="en", **other):
        page = upload(filled(answers, language))
        assert page.status_code == 200
        return client.post(reverse("form_taking"), {**sent_by(page), **other})

    return send


def sent_by(page) -> dict[str, object]:
    """What the form of a page would send as it stands."""
    text = page.content.decode()
    values: dict[str, object] = {"lines": [], "strategies": []}
    for name, value in re.findall(r'type="checkbox"[^>]* name="(\w+)" value="(\w+)" checked', text):
        values[name].append(value)
    bound = page.context["form"]
    values |= {name: bound[name].value() or "" for name in ("into", "title", "language")}
    when = bound["meeting_at"].value()
    values["meeting_at"] = when.strftime("%Y-%m-%dT%H:%M") if isinstance(when, datetime) else when or ""
    values["sealed"] = html.unescape(re.search(r'name="sealed" value="([^"]*)"', text)[1])
    return values


def written(worksheet: Worksheet) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in load_document(worksheet).entries:
        found.setdefault(f"{entry.item}.{entry.prompt}", []).append(entry.text)
    return found


def test_the_page_shows_every_line_with_a_tick_and_writes_nothing(upload, owner):
    page = upload(filled(ANSWERS))
    ticked = sent_by(page)
    assert page.status_code == 200
    assert [row["text"] for row in page.context["rows"]] == LINES
    assert ticked["lines"] == [str(place) for place in range(len(LINES))]
    assert ticked["strategies"] == ["goals_first", "about_them"]
    assert not Worksheet.objects.exists()


def test_everything_goes_into_a_new_worksheet(take, owner):
    answer = take()
    worksheet = Worksheet.objects.visible_to(owner).get()
    document = load_document(worksheet)
    assert answer["Location"] == reverse("board", args=[worksheet.pk])
    assert (worksheet.title, worksheet.language, worksheet.depth) == ("加薪 A raise", "en", "full")
    assert worksheet.meeting_at == datetime(2026, 11, 26, 14, tzinfo=UTC)
    assert written(worksheet) == {
        "goals.short_term": ["92,000 by spring", "Two days at home"],
        "process.agenda": ["First the dates"],
    }
    assert [(party.name, party.side, party.roles) for party in document.others] == [
        ("Dana", "theirs", ("counterpart", "decision_maker")),
        ("Jo", "theirs", ("counterpart",)),
    ]
    assert [plan.strategy for plan in document.planned] == ["goals_first", "about_them"]
    assert not any(entry.on_table or entry.on_sheet for entry in document.entries)
    assert not any(party.on_table for party in document.parties)


def test_a_moment_is_meant_in_the_time_zone_of_the_reader(take, owner):
    owner.time_zone = "Asia/Shanghai"
    owner.save()
    take()
    assert Worksheet.objects.get().meeting_at == datetime(2026, 11, 26, 6, tzinfo=UTC)


def test_a_form_that_stays_within_a_quick_prep_makes_one(take):
    take({"goals.short_term.1": "92,000"}, "zh-hans")
    worksheet = Worksheet.objects.get()
    assert (worksheet.title, worksheet.language, worksheet.depth) == ("我的谈判", "zh-hans", "quick")


def test_only_what_is_ticked_is_taken(take, owner):
    take(lines=["1", "5"], strategies=[])
    worksheet = Worksheet.objects.get()
    assert written(worksheet) == {"goals.short_term": ["Two days at home"], "process.agenda": ["First the dates"]}
    assert not load_document(worksheet).others and not load_document(worksheet).planned


def test_it_goes_into_one_of_ones_own_and_what_stands_there_is_not_written_twice(
    client, take, owner, worksheet, entry, save
):
    entry("goals", "short_term", "92,000 by spring", on_table=False)
    save("strategy:goals_first", state="planned")
    assert take(into=str(worksheet.pk)).status_code == 302
    assert Worksheet.objects.visible_to(owner).get() == worksheet
    document = load_document(worksheet)
    assert written(worksheet)["goals.short_term"] == ["92,000 by spring", "Two days at home"]
    assert [(party.name, party.roles) for party in document.others] == [
        ("Dana", ("counterpart", "decision_maker")),
        ("Jo", ("counterpart",)),
    ]
    assert (document.worksheet.title, len(document.planned)) == ("A raise", 2)
    count = Edit.objects.count()
    take(into=str(worksheet.pk))
    assert Edit.objects.count() == count
    page = client.get(reverse("board", args=[worksheet.pk])).content.decode()
    assert "0 lines were taken over." in page and "8 stood there already." in page


def test_what_is_written_takes_its_item_into_use_and_stands_in_the_history(client, take, owner):
    worksheet = create_worksheet(user=owner, title="A talk", language="en", depth="quick")
    take(into=str(worksheet.pk))
    assert load_document(worksheet).item("process").in_use
    assert "First the dates" in client.get(reverse("history", args=[worksheet.pk])).content.decode()


def test_a_hundred_lines_are_no_flood(take, worksheet):
    take({"goals.short_term.1": "\n".join(f"line {number}" for number in range(399))}, into=str(worksheet.pk))
    assert len(written(worksheet)["goals.short_term"]) == 399


@pytest.mark.long
def test_the_largest_form_that_is_read_can_be_sent_on(take):
    """With letters that hardly shrink; the answers travel in the page."""
    letters = random.Random(5)
    lines = ["".join(chr(letters.randrange(0x20000, 0x2A000)) for _ in range(495)) for _ in range(400)]
    answer = take({"goals.short_term.1": "\n".join(lines[:200]), "goals.long_term.1": "\n".join(lines[200:])})
    assert answer.status_code == 302
    assert sum(written(Worksheet.objects.get()).values(), []) == lines


def test_it_is_all_or_nothing_and_the_page_says_which_line(client, take, owner):
    name = "D" * (NAME_LENGTH + 1)
    answers = {"goals.short_term.1": "92,000", "parties.counterpart.1": name}
    page = take(answers)
    assert page.status_code == 422 and not Worksheet.objects.exists() and not Edit.objects.exists()
    text = page.content.decode()
    assert name[:80] in text and f"at most {NAME_LENGTH} characters" in text
    # What was typed stands there again, and without the bad line it works.
    again = client.post(reverse("form_taking"), {**sent_by(page), "title": "Mine", "lines": ["0"]})
    assert again.status_code == 302 and Worksheet.objects.get().title == "Mine"


def test_with_nothing_ticked_it_asks(take):
    page = take(lines=[], strategies=[], title="A title of my own")
    assert page.status_code == 422 and "Nothing is ticked" in page.content.decode()
    assert sent_by(page)["lines"] == [] and sent_by(page)["title"] == "A title of my own"
    assert not Worksheet.objects.exists()


@pytest.mark.parametrize("other", [{"lines": ["6"]}, {"lines": ["-1"]}, {"strategies": ["be_ethical"]}, {"into": "x"}])
def test_what_does_not_stand_in_the_form_cannot_be_chosen(take, other):
    assert take(**other).status_code == 422
    assert not Worksheet.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "commenter", None])
def test_one_cannot_write_where_one_may_not(client, take, outsider, member, worksheet, role):
    foreign = member(role) if role else outsider
    before = Edit.objects.count()
    page = take({"goals.short_term.1": "92,000"})
    assert page.status_code == 302
    client.force_login(foreign)
    file = io.BytesIO(filled(ANSWERS))
    file.name = "form.pdf"
    page = client.post(reverse("worksheet_import"), {"file": file})
    assert "A raise" not in {str(one) for one in page.context["form"].fields["into"].queryset}
    refused = client.post(reverse("form_taking"), {**sent_by(page), "into": str(worksheet.pk)})
    assert refused.status_code == 422
    assert not Edit.objects.filter(user=foreign).exists() and Edit.objects.count() > before


def test_one_cannot_write_into_the_archive(take, worksheet):
    archive_worksheet(worksheet=worksheet, archived=True)
    assert take(into=str(worksheet.pk)).status_code == 422
    assert written(worksheet) == {}


@pytest.mark.parametrize("sealed", ["", "x", "x:y:z"])
def test_answers_that_were_not_sealed_here_are_not_written(take, sealed):
    answer = take(sealed=sealed)
    assert (answer.status_code, answer["Location"]) == (302, reverse("worksheet_import"))
    assert not Worksheet.objects.exists()


def test_the_page_of_somebody_else_or_of_yesterday_is_worth_nothing(client, upload, outsider, owner, monkeypatch):
    page = sent_by(upload(filled(ANSWERS)))
    client.force_login(outsider)
    assert client.post(reverse("form_taking"), page)["Location"] == reverse("worksheet_import")
    client.force_login(owner)
    monkeypatch.setattr(taking, "KEPT_SECONDS", -1)
    assert client.post(reverse("form_taking"), page)["Location"] == reverse("worksheet_import")
    assert not Worksheet.objects.exists()


def test_markup_stands_as_text_on_the_page(upload):
    words = "<script>alert(1)</script> {{ form }} \"'&"
    page = upload(filled({"goals.short_term.1": words, "worksheet.title": words})).content.decode()
    assert "<script>alert" not in page
    assert html.unescape(page).count(words) == 2


def test_what_is_not_taken_is_named_as_people_know_it(upload):
    page = upload(filled({"goals.short_term.1": "pay\u202e me\nkeep"}))
    assert page.context["left_out"] == [
        {"place": "1 Goals · Short term", "text": "pay me", "reason": "It holds a character that cannot be kept."}
    ]
    assert "\u202e" not in page.content.decode()


@pytest.mark.parametrize(
    ("content", "why"), [(filled({}), "empty"), (b"%PDF-1.7 nothing", "broken")], ids=["empty", "broken"]
)
def test_a_file_that_is_no_filled_form_is_refused_in_words(upload, content, why):
    page = upload(content)
    assert page.status_code == 422 and str(REASONS[why]) in html.unescape(page.content.decode())


def test_while_too_many_files_are_read_people_are_asked_to_come_back(upload, monkeypatch):
    monkeypatch.setattr(form, "READER", Press(seconds=5, megabytes=400, waiting=-1))
    page = upload(filled(ANSWERS))
    assert (page.status_code, page["Retry-After"]) == (503, "5")


def test_the_kind_of_a_file_is_told_by_what_is_in_it(upload, worksheet):
    assert upload(filled(ANSWERS), "export.json").status_code == 200
    exported = json.dumps(to_json(load_document(worksheet))).encode()
    assert upload(exported, "form.pdf").status_code == 302
    assert Worksheet.objects.count() == 2


def test_a_pdf_that_is_far_too_large_is_not_even_read(upload):
    page = upload(b"%PDF-1.7" + b" " * 12 * 1024 * 1024)
    assert page.status_code == 422 and "larger than 12 MB" in page.content.decode()


def test_a_guest_can_read_a_form_back(client):
    guest = User.objects.create_guest()
    client.force_login(guest)
    file = io.BytesIO(filled(ANSWERS))
    file.name = "form.pdf"
    page = client.post(reverse("worksheet_import"), {"file": file})
    assert client.post(reverse("form_taking"), sent_by(page)).status_code == 302
    assert Worksheet.objects.visible_to(guest).count() == 1


def test_a_button_pressed_twice_makes_one_worksheet(client, upload, owner):
    sent = sent_by(upload(filled(ANSWERS)))
    answers = [client.post(reverse("form_taking"), sent) for _press in range(2)]
    made = Worksheet.objects.visible_to(owner).get()
    assert [answer["Location"] for answer in answers] == [reverse("board", args=[made.pk]), reverse("worksheets")]
