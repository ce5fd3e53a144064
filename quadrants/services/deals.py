"""The editable kinds of a deal, and what is done with it as a whole: one is taken in, a package is picked."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from quadrants.bargain import Deal
from quadrants.forms.deal import CombinationForm, DealForm, IssueForm, OptionForm, PackageForm
from quadrants.models import Action, Combination, Entry, Issue, IssueOption, Package, Worksheet
from quadrants.models import Deal as DealRow
from quadrants.services import saving
from quadrants.services.parts import STEP, fields_of, part_target
from quadrants.services.saving import Change, Outcome
from quadrants.services.targets import Target

if TYPE_CHECKING:
    from accounts.models import User

PICKED_ITEM, PICKED_PROMPT = "best_option", "priorities"
Planned = tuple[str, str, Mapping[str, Any]]


def _find_deal(worksheet: Worksheet, key: str) -> DealRow | None:
    return DealRow.objects.filter(worksheet=worksheet).first()


DEAL_TARGET = Target(
    kind="deal",
    keyed=False,
    form=DealForm,
    fields=fields_of(DealRow),
    find=_find_deal,
    blank=lambda worksheet, key: DealRow(worksheet=worksheet),
    implicit=True,
)
ISSUE_TARGET = part_target("issue", Issue, IssueForm)
OPTION_TARGET = part_target("option", IssueOption, OptionForm)
COMBINATION_TARGET = part_target("combination", Combination, CombinationForm)
PACKAGE_TARGET = part_target("package", Package, PackageForm)
TARGETS = (DEAL_TARGET, ISSUE_TARGET, OPTION_TARGET, COMBINATION_TARGET, PACKAGE_TARGET)


class NotTaken(Exception):
    """A part was refused, and nothing was written; the message says why."""


@transaction.atomic
def take_in(*, user: User, worksheet: Worksheet, old: Deal, new: Deal) -> None:
    """Puts a deal in the place of the one that is there: all of it, or nothing (`NotTaken`). What was there is deleted
    like anything else, so the history has it."""
    # Sent twice, the second waits for the first and finds its own ids there.
    Worksheet.objects.select_for_update().filter(pk=worksheet.pk).first()
    gone = [
        (f"{kind}:{part.id}", part.version)
        for kind, parts in (("package", old.packages), ("combination", old.combinations), ("option", old.options),
                            ("issue", old.issues))
        for part in parts
    ]  # fmt: skip
    changes = [Change(target=name, base=version, action=Action.DELETE, follows=True) for name, version in gone]
    terms = {name: getattr(new.terms, name) for name in DealForm.base_fields}
    if terms != {name: getattr(old.terms, name) for name in terms}:
        changes.append(Change(target="deal", base=old.terms.version, fields=terms, follows=True))
    changes += [
        Change(target=f"{kind}:{key}", base=0, fields=fields, follows=True) for kind, key, fields in parts_of(new)
    ]
    outcomes = saving.save_all(subject_id=worksheet.pk, user=user, changes=changes)
    for outcome in outcomes:
        if not outcome.saved:
            raise NotTaken(" ".join(outcome.fields.values()) or outcome.message)


def parts_of(deal: Deal) -> Iterable[Planned]:
    """All parts of a deal as they are made: kind, id and fields."""
    kinds: Sequence[tuple[str, Target, Sequence[Any]]] = (
        ("issue", ISSUE_TARGET, deal.issues),
        ("option", OPTION_TARGET, deal.options),
        ("combination", COMBINATION_TARGET, deal.combinations),
        ("package", PACKAGE_TARGET, deal.packages),
    )
    for kind, target, parts in kinds:
        for number, part in enumerate(parts, start=1):
            fields = {name: _sendable(getattr(part, name)) for name in target.fields}
            yield kind, str(part.id), {**fields, "position": number * STEP}


def _sendable(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, uuid.UUID) else value


@transaction.atomic
def pick(
    *, user: User, worksheet: Worksheet, text: str, texts: Collection[str], package: Mapping[str, Any] | None = None
) -> Outcome:
    """Makes a package, in words, the best option: the first line of that question, and on the sheet. A line with one of
    its `texts`, those in all languages, is moved there. Where `package` has the fields of one that is not kept yet, it
    is kept, too."""
    lines = Entry.objects.filter(
        worksheet=worksheet, item=PICKED_ITEM, prompt=PICKED_PROMPT, deleted_at__isnull=True
    ).order_by("position", "created_at")
    first, same = lines.first(), lines.filter(text__in=texts).first()
    if same is None:
        position = first.position - STEP if first else STEP
        place = {"item": PICKED_ITEM, "prompt": PICKED_PROMPT, "position": position}
        outcome = _save(user, worksheet, f"entry:{uuid.uuid4()}", 0, {**place, "text": text, "on_sheet": True})
    else:
        moved = {} if same == first else {"position": first.position - STEP}
        outcome = _save(user, worksheet, f"entry:{same.pk}", same.version, {**moved, "on_sheet": True})
    if outcome.saved and package:
        outcome = _save(user, worksheet, f"package:{uuid.uuid4()}", 0, package)
    if not outcome.saved:
        transaction.set_rollback(True)
    return outcome


def _save(user: User, worksheet: Worksheet, target: str, base: int, fields: Mapping[str, Any]) -> Outcome:
    change = Change(target=target, base=base, fields=fields)
    return saving.save(subject_id=worksheet.pk, user=user, change=change)


# --- A deal that comes with a document -------------------------------------------------------------------------------

Checked = Callable[[type[Any], Target, Any, Any, str], dict[str, Any]]


def made_rows(worksheet: Worksheet, deal: Deal, checked: Checked) -> list[tuple[Target, str, Any]]:
    """The rows of a deal for a new worksheet, with new ids, not saved yet; `checked` passes a part through its form."""
    new = {part.id: uuid.uuid4() for part in (*deal.issues, *deal.options)}
    rows: list[tuple[Target, str, Any]] = []
    if deal.terms != type(deal.terms)():
        row = DealRow(worksheet=worksheet, version=1)
        rows.append((DEAL_TARGET, "deal", _filled(row, checked(DealForm, DEAL_TARGET, deal.terms, row, "deal"))))
    kinds: Sequence[tuple[str, str, type[Any], Target, Sequence[Any]]] = (
        ("issue", "issues", Issue, ISSUE_TARGET, deal.issues),
        ("option", "options", IssueOption, OPTION_TARGET, deal.options),
        ("combination", "combinations", Combination, COMBINATION_TARGET, deal.combinations),
        ("package", "packages", Package, PACKAGE_TARGET, deal.packages),
    )
    for kind, section, model, target, parts in kinds:
        for number, part in enumerate(parts):
            row = model(pk=new.get(part.id) or uuid.uuid4(), worksheet=worksheet, version=1)
            fields = checked(target.form, target, part, row, f"deal.{section}[{number}]")
            _filled(row, {**fields, "position": (number + 1) * STEP})
            if hasattr(row, "choices"):
                row.choices = [moved for key in row.choices if (moved := _moved(key, new))]
            if hasattr(row, "issue"):
                row.issue = new[part.issue]
            rows.append((target, f"{kind}:{row.pk}", row))
    return rows


def save_rows(rows: Iterable[tuple[Target, str, Any]]) -> None:
    """Writes rows that `made_rows` has made."""
    by_model: dict[type[models.Model], list[Any]] = {}
    for _target, _name, row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, made in by_model.items():
        model._default_manager.bulk_create(made)


def _moved(key: str, new: Mapping[uuid.UUID, uuid.UUID]) -> str:
    """A choice under its new ids; empty where nothing has these ids."""
    issue, _colon, choice = key.partition(":")
    found = new.get(uuid.UUID(issue))
    if "-" in choice[1:]:
        choice = str(new.get(uuid.UUID(choice), ""))
    return f"{found}:{choice}" if found and choice else ""


def _filled(row: Any, values: Mapping[str, Any]) -> Any:
    for name, value in values.items():
        setattr(row, name, value)
    return row
