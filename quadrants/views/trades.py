"""What can be traded: the chart, the swaps that both gain by, and the values beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from quadrants import enums
from quadrants.access import worksheet_view
from quadrants.catalogue import CATALOGUE
from quadrants.document import Entry, WorksheetDocument
from quadrants.models import Worksheet
from quadrants.trades.chart import trade_chart
from quadrants.trades.swaps import Swap, in_words, is_between, swaps
from quadrants.trades.values import VALUED, area_of, both_values, is_tradable, is_wasted, valued
from quadrants.views.plain import Saved
from quadrants.views.writing import form_page, page

VALUES = ("value_to_us", "value_to_them", "direction")
OPTIONS = ("brainstorm", "options")
SIDES = (enums.Direction.WE_GIVE, enums.Direction.THEY_GIVE)


@page
@worksheet_view()
def trades(request: HttpRequest, worksheet: Worksheet) -> HttpResponse:
    """All lines that ask for values: as a chart, as swaps, and as a table to write in."""
    return form_page(request, worksheet, "quadrants/trades.html", _trades)


def _trades(document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
    lines = valued(document)
    numbers = {entry.id: number for number, entry in enumerate(lines, start=1)}
    said = {entry.text for entry in document.entries_of(*OPTIONS)}
    return {
        "chart": trade_chart(document),
        "areas": {area.value: area.label for area in enums.Area},
        "swaps": [_swap(swap, document, numbers, said) for swap in swaps(document)],
        "open": sum(1 for entry in lines if both_values(entry) and is_tradable(entry) and not entry.direction),
        "kept_out": any(both_values(entry) and entry.direction in SIDES and not is_tradable(entry) for entry in lines),
        "rows": [_row(number, entry, document, saved) for number, entry in enumerate(lines, start=1)],
        "directions": enums.Direction.choices,
        "places": [(CATALOGUE.item(prompt.item), prompt) for prompt in VALUED if not prompt.retired],
    }


def _row(number: int, entry: Entry, document: WorksheetDocument, saved: Saved) -> dict[str, Any]:
    """A line with its number and values; what could not be saved stands in its field again."""
    target = f"entry:{entry.id}"
    values = {name: saved.typed.get(f"{target}|{name}", getattr(entry, name)) for name in VALUES}
    about = document.party(entry.party)
    return {
        "number": number,
        "entry": entry,
        "target": target,
        "place": CATALOGUE.prompt(entry.item, entry.prompt),
        "about": about.name if about else "",
        "area": area_of(entry),
        "wasted": is_wasted(entry),
        **values,
        # The page keeps the choices for each of these, so nothing else may come in.
        "direction": values["direction"] if values["direction"] in enums.Direction.values else "",
    }


def _swap(swap: Swap, document: WorksheetDocument, numbers: dict[Any, int], said: set[str]) -> dict[str, Any]:
    """A swap with the numbers of its lines, who gets and who gives where that is not the same person, and whether it
    is among the options."""
    gets, gives = (_people(side, document) for side in (swap.given, swap.taken))
    return {
        "swap": swap,
        "given": [(numbers[entry.id], entry) for entry in swap.given],
        "taken": [(numbers[entry.id], entry) for entry in swap.taken],
        "gets": gets,
        "gives": gives,
        "between": is_between(swap, document),
        "is_option": in_words(swap, document.worksheet.language) in said,
    }


def _people(side: tuple[Entry, ...], document: WorksheetDocument) -> list[Any]:
    found = (document.party(entry.party) for entry in side)
    return list({party.id: party for party in found if party and not party.is_us}.values())
