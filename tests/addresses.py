"""Every address of the site, read from the URLconf."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from quadrants.models import Entry, Party, PrintJob, Worksheet
from tests.training.assigning import assigned
from training.cases.catalogue import library_case
from training.cases.interchange import to_json
from training.models import Case, Course, Submission, Team


def walk(resolver: URLResolver, given: frozenset[str] = frozenset()) -> Iterator[tuple[str | None, frozenset[str]]]:
    """Every URL name below the resolver with the parameters of its address."""
    for part in resolver.url_patterns:
        parameters = given | part.pattern.regex.groupindex.keys()
        if isinstance(part, URLResolver):
            yield from walk(part, parameters)
        else:
            yield part.name, parameters


URLS = dict(walk(get_resolver()))


def address(name: str, worksheet: Worksheet, **other: object) -> str:
    """The path of a URL name, for the worksheet and the first of its parts; `other` parameters count more."""
    known = {
        "worksheet_id": worksheet.pk,
        "entry_id": Entry.objects.filter(worksheet=worksheet).values_list("pk", flat=True).first(),
        "party_id": Party.objects.filter(worksheet=worksheet).order_by("is_us").values_list("pk", flat=True).first(),
        "item_code": "goals",
        "strategy_code": "goals_first",
        "case_code": "jacket",
        "uidb36": "1",
        "key": "used-long-ago",
        "saved_id": worksheet.pk,
        **other,
    }
    if "job_id" in URLS[name]:
        known["job_id"] = printed_for(worksheet).pk
    if {"course_id", "code"} & URLS[name]:
        course = Course.objects.first() or Course.objects.create(title="A class", time_zone="UTC")
        known |= {"course_id": course.pk, "code": course.code, "person_id": 1, **other}
    if "assignment_id" in URLS[name]:
        known["assignment_id"] = (course.assignments.first() or assigned(course)).pk
    if "submission_id" in URLS[name]:
        known["submission_id"] = handed_in_by_somebody().pk
    if "own_id" in URLS[name]:
        known["own_id"] = written_by_owner_of(worksheet).pk
    return reverse(name, kwargs={parameter: known[parameter] for parameter in URLS[name]})


def handed_in_by_somebody() -> Submission:
    """A submission in a course that nobody of the matrix is in."""
    course = Course.objects.create(title="A class", time_zone="UTC")
    team = Team.objects.create(assignment=assigned(course))
    return Submission.objects.create(assignment=team.assignment, team=team, document={}, digest="")


def written_by_owner_of(worksheet: Worksheet) -> Case:
    """A case that the owner of a worksheet has written."""
    owner = User.objects.get(memberships__worksheet=worksheet, memberships__role="owner")
    content = to_json(library_case("jacket").document)
    return Case.objects.filter(owner=owner).first() or Case.objects.create(owner=owner, content=content)


def printed_for(worksheet: Worksheet) -> PrintJob:
    """What the owner of a worksheet has had printed in the background."""
    owner = User.objects.get(memberships__worksheet=worksheet, memberships__role="owner")
    job = PrintJob.objects.filter(owner=owner).first() or PrintJob.objects.create(
        owner=owner,
        keys=[str(worksheet.pk)],
        form="pdf",
        paper="A4",
        time_zone="UTC",
        state="done",
        made=1,
        expires_at=timezone.now() + timedelta(days=1),
    )
    job.file.parent.mkdir(parents=True, exist_ok=True)
    job.file.write_bytes(b"%PDF-1.7 of the owner")
    return job
