"""One submission: to those who teach the sheet to review, and the endpoint to which that saves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quadrants.views.edits import edits_of
from quadrants.views.plain import Saved
from quadrants.wording import listed, moment
from training.access import submission_view
from training.forms.reviews import ReleaseForm
from training.models import Enrolment, Review, Submission
from training.models.review import Verdict
from training.policy import Permission, grants
from training.queue import members_of, state_of, turn_of
from training.reading import Frozen, Said, frozen, marked, reading, said_of
from training.services.bank import keep
from training.services.places import place_of, stop_at
from training.services.refusal import NotDone
from training.services.reviewing import REVIEWS, hold_back, release
from training.views.courses import course_page
from training.views.feedback import feedback
from training.views.plain_review import NEW, save_review

DELETED = "deleted_comment"


@require_http_methods(["GET", "HEAD", "POST"])
@submission_view
def submission(request: HttpRequest, enrolment: Enrolment, submission: Submission) -> HttpResponse:
    """To those who teach the sheet to review; to those who handed it in what was said of it."""
    if not grants(enrolment.role, Permission.TEACH):
        return feedback(request, enrolment, submission)
    # All moments on the page, shown or typed, are by the clock of the course.
    with timezone.override(enrolment.course.zone):
        if submission.withdrawn_at:
            return _withdrawn(request, enrolment, submission)
        return _review(request, enrolment, submission)


@require_http_methods(["GET", "POST"])
def submission_edits(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """The edits of a review."""
    return edits_of(REVIEWS, request, submission_id)


def _review(request: HttpRequest, enrolment: Enrolment, submission: Submission) -> HttpResponse:
    """The page; a posted one is saved and sends the reader on, unless something could not be saved."""
    rounds = list(submission.team.submissions.standing().light().order_by("round"))
    may_edit = submission.pk == rounds[-1].pk and not enrolment.course.archived
    sheet, saved = _frozen(submission, rounds), Saved()
    said = _said(submission, getattr(submission, "review", None), rounds)
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied(_("This can only be read: there is a later round, or the course is in the archive."))
        saved = save_review(submission=submission, user=request.user, said=said, lines=sheet.lines, post=request.POST)
        if not saved.problems:
            return _sent_on(request, enrolment, submission, saved)
        said = _said(submission, Review.objects.filter(submission=submission).first(), rounds)
    context = {
        "may_edit": may_edit,
        "rounds": rounds,
        "problems": saved.problems.values(),
        "typed": saved.typed,
        "boxes": _boxes(request, saved),
        "undo": _undo(request, submission),
        **_sheet(submission, sheet, said),
        **_around(request, enrolment, submission, rounds[-1]),
    }
    status = 422 if saved.problems else 200
    template = "training/review_part.html" if _is_part(request) else "training/review.html"
    return course_page(request, template, enrolment, context, tab="review", status=status)


def _withdrawn(request: HttpRequest, enrolment: Enrolment, submission: Submission) -> HttpResponse:
    """Says that it is gone, and shows what somebody has written about it meanwhile."""
    standing = submission.team.submissions.standing().filter(round=submission.round)
    context = {
        "assignment": submission.assignment,
        "submission": submission,
        "names": listed(one.name for one in members_of([submission.pk])[submission.pk]),
        "instead": standing.values_list("pk", flat=True).first(),
        "texts": [text for name, text in request.POST.items() if _is_writing(name) and text.strip()],
    }
    return course_page(request, "training/withdrawn.html", enrolment, context, tab="review", status=410)


def _is_writing(control: str) -> bool:
    return control.startswith(f"{NEW}|") or control.endswith(("|text", "|summary"))


def _is_part(request: HttpRequest) -> bool:
    """Whether a script asks for the sheet alone, often ahead of time."""
    return request.headers.get("X-Part") == "sheet"


def _frozen(submission: Submission, rounds: list[Submission]) -> Frozen:
    before = [one.pk for one in rounds if one.round < submission.round]
    return frozen(submission.pk, before[-1] if before else None, get_language())


def _said(submission: Submission, review: Review | None, rounds: list[Submission]) -> Said:
    """All that is said of it, and which of its lines are good to show."""
    return replace(said_of(submission, review, rounds), good=marked(submission))


def _sheet(submission: Submission, sheet: Frozen, said: Said) -> dict[str, Any]:
    """What is read and judged."""
    assignment = submission.assignment
    return {
        "document": sheet.document,
        "reading": reading(sheet, assignment.asked_items, assignment.criteria, said),
        "said": said,
        "review": said.review,
        "verdicts": Verdict.choices,
        "state": state_of(said.review, timezone.now(), begun=said.begun),
    }


def _around(request: HttpRequest, enrolment: Enrolment, submission: Submission, last: Submission) -> dict[str, Any]:
    """Whose it is, and who comes before and after; notes that somebody is here, unless a script only fetches ahead."""
    assignment = submission.assignment
    place = place_of(enrolment=enrolment, assignment=assignment)
    if request.method == "GET" and not _is_part(request):
        stop_at(place=place, submission=last)
    turn = turn_of(last.pk, assignment, place.order)
    members = members_of(filter(None, (submission.pk, turn.before, turn.after)))

    def named(key: UUID | None) -> dict[str, Any] | None:
        return key and {
            "href": reverse("submission", args=[key]),
            "names": listed(one.name for one in members[key]),
        }

    return {
        "assignment": assignment,
        "submission": submission,
        "here": reverse("submission", args=[submission.pk]),
        "names": listed(one.name for one in members[submission.pk]),
        "role": next((role.name for role in assignment.roles if role.code == submission.team.role), ""),
        "turn": turn,
        "before": named(turn.before),
        "after": named(turn.after),
    }


def _boxes(request: HttpRequest, saved: Saved) -> dict[str, str]:
    """The boxes for another comment that stand open, by place, with what was typed and could not be saved."""
    asked = {request.GET["at"]: ""} if "at" in request.GET else {}
    return asked | {name.partition("|")[2]: text for name, text in saved.typed.items() if name.startswith(f"{NEW}|")}


def _undo(request: HttpRequest, submission: Submission) -> str:
    """What a button must ask to bring back the comment deleted last on this page; offered once."""
    key, do = request.session.get(DELETED, ("", ""))
    if key == str(submission.pk):
        del request.session[DELETED]
        return do
    return ""


def _sent_on(request: HttpRequest, enrolment: Enrolment, submission: Submission, saved: Saved) -> HttpResponse:
    """What else a button asks (`do`): `comment <path>`, `keep <comment>`, `release`, `hold`; then back to the page."""
    verb, _space, path = request.POST.get("do", "").partition(" ")
    here = reverse("submission", args=[submission.pk])
    if verb == "comment":
        return redirect(f"{here}?{urlencode({'at': path})}#new")
    if verb == "release":
        _release(request, enrolment, submission)
    elif verb == "hold":
        _hold(request, submission)
    elif verb == "keep":
        _keep(request, submission, path.removeprefix("comment:"))
    elif saved.deleted:
        request.session[DELETED] = [str(submission.pk), "restore {} {}".format(*saved.deleted)]
        messages.success(request, _("Deleted."))
    else:
        messages.success(request, _("Saved."))
    return redirect(here)


def _release(request: HttpRequest, enrolment: Enrolment, submission: Submission) -> None:
    now, form = timezone.now(), ReleaseForm(request.POST, zone=enrolment.course.zone)
    if not form.is_valid():
        messages.error(request, _("This is no moment. Nothing was released."))
        return
    at = form.cleaned_data["at"] or now
    released, waiting = release(submissions=[submission], at=at)
    if waiting:
        messages.error(request, _("Say first whether it is returned or accepted. Nothing was released."))
    elif not released:
        messages.error(request, _("It was released already."))
    elif at > now:
        messages.success(request, _("The students can read it from %(moment)s on.") % {"moment": moment(at)})
    else:
        messages.success(request, _("The students can read it now."))


def _keep(request: HttpRequest, submission: Submission, key: str) -> None:
    """Puts a comment into the own bank."""
    comment = next((one for one in submission.comments.filter(deleted_at=None) if str(one.pk) == key), None)
    if comment is None:
        return
    try:
        keep(owner=request.user, item=comment.item, text=comment.text)
        messages.success(request, _("Kept among your saved comments."))
    except NotDone as reason:
        messages.error(request, str(reason))


def _hold(request: HttpRequest, submission: Submission) -> None:
    try:
        hold_back(submission=submission)
        messages.success(request, _("It is a draft again: the students no longer see it."))
    except NotDone as reason:
        messages.error(request, str(reason))
