"""Many worksheets printed at once: right files, idempotent work, dead workers, bounds, and one owner."""

from __future__ import annotations

import fcntl
import io
import zipfile
from datetime import timedelta

import pdfua
import pypdf
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from accounts.services import remove_person, take_over
from quadrants.models import PrintJob, PrintState, Worksheet
from quadrants.services import printing
from quadrants.services.printables import SHEETS
from quadrants.services.worksheets import create_worksheet, delete_worksheet
from tests.quadrants.sheet.making import document, sheet_of

# Between tasks the worker closes connections that may be old.
pytestmark = pytest.mark.django_db(transaction=True)
TITLES = ["A raise", "A raise", "../供应商涨价?"]


@pytest.fixture
def worksheets(owner) -> list[Worksheet]:
    return [create_worksheet(user=owner, title=title, language="en") for title in TITLES]


@pytest.fixture
def start(owner, worksheets):
    def make(form: str = "pdf", chosen=None) -> PrintJob:
        keys = [worksheet.pk for worksheet in (worksheets if chosen is None else chosen)]
        return printing.start(user=owner, kind=SHEETS, keys=keys, form=form, time_zone="UTC")

    return make


def work() -> None:
    """As the worker does, until nothing waits."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def again(job: PrintJob) -> PrintJob:
    return PrintJob.objects.get(pk=job.pk)


def titles_in(pdf: bytes) -> list[str]:
    return [item.title for item in pypdf.PdfReader(io.BytesIO(pdf)).outline]


def test_one_pdf_holds_a_page_for_each_in_the_order_chosen(start, worksheets):
    job = start("pdf", worksheets[::-1])
    assert job.state == PrintState.WAITING
    work()
    job = again(job)
    assert (job.state, job.made, job.left_out, job.tries) == (PrintState.DONE, 3, [], 1)
    file = job.file.read_bytes()
    assert len(pypdf.PdfReader(io.BytesIO(file)).pages) == 3 and titles_in(file) == TITLES[::-1]
    assert pypdf.PdfReader(io.BytesIO(file)).metadata.title == "Prep sheets"
    assert pdfua.validate(str(job.file)).findings == ()
    assert not job.folder.exists()


def test_a_zip_holds_files_with_harmless_names_of_their_own(start):
    job = start("zip")
    work()
    with zipfile.ZipFile(again(job).file) as archive:
        names = archive.namelist()
        assert names == ["A_raise.pdf", "A_raise (2).pdf", "供应商涨价.pdf"]
        assert all(archive.read(name)[:5] == b"%PDF-" for name in names)


@pytest.mark.parametrize("form", ["pdf", "zip"])
def test_the_same_worksheets_give_the_same_file(start, form):
    files = []
    for _time in range(2):
        job = start(form)
        work()
        files.append(again(job).file.read_bytes())
    assert files[0] == files[1]


def test_what_was_taken_away_meanwhile_is_left_out_and_named(start, worksheets, owner):
    job = start()
    delete_worksheet(worksheet=worksheets[0])
    work()
    job = again(job)
    assert job.state == PrintState.DONE and job.left_out == [""]
    assert len(pypdf.PdfReader(io.BytesIO(job.file.read_bytes())).pages) == 2


def test_nothing_left_to_print_is_said(start, worksheets, client, owner):
    job = start()
    for worksheet in worksheets:
        delete_worksheet(worksheet=worksheet)
    work()
    assert again(job).state == PrintState.FAILED
    client.force_login(owner)
    assert "could not be printed" in client.get(reverse("print_job", args=[job.pk])).content.decode()


def test_a_worker_that_died_is_followed_by_another_that_goes_on(start, worksheets):
    job = start()
    # What a killed worker leaves: its task is running for ever, the job under way, one sheet there.
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(minutes=1))
    PrintJob.objects.update(state=PrintState.WORKING, tries=1, made=1)
    job.folder.mkdir(parents=True)
    (job.folder / "1.pdf").write_bytes(sheet_of(document(), "letter").pdf)
    assert printing.take_up_abandoned() == 1
    work()
    done = again(job)
    assert (done.state, done.tries) == (PrintState.DONE, 2)
    pages = pypdf.PdfReader(io.BytesIO(done.file.read_bytes())).pages
    assert [int(page.mediabox.width) for page in pages] == [612, 595, 595]


def test_a_job_in_living_hands_is_not_taken_up(start):
    job = start()
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(minutes=1))
    PrintJob.objects.update(state=PrintState.WORKING)
    lock = job.folder.with_suffix(".lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert printing.take_up_abandoned() == 0
        printing.print_sheets.call(str(job.pk))
    assert again(job).state == PrintState.WORKING and again(job).made == 0


def test_a_job_that_nobody_was_given_yet_is_left_to_wait(start):
    start()
    assert printing.take_up_abandoned() == 0


def test_a_job_that_fails_every_worker_is_given_up(start):
    job = start()
    for _try in range(printing.MOST_TRIES):
        DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(minutes=1))
        PrintJob.objects.update(state=PrintState.WORKING, tries=again(job).tries + 1)
        printing.take_up_abandoned()
    assert again(job).state == PrintState.FAILED
    assert printing.take_up_abandoned() == 0


def test_done_twice_is_done_once(start):
    job = start()
    work()
    made = again(job).file.stat().st_mtime_ns
    printing.print_sheets.call(str(job.pk))
    assert again(job).file.stat().st_mtime_ns == made


def test_cancelled_it_stops_and_leaves_nothing(start):
    job = start()
    printing.cancel(job=job)
    work()
    assert again(job).state == PrintState.CANCELLED
    assert not job.file.exists() and not job.folder.exists()


def test_cancelled_while_it_is_made_it_stops_after_that_sheet(start, monkeypatch):
    job = start()
    write = printing._write_whole

    def and_cancel(path, make):
        write(path, make)
        printing.cancel(job=job)

    monkeypatch.setattr(printing, "_write_whole", and_cancel)
    work()
    assert (again(job).state, again(job).made) == (PrintState.CANCELLED, 1)
    assert not job.file.exists() and not job.folder.exists()


def test_there_are_bounds(start, worksheets, owner, client):
    with pytest.raises(printing.TooMany):
        start("pdf", worksheets * 67)
    for _job in range(printing.MOST_OPEN):
        start()
    with pytest.raises(printing.TooMany):
        start()
    client.force_login(owner)
    chosen = {"chosen": [worksheets[0].pk], "form": "pdf"}
    page = client.post(reverse("print_chosen"), chosen, follow=True).content.decode()
    assert "At most 200 worksheets" in page and PrintJob.objects.count() == printing.MOST_OPEN


def test_only_what_one_may_see_is_printed(client, owner, worksheets):
    stranger = User.objects.create_user("stranger@example.com", "a-long-password-7")
    client.force_login(stranger)
    for chosen in ([worksheets[0].pk], ["no-id"], []):
        client.post(reverse("print_chosen"), {"chosen": chosen, "form": "zip"})
    assert not PrintJob.objects.exists()
    client.force_login(owner)
    answer = client.post(reverse("print_chosen"), {"chosen": [one.pk for one in worksheets], "form": "zip"})
    job = PrintJob.objects.get()
    assert answer["Location"] == reverse("print_job", args=[job.pk]) and job.owner == owner


def test_the_file_is_for_its_maker_while_it_is_kept(start, client, owner):
    job = start("zip")
    work()
    address = reverse("print_job_file", args=[job.pk])
    client.force_login(User.objects.create_user("stranger@example.com", "a-long-password-7"))
    assert client.get(address).status_code == client.get(reverse("print_job_state", args=[job.pk])).status_code == 404
    client.force_login(owner)
    answer = client.get(address)
    assert answer["Content-Type"] == "application/zip" and "attachment" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content) == again(job).file.read_bytes()
    PrintJob.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(address).status_code == 404
    assert printing.remove_expired() == 1
    assert not job.file.exists() and not PrintJob.objects.exists()


def test_the_page_tells_how_far_it_is(start, client, owner):
    job = start()
    client.force_login(owner)
    address = reverse("print_job_state", args=[job.pk])
    assert client.get(address).json() == {"state": "waiting", "made": 0, "total": 3, "words": "Waiting its turn."}
    work()
    assert client.get(address).json()["words"] == "3 sheets are ready."


def test_with_a_person_go_the_files(start, owner):
    job = start()
    work()
    file = again(job).file
    assert file.exists()
    remove_person(owner)
    assert not file.exists()


def test_what_a_guest_had_printed_goes_with_the_guest_into_the_account(worksheets, start, owner):
    job = start()
    work()
    account = User.objects.create_user("account@example.com", "a-long-password-7")
    take_over(guest=owner, user=account)
    assert again(job).owner == account and again(job).file.exists()


def test_the_oldest_files_make_room_for_new_ones(start, worksheets, monkeypatch):
    monkeypatch.setattr(printing, "MOST_KEPT", 2)
    jobs = []
    for _number in range(3):
        jobs.append(start(chosen=worksheets[:1]))
        work()
    assert list(PrintJob.objects.order_by("created_at")) == jobs[1:]
    assert [job.file.exists() for job in jobs] == [False, True, True]


def test_a_job_that_nobody_works_on_leaves_nothing_when_it_is_cancelled(start):
    job = start()
    job.folder.mkdir(parents=True)
    (job.folder / "1.pdf").write_bytes(b"%PDF")
    job.file.with_name(f"{job.file.name}.unfinished").write_bytes(b"%PDF")
    printing.cancel(job=job)
    assert not list(job.folder.parent.glob(f"{job.pk}*"))


def test_a_cancelled_job_is_not_asked_for_again(start):
    job = start()
    printing.cancel(job=job)
    printing._ask_for(job)
    assert again(job).state == PrintState.CANCELLED


def test_the_list_leads_back_to_what_was_printed(start, client, owner):
    job = start()
    client.force_login(owner)
    assert reverse("print_job", args=[job.pk]) in client.get(reverse("worksheets")).content.decode()
    printing.cancel(job=job)
    assert reverse("print_job", args=[job.pk]) not in client.get(reverse("worksheets")).content.decode()
