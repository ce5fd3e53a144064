"""The class at a glance: how far each team is, how its items are filled and how they are reviewed. By counts alone:
those who teach read no worksheet before it is handed in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db.models import CharField, Count, Min, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from quadrants.catalogue import CATALOGUE
from quadrants.enums import Fill
from quadrants.models import Entry, ItemState, Party
from quadrants.readiness import fill
from training.grouping import SITS_OUT
from training.models import Assignment, ReviewComment, Score, SubmittedItem, Team
from training.pace import Pace, pace_of
from training.rounds import leads_on

# Rows are matched by their numbers as the database writes them: UUIDs would be made by the thousand for one page, which
# takes longer than to ask for them.
Key = str
# How many lines stand on an item, and under how many of its prompts.
Counts = tuple[int, int]
NOTHING: Counts = (0, 0)
ORDER = {far: place for place, far in enumerate(Pace)}
(PEOPLE,) = (item for item in CATALOGUE.items if item.holds == "parties")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Those who prepare on one worksheet: a team, or a student who is in none (`key` is null). `people` are names in
    their order, `members` the same people by their enrolments. `away`: absent, or sits out."""

    key: Key | None
    people: tuple[str, ...]
    members: tuple[int, ...]
    sections: frozenset[str]
    role: str = ""
    away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What a team has handed in last, and its review as a whole; `again_until` is when the round after it is due."""

    id: Key
    round: int
    late: bool
    planned: list[str]
    verdict: str
    released_at: datetime | None
    again_until: datetime | None

    def leads_on(self, now: datetime) -> bool:
        """Whether the team has another round to do."""
        return leads_on(self.verdict, self.released_at, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How far those of one worksheet are in their round, and what they have handed in last; where that is nothing yet,
    `live` are the counts of the worksheet as it stands, by item."""

    crew: Crew
    pace: Pace
    handed: Handed | None = None
    live: Mapping[str, Counts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How the items of a row are filled, by code; which of them are `remarked` on, how many `remarks` there are in all
    and how many `levels` are given."""

    fills: Mapping[str, Fill]
    remarked: frozenset[str] = frozenset()
    remarks: int = 0
    levels: int = 0


def class_rows(assignment: Assignment, now: datetime, items: Collection[str]) -> list[Row]:
    """Everybody in an assignment, with counts of these `items`, the asked ones among them: who has not begun, who is
    stuck, and so on; by name among themselves."""
    crews, handed, due_at = crews_of(assignment), handed_in(assignment), _due(assignment)
    done = {key for key, last in handed.items() if not last.leads_on(now)}
    written = written_by(crew.key for crew in crews if crew.key not in done)
    live = live_counts([worksheet for worksheet, _at in written.values()], items)
    asked, rows = assignment.asked_items, []
    for crew in crews:
        worksheet, written_at = written.get(crew.key, (None, None))
        counts, last = live.get(worksheet, {}), handed.get(crew.key)
        if crew.key in done:
            far = Pace.HANDED_IN
        elif crew.away:
            far = Pace.HANDED_IN if last else Pace.AWAY
        else:
            first_due = max(due_at.get(member, assignment.due_at) for member in crew.members)
            far = pace_of(
                written_at=_in_this_round(written_at, last),
                items=sum(code in counts for code in asked),
                asked=len(asked),
                due_at=last.again_until if last else first_due,
                now=now,
            )
        rows.append(Row(crew=crew, pace=far, handed=last, live={} if last else counts))
    rows.sort(key=lambda row: ORDER[row.pace])
    return rows


def _in_this_round(written_at: datetime | None, last: Handed | None) -> datetime | None:
    """When they wrote last since the round before was returned to them; null if not since then."""
    if last and written_at and last.released_at and written_at <= last.released_at:
        return None
    return written_at


def marks_of(rows: Collection[Row], minimum: int) -> Iterator[Marks]:
    """What the cells of some rows show, in their order."""
    keys = [row.handed.id for row in rows if row.handed]
    counts: dict[Key, dict[str, Counts]] = defaultdict(dict)
    found = SubmittedItem.objects.filter(submission__in=keys)
    for key, item, lines, prompts in found.values_list(db_key("submission"), "item", "count", "prompts"):
        counts[key][item] = (lines, prompts)
    remarks: dict[Key, dict[str, int]] = defaultdict(dict)
    said = ReviewComment.objects.filter(submission__in=keys, deleted_at=None).values_list(db_key("submission"), "item")
    for key, item, number in said.annotate(number=Count("pk")):
        remarks[key][item] = number
    given = Score.objects.filter(submission__in=keys).exclude(level=None).values_list(db_key("submission"))
    levels = dict(given.annotate(number=Count("pk")))
    for row in rows:
        if row.handed is None:
            yield Marks(fills=fills(row.live, minimum))
            continue
        there = remarks.get(row.handed.id, {})
        yield Marks(
            fills=fills(counts.get(row.handed.id, {}), minimum),
            remarked=frozenset(there),
            remarks=sum(there.values()),
            levels=levels.get(row.handed.id, 0),
        )


def fills(counts: Mapping[str, Counts], minimum: int) -> dict[str, Fill]:
    """How the items are filled that hold anything."""
    return {code: filled(code, lines_and_prompts, minimum) for code, lines_and_prompts in counts.items()}


@lru_cache(maxsize=4096)
def filled(code: str, counts: Counts, minimum: int) -> Fill:
    """How one item is filled."""
    lines, prompts = counts
    return fill(lines=lines, prompts=prompts, asked=len(CATALOGUE.item(code).prompts), minimum=minimum)


def nothing_in(rows: Collection[Row]) -> Counter[str]:
    """Of how many rows each item is empty; those who are away do not count."""
    keys = [row.handed.id for row in rows if row.handed]
    there = Counter(code for row in rows if not row.handed for code in row.live)
    there.update(dict(SubmittedItem.objects.filter(submission__in=keys).values_list("item").annotate(Count("pk"))))
    expected = sum(row.pace != Pace.AWAY for row in rows)
    return Counter({item.code: expected - there[item.code] for item in CATALOGUE.items})


def crews_of(assignment: Assignment) -> list[Crew]:
    """Everybody in the course who is to prepare, by the name of the first of each team."""
    at = assignment.members.current().values_list("enrolment", db_key("team"), "absent", "team__table", "team__role")
    places = {enrolment: place for enrolment, *place in at}
    together: dict[object, list[tuple[int, str, str]]] = defaultdict(list)
    for person in assignment.course.enrolments.students().order_by("name_key").values_list("pk", "name", "section"):
        team = places[person[0]][0] if person[0] in places else person[0]
        together[team].append(person)
    return [_crew(assignment, people, places.get(people[0][0])) for people in together.values()]


def _crew(assignment: Assignment, people: list[tuple[int, str, str]], place: list | None) -> Crew:
    key, absent, table, role = place or (None, False, SITS_OUT, "")
    members, names, sections = zip(*people, strict=True)
    sits_out = assignment.grouped and place is not None and table == SITS_OUT and not role
    return Crew(
        key=key, people=names, members=members, sections=frozenset(sections), role=role, away=absent or sits_out
    )


def handed_in(assignment: Assignment) -> dict[Key | None, Handed]:
    """What each team has handed in last, by team."""
    latest = assignment.submissions.latest()
    of_review = ("review__verdict", "review__released_at", "review__again_until")
    names = (db_key("team"), db_key("pk"), "round", "late", "planned", *of_review)
    return {
        team: Handed(
            id=key,
            round=number,
            late=late,
            planned=planned,
            verdict=verdict or "",
            released_at=released_at,
            again_until=again_until,
        )
        for team, key, number, late, planned, verdict, released_at, again_until in latest.values_list(*names)
    }


def live_counts(worksheets: Collection[Key], items: Collection[str]) -> dict[Key, dict[str, Counts]]:
    """How many lines stand on some items of living worksheets, by worksheet and item, counted like `SubmittedItem`. In
    one query, whose rows hold no text."""
    if not worksheets:
        return {}
    entries = Entry.objects.filter(worksheet__in=worksheets, item__in=items, deleted_at=None)
    summaries = ItemState.objects.filter(worksheet__in=worksheets, item__in=items).exclude(summary="")
    people = Party.objects.filter(worksheet__in=worksheets, is_us=False, deleted_at=None)
    if PEOPLE.code not in items:
        people = people.none()
    first_role = Coalesce(KT("roles__0"), Value(PEOPLE.prompts[-1].code))
    # A key is the same all over its group; as the least of them it is no further thing to group by.
    each = {"key": Min(db_key("worksheet")), "lines": Count("pk")}
    counted = (
        entries.values("worksheet", "item").annotate(**each, under=Count("prompt", distinct=True)),
        summaries.values("worksheet", "item").annotate(**each, under=Value(0)),
        people.values("worksheet", item=Value(PEOPLE.code)).annotate(**each, under=Count(first_role, distinct=True)),
    )
    first, *others = (rows.order_by().values_list("key", "item", "lines", "under") for rows in counted)
    counts: dict[Key, dict[str, Counts]] = defaultdict(dict)
    for key, item, number, prompts in first.union(*others, all=True):
        of_sheet = counts[key]
        lines, under = of_sheet.get(item, NOTHING)
        of_sheet[item] = (lines + number, under + prompts)
    return counts


def written_by(teams: Iterable[Key | None]) -> dict[Key | None, tuple[Key, datetime]]:
    """The worksheets on which teams have written something, and when that was last, by team."""
    keys = [team for team in teams if team]
    if not keys:
        return {}
    living = Team.objects.filter(pk__in=keys, worksheet__deleted_at=None)
    rows = (
        living.with_begun().filter(begun=True).values_list(db_key("pk"), db_key("worksheet"), "worksheet__changed_at")
    )
    return {team: (worksheet, written_at) for team, worksheet, written_at in rows}


def db_key(name: str) -> Cast:
    """A foreign or primary key as the database writes it."""
    return Cast(name, CharField())


def _due(assignment: Assignment) -> dict[int, datetime]:
    """When it is due for those who have more time, by enrolment."""
    extended = assignment.extensions.values_list("enrolment", "due_at")
    return {enrolment: max(assignment.due_at, due_at) for enrolment, due_at in extended}
