"""A talk of quick prep: what is picked for it, what is used, and how its pages are asked."""

from __future__ import annotations

from django.urls import reverse

from quadrants.catalogue import CATALOGUE
from quadrants.loading import load_document
from quadrants.quick import picks
from quadrants.services.quick import answer_quick

USUAL = ["goals", "parties", "needs", "perceptions", "standards", "framing", "next_steps"]
ORDER = [item.code for item in CATALOGUE.items]


def items(**answers: str) -> list[str]:
    return [pick.code for pick in picks(answers).items]


def used(worksheet) -> list[str]:
    return [state.item for state in load_document(worksheet).items if state.in_use]


def answer(worksheet, owner, **answers):
    worksheet.refresh_from_db()
    fields = {f"quick_{code}": option for code, option in answers.items()}
    outcome = answer_quick(worksheet=worksheet, user=owner, base=worksheet.version, fields=fields)
    assert outcome.saved, outcome
    worksheet.refresh_from_db()


def write(worksheet, owner, item, prompt, text="A line"):
    from quadrants.services import saving
    from quadrants.views.plain import creation

    change = creation("entry", {"item": item, "prompt": prompt, "text": text})
    assert saving.save(subject_id=worksheet.pk, user=owner, change=change).saved


def at(name, worksheet, *more):
    return reverse(name, args=[worksheet.pk, *more])


def asked(worksheet, **answers):
    return {"do": "answer", "base": worksheet.version, **{f"quick_{code}": option for code, option in answers.items()}}
