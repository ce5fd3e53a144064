"""Writes `docs/worksheet.schema.json`, the JSON Schema of the document format, from the code that reads it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import django

SCHEMA_PATH = Path(__file__).resolve().parent.parent / "docs" / "worksheet.schema.json"
UUID, DATE, MOMENT = ({"type": "string", "format": kind} for kind in ("uuid", "date", "date-time"))
YES_NO = {"type": "boolean"}


def schema() -> dict[str, Any]:
    """The schema of the current version."""
    from quadrants import enums, interchange
    from quadrants.bounds import ALL_WEIGHTS, LARGEST, MOST_ISSUES, MOST_POINTS, NAME_LENGTH
    from quadrants.catalogue import CATALOGUE
    from quadrants.models.content import NOTE_LENGTH, TEXT_LENGTH
    from quadrants.models.deal import WORDS_LENGTH
    from quadrants.models.worksheet import SUMMARY_LENGTH, TITLE_LENGTH
    from quadrants.quick import QUICK
    from strategies.catalogue import STRATEGIES
    from strategies.hints import HINTS

    scale, note = _or_null(_whole(0, 10)), _text(NOTE_LENGTH)
    worksheet = {
        "id": UUID,
        "title": {**_text(TITLE_LENGTH), "minLength": 1},
        "table_title": _text(TITLE_LENGTH),
        "language": _one_of(enums.Language),
        "depth": _one_of(enums.Depth),
        "state": _one_of(enums.State),
        **{question.field: _one_of(question, empty=True) for question in QUICK.questions},
        "meeting_at": _or_null(MOMENT),
        "created_at": MOMENT,
        "changed_at": MOMENT,
    }
    party = {
        "id": UUID,
        "name": {**_text(NAME_LENGTH), "minLength": 1},
        "is_us": YES_NO,
        "side": _one_of(enums.Side),
        "roles": {"type": "array", "items": _one_of(enums.PartyRole), "uniqueItems": True},
        "style": _one_of(enums.Style),
        "need": _one_of(enums.Need, empty=True),
        "trust": scale,
        "influence": scale,
        "on_table": YES_NO,
        "table_name": _text(NAME_LENGTH),
    }
    item = {
        "item": {"enum": [item.code for item in CATALOGUE.items]},
        "in_use": YES_NO,
        "summary": _text(SUMMARY_LENGTH),
    }
    entry = {
        "id": UUID,
        "item": {"enum": [item.code for item in CATALOGUE.items if item.holds == "entries"]},
        "prompt": {"type": "string"},
        "party": _or_null(UUID),
        "text": {**_text(TEXT_LENGTH), "minLength": 1},
        "position": {"type": "number"},
        "value_to_us": scale,
        "value_to_them": scale,
        "direction": _one_of(enums.Direction, empty=True),
        "person": _text(NAME_LENGTH),
        "due": _or_null(DATE),
        "done": YES_NO,
        "basis": _one_of(enums.Basis, empty=True),
        "source": note,
        "answer": _text(TEXT_LENGTH),
        "risk_removed": note,
        "needs_agreement": note,
        "way_back": _or_null(YES_NO),
        "on_sheet": _or_null(YES_NO),
        "on_table": YES_NO,
        "voice": _one_of(enums.Voice, empty=True),
    }
    strategy = {
        "strategy": {"enum": [strategy.code for strategy in STRATEGIES]},
        "state": _one_of(enums.PlanState),
        "how": note,
        "rating": _or_null(_whole(1, 5)),
        "lesson": note,
    }
    influence = {"id": UUID, "who": UUID, "whom": UUID, "strength": _one_of(enums.Sway)}
    share, points = _or_null(_number(0, ALL_WEIGHTS)), _or_null(_number(-MOST_POINTS, MOST_POINTS))
    least = _or_null(_number(-MOST_ISSUES * MOST_POINTS, MOST_ISSUES * MOST_POINTS))
    choices = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    placed = {"id": UUID, "name": _text(NAME_LENGTH), "position": {"type": "number"}}
    issue = placed | {"weight_us": share, "weight_them": share, "by_range": YES_NO}
    issue |= dict.fromkeys(("low", "high", "step"), _or_null(_number(-LARGEST, LARGEST)))
    issue |= dict.fromkeys(("low_us", "low_them", "high_us", "high_them"), points)
    option = placed | {"issue": UUID, "value_to_us": points, "value_to_them": points}
    deal_parts = {
        "issues": _object(issue, ["id"]),
        "options": _object(option, ["id", "issue"]),
        "combinations": _object(placed | {"name": _text(WORDS_LENGTH), "choices": choices}, ["id"]),
        "packages": _object(placed | {"status_quo": YES_NO, "choices": choices}, ["id"]),
    }
    deal = {"weighted": YES_NO, "reservation_us": least, "reservation_them": least}
    deal |= {name: _list(deal_parts[name], most) for name, (_kind, most) in interchange.DEAL_PARTS.items()}
    hint = {"rule": {"enum": [words.code for words in HINTS]}, "aside": YES_NO, "reason": note}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Negotiation worksheet",
        "description": "One worksheet: what is exported, imported and kept as a frozen copy.",
        **_object(
            {
                "format": {"const": interchange.FORMAT},
                "version": {"const": interchange.VERSION},
                "worksheet": _object(worksheet, ["id", "title", "language", "depth", "created_at", "changed_at"]),
                "parties": _list(_object(party, ["id", "name"])),
                "items": _list(_object(item, ["item", "in_use"])),
                "entries": {
                    **_list({**_object(entry, ["id", "item", "prompt", "text"]), "allOf": _prompts(CATALOGUE)}),
                },
                "strategies": _list(_object(strategy, ["strategy"])),
                "hints": _list(_object(hint, ["rule"])),
                "influences": _list(_object(influence, ["id", "who", "whom"])),
                "deal": _object(deal, []),
            },
            ["format", "version", "worksheet", "parties"],
        ),
    }


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "negotiation_prep.settings")
    django.setup()
    SCHEMA_PATH.write_text(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _prompts(catalogue: Any) -> list[dict[str, Any]]:
    """Which questions each item has, retired ones included."""
    known: dict[str, list[str]] = {}
    for prompt in catalogue.all_prompts:
        known.setdefault(prompt.item, []).append(prompt.code)
    return [
        {
            "if": {"properties": {"item": {"const": item}}},
            "then": {"properties": {"prompt": {"enum": codes}}},
        }
        for item, codes in known.items()
        if catalogue.item(item).holds == "entries"
    ]


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _list(items: dict[str, Any], most: int | None = None) -> dict[str, Any]:
    from quadrants.interchange import MOST_PARTS

    return {"type": "array", "maxItems": most or MOST_PARTS, "items": items}


def _text(limit: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": limit}


def _whole(low: int, high: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": low, "maximum": high}


def _number(low: float, high: float) -> dict[str, Any]:
    return {"type": "number", "minimum": low, "maximum": high}


def _one_of(vocabulary: Any, *, empty: bool = False) -> dict[str, Any]:
    return {"enum": ["", *vocabulary.values] if empty else list(vocabulary.values)}


def _or_null(kind: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [kind, {"type": "null"}]}


if __name__ == "__main__":
    main()
