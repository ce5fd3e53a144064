"""The changes that can be made to a review and its parts."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quadrants.catalogue import CATALOGUE
from quadrants.forms import fields
from quadrants.forms.change import ChangeForm
from quadrants.forms.content import label
from training.forms.assignments import CourseMoment
from training.models import Addressed, CommentAnswer, Highlight, Review, ReviewComment, Score, StrategyMark
from training.models.review import COMMENT_LENGTH, SUMMARY_LENGTH, Order, Response, Use, Verdict
from training.rubric import ScoreLevel


class ReviewForm(ChangeForm):
    summary = fields.PlainText(limit=SUMMARY_LENGTH, lines=True, required=False, label=label(Review, "summary"))
    verdict = fields.Choice(vocabulary=Verdict, label=label(Review, "verdict"))
    again_until = CourseMoment(label=label(Review, "again_until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if moment := self.fields.get("again_until"):
            moment.zone = self.row.submission.assignment.course.zone


class CommentForm(ChangeForm):
    """A comment stands where it was first put: at an entry (with item and prompt), a prompt, an item or the whole."""

    item = fields.Code(label=gettext_lazy("Item"))
    prompt = fields.Code(label=gettext_lazy("Question"))
    entry = fields.Identifier(label=gettext_lazy("Line"))
    text = fields.PlainText(limit=COMMENT_LENGTH, lines=True, label=label(ReviewComment, "text"))

    required_to_create = ("text",)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.creating:
            for name in {"item", "prompt", "entry"} & self.data.keys():
                self.refuse(name, _("A comment stays at its place. Write another one there."))
        elif not self._is_a_place(cleaned.get("item", ""), cleaned.get("prompt", ""), cleaned.get("entry")):
            self.refuse("item", _("There is no such place on this worksheet."))
        return cleaned

    def _is_a_place(self, item: str, prompt: str, entry: Any) -> bool:
        if not item:
            return not prompt and entry is None
        try:
            CATALOGUE.prompt(item, prompt) if prompt else CATALOGUE.item(item)
        except KeyError:
            return False
        return entry is None or str(entry) in self._lines(item, prompt)

    def _lines(self, item: str, prompt: str) -> set[str]:
        """What stands under a prompt of the frozen worksheet, by id."""
        found = self.row.submission.items.filter(item=item).first()
        return {line["id"] for line in found.lines if line["prompt"] == prompt} if found else set()


class AnswerForm(ChangeForm):
    text = fields.PlainText(limit=COMMENT_LENGTH, lines=True, required=False, label=label(CommentAnswer, "text"))


class AddressedForm(ChangeForm):
    response = fields.Choice(vocabulary=Response, label=label(Addressed, "response"))


class ScoreForm(ChangeForm):
    level = fields.Scale(least=min(ScoreLevel.values), most=max(ScoreLevel.values), label=label(Score, "level"))


class StrategyMarkForm(ChangeForm):
    use = fields.Choice(vocabulary=Use, label=label(StrategyMark, "use"))


class HighlightForm(ChangeForm):
    shown = fields.YesNo(label=label(Highlight, "shown"))


class ReleaseForm(forms.Form):
    """From when on the students may read it; empty is at once. By the clock of the course."""

    at = CourseMoment(label=gettext_lazy("From when on"))

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].zone = zone


class PlaceForm(forms.Form):
    """Where somebody is in the queue, or the order in which they go through it."""

    order = forms.ChoiceField(choices=Order.choices, required=False)
    submission = forms.UUIDField(required=False)
