"""What a form needs besides its layout: names in steps, and type that shrinks when somebody writes much."""

from __future__ import annotations

import re
from typing import Any

import pydyf

FONT = re.compile(rb"/\w+(?= [\d.]+ Tf)")
# The size zero lets the reader choose: 12 points, and less when a text would not fit. So all that is typed can be
# printed.
TYPE = b"%s 0 Tf 0.1 0.1 0.1 rg"


def in_order(pdf: Any) -> None:
    """Puts the fields of a laid out form in order, before the file is written."""
    form = pdf.catalog["AcroForm"]
    leaves = [pdf.objects[int(reference.split()[0])] for reference in form["Fields"]]
    form["Fields"] = pydyf.Array()
    groups: dict[str, Any] = {}
    for leaf in leaves:
        *path, last = _text(leaf["T"]).split(".")
        parent = _group(pdf, form, groups, path)
        leaf["T"], leaf["Parent"] = pydyf.String(last), parent.reference
        parent["Kids"].append(leaf.reference)
        if "DA" in leaf:
            [font] = FONT.findall(leaf["DA"].string)
            leaf["DA"] = pydyf.String(TYPE % font)
        left, top, right, bottom = leaf["Rect"]
        leaf["Rect"] = pydyf.Array([left, bottom, right, top])


def _group(pdf: Any, form: Any, groups: dict[str, Any], path: list[str]) -> Any:
    """The field above: a name in a file must not hold the dot that joins names."""
    name = ".".join(path)
    if name not in groups:
        groups[name] = group = pydyf.Dictionary({"T": pydyf.String(path[-1]), "Kids": pydyf.Array()})
        pdf.add_object(group)
        above = form["Fields"]
        if path[:-1]:
            parent = _group(pdf, form, groups, path[:-1])
            group["Parent"], above = parent.reference, parent["Kids"]
        above.append(group.reference)
    return groups[name]


def _text(string: Any) -> str:
    return string.string if isinstance(string.string, str) else string.string.decode()
