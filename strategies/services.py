"""The editable kind of this app: what a worksheet says of one strategy."""

from __future__ import annotations

from quadrants.models import Worksheet
from quadrants.services.content import fields_of
from quadrants.services.targets import Target, UnknownTarget
from strategies.catalogue import strategy
from strategies.forms import PlanForm
from strategies.models import StrategyPlan


def _find(worksheet: Worksheet, key: str) -> StrategyPlan | None:
    return StrategyPlan.objects.filter(worksheet=worksheet, strategy=key).first()


def _blank(worksheet: Worksheet, key: str) -> StrategyPlan:
    try:
        strategy(key)
    except KeyError:
        raise UnknownTarget(key) from None
    return StrategyPlan(worksheet=worksheet, strategy=key)


PLAN_TARGET = Target(
    kind="strategy",
    form=PlanForm,
    fields=fields_of(StrategyPlan, "strategy"),
    find=_find,
    blank=_blank,
    implicit=True,
)
