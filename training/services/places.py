"""Where somebody who teaches is in the queue of an assignment, and in which order they go through it."""

from __future__ import annotations

from training.models import Assignment, Enrolment, ReviewPlace, Submission


def place_of(*, enrolment: Enrolment, assignment: Assignment) -> ReviewPlace:
    """The own place; at the beginning, and in the usual order, for who has none yet."""
    found = ReviewPlace.objects.filter(enrolment=enrolment, assignment=assignment).first()
    return found or ReviewPlace(enrolment=enrolment, assignment=assignment)


def stop_at(*, place: ReviewPlace, submission: Submission) -> None:
    """Notes what is being reviewed; nothing is written where that is known already."""
    if place.submission_id != submission.pk:
        _keep(place, submission=submission)


def go_in_order(*, place: ReviewPlace, order: str) -> None:
    """Another order, one of `Order`."""
    _keep(place, order=order)


def _keep(place: ReviewPlace, **fields: object) -> None:
    """In the one row that somebody has for an assignment, whichever of two windows made it."""
    if ReviewPlace.objects.filter(pk=place.pk).update(**fields):
        return
    ReviewPlace.objects.update_or_create(enrolment=place.enrolment, assignment=place.assignment, defaults=fields)
