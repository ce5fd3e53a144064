"""The translations of the interface, without gettext's programs.

python -m tools.messages            compiles locale/*/LC_MESSAGES/*.po for Django
python -m tools.messages --extract  first brings the .po files up to date with the sources
python -m tools.messages --check    says what is missing, and ends with 1 if anything is
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("accounts", "negotiation_prep", "quadrants", "strategies", "training")
TEMPLATES = ("templates", *(f"{package}/templates" for package in PACKAGES))

# What the arguments of each function are, in order.
ARGUMENTS = {
    "gettext": ("text",),
    "ngettext": ("text", "plural"),
    "pgettext": ("context", "text"),
    "npgettext": ("context", "text", "plural"),
}
STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)", re.DOTALL)
# Chinese stands close to figures, Latin letters and what is put in for a placeholder.
SPACED = re.compile(r"[\u4e00-\u9fff] [A-Za-z0-9%{]|[A-Za-z0-9}] [\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?\w+")


class Message(NamedTuple):
    """A text to translate; context and plural are empty where there is none."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What gettext tells messages apart by."""
        return self.context, self.text


class BadMessage(Exception):
    """A source asks for a translation in a way that no translation can answer."""


# --- Reading the sources ------------------------------------------------------------------------------------


def messages() -> dict[tuple[str, str], tuple[Message, list[str]]]:
    """All messages of the sources by key, in a fixed order, each with the files that use it."""
    found: dict[tuple[str, str], tuple[Message, list[str]]] = {}
    for path, read in source_files():
        name = path.relative_to(ROOT).as_posix()
        for message in read(path.read_text(encoding="utf-8"), name):
            known, files = found.setdefault(message.key, (message, []))
            if message.plural and not known.plural:
                found[message.key] = (message, files)
            if name not in files:
                files.append(name)
    return found


def source_files() -> Iterator[tuple[Path, Callable[[str, str], Iterator[Message]]]]:
    """Every file that may hold messages, with the function that reads its kind."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, in_python
    for folder in TEMPLATES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".html", ".txt", ".svg"):
                yield path, in_template


def in_python(source: str, name: str) -> Iterator[Message]:
    """The messages of a Python file: calls of what it imports from django.utils.translation."""
    tree = ast.parse(source, name)
    functions = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                kind = alias.name.removesuffix("_lazy").removesuffix("_noop")
                if kind in ARGUMENTS:
                    functions[alias.asname or alias.name] = kind
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            kind = functions[node.func.id]
            try:
                values = [ast.literal_eval(argument) for argument in node.args[: len(ARGUMENTS[kind])]]
            except ValueError:
                raise BadMessage(f"{name}:{node.lineno}: only a text that stands here can be translated.") from None
            yield Message(**dict(zip(ARGUMENTS[kind], values, strict=True)))


def in_template(source: str, name: str) -> Iterator[Message]:
    """The messages of a template, which Django itself turns into calls."""
    from django.utils.translation.template import templatize

    for function, strings in TEMPLATE_CALL.findall(templatize(source, origin=name)):
        kind = "gettext" if function == "_" else function
        values = ast.literal_eval(f"({strings},)")
        yield Message(**dict(zip(ARGUMENTS[kind], values, strict=True)))


# --- The translations ---------------------------------------------------------------------------------------


def translations() -> Iterator[tuple[Path, polib.POFile]]:
    for path in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        yield path, polib.pofile(str(path), wrapwidth=110)


def key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def extract() -> None:
    """Gives each .po file the messages of the sources; keeps what is translated, sets aside the unused."""
    found = messages()
    for path, file in translations():
        known = {key(entry): entry for entry in file}
        plurals = int(re.search(r"nplurals=(\d)", file.metadata["Plural-Forms"])[1])
        entries = []
        for message, files in found.values():
            entry = known.pop(message.key, None) or polib.POEntry(msgid=message.text, msgctxt=message.context or None)
            entry.obsolete = False
            entry.occurrences = [(name, "") for name in files]
            if message.plural and entry.msgid_plural != message.plural:
                entry.msgid_plural = message.plural
                entry.msgstr_plural = {number: entry.msgstr for number in range(plurals)}
                entry.msgstr = ""
            if "%(" in message.text and "python-format" not in entry.flags:
                entry.flags.append("python-format")
            entries.append(entry)
        unused = [entry for entry in known.values() if entry.translated() or entry.obsolete]
        for entry in unused:
            entry.obsolete = True
        file[:] = entries + unused
        file.save(str(path))


def check() -> list[str]:
    """What is wrong with the translations, one line each; nothing if they are complete."""
    found = messages()
    files = list(translations())
    complaints = [] if files else ["locale: there is no translation at all."]
    for path, file in files:
        name = path.relative_to(ROOT).as_posix()
        entries = {key(entry): entry for entry in file if not entry.obsolete}
        complaints += [f"{name}: {text!r} is missing." for context, text in found.keys() - entries.keys()]
        complaints += [f"{name}: {text!r} is not used." for context, text in entries.keys() - found.keys()]
        complaints += [f"{name}: {entry.msgid!r} {flaw}." for entry in entries.values() for flaw in flaws(entry)]
    return sorted(complaints)


def flaws(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with one translation."""
    if entry.fuzzy:
        yield "is fuzzy"
    originals = {entry.msgid, entry.msgid_plural or entry.msgid}
    for translated in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
        if not translated.strip():
            yield "is not translated"
        elif all(placeholders(translated) != placeholders(original) for original in originals):
            yield "has other placeholders or tags in its translation"
        elif translated.startswith("\n") != entry.msgid.startswith("\n"):
            yield "begins with a line break in one language only"
        if SPACED.search(translated):
            yield "has a space between Chinese and a figure or a Latin letter"


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def compile_all() -> None:
    """Writes the .mo files that differ from what they should be; a running server never sees half a file."""
    for path, file in translations():
        compiled, unfinished = path.with_suffix(".mo"), path.with_suffix(".mo.new")
        content = file.to_binary()
        if not compiled.exists() or compiled.read_bytes() != content:
            unfinished.write_bytes(content)
            os.replace(unfinished, compiled)


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        complaints = check()
        print("\n".join(complaints) if complaints else "The translations are complete.")
        return bool(complaints)
    if arguments == ["--extract"]:
        extract()
    elif arguments:
        print(__doc__)
        return 2
    compile_all()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BadMessage as problem:
        sys.exit(str(problem))
