"""One item across everybody: read side by side, without names if wanted, marked, commented on, and shown."""

from __future__ import annotations

import html
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quadrants.enums import Fill
from quadrants.services.saving import Change, save
from tests.training.assigning import assigned, enrol, write
from tests.training.handing_in import alone, commented, decided, handed_in, said
from tests.training.test_glance import line, opened
from training.across import Place, mixed
from training.glance import Crew
from training.models import Assignment, Course, Highlight, ReviewComment, Submission
from training.services.submitting import submit, withdraw

SECRET = "Only I may read this"


def path_of(assignment: Assignment, item: str = "goals") -> str:
    return reverse("item_across", args=[assignment.course_id, assignment.pk, item])


def across(room, assignment, who: str = "trainer", item: str = "goals", **query) -> str:
    answer = room.client(who).get(path_of(assignment, item), query)
    assert answer.status_code == 200
    return answer.content.decode()


SHEET = re.compile(r"<section><h2><span>(.*?)</span><i (.*?)</section>", re.DOTALL)
LINE = re.compile(r'<p id="text-[^"]+"[^>]*>(.*?)</p>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def bare(text: str) -> str:
    return html.unescape(TAG.sub("", text))


def sheets(page: str) -> dict[str, list[str]]:
    """The lines on a page, by what stands over them."""
    return {bare(who): [bare(line) for line in LINE.findall(rest)] for who, rest in SHEET.findall(page)}


def shown(page: str) -> list[str]:
    """The lines on the page for the beamer."""
    return [bare(text) for text in re.findall(r"<li><span [^>]*>(.*?)</span>", page)]


def entry_of(submission: Submission, item: str = "goals", number: int = 0) -> str:
    return submission.items.get(item=item).lines[number]["id"]


def mark(client, assignment, submission, good: bool = True, version: int = 0, query: str = ""):
    do = f"mark {submission.pk} {entry_of(submission)} {version} {int(good)}"
    return client.post(path_of(assignment) + query, {"do": do})


@pytest.fixture
def assignment(room) -> Assignment:
    return alone(room.course, items=["goals", "needs", "perceptions"])


def test_all_lines_of_an_item_stand_under_who_wrote_them(room, assignment):
    user = room.people["student"]
    worksheet = opened(assignment, room.place("student"))
    change = Change(target=f"party:{uuid.uuid4()}", base=0, fields={"name": "王经理", "roles": ["counterpart"]})
    assert save(subject_id=worksheet.pk, user=user, change=change).saved
    fields = {"item": "needs", "prompt": "emotional", "text": "Respect <b>", "party": change.target[6:]}
    change = Change(target=f"entry:{uuid.uuid4()}", base=0, fields=fields)
    assert save(subject_id=worksheet.pk, user=user, change=change).saved
    line(worksheet, user, "needs", "rational", "A lower price")
    handed_in(assignment, room.place("student"))
    handed_in(assignment, room.place("other"), "Two days off")
    for who in ("trainer", "assistant"):
        page = across(room, assignment, who, "needs")
        assert sheets(page) == {"Student": ["A lower price", "Respect <b> 王经理"]}
        assert page.index("<h3>Rational</h3>") < page.index("<h3>Emotional</h3>")
        assert "Two days off" not in page
    assert sheets(across(room, assignment, item="parties")) == {"Student": ["王经理"]}
    assert list(sheets(across(room, assignment))) == ["Other", "Student"]


def test_a_line_for_the_sheet_stands_over_the_others(room, assignment):
    worksheet = opened(assignment, room.place("student"))
    change = Change(target="item:goals", base=0, fields={"summary": "More, and in writing"})
    assert save(subject_id=worksheet.pk, user=room.people["student"], change=change).saved
    handed_in(assignment, room.place("student"))
    page = across(room, assignment)
    assert page.index("More, and in writing") < page.index("92,000")
    assert "More, and in writing" in across(room, assignment, q="WRITING")
    assert "More, and in writing" not in across(room, assignment, prompt="short_term")


def test_from_one_item_to_the_next(room, assignment):
    first, middle = across(room, assignment), across(room, assignment, item="needs", anonymous="1", page="3")
    assert 'rel="prev"' not in first and f'rel="next" href="{path_of(assignment, "needs")}' in first
    assert f'href="{path_of(assignment)}?anonymous=1"' in middle
    assert f'href="{path_of(assignment, "perceptions")}?anonymous=1"' in middle
    # One that is not asked for stands between its neighbours of the method.
    assert path_of(assignment, "problems") in across(room, assignment, item="parties")


@pytest.mark.parametrize("item", ["nothing", "Goals", "7"])
def test_an_item_that_is_none_is_not_found(room, assignment, item):
    for method in ("get", "post"):
        assert getattr(room.client("trainer"), method)(path_of(assignment, item)).status_code == 404


def test_who_has_nothing_is_named(room, assignment):
    handed_in(assignment, room.place("student"))
    page = across(room, assignment, item="perceptions")
    nobody = re.search(r'<section class="nobody".*?</section>', page, re.DOTALL)[0]
    assert re.sub(r"\s+", " ", bare(nobody)).strip() == "Nothing on this yet 2 Student Not handed in yet 1Other"
    assert "Nobody has handed in anything on this item yet" in page
    assert "Student" not in bare(re.search(r'<section class="nobody".*?</section>', across(room, assignment), re.S)[0])


def test_nothing_is_read_before_it_is_handed_in_or_after_it_was_taken_back(room, assignment):
    student = room.place("student")
    write(opened(assignment, student), student.user, SECRET)
    for page in (across(room, assignment), across(room, assignment, q="Only"), across(room, assignment, show="1")):
        assert SECRET not in page
    assert "1 more has begun here" in across(room, assignment)
    submit(assignment=assignment, enrolment=student, now=timezone.now())
    assert SECRET in across(room, assignment)
    withdraw(assignment=assignment, enrolment=student, now=timezone.now())
    assert SECRET not in across(room, assignment)


def test_the_last_round_is_read(room, assignment):
    student = room.place("student")
    decided(handed_in(assignment, student, "Early"), room.people["trainer"], "returned")
    handed_in(assignment, student, "Late")
    assert sheets(across(room, assignment)) == {"Student": ["Early", "Late"]}


def test_the_least_filled_come_first_if_wanted(room, assignment):
    Assignment.objects.update(minimum=2)
    write(opened(assignment, room.place("other")), room.people["other"])
    handed_in(assignment, room.place("other"))
    handed_in(assignment, room.place("student"))
    assert list(sheets(across(room, assignment))) == ["Other", "Student"]
    assert list(sheets(across(room, assignment, order="least"))) == ["Student", "Other"]
    assert list(sheets(across(room, assignment, order="nothing"))) == ["Other", "Student"]


def test_prompts_words_and_marks_choose_lines(room, assignment):
    student = room.place("student")
    line(opened(assignment, student), student.user, "goals", "long_term", "Lead the team 带团队")
    first = handed_in(assignment, student, "92,000")
    handed_in(assignment, room.place("other"), "Four days a week")
    assert sheets(across(room, assignment, prompt="long_term")) == {"Student": ["Lead the team 带团队"]}
    for words in ("lead THE", "带团"):
        assert sheets(across(room, assignment, q=words)) == {"Student": ["Lead the team 带团队"]}
    assert "No line fits that" in across(room, assignment, q="nothing of that kind")
    assert "No line fits that" in across(room, assignment, good="1")
    mark(room.client("trainer"), assignment, first)
    assert sheets(across(room, assignment, good="1")) == {"Student": ["92,000"]}
    assert len(sheets(across(room, assignment, prompt="nothing"))) == 2


# --- Without names ---------------------------------------------------------------------------------------------------


def test_without_names_no_name_is_in_the_source(room, assignment):
    names = ["Quirin Abel", "Zoë Sato", "王小明", "欧阳-Müller"]
    enrol(room.course, 2)
    for name, enrolment in zip(names, room.course.enrolments.students().order_by("pk"), strict=True):
        enrolment.name, enrolment.section = name, "Evening class"
        enrolment.save()
        if name != names[0]:
            handed_in(assignment, enrolment, "A line of mine")
    submission = assignment.submissions.first()
    commented(submission, room.people["assistant"], "Too vague, Zoë Sato", item="goals")
    mark(room.client("trainer"), assignment, submission)
    for query in ({}, {"order": "least"}, {"good": "1"}, {"q": "line"}, {"show": "1"}):
        page = across(room, assignment, anonymous="1", **query)
        assert "A line of mine" in page
        assert not [word for word in (*names, "Zoë", "Evening class", "Too vague", "student@") if word in page], query
    page = across(room, assignment, anonymous="1")
    assert list(sheets(page)) == ["No. 1", "No. 2", "No. 3"]
    assert "Names that people wrote into their lines stay" in page and "Nothing on this yet" in page
    assert all(name in across(room, assignment) for name in names)


def test_what_people_wrote_stays_as_it_is(room, assignment):
    handed_in(assignment, room.place("student"), "Ms Ito trusts us")
    assert "Ms Ito trusts us" in across(room, assignment, anonymous="1")


def test_the_order_without_names_is_no_order_of_names_and_stays_the_same():
    crews = [Crew(key=str(n), people=(f"{n:03}",), members=(n,), sections=frozenset()) for n in range(50)]
    places = [Place(crew=crew, submission=f"{n:032x}", fill=Fill.BEGUN) for n, crew in enumerate(crews)]
    once = mixed(places, "goals")
    assert sorted(once, key=places.index) == places and once != places
    assert mixed(reversed(places), "goals") == once
    assert mixed(places, "needs") != once
    # Neither where somebody stands nor who is beside them follows from the names.
    near = sum(abs(places.index(a) - places.index(b)) == 1 for a, b in zip(once, once[1:], strict=False))
    assert near < 10


# --- Marked, and shown -----------------------------------------------------------------------------------------------


def test_a_line_is_marked_as_good_and_taken_off_again(room, assignment):
    submission, client = handed_in(assignment, room.place("student")), room.client("assistant")
    answer = mark(client, assignment, submission, query="?order=least")
    assert answer["Location"] == f"{path_of(assignment)}?order=least#line-{entry_of(submission)}"
    page = across(room, assignment)
    assert 'aria-pressed="true"' in page and f"mark {submission.pk.hex}" in page.replace("-", "")
    assert shown(across(room, assignment, show="1")) == ["92,000"]
    mark(client, assignment, submission, good=False, version=1)
    assert not Highlight.objects.get().shown
    assert "No line of this item is marked" in across(room, assignment, show="1")


def test_the_page_for_the_beamer_shows_good_lines_alone_with_names_if_wanted(room, assignment):
    submission = handed_in(assignment, room.place("student"), "92,000")
    commented(submission, room.people["trainer"], "Which year?", item="goals", prompt="short_term")
    handed_in(assignment, room.place("other"), "Four days a week")
    mark(room.client("trainer"), assignment, submission)
    page = across(room, assignment, show="1")
    assert shown(page) == ["92,000"] and "Student" in page
    for hidden in ("Four days", "Which year", 'name="do"', "Other"):
        assert hidden not in page
    assert "Student" not in across(room, assignment, show="1", anonymous="1")


def test_two_who_mark_the_same_line_do_not_undo_each_other_unseen(room, assignment):
    submission, client = handed_in(assignment, room.place("student")), room.client("trainer")
    mark(room.client("assistant"), assignment, submission)
    mark(room.client("assistant"), assignment, submission, good=False, version=1)
    answer = client.post(
        path_of(assignment), {"do": f"mark {submission.pk} {entry_of(submission)} 0 1"}, follow=True
    ).content.decode()
    assert "changed in the meantime" in answer and not Highlight.objects.get().shown


# --- Said ------------------------------------------------------------------------------------------------------------


def box(page: str) -> dict[str, str]:
    """The fields of the box for a comment that is open on a page."""
    found = re.search(r'<div class="line-box">(.*?)</div>', page, re.DOTALL)[1]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', found))


def test_a_comment_is_written_at_its_line(room, assignment):
    submission, client = handed_in(assignment, room.place("student")), room.client("trainer")
    entry = entry_of(submission)
    answer = client.post(path_of(assignment), {"do": f"write {submission.pk} {entry}"})
    assert answer["Location"].endswith(f"#line-{entry}")
    page = client.get(answer["Location"].partition("#")[0]).content.decode()
    assert page.count('name="comment"') == 1
    sent = {**box(page), "text": "By when?", "do": "comment"}
    for _twice in range(2):
        answer = client.post(path_of(assignment), sent)
        assert answer["Location"] == f"{path_of(assignment)}#line-{entry}"
    comment = ReviewComment.objects.get()
    assert (comment.submission, comment.item, comment.prompt) == (submission, "goals", "short_term")
    assert (str(comment.entry), comment.text, comment.author) == (entry, "By when?", room.people["trainer"])
    page = across(room, assignment, "assistant")
    assert "By when?" in page and "Trainer" in page and 'name="comment"' not in page


def test_a_comment_that_cannot_be_kept_is_shown_again_with_why(room, assignment):
    submission, client = handed_in(assignment, room.place("student")), room.client("trainer")
    sent = {"submission": submission.pk, "entry": entry_of(submission), "comment": uuid.uuid4(), "do": "comment"}
    for text, status in (("x" * 4001, 413), ("", 422), ("\x07", 422)):
        answer = client.post(path_of(assignment), {**sent, "text": text})
        page = answer.content.decode()
        assert answer.status_code == status and 'role="alert"' in page
        assert text in html.unescape(page) and box(page)["comment"] == str(sent["comment"])
    assert not ReviewComment.objects.exists()


@pytest.mark.parametrize(
    "do",
    ["", "mark", "mark x y 0 1", "write", "write x y", "comment", "nothing", "mark {s} {e} -1 1", "mark {s} {e} 0 2"],
)
def test_what_no_button_asks_changes_nothing(room, assignment, do):
    submission = handed_in(assignment, room.place("student"))
    asked = do.format(s=submission.pk, e=entry_of(submission))
    answer = room.client("trainer").post(path_of(assignment), {"do": asked})
    assert (answer.status_code, answer["Location"]) == (302, path_of(assignment))
    assert not Highlight.objects.exists() and not ReviewComment.objects.exists()


def test_lines_of_elsewhere_are_not_touched(room, assignment):
    """Of another assignment, of an earlier round, of another item, of a course in which somebody else teaches."""
    client, student = room.client("trainer"), room.place("student")
    early = handed_in(assignment, student)
    decided(early, room.people["trainer"], "returned")
    handed_in(assignment, student)
    foreign = alone(Course.objects.exclude(pk=room.course.pk).get())
    theirs = handed_in(foreign, foreign.course.enrolments.get(user=room.people["elsewhere"]))
    another = handed_in(alone(room.course), room.place("other"))
    for submission in (early, theirs, another):
        answer = client.post(
            path_of(assignment), {"do": f"mark {submission.pk} {entry_of(submission)} 0 1"}, follow=True
        )
        assert "handed in anew" in answer.content.decode()
    own = assignment.submissions.latest().get()
    client.post(path_of(assignment, "needs"), {"do": f"mark {own.pk} {entry_of(own)} 0 1"})
    assert not Highlight.objects.exists()
    assert client.get(path_of(foreign)).status_code == 404


def test_students_can_do_nothing_here(room, assignment):
    submission = handed_in(assignment, room.place("student"))
    for who in ("student", "other", "former", "elsewhere", "outsider"):
        assert mark(room.client(who), assignment, submission).status_code == 404
    assert not Highlight.objects.exists()


def test_in_the_archive_lines_can_only_be_read(room, assignment):
    submission = handed_in(assignment, room.place("student"))
    Course.objects.filter(pk=room.course.pk).update(archived_at=timezone.now())
    page = across(room, assignment)
    assert "92,000" in page and 'name="do"' not in page
    answer = room.client("trainer").post(
        path_of(assignment), {"do": f"mark {submission.pk} {entry_of(submission)} 0 1"}, follow=True
    )
    assert "in the archive" in answer.content.decode() and not Highlight.objects.exists()


def test_those_of_a_team_stand_over_one_sheet(room):
    assignment = assigned(room.course, grouping="team", items=["goals"])
    team = assignment.teams.create(table=1, role="buyer")
    for name in ("student", "other"):
        team.members.create(enrolment=room.place(name), assignment=assignment)
    handed_in(assignment, room.place("other"))
    assert list(sheets(across(room, assignment))) == ["Other, Student"]


def test_a_large_class_has_pages(room, assignment):
    handed_in(assignment, room.place("student"))
    (one,) = assignment.submissions.all()
    for number, enrolment in enumerate(enrol(room.course, 100)):
        team = assignment.teams.create()
        team.members.create(enrolment=enrolment, assignment=assignment)
        copy = Submission.objects.create(assignment=assignment, team=team, document=one.document, digest=one.digest)
        lines = [{"id": str(uuid.uuid4()), "prompt": "short_term", "text": f"Line {number}", "party": ""}]
        copy.items.create(item="goals", lines=lines, count=1, prompts=1)
    first, second = across(room, assignment), across(room, assignment, page="2")
    assert (len(sheets(first)), len(sheets(second))) == (100, 1)
    assert len(sheets(across(room, assignment, q="line"))) == 100
    assert list(sheets(across(room, assignment, anonymous="1", page="2"))) == ["No. 101"]


@pytest.mark.parametrize(("query", "pinned"), [({}, 12), ({"q": "9"}, 12), ({"show": "1", "anonymous": "1"}, 11)])
def test_it_takes_a_fixed_number_of_queries(room, assignment, query, pinned):
    counts = []
    for count in (1, 2):
        for enrolment in enrol(room.course, count):
            submission = handed_in(assignment, enrolment)
            commented(submission, room.people["trainer"], item="goals")
            assert said(submission, room.people["trainer"], f"highlight:{entry_of(submission)}", shown=True).saved
        for enrolment in enrol(room.course, count):
            write(opened(assignment, enrolment), enrolment.user)
        client = room.client("trainer")
        client.get(path_of(assignment))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path_of(assignment), query).status_code == 200
        counts.append(len(captured))
    assert counts == [pinned, pinned]
