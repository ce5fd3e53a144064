"""What must not leak, looked for in everything that can be asked for: each page, file and feed of the site."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pypdf
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quadrants.models import Entry, Party, PrintState, Worksheet
from quadrants.services.saving import Change, save
from tests.addresses import URLS
from tests.quadrants.printing.test_jobs import again, work
from tests.training.assigning import assigned, enrol, later, write
from tests.training.cases.making import record
from tests.training.handing_in import commented, decided, said
from tests.training.test_groups import BUYER, SELLER, opened, put
from training.cases.catalogue import library_case
from training.cases.interchange import from_json, to_json
from training.grouping import Place
from training.models import Submission
from training.rubric import ScoreLevel
from training.services.bank import keep
from training.services.cases import create_case
from training.services.courses import create_course
from training.services.printing import REVIEWED, print_all
from training.services.submitting import submit

# Between tasks the worker closes connections that may be old.
pytestmark = pytest.mark.django_db(transaction=True)

# Made from the catalogue alone, and slow; the others ask nothing but signing in.
LEFT_OUT = {"blank_form", "account_logout"}
# What else an address can be asked.
QUERIES = {
    "edits": ["?after=0", "?undo=999999"],
    "submission_edits": ["?after=0", "?undo=999999"],
    "submission": ["", "?at=goals"],
    "item_across": ["", "?show=1&good=1", "?order=least&anonymous=1"],
    "prep_sheet_pdf": ["", "?view=table"],
    "worksheets": ["", "?q=CANARY", "?shelf=archived"],
}
FILES = {"prep_sheet_pdf", "plan_pdf", "plan_docx", "plan_md", "export_json", "edits", "history", "item", "checklist"}
# By what it is; all of them are there for the trainer.
BRIEF, NOTES, TEACHES, OPTION = "CANARYbrief", "CANARYnotes", "CANARYteaches", "CANARYoption"
COMMENT, SUMMARY, BANK = "CANARYcomment", "CANARYsummary", "CANARYbank"
LINE, HOW, PERSON, TOLD, ANSWER = "CANARYline", "CANARYhow", "CANARYperson", "CANARYtold", "CANARYanswer"
LATER, MINE = "CANARYlater", "CANARYmine"
# Why a team has put a hint aside: for nobody but the team.
ASIDE = "CANARYaside"
# What a team thinks that a deal is worth: for nobody but the team either.
DEAL = "CANARYdeal"
LEVEL, MAIL = str(ScoreLevel.STRONG.label), "other@example.com"
OF_THE_OTHER_SIDE = {BRIEF, LINE, HOW, PERSON, TOLD, ANSWER, MAIL, ASIDE, DEAL}
OF_THOSE_WHO_TEACH = {NOTES, TEACHES, OPTION, COMMENT, SUMMARY, BANK, LEVEL, LATER}


def case_with_canaries() -> dict[str, Any]:
    case = record()
    buyer, seller = case["roles"]
    places = [(seller["brief"][0], BRIEF), (case["notes"][0], NOTES), (case["teaches"], TEACHES)]
    for text, canary in [*places, (case["issues"][1]["options"][0]["name"], OPTION)]:
        text.update({language: f"{words} {canary}" for language, words in text.items()})
    return case


@dataclass
class Told:
    """All that somebody gets at an address."""

    name: str
    path: str
    status: int
    text: str


@pytest.fixture
def school(room):
    """A course in which everything is written that somebody must not read; what stands in its addresses."""
    student, other, trainer = room.place("student"), room.place("other"), room.people["trainer"]
    [third] = enrol(room.course, 1)
    room.people["third"] = third.user
    type(other).objects.filter(pk=other.pk).update(email=MAIL)
    case = case_with_canaries()
    assignment = assigned(room.course, case=case, items=["goals", "needs"], show_issues=False)
    put(assignment, {student: BUYER, other: SELLER, third: Place(2, "buyer")})
    submissions = [handed_in(assignment, enrolment, text) for enrolment, text in ((student, MINE), (other, LINE))]
    secret, released = submissions
    line = secret.items.get(item="goals").lines[0]["id"]
    on_the_line = {"item": "goals", "prompt": "short_term", "entry": line}
    for place in ({}, {"item": "goals"}, on_the_line):
        commented(secret, trainer, COMMENT, **place)
    for criterion in assignment.criteria:
        said(secret, trainer, f"score:{criterion.code}", level=ScoreLevel.STRONG)
    said(secret, trainer, f"highlight:{line}", shown=True)
    assert said(secret, trainer, "review", summary=SUMMARY, verdict="returned").saved
    told = commented(released, trainer, TOLD, item="goals")
    decided(released, trainer, "returned")
    assert said(released, other.user, f"answer:{told}", text=ANSWER).saved
    sealed = record()
    sealed["roles"][0]["brief"][0] = {"en": LATER, "zh-hans": LATER}
    soon = assigned(room.course, case=sealed, briefs_at=later(0.5))
    put(soon, {student: BUYER, other: SELLER})
    job = print_all(user=trainer, assignment=assignment, kind=REVIEWED)
    work()
    assert again(job).state == PrintState.DONE
    sheets = Worksheet.objects.order_by("created_at")
    return {
        "course_id": [room.course.pk],
        "code": [room.course.code],
        "assignment_id": [assignment.pk, soon.pk],
        "submission_id": [one.pk for one in submissions],
        "worksheet_id": [sheet.pk for sheet in sheets],
        "entry_id": [Entry.objects.filter(worksheet=sheet).first().pk for sheet in sheets],
        "party_id": [Party.objects.filter(worksheet=sheet, is_us=False).last().pk for sheet in sheets],
        "own_id": [create_case(user=trainer, document=from_json(one)).pk for one in (case, sealed)],
        "saved_id": [keep(owner=trainer, item="goals", text=BANK).pk],
        "job_id": [job.pk],
        "person_id": [other.pk],
        "item_code": ["goals", "needs"],
        "strategy_code": ["goals_first"],
        "case_code": ["jacket"],
        "uidb36": ["1"],
        "key": ["used-long-ago"],
    }


def handed_in(assignment, enrolment, text: str) -> Submission:
    """A line, somebody, how a strategy is to be used, why a hint was put aside; of the other side they are canaries."""
    worksheet, user = opened(assignment, enrolment), enrolment.user
    write(worksheet, user, text)
    how, person = (HOW, PERSON) if text == LINE else ("In turn", "Ms Ito")
    for target, fields in (
        ("strategy:goals_first", {"state": "planned", "how": how}),
        (f"party:{uuid.uuid4()}", {"name": person, "roles": ["third_party"]}),
        ("hint:goal_vague", {"aside": True, "reason": ASIDE if text == LINE else MINE}),
        (f"issue:{uuid.uuid4()}", {"name": DEAL if text == LINE else MINE}),
    ):
        assert save(subject_id=worksheet.pk, user=user, change=Change(target=target, base=0, fields=fields)).saved
    return submit(assignment=assignment, enrolment=enrolment, now=timezone.now())


def asked(client: Client, school: dict[str, list[Any]], names: set[str] = frozenset(URLS)) -> Iterator[Told]:
    """Every address with everything that can stand in it, asked for by somebody."""
    for name in sorted(names - LEFT_OUT - {None}):
        parameters = sorted(URLS[name])
        for values in product(*(school[parameter] for parameter in parameters)):
            path = reverse(name, kwargs=dict(zip(parameters, values, strict=True)))
            for query in QUERIES.get(name, [""]):
                answer = client.get(path + query)
                yield Told(name, path + query, answer.status_code, _read(answer))


def _read(answer: HttpResponse) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return _words(content)


def _words(content: bytes) -> str:
    """All that can be read in a file, also in those that it holds."""
    if content.startswith(b"%PDF"):
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return "".join(page.extract_text() for page in pages).replace("\n", "")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(_words(packed.read(name)) for name in packed.namelist())
    text = content.decode("utf-8", "replace")
    return json.dumps(json.loads(text), ensure_ascii=False) if text.startswith(("{", "[")) else text


def test_no_answer_tells_anybody_what_is_not_theirs(room, school):
    """And the trainer's answers tell it: so the search would see it."""
    nobody_reads_what_is_not_theirs(room, school)
    the_trainer_reads_all(room, school)


def nobody_reads_what_is_not_theirs(room, school) -> None:
    of_courses = {name for name in URLS if name and {"course_id", "submission_id", "own_id", "job_id"} & URLS[name]}
    hidden = {
        "student": OF_THE_OTHER_SIDE | OF_THOSE_WHO_TEACH,
        "other": {COMMENT, SUMMARY, BANK, NOTES, TEACHES, MINE, LATER, LEVEL},
        "third": OF_THE_OTHER_SIDE | OF_THOSE_WHO_TEACH | {MINE},
        **dict.fromkeys(("former", "elsewhere", "outsider"), OF_THE_OTHER_SIDE | OF_THOSE_WHO_TEACH | {MINE}),
    }
    for who, canaries in hidden.items():
        own = set()
        for told in asked(room.client(who), school, frozenset(URLS) if who == "student" else of_courses):
            assert told.status < 500, told.path
            assert not [canary for canary in canaries if canary in told.text], (who, told.path)
            own |= {told.name} if MINE in told.text else set()
        # What the search finds of the own words shows that it reads each kind of file.
        assert (own > FILES | {"submission"}) == (who == "student"), (who, own)


def the_trainer_reads_all(room, school) -> None:
    found: dict[str, set[str]] = {}
    canaries = OF_THE_OTHER_SIDE | OF_THOSE_WHO_TEACH | {MINE}
    worksheets = {name for name in URLS if name and "worksheet_id" in URLS[name]}
    for told in asked(room.client("trainer"), school, frozenset(URLS) - worksheets):
        assert told.status < 500, told.path
        for canary in canaries:
            if canary in told.text:
                found.setdefault(canary, set()).add(told.name)
    assert set(found) == canaries - {ASIDE, DEAL}
    assert {"submission", "submission_edits", "print_job_file"} <= found[COMMENT]
    assert {"item_across", "submission", "print_job_file"} <= found[LINE]
    assert {"own_case", "own_case_json"} <= found[NOTES] & found[BRIEF]
    assert "gradebook_xlsx" in found[MAIL] and "saved_comments_json" in found[BANK]


@pytest.mark.parametrize("changed", [False, True], ids=["as it is", "a changed copy"])
def test_a_student_who_opens_a_course_reads_no_case_that_they_learn_by(room, changed):
    """The library shows everything of a case; of this one a student may read one brief."""
    document = library_case("supplier_price").document
    case = to_json(document)
    if changed:
        case["title"]["en"], case["notes"] = "Ours", case["notes"][1:]
    student, other = room.place("student"), room.place("other")
    assignment = assigned(room.course, case=case, case_origin="own:x" if changed else "supplier_price")
    mine, theirs = document.roles
    put(assignment, {student: Place(1, mine.code), other: Place(1, theirs.code)})
    own = create_course(user=student.user, title="A pretext", time_zone="UTC")
    there = {"course_id": [own.pk, room.course.pk], "assignment_id": [assignment.pk], "code": [own.code]}
    there["case_code"] = ["supplier_price", "jacket"]
    names = {name for name, parameters in URLS.items() if name and parameters <= set(there)}
    hidden = {*(text.en for text in (*document.notes, *theirs.brief))}
    for told in asked(room.client("student"), there, frozenset(names)):
        assert not [words for words in hidden if words[:60] in told.text], told.path
        if told.name in ("cases", "assignment_new"):
            assert told.status == 404 or ("jacket" in told.text and str(document.title) not in told.text), told.path
    assert "jacket" in room.client("student").get(reverse("cases")).content.decode()
    assert room.client("student").post(reverse("case_copy"), {"code": "supplier_price"}).status_code == 404
