"""The cases that come with the product, as data: one TOML file each in `training/data/cases/`, read once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from negotiation_prep.bilingual import CatalogueError, Table
from quadrants.catalogue import CATALOGUE
from strategies.catalogue import STRATEGIES
from training.cases.document import MOST_MINUTES, CaseDocument, CaseRole, Issue, Kind, Option, RolePoints
from training.cases.flaws import Place, flaws

CASES_PATH = Path(__file__).parent.parent / "data" / "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryCase:
    """One of ours, in the order to show."""

    code: str
    number: int
    document: CaseDocument


def load_cases(folder: Path, item_codes: Collection[str], strategy_codes: Collection[str]) -> tuple[LibraryCase, ...]:
    """Reads and checks the cases of a folder; `CatalogueError` names the file, the entry and what is wrong with it."""
    paths = sorted(folder.glob("*.toml"))
    cases = [_case(Table.of_file(path), path.stem, len(paths), item_codes, strategy_codes) for path in paths]
    cases.sort(key=lambda case: case.number)
    for before, case in zip(cases, cases[1:], strict=False):
        if before.number == case.number:
            raise CatalogueError(f"{case.code}.toml: number {case.number} is that of {before.code}.toml, too")
    return tuple(cases)


def _case(file: Table, name: str, count: int, items: Collection[str], strategies: Collection[str]) -> LibraryCase:
    file.expect("code", name)
    case = LibraryCase(
        code=name,
        number=file.whole("number", 1, count),
        document=CaseDocument(
            title=file.text("title"),
            teaches=file.text("teaches"),
            minutes_to_prepare=file.whole("minutes_to_prepare", 1, MOST_MINUTES),
            minutes_to_talk=file.whole("minutes_to_talk", 1, MOST_MINUTES),
            items=file.words("items", items, "item"),
            strategies=file.words("strategies", strategies, "strategy"),
            introduction=file.paragraphs("introduction"),
            roles=tuple(_roles(file)),
            issues=tuple(_issues(file)),
            notes=file.paragraphs("notes"),
        ),
    )
    for key, codes in (("items", case.document.items), ("strategies", case.document.strategies)):
        if not codes:
            file.refuse(f"has no {key}")
    file.finish()
    for found in flaws(case.document):
        file.refuse(": ".join(filter(None, (_entry(case.document, found.place), found.flaw.value))))
    return case


def _roles(file: Table) -> Iterator[CaseRole]:
    for table in file.tables("roles", "role"):
        yield CaseRole(code=table.code(), name=table.text("name"), brief=table.paragraphs("brief"))
        table.finish()


def _issues(file: Table) -> Iterator[Issue]:
    for table in file.tables("issues", "issue"):
        kind = table.choice("kind", Kind.values, default="")
        number = kind == Kind.NUMBER
        yield Issue(
            code=table.code(),
            kind=kind,
            name=table.text("name"),
            unit=table.text_or_none("unit"),
            low=table.number("low") if number else None,
            high=table.number("high") if number else None,
            options=tuple(_options(table)),
            points=tuple(_points(table, kind)),
        )
        table.finish()


def _options(issue: Table) -> Iterator[Option]:
    for table in issue.tables("options", "option"):
        yield Option(code=table.code(), name=table.text("name"))
        table.finish()


def _points(issue: Table, kind: str) -> Iterator[RolePoints]:
    table = issue.table("points")
    if table is None:
        return
    if kind not in (Kind.NUMBER, Kind.CHOICE):
        issue.refuse("has points, but is neither a number nor a choice")
    for role in table.names():
        if kind == Kind.NUMBER:
            yield RolePoints(role=role, steps=table.pairs(role))
        elif options := table.table(role):
            yield RolePoints(role=role, steps=tuple((code, options.number(code)) for code in options.names()))


def _entry(document: CaseDocument, place: Place) -> str:
    """How the catalogue calls a place in a case: *issue price, points, buyer*; nothing for the case itself."""
    if len(place) < 2:
        return ""
    issue = document.issues[int(place[1])]
    return ", ".join([f"issue {issue.code}", *map(str, place[2:])])


CASES = load_cases(
    CASES_PATH,
    frozenset(item.code for item in CATALOGUE.items),
    frozenset(strategy.code for strategy in STRATEGIES),
)

_BY_CODE = {case.code: case for case in CASES}


def library_case(code: str) -> LibraryCase:
    """The case of ours with this code, or KeyError."""
    return _BY_CODE[code]
