"""What a submission is judged by: criteria with levels, ours in both languages from TOML, or a trainer's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _

from negotiation_prep.bilingual import Table, Text

RUBRIC_PATH = Path(__file__).parent / "data" / "rubric.toml"
MOST_CRITERIA, CRITERION_LENGTH = 12, 80


class ScoreLevel(IntegerChoices):
    """How far a criterion is met; the value is its points."""

    NOT_YET = 0, _("not yet")
    PARTLY = 1, _("in part")
    WELL = 2, _("well")
    STRONG = 3, _("very well")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing to judge by; `asks` says in a sentence what to look for, empty where a trainer gave only a name."""

    code: str
    name: Text
    asks: Text


def own_rubric(names: Iterable[str]) -> tuple[Criterion, ...]:
    """A trainer's own criteria, `own_1` and so on, each by its name in the trainer's language."""
    return tuple(
        Criterion(code=f"own_{number}", name=Text(en=name, zh_hans=name), asks=Text(en="", zh_hans=""))
        for number, name in enumerate(names, start=1)
    )


def total(scores: Mapping[str, int | None], criteria: Iterable[Criterion]) -> tuple[int, int] | None:
    """The points reached and the most that can be, over all criteria; None until each has its level."""
    levels = [scores.get(criterion.code) for criterion in criteria]
    given = [level for level in levels if level is not None]
    if not levels or len(given) < len(levels):
        return None
    return sum(given), len(levels) * max(ScoreLevel.values)


def _load(path: Path) -> Iterator[Criterion]:
    file = Table.of_file(path)
    for table in file.tables("criteria", "criterion"):
        yield Criterion(code=table.code(), name=table.text("name"), asks=table.text("asks"))
        table.finish()
    file.finish()


RUBRIC = tuple(_load(RUBRIC_PATH))
