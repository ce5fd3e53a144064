"""The case library as pages: who may see it, and what trainers do there."""

from __future__ import annotations

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.test_access_matrix import body, outcome
from tests.training.assigning import assigned, later
from tests.training.cases.making import example, record
from training.cases.catalogue import library_case
from training.cases.interchange import from_json, to_json
from training.models import Assignment, Case, Course, Enrolment
from training.policy import Role
from training.services.assignments import frozen_case
from training.services.cases import create_case

pytestmark = pytest.mark.django_db

# Of the trainer's own case; who teaches in any course may use the library, but only the owner sees an own case.
MATRIX = """
name             ask   trainer    assistant  student  other      former  outsider
cases            GET   200        200        404      200        404     404
case             GET   200        200        404      200        404     404
case_json        GET   200        200        404      200        404     404
case_new         GET   200        200        404      200        404     404
case_import      GET   200        200        404      200        404     404
case_copy        POST  >own_case  >own_case  404      >own_case  404     404
own_case         GET   200        404        404      404        404     404
own_case_json    GET   200        404        404      404        404     404
own_case_edit    GET   200        404        404      404        404     404
own_case_edit    POST  422        404        404      404        404     404
own_case_delete  GET   200        404        404      404        404     404
own_case_delete  POST  >cases     404        404      404        404     404
"""
HEAD, *LINES = [line.split() for line in MATRIX.strip().splitlines()]


@pytest.fixture
def people() -> dict[str, User]:
    """The trainer has written the case; the other one teaches elsewhere."""
    people = {name: User.objects.create_user(f"{name}@example.com", "a-long-password-7") for name in HEAD[2:]}
    course, elsewhere = (Course.objects.create(title=title, time_zone="UTC") for title in ("Here", "Elsewhere"))
    for name, role in (("trainer", Role.TRAINER), ("assistant", Role.ASSISTANT), ("student", Role.STUDENT)):
        Enrolment.objects.create(course=course, user=people[name], role=role, name=name)
    Enrolment.objects.create(course=elsewhere, user=people["other"], role=Role.TRAINER, name="other")
    left = course.created_at
    Enrolment.objects.create(course=course, user=people["former"], role=Role.TRAINER, name="former", left_at=left)
    return people


@pytest.fixture
def own(people) -> Case:
    return create_case(user=people["trainer"], document=example())


@pytest.fixture
def trainer(people, client: Client) -> Client:
    client.force_login(people["trainer"])
    return client


def address(name: str, own: Case) -> str:
    if name.startswith("own_case"):
        return reverse(name, args=[own.pk])
    return reverse(name, args=["jacket"] if name in ("case", "case_json") else [])


@pytest.mark.parametrize("person", HEAD[2:])
@pytest.mark.parametrize("line", LINES, ids=lambda line: " ".join(line[:2]))
def test_everybody_gets_what_the_matrix_says(line, person, people, own, client):
    name, ask, *expected = line
    client.force_login(people[person])
    sent = {"code": "jacket"} if name == "case_copy" else {}
    answer = client.post(address(name, own), sent) if ask == "POST" else client.get(address(name, own))
    assert outcome(answer) == dict(zip(HEAD[2:], expected, strict=True))[person]


def test_what_is_not_yours_looks_like_what_is_not_there(people, own, client):
    client.force_login(people["other"])
    path = address("own_case", own)
    foreign = client.get(path)
    own.delete()
    assert body(client.get(path)) == body(foreign)
    assert client.post(reverse("case_copy"), {"own": str(uuid.uuid4())}).status_code == 404


@pytest.mark.parametrize("sent", [{}, {"code": "nothing"}, {"own": "x"}])
def test_nothing_is_copied_that_cannot_be_seen(trainer, people, own, sent):
    assert trainer.post(reverse("case_copy"), sent).status_code == 404
    trainer.force_login(people["other"])
    assert trainer.post(reverse("case_copy"), {"own": str(own.pk)}).status_code == 404
    assert Case.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_speak_both_languages(trainer, own, language):
    trainer.post(reverse("set_language"), {"language": language, "next": "/"})
    words = {
        "cases": ("Write a case", "编写案例"),
        "case": ("Teaching notes", "教学说明"),
        "own_case": ("for trainers only", "仅供讲师"),
        "own_case_edit": ("Another role", "再加一个角色"),
        "own_case_delete": ("Delete this case?", "删除这个案例？"),
        "case_import": ("Import a case", "导入案例"),
    }
    for name, (english, chinese) in words.items():
        text = trainer.get(address(name, own)).content.decode()
        assert (chinese if language == "zh-hans" else english) in text, name
        assert (english if language == "zh-hans" else chinese) not in text, name


def test_the_list_shows_ours_and_own_ones_with_what_they_teach(trainer, own):
    text = trainer.get(reverse("cases")).content.decode()
    assert "The last jacket" in text and "10 min to prepare, 10 min to talk" in text
    assert "A used bicycle" in text and address("own_case", own) in text


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_takes_the_same_queries_at_any_length(trainer, people, own, count, django_assert_num_queries):
    for _case in range(count):
        create_case(user=people["trainer"], document=example())
    trainer.get(reverse("cases"))
    with django_assert_num_queries(5):
        trainer.get(reverse("cases"))


def test_a_case_is_read_whole(trainer, own):
    text = trainer.get(address("own_case", own)).content.decode()
    for said in (
        "A bicycle shop on a Saturday.",
        "You need it on Monday.",
        "Ask what neither knew.",
        "yuan",
        "Delivery",
    ):
        assert said in text
    assert '<td class="worth numbers">60</td>' in text


def test_an_export_can_be_imported(trainer, own):
    file = trainer.get(address("own_case_json", own))
    assert file["Content-Disposition"] == 'attachment; filename="A_used_bicycle.json"'
    answer = trainer.post(reverse("case_import"), {"file": SimpleUploadedFile("a.json", file.content)})
    assert outcome(answer) == ">own_case"
    made = Case.objects.exclude(pk=own.pk).get()
    assert made.content == own.content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xff", "not a case"),
        (b"[" * 100_000, "not a case"),
        (b"{}", "not a case"),
        (json.dumps({**record(), "colour": "red"}).encode(), "there is no field “colour”"),
        (b" " * (1024 * 1024 + 1), "larger than 1 MB"),
    ],
)
def test_what_is_no_case_is_not_imported(trainer, content, said):
    answer = trainer.post(reverse("case_import"), {"file": SimpleUploadedFile("a.json", content)})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Case.objects.exists()


def test_a_copy_of_ours_can_be_changed(trainer):
    made = trainer.post(reverse("case_copy"), {"code": "jacket"})["Location"]
    assert "The last jacket (copy)" in trainer.get(made).content.decode()
    assert trainer.get(made + "edit/").status_code == 200


def shown(client: Client, path: str) -> dict[str, object]:
    """What a browser would send from the page as it is."""
    editor = client.get(path).context["editor"]
    sent: dict[str, object] = {}
    forms = [editor.form, *editor.roles.forms, *editor.issues.forms]
    for form in (*forms, editor.roles.management_form, editor.issues.management_form):
        for field in form:
            if (value := field.value()) is not None and value is not False:
                sent[field.html_name] = value
    return sent


def test_a_case_that_is_only_looked_at_stays_as_it_is(trainer, own):
    before = own.content
    for language in ("en", "zh-hans"):
        trainer.post(reverse("set_language"), {"language": language, "next": "/"})
        path = address("own_case_edit", own)
        assert outcome(trainer.post(path, shown(trainer, path))) == ">own_case"
        own.refresh_from_db()
        assert own.content == before
    assert own.version == 3


@pytest.mark.parametrize("code", ["baseline", "jacket"])
def test_a_copy_of_ours_goes_through_the_page_unchanged(trainer, code):
    trainer.post(reverse("case_copy"), {"code": code})
    made = Case.objects.get()
    path = address("own_case_edit", made)
    assert outcome(trainer.post(path, shown(trainer, path))) == ">own_case"
    assert from_json(Case.objects.get().content) == from_json(made.content)


NEW = {
    "chosen": "en",
    "minutes_to_prepare": "10",
    "minutes_to_talk": "15",
    "title_en": "Desks",
    "introduction_en": "An office moves.\r\n\r\nThere are two good desks.\r\nBoth by the window.",
    "roles-TOTAL_FORMS": "3",
    "roles-INITIAL_FORMS": "0",
    "roles-0-name_en": "Ann",
    "roles-0-brief_en": "You freeze easily.",
    "roles-1-name_en": "Ben",
    "issues-TOTAL_FORMS": "3",
    "issues-INITIAL_FORMS": "0",
    "issues-0-kind": "choice",
    "issues-0-name_en": "Desk",
    "issues-0-options_en": "by the window\r\nby the door",
    "issues-0-points-0": "by the window = 10\nBy the  door ＝ 0",
    "issues-0-points-1": "by the door = 10\nby the window = 5",
    "issues-1-kind": "number",
    "issues-1-name_en": "Days at home",
    "issues-1-low": "0",
    "issues-1-high": "2.5",
    "issues-2-kind": "date",
    "issues-2-low": "this is not looked at",
}
WITHOUT_POINTS = {"issues-0-points-0": "", "issues-0-points-1": ""}


def test_a_case_is_written_on_one_page(trainer):
    assert trainer.get(reverse("case_new")).status_code == 200
    assert outcome(trainer.post(reverse("case_new"), NEW)) == ">own_case"
    case = from_json(Case.objects.get().content)
    assert [text.en for text in case.introduction] == [
        "An office moves.", "There are two good desks.\nBoth by the window."]  # fmt: skip
    assert [(role.code, role.name.en) for role in case.roles] == [("role_1", "Ann"), ("role_2", "Ben")]
    assert [issue.kind for issue in case.issues] == ["choice", "number"]
    assert case.points("issue_1", "role_2", "option_2") == 10
    assert (case.issue("issue_2").high, case.languages) == (2.5, ("en",))


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"title_en": " "}, "title_en", "“Title” is empty"),
        ({"title_en": "x\u202ey"}, "title_en", "U+202E"),
        ({"minutes_to_talk": "0"}, "minutes_to_talk", "greater than or equal to 1"),
        ({"introduction_en": "x" * 4001}, "introduction_en", "4001 characters"),
        ({"introduction_en": "\n\n".join("abc" * 14)}, "introduction_en", "At most 40; there are 42."),
        ({"roles-2-brief_en": "Nameless."}, "roles-2-name_en", "“Name of the role” is empty"),
        ({"roles-1-name_en": ""}, None, "at least two roles"),
        ({"roles-1-DELETE": "on"}, None, "at least two roles"),
        ({"roles-TOTAL_FORMS": "9"}, None, "at most 8"),
        ({"issues-0-options_en": "by the window", **WITHOUT_POINTS}, "issues-0-options_en", "at least two options"),
        ({"issues-0-options_en": "a\nA", **WITHOUT_POINTS}, "issues-0-options_en", "the same name"),
        ({"issues-0-points-1": ""}, "issues-0-points-1", "for every role or for none"),
        ({"issues-0-points-1": "by the door = 10"}, "issues-0-points-1", "every option"),
        ({"issues-0-points-1": "by the stove = 10"}, "issues-0-points-1", "there is no such value"),
        ({"issues-0-points-1": "by the door"}, "issues-0-points-1", "write value = points"),
        ({"issues-0-points-1": "by the door = 1.5\nby the window = 1"}, "issues-0-points-1", "whole numbers"),
        ({"issues-1-low": "none"}, "issues-1-low", "Write a number"),
        ({"issues-1-low": "3"}, "issues-1-low", "the larger above"),
        ({"issues-1-points-0": "1 = 1\n0 = 5", "issues-1-points-1": "0 = 1\n1 = 2"},
         "issues-1-points-0", "the smallest first"),
        ({"issues-1-points-0": "0 = 1\n9 = 5", "issues-1-points-1": "0 = 1\n1 = 2"},
         "issues-1-points-0", "out of the range"),
        ({"chosen": "both"}, "title_zh", "“Title” is empty"),
        ({"chosen": "both", "title_zh": "桌子", "introduction_zh": "办公室要搬家。"}, "introduction_en", "2 and 1"),
        ({"title_zh": "桌子"}, "chosen", "Save once more"),
        ({"roles-2-brief_zh": "你怕冷。"}, "chosen", "Save once more"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(trainer, changed, field, said):
    sent = {**NEW, **changed}
    answer = trainer.post(reverse("case_new"), sent)
    text = answer.content.decode()
    editor = answer.context["editor"]
    assert answer.status_code == 422 and said in text
    errors = {form.add_prefix(name): form.errors[name]
              for form in (editor.form, *editor.roles.forms, *editor.issues.forms) for name in form.errors}  # fmt: skip
    if field:
        assert set(errors) == {field} and said in " ".join(errors[field])
    for typed in ("You freeze easily.", "Days at home", "this is not looked at"):
        assert typed in text
    assert not Case.objects.exists()


def test_a_language_goes_only_when_one_says_so_twice(trainer):
    answer = trainer.post(reverse("case_new"), {**NEW, "title_zh": "桌子"})
    assert 'name="sure" value="on"' in answer.content.decode()
    assert outcome(trainer.post(reverse("case_new"), {**NEW, "title_zh": "桌子", "sure": "on"})) == ">own_case"
    assert from_json(Case.objects.get().content).languages == ("en",)


def test_another_row_comes_with_all_that_was_typed_and_without_a_word(trainer):
    answer = trainer.post(
        reverse("case_new"), {**NEW, "title_en": "", "items": ["goals", "needs"], "do": "another roles"}
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Role 4" in text and "is empty" not in text and "by the window = 10" in text
    assert text.count("checked") >= 3
    full = {**NEW, "roles-TOTAL_FORMS": "8", "do": "another roles"}
    answer = trainer.post(reverse("case_new"), full)
    assert "Role 9" not in answer.content.decode() and "Another role<" not in answer.content.decode()


def test_codes_stay_when_names_change(trainer, own):
    path = address("own_case_edit", own)
    sent = shown(trainer, path) | {"roles-0-name_en": "Wu, the buyer", "issues-1-options_en": "Fetched\nSent by van",
        "issues-1-options_zh": "自取\n货车送", "issues-1-points-0": "", "issues-1-points-1": ""}  # fmt: skip
    assert outcome(trainer.post(path, sent)) == ">own_case"
    own.refresh_from_db()
    case = from_json(own.content)
    assert [role.code for role in case.roles] == ["buyer", "seller"]
    assert [(option.code, option.name.en) for option in case.issue("delivery").options] == [
        ("fetched", "Fetched"), ("sent", "Sent by van")]  # fmt: skip


def test_a_second_writer_is_told_and_overwrites_nothing(trainer, own):
    path = address("own_case_edit", own)
    first, second = shown(trainer, path), shown(trainer, path)
    trainer.post(path, first | {"title_en": "First"})
    answer = trainer.post(path, second | {"title_en": "Second"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Nothing was overwritten" in text and 'value="Second"' in text and 'name="base" value="2"' in text
    own.refresh_from_db()
    assert own.content["title"]["en"] == "First"
    assert outcome(trainer.post(path, second | {"title_en": "Second", "base": "2"})) == ">own_case"


def test_a_page_without_its_counts_is_refused(trainer):
    assert trainer.post(reverse("case_new"), {"chosen": "en"}).status_code == 422
    assert trainer.post(reverse("case_new"), {"do": "another roles"}).status_code == 200


def test_deleting_asks_first(trainer, own):
    assert trainer.get(address("own_case_delete", own)).status_code == 200
    assert Case.objects.exists()
    assert outcome(trainer.post(address("own_case_delete", own))) == ">cases"
    assert not Case.objects.exists()


def test_markup_in_a_case_is_only_text(trainer, people):
    data = json.loads(json.dumps(to_json(example())).replace("A used bicycle", "<script>x</script>"))
    made = create_case(user=people["trainer"], document=from_json(data))
    for name in ("cases", "own_case", "own_case_edit", "own_case_delete"):
        assert "<script>x" not in trainer.get(address(name, made)).content.decode()


SEALED = """
place                          supplier_price  jacket
a student                      404             200
a student who left             404             200
left, and it was revealed      200             200
revealed, and still a student  404             200
archived, and revealed         200             200
teaches with it as well        200             200
wrote its brief into an own    404             200
nobody's student               200             200
"""


@pytest.mark.parametrize("place", [line[:31].strip() for line in SEALED.strip().splitlines()[1:]])
def test_who_learns_by_a_case_does_not_find_it_in_the_library(place, people, client):
    user, here = people["other"], Course.objects.get(title="Here")
    case = to_json(library_case("supplier_price").document)
    assignment = assigned(here, case=case, case_origin="supplier_price", grouping="pair")
    if place != "nobody's student":
        Enrolment.objects.create(course=here, user=user, name="other", left_at=later(-1) if "left" in place else None)
    if "revealed" in place:
        Assignment.objects.filter(pk=assignment.pk).update(revealed_at=later(-1))
    if "archived" in place:
        Course.objects.filter(pk=here.pk).update(archived_at=later(-1))
    if "teaches" in place or "own" in place:
        origin = "supplier_price" if "teaches" in place else "own:x"
        assigned(Course.objects.get(title="Elsewhere"), case=case, case_origin=origin)
    client.force_login(user)
    [line] = [line for line in SEALED.splitlines() if line.startswith(place + "  ")]
    for code, status in zip(("supplier_price", "jacket"), line[31:].split(), strict=True):
        for name in ("case", "case_json"):
            assert client.get(reverse(name, args=[code])).status_code == int(status), (code, name)
    listed = client.get(reverse("cases")).content.decode()
    assert (reverse("case", args=["supplier_price"]) in listed) == ("404" not in line)


def test_a_case_that_one_learns_by_is_no_choice_for_an_assignment(people, client):
    here, elsewhere = (Course.objects.get(title=title) for title in ("Here", "Elsewhere"))
    Enrolment.objects.create(course=here, user=people["other"], name="other")
    assigned(here, case=to_json(library_case("jacket").document), case_origin="jacket")
    client.force_login(people["other"])
    page = body(client.get(reverse("assignment_new", args=[elsewhere.pk])))
    assert 'value="jacket"' not in page and 'value="supplier_price"' in page
    with pytest.raises(KeyError):
        frozen_case(origin="jacket", user=people["other"])
