"""A class of many students who have handed in twice, made in bulk: for figures, not for pages to look at."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.bench.site import ENTRIES, person, sixty_entries

if TYPE_CHECKING:
    from accounts.models import User
    from training.models import Assignment, Submission, Team

ROUNDS, COMMENTS, BATCH = 2, 3, 500
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Classroom:
    """A trainer, an assignment that everybody does alone, and the last submission of each student."""

    trainer: User
    assignment: Assignment
    submissions: Sequence[Submission]

    @property
    def path(self) -> str:
        return f"/courses/{self.assignment.course_id}/assignments/{self.assignment.pk}/"


def classroom(students: int) -> Classroom:
    """So many students, each with 60 entries, handed in in two rounds: the first returned with comments and levels, the
    second with a draft of a review."""
    from django.utils import timezone

    from training.services.courses import create_course

    trainer, now = person(), timezone.now()
    course = create_course(user=trainer, title="Negotiation 101", time_zone="UTC")
    assignment = course.assignments.create(
        title="Own negotiation", opens_at=now - 9 * DAY, due_at=now - DAY, items=[], grouping="individual"
    )
    teams = _teams(assignment, students)
    document = _document(trainer)
    rounds = [_submissions(assignment, teams, document, number, now) for number in range(1, ROUNDS + 1)]
    _review(rounds[0], trainer, released_at=now - DAY)
    _review(rounds[1], trainer, released_at=None)
    return Classroom(trainer, assignment, rounds[-1])


def _teams(assignment: Assignment, students: int) -> list[Team]:
    from accounts.models import User
    from training.models import Enrolment, Team, TeamMember

    users = User.objects.bulk_create(User(name=f"Student {number:03} 同学") for number in range(students))
    places = Enrolment.objects.bulk_create(
        Enrolment(
            course=assignment.course,
            user=user,
            name=user.name,
            name_key=user.name.casefold(),
            section="AB"[number % 2],
        )
        for number, user in enumerate(users)
    )
    teams = Team.objects.bulk_create(Team(assignment=assignment) for _student in range(students))
    TeamMember.objects.bulk_create(
        TeamMember(assignment=assignment, team=team, enrolment=place) for team, place in zip(teams, places, strict=True)
    )
    return teams


def _document(user: User) -> dict[str, Any]:
    """The English example with its first 60 entries."""
    from quadrants.interchange import to_json
    from quadrants.loading import load_document

    document = to_json(load_document(sixty_entries(user)))
    assert len(document["entries"]) == ENTRIES
    return document


def _submissions(
    assignment: Assignment, teams: Sequence[Team], document: dict[str, Any], number: int, now: Any
) -> list[Submission]:
    """One for each team; no two hold the same line."""
    from training.models import Submission, SubmittedItem
    from training.services.submitting import digest, submitted_items

    made: list[Submission] = []
    for start in range(0, len(teams), BATCH):
        batch = [
            Submission(
                assignment=assignment,
                team=team,
                round=number,
                document=(own := _own(document, number)),
                digest=digest(own),
                planned=[plan["strategy"] for plan in own["strategies"] if plan["state"] == "planned"],
                submitted_at=now - (9 - number) * DAY / 2,
            )
            for team in teams[start : start + BATCH]
        ]
        Submission.objects.bulk_create(batch)
        items = [item for one in batch for item in submitted_items(one, one.content)]
        SubmittedItem.objects.bulk_create(items, batch_size=BATCH)
        made += batch
    return made


def _own(document: dict[str, Any], number: int) -> dict[str, Any]:
    """The document with ids and texts of its own."""
    entries = [
        {**entry, "id": str(uuid.uuid4()), "text": f"{entry['text']} ({number}.{place})"}
        for place, entry in enumerate(document["entries"])
    ]
    return {**document, "entries": entries}


def _review(submissions: Sequence[Submission], trainer: User, released_at: Any) -> None:
    from training.models import Review, ReviewComment, Score
    from training.rubric import RUBRIC

    verdict = "returned" if released_at else ""
    Review.objects.bulk_create(
        Review(submission=one, summary="Well begun.", verdict=verdict, released_at=released_at, version=1)
        for one in submissions
    )
    ReviewComment.objects.bulk_create(
        (
            ReviewComment(
                submission=one,
                item=entry["item"],
                prompt=entry["prompt"],
                entry=entry["id"],
                text="How do you know?",
                author=trainer,
                version=1,
            )
            for one in submissions
            for entry in one.document["entries"][:COMMENTS]
        ),
        batch_size=BATCH,
    )
    Score.objects.bulk_create(
        (
            Score(submission=one, criterion=criterion.code, level=2, version=1)
            for one in submissions
            for criterion in RUBRIC
        ),
        batch_size=BATCH,
    )
