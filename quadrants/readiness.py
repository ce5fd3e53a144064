"""What comes next on a worksheet, and how far it is: plain rules over the document, without figures that pretend
precision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from quadrants.catalogue import CATALOGUE, Item
from quadrants.document import WorksheetDocument
from quadrants.enums import Fill

# So many lines are enough on an item of one's own worksheet; twice as many make it strong.
ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """How far something is, and why that is so, in the language of the reader."""

    fill: Fill
    why: str


def next_item(document: WorksheetDocument) -> Item | None:
    """The first item in use that is still empty, or None when each holds something."""
    return next(
        (item for item in CATALOGUE.items if document.item(item.code).in_use and not document.holds_text(item)), None
    )


def fill(*, lines: int, prompts: int, asked: int, minimum: int = 1) -> Fill:
    """How far an item is filled, by counts alone: `lines` on it, under so many of its `asked` prompts, where `minimum`
    lines are enough. Strong is twice that many, under more than half of the prompts."""
    if not lines:
        return Fill.EMPTY
    if lines < minimum:
        return Fill.BEGUN
    return Fill.STRONG if lines >= 2 * minimum and prompts * 2 > asked else Fill.ENOUGH


def fill_of(document: WorksheetDocument, item: Item, minimum: int = 1) -> Fill:
    """How far an item of a worksheet is filled; the line for the sheet counts as one, and so does each person."""
    if item.holds == "parties":
        under = [role for party in document.others for role in party.roles[:1]]
        lines = len(document.others)
    else:
        under = [entry.prompt for entry in document.entries_of(item.code)]
        lines = len(under)
    lines += bool(document.item(item.code).summary)
    return fill(lines=lines, prompts=len(set(under)), asked=len(item.prompts), minimum=minimum)


def standing(document: WorksheetDocument, item: Item) -> Standing:
    """How far an item is on one's own worksheet. Whoever has two roles counts twice: one person opposite who decides is
    enough."""
    lines, prompts = _written(document, item)
    found = fill(lines=lines, prompts=prompts, asked=len(item.prompts), minimum=ENOUGH)
    if item.holds == "parties" and (document.others or not lines):
        return Standing(found, _why_people(found, lines, document))
    return Standing(found, _why(found, lines, len(item.prompts)))


def item_fill(document: WorksheetDocument, item: Item) -> Fill:
    """The same without its reason."""
    lines, prompts = _written(document, item)
    return fill(lines=lines, prompts=prompts, asked=len(item.prompts), minimum=ENOUGH)


def together(fills: Iterable[Fill]) -> Fill:
    """How far several items are together: begun with the first line, enough once each of them is, strong once more than
    half of them are."""
    fills = list(fills)
    if not any(fills):
        return Fill.EMPTY
    if min(fills) < Fill.ENOUGH:
        return Fill.BEGUN
    return Fill.STRONG if 2 * fills.count(Fill.STRONG) > len(fills) else Fill.ENOUGH


def standing_together(document: WorksheetDocument, items: Iterable[Item]) -> Standing:
    """How far those of these items are that are in use: of a quadrant, or of the whole worksheet."""
    fills = [item_fill(document, item) for item in items if document.item(item.code).in_use]
    found = together(fills)
    return Standing(found, _why_together(found, fills))


def _written(document: WorksheetDocument, item: Item) -> tuple[int, int]:
    """The lines of an item, that for the sheet among them, and the number of questions that they stand under."""
    if item.holds == "parties":
        under = [role for party in document.others for role in party.roles or ("",)]
    else:
        under = [entry.prompt for entry in document.entries_of(item.code)]
    return len(under) + bool(document.item(item.code).summary), len(set(under) - {""})


def _why(found: Fill, lines: int, asked: int) -> str:
    if found == Fill.EMPTY:
        return _("Nothing here yet. One line is a start.")
    if found == Fill.BEGUN:
        return _("One line so far. Two are enough, and the line for the sheet counts as one.")
    if found == Fill.STRONG:
        said = _("%(lines)d lines, on more than half of the questions.") if asked > 1 else _("%(lines)d lines.")
    elif asked == 1:
        said = _("%(lines)d lines so far. With four it is strong.")
    elif lines < 2 * ENOUGH:
        said = _("%(lines)d lines so far. With four, on more than half of the questions, it is strong.")
    else:
        said = _("%(lines)d lines, but on only some of the questions. Once more than half have one, it is strong.")
    return said % {"lines": lines}


def _why_people(found: Fill, lines: int, document: WorksheetDocument) -> str:
    if found == Fill.EMPTY:
        return _("Nobody is named yet. One name is a start.")
    if found == Fill.BEGUN:
        return _("One name so far. Two are enough; whoever has two roles counts twice.")
    if found == Fill.STRONG:
        return _("Plenty is named, in several roles.")
    if lines >= 2 * ENOUGH:
        return _("Plenty of people are named, but in fewer than two roles. With two it is strong.")
    if document.counterparts and document.parties_in("decision_maker"):
        return _(
            "Enough is named: who sits opposite and who decides. With four names, in several roles, it is strong; "
            "whoever has two roles counts twice."
        )
    return _("Enough is named. With four names, in several roles, it is strong; whoever has two roles counts twice.")


def _why_together(found: Fill, fills: list[Fill]) -> str:
    if not fills:
        return _("None of its items is in use.")
    if found == Fill.EMPTY:
        return _("Nothing here yet.")
    if found == Fill.BEGUN:
        counts = {"used": len(fills), "enough": sum(one >= Fill.ENOUGH for one in fills)}
        return _("Enough so far: %(enough)d of %(used)d in use. Once they all have enough, so does the whole.") % counts
    if found == Fill.ENOUGH:
        return _("Every item in use has enough. Once more than half of them are strong, so is the whole.")
    return _("Every item in use has enough, and more than half of them are strong.")
