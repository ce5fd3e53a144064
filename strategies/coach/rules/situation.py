"""Rules of the second quadrant: what is in their heads, and in ours."""

from __future__ import annotations

from quadrants.document import Entry, WorksheetDocument
from quadrants.enums import Style
from strategies.coach.acting import may_name
from strategies.coach.found import Found, decider, first, has_time, of_them, ours, rule, said_of, theirs, untold
from strategies.coach.reading import is_somebody, sounds_like

# Up to here trust is thin.
THIN = 3
# So many things with both values tell something together.
VALUED = 3
# The items in which something can be worth something to both.
WITH_VALUES = ("needs", "brainstorm", "best_option")


@rule
def needs_ours_only(document: WorksheetDocument) -> Found | None:
    needs = document.entries_of("needs", "rational") + document.entries_of("needs", "emotional")
    any_ours = any(ours(document, entry) for entry in needs)
    return Found() if any_ours and not any(of_them(document, entry) for entry in needs) else None


@rule
def needs_nobodys(document: WorksheetDocument) -> Found | None:
    needs = document.entries_of("needs", "rational") + document.entries_of("needs", "emotional")
    told = any(entry.party or sounds_like("us", entry.text) or of_them(document, entry) for entry in needs)
    return Found(entry=needs[0]) if len(needs) > 1 and not told else None


@rule
def feelings_unsaid(document: WorksheetDocument) -> Found | None:
    unsaid = document.entries_of("needs", "rational") and not document.entries_of("needs", "emotional")
    return Found() if unsaid else None


@rule
def decider_need(document: WorksheetDocument) -> Found | None:
    party = decider(document)
    feelings = document.entries_of("needs", "emotional")
    if party is None or party.need or said_of(party, feelings) or any(untold(document, one) for one in feelings):
        return None
    return Found(party=party)


def _same_values(document: WorksheetDocument, *, needs: bool) -> Found | None:
    """That all things with both values are worth the same to both; for the item in which most of them are."""
    valued = [
        entry
        for item in WITH_VALUES
        for entry in document.entries_of(item)
        if entry.value_to_us is not None and entry.value_to_them is not None
    ]
    if len(valued) < VALUED or any(entry.value_to_us != entry.value_to_them for entry in valued):
        return None
    of_needs = sum(entry.item == "needs" for entry in valued) * 2 >= len(valued)
    return Found(count=len(valued)) if of_needs == needs else None


@rule
def same_values(document: WorksheetDocument) -> Found | None:
    return _same_values(document, needs=True)


@rule
def same_values_terms(document: WorksheetDocument) -> Found | None:
    return _same_values(document, needs=False)


@rule
def clashes_only(document: WorksheetDocument) -> Found | None:
    only = document.entries_of("needs", "conflicting") and not document.entries_of("needs", "shared")
    return Found() if only else None


@rule
def role_reversal_skipped(document: WorksheetDocument) -> Found | None:
    begun = document.entries_of("perceptions") or any(theirs(document, e) for e in document.entries_of("needs"))
    seen = document.entries_of("perceptions", "role_reversal") or any(entry.voice for entry in document.entries)
    return Found() if begun and not seen else None


@rule
def decider_unseen(document: WorksheetDocument) -> Found | None:
    party, seen = decider(document), document.entries_of("perceptions")
    told = any(theirs(document, entry) for entry in seen) and not any(untold(document, entry) for entry in seen)
    return Found(party=party) if party and told and not said_of(party, seen) else None


@rule
def trust_thin(document: WorksheetDocument) -> Found | None:
    if document.entries_of("perceptions", "trust"):
        return None
    at_table = (party for party in document.others if {"counterpart", "decision_maker"} & set(party.roles))
    party = next((one for one in at_table if one.trust is not None and one.trust <= THIN), None)
    return Found(party=party) if party else None


@rule
def clash_unexplained(document: WorksheetDocument) -> Found | None:
    clashes = document.entries_of("perceptions", "conflicts")
    explained = document.entries_of("perceptions", "pictures") or any(sounds_like("view", one.text) for one in clashes)
    return Found() if clashes and not explained else None


@rule
def taker_alone(document: WorksheetDocument) -> Found | None:
    lines = document.entries_of("communication")
    takers = (party for party in document.counterparts if party.style == Style.TAKER)
    party = next((one for one in takers if not said_of(one, lines)), None)
    return Found(party=party) if party and not any(untold(document, entry) for entry in lines) else None


@rule
def relationship_unsaid(document: WorksheetDocument) -> Found | None:
    style = document.entries_of("communication", "style")
    return Found() if style and not document.entries_of("communication", "relationship") else None


@rule
def standards_theirs_missing(document: WorksheetDocument) -> Found | None:
    norms = document.entries_of("standards", "norms")
    told = document.entries_of("standards", "theirs") or any(of_them(document, entry) for entry in norms)
    return Found() if norms and not told else None


@rule
def standard_without_source(document: WorksheetDocument) -> Found | None:
    def without_source(entry: Entry) -> bool:
        return not entry.source and not sounds_like("source", entry.text) and not said_by(entry)

    def said_by(entry: Entry) -> bool:
        text = entry.text
        told = entry.party or sounds_like("them", text) or is_somebody(text) or may_name(text)
        return sounds_like("said", text) and bool(told or has_time(text))

    return first(document.entries_of("standards", "theirs"), without_source)


@rule
def no_unasked(document: WorksheetDocument) -> Found | None:
    unasked = document.entries_of("recheck", "why_yes") and not document.entries_of("recheck", "why_no")
    return Found() if unasked else None


@rule
def reasons_ours_only(document: WorksheetDocument) -> Found | None:
    reasons = document.entries_of("recheck", "why_yes")
    return Found() if reasons and all(ours(document, entry) for entry in reasons) else None
