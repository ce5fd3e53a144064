"""The form of a comment that is kept to be used again."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from quadrants.catalogue import CATALOGUE
from quadrants.forms import fields
from quadrants.forms.content import label
from training.models import SavedComment
from training.models.review import SAVED_LENGTH


class SavedCommentForm(forms.Form):
    """What it says, and the item at which it is offered first."""

    text = fields.PlainText(limit=SAVED_LENGTH, lines=True, label=label(SavedComment, "text"))
    item = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Offered first at"),
        choices=[("", gettext_lazy("every item")), *((item.code, item.name) for item in CATALOGUE.items)],
    )
