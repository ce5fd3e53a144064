"""Rules of the fourth quadrant: what is offered, who speaks, what makes it stick, who does what."""

from __future__ import annotations

from quadrants.document import WorksheetDocument
from quadrants.enums import Direction
from strategies.coach.found import Found, decider, has_date, has_doer, of_them, ours, rule, said_of, untold
from strategies.coach.reading import names, sounds_like

# So many steps for one person alone are worth a question.
ALONE = 3


@rule
def nothing_first(document: WorksheetDocument) -> Found | None:
    count = len(document.entries_of("brainstorm", "options"))
    return Found(count=count) if count > 1 and not document.entries_of("best_option", "priorities") else None


@rule
def giving_only(document: WorksheetDocument) -> Found | None:
    given = [
        entry for entry in document.entries_of("best_option", "giveaways") if not sounds_like("nothing", entry.text)
    ]
    asked = any(entry.direction in (Direction.THEY_GIVE, Direction.BOTH) for entry in document.entries)
    terms = document.entries_of("brainstorm", "terms")
    asked = asked or any(not entry.direction and of_them(document, entry) for entry in terms)
    return Found() if given and not asked and not any(sounds_like("swap", entry.text) for entry in given) else None


@rule
def breakers_ours_only(document: WorksheetDocument) -> Found | None:
    breakers = document.entries_of("best_option", "deal_breakers")
    return Found() if breakers and not any(of_them(document, entry) for entry in breakers) else None


@rule
def deception_unchecked(document: WorksheetDocument) -> Found | None:
    signs = document.entries_of("best_option", "deception")
    checked = document.entries_of("preparation", "information")
    if checked or any(sounds_like("check", entry.text) for entry in signs):
        return None
    return Found(entry=signs[0]) if signs else None


@rule
def speaker_unnamed(document: WorksheetDocument) -> Found | None:
    ways = document.entries_of("presenter", "how")
    return Found(entry=ways[0]) if ways and not any(has_doer(document, entry) for entry in ways) else None


@rule
def decider_not_addressed(document: WorksheetDocument) -> Found | None:
    party, addressed = decider(document), document.entries_of("presenter", "to_whom")
    if party is None or not addressed or said_of(party, addressed) or any(untold(document, one) for one in addressed):
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
    reasoned = document.entries_of("commitments", "incentive") or any(
        sounds_like("reason", one.text) for one in promises
    )
    return Found() if promises and not reasoned else None


def _open_step(document: WorksheetDocument, *, doer: bool, date: bool) -> Found | None:
    """The first step that lacks its doer or its date, if it has just these of them."""
    for entry in document.entries_of("next_steps", "actions"):
        told = has_doer(document, entry), has_date(entry)
        if not entry.done and not all(told):
            return Found(entry=entry) if told == (doer, date) else None
    return None


@rule
def step_without_all(document: WorksheetDocument) -> Found | None:
    return _open_step(document, doer=False, date=False)


@rule
def step_without_owner(document: WorksheetDocument) -> Found | None:
    return _open_step(document, doer=False, date=True)


@rule
def step_without_date(document: WorksheetDocument) -> Found | None:
    return _open_step(document, doer=True, date=False)


@rule
def next_all_ours(document: WorksheetDocument) -> Found | None:
    people = [entry.person for entry in document.entries_of("next_steps", "actions") if not entry.done]
    alone = len(people) >= ALONE and len(set(people)) == 1 and people[0]
    if not alone or any(names(alone, party.called) for party in document.others):
        return None
    return Found(count=len(people))
