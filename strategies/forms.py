"""What can be said of a strategy on a worksheet."""

from quadrants import enums
from quadrants.forms import fields
from quadrants.forms.change import ChangeForm
from strategies.models import NOTE_LENGTH, StrategyPlan


def label(name: str) -> str:
    return StrategyPlan._meta.get_field(name).verbose_name


class PlanForm(ChangeForm):
    state = fields.Choice(vocabulary=enums.PlanState, required=True, label=label("state"))
    how = fields.PlainText(limit=NOTE_LENGTH, required=False, label=label("how"))
    rating = fields.Scale(low=1, high=5, label=label("rating"))
    lesson = fields.PlainText(limit=NOTE_LENGTH, required=False, label=label("lesson"))
