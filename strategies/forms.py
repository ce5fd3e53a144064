"""What can be said of a strategy or a hint on a worksheet."""

from typing import Any

from django.utils.translation import gettext as _

from quadrants import enums
from quadrants.forms import fields
from quadrants.forms.change import ChangeForm
from strategies.models import NOTE_LENGTH, HintState, StrategyPlan


def label(model: type, name: str) -> str:
    return model._meta.get_field(name).verbose_name


class PlanForm(ChangeForm):
    state = fields.Choice(vocabulary=enums.PlanState, required=True, label=label(StrategyPlan, "state"))
    how = fields.PlainText(limit=NOTE_LENGTH, required=False, label=label(StrategyPlan, "how"))
    rating = fields.Scale(least=1, most=5, label=label(StrategyPlan, "rating"))
    lesson = fields.PlainText(limit=NOTE_LENGTH, required=False, label=label(StrategyPlan, "lesson"))


class HintForm(ChangeForm):
    """A hint is put aside with a reason, so that whoever comes later, or one's teammates, know why."""

    aside = fields.YesNo(label=label(HintState, "aside"))
    reason = fields.PlainText(limit=NOTE_LENGTH, required=False, label=label(HintState, "reason"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        became = {"aside": self.row.aside, "reason": self.row.reason, **cleaned}
        if became["aside"] and not became["reason"]:
            self.refuse("reason", _("Say in a few words why it does not matter here."))
        return cleaned
