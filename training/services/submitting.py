"""Handing in: a frozen copy of the team's worksheet, once each round, by the server's clock."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from quadrants.catalogue import CATALOGUE, Item
from quadrants.document import WorksheetDocument
from quadrants.interchange import to_json
from quadrants.loading import load_document
from quadrants.models import Edit, Worksheet
from quadrants.quick import QUICK
from training.deadlines import Deadline
from training.models import Assignment, Enrolment, Extension, Submission, SubmittedItem, Team, TeamMember
from training.rounds import State, latest, progress_of
from training.services.refusal import NotDone
from training.services.reviewing import REVIEW


@dataclass(frozen=True, kw_only=True)
class Round:
    """Where a team stands with an assignment: the `number` of the round that it is in, until when that counts, and what
    it has handed in: in this round (`submission`, None while it prepares) and before (`last`). `read` when somebody who
    teaches has begun a review of it, `done` when the last one was accepted."""

    number: int
    deadline: Deadline
    submission: Submission | None = None
    last: Submission | None = None
    read: bool = False
    done: bool = False

    def may_submit(self, now: datetime) -> bool:
        return not self.done and self.submission is None and self.deadline.standing(now).counts

    def may_withdraw(self, now: datetime) -> bool:
        """Until it is due, and as long as no review would be lost with it."""
        return self.submission is not None and not (self.done or self.read) and self.deadline.may_withdraw(now)


def current_round(assignment: Assignment, team: Team, now: datetime) -> Round:
    """The round that a team is in. In two queries."""
    said = Edit.objects.filter(subject_kind=REVIEW, subject_id=OuterRef("pk"))
    last, first = latest(team.submissions.all()).annotate(read=Exists(said)).first(), deadline_of(assignment, team)
    if last is None:
        return Round(number=1, deadline=first)
    progress = progress_of(last, first.due_at, now)
    again = Deadline(due_at=progress.due_at, grace=_grace(assignment))
    return Round(
        number=progress.round,
        deadline=first if progress.round == 1 else again,
        submission=None if progress.state == State.RETURNED else last,
        last=last,
        read=last.read,
        done=progress.state == State.ACCEPTED,
    )


def deadline_of(assignment: Assignment, team: Team) -> Deadline:
    """When the first round is due for a team: as for all, or as the longest extension among its members says."""
    members = TeamMember.objects.filter(team=team).values("enrolment")
    return _deadline(assignment, assignment.extensions.filter(enrolment__in=members))


def deadline_for(assignment: Assignment, enrolment: Enrolment) -> Deadline:
    """When the first round is due for a student who is in no team yet."""
    return _deadline(assignment, assignment.extensions.filter(enrolment=enrolment))


def _deadline(assignment: Assignment, extensions: QuerySet[Extension]) -> Deadline:
    longest = extensions.order_by("-due_at").first()
    due_at = max(assignment.due_at, longest.due_at) if longest else assignment.due_at
    late_until = max(assignment.late_until, due_at) if assignment.late_until else None
    return Deadline(due_at=due_at, grace=_grace(assignment), late_until=late_until)


@transaction.atomic
def submit(*, assignment: Assignment, enrolment: Enrolment, now: datetime) -> Submission:
    """Hands in the worksheet as it stands: one row for all its texts, with its round and its digest. `NotDone` says why
    it cannot be: nothing begun, handed in already, accepted, or past its time."""
    team = _team(assignment, enrolment)
    worksheet = team.worksheet
    if worksheet is None or worksheet.deleted_at:
        raise NotDone(_("There is no worksheet to hand in yet. Open it first."))
    # What is being saved just now comes before, or not at all.
    list(Worksheet.objects.select_for_update().filter(pk=worksheet.pk).values_list("pk"))
    now_in = current_round(assignment, team, now)
    if now_in.done:
        raise NotDone(_("This is accepted already."))
    if now_in.submission:
        raise NotDone(_("This round is handed in already. Withdraw it first to hand in again."))
    standing = now_in.deadline.standing(now)
    if not standing.counts:
        raise NotDone(_("It is too late to hand this in. Ask your trainer for more time."))
    # What was said of the coach's hints, of who sways whom and of how much time there was stays with the team.
    document = load_document(worksheet)
    header = replace(document.worksheet, **{question.field: "" for question in QUICK.questions})
    document = replace(document, worksheet=header, hints=(), influences=())
    if not any(document.holds_text(CATALOGUE.item(code)) for code in assignment.asked_items):
        raise NotDone(_("Nothing is written yet in the items that are asked for."))
    content = to_json(document)
    submission = Submission.objects.create(
        assignment=assignment,
        team=team,
        round=now_in.number,
        document=content,
        digest=digest(content),
        planned=[plan.strategy for plan in document.planned],
        late=standing.late,
        submitted_at=now,
        submitted_by=enrolment,
    )
    SubmittedItem.objects.bulk_create(submitted_items(submission, document))
    return submission


@transaction.atomic
def withdraw(*, assignment: Assignment, enrolment: Enrolment, now: datetime) -> None:
    """Takes back what was handed in this round, until it is due or somebody who teaches has begun to review it."""
    team = _team(assignment, enrolment)
    # What is being said of it just now comes before, or not at all.
    list(team.submissions.standing().select_for_update().values_list("pk"))
    now_in = current_round(assignment, team, now)
    if now_in.submission is None:
        raise NotDone(_("There is nothing to withdraw."))
    if now_in.read:
        raise NotDone(_("Your trainer has begun to read it, so it stays. Change it in the next round."))
    if not now_in.may_withdraw(now):
        raise NotDone(_("It was due already: what you handed in stays."))
    Submission.objects.filter(pk=now_in.submission.pk).update(withdrawn_at=now)


def digest(document: dict[str, Any]) -> str:
    """The SHA-256 of a document in its canonical form: sorted keys, no spaces, UTF-8. In hexadecimal."""
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def submitted_items(submission: Submission, document: WorksheetDocument) -> list[SubmittedItem]:
    """The items of a document in which something is written, apart, not saved yet."""
    return [_item(submission, document, item) for item in CATALOGUE.items if document.holds_text(item)]


def _team(assignment: Assignment, enrolment: Enrolment) -> Team:
    """The team, locked, so that two of it do not hand in at once."""
    if assignment.course.archived:
        raise NotDone(_("This course is in the archive: what was handed in stays as it is."))
    place = assignment.members.current().filter(enrolment=enrolment).first()
    team = place and Team.objects.select_for_update().filter(pk=place.team_id).first()
    if not team:
        raise NotDone(_("There is no worksheet to hand in yet. Open it first."))
    return team


def _grace(assignment: Assignment) -> timedelta:
    return timedelta(minutes=assignment.grace_minutes)


def _item(submission: Submission, document: WorksheetDocument, item: Item) -> SubmittedItem:
    lines = _people(document, item) if item.holds == "parties" else _entries(document, item)
    summary = document.item(item.code).summary
    return SubmittedItem(
        submission=submission,
        item=item.code,
        lines=lines,
        summary=summary,
        count=len(lines) + bool(summary),
        prompts=len({line["prompt"] for line in lines}),
    )


def _entries(document: WorksheetDocument, item: Item) -> list[dict[str, str]]:
    return [
        {
            "id": str(entry.id),
            "prompt": entry.prompt,
            "text": entry.text,
            "party": party.name if (party := document.party(entry.party)) and not party.is_us else "",
        }
        for entry in document.entries_of(item.code)
    ]


def _people(document: WorksheetDocument, item: Item) -> list[dict[str, str]]:
    """The people of item 3, under the first of their roles, else the last prompt."""
    last = item.prompts[-1].code
    return [
        {"id": str(party.id), "prompt": party.roles[0] if party.roles else last, "text": party.name, "party": ""}
        for party in document.others
    ]
