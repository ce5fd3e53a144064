"""Rules of the fourth quadrant: what is offered, who speaks, what makes it stick, who does what."""

from __future__ import annotations

from quadrants.document import WorksheetDocument
from quadrants.enums import Direction
from strategies.coach.found import Found, decider, first, has_date, has_doer, of_them, ours, rule, said_of
from strategies.coach.reading import sounds_like

# So many steps for one person alone are worth a question.
ALONE = 3


@rule
def nothing_first(document: WorksheetDocument) -> Found | None:
    count = len(document.entries_of("brainstorm", "options"))
    return Found(count=count) if count > 1 and not document.entries_of("best_option", "priorities") else None


@rule
def giving_only(document: WorksheetDocument) -> Found | None:
    given = document.entries_of("best_option", "giveaways")
    asked = any(entry.direction == Direction.THEY_GIVE for entry in document.entries)
    return Found() if given and not asked and not any(sounds_like("swap", entry.text) for entry in given) else None


@rule
def breakers_ours_only(document: WorksheetDocument) -> Found | None:
    breakers = document.entries_of("best_option", "deal_breakers")
    return Found() if breakers and not any(of_them(document, entry) for entry in breakers) else None


@rule
def deception_unchecked(document: WorksheetDocument) -> Found | None:
    signs = document.entries_of("best_option", "deception")
    checked = document.entries_of("preparation", "information")
    return Found(entry=signs[0]) if signs and not checked else None


@rule
def speaker_unnamed(document: WorksheetDocument) -> Found | None:
    ways = document.entries_of("presenter", "how")
    return Found(entry=ways[0]) if ways and not any(has_doer(document, entry) for entry in ways) else None


@rule
def decider_not_addressed(document: WorksheetDocument) -> Found | None:
    party, addressed = decider(document), document.entries_of("presenter", "to_whom")
    if party is None or not any(entry.party for entry in addressed) or said_of(party, addressed):
        return None
    return Found(party=party)


@rule
def deadlines_ours_only(document: WorksheetDocument) -> Found | None:
    deadlines = document.entries_of("process", "deadlines")
    return Found() if deadlines and all(ours(document, entry) for entry in deadlines) else None


@rule
def agenda_missing(document: WorksheetDocument) -> Found | None:
    times = document.entries_of("process", "deadlines") or document.entries_of("process", "time_plan")
    return Found() if times and not document.entries_of("process", "agenda") else None


@rule
def no_commitment_theirs(document: WorksheetDocument) -> Found | None:
    counts_on_them = document.entries_of("best_option", "priorities") or document.entries_of("incremental", "steps")
    promises = document.entries_of("commitments", "commitment")
    return Found() if counts_on_them and all(ours(document, entry) for entry in promises) else None


@rule
def promise_without_reason(document: WorksheetDocument) -> Found | None:
    promises = [entry for entry in document.entries_of("commitments", "commitment") if not ours(document, entry)]
    return Found() if promises and not document.entries_of("commitments", "incentive") else None


@rule
def step_without_owner(document: WorksheetDocument) -> Found | None:
    return first(
        document.entries_of("next_steps", "actions"),
        lambda entry: not entry.done and not (has_doer(document, entry) and has_date(entry)),
    )


@rule
def next_all_ours(document: WorksheetDocument) -> Found | None:
    people = [entry.person for entry in document.entries_of("next_steps", "actions") if not entry.done]
    alone = len(people) >= ALONE and len(set(people)) == 1 and people[0]
    return Found(count=len(people)) if alone else None
