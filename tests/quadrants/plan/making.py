"""Documents for the plan with something in every field, and what can be read from its three forms."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date
from typing import Any

import docx
import pypdfium2

from quadrants import plan
from quadrants.catalogue import CATALOGUE
from quadrants.document import PROMPT_ORDER, Entry, StrategyPlan, WorksheetDocument
from quadrants.forms.content import offered_fields
from quadrants.plan.content import Worked
from quadrants.plan.remarks import WHOLE, HandedIn, Remark
from strategies.catalogue import STRATEGIES
from tests.quadrants.sheet.making import PROMPTS, US, an_id, demo, document, entry, party, squeezed

WORKED = (Worked(date(2026, 11, 20), "Ann Lee", 81, 0), Worked(date(2026, 11, 21), "王小明", 0, 12))
FORMS = ("pdf", "docx", "md")
PARTY_TEXTS = ("name", "table_name")
ENTRY_TEXTS = ("text", "person", "source", "answer", "risk_removed", "needs_agreement")
SAMPLE = {
    "value_to_us": 2,
    "value_to_them": 9,
    "direction": "we_give",
    "due": date(2026, 12, 24),
    "done": True,
    "basis": "said",
    "way_back": False,
}


def canary(kind: str, number: int) -> str:
    """A word that stands nowhere else."""
    return f"q{kind.replace('_', '')}x{number:03}z"


def full(language: str = "en") -> WorksheetDocument:
    """A worksheet with every field filled: one entry under each prompt, of all that it offers."""
    them = party(canary("name", 1), "counterpart", "decision_maker", side="theirs", style="giver", need="safety")
    third = party(canary("name", 2), "third_party", table_name=canary("table_name", 2), on_table=True)
    entries = [full_entry(number, them.id) for number in range(len(PROMPTS))]
    made = document(
        title=canary("title", 0),
        language=language,
        table_title=canary("table_title", 0),
        entries=entries,
        parties=[US, them, third],
        summaries={item.code: canary("summary", item.number) for item in CATALOGUE.items},
    )
    plans = tuple(
        StrategyPlan(
            strategy=one.code,
            state="planned",
            how=canary("how", one.number),
            rating=4,
            lesson=canary("lesson", one.number),
        )
        for one in STRATEGIES
    )
    return WorksheetDocument(
        worksheet=made.worksheet, parties=made.parties, items=made.items, entries=made.entries, strategies=plans
    )


def full_entry(number: int, about) -> Entry:
    prompt = PROMPTS[number]
    values = {**SAMPLE, "party": about, **{name: canary(name, number) for name in ENTRY_TEXTS[1:]}}
    offered = {name: values[name] for name in offered_fields(prompt)}
    return entry(prompt.item, prompt.code, canary("text", number), on_sheet=True, on_table=True, **offered)


def remarked(made: WorksheetDocument) -> HandedIn:
    """A remark at each place of a worksheet: the whole, each item, each prompt, each line and each party; its text says
    which place that is."""
    places = [WHOLE, *((item.code, "", "") for item in CATALOGUE.items)]
    places += [(prompt.item, prompt.code, "") for prompt in CATALOGUE.all_prompts if not prompt.retired]
    places += [(one.item, one.prompt, str(one.id)) for one in made.entries]
    last = CATALOGUE.item("parties").prompts[-1].code
    places += [("parties", one.roles[0] if one.roles else last, str(one.id)) for one in made.others]
    remarks = {place: (Remark("Comment", remark_at(number)),) for number, place in enumerate(places)}
    return HandedIn("Zoë, round 2", (("Handed in by", "Zoë"),), remarks)


def remark_at(number: int) -> str:
    return canary("remark", number)


def longer(times: int) -> WorksheetDocument:
    """The English example with all its lines several times."""
    made = demo("raise")
    entries = (
        replace(one, id=an_id(f"{one.id}{number}"), position=number) for one in made.entries for number in range(times)
    )
    return replace(made, entries=tuple(sorted(entries, key=lambda one: PROMPT_ORDER[one.item, one.prompt])))


def setting(paper: str = "A4") -> dict:
    return {"paper": paper, "time_zone": UTC}


def pdf_of(made: WorksheetDocument, paper: str = "A4", **more: Any) -> bytes:
    return plan.build_pdf(made, WORKED, **setting(paper), **more)


def word_of(made: WorksheetDocument, paper: str = "A4") -> bytes:
    return plan.build_word(made, WORKED, **setting(paper))


def markdown_of(made: WorksheetDocument) -> str:
    return plan.markdown(made, WORKED, time_zone=UTC)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]


def body_of(pdf: bytes) -> str:
    """All text without white space, heads and feet of the pages left out."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        height = page.get_height()
        found.append(page.get_textpage().get_text_bounded(bottom=50, top=height - 50))
    return squeezed("".join(found))


def words_of(content: bytes) -> str:
    """All text of a Word file without white space, tables where they stand, heads and feet left out."""
    body = docx.Document(io.BytesIO(content)).element.body
    return squeezed("".join(text.text or "" for text in body.iter(f"{{{body.nsmap['w']}}}t")))


def text_in(form: str, made: WorksheetDocument) -> str:
    """The text of the plan in one of its forms, without white space and, in Markdown, without its signs."""
    if form == "pdf":
        return body_of(pdf_of(made))
    if form == "docx":
        return words_of(word_of(made))
    return squeezed(markdown_of(made))
