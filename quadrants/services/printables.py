"""What can be printed many at once. Each kind says what a thing of its own is to a person just now; how they are all
made, joined and kept is the same (`quadrants.services.printing`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quadrants.loading import load_document
from quadrants.models import PrintJob, Worksheet
from quadrants.sheet import Edition


@dataclass(frozen=True, slots=True)
class Printable:
    """One thing to print: what it is called, the language that it is in, and how its PDF is made; that raises what a
    press does."""

    title: str
    language: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintKind:
    """Things of one kind, of which a job takes `most`. `find(job, key)` is the thing with this key, None unless the
    owner of the job may see it at this moment. `title` is what many of them are called, `file` their file without its
    ending. `back(about)` names the page that the job was asked for on, as URL name and arguments; `way` says so."""

    name: str
    most: int
    title: str | Promise
    file: str
    find: Callable[[PrintJob, str], Printable | None]
    back: Callable[[str], tuple[str, Sequence[str]]]
    way: str | Promise


_kinds: dict[str, PrintKind] = {}


def register(kind: PrintKind) -> None:
    _kinds[kind.name] = kind


def kind_of(job: PrintJob) -> PrintKind:
    """The kind of what a job prints; KeyError for one that nobody has registered."""
    return _kinds[job.kind]


def _sheet(job: PrintJob, key: str) -> Printable | None:
    worksheet = Worksheet.objects.visible_to(job.owner).filter(pk=UUID(key)).first()
    if worksheet is None:
        return None
    document = load_document(worksheet)
    edition = Edition(document, job.paper, ZoneInfo(job.time_zone))
    return Printable(document.worksheet.title, document.worksheet.language, lambda: edition.sheet().pdf)


SHEETS = PrintKind(
    name="sheets",
    most=200,
    title=_("Prep sheets"),
    file="prep-sheets",
    find=_sheet,
    back=lambda about: ("worksheets", ()),
    way=_("To the worksheets"),
)
register(SHEETS)
