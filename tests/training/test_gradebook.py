"""The gradebook: what stands in it, for whom, and that no cell of its files becomes a formula."""

from __future__ import annotations

import io
import re
import sys
import unicodedata

import openpyxl
import pytest
import tablib
from django.urls import reverse
from django.utils import timezone

from tests.training.assigning import assigned, enrol, later, write
from tests.training.handing_in import alone, commented, decided, handed_in, said
from tests.training.negotiating import at_one_table, confirmed, entered, table
from tests.training.test_groups import BUYER, opened, put
from training.models import Enrolment, Submission
from training.rubric import RUBRIC
from training.services.reviewing import release
from training.services.submitting import submit
from training.spreadsheet import harmless, table_file

FILES = ["gradebook_csv", "gradebook_xlsx"]


def page_of(room, who="trainer", query="", name="gradebook"):
    return room.client(who).get(reverse(name, args=[room.course.pk]) + query)


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def table_of(room, name="gradebook_csv", who="trainer") -> list[list[object]]:
    content = page_of(room, who, name=name).content
    if name == "gradebook_xlsx":
        return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.values]
    data = tablib.Dataset().load(content.decode("utf-8-sig"), format="csv", headers=False)
    return [list(row) for row in data]


def scored(submission, user, level=2) -> None:
    for criterion in RUBRIC:
        assert said(submission, user, f"score:{criterion.code}", level=level).saved


def test_what_was_said_of_the_last_round_stands_there(room):
    assignment, trainer = alone(room.course, title="The raise"), room.people["trainer"]
    first = handed_in(assignment, room.place("student"))
    assert "to review" in words(page_of(room)) and "nothing handed in" in words(page_of(room))
    scored(first, trainer)
    decided(first, trainer, "returned")
    assert "12 /18 Returned" in words(page_of(room))
    second = handed_in(assignment, room.place("student"), "93,000")
    assert "to review round 2" in words(page_of(room))
    scored(second, trainer, level=3)
    assert said(second, trainer, "review", verdict="accepted").saved
    assert "18 /18 Accepted draft · round 2" in words(page_of(room))
    release(submissions=[second], at=later(1))
    assert "Accepted draft · round 2" in words(page_of(room))
    release(submissions=[second], at=later(-1))
    assert "draft" in words(page_of(room))  # it was asked for later already


def test_each_grade_leads_to_the_review_of_the_last_round(room):
    assignment, trainer = alone(room.course), room.people["trainer"]
    decided(first := handed_in(assignment, room.place("student")), trainer, "returned")
    second, other = handed_in(assignment, room.place("student"), "93,000"), handed_in(assignment, room.place("other"))
    for who in ("trainer", "assistant"):
        page = page_of(room, who).content.decode()
        for one, shown in ((first, False), (second, True), (other, True)):
            link = reverse("submission", args=[one.pk])
            assert (f'href="{link}"' in page) == shown
        assert room.client(who).get(link).status_code == 200


def test_points_stand_once_each_criterion_has_its_level(room):
    submission = handed_in(alone(room.course), room.place("student"))
    assert said(submission, room.people["trainer"], "score:goals", level=3).saved
    assert "/18" not in words(page_of(room))


def test_a_trainers_own_criteria_count(room):
    submission = handed_in(alone(room.course, rubric=["Clear", "Kind"]), room.place("student"))
    for number, level in ((1, 3), (2, 0)):
        assert said(submission, room.people["trainer"], f"score:own_{number}", level=level).saved
    assert "3 /6" in words(page_of(room))


def test_late_in_any_round_and_withdrawn_rounds_do_not_count(room):
    assignment = alone(room.course, due_at=later(-0.5), late_until=later(1))
    first = handed_in(assignment, room.place("student"))
    assert first.late and "to review late" in words(page_of(room))
    Submission.objects.update(withdrawn_at=timezone.now())
    assert "to review" not in words(page_of(room))


def test_what_the_talk_brought_counts_once_it_is_confirmed(room):
    assignment = at_one_table(room)
    student, other = room.place("student"), room.place("other")
    entered(assignment, student)
    assert "result" not in words(page_of(room))
    confirmed(assignment, other)
    points = {
        one.role.code: table(assignment, student).points(one.role.code) for one in table(assignment, student).sides
    }
    assert points["buyer"] is not None and points["buyer"] != points["seller"]
    shown = {row.enrolment.name: row.grades[0][2] for row in page_of(room).context["rows"]}
    assert shown == {"Student": points["buyer"], "Other": points["seller"]}
    assert words(page_of(room)).count("result ") == 2
    [_heads, *rows] = table_of(room, "gradebook_xlsx")
    assert {row[0]: row[-1] for row in rows} == shown
    entered(assignment, other, {"price": "310"}, version=1)  # asked again
    assert "result" not in words(page_of(room))
    confirmed(assignment, student, version=2)
    entered(assignment, student, {}, version=2, agreed=False)
    confirmed(assignment, other, version=3)
    assert "result" not in words(page_of(room))  # no agreement brings no points


def test_a_team_has_one_grade_for_all_in_it(room):
    assignment = assigned(room.course, grouping="team", items=["goals"])
    put(assignment, {room.place(name): BUYER for name in ("student", "other")})
    write(opened(assignment, room.place("student")), room.people["student"])
    submission = submit(assignment=assignment, enrolment=room.place("student"), now=timezone.now())
    decided(submission, room.people["trainer"], "accepted")
    assert words(page_of(room)).count("Accepted") == 2


def test_assignments_beyond_the_width_of_a_page_are_a_step_away(room):
    for number in range(8):
        alone(room.course, title=f"Task {number}", due_at=later(number + 1))
    first, earlier = page_of(room), page_of(room, query="?columns=2")
    assert [one.title for one in first.context["assignments"]] == [f"Task {number}" for number in range(2, 8)]
    assert [one.title for one in earlier.context["assignments"]] == ["Task 0", "Task 1"]
    assert "columns=2" in first.content.decode() and "columns=1" in earlier.content.decode()
    assert page_of(room, query="?columns=x&page=y").status_code == 200


def test_students_are_found_by_name_and_section_a_hundred_at_a_time(room):
    alone(room.course)
    enrol(room.course, 120)
    assert len(page_of(room).context["rows"]) == 100 and len(page_of(room, query="?page=2").context["rows"]) == 22
    found = page_of(room, query="?q=student+007")
    assert [row.enrolment.name for row in found.context["rows"]] == ["Student 007"]
    assert len(page_of(room, query="?section=A").context["rows"]) == 2
    assert "Nobody fits that" in words(page_of(room, query="?q=nobody"))


def test_before_there_is_anything_it_says_what_will_be(room):
    assert "There is no assignment yet" in words(page_of(room))
    alone(room.course)
    Enrolment.objects.filter(role="student").update(left_at=timezone.now())
    assert "There are no students yet" in words(page_of(room))
    assert len(table_of(room)) == 1


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("gradebook", 16), ("gradebook_csv", 13), ("gradebook_xlsx", 13)])
def test_it_takes_a_fixed_number_of_queries(name, queries, count, room, django_assert_num_queries):
    enrol(room.course, count)
    for number in range(count):
        assignment = alone(room.course, title=f"Task {number}")
        if number:
            settled = at_one_table(room)
            entered(settled, room.place("student"))
            confirmed(settled, room.place("other"))
        for student in room.course.enrolments.students():
            submission = handed_in(assignment, student)
            scored(submission, room.people["trainer"])
            decided(submission, room.people["trainer"], "accepted")
    client = room.client("trainer")
    with django_assert_num_queries(queries):
        assert client.get(reverse(name, args=[room.course.pk])).status_code == 200


# --- Files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_file_holds_a_line_for_each_student_and_numbers_stay_numbers(room, name):
    Enrolment.objects.filter(pk=room.place("student").pk).update(email="ann@example.com")
    assignment = alone(room.course, title="The raise", due_at=later(1))
    submission = handed_in(assignment, room.place("student"))
    scored(submission, room.people["trainer"])
    decided(submission, room.people["trainer"], "accepted")
    alone(room.course, title="Next", due_at=later(2))
    heads, other, student = table_of(room, name)
    columns = ["round", "late", "verdict", "released", "points", "out of", "result"]
    assert heads == ["Name", "E-mail", "Section"] + [
        f"{one}: {name}" for one in ("The raise", "Next") for name in columns
    ]
    empty = "" if name == "gradebook_csv" else None
    graded = [1, empty, "Accepted", "yes", 12, 18]
    assert student == ["Student", "ann@example.com", "A", *(map(str, graded) if empty == "" else graded), *[empty] * 8]
    assert other == ["Other", empty, "A", *[empty] * 14]


def test_files_say_what_they_are_and_csv_is_read_as_utf_8(room):
    room.course.title = "谈判课"
    room.course.save()
    csv, xlsx = (page_of(room, name=name) for name in FILES)
    assert csv["Content-Type"] == "text/csv; charset=utf-8" and csv.content.startswith(b"\xef\xbb\xbf")
    assert xlsx["Content-Type"].endswith("spreadsheetml.sheet") and xlsx.content.startswith(b"PK")
    assert all("attachment" in one["Content-Disposition"] for one in (csv, xlsx))
    assert "-gradebook.csv" in csv["Content-Disposition"] and "-gradebook.xlsx" in xlsx["Content-Disposition"]


def test_a_file_is_in_the_language_of_its_reader(room):
    decided(handed_in(alone(room.course, title="加薪"), room.place("student")), room.people["trainer"], "accepted")
    client = room.client("trainer")
    answer = client.get(reverse("gradebook_csv", args=[room.course.pk]), headers={"accept-language": "zh-CN"})
    text = answer.content.decode("utf-8-sig")
    assert "加薪：结论" in text and "通过" in text


BEGINNINGS = ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u3000=", "\u00a0@", "\u200b=", "\ufeff+", "\u00ad-"]
BEGINNINGS += ["＝", "＋", "－", "＠", "﹢", "﹣", "﹦", "﹫", '"=', "a,=", "a;=", "a|@", 'a";"=', "a; ＝"]


@pytest.mark.parametrize("begin", BEGINNINGS)
def test_no_text_becomes_a_formula(begin, room):
    text = f'{begin}HYPERLINK("http://example.com","x")'
    assert re.search(r"(?:^|[,;|])\W*'[=+\-@＝＋－＠﹢﹣﹦﹫]", harmless(text)), harmless(text)
    sheet = openpyxl.load_workbook(io.BytesIO(table_file("xlsx", text, [text], [[text]]))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    [heads, row] = tablib.Dataset().load(table_file("csv", "", [text], [[text]]).decode("utf-8-sig"), headers=False)
    assert heads == row == (harmless(text),)


@pytest.mark.parametrize("text", ["Ann-Marie", "O’Brien", "a=b", "Lee, Ann", "王小明", "3+4", "ann@example.com"])
def test_what_is_no_formula_stays_as_it_is(text):
    assert harmless(text) == text


def test_control_characters_and_breaks_do_not_reach_a_file():
    assert harmless("a\x00b\tc\r\nd\ud800") == "ab c d"


def test_numbers_below_nought_are_numbers():
    assert table_file("csv", "", ["x"], [[-5], [2.5]]).decode("utf-8-sig") == "x\r\n-5\r\n2.5\r\n"
    sheet = openpyxl.load_workbook(io.BytesIO(table_file("xlsx", "x", ["x"], [[-5], [2.5]]))).active
    assert [cell.value for cell in sheet["A"]] == ["x", -5, 2.5]


@pytest.mark.parametrize("name", FILES)
def test_what_people_and_assignments_are_called_is_defused(room, name):
    Enrolment.objects.filter(pk=room.place("student").pk).update(name="=1+1", name_key="=1+1", section="＝2")
    alone(room.course, title="@SUM(A1)")
    heads, *rows = table_of(room, name)
    assert all(str(head).startswith("'@SUM") for head in heads[3:])
    assert ["'=1+1", "'＝2"] in [[row[0], row[2]] for row in rows]


def names_in_many_scripts() -> list[str]:
    """A name of three letters in each script that has as many."""
    found: dict[str, str] = {}
    for code in range(sys.maxunicode):
        sign = chr(code)
        if unicodedata.category(sign) in ("Ll", "Lo") and unicodedata.normalize("NFKC", sign) == sign:
            script = unicodedata.name(sign, "CJK").split()[0]
            found[script] = (found.get(script, "") + sign)[:3]
    return [f"{name} {script.title()}" for script, name in found.items() if len(name) == 3]


@pytest.mark.parametrize("name", FILES)
def test_names_in_a_hundred_scripts(room, name):
    names = names_in_many_scripts()
    assert len(names) >= 100
    for one, called in zip(enrol(room.course, len(names)), names, strict=True):
        one.name = called
        one.save()
    alone(room.course)
    assert set(names) <= {row[0] for row in table_of(room, name)}


# --- Who may see it ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["gradebook", *FILES])
def test_those_who_teach_see_it_and_nobody_else(room, name):
    submission = handed_in(alone(room.course, title="CANARY"), room.place("student"))
    commented(submission, room.people["trainer"], "CANARY")
    decided(submission, room.people["trainer"], "accepted")
    for who in ("trainer", "assistant"):
        assert page_of(room, who, name=name).status_code == 200
    for who in ("student", "other", "former", "elsewhere", "outsider"):
        answer = page_of(room, who, name=name)
        assert answer.status_code == 404 and b"CANARY" not in answer.content
    assert room.client("trainer").post(reverse(name, args=[room.course.pk])).status_code == 405


def test_another_course_has_nothing_in_it(room):
    another = room.people["outsider"].enrolments.get().course
    elsewhere = another.enrolments.get(role="student")
    decided(handed_in(alone(another, title="ELSEWHERE"), elsewhere), room.people["outsider"], "accepted")
    alone(room.course)
    assert "ELSEWHERE" not in page_of(room).content.decode()
    assert "Elsewhere" not in str(table_of(room))


def test_who_has_left_is_no_longer_in_it(room):
    alone(room.course)
    assert "Former" not in words(page_of(room)) and "Former" not in str(table_of(room))
