"""What is added to the tags of a PDF once WeasyPrint has written them, so that it also reads well aloud."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

PRINTED = 4


def finish(pages: Any, pdf: Any) -> None:
    """Goes through a PDF before it is written: heads of tables say that they stand over columns, links say where they
    lead and can be printed, and running heads are no part of the text."""
    names = dict(_names(pages))
    for one in pdf.objects:
        if not isinstance(one, dict):
            continue
        if one.get("S") == "/TH":
            one["A"]["Scope"] = "/Column"
        elif one.get("Subtype") == "/Link":
            one["F"] = PRINTED
            if name := names.get(one["Contents"].string):
                one["Contents"].string = name
    if "StructTreeRoot" in pdf.catalog:
        _set_heads_apart(pdf)


def _names(pages: Any) -> Iterator[tuple[str, str]]:
    """What the outline calls the places that links lead to, by their anchors."""
    for page in pages.pages:
        labels = {place: label for _level, label, place, _state in page.bookmarks}
        for anchor, (left, top, *_rest) in page.anchors.items():
            if label := labels.get((left, top)):
                yield anchor, label


def _set_heads_apart(pdf: Any) -> None:
    """What WeasyPrint leaves outside the tree of tags, the heads and feet of pages, becomes an artifact."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    tree = _object(pdf, root["ParentTree"])["Nums"]
    content = dict(zip(tree[::2], tree[1::2], strict=True))
    told = set(_below(pdf, root))
    for page in (one for one in pdf.objects if isinstance(one, dict) and one.get("Type") == "/Page"):
        owners = content[page["StructParents"]]
        outside = {place for place, owner in enumerate(owners) if _number(owner) not in told}
        drawn = _object(pdf, page["Contents"]).stream
        for place, said in enumerate(drawn):
            if isinstance(said, dict) and said.get("MCID") in outside:
                drawn[place - 1] = "/Artifact"
                del said["MCID"]
                said["Type"] = "/Pagination"
        for place in outside:
            _object(pdf, owners[place]).clear()
            owners[place] = "null"


def _below(pdf: Any, element: Any) -> Iterator[int]:
    """The numbers of all tags in a tree."""
    waiting = [element]
    while waiting:
        for kid in waiting.pop().get("K", ()):
            if isinstance(kid, bytes):
                yield _number(kid)
                waiting.append(_object(pdf, kid))


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[_number(reference)]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
