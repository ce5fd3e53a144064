"""In which round somebody is, by what they handed in last and what became of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery, TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from training.models import Review, Submission
from training.models.review import Verdict
from training.models.submission import SubmissionQuerySet


class State(TextChoices):
    """How far somebody is with an assignment."""

    NOT_OPEN = "not_open", _("not open yet")
    OPEN = "open", _("open")
    PREPARING = "preparing", _("preparing")
    HANDED_IN = "handed_in", _("handed in")
    RETURNED = "returned", _("returned")
    ACCEPTED = "accepted", _("accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The `round` that somebody is in, how far they are in it, when it is due (None: it has no end), and whether what
    they handed in for it came `late`."""

    state: State
    due_at: datetime | None
    round: int = 1
    late: bool = False

    def __str__(self) -> str:
        words = [str(self.state.label)]
        if self.round > 1:
            words.append(gettext("round %(number)s") % {"number": self.round})
        if self.late:
            words.append(gettext("late"))
        return " · ".join(words)


def latest(submissions: SubmissionQuerySet) -> SubmissionQuerySet:
    """Of each team what it handed in last, with its review, and with `again_until`, the end of a further round."""
    before = Review.objects.filter(submission__team=OuterRef("team"), submission__round=OuterRef("round") - 1)
    until = before.filter(submission__withdrawn_at=None).values("again_until")[:1]
    return submissions.latest().light().select_related("review").annotate(again_until=Subquery(until))


def leads_on(verdict: str, released_at: datetime | None, now: datetime) -> bool:
    """Whether a review, by its verdict and its release, has opened a further round."""
    return verdict == Verdict.RETURNED and released_at is not None and released_at <= now


def progress_of(last: Submission, first_due: datetime, now: datetime) -> Progress:
    """How far a team is that has handed in; `first_due` is when its first round was due. A review counts once it is
    released."""
    review = getattr(last, "review", None)
    if review and leads_on(review.verdict, review.released_at, now):
        return Progress(state=State.RETURNED, round=last.round + 1, due_at=review.again_until)
    accepted = review and review.verdict == Verdict.ACCEPTED and review.is_released(now)
    state = State.ACCEPTED if accepted else State.HANDED_IN
    due_at = first_due if last.round == 1 else last.again_until
    return Progress(state=state, round=last.round, due_at=due_at, late=last.late)
