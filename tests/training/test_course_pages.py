"""A course as pages: who may see which, and what trainers do there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.addresses import URLS
from tests.test_access_matrix import outcome
from tests.training.assigning import assigned
from training.models import Course, Enrolment
from training.policy import Role

pytestmark = pytest.mark.anywhere

# The person of the address is the other student.
MATRIX = """
name                  ask   trainer           assistant  student      former     elsewhere  outsider
course                GET   200               200        200          404        404        404
course_leave          GET   200               200        200          404        404        404
assignment_printing   GET   200               200        404          404        404        404
assignment_printing   POST  >assignment_printing  >assignment_printing  404  404   404        404
gradebook             GET   200               200        404          404        404        404
gradebook_csv         GET   200               200        404          404        404        404
gradebook_xlsx        GET   200               200        404          404        404        404
own_record            GET   404               404        200          404        404        404
people                GET   200               200        404          404        404        404
person                GET   200               403        404          404        404        404
person                POST  422               403        404          404        404        404
course_details        GET   200               403        404          404        404        404
course_details        POST  200               403        404          404        404        404
course_archive        POST  >course_details   403        404          404        404        404
course_code           POST  >course           403        404          404        404        404
course_copy           POST  >course_details   403        404          404        404        404
course_delete         GET   200               403        404          404        404        404
pins                  POST  200               403        404          404        404        404
roster                GET   200               403        404          404        404        404
roster_taking         POST  >roster           403        404          404        404        404
assignment_new        GET   200               403        404          404        404        404
assignment_new        POST  200               403        404          404        404        404
assignment            GET   200               200        200          404        404        404
assignment_open       POST  404               404        >assignment  404        404        404
submit                POST  404               404        >assignment  404        404        404
withdraw              POST  404               404        >assignment  404        404        404
assignment_edit       GET   200               403        404          404        404        404
assignment_edit       POST  200               403        404          404        404        404
assignment_case       POST  >assignment_edit  403        404          404        404        404
assignment_extension  GET   200               403        404          404        404        404
assignment_extension  POST  200               403        404          404        404        404
assignment_delete     GET   200               403        404          404        404        404
assignment_delete     POST  >course           403        404          404        404        404
heat_map              GET   200               200        404          404        404        404
item_across           GET   200               200        404          404        404        404
item_across           POST  >item_across      >item_across  404       404        404        404
reviewing             GET   200               200        404          404        404        404
reviewing             POST  >reviewing        >reviewing  404         404        404        404
release               POST  >reviewing        >reviewing  404         404        404        404
grouping              GET   200               200        404          404        404        404
grouping_deal         POST  >grouping         403        404          404        404        404
grouping_places       POST  >grouping         403        404          404        404        404
ranking               GET   404               404        404          404        404        404
outcome               GET   >results          >results   404          404        404        404
outcome               POST  >results          >results   404          404        404        404
results               GET   200               200        404          404        404        404
results_reveal        POST  >results          >results   404          404        404        404
results_show          GET   200               200        404          404        404        404
"""
HEAD, *LINES = [line.split() for line in MATRIX.strip().splitlines()]
OF_A_COURSE = {name for name, parameters in URLS.items() if "course_id" in parameters}


def address(name: str, room) -> str:
    known = {"course_id": room.course.pk, "person_id": room.place("other").pk, "item_code": "goals"}
    if "assignment_id" in URLS[name]:
        known["assignment_id"] = (room.course.assignments.first() or assigned(room.course)).pk
    return reverse(name, kwargs={parameter: known[parameter] for parameter in URLS[name]})


def test_every_url_of_a_course_has_a_line():
    assert {name for name, *_rest in LINES} == OF_A_COURSE


@pytest.mark.parametrize("person", HEAD[2:])
@pytest.mark.parametrize("line", LINES, ids=lambda line: " ".join(line[:2]))
def test_everybody_gets_what_the_matrix_says(line, person, room):
    name, ask, *expected = line
    answer = room.client(person).generic(ask, address(name, room))
    assert outcome(answer) == dict(zip(HEAD[2:], expected, strict=True))[person]


@pytest.mark.parametrize("person", ["student", "former", "elsewhere", "outsider"])
def test_nobody_else_learns_who_is_in_a_course(person, room):
    for name in OF_A_COURSE:
        page = room.client(person).get(address(name, room)).content.decode()
        assert "Other" not in page and "other@example.com" not in page, name


def test_the_list_shows_what_one_teaches_and_is_in_and_what_is_archived(room):
    page = room.client("trainer").get(reverse("courses")).content.decode()
    assert "Negotiation 101" in page and "Another one" not in page and reverse("cases") in page
    assert "Negotiation 101" in room.client("student").get(reverse("courses")).content.decode()
    assert reverse("cases") not in room.client("student").get(reverse("courses")).content.decode()
    assert "You are in no course yet" in room.client("former").get(reverse("courses")).content.decode()
    room.client("trainer").post(address("course_archive", room), {"archived": "1"})
    assert "Archive" in room.client("student").get(reverse("courses")).content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_course_is_opened_by_its_title_alone(language, room):
    client = room.client("outsider")
    page = client.get(reverse("course_new"), headers={"accept-language": language})
    form = page.context["form"]
    sent = {"title": "谈判课", "language": form["language"].value(), "time_zone": form["time_zone"].value()}
    answer = client.post(reverse("course_new"), sent)
    course = Course.objects.get(title="谈判课")
    assert answer["Location"] == reverse("course", args=[course.pk])
    place = course.enrolments.get()
    assert (place.role, place.name) == (Role.TRAINER, "Outsider")
    assert course.code in client.get(answer["Location"]).content.decode()


def test_the_last_day_does_not_lie_before_the_first(room):
    sent = {"title": "x", "language": "en", "time_zone": "UTC", "starts_on": "2026-12-02", "ends_on": "2026-12-01"}
    answer = room.client("trainer").post(address("course_details", room), sent)
    assert answer.status_code == 422 and "lies before the first" in answer.content.decode()


def test_a_copy_has_those_who_teach_and_nobody_else(room):
    room.client("trainer").post(address("course_copy", room))
    copy = Course.objects.exclude(pk=room.course.pk).get(title="Negotiation 101")
    assert copy.code != room.course.code
    assert sorted(copy.enrolments.values_list("role", "name")) == [("assistant", "Assistant"), ("trainer", "Trainer")]


def test_a_course_with_students_is_not_deleted_one_without_is(room):
    client = room.client("trainer")
    page = client.post(address("course_delete", room), follow=True).content.decode()
    assert "Put it into the archive" in page
    for name in ("student", "other"):
        client.post(reverse("person", args=[room.course.pk, room.place(name).pk]), {"do": "leave", "sure": "yes"})
    client.post(address("course_delete", room))
    assert not Course.objects.filter(pk=room.course.pk).exists()


def test_the_only_trainer_stays(room):
    client = room.client("trainer")
    assert "needs a trainer" in client.post(address("course_leave", room), follow=True).content.decode()
    own = reverse("person", args=[room.course.pk, room.place("trainer").pk])
    answer = client.post(own, {"do": "save", "name": "Trainer", "role": "student"})
    assert answer.status_code == 422 and room.place("trainer").role == Role.TRAINER
    assert client.post(reverse("account_delete"), {"password": "a-long-password-7", "sure": "on"}).status_code == 200
    assert Course.objects.filter(pk=room.course.pk).exists()


def test_an_account_goes_with_the_courses_that_nobody_else_is_in(room):
    client = room.client("elsewhere")
    sent = {"title": "Alone", "language": "en", "time_zone": "UTC"}
    client.post(reverse("course_new"), sent)
    client.post(reverse("account_delete"), {"password": "a-long-password-7", "sure": "on"})
    assert not Course.objects.filter(title="Alone").exists()


def test_people_leave_come_back_and_change_their_section(room):
    client, other = room.client("trainer"), room.place("other")
    own = reverse("person", args=[room.course.pk, other.pk])
    client.post(own, {"do": "save", "name": "Otto", "section": "B", "role": "assistant", "email": "Otto@Example.com"})
    other.refresh_from_db()
    assert (other.name, other.section, other.role, other.email) == ("Otto", "B", "assistant", "otto@example.com")
    assert "out of the course?" in client.post(own, {"do": "leave"}).content.decode()
    assert client.get(own).content.decode().count('value="leave"') == 1
    client.post(own, {"do": "leave", "sure": "yes"})
    assert room.client("other").get(reverse("course", args=[room.course.pk])).status_code == 404
    assert "Otto" in client.get(reverse("people", args=[room.course.pk]) + "?shelf=left").content.decode()
    client.post(own, {"do": "back"})
    assert room.client("other").get(reverse("course", args=[room.course.pk])).status_code == 200


def test_nobody_takes_the_name_of_somebody_else(room):
    own = reverse("person", args=[room.course.pk, room.place("other").pk])
    answer = room.client("trainer").post(own, {"do": "save", "name": " ＳＴＵＤＥＮＴ ", "role": "student"})
    assert answer.status_code == 422 and "tells them apart" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 150])
def test_the_people_take_a_fixed_number_of_queries(count, room, django_assert_num_queries):
    users = User.objects.bulk_create(User(name=f"N{number}") for number in range(count))
    Enrolment.objects.bulk_create(
        Enrolment(course=room.course, user=user, name=user.name, name_key=user.name.casefold(), pin="x$y")
        for user in users
    )
    client = room.client("trainer")
    with django_assert_num_queries(8):
        assert client.get(reverse("people", args=[room.course.pk])).status_code == 200


def test_who_is_not_signed_in_comes_back_after_signing_in(room):
    answer = Client().get(address("course", room))
    assert answer["Location"] == f"{reverse('account_login')}?next={address('course', room)}"


def test_a_deployment_says_who_may_open_courses(room, settings):
    """By any way: the page, a copy, and the buttons that lead there. Who teaches goes on."""
    settings.COURSE_OPENERS = frozenset({"outsider@example.com"})
    client = room.client("trainer")
    sent = {"title": "One more", "language": "en", "time_zone": "UTC"}
    assert client.get(reverse("course_new")).status_code == client.post(reverse("course_new"), sent).status_code == 404
    assert client.post(address("course_copy", room)).status_code == 404
    assert Course.objects.count() == 2
    assert reverse("course_new") not in client.get(reverse("courses")).content.decode()
    details = client.get(address("course_details", room)).content.decode()
    assert address("course_copy", room) not in details and address("course_archive", room) in details
    opener = room.client("outsider")
    assert reverse("course_new") in opener.get(reverse("courses")).content.decode()
    assert opener.post(reverse("course_new"), sent).status_code == 302
    assert Course.objects.filter(title="One more").exists()
