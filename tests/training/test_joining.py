"""The way into a course: class code, name and PIN, with an account or without one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from quadrants.models import Worksheet
from quadrants.services.worksheets import create_worksheet
from training import pins
from training.models import Course, Enrolment
from training.services import joining
from training.services.people import leave_course

PIN = "2580"


@pytest.fixture
def door(room):
    return reverse("join_course", args=[room.course.code])


def sit(door: str, name: str = "Lin Wei", pin: str = PIN, do: str = "open", client: Client | None = None):
    client = client or Client()
    return client, client.post(door, {"name": name, "pin": pin, "do": do})


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "a-b"])
def test_a_code_is_read_as_people_type_it(typed, room):
    code = room.course.code
    spelt = {"{}": code, " {} ": f" {code} ", "lower": code.lower(), "a-b": f"{code[:3]}-{code[3:]}"}[typed]
    answer = Client().post(reverse("join"), {"code": spelt})
    assert answer["Location"] == reverse("join_course", args=[code])


def test_a_code_that_is_none_is_said(room):
    assert Client().post(reverse("join"), {"code": "ZZZZZZ"}).status_code == 422
    assert Client().get(reverse("join_course", args=["ZZZZZZ"]))["Location"] == reverse("join")


def test_a_name_and_a_pin_open_a_seat_and_the_way_back_to_it(door, room):
    client, answer = sit(door)
    assert answer["Location"] == reverse("course", args=[room.course.pk])
    assert client.get(answer["Location"]).status_code == 200
    place = Enrolment.objects.get(name="Lin Wei")
    assert place.user.email is None and not place.user.is_guest and PIN not in place.pin
    elsewhere, answer = sit(door, " lin  WEI ", do="back")
    assert elsewhere.get(answer["Location"]).status_code == 200
    assert elsewhere.session["_auth_user_id"] == str(place.user.pk)


@pytest.mark.parametrize("pin", ["12", "123456789", "abcd", "1111", "1234", "9876", "٢٥٨٠"])
def test_a_pin_that_is_no_good_is_not_taken(pin, door):
    _client, answer = sit(door, pin=pin)
    assert answer.status_code == 422 and not Enrolment.objects.filter(name="Lin Wei").exists()


def test_a_name_that_somebody_has_opens_no_second_seat(door, room):
    for name in ("Student", "student", "Ｓtudent", "Former"):
        _client, answer = sit(door, name)
        assert answer.status_code == 422, name
    assert not User.objects.filter(email=None).exists()


def test_a_wrong_pin_and_a_name_that_nobody_has_sound_alike(door):
    sit(door)
    wrong = sit(door, pin="2581", do="back")[1].content.decode()
    nobody = sit(door, name="Nobody", do="back")[1].content.decode()
    assert "do not fit together" in wrong and "do not fit together" in nobody


def test_no_pin_opens_the_place_of_somebody_with_an_account(door):
    for pin in ("", PIN):
        assert sit(door, "Student", pin, do="back")[1].status_code == 422


def test_many_wrong_pins_close_a_seat_until_the_trainer_gives_a_new_one(door, room, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "seat_name": "10000/m/ip"}
    sit(door)
    for _try in range(joining.MOST_FAILURES):
        sit(door, pin="2581", do="back")
    assert sit(door, do="back")[1].status_code == 422
    place = Enrolment.objects.get(name="Lin Wei")
    page = room.client("trainer").post(reverse("person", args=[room.course.pk, place.pk]), {"do": "pin"})
    ((_seat, new),) = page.context["given"]
    assert new in page.content.decode() and page["Cache-Control"] == "private, no-store"
    assert sit(door, pin=PIN, do="back")[1].status_code == 422
    assert sit(door, pin=new, do="back")[1].status_code == 302


def test_some_wrong_pins_and_a_right_one_start_anew(door, room, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "seat_name": "10000/m/ip"}
    sit(door)
    for _round in range(3):
        for _try in range(joining.MOST_FAILURES - 1):
            sit(door, pin="2581", do="back")
        assert sit(door, do="back")[1].status_code == 302


def test_tries_at_one_seat_are_limited_in_time(door):
    sit(door)
    answers = [sit(door, pin="2581", do="back")[1] for _try in range(12)]
    assert all(answer.status_code == 422 for answer in answers)
    assert Enrolment.objects.get(name="Lin Wei").pin_failures == 10


def test_after_many_tries_one_is_told_to_wait_whether_there_is_such_a_seat_or_not(door, room):
    """The trainer sees until when, and unlocks it; then the right PIN opens it at once."""
    sit(door)
    place = Enrolment.objects.get(name="Lin Wei")
    for name in ("Lin Wei", "Nobody Here"):
        answers = [sit(door, name, "2581", do="back")[1].content.decode() for _try in range(11)]
        assert ["Too many tries" in answer for answer in answers] == [False] * 10 + [True], name
    assert "Too many tries" in sit(door, "ＬＩＮ  wei", do="back")[1].content.decode()
    trainer, person = room.client("trainer"), reverse("person", args=[room.course.pk, place.pk])
    people = reverse("people", args=[room.course.pk])
    until = (timezone.now() + joining.WAIT).astimezone(room.course.zone)
    pages = [trainer.get(address).content.decode() for address in (people, person)]
    for page in pages:
        assert any(f"locked until {at:%H:%M}" in page for at in (until, until - timedelta(minutes=1)))
    assert pages[0].count("locked until") == 1 and 'value="unlock"' in pages[1]
    trainer.post(person, {"do": "unlock"})
    assert "locked" not in trainer.get(people).content.decode()
    assert sit(door, do="back")[1].status_code == 302


def test_a_seat_that_only_a_trainer_can_open_is_shown_to_them(door, room):
    sit(door)
    place = Enrolment.objects.get(name="Lin Wei")
    Enrolment.objects.filter(pk=place.pk).update(pin_failures=joining.MOST_FAILURES)
    person, client = reverse("person", args=[room.course.pk, place.pk]), room.client("trainer")
    assert "locked after many wrong PINs" in client.get(person).content.decode()
    assert sit(door, do="back")[1].status_code == 422
    client.post(person, {"do": "unlock"})
    assert sit(door, do="back")[1].status_code == 302


def test_a_new_pin_ends_the_sessions_of_the_seat_and_none_of_an_account(door, room):
    client, _answer = sit(door)
    course = reverse("course", args=[room.course.pk])
    assert client.get(course).status_code == 200
    account = room.client("student")
    for person in (Enrolment.objects.get(name="Lin Wei"), room.place("student")):
        room.client("trainer").post(reverse("person", args=[room.course.pk, person.pk]), {"do": "pin"})
    assert client.get(course).status_code == 302
    assert account.get(course).status_code == 200


def test_a_browser_opens_few_seats_and_an_address_many(door, room, settings):
    """Signing out starts no new count; another course has a count of its own."""
    client = Client()
    for number in range(6):
        _client, answer = sit(door, f"Seat {number}", client=client)
        assert answer.status_code == (302 if number < 5 else 422)
        client.post(reverse("account_logout"))
    assert "Many seats were opened" in answer.content.decode()
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "open_seat": "6/600s/key"}
    statuses = [sit(door, f"Place {number}")[1].status_code for number in range(8)]
    assert statuses[0] == 302 and statuses[-1] == 422
    another = Course.objects.get(title="Another one")
    assert sit(reverse("join_course", args=[another.code]))[1].status_code == 302
    assert sit(door, "Seat 0", do="back")[1].status_code == 302


def test_the_newest_seats_come_first_if_wanted(door, room):
    sit(door, "Zhao")
    sit(door, "Anna")
    page = room.client("trainer").get(reverse("people", args=[room.course.pk]) + "?order=newest").content.decode()
    assert page.index("Anna") < page.index("Zhao") < page.index("Assistant<")


@pytest.mark.parametrize("name", ["=1+1", "+Lin", "-Lin", "@Lin"])
def test_a_name_that_begins_like_a_formula_is_refused_by_every_way_in(name, door, room):
    """As in a roster."""
    assert "looks like a formula" in sit(door, name)[1].content.decode()
    assert "looks like a formula" in room.client("outsider").post(door, {"name": name}).content.decode()
    person = reverse("person", args=[room.course.pk, room.place("other").pk])
    sent = {"do": "save", "name": name, "role": "student"}
    assert room.client("trainer").post(person, sent).status_code == 422


def test_a_guest_keeps_what_was_written_before_joining(door, room):
    client = Client()
    client.post(reverse("start"), {"title": "The rent"})
    guest = User.objects.get(is_guest=True)
    sit(door, client=client)
    guest.refresh_from_db()
    assert not guest.is_guest and Enrolment.objects.get(name="Lin Wei").user == guest
    assert Worksheet.objects.visible_to(guest).get().title == "The rent"


def test_an_account_joins_by_one_button_and_only_once(door, room):
    client = room.client("outsider")
    assert client.get(door).context["form"]["name"].value() == "Outsider"
    assert client.post(door, {"name": "Olga"})["Location"] == reverse("course", args=[room.course.pk])
    assert client.get(door)["Location"] == reverse("course", args=[room.course.pk])
    assert room.place("outsider").name == "Olga"


def test_who_left_is_let_in_by_a_trainer_only(door, room):
    assert room.client("former").post(door, {"name": "Former"}).status_code == 422
    sit(door)
    leave_course(enrolment=Enrolment.objects.get(name="Lin Wei"))
    assert sit(door, do="back")[1].status_code == 422


@pytest.mark.parametrize("closed", ["open_to_join", "archived_at"])
def test_a_closed_course_takes_nobody_new_but_its_own_come_back(closed, door, room):
    sit(door)
    now = {"open_to_join": False, "archived_at": room.course.created_at}[closed]
    Course.objects.filter(pk=room.course.pk).update(**{closed: now})
    assert sit(door, "Somebody")[1].status_code == 422
    assert room.client("outsider").post(door, {"name": "Olga"}).status_code == 422
    assert sit(door, do="back")[1].status_code == 302


def test_a_new_code_makes_the_one_before_worthless(door, room):
    room.client("trainer").post(reverse("course_code", args=[room.course.pk]))
    assert Client().get(door)["Location"] == reverse("join")


def test_a_seat_gets_an_e_mail_and_stays_the_same_person(door, room):
    client, _answer = sit(door)
    user = Enrolment.objects.get(name="Lin Wei").user
    create_worksheet(user=user, title="The rent", language="en")
    sent = {"email": "lin@example.com", "password1": "a-long-password-7", "password2": "a-long-password-7"}
    assert client.post(reverse("account_signup"), sent).status_code == 302
    user.refresh_from_db()
    assert user.email == "lin@example.com" and Worksheet.objects.visible_to(user).exists()
    assert sit(door, do="back")[1].status_code == 302


def test_the_pin_of_a_seat_opens_the_seat_of_the_same_person_in_another_course(door, room):
    client, _answer = sit(door)
    another = Course.objects.get(title="Another one")
    client.post(reverse("join_course", args=[another.code]), {"name": "Lin Wei"})
    assert sit(reverse("join_course", args=[another.code]), do="back")[1].status_code == 302


def test_a_doubled_seat_becomes_one_with_all_that_was_written(door, room):
    sit(door)
    sit(door, "Lin W")
    doubled, kept = Enrolment.objects.get(name="Lin W"), Enrolment.objects.get(name="Lin Wei")
    worksheet = create_worksheet(user=doubled.user, title="The rent", language="en")
    page = reverse("person", args=[room.course.pk, doubled.pk])
    room.client("trainer").post(page, {"do": "merge", "into": kept.pk})
    assert not User.objects.filter(pk=doubled.user.pk).exists()
    assert Worksheet.objects.visible_to(kept.user).get() == worksheet


def test_an_account_is_not_merged_away(door, room):
    sit(door)
    kept, account = Enrolment.objects.get(name="Lin Wei"), room.place("student")
    page = reverse("person", args=[room.course.pk, account.pk])
    assert room.client("trainer").post(page, {"do": "merge", "into": kept.pk}).status_code == 422
    another = Enrolment.objects.get(name="Elsewhere")
    page = reverse("person", args=[room.course.pk, kept.pk])
    assert room.client("trainer").post(page, {"do": "merge", "into": another.pk}).status_code == 422


def test_a_pin_is_kept_as_what_only_this_site_can_read(settings):
    kept = pins.sealed(PIN)
    assert pins.opens(PIN, kept) and not pins.opens("2581", kept) and pins.sealed(PIN) != kept
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "another-one-that-is-long-enough-for-this-test-to-be-worth-it"
    assert not pins.opens(PIN, kept)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert pins.opens(PIN, kept)
    assert not pins.opens("", "") and not pins.is_easy(pins.new_pin())
