"""The editable kinds of this app: what a worksheet says of one strategy, and of one hint."""

from __future__ import annotations

from quadrants.models import Worksheet
from quadrants.services.content import fields_of
from quadrants.services.targets import Target, UnknownTarget
from strategies.catalogue import strategy
from strategies.forms import HintForm, PlanForm
from strategies.hints import hint_words
from strategies.models import HintState, StrategyPlan


def _find_plan(worksheet: Worksheet, key: str) -> StrategyPlan | None:
    return StrategyPlan.objects.filter(worksheet=worksheet, strategy=key).first()


def _blank_plan(worksheet: Worksheet, key: str) -> StrategyPlan:
    try:
        strategy(key)
    except KeyError:
        raise UnknownTarget(key) from None
    return StrategyPlan(worksheet=worksheet, strategy=key)


def _find_hint(worksheet: Worksheet, key: str) -> HintState | None:
    return HintState.objects.filter(worksheet=worksheet, rule=key).first()


def _blank_hint(worksheet: Worksheet, key: str) -> HintState:
    try:
        hint_words(key)
    except KeyError:
        raise UnknownTarget(key) from None
    return HintState(worksheet=worksheet, rule=key)


PLAN_TARGET = Target(
    kind="strategy",
    form=PlanForm,
    fields=fields_of(StrategyPlan, "strategy"),
    find=_find_plan,
    blank=_blank_plan,
    implicit=True,
)
HINT_TARGET = Target(
    kind="hint",
    form=HintForm,
    fields=fields_of(HintState, "rule"),
    find=_find_hint,
    blank=_blank_hint,
    implicit=True,
)
TARGETS = (PLAN_TARGET, HINT_TARGET)
