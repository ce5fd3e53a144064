"""The editable kinds of this app: what a worksheet says of one strategy, and of one hint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from quadrants.models import Worksheet
from quadrants.services.parts import fields_of
from quadrants.services.targets import Target, UnknownTarget
from strategies.catalogue import strategy
from strategies.forms import HintForm, PlanForm
from strategies.hints import hint_words
from strategies.models import HintState, StrategyPlan


def _found(model: type[Model], code: str) -> Callable[[Worksheet, str], Any]:
    """Looks for what a worksheet says of one of them, which its field `code` names."""
    return lambda worksheet, key: model._default_manager.filter(worksheet=worksheet, **{code: key}).first()


def _blank(model: type[Model], code: str, known: Callable[[str], object]) -> Callable[[Worksheet, str], Any]:
    """Makes an empty one; UnknownTarget where `known` raises KeyError."""

    def made(worksheet: Worksheet, key: str) -> Any:
        try:
            known(key)
        except KeyError:
            raise UnknownTarget(key) from None
        return model(worksheet=worksheet, **{code: key})

    return made


PLAN_TARGET = Target(
    kind="strategy",
    form=PlanForm,
    fields=fields_of(StrategyPlan, "strategy"),
    find=_found(StrategyPlan, "strategy"),
    blank=_blank(StrategyPlan, "strategy", strategy),
    implicit=True,
)
HINT_TARGET = Target(
    kind="hint",
    form=HintForm,
    fields=fields_of(HintState, "rule"),
    find=_found(HintState, "rule"),
    blank=_blank(HintState, "rule", hint_words),
    implicit=True,
)
TARGETS = (PLAN_TARGET, HINT_TARGET)
