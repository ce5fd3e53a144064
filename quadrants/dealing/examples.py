"""A small deal in both forms of a file, as examples of what can be read."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from quadrants.deal import Impossible, Issue, Model, Option, Range, to_json


def _payment() -> Issue:
    options = (Option(name=_("in 90 days"), us=20, them=0), Option(name=_("in 45 days"), us=14, them=40))
    return Issue(name=_("Payment"), options=options)


def example_csv() -> str:
    """A table of two lines, and its head."""
    columns = (
        pgettext("column", "issue"),
        pgettext("column", "option"),
        pgettext("column", "us"),
        pgettext("column", "them"),
    )
    issue = _payment()
    first, second = (f"{one.name},{one.us},{one.them}" for one in issue.options)
    return f"{','.join(columns)}\n{issue.name},{first}\n,{second}\n"


def example_json() -> str:
    """All that JSON can hold besides weights: options, a range, limits and what is impossible; a line for each part."""
    price = Issue(name=_("Price"), range=Range(low=80, high=100, step=5, us=(40, 0), them=(0, 35)))
    payment = _payment()
    barred = Impossible(parts=((price.name, ("80",)), (payment.name, (payment.options[0].name,))))
    said = to_json(Model(issues=(payment, price), reservation_us=20, reservation_them=30, impossible=(barred,)))
    parts = [f'"{key}": {_written(said[key])}' for key in said]
    return "{" + ",\n ".join(parts) + "}\n"


def _written(value: object) -> str:
    if isinstance(value, list):
        return "[\n  " + ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)
