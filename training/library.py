"""The cases that come with the workbook, as far as one person may read them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from training.cases.catalogue import CASES, LibraryCase
from training.cases.interchange import from_json
from training.models import Assignment

if TYPE_CHECKING:
    from accounts.models import User


def library_of(user: User, now: datetime) -> tuple[LibraryCase, ...]:
    """Ours, without those by which this user learns as a student, unless they also teach with them.

    A case is known by its paragraphs, since a trainer may have dealt out a changed copy. What somebody teaches with is
    known only by where it was taken from, since a brief that was read could be written into a case of one's own.
    """
    learned_by = Assignment.objects.sealing(user, now).values_list("case", flat=True)
    sealed = frozenset[str]().union(*(from_json(case).secrets for case in learned_by))
    if not sealed:
        return CASES
    taught = set(Assignment.objects.taught_by(user).values_list("case_origin", flat=True))
    return tuple(case for case in CASES if case.code in taught or not case.document.secrets & sealed)


def library_case_of(user: User, code: str, now: datetime) -> LibraryCase:
    """The case of ours with this code, or KeyError where there is none that this user may read."""
    return {case.code: case for case in library_of(user, now)}[code]
