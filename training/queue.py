"""What waits to be reviewed of an assignment, and in which order somebody goes through it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from training.models import (
    Assignment,
    Review,
    ReviewComment,
    Score,
    StrategyMark,
    Submission,
    SubmittedItem,
    TeamMember,
)
from training.models.review import Order, Verdict

ANY = UUID(int=0)
# An item with something on it weighs more than all lines that can stand on another.
MANY = 10_000


class ReviewState(TextChoices):
    """How far the review of a submission is."""

    NOTHING = "nothing", _("nothing yet")
    DRAFT = "draft", _("begun, no verdict yet")
    DECIDED = "decided", _("not released yet")
    TIMED = "timed", _("to be released")
    RELEASED = "released", _("released")


class Member(NamedTuple):
    """One of those who handed something in."""

    name: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """What a team has handed in last. `filled` is how many of the items that were asked for hold something."""

    submission: Submission
    names: tuple[str, ...]
    sections: tuple[str, ...]
    state: ReviewState
    filled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many have handed in, and how far their reviews are: each counts once. `undecided` wait for a verdict."""

    handed_in: int
    undecided: int
    decided: int
    timed: int
    released: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Where a submission stands in the queue: its `number` of `count`, and those before and after it or None."""

    number: int
    count: int
    before: UUID | None
    after: UUID | None


def queue(assignment: Assignment, order: str) -> QuerySet[Submission]:
    """The last round of each team in this order; what is equal stands in the order in which it came."""
    latest = Submission.objects.filter(assignment=assignment).latest()
    keys = {
        Order.OLDEST: (),
        Order.NAME: (_of_first_member("name_key"),),
        Order.SECTION: (_of_first_member("section"), _of_first_member("name_key")),
        Order.TABLE: ("team__table", "team__role"),
        Order.LEAST: (_of_items(assignment, Sum(F("count") + MANY)),),
    }
    return latest.order_by(*keys[Order(order)], "submitted_at", "pk")


def turn_of(here: UUID, assignment: Assignment, order: str) -> Turn:
    """Where the last round of a team stands in the queue, in one query."""
    ids = _ids(assignment, order)
    place = next((place for place, key in enumerate(ids) if key in (here.hex, str(here))), 0)
    return Turn(
        number=place + 1,
        count=len(ids),
        before=UUID(ids[place - 1]) if place else None,
        after=UUID(ids[place + 1]) if place + 1 < len(ids) else None,
    )


def _ids(assignment: Assignment, order: str) -> list[str]:
    """The ids of a queue, as the database writes them: to make five hundred of them takes longer than all the rest."""
    statement, values = _statement(order, assignment.asked_items, connection.vendor)
    anybody, this = (Assignment._meta.pk.get_db_prep_value(key, connection) for key in (ANY, assignment.pk))
    with connection.cursor() as cursor:
        cursor.execute(statement, [this if value == anybody else value for value in values])
        return [key for (key,) in cursor.fetchall()]


@cache
def _statement(order: str, asked: tuple[str, ...], vendor: str) -> tuple[str, tuple[Any, ...]]:
    """What lists the ids of a queue, for the assignment `ANY`, in the words of a database: made once, because to make
    it takes longer than to run it."""
    ids = queue(Assignment(pk=ANY, items=list(asked)), order).annotate(key=Cast("pk", CharField()))
    return ids.values_list("key").query.sql_with_params()


def for_rows(submissions: QuerySet[Submission], assignment: Assignment) -> QuerySet[Submission]:
    """With what `rows` shows of them."""
    begun = _said(ReviewComment, deleted_at=None) | _said(Score) | _said(StrategyMark)
    filled = _of_items(assignment, Count("pk"))
    return submissions.light().select_related("team", "review").annotate(begun=begun, filled=filled)


def rows(submissions: Iterable[Submission], now: datetime) -> list[QueueRow]:
    """The lines of the list for submissions that come from `for_rows`, in one query more."""
    submissions = list(submissions)
    members = members_of(submission.pk for submission in submissions)
    return [_row(submission, members[submission.pk], now) for submission in submissions]


def state_of(review: Review | None, now: datetime, *, begun: bool) -> ReviewState:
    """How far a review is; `begun` says whether anything but a summary or a verdict is there."""
    if review and review.released_at:
        return ReviewState.RELEASED if review.is_released(now) else ReviewState.TIMED
    if review and review.verdict:
        return ReviewState.DECIDED
    return ReviewState.DRAFT if begun or (review and review.version) else ReviewState.NOTHING


def tally(assignment: Assignment, now: datetime) -> Tally:
    """How far the reviews of an assignment are, in one query."""
    held = Q(review__released_at=None, review__verdict__in=Verdict.values)
    latest = Submission.objects.filter(assignment=assignment).latest()
    counts = latest.aggregate(
        handed_in=Count("pk"),
        decided=Count("pk", filter=held),
        timed=Count("pk", filter=Q(review__released_at__gt=now)),
        released=Count("pk", filter=Q(review__released_at__lte=now)),
    )
    seen = counts["decided"] + counts["timed"] + counts["released"]
    return Tally(undecided=counts["handed_in"] - seen, **counts)


def members_of(submissions: Iterable[UUID]) -> dict[UUID, list[Member]]:
    """Whose these submissions are, in the order of their names, in one query."""
    found: dict[UUID, list[Member]] = defaultdict(list)
    members = TeamMember.objects.filter(team__submissions__in=list(submissions)).order_by("enrolment__name_key")
    for key, *member in members.values_list("team__submissions", "enrolment__name", "enrolment__section"):
        found[key].append(Member(*member))
    return found


def _row(submission: Submission, members: list[Member], now: datetime) -> QueueRow:
    return QueueRow(
        submission=submission,
        names=tuple(member.name for member in members),
        sections=tuple(dict.fromkeys(member.section for member in members if member.section)),
        state=state_of(getattr(submission, "review", None), now, begun=submission.begun),
        filled=submission.filled,
    )


def _of_first_member(name: str) -> Subquery:
    """What the enrolment says of the one who comes first by name."""
    members = TeamMember.objects.filter(team=OuterRef("team")).order_by("enrolment__name_key")
    return Subquery(members.values(f"enrolment__{name}")[:1])


def _of_items(assignment: Assignment, measured: Count | Sum) -> Coalesce:
    """A sum over the items of a submission that were asked for."""
    items = SubmittedItem.objects.filter(submission=OuterRef("pk"), item__in=assignment.asked_items)
    found = items.order_by().values("submission").annotate(measured=measured).values("measured")
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)


def _said(model: type[Model], **more: object) -> Exists:
    """Whether there is something of a kind in the review of a submission."""
    return Exists(model._default_manager.filter(submission=OuterRef("pk"), **more))
