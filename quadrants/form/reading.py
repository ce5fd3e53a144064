"""Takes the answers out of a filled form. The file comes from anybody, so this runs in a process that can be ended,
and trusts nothing: not the tree of fields, not the kinds of values, not that what is there can be seen."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pypdf import Configuration, PdfReader, apply_configuration
from pypdf.errors import DependencyError, FileNotDecryptedError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, StreamObject

from negotiation_prep.bilingual import CHINESE, ENGLISH
from quadrants.catalogue import CATALOGUE
from quadrants.document import PROMPT_ORDER
from quadrants.form.content import MEETING_AT, STRATEGY, TITLE
from quadrants.form.found import FormError, Found, LeftOut, Line
from quadrants.text import FORBIDDEN, normalised, on_one_line
from strategies.catalogue import STRATEGIES

MOST_PAGES, MOST_FIELDS, MOST_STEPS = 40, 2000, 12
MOST_LINES, MOST_LETTERS, MOST_LEFT_OUT, SHOWN_LETTERS = 400, 200_000, 50, 200
# Our form unpacks to less than a tenth of this.
LIMITS = Configuration(
    zlib_maximum_output_length=30_000_000,
    lzw_maximum_output_length=30_000_000,
    run_length_maximum_output_length=30_000_000,
    stream_decoding_work_maximum_length=60_000_000,
    page_tree_maximum_entries=500,
)
HIDDEN = 1 << 1 | 1 << 5
BOX = re.compile(r"([a-z_]{1,40})\.([a-z_]{1,40})\.\d{1,2}")
CODES = {strategy.code for strategy in STRATEGIES}
WHEN = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?[\sT,，]*(\d{1,2})\s*[:：点时]\s*(\d{1,2})?\s*分?"
)


def read(pdf: bytes) -> Found:
    """The answers in a form; `FormError` for any file that is none of ours."""
    # What pypdf has to say of a file quotes from it, and private text never goes to the log.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    try:
        with apply_configuration(LIMITS):
            return _read(PdfReader(io.BytesIO(pdf)))
    except (FormError, MemoryError):
        raise
    except (DependencyError, FileNotDecryptedError):  # the first for ciphers that nothing here needs
        raise FormError("locked") from None
    except Exception:  # there is no end to the ways in which a file can be wrong
        raise FormError("broken") from None


def moment_in(text: str) -> datetime | None:
    """The date and time that somebody wrote as the form asks, or None; without a time zone."""
    parts = WHEN.fullmatch(text.strip())
    try:
        return datetime(*(int(part or 0) for part in parts.groups())) if parts else None
    except ValueError:
        return None


def _read(file: PdfReader) -> Found:
    if file.is_encrypted:
        raise FormError("locked")
    root = file.root_object
    if len(file.pages) > MOST_PAGES:
        raise FormError("too_much")
    form = _dictionary(root.get("/AcroForm"))
    answers = _Answers()
    seen = False
    for one in _fields(form, _shown(file)):
        seen = True
        answers.take(one)
    if not answers.ours:
        raise FormError("xfa" if "/XFA" in form else "other_form" if seen else "no_form")
    return answers.found(CHINESE if str(_value(root, "/Lang")).lower().startswith("zh") else ENGLISH)


@dataclass(slots=True)
class _Field:
    """A field with a value: its full name, what kind it is, and whether anybody can see it."""

    name: str
    value: Any
    visible: bool


@dataclass(slots=True)
class _Answers:
    """What was found so far."""

    ours: bool = False
    title: str = ""
    when: str = ""
    lines: list[Line] = field(default_factory=list)
    strategies: set[str] = field(default_factory=set)
    left_out: list[LeftOut] = field(default_factory=list)
    letters: int = 0

    def take(self, one: _Field) -> None:
        """Sorts one field in: it is an answer, or it is named as left out, or it is empty."""
        why = _unknown(one.name)
        self.ours = self.ours or not why
        text = _text(one.value)
        if text is None:
            self._leave(one.name, "", "unreadable")
            return
        self.letters += len(text)
        if self.letters > MOST_LETTERS:
            raise FormError("too_much")
        if not _lines(text) or (why == "" and one.name.startswith(f"{STRATEGY}.") and text in ("Off", "")):
            return
        why = why or ("" if one.visible else "hidden")
        if why:
            self._leave(one.name, text, why)
        elif one.name.startswith(f"{STRATEGY}."):
            self.strategies.add(one.name.removeprefix(f"{STRATEGY}."))
        else:
            self._write(one.name, text)

    def _write(self, name: str, text: str) -> None:
        for line in _lines(text):
            if FORBIDDEN.search(line):
                self._leave(name, line, "forbidden")
            elif name == TITLE:
                self.title = f"{self.title} {line}".strip()
            elif name == MEETING_AT:
                self.when = f"{self.when} {line}".strip()
            else:
                item, prompt, _number = name.split(".")
                self.lines.append(Line(item=item, prompt=prompt, text=line))
        if len(self.lines) > MOST_LINES:
            raise FormError("too_much")

    def _leave(self, name: str, text: str, why: str) -> None:
        if len(self.left_out) < MOST_LEFT_OUT:
            self.left_out.append(LeftOut(name=_harmless(name), text=_harmless(text), why=why))

    def found(self, language: str) -> Found:
        if not (self.title or self.when or self.lines or self.strategies or self.left_out):
            raise FormError("empty")
        return Found(
            language=language,
            title=self.title,
            when=self.when,
            lines=tuple(sorted(self.lines, key=lambda line: PROMPT_ORDER[line.item, line.prompt])),
            strategies=tuple(one.code for one in STRATEGIES if one.code in self.strategies),
            left_out=tuple(self.left_out),
        )


def _unknown(name: str) -> str:
    """Why the form has no such field today; empty if it has."""
    if name in (TITLE, MEETING_AT) or name.removeprefix(f"{STRATEGY}.") in CODES:
        return ""
    codes = BOX.fullmatch(name)
    try:
        return "retired" if codes and CATALOGUE.prompt(codes[1], codes[2]).retired else "" if codes else "unknown"
    except KeyError:
        return "unknown"


def _lines(text: str) -> list[str]:
    """The lines in which anything can be seen, each in its kept form."""
    lines = (on_one_line(normalised(line)) for line in text.splitlines())
    return [line for line in lines if any(unicodedata.category(letter)[0] not in "CZ" for letter in line)]


def _harmless(text: str) -> str:
    """The beginning of a text that is shown, but not kept."""
    return on_one_line(FORBIDDEN.sub(" ", text))[:SHOWN_LETTERS]


def _text(value: Any) -> str | None:
    """A field's value as text; None for what is none."""
    if value is None:
        return ""
    if isinstance(value, StreamObject):
        data = value.get_data()
        return data.decode("utf-16") if data[:2] in (b"\xfe\xff", b"\xff\xfe") else data.decode("utf-8")
    if isinstance(value, NameObject):
        return str(value).removeprefix("/")
    return str(value) if isinstance(value, str) else None


def _shown(file: PdfReader) -> dict[int, DictionaryObject]:
    """The widgets that can be seen on a page, by their identity."""
    found: dict[int, DictionaryObject] = {}
    for page in file.pages:
        for reference in _array(page.get("/Annots")):
            widget = _dictionary(reference)
            if _value(widget, "/Subtype") == "/Widget" and _is_visible(widget):
                found[id(widget)] = widget
        if len(found) > MOST_FIELDS:
            raise FormError("too_much")
    return found


def _is_visible(widget: DictionaryObject) -> bool:
    left, low, right, high = (float(side.get_object()) for side in _array(widget.get("/Rect")))
    flags = _value(widget, "/F") or 0
    return not int(flags) & HIDDEN and abs(right - left) > 1 and abs(high - low) > 1


def _fields(form: DictionaryObject, shown: dict[int, DictionaryObject]) -> Iterator[_Field]:
    """Every field of the tree below a form that has a value or could have one. Each part is visited once: a tree that
    leads back into itself has an end, too."""
    waiting = [(_dictionary(one), "", None, 0) for one in reversed(_array(form.get("/Fields")))]
    visited: dict[int, DictionaryObject] = {}
    while waiting:
        node, above, value, step = waiting.pop()
        if id(node) in visited:
            continue
        visited[id(node)] = node
        if step > MOST_STEPS or len(visited) > MOST_FIELDS:
            raise FormError("too_much")
        part = _value(node, "/T")
        name = ".".join(filter(None, (above, part if isinstance(part, str) else "")))
        value = _value(node, "/V") if "/V" in node else value
        kids = [_dictionary(kid) for kid in _array(node.get("/Kids"))]
        below = [kid for kid in kids if "/T" in kid]
        if below:
            waiting += [(kid, name, value, step + 1) for kid in reversed(below)]
        elif name:
            yield _Field(name, value, any(id(one) in shown for one in kids or [node]))


def _value(node: DictionaryObject, key: str) -> Any:
    """What stands under a key, wherever the file keeps it; None for nothing."""
    value = node.get(key)
    value = value.get_object() if value is not None else None
    return None if isinstance(value, NullObject) else value


def _dictionary(value: Any) -> DictionaryObject:
    """A dictionary, also where a file has something else."""
    value = value.get_object() if value is not None else None
    return value if isinstance(value, DictionaryObject) else DictionaryObject()


def _array(value: Any) -> ArrayObject:
    value = value.get_object() if value is not None else None
    return value if isinstance(value, ArrayObject) else ArrayObject()
