"""A case as JSON, in one numbered format: what is exported, imported and kept in the database.

Reading is strict: a key that is not known, a value of the wrong kind, a text that cannot be kept or a code that does
not exist is refused, by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from negotiation_prep.bilingual import CHINESE, CODE, ENGLISH, Text
from quadrants.catalogue import CATALOGUE
from quadrants.interchange import DocumentError
from quadrants.text import forbidden_character, normalised, on_one_line
from strategies.catalogue import STRATEGIES
from training.cases import document as limits
from training.cases.document import CaseDocument, CaseRole, Issue, Kind, Option, RolePoints, Step
from training.cases.flaws import Place, flaws

FORMAT, VERSION = "negotiation-case", 1
CODE_LENGTH = 40
ITEMS = tuple(item.code for item in CATALOGUE.items)
PLANS = tuple(strategy.code for strategy in STRATEGIES)

_BLANK_LINES = re.compile(r"\n\s*\n")


def to_json(case: CaseDocument) -> dict[str, Any]:
    """The case as JSON values."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": _both(case.title),
        "teaches": _both(case.teaches),
        "minutes_to_prepare": case.minutes_to_prepare,
        "minutes_to_talk": case.minutes_to_talk,
        "items": list(case.items),
        "strategies": list(case.strategies),
        "introduction": _paragraphs(case.introduction),
        "roles": [
            {"code": role.code, "name": _both(role.name), "brief": _paragraphs(role.brief)} for role in case.roles
        ],
        "issues": [_issue(issue) for issue in case.issues],
        "notes": _paragraphs(case.notes),
    }


def _both(text: Text) -> dict[str, str]:
    return {ENGLISH: text.en, CHINESE: text.zh_hans}


def _paragraphs(texts: tuple[Text, ...]) -> list[dict[str, str]]:
    return [_both(text) for text in texts]


def _issue(issue: Issue) -> dict[str, Any]:
    """An issue with the keys that its kind has."""
    record: dict[str, Any] = {"code": issue.code, "kind": issue.kind, "name": _both(issue.name)}
    if issue.unit is not None:
        record["unit"] = _both(issue.unit)
    if issue.kind == Kind.NUMBER:
        record |= {"low": issue.low, "high": issue.high}
    if issue.kind == Kind.CHOICE:
        record["options"] = [{"code": option.code, "name": _both(option.name)} for option in issue.options]
    if issue.points:
        record["points"] = {one.role: _steps(issue, one.steps) for one in issue.points}
    return record


def _steps(issue: Issue, steps: tuple[Step, ...]) -> Any:
    return dict(steps) if issue.kind == Kind.CHOICE else [list(step) for step in steps]


def from_json(data: Any) -> CaseDocument:
    """Reads a case. `DocumentError` for anything else; it says where and what, in the active language."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise DocumentError(_("This file is not a case that was exported here."))
    file = _Part(data, "")
    file.take("format")
    _check_version(file.take("version"))
    case = CaseDocument(
        title=file.text("title", limits.TITLE_LENGTH),
        teaches=file.text("teaches", limits.SENTENCE_LENGTH, required=False),
        minutes_to_prepare=file.whole("minutes_to_prepare", 1, limits.MOST_MINUTES),
        minutes_to_talk=file.whole("minutes_to_talk", 1, limits.MOST_MINUTES),
        items=file.codes("items", ITEMS),
        strategies=file.codes("strategies", PLANS),
        introduction=file.paragraphs("introduction"),
        roles=tuple(_roles(file)),
        issues=tuple(_issues(file)),
        notes=file.paragraphs("notes"),
    )
    file.finish()
    for found in flaws(case):
        raise DocumentError(f"{_written(found.place)}: {found.flaw.label}")
    return case


def _check_version(version: Any) -> None:
    if type(version) is not int or version < 1:
        raise DocumentError(_("The file does not say which version of the format it has."))
    if version > VERSION:
        raise DocumentError(
            _("The file has version %(version)s of the format; this workbook reads up to %(known)s.")
            % {"version": version, "known": VERSION}
        )


def _written(place: Place) -> str:
    """A place as it stands in the file: `issues[0].points.buyer`."""
    words = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in place]
    return "".join(words).removeprefix(".")


def _roles(file: _Part) -> Iterator[CaseRole]:
    for part in file.parts("roles", limits.MOST_ROLES):
        yield CaseRole(code=part.code(), name=part.text("name", limits.NAME_LENGTH), brief=part.paragraphs("brief"))
        part.finish()


def _issues(file: _Part) -> Iterator[Issue]:
    for part in file.parts("issues", limits.MOST_ISSUES):
        kind = part.word("kind", Kind.values)
        yield Issue(
            code=part.code(),
            kind=kind,
            name=part.text("name", limits.NAME_LENGTH),
            unit=part.text("unit", limits.UNIT_LENGTH) if part.has("unit") else None,
            low=part.number("low") if part.has("low") else None,
            high=part.number("high") if part.has("high") else None,
            options=tuple(_options(part)),
            points=tuple(_points(part, kind)),
        )
        part.finish()


def _options(issue: _Part) -> Iterator[Option]:
    for part in issue.parts("options", limits.MOST_OPTIONS):
        yield Option(code=part.code(), name=part.text("name", limits.NAME_LENGTH))
        part.finish()


def _points(issue: _Part, kind: str) -> Iterator[RolePoints]:
    points = issue.part("points")
    for role in points.names():
        if kind == Kind.CHOICE:
            options = points.part(role)
            steps: tuple[Step, ...] = tuple((option, options.number(option)) for option in options.names())
        else:
            steps = points.pairs(role)
        yield RolePoints(role=role, steps=steps)


class _Part:
    """One object of the file while it is read. Each value is taken once; `finish` refuses what nobody took."""

    def __init__(self, values: Any, where: str) -> None:
        self._where = where
        if not isinstance(values, dict):
            self._wrong_kind()
        self._values: dict[str, Any] = dict(values)

    def has(self, name: str) -> bool:
        return name in self._values

    def names(self) -> tuple[str, ...]:
        """What was not taken yet."""
        return tuple(self._values)

    def take(self, name: str) -> Any:
        if name not in self._values:
            raise DocumentError(_("%(where)s is missing.") % {"where": self._place(name)})
        return self._values.pop(name)

    def finish(self) -> None:
        for name in sorted(self._values):
            where = self._where or _("the file")
            raise DocumentError(_("%(where)s: there is no field “%(name)s”.") % {"where": where, "name": _quoted(name)})

    def code(self) -> str:
        code = self.take("code")
        if not isinstance(code, str) or not CODE.fullmatch(code) or len(code) > CODE_LENGTH:
            message = _("%(where)s may hold only small letters, digits and _, at most %(limit)d of them.")
            raise DocumentError(message % {"where": self._place("code"), "limit": CODE_LENGTH})
        return code

    def word(self, name: str, known: Collection[str]) -> str:
        return _known(self.take(name), known, self._place(name))

    def codes(self, name: str, known: tuple[str, ...]) -> tuple[str, ...]:
        """Known codes, none of them twice, in the order of the method; none where there is no such list."""
        place = self._place(name)
        chosen = [_known(value, known, place) for value in self._list(name, len(known))]
        return tuple(code for code in known if code in chosen)

    def whole(self, name: str, low: int, high: int) -> int:
        value = self.take(name)
        if type(value) is not int or not low <= value <= high:
            message = _("%(where)s is not a whole number from %(low)d to %(high)d.")
            raise DocumentError(message % {"where": self._place(name), "low": low, "high": high})
        return value

    def number(self, name: str) -> float:
        return self._number(name, self.take(name))

    def pairs(self, name: str) -> tuple[tuple[float, float], ...]:
        pairs = self._list(name, limits.MOST_STEPS)
        if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
            self._wrong_kind(name)
        return tuple((self._number(name, value), self._number(name, points)) for value, points in pairs)

    def text(self, name: str, limit: int, *, required: bool = True) -> Text:
        """A text on one line."""
        text = _text(self.take(name) if required else self._values.pop(name, {}), limit, self._place(name), on_one_line)
        if required and not text:
            raise DocumentError(_("%(where)s is empty.") % {"where": self._place(name)})
        return text

    def paragraphs(self, name: str) -> tuple[Text, ...]:
        """Paragraphs, none of them empty; none where there is no such list."""
        return tuple(self._read_paragraphs(name))

    def _read_paragraphs(self, name: str) -> Iterator[Text]:
        for number, value in enumerate(self._list(name, limits.MOST_PARAGRAPHS)):
            place = f"{self._place(name)}[{number}]"
            text = _text(value, limits.PARAGRAPH_LENGTH, place, without_blank_lines)
            if not text:
                raise DocumentError(_("%(where)s is empty.") % {"where": place})
            yield text

    def part(self, name: str) -> _Part:
        """The object under a name; an empty one where there is none."""
        return _Part(self._values.pop(name, {}), self._place(name))

    def parts(self, name: str, most: int) -> list[_Part]:
        """The objects in a list; none where there is no such list."""
        return [_Part(value, f"{self._place(name)}[{at}]") for at, value in enumerate(self._list(name, most))]

    def _list(self, name: str, most: int) -> list[Any]:
        values = self._values.pop(name, [])
        if not isinstance(values, list):
            self._wrong_kind(name)
        if len(values) > most:
            raise DocumentError(_("%(where)s: more than %(limit)d.") % {"where": self._place(name), "limit": most})
        return values

    def _number(self, name: str, value: Any) -> float:
        if type(value) not in (int, float) or not abs(value) <= limits.LARGEST_NUMBER:
            self._wrong_kind(name)
        number: float = value
        return number

    def _place(self, name: str) -> str:
        return f"{self._where}.{_quoted(name)}".removeprefix(".")

    def _wrong_kind(self, name: str = "") -> NoReturn:
        where = self._place(name) if name else self._where
        raise DocumentError(_("%(where)s: the value is of the wrong kind.") % {"where": where})


def _known(value: Any, known: Collection[str], where: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise DocumentError(_("%(where)s: there is no “%(value)s”.") % {"where": where, "value": _quoted(value)})
    return value


def _text(value: Any, limit: int, where: str, shaped: Callable[[str], str]) -> Text:
    """A text as `{"en": …, "zh-hans": …}`, of which one may be absent or empty."""
    if not isinstance(value, dict):
        raise DocumentError(_("%(where)s: the value is of the wrong kind.") % {"where": where})
    part = _Part(value, where)
    both = {name: _kept(part, name, limit, f"{where}.{name}", shaped) for name in (ENGLISH, CHINESE) if part.has(name)}
    part.finish()
    return Text(en=both.get(ENGLISH, ""), zh_hans=both.get(CHINESE, ""))


def _kept(part: _Part, name: str, limit: int, where: str, shaped: Callable[[str], str]) -> str:
    """One text in its kept form, as the fields of the pages make it."""
    value = part.take(name)
    if not isinstance(value, str):
        raise DocumentError(_("%(where)s: the value is of the wrong kind.") % {"where": where})
    if character := forbidden_character(value):
        message = _("%(where)s holds a character that cannot be kept (%(character)s).")
        raise DocumentError(message % {"where": where, "character": character})
    text = shaped(normalised(value))
    if len(text) > limit:
        message = _("%(where)s is longer than %(limit)d characters.")
        raise DocumentError(message % {"where": where, "limit": limit})
    return text


def without_blank_lines(text: str) -> str:
    """A paragraph: it may have lines, but a blank one would begin another."""
    return _BLANK_LINES.sub("\n", text)


def _quoted(value: Any) -> str:
    """The beginning of what stands in a file, fit to be shown."""
    return str(value)[:80].encode("utf-8", "replace").decode()
