"""One item across everybody: what each has handed in on it, side by side."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db.models import FilteredRelation, Q

from quadrants.catalogue import Item
from quadrants.enums import Fill
from training.glance import NOTHING, Crew, Key, crews_of, db_key, filled, live_counts, written_by
from training.models import Assignment, Highlight, ReviewComment, SubmittedItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody stands with the item: how it is filled in what they have handed in, or, where `submission` is
    null, on their worksheet as it is now."""

    crew: Crew
    submission: Key | None
    fill: Fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that was handed in; `good` says it is one to show to the class, as of a `version`."""

    id: str
    prompt: str
    text: str
    party: str
    good: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What somebody has handed in on the item."""

    place: Place
    summary: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which lines are wanted: those under one prompt, those that hold some words, those marked as good; all by
    default."""

    prompt: str = ""
    words: str = ""
    good: bool = False

    def __bool__(self) -> bool:
        return bool(self.prompt or self.words or self.good)

    def takes(self, line: Line) -> bool:
        return (
            (not self.prompt or line.prompt == self.prompt)
            and (not self.good or line.good)
            and self.finds(line.text, line.party)
        )

    def finds(self, *texts: str) -> bool:
        return any(self.words.casefold() in text.casefold() for text in texts)


EVERYTHING = Filter()


def places_of(assignment: Assignment, item: Item) -> list[Place]:
    """Everybody who is to prepare, by name; who is away and has handed in nothing is left out."""
    crews = crews_of(assignment)
    here = FilteredRelation("items", condition=Q(items__item=item.code))
    found = assignment.submissions.latest().annotate(here=here)
    rows = found.values_list(db_key("team"), db_key("pk"), "here__count", "here__prompts")
    handed = {team: (key, (lines or 0, prompts or 0)) for team, key, lines, prompts in rows}
    written = written_by(crew.key for crew in crews if crew.key not in handed)
    live = live_counts([worksheet for worksheet, _at in written.values()], [item.code])
    places = []
    for crew in crews:
        if crew.key in handed:
            submission, counts = handed[crew.key]
        elif crew.away:
            continue
        else:
            worksheet, _at = written.get(crew.key, (None, None))
            submission, counts = None, live.get(worksheet, {}).get(item.code, NOTHING)
        fill = filled(item.code, counts, assignment.minimum)
        places.append(Place(crew=crew, submission=submission, fill=fill))
    return places


def sheets_of(places: Collection[Place], item: Item, wanted: Filter = EVERYTHING) -> list[Sheet]:
    """The lines of some who have handed in, in their order. Who has none that is wanted is left out."""
    keys = [place.submission for place in places]
    marks: dict[Key, dict[str, tuple[bool, int]]] = defaultdict(dict)
    marked = Highlight.objects.filter(submission__in=keys)
    for key, entry, good, version in marked.values_list(db_key("submission"), "entry", "shown", "version"):
        marks[key][str(entry)] = (good, version)
    texts = SubmittedItem.objects.filter(submission__in=keys, item=item.code)
    said = {key: rest for key, *rest in texts.values_list(db_key("submission"), "lines", "summary")}
    sheets = []
    for place in places:
        lines, summary = said.get(place.submission, ([], ""))
        read = [_line(line, marks[place.submission]) for line in lines]
        if wanted:
            read = [line for line in read if wanted.takes(line)]
            summary = "" if wanted.prompt or wanted.good or not wanted.finds(summary) else summary
        sheet = Sheet(place=place, summary=summary, lines=tuple(read))
        if sheet.summary or sheet.lines:
            sheets.append(sheet)
    return sheets


def _line(line: dict[str, str], marks: dict[str, tuple[bool, int]]) -> Line:
    good, version = marks.get(line["id"], (False, 0))
    return Line(
        id=line["id"],
        prompt=line["prompt"],
        text=line["text"],
        party=line["party"],
        good=good,
        version=version,
    )


def remarks_on(sheets: Iterable[Sheet], item: Item) -> dict[tuple[Key, str], list[tuple[str, str]]]:
    """What has been said of lines and of prompts: texts with their authors, by the submission and the id of the line
    or the code of the prompt; of the item as a whole by the submission and nothing."""
    keys = [sheet.place.submission for sheet in sheets]
    remarks: dict[tuple[Key, str], list[tuple[str, str]]] = defaultdict(list)
    found = ReviewComment.objects.filter(submission__in=keys, item=item.code, deleted_at=None).order_by("created_at")
    names = (db_key("submission"), "entry", "prompt", "text", "author__name")
    for key, entry, prompt, text, author in found.values_list(*names):
        remarks[key, str(entry) if entry else prompt].append((text, author or ""))
    return remarks


def mixed(places: Iterable[Place], salt: str) -> list[Place]:
    """The same in an order that tells nothing of whose they are, and stays the same for one `salt`."""
    return sorted(places, key=lambda place: hashlib.sha256(f"{salt} {place.submission}".encode()).digest())


def without_names(sheets: Collection[Sheet]) -> list[Sheet]:
    """The same, with nothing in them that tells whose they are."""
    nobody = Crew(key=None, people=(), members=(), sections=frozenset())
    return [
        replace(sheet, place=replace(sheet.place, crew=replace(nobody, role=sheet.place.crew.role))) for sheet in sheets
    ]
