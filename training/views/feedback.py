"""The page of a submission for those who handed it in: what was said of it, and their answers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quadrants.views.plain import PlainForm, Saved
from training.feedback import answer_to, nothing_said, released_to
from training.models import CommentAnswer, Enrolment, Submission
from training.models.review import Use, Verdict
from training.reading import Reading, Said, Used, frozen, reading
from training.rubric import ScoreLevel
from training.services.reviewing import REVIEWS
from training.views.courses import course_page

ANSWER = "answer:"


def feedback(request: HttpRequest, enrolment: Enrolment, submission: Submission) -> HttpResponse:
    """The sheet as it was handed in, with what was said of it once that is released; posted answers are saved."""
    rounds = list(submission.team.submissions.standing().light().order_by("round"))
    said, saved, lost = released_to(submission, rounds, timezone.now()), Saved(), []
    if request.method == "POST":
        records = {f"{ANSWER}{one.pk}": answer_to(one) for one in said.comments} if said else {}
        saved, lost = _save(request, submission, records), _lost(request.POST, submission, records)
        if not saved.problems and not lost:
            messages.success(request, _("Saved."))
            return redirect("submission", submission.pk)
        said = released_to(submission, rounds, timezone.now())
    for comment in said.comments if said else ():
        comment.reply = saved.typed.get(f"{ANSWER}{comment.pk}|text", answer_to(comment).text)
    context = _sheet(submission, rounds, said) | {
        "assignment": submission.assignment,
        "submission": submission,
        "here": reverse("submission", args=[submission.pk]),
        "may_answer": said is not None and not enrolment.course.archived,
        "problems": saved.problems.values(),
        "lost": lost,
    }
    # All moments on the page are by the clock of the course.
    with timezone.override(enrolment.course.zone):
        status = 422 if saved.problems or lost else 200
        return course_page(request, "training/feedback.html", enrolment, context, tab="assignment", status=status)


def _save(request: HttpRequest, submission: Submission, records: dict[str, CommentAnswer]) -> Saved:
    form = PlainForm(
        kind=REVIEWS,
        subject=submission,
        user=request.user,
        records=records,
        created=lambda post: (),
        asked=lambda versions, do: None,
        in_words=lambda field, value: str(value),
    )
    return form.save(request.POST)


def _lost(post: QueryDict, submission: Submission, records: Collection[str]) -> list[str]:
    """New answers to comments that are not there any more: their writers get them back."""
    stored = CommentAnswer.objects.filter(comment__submission=submission).values_list("comment", "text")
    known = {f"{ANSWER}{key}|text": text for key, text in stored}
    typed = ((control, text.strip()) for control, text in post.items() if control.startswith(ANSWER))
    return [
        text for control, text in typed if control.partition("|")[0] not in records and text != known.get(control, "")
    ]


def _sheet(submission: Submission, rounds: list[Submission], said: Said | None) -> dict[str, Any]:
    """The sheet, what became of it since the round before, and what was said of it."""
    assignment, shown_said = submission.assignment, said or nothing_said(submission)
    before = [one.pk for one in rounds if one.round < submission.round]
    sheet = frozen(submission.pk, before[-1] if before else None, get_language())
    shown = reading(sheet, assignment.asked_items, assignment.criteria, shown_said)
    again = shown_said.review.verdict == Verdict.RETURNED and submission.pk == rounds[-1].pk
    return {
        "rounds": rounds,
        "released": said is not None,
        "leads_on": submission.round + 1 if again else 0,
        "said": shown_said,
        "review": shown_said.review,
        "reading": shown,
        "levels": [(one.criterion, ScoreLevel(one.score.level)) for one in shown.judged if one.score.level is not None],
        "uses": [(use.label, used) for use in Use if (used := _used(shown, use))],
    }


def _used(shown: Reading, use: Use) -> list[Used]:
    """The strategies that were used so, in the order of the method."""
    return sorted((one for one in shown.used if one.mark.use == use), key=lambda one: one.strategy.number)
