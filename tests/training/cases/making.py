"""A small case for tests."""

from __future__ import annotations

import copy
from typing import Any

from training.cases.document import CaseDocument
from training.cases.interchange import from_json


def both(en: str, zh_hans: str) -> dict[str, str]:
    return {"en": en, "zh-hans": zh_hans}


RECORD: dict[str, Any] = {
    "format": "negotiation-case",
    "version": 1,
    "title": both("A used bicycle", "一辆旧自行车"),
    "teaches": both("Ask before you offer.", "先问再报价。"),
    "minutes_to_prepare": 10,
    "minutes_to_talk": 15,
    "items": ["goals", "needs"],
    "strategies": ["about_them"],
    "introduction": [
        both("A bicycle shop on a Saturday.", "周六的自行车店。"),
        both("The price tag says 400.", "标价400元。"),
    ],
    "roles": [
        {
            "code": "buyer",
            "name": both("Wu, who buys", "买主小吴"),
            "brief": [both("You need it on Monday.", "你周一要用。")],
        },
        {
            "code": "seller",
            "name": both("Ma, who sells", "店主老马"),
            "brief": [both("The cellar must be empty by Sunday.", "地下室周日前要腾空。")],
        },
    ],
    "issues": [
        {
            "code": "price",
            "kind": "number",
            "name": both("Price", "价格"),
            "unit": both("yuan", "元"),
            "low": 0,
            "high": 400,
            "points": {"buyer": [[200, 60], [300, 20], [400, 0]], "seller": [[200, 0], [400, 60]]},
        },
        {
            "code": "delivery",
            "kind": "choice",
            "name": both("Delivery", "送货"),
            "options": [
                {"code": "fetched", "name": both("Fetched", "自取")},
                {"code": "sent", "name": both("Sent", "送货上门")},
            ],
            "points": {"buyer": {"fetched": 0, "sent": 40}, "seller": {"fetched": 5, "sent": 0}},
        },
        {"code": "day", "kind": "date", "name": both("Day", "日期")},
        {"code": "afterwards", "kind": "text", "name": both("Afterwards", "以后")},
    ],
    "notes": [both("Ask what neither knew.", "问问双方都不知道什么。")],
}


def record() -> dict[str, Any]:
    """The case as JSON values, to be changed at will."""
    return copy.deepcopy(RECORD)


def example() -> CaseDocument:
    return from_json(record())
