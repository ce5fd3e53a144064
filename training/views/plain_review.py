"""The review of a submission as a plain form.

Besides the controls that `quadrants.views.plain` knows, `new|<path>` is the box for a comment at a place: the whole (an
empty path), `item`, `item.prompt` or `item.prompt.line`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.http import QueryDict

from quadrants.controls import in_words
from quadrants.views.plain import PlainForm, Saved, Typed, creation, deletion
from training.changes import SheetLine
from training.models import Highlight, Submission
from training.reading import Said
from training.services.reviewing import REVIEWS

if TYPE_CHECKING:
    from accounts.models import User

NEW = "new"
PARTS = ("item", "prompt", "entry")


def save_review(
    *, submission: Submission, user: User, said: Said, lines: Iterable[SheetLine], post: QueryDict
) -> Saved:
    """Saves all that was changed on the page, then deletes a comment or brings it back, if its button asks for that."""
    marks = {line.id: said.good.get(line.id) or Highlight(submission=submission, entry=line.id) for line in lines}
    form = PlainForm(
        kind=REVIEWS,
        subject=submission,
        user=user,
        records=said.records | {f"highlight:{key}": row for key, row in marks.items()},
        created=_comments,
        asked=deletion,
        in_words=lambda field, value: in_words(field, value, submission.content),
    )
    return form.save(post)


def _comments(post: QueryDict) -> Iterator[Typed]:
    """What was typed into boxes for another comment."""
    for control in post:
        kind, bar, path = control.partition("|")
        text = post.get(control, "").strip()
        if kind == NEW and bar and text:
            place = dict(zip(PARTS, filter(None, path.split(".", 2)), strict=False))
            yield control, text, creation("comment", {**place, "text": text})
