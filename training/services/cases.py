"""The verbs of a trainer's own cases: write, change, copy, import, delete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from negotiation_prep.bilingual import CHINESE, ENGLISH, Text
from training.cases.document import TITLE_LENGTH, CaseDocument
from training.cases.interchange import from_json, to_json
from training.models import Case

if TYPE_CHECKING:
    from accounts.models import User


def create_case(*, user: User, document: CaseDocument) -> Case:
    """A new case that belongs to `user`."""
    return Case.objects.create(owner=user, content=to_json(document))


def change_case(*, case: Case, base: int, document: CaseDocument) -> bool:
    """Puts a document in the place of the one that had the version `base`. False when somebody has changed the case
    since then, or deleted it: nothing was written."""
    changed = Case.objects.filter(pk=case.pk, version=base).update(
        content=to_json(document), version=F("version") + 1, changed_at=timezone.now()
    )
    return changed == 1


def copy_case(*, user: User, document: CaseDocument) -> Case:
    """A copy of a case, one of ours or an own one, that belongs to `user` and can be changed."""
    title = Text(en=_copied(document.title.en, ENGLISH), zh_hans=_copied(document.title.zh_hans, CHINESE))
    return create_case(user=user, document=replace(document, title=title))


def _copied(title: str, language: str) -> str:
    if not title:
        return ""
    with translation.override(language):
        return _("%(title)s (copy)") % {"title": title[: TITLE_LENGTH - 20]}


def import_case(*, user: User, data: Any) -> Case:
    """A new case from an exported file. `DocumentError` names what is wrong; then nothing was written."""
    return create_case(user=user, document=from_json(data))


def delete_case(*, case: Case) -> None:
    """Deletes a case for good."""
    case.delete()
