"""The demo course: loaded once, by the real services, with something in every state that a page shows."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from statistics import mean

import pytest
from django.db import transaction
from django.utils import timezone

from quadrants.catalogue import CATALOGUE
from quadrants.enums import Fill
from quadrants.forms.content import OPTIONAL_FIELDS, offered_fields
from quadrants.interchange import from_json, to_json
from quadrants.models import Edit, Worksheet
from quadrants.models.edit import WORKSHEET
from quadrants.readiness import fill
from strategies.catalogue import STRATEGIES
from tests.quadrants.test_demo_data import HAN, NAMED_DAY
from training.demo import LINES, OWN, PERCEPTIONS, SHEETS, read_script, read_sheets, words
from training.models import Addressed, CommentAnswer, Course, Review, ReviewComment, Submission
from training.models.review import Response, Verdict
from training.outcomes import Entered, tables_of
from training.policy import Role
from training.services.demo import EMAILS, STUDENT, load_demo_course
from training.services.demo.writing import THEM, US
from training.services.submitting import current_round, digest

pytestmark = pytest.mark.anywhere

LANGUAGES = ("en", "zh-hans")
LONGEST = {"en": 130, "zh-hans": 60}
NEED_HELP = {"Oliver Grant", "Daniel Okafor", "Jack Turner", "张浩然", "吴佳宁"}

every_file = pytest.mark.parametrize(
    ("kind", "language"), [(kind, language) for kind in (LINES, OWN, SHEETS) for language in LANGUAGES]
)


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker):
    """The course, loaded once for all tests of this file and taken away after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert load_demo_course() is True
        yield Course.objects.get()
        transaction.set_rollback(True)


@pytest.fixture
def course(once, db):
    return once


@pytest.fixture
def case(course):
    return course.assignments.get(case__isnull=False)


@pytest.fixture
def own(course):
    return course.assignments.get(case__isnull=True)


# --- What is loaded -------------------------------------------------------------------------------------------------


def test_is_loaded_once(course):
    before = Edit.objects.count()
    assert load_demo_course() is False
    assert Course.objects.count() == 1 and Edit.objects.count() == before


def test_has_twenty_four_students_in_two_sections_who_sit_on_seats_but_for_one(course):
    people = Counter(course.enrolments.values_list("role", flat=True))
    assert people == {Role.TRAINER: 1, Role.ASSISTANT: 1, Role.STUDENT: 24}
    students = course.enrolments.students().select_related("user")
    assert list(Counter(one.section for one in students).values()) == [12, 12]
    assert [one.user.email for one in students if not one.pin] == [STUDENT]
    assert {bool(HAN.search(one.name)) for one in students} == {True, False}
    assert course.open_to_join and course.code


def test_everybody_has_a_table_and_the_other_side(case):
    seats = Counter((team.table, team.role) for team in case.teams.all())
    assert len(seats) == 24 and set(seats.values()) == {1}
    assert Counter(role for _table, role in seats) == {"bakery": 12, "supplier": 12}
    assert case.due_at < timezone.now() < case.course.assignments.get(case__isnull=True).due_at


def test_rounds_stand_in_every_state(case):
    rounds = Counter(case.submissions.values_list("round", flat=True))
    assert rounds[1] == 23 and rounds[2] >= 5 and rounds[3] >= 2
    assert case.submissions.filter(late=True).count() == 2
    states = Counter(_state(one) for one in case.submissions.select_related("review"))
    assert min(states[state] for state in ("waits", "noted", "decided", "returned", "accepted")) >= 2
    now = timezone.now()
    where = Counter()
    for team in case.teams.all():
        now_in = current_round(case, team, now)
        where[now_in.number, now_in.submission is not None] += 1
    assert {(1, False), (1, True), (2, False), (2, True), (3, False), (3, True)} <= set(where)


def _state(submission):
    review = Review.objects.filter(submission=submission).first()
    if review is None:
        return "waits"
    if review.released_at:
        return review.verdict
    return "decided" if review.verdict else "noted"


def test_what_was_returned_is_changed_answered_and_marked(case):
    for second in case.submissions.filter(round__gt=1).select_related("team"):
        first = case.submissions.get(team=second.team, round=second.round - 1)
        earlier = {entry.id: entry.text for entry in first.content.entries}
        changed = [entry for entry in second.content.entries if earlier.get(entry.id) != entry.text]
        assert changed and second.digest != first.digest
        assert first.review.verdict == Verdict.RETURNED and first.review.released_at < second.submitted_at
    assert CommentAnswer.objects.exclude(text="").count() >= 10
    assert set(Addressed.objects.values_list("response", flat=True)) == set(Response)


def test_comments_stand_on_lines_at_questions_and_at_items(case):
    comments = ReviewComment.objects.filter(submission__assignment=case)
    assert comments.exclude(entry=None).count() >= 60
    assert comments.filter(entry=None).exclude(prompt="").exists()
    assert comments.filter(prompt="").exclude(item="").exists()
    for comment in comments.exclude(entry=None).select_related("submission"):
        assert comment.entry in {entry.id for entry in comment.submission.content.entries}


def test_the_own_negotiation_is_handed_in_begun_stuck_opened_and_not_begun(own):
    now = timezone.now()
    assert own.submissions.count() >= 5
    last = {
        team.pk: Edit.objects.filter(subject_kind=WORKSHEET, subject_id=team.worksheet_id).exclude(action="made").last()
        for team in own.teams.exclude(submissions__round=1).exclude(worksheet=None)
    }
    assert sum(edit is None for edit in last.values()) == 2
    assert sum(bool(edit and now - edit.at > timedelta(days=3)) for edit in last.values()) >= 3
    assert sum(bool(edit and now - edit.at < timedelta(days=2)) for edit in last.values()) >= 5
    assert own.course.enrolments.students().count() - own.teams.count() >= 5


def test_who_needs_help_with_perceptions_has_a_clear_answer(case):
    asked = len(CATALOGUE.item(PERCEPTIONS).prompts)
    weak = set()
    for submission in case.submissions.latest().select_related("submitted_by"):
        item = submission.items.filter(item=PERCEPTIONS).first()
        lines, prompts = (item.count, item.prompts) if item else (0, 0)
        if fill(lines=lines, prompts=prompts, asked=asked, minimum=case.minimum) < Fill.ENOUGH:
            weak.add(submission.submitted_by.name)
    assert weak == NEED_HELP


def test_tables_agreed_or_not_and_each_side_saw_the_other_in_its_own_way(case):
    tables = tables_of(case, timezone.now())
    assert Counter(table.entered for table in tables) == {
        Entered.CONFIRMED: 10,
        Entered.WAITING: 1,
        Entered.NOT_ENTERED: 1,
    }
    assert [table.number for table in tables if table.entered == Entered.CONFIRMED and not table.agreed] == [6]
    sums = [table.points("bakery") + table.points("supplier") for table in tables if table.agreed]
    assert min(sums) < 85 and max(sums) > 140
    taus = {look.seer.people[0].name: look.likeness.tau for table in tables for look in table.looks}
    assert len(taus) == 22 and min(taus.values()) < 0 and max(taus.values()) == 1
    ranked = [taus[name] for name in taus.keys() - NEED_HELP]
    assert max(taus[name] for name in NEED_HELP) < mean(ranked)
    assert case.is_revealed(timezone.now())


# --- It is real -----------------------------------------------------------------------------------------------------


def test_receipts_are_right(course):
    for submission in Submission.objects.all():
        assert digest(submission.document) == submission.digest
        assert to_json(from_json(submission.document)) == submission.document
        assert Submission.objects.of(submission.submitted_by.user).filter(pk=submission.pk).exists()


def test_nobody_sees_the_work_of_somebody_else(course):
    for place in course.enrolments.students().select_related("user"):
        seen = Submission.objects.visible_to(place.user).values_list("submitted_by", flat=True)
        assert set(seen) <= {place.pk}
        mine = Worksheet.objects.filter(memberships__user=place.user)
        assert set(Worksheet.objects.visible_to(place.user)) == set(mine)
        assert all(worksheet.memberships.count() == 1 for worksheet in mine)


def test_the_log_tells_when_everything_happened(course):
    now = timezone.now()
    for worksheet in Worksheet.objects.filter(prepared_by__assignment__course=course).select_related("prepared_by"):
        log = list(Edit.objects.filter(subject_id=worksheet.pk).order_by("pk"))
        assert [edit.at for edit in log] == sorted(edit.at for edit in log)
        assert worksheet.created_at == log[0].at and worksheet.changed_at == log[-1].at < now
        assert worksheet.created_at >= worksheet.prepared_by.assignment.opens_at
        for submission in worksheet.prepared_by.submissions.all():
            frozen = submission.content
            assert frozen.worksheet.created_at == worksheet.created_at < submission.submitted_at < now
            assert frozen.worksheet.changed_at < submission.submitted_at
    assert not Edit.objects.filter(at__gte=now - timedelta(hours=1)).exists()
    for review in Review.objects.exclude(released_at=None).select_related("submission"):
        log = Edit.objects.filter(subject_id=review.pk, user__email__in=EMAILS[:2])
        assert all(review.submission.submitted_at < edit.at < review.released_at for edit in log)


def test_no_two_worksheets_are_alike(case):
    for first in case.submissions.filter(round=1):
        mine = {entry.text for entry in first.content.entries}
        for other in case.submissions.filter(round=1).exclude(pk=first.pk):
            shared = mine & {entry.text for entry in other.content.entries}
            assert len(shared) <= len(mine) * 0.7, (first.submitted_by, other.submitted_by, shared)


# --- What is written ------------------------------------------------------------------------------------------------


def texts_of(line):
    yield from (*line.texts, *line.comments, *line.answers, line.praise)


@every_file
def test_lines_are_true_to_the_catalogue(kind, language):
    for sheet in read_sheets(kind, language).values():
        codes = {US, THEM, "", *(person["code"] for person in sheet.people)}
        codes |= {"owner", "boss"} if kind == SHEETS else set()
        for line in sheet.lines:
            item = CATALOGUE.item(line.item)
            if not line.prompt:
                continue
            offered = offered_fields(CATALOGUE.prompt(item.code, line.prompt))
            assert set(line.fields) & OPTIONAL_FIELDS <= offered and set(line.fields) <= OPTIONAL_FIELDS, line
            assert line.about in codes and (not line.about or "party" in offered), line
            assert set(line.addressed) <= {"", *Response.values} and line.texts, line


@every_file
def test_lines_are_short_calm_and_in_their_language(kind, language):
    for sheet in read_sheets(kind, language).values():
        texts = [sheet.title, *(person["name"] for person in sheet.people), *sum(sheet.summaries.values(), ())]
        for text in filter(None, (*texts, *(text for line in sheet.lines for text in texts_of(line)))):
            assert bool(HAN.search(text)) is (language == "zh-hans"), text
            assert not re.search("[!！\"']", text) and text == text.strip() and "  " not in text, text
        for line in sheet.lines:
            assert all(len(text) <= LONGEST[language] for text in line.texts), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_in_their_language(language):
    said = words(language)
    texts = [*sum(said["strategies"].values(), []), *sum(said["summaries"].values(), [])]
    texts += [one["text"] for one in said["saved"]]
    for text in texts:
        assert bool(HAN.search(text)) is (language == "zh-hans") and not re.search("[!！\"']", text), text
    assert set(said["strategies"]) <= {one.code for one in STRATEGIES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["bakery", "supplier"])
def test_there_is_enough_to_choose_from(role, language):
    asked = read_script()["case"]["items"]
    lines = read_sheets(LINES, language)[role].lines
    for item, prompt in (
        ("goals", "short_term"), ("problems", "obstacles"), ("needs", "rational"), ("perceptions", "pictures"),
        ("perceptions", "role_reversal"), ("standards", "theirs"), ("brainstorm", "options"),
        ("framing", "questions"), ("best_option", "priorities"), ("next_steps", "actions"),
    ):  # fmt: skip
        there = [line for line in lines if (line.item, line.prompt) == (item, prompt)]
        assert len(there) >= 6, (item, prompt)
    assert {line.item for line in lines} == set(asked) - {"parties"}


@every_file
def test_own_texts_name_no_day(kind, language):
    """Dates move with the day of loading, words do not; the case names days of its own."""
    if kind == OWN:
        for sheet in read_sheets(kind, language).values():
            assert not any(NAMED_DAY.search(text) for line in sheet.lines for text in line.texts)
