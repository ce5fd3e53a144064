"""Rules of the third quadrant: what both could gain, in which steps, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from quadrants.document import Entry, WorksheetDocument
from quadrants.enums import Direction
from strategies.coach.found import Found, first, rule, said_of, speaks_of_them, untold
from strategies.coach.reading import amounts, asserts, folded, is_blame, is_question, is_threat, sounds_like

# From this distance between the two values on, a trade goes the wrong way.
FAR = 3
# So many terms are worth a value.
TERMS = 3
# From here on somebody's sway matters.
SWAY = 6


@rule
def trade_backwards(document: WorksheetDocument) -> Found | None:
    def backwards(entry: Entry) -> bool:
        us, them = entry.value_to_us, entry.value_to_them
        return entry.direction == Direction.WE_GIVE and us is not None and them is not None and us - them >= FAR

    return first(document.entries_of("brainstorm") + document.entries_of("best_option", "giveaways"), backwards)


@rule
def terms_one_way(document: WorksheetDocument) -> Found | None:
    terms = [entry.direction for entry in document.entries_of("brainstorm", "terms") if entry.direction]
    given = {entry.direction for entry in document.entries if entry.direction}
    return Found() if len(terms) > 1 and len(given) == 1 and Direction.BOTH not in given else None


@rule
def terms_unvalued(document: WorksheetDocument) -> Found | None:
    terms = document.entries_of("brainstorm", "terms")
    valued = any(entry.value_to_us is not None or entry.value_to_them is not None for entry in terms)
    return Found(entry=terms[0]) if len(terms) >= TERMS and not valued else None


@rule
def difference_unused(document: WorksheetDocument) -> Found | None:
    differences = document.entries_of("needs", "unequal")
    unused = differences and not document.entries_of("brainstorm", "terms")
    return Found(entry=differences[0]) if unused else None


@rule
def option_single(document: WorksheetDocument) -> Found | None:
    options = document.entries_of("brainstorm", "options")
    return Found(entry=options[0]) if len(options) == 1 else None


@rule
def step_single(document: WorksheetDocument) -> Found | None:
    steps = document.entries_of("incremental", "steps")
    return Found(entry=steps[0]) if len(steps) == 1 else None


@rule
def steps_as_large(document: WorksheetDocument) -> Found | None:
    """Every step is as large as the goal itself."""
    steps, as_large = document.entries_of("incremental", "steps"), as_large_as_goal(document)
    return Found(entry=steps[0]) if steps and as_large and all(map(as_large, steps)) else None


def as_large_as_goal(
    document: WorksheetDocument, of_several: Callable[[Iterable[float]], float] = min
) -> Callable[[Entry], bool] | None:
    """Tells whether a step says the same as the goal, or names amounts of what the goal is counted in, none of them
    smaller than the goal's and for no part of it only; None without a goal. Of a price less may be more: there only the
    same one is as large. `of_several` chooses among amounts of the goal that are counted in the same."""
    if not document.goal:
        return None
    goal, whole, level = amounts(document.goal), folded(document.goal), sounds_like("level", document.goal)
    least = {unit: of_several(one.value for one in goal if one.unit == unit) for unit in {one.unit for one in goal}}

    def as_large(entry: Entry) -> bool:
        if folded(entry.text) == whole:
            return True
        counted = [one for one in amounts(entry.text) if one.unit in least]
        if not counted or sounds_like("part", entry.text):
            return False
        if level:
            return all(one.value == least[one.unit] for one in counted)
        return all(one.value >= least[one.unit] for one in counted)

    return as_large


@rule
def step_of_no_return(document: WorksheetDocument) -> Found | None:
    """Before the last step, by which the goal is reached, each can be undone."""
    return first(document.entries_of("incremental", "steps")[:-1], lambda entry: entry.way_back is False)


@rule
def influence_unused(document: WorksheetDocument) -> Found | None:
    lines = document.entries_of("third_parties")
    beside = (party for party in document.others if "third_party" in party.roles)
    if any(untold(document, entry) for entry in document.entries_of("third_parties", "influencers")):
        return None
    strong = (party for party in beside if party.influence is not None and party.influence >= SWAY)
    party = next((one for one in strong if not said_of(one, lines)), None)
    return Found(party=party) if party else None


@rule
def threat_in_words(document: WorksheetDocument) -> Found | None:
    return first(document.entries_of("framing"), lambda entry: is_threat(entry.text))


@rule
def blame_in_words(document: WorksheetDocument) -> Found | None:
    return first(document.entries_of("framing"), lambda entry: is_blame(entry.text))


@rule
def nothing_to_ask(document: WorksheetDocument) -> Found | None:
    told = document.entries_of("framing", "vision")
    asked = document.entries_of("framing", "questions") or any(is_question(entry.text) for entry in told)
    return Found() if told and not asked else None


@rule
def question_is_statement(document: WorksheetDocument) -> Found | None:
    return first(document.entries_of("framing", "questions"), lambda entry: not is_question(entry.text))


@rule
def vision_without_them(document: WorksheetDocument) -> Found | None:
    def of_us_alone(entry: Entry) -> bool:
        text = entry.text
        of_both = entry.party or sounds_like("shared", text) or speaks_of_them(document, text)
        return sounds_like("us", text) and not of_both

    return first(document.entries_of("framing", "vision"), of_us_alone)


@rule
def standard_unasked(document: WorksheetDocument) -> Found | None:
    standards = document.entries_of("standards", "theirs")
    return Found(entry=standards[0]) if standards and not document.entries_of("framing") else None


@rule
def no_adjustment(document: WorksheetDocument) -> Found | None:
    refusals = document.entries_of("recheck", "why_no")
    return Found(entry=refusals[0]) if refusals and not document.entries_of("alternatives") else None


@rule
def adjustment_walks_out(document: WorksheetDocument) -> Found | None:
    return first(document.entries_of("alternatives"), lambda entry: asserts("walk_out", entry.text))
