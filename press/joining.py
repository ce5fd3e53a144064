"""Many of our PDFs as one that is tagged as each of them is.

They are read, numbered anew and written one after the other, so many take hardly more memory than one.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import BinaryIO

import pypdf
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

XMP_TITLE = re.compile("(<dc:title>.*?<rdf:li[^>]*>).*?(</rdf:li>)", re.DOTALL)
# By these pages and links find their tags.
KEYS = {"/StructParents", "/StructParent"}


def join(parts: Iterable[tuple[str, Path]], path: Path, *, title: str, language: str) -> None:
    """Writes the pages of all `parts`, at least one, each a name and a file from `press.engine`, into one file. A part
    is a line of the outline, and a part of the tree of tags in its own language; links that lead from page to page are
    lost. What else a file says of itself is as in the first. The same parts give the same bytes."""
    with path.open("wb") as file:
        joined = _Joined(_Objects(file))
        for name, part in parts:
            joined.add(name, pypdf.PdfReader(part))
        joined.finish(title, language)


class _Joined:
    """The one document, as far as it is known before its end."""

    def __init__(self, objects: _Objects) -> None:
        self.objects = objects
        self.pages, self.tags, self.document, self.outline = (objects.number() for _each in range(4))
        self.kids, self.tops, self.lines, self.owners = list[int](), list[int](), list[tuple[str, int]](), list[str]()
        self.next_key, self.intents = 0, ""
        self.first: pypdf.PdfReader | None = None

    def add(self, name: str, part: pypdf.PdfReader) -> None:
        """Writes the pages of a part with all that they need, and their tags."""
        root, copy = part.root_object, _Copy(self.objects, self.next_key)
        tags, pages = root["/StructTreeRoot"], root["/Pages"]
        copy.numbers = {tags.indirect_reference.idnum: self.document, pages.indirect_reference.idnum: self.pages}
        [top] = tags["/K"]
        top.get_object().update({NameObject("/S"): NameObject("/Part"), NameObject("/Lang"): root["/Lang"]})
        self.tops.append(copy.number(top))
        kids = [copy.number(page) for page in pages["/Kids"]]
        self.kids += kids
        self.lines.append((name, kids[0]))
        nums = tags["/ParentTree"]["/Nums"]
        for key, owners in zip(nums[::2], nums[1::2], strict=True):
            self.owners.append(f"{key + self.next_key} {copy.written(owners).decode()}")
        self.next_key += nums[-2] + 1
        if self.first is None:
            self.first = part
            if "/OutputIntents" in root:
                self.intents = f"/OutputIntents {copy.written(root['/OutputIntents']).decode()}"
        copy.finish()

    def finish(self, title: str, language: str) -> None:
        """Writes what holds the parts together."""
        assert self.first
        root, info, metadata = (self.objects.number() for _each in range(3))
        xmp = self.first.root_object["/Metadata"].get_data().decode()
        xmp = XMP_TITLE.sub(lambda found: found[1] + escape(title) + found[2], xmp)
        self.objects.write_stream(metadata, "/Type/Metadata/Subtype/XML", xmp.encode())
        said = DictionaryObject(self.first.trailer["/Info"])
        said[NameObject("/Title")] = TextStringObject(title)
        lang = f"/Lang {_text(language)}"
        found = {
            root: f"<</Type/Catalog/Pages {self.pages} 0 R/Outlines {self.outline} 0 R/StructTreeRoot {self.tags} 0 R"
            f"/Metadata {metadata} 0 R/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>"
            f"{lang}{self.intents}>>",
            info: _as_written(said).decode(),
            self.pages: f"<</Type/Pages/Count {len(self.kids)}/Kids[{_references(self.kids)}]>>",
            self.tags: f"<</Type/StructTreeRoot/K {self.document} 0 R/ParentTreeNextKey {self.next_key}"
            f"/ParentTree<</Nums[{' '.join(self.owners)}]>>>>",
            self.document: f"<</Type/StructElem/S/Document/P {self.tags} 0 R{lang}/K[{_references(self.tops)}]>>",
            **self._outline(),
        }
        self.objects.pack({number: content.encode() for number, content in found.items()})
        self.objects.end(f"/Root {root} 0 R/Info {info} 0 R", identified="/ID" in self.first.trailer)

    def _outline(self) -> dict[int, str]:
        """The outline and its lines; each knows the one before it and the one after it."""
        numbers = [self.objects.number() for _line in self.lines]
        first, last = numbers[0], numbers[-1]
        found = {self.outline: f"<</Type/Outlines/First {first} 0 R/Last {last} 0 R/Count {len(numbers)}>>"}
        for number, (name, page) in zip(numbers, self.lines, strict=True):
            before = f"/Prev {number - 1} 0 R" if number > first else ""
            after = f"/Next {number + 1} 0 R" if number < last else ""
            where = f"/Parent {self.outline} 0 R/Dest[{page} 0 R/Fit]"
            found[number] = f"<</Title {_text(name)}{where}{before}{after}>>"
        return found


class _Copy:
    """The objects of one part on their way into the whole; `numbers` are their new numbers by their old ones."""

    def __init__(self, objects: _Objects, first_key: int) -> None:
        self.objects, self.first_key = objects, first_key
        self.numbers: dict[int, int] = {}
        self.waiting: list[IndirectObject] = []

    def number(self, reference: IndirectObject) -> int:
        """The new number of an object; it is written with the others."""
        if reference.idnum not in self.numbers:
            self.numbers[reference.idnum] = self.objects.number()
            self.waiting.append(reference)
        return self.numbers[reference.idnum]

    def written(self, value: PdfObject) -> bytes:
        """A value with new numbers in it, as it is written."""
        return _as_written(self._renumbered(value))

    def finish(self) -> None:
        """Writes all objects that a number was asked for, and those that they lead to."""
        packed = {}
        while self.waiting:
            reference = self.waiting.pop()
            number, value = self.numbers[reference.idnum], reference.get_object()
            if isinstance(value, StreamObject):
                self.objects.write(number, self.written(value))
            else:
                packed[number] = self.written(value)
        self.objects.pack(packed)

    def _renumbered(self, value: PdfObject) -> PdfObject:
        if isinstance(value, IndirectObject):
            return IndirectObject(self.number(value), 0, value.pdf)
        if isinstance(value, ArrayObject):
            value[:] = map(self._renumbered, value)
        elif isinstance(value, DictionaryObject):
            for key, inner in list(value.items()):
                value[key] = NumberObject(inner + self.first_key) if key in KEYS else self._renumbered(inner)
        return value


class _Objects:
    """A PDF while it is written: its objects as they come, and the table of where they are."""

    # How many bytes the table has for the kind of an object, for its place, and for its place in a pack.
    WIDTHS = (1, 5, 3)
    FREE, ALONE, PACKED = range(3)

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.place, self.digest = file, 0, hashlib.sha256()
        self.table = bytearray()
        self._write(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")
        self._enter(self.number(), self.FREE, 0, 0)

    def number(self) -> int:
        """A number for an object to come."""
        self.table += bytes(sum(self.WIDTHS))
        return len(self.table) // sum(self.WIDTHS) - 1

    def write(self, number: int, content: bytes) -> None:
        """Writes an object by itself, as streams must be."""
        self._enter(number, self.ALONE, self.place, 0)
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, content))

    def write_stream(self, number: int, entries: str, content: bytes) -> None:
        """Writes bytes, compressed; `entries` say what they are."""
        content = zlib.compress(content)
        head = f"<<{entries}/Filter/FlateDecode/Length {len(content)}>>\nstream\n"
        self.write(number, head.encode() + content + b"\nendstream")

    def pack(self, objects: dict[int, bytes]) -> None:
        """Writes objects together, which takes a tenth of the room."""
        pack, places, place = self.number(), "", 0
        for index, (number, content) in enumerate(objects.items()):
            self._enter(number, self.PACKED, pack, index)
            places += f"{number} {place} "
            place += len(content) + 1
        entries = f"/Type/ObjStm/N {len(objects)}/First {len(places)}"
        self.write_stream(pack, entries, places.encode() + b"\n".join(objects.values()))

    def end(self, entries: str, *, identified: bool) -> None:
        """Writes the table; `entries` say where a reader begins. An identified file has its digest as its name."""
        name, place, table = self.digest.hexdigest()[:32], self.place, self.number()
        self._enter(table, self.ALONE, place, 0)
        entries += f"/Type/XRef/Size {table + 1}/W[{' '.join(map(str, self.WIDTHS))}]"
        self.write_stream(table, entries + f"/ID[<{name}><{name}>]" * identified, bytes(self.table))
        self._write(b"startxref\n%d\n%%%%EOF\n" % place)

    def _write(self, content: bytes) -> None:
        self.file.write(content)
        self.digest.update(content)
        self.place += len(content)

    def _enter(self, number: int, *row: int) -> None:
        start = number * sum(self.WIDTHS)
        content = b"".join(value.to_bytes(width) for value, width in zip(row, self.WIDTHS, strict=True))
        self.table[start : start + len(content)] = content


def _as_written(value: PdfObject) -> bytes:
    file = io.BytesIO()
    value.write_to_stream(file)
    return file.getvalue()


def _text(words: str) -> str:
    return _as_written(TextStringObject(words)).decode()


def _references(numbers: Iterable[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)
