"""All worksheets of an assignment on paper: what stands in the files, for whom, and what becomes of a job."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from zoneinfo import ZoneInfo

import pypdf
import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from quadrants.models import Party, PrintJob, PrintState
from quadrants.services import printing
from tests.quadrants.plan.making import body_of
from tests.quadrants.printing.test_jobs import again, titles_in, work
from tests.training.assigning import assigned, write
from tests.training.handing_in import alone, commented, decided, handed_in, said
from tests.training.test_gradebook import scored, words
from tests.training.test_groups import BUYER, opened, put
from tests.training.test_own_record import on_the_line
from training.models import Submission
from training.policy import Role
from training.services import printing as service
from training.services.people import leave_course
from training.services.printing import MOST, REVIEWED, TO_MARK
from training.services.submitting import submit

# Between tasks the worker closes connections that may be old.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.anywhere]
CANARY = "CANARYx7"


@pytest.fixture
def assignment(room):
    return alone(room.course, title="The raise", items=["goals", "needs", "communication"])


@pytest.fixture
def start(room, assignment):
    def ask(kind=REVIEWED, who="trainer", of=None) -> PrintJob:
        return service.print_all(user=room.people[who], assignment=of or assignment, kind=kind)

    return ask


def made(job: PrintJob) -> dict[str, bytes]:
    """The files of a job by name, once it is done."""
    work()
    job = again(job)
    assert (job.state, job.left_out) == (PrintState.DONE, [])
    if job.form == "pdf":
        return {"": job.file.read_bytes()}
    with zipfile.ZipFile(job.file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def only(job: PrintJob) -> str:
    [pdf] = made(job).values()
    return body_of(pdf)


def page_of(room, assignment) -> str:
    return reverse("assignment_printing", args=[room.course.pk, assignment.pk])


# --- With comments ---------------------------------------------------------------------------------------------------


def test_a_zip_holds_a_pdf_for_each_with_the_comments_under_their_lines(room, assignment, start):
    trainer = room.people["trainer"]
    first, second = (handed_in(assignment, room.place(name), f"LINE{name}") for name in ("student", "other"))
    commented(first, trainer, "Which year?", **on_the_line(first))
    commented(first, trainer, "Only yours so far.", item="needs")
    commented(first, trainer, "Nothing here yet.", item="communication", prompt="style")
    commented(first, trainer, "Read it aloud.")
    scored(first, trainer)
    assert said(first, trainer, "review", summary="A clear goal.").saved
    assert said(first, trainer, "strategy:goals_first", use="well").saved
    decided(first, trainer, "accepted")
    files = made(start())
    assert list(files) == ["Other_round_1.pdf", "Student_round_1.pdf"]
    text = body_of(files["Student_round_1.pdf"])
    assert "LINEstudentComment:Whichyear?" in text
    assert "NeedsandinterestsComment:Onlyyourssofar." in text and "StyleComment:Nothinghereyet." in text
    end = text[text.rindex("Review") :]
    for stands in ("Verdict:Accepted", "Goals:well", "Pointsinall:12/18", "Strategiesusedwell:Goalscomefirst"):
        assert stands in end
    assert "Onthewhole:Acleargoal." in end and "Comment:Readitaloud." in end and "draft" not in text
    assert "Which" not in body_of(files["Other_round_1.pdf"]) and "LINEstudent" not in body_of(
        files["Other_round_1.pdf"]
    )
    assert body_of(files["Other_round_1.pdf"]).count("Comment") == 0


def test_drafts_are_in_it_and_marked(room, assignment, start):
    work_of = handed_in(assignment, room.place("student"))
    commented(work_of, room.people["trainer"], "Which year?", **on_the_line(work_of))
    assert said(work_of, room.people["trainer"], "review", verdict="returned").saved
    text = only(start())
    assert "Comment(draft):Whichyear?" in text and "Verdict(draft):Returned" in text


def test_answers_stand_below_comments_and_deleted_comments_nowhere(room, assignment, start):
    work_of = handed_in(assignment, room.place("student"))
    key = commented(work_of, room.people["trainer"], "Which year?", **on_the_line(work_of))
    gone = commented(work_of, room.people["trainer"], CANARY)
    work_of.comments.filter(pk=gone).update(deleted_at=timezone.now())
    decided(work_of, room.people["trainer"], "returned")
    assert said(work_of, room.people["student"], f"answer:{key}", text="Next spring.").saved
    text = only(start())
    assert "Comment:Whichyear?Answer:Nextspring." in text and CANARY not in text


def test_a_comment_on_somebody_without_a_part_is_not_lost(room, assignment, start):
    worksheet = opened(assignment, room.place("student"))
    Party.objects.create(worksheet=worksheet, name="Dana", roles=[], version=1)
    work_of = handed_in(assignment, room.place("student"))
    [line] = work_of.items.get(item="parties").lines
    place = {"item": "parties", "prompt": line["prompt"], "entry": line["id"]}
    commented(work_of, room.people["trainer"], "Who is she?", **place)
    assert "Dana" + "Comment(draft):Whoisshe?" in only(start()).replace("–", "")


def test_the_last_round_of_each_is_printed_and_says_who_when_and_that_it_was_late(room, start, assignment):
    first = handed_in(assignment, room.place("student"), "FIRST")
    decided(first, room.people["trainer"], "returned")
    handed_in(assignment, room.place("student"), "SECOND")
    at = timezone.now().replace(month=3, day=4, hour=5, minute=6)
    Submission.objects.filter(round=2).update(late=True, submitted_at=at)
    [(name, pdf)] = made(start()).items()
    text = body_of(pdf)
    assert name == "Student_round_2.pdf" and "SECOND" in text
    assert "HandedinbyStudent" in text and "Round2" in text
    local = at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"4March,{local:%H:%M},late" in text  # by the clock of the course


def test_a_team_is_one_file_under_all_its_names(room, start):
    assignment = assigned(room.course, grouping="team", items=["goals"])
    put(assignment, {room.place(name): BUYER for name in ("student", "other")})
    write(opened(assignment, room.place("student")), room.people["student"])
    submit(assignment=assignment, enrolment=room.place("student"), now=timezone.now())
    [(name, pdf)] = made(start(of=assignment)).items()
    assert name == "Other_Student_round_1.pdf" and "HandedinbyOther,Student" in body_of(pdf)


def test_it_is_in_the_language_of_the_worksheet(room, assignment, start):
    worksheet = opened(assignment, room.place("student"))
    worksheet.language = "zh-hans"
    worksheet.save()
    work_of = handed_in(assignment, room.place("student"))
    commented(work_of, room.people["trainer"], "哪一年？", **on_the_line(work_of))
    [(name, pdf)] = made(start()).items()
    assert name == "Student第1轮.pdf" and "批注（未公布）：哪一年？" in body_of(pdf)


# --- To mark by hand -------------------------------------------------------------------------------------------------


def test_one_pdf_has_a_part_for_each_with_a_free_margin_and_nothing_that_was_said(room, assignment, start):
    for name in ("student", "other"):
        work_of = handed_in(assignment, room.place(name), f"LINE{name}")
        commented(work_of, room.people["trainer"], CANARY, **on_the_line(work_of))
        decided(work_of, room.people["trainer"], "accepted")
    [pdf] = made(start(TO_MARK)).values()
    assert titles_in(pdf) == ["Other, round 1", "Student, round 1"]
    starts = [page for page in pypdf.PdfReader(io.BytesIO(pdf)).outline]
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    firsts = [reader.get_destination_page_number(one) for one in starts]
    pages = [page.get_textpage() for page in pypdfium2.PdfDocument(pdf)]
    assert firsts[0] == 0 < firsts[1] < len(pages)
    assert all(
        name in pages[at].get_text_bounded() for at, name in zip(firsts, ("LINEother", "LINEstudent"), strict=True)
    )
    assert all(not page.get_text_bounded(left=400, bottom=50, top=780).strip() for page in pages)
    assert CANARY not in body_of(pdf) and reader.metadata.title == "Worksheets to mark by hand"


# --- Who may ---------------------------------------------------------------------------------------------------------


def test_those_who_teach_ask_on_a_page_and_are_led_back(room, assignment):
    handed_in(assignment, room.place("student"))
    for who in ("trainer", "assistant"):
        client, page = room.client(who), page_of(room, assignment)
        assert "1 worksheet is handed in" in words(client.get(page))
        job = client.post(page, {"kind": "reviewed"})
        assert job.status_code == 302
        assert client.get(job["Location"]).status_code == 200
        shown = client.get(job["Location"]).content.decode()
        assert f'href="{page}"' in shown and "Worksheets with comments" in shown
        assert job["Location"] in client.get(page).content.decode()
        # Not among what was printed of the own worksheets.
        assert job["Location"] not in client.get(reverse("worksheets")).content.decode()
    assert PrintJob.objects.count() == 2


@pytest.mark.parametrize("who", ["student", "other", "former", "elsewhere", "outsider"])
def test_to_students_and_others_there_is_no_such_page(room, assignment, who):
    handed_in(assignment, room.place("student"), CANARY)
    client = room.client(who)
    for answer in (client.get(page_of(room, assignment)), client.post(page_of(room, assignment), {"kind": "reviewed"})):
        assert answer.status_code == 404 and CANARY not in answer.content.decode()
    assert not PrintJob.objects.exists()


def test_what_was_printed_belongs_to_its_maker_alone(room, assignment, start):
    handed_in(assignment, room.place("student"))
    job = start()
    work()
    for who in ("assistant", "student", "other", "outsider"):
        for name in ("print_job", "print_job_state", "print_job_file"):
            assert room.client(who).get(reverse(name, args=[job.pk])).status_code == 404
    answer = room.client("trainer").get(reverse("print_job_file", args=[job.pk]))
    assert "worksheets-with-comments.zip" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).startswith(b"PK")


@pytest.mark.parametrize("posted", [{}, {"kind": "everything"}, {"kind": "sheets"}])
def test_what_is_no_kind_begins_nothing(room, assignment, posted):
    handed_in(assignment, room.place("student"))
    assert room.client("trainer").post(page_of(room, assignment), posted).status_code == 302
    assert not PrintJob.objects.exists()
    assert room.client("trainer").put(page_of(room, assignment)).status_code == 405


def test_before_anything_is_handed_in_it_says_so(room, assignment):
    client = room.client("trainer")
    assert "Nothing is handed in yet" in words(client.get(page_of(room, assignment)))
    assert "Nothing is handed in yet" in words(
        client.post(page_of(room, assignment), {"kind": "reviewed"}, follow=True)
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(count, room, django_assert_num_queries):
    assignment = alone(room.course)
    for name in ("student", "other", "former")[:count]:
        place = room.place(name)
        place.left_at = None
        place.save()
        handed_in(assignment, place)
    for _job in range(count):
        service.print_all(user=room.people["trainer"], assignment=assignment, kind=REVIEWED)
    client = room.client("trainer")
    with django_assert_num_queries(7):
        assert client.get(page_of(room, assignment)).status_code == 200


# --- What becomes of a job -------------------------------------------------------------------------------------------


def demote(room) -> None:
    room.course.enrolments.filter(user=room.people["trainer"]).update(role=Role.STUDENT)


def leave(room) -> None:
    room.course.enrolments.filter(user=room.people["trainer"]).update(left_at=timezone.now())


@pytest.mark.parametrize("happens", [demote, leave])
@pytest.mark.parametrize("kind", [REVIEWED, TO_MARK])
def test_who_teaches_no_longer_when_it_is_printed_gets_nothing(happens, kind, room, assignment, start):
    handed_in(assignment, room.place("student"))
    job = start(kind)
    happens(room)
    work()
    assert again(job).state == PrintState.FAILED and again(job).left_out == [""] and not job.file.exists()


def test_what_was_withdrawn_meanwhile_is_left_out(room, assignment, start):
    for name in ("student", "other"):
        handed_in(assignment, room.place(name))
    job = start()
    Submission.objects.filter(team__members__enrolment=room.place("other")).update(withdrawn_at=timezone.now())
    work()
    job = again(job)
    with zipfile.ZipFile(job.file) as archive:
        assert archive.namelist() == ["Student_round_1.pdf"]
    assert (job.state, job.left_out, job.made) == (PrintState.DONE, [""], 2)


def test_who_has_left_is_not_printed(room, assignment, start):
    for name in ("student", "other"):
        handed_in(assignment, room.place(name))
    leave_course(enrolment=room.place("other"))
    assert list(made(start())) == ["Student_round_1.pdf"]


def test_a_killed_worker_is_followed_by_one_that_asks_anew_what_may_be_seen(room, assignment, start):
    for name in ("student", "other"):
        handed_in(assignment, room.place(name))
    job = start(TO_MARK)
    # What a killed worker leaves: its task is running for ever, the job under way, one sheet there.
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(minutes=1))
    PrintJob.objects.update(state=PrintState.WORKING, tries=1, made=1)
    job.folder.mkdir(parents=True)
    (job.folder / "1.pdf").write_bytes(b"%PDF of one who may be seen no more")
    Submission.objects.filter(team__members__enrolment=room.place("other")).update(withdrawn_at=timezone.now())
    assert printing.take_up_abandoned() == 1
    work()
    assert (again(job).state, again(job).tries, again(job).left_out) == (PrintState.DONE, 2, [""])
    assert titles_in(again(job).file.read_bytes()) == ["Student, round 1"]


@pytest.mark.parametrize("kind", [REVIEWED, TO_MARK])
def test_the_same_work_gives_the_same_file(room, assignment, start, kind):
    handed_in(assignment, room.place("student"))
    assert made(start(kind)) == made(start(kind))


def test_a_class_of_five_hundred_is_taken_and_no_more(room, assignment):
    setting = {"user": room.people["trainer"], "kind": REVIEWED, "form": "zip", "time_zone": "UTC"}
    assert printing.start(keys=range(MOST), **setting).total == 500
    with pytest.raises(printing.TooMany):
        printing.start(keys=range(MOST + 1), **setting)


def test_too_many_orders_at_a_time_are_refused_in_words(room, assignment, start):
    handed_in(assignment, room.place("student"))
    for _job in range(printing.MOST_OPEN):
        start()
    answer = room.client("trainer").post(page_of(room, assignment), {"kind": "reviewed"}, follow=True)
    assert "At most 500 worksheets" in words(answer)
