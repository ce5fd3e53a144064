"""Rules of the first quadrant: what is wanted, what stands in the way, who takes part."""

from __future__ import annotations

from quadrants.document import Entry, WorksheetDocument
from quadrants.enums import Basis
from strategies.coach.found import DECIDER, Found, first, has_date, has_doer, of_them, rule, theirs
from strategies.coach.reading import asserts, has_day, has_figure, is_person, names, sounds_like, stands_at

# More goals than this nobody keeps in view while talking.
MOST_GOALS = 5
# So much is written before the question who sits opposite is worth asking.
BEGUN = 3
# So many guesses make it worth asking.
GUESSES = 3


def _goal(document: WorksheetDocument) -> Found:
    """The goal that stands over the sheet; with its entry, where it is one."""
    entries = document.entries_of("goals", "short_term")
    summary = document.item("goals").summary
    return Found(text=summary) if summary or not entries else Found(entry=entries[0])


@rule
def goal_vague(document: WorksheetDocument) -> Found | None:
    goal = _goal(document)
    text = goal.line
    told = has_figure(text) or has_day(text) or sounds_like("season", text) or sounds_like("checkable", text)
    if not text or told or any(names(text, party.called) for party in document.others):
        return None
    return None if any(entry.due for entry in document.entries_of("goals", "short_term")) else goal


@rule
def goal_is_position(document: WorksheetDocument) -> Found | None:
    goal = _goal(document)
    return goal if asserts("position", goal.line) else None


@rule
def goals_many(document: WorksheetDocument) -> Found | None:
    count = len(document.entries_of("goals", "short_term"))
    return Found(count=count) if count > MOST_GOALS else None


@rule
def goals_short_only(document: WorksheetDocument) -> Found | None:
    only = document.entries_of("goals", "short_term") and not document.entries_of("goals", "long_term")
    return Found() if only else None


@rule
def problem_is_person(document: WorksheetDocument) -> Found | None:
    return first(document.entries_of("problems", "obstacles"), lambda entry: is_person(entry.text))


@rule
def problem_single(document: WorksheetDocument) -> Found | None:
    problems = document.entries_of("problems", "obstacles")
    return Found(entry=problems[0]) if len(problems) == 1 else None


@rule
def nobody_opposite(document: WorksheetDocument) -> Found | None:
    begun = document.others or len(document.entries) >= BEGUN
    return Found() if begun and document.opposite is None else None


@rule
def nobody_decides(document: WorksheetDocument) -> Found | None:
    return Found() if document.others and not document.parties_in(DECIDER) else None


@rule
def fallback_missing(document: WorksheetDocument) -> Found | None:
    worst = document.entries_of("no_deal", "worst_case")
    told = document.entries_of("no_deal", "fallback") or any(sounds_like("then", entry.text) for entry in worst)
    return Found() if worst and not told else None


@rule
def no_deal_ours_only(document: WorksheetDocument) -> Found | None:
    entries = document.entries_of("no_deal")
    return Found() if entries and not any(of_them(document, entry) for entry in entries) else None


@rule
def preparing_unassigned(document: WorksheetDocument) -> Found | None:
    def open_to_all(entry: Entry) -> bool:
        return not (entry.done or has_doer(document, entry) or has_date(entry))

    def is_to_do(entry: Entry) -> bool:
        """Of what they have and we have, only what begins as a task."""
        return entry.prompt == "information" or (entry.prompt == "readiness" and stands_at("task", entry.text))

    return first(document.entries_of("preparation"), lambda entry: is_to_do(entry) and open_to_all(entry))


@rule
def all_guesses(document: WorksheetDocument) -> Found | None:
    count = 0
    for item in ("needs", "perceptions", "standards"):
        for entry in document.entries_of(item):
            if entry.basis and theirs(document, entry):
                if entry.basis != Basis.GUESS:
                    return None
                count += 1
    return Found(count=count) if count >= GUESSES else None
