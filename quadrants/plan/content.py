"""What stands in the full plan: everything on a worksheet, in words, in the order of reading. PDF, Word and Markdown
show this and nothing else.

Texts come through `clean`, which takes out of them what the chosen form of output cannot hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quadrants import enums
from quadrants.catalogue import CATALOGUE, Item, Prompt, Quadrant
from quadrants.charts import ValueChart, value_chart
from quadrants.document import Entry, Party, StrategyPlan, WorksheetDocument
from quadrants.ladder import STEPS, Ladder, ladder
from quadrants.plan.remarks import HandedIn
from quadrants.wording import day, listed, moment, speaker, told, whole_day
from strategies.catalogue import STRATEGIES, Strategy

Clean = Callable[[str], str]
Said = Callable[..., "tuple[Note, ...]"]
PARTIES, CHART, STRATEGY, QUESTIONS, HISTORY = "parties", "chart", "strategies", "questions", "history"
REVIEW = "review"
# Lines from which on each quadrant begins on a page of its own.
LONG = 400
LEGEND_LETTERS = 90
# As long as a line for the sheet; what goes on stands whole under the goals.
GOAL_LETTERS = 300
DAYS_TOLD = 20


@dataclass(frozen=True, slots=True)
class Worked:
    """What one person did on one day: how many parts the worksheet began with, how many were written or changed."""

    day: date
    person: str
    begun: int
    changed: int


@dataclass(frozen=True, slots=True)
class Fact:
    """Something said about a line or the whole, in a few words; without a label it speaks for itself."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A longer text that belongs to a line, by paragraphs."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: its text by paragraphs, its marks in words, what else was written about it, and what others say."""

    lines: tuple[str, ...]
    marks: tuple[Fact, ...] = ()
    notes: tuple[Note, ...] = ()
    remarks: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One prompt with its entries; the order of these means something where it is `ordered`."""

    name: str
    ordered: bool
    lines: tuple[Line, ...]
    remarks: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """One item that holds a text, or of which others say something; that of the steps has them as a `ladder`."""

    code: str
    number: int
    name: str
    in_use: bool
    summary: str
    questions: tuple[Question, ...]
    remarks: tuple[Note, ...] = ()
    ladder: Ladder | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One quadrant: its chapters; by name the other items, those in use and those not in use."""

    number: int
    code: str
    numeral: str
    name: str
    question: str
    chapters: tuple[Chapter, ...]
    empty: tuple[str, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One party as a row of the table; what was not said is empty."""

    name: str
    us: bool
    table: tuple[Fact, ...]
    role: str
    side: str
    style: str
    need: str
    trust: str
    sway: str


@dataclass(frozen=True, slots=True)
class Rated:
    """A row of the legend: the number of the dot, the line or its beginning, both values, who gives."""

    number: int
    text: str
    us: int
    them: int
    direction: str


@dataclass(frozen=True, slots=True)
class Tactic:
    """One strategy as it was decided."""

    number: int
    name: str
    state: str
    planned: bool
    how: str
    rating: str
    lesson: str


@dataclass(frozen=True, slots=True)
class Told:
    """A row of the history."""

    day: str
    person: str
    what: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole plan in the language of the worksheet. Of one that was handed in `by` says who did, and `remarks` what
    others say of the whole."""

    title: str
    by: str
    goal: str
    facts: tuple[Fact, ...]
    people: tuple[Person, ...]
    parts: tuple[Part, ...]
    chart: ValueChart | None
    legend: tuple[Rated, ...]
    tactics: tuple[Tactic, ...]
    asked: tuple[Line, ...]
    history: tuple[Told, ...]
    remarks: tuple[Note, ...]
    long: bool

    @property
    def planned(self) -> tuple[Tactic, ...]:
        return tuple(tactic for tactic in self.tactics if tactic.planned)

    @property
    def left_out(self) -> str:
        """That the table of the chart is not all, in words; "" if it is."""
        count = self.chart.left_out if self.chart else 0
        if not count:
            return ""
        return ngettext(
            "%(count)d more line has both values; those that differ most are shown.",
            "%(count)d more lines have both values; those that differ most are shown.",
            count,
        ) % {"count": count}

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """Code and heading of what follows the quadrants; what is empty is left out."""
        found = [
            (CHART, _("What matters to whom"), self.legend),
            (STRATEGY, _("Strategy checklist"), self.tactics),
            (QUESTIONS, _("Open questions"), self.asked),
            (HISTORY, _("History"), self.history),
            (REVIEW, _("Review"), self.remarks),
        ]
        return tuple((code, name) for code, name, holds in found if holds)


def plan_of(
    document: WorksheetDocument, worked: Iterable[Worked], clean: Clean, handed_in: HandedIn | None = None
) -> Plan:
    """Gathers the plan in the active language and time zone; days of work come in order."""
    chart, copy = value_chart(document), handed_in or HandedIn("")

    def said(item: str = "", prompt: str = "", line: object = "") -> tuple[Note, ...]:
        """What others say of the whole, of an item, of a prompt or of a line."""
        found = copy.remarks.get((item, prompt, str(line)), ())
        return tuple(Note(clean(one.label), lines) for one in found if (lines := paragraphs(one.text, clean)))

    return Plan(
        title=clean(document.worksheet.title),
        by=clean(copy.by),
        goal=clean(Truncator(document.goal).chars(GOAL_LETTERS, truncate="…")),
        facts=(*(Fact(label, clean(text)) for label, text in copy.facts), *_facts(document, clean)),
        people=tuple(_person(party, clean) for party in document.parties),
        parts=tuple(_part(quadrant, document, clean, said) for quadrant in CATALOGUE.quadrants),
        chart=chart,
        legend=tuple(_legend(chart, document, clean)) if chart else (),
        tactics=tuple(_tactic(strategy, document.strategy(strategy.code), clean) for strategy in STRATEGIES),
        asked=tuple(_open_questions(document, clean)),
        history=tuple(_told(tuple(worked), clean)),
        remarks=said(),
        long=len(document.entries) >= LONG,
    )


def paragraphs(text: str, clean: Clean) -> tuple[str, ...]:
    """The lines of a text that hold anything."""
    return tuple(line for part in text.splitlines() if (line := clean(part)))


def _facts(document: WorksheetDocument, clean: Clean) -> Iterator[Fact]:
    """What the cover says below the goal."""
    header = document.worksheet
    said = (
        (_("With"), clean(listed(party.name for party in document.counterparts))),
        (_("Decided by"), clean(listed(party.name for party in document.deciders))),
        (_("When"), moment(header.meeting_at) if header.meeting_at else ""),
        (_("On the table it is called"), clean(header.table_title)),
        (_("State"), _label(enums.State, header.state)),
        (_("As of"), whole_day(timezone.localtime(header.changed_at).date())),
    )
    return (Fact(label, text) for label, text in said if text)


def _label(vocabulary: type[TextChoices], value: str) -> str:
    return str(vocabulary(value).label) if value else ""


def _person(party: Party, clean: Clean) -> Person:
    return Person(
        name=clean(party.name),
        us=party.is_us,
        table=tuple(_at_table(party, clean)),
        role=listed(_label(enums.PartyRole, role) for role in party.roles),
        side=_label(enums.Side, party.side),
        style="" if party.style == enums.Style.UNKNOWN else _label(enums.Style, party.style),
        need=_label(enums.Need, party.need),
        trust=_number(party.trust),
        sway=_number(party.influence),
    )


def _at_table(party: Party, clean: Clean) -> Iterator[Fact]:
    if party.on_table:
        yield Fact("", _("On the table sheet"))
    if name := clean(party.table_name):
        yield Fact(_("Name on the table sheet"), name)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _part(quadrant: Quadrant, document: WorksheetDocument, clean: Clean, said: Said) -> Part:
    chapters = {item: _chapter(item, document, clean, said) for item in quadrant.items}
    silent = [item for item, one in chapters.items() if not (document.holds_text(item) or one.questions or one.remarks)]
    return Part(
        number=quadrant.number,
        code=quadrant.code,
        numeral=quadrant.numeral,
        name=str(quadrant.name),
        question=str(quadrant.question),
        chapters=tuple(one for item, one in chapters.items() if item not in silent),
        empty=tuple(_numbered(item) for item in silent if document.item(item.code).in_use),
        unused=tuple(_numbered(item) for item in silent if not document.item(item.code).in_use),
    )


def _numbered(item: Item) -> str:
    return f"{item.number}\u00a0{item.short}"


def _chapter(item: Item, document: WorksheetDocument, clean: Clean, said: Said) -> Chapter:
    state = document.item(item.code)
    prompts = (prompt for prompt in CATALOGUE.all_prompts if prompt.item == item.code)
    questions = (_question(prompt, document, clean, said) for prompt in prompts)
    return Chapter(
        code=item.code,
        number=item.number,
        name=str(item.name),
        in_use=state.in_use,
        summary=clean(state.summary),
        questions=tuple(question for question in questions if question.lines or question.remarks),
        remarks=said(item.code),
        ladder=ladder(document, words=False) if item.code == STEPS[0] else None,
    )


def _question(prompt: Prompt, document: WorksheetDocument, clean: Clean, said: Said) -> Question:
    if CATALOGUE.item(prompt.item).holds == "parties":
        people = ((party, said(prompt.item, prompt.code, party.id)) for party in document.parties)
        # Somebody without a part to play stands only where something is said of them.
        lines = tuple(
            Line((clean(party.name),), remarks=remarks)
            for party, remarks in people
            if prompt.code in party.roles or remarks
        )
    else:
        entries = document.entries_of(prompt.item, prompt.code)
        lines = tuple(_line(entry, document, clean, said) for entry in entries)
    return Question(str(prompt.name), prompt.ordered, lines, said(prompt.item, prompt.code))


def _line(entry: Entry, document: WorksheetDocument, clean: Clean, said: Said) -> Line:
    return Line(
        lines=paragraphs(told(entry, document), clean),
        marks=tuple(fact for fact in _marks(entry, document, clean) if fact.text),
        notes=tuple(note for note in _notes(entry, clean) if note.lines),
        remarks=said(entry.item, entry.prompt, entry.id),
    )


def _marks(entry: Entry, document: WorksheetDocument, clean: Clean) -> Iterator[Fact]:
    # A speaker stands before the line already.
    party = None if speaker(entry, document) else document.party(entry.party)
    yield Fact(_("About"), clean(party.name) if party else "")
    yield Fact(_("Who"), clean(entry.person))
    yield Fact(_("By"), day(entry.due) if entry.due else "")
    yield Fact("", _("Done") if entry.done else "")
    yield Fact(_("To us"), _number(entry.value_to_us))
    yield Fact(_("To them"), _number(entry.value_to_them))
    yield Fact("", _label(enums.Direction, entry.direction))
    yield Fact("", _label(enums.Basis, entry.basis))
    yield Fact("", _label(enums.Voice, entry.voice))
    yield Fact("", _on_sheet(entry.on_sheet))
    yield Fact("", _("On the table sheet") if entry.on_table else "")


def _on_sheet(value: bool | None) -> str:
    if value is None:
        return ""
    return _("On the sheet") if value else _("Not on the sheet")


def _notes(entry: Entry, clean: Clean) -> Iterator[Note]:
    yield Note(_("Source"), paragraphs(entry.source, clean))
    yield Note(_("Their answer"), paragraphs(entry.answer, clean))
    yield Note(_("The risk it takes away"), paragraphs(entry.risk_removed, clean))
    yield Note(_("What they must agree to"), paragraphs(entry.needs_agreement, clean))
    way_back = "" if entry.way_back is None else _("Yes") if entry.way_back else _("No")
    yield Note(_("A way back"), (way_back,) if way_back else ())


def _legend(chart: ValueChart, document: WorksheetDocument, clean: Clean) -> Iterator[Rated]:
    dots = {dot.number: dot for dot in chart.dots}
    for row in chart.rows:
        dot = dots[row.number]
        text = " ".join(paragraphs(told(row.entry, document), clean))
        yield Rated(row.number, _beginning(text), dot.us, dot.them, _label(enums.Direction, row.entry.direction))


def _beginning(text: str) -> str:
    """A text that is long only by its beginning: it stands in full at its place."""
    return text if len(text) <= LEGEND_LETTERS else text[: LEGEND_LETTERS - 1].rstrip() + "…"


def _tactic(strategy: Strategy, plan: StrategyPlan, clean: Clean) -> Tactic:
    return Tactic(
        number=strategy.number,
        name=str(strategy.name),
        state=_label(enums.PlanState, plan.state),
        planned=plan.state == enums.PlanState.PLANNED,
        how=clean(plan.how),
        rating=_("%(rating)d of 5") % {"rating": plan.rating} if plan.rating else "",
        lesson=clean(plan.lesson),
    )


def _open_questions(document: WorksheetDocument, clean: Clean) -> Iterator[Line]:
    """What we want to ask and have no answer to yet, with whom to ask."""
    for prompt in CATALOGUE.all_prompts:
        for entry in document.entries_of(prompt.item, prompt.code) if "answer" in prompt.fields else ():
            if not entry.answer:
                party = None if speaker(entry, document) else document.party(entry.party)
                whom = (Fact(_("Ask"), clean(party.name)),) if party else ()
                yield Line(paragraphs(told(entry, document), clean), whom)


def _told(worked: tuple[Worked, ...], clean: Clean) -> Iterator[Told]:
    """The latest days; what was before in one row."""
    before, latest = worked[:-DAYS_TOLD], worked[-DAYS_TOLD:]
    if before:
        until = _("Before %(day)s") % {"day": whole_day(latest[0].day)}
        yield Told(until, "", _changes(sum(one.begun for one in before), sum(one.changed for one in before)))
    for one in latest:
        yield Told(whole_day(one.day), clean(one.person) or _("somebody"), _changes(one.begun, one.changed))


def _changes(begun: int, changed: int) -> str:
    said = []
    if begun:
        said.append(ngettext("begun with %(count)d part", "begun with %(count)d parts", begun) % {"count": begun})
    if changed:
        said.append(ngettext("%(count)d part written", "%(count)d parts written", changed) % {"count": changed})
    return " · ".join(said)
