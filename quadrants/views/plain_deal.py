"""The page of a deal as a plain form.

Besides the controls that `quadrants.views.plain` knows, `new-issue|name` and `new-option|<issue>.<field>` are the boxes
for new parts, `with|<number>` the choices of a combination to rule out, `choose|<number>` those of a package to keep.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from quadrants.bounds import NAME_LENGTH
from quadrants.controls import in_words
from quadrants.dealing import ReadDeal
from quadrants.dealing.page import text_of
from quadrants.dealing.reading import in_words as combined_words
from quadrants.document import WorksheetDocument
from quadrants.models import Worksheet
from quadrants.services.saving import Change
from quadrants.services.subjects import WORKSHEETS
from quadrants.views.plain import PlainForm, Saved, Typed, creation, deletion

if TYPE_CHECKING:
    from accounts.models import User


def save_deal(
    *, worksheet: Worksheet, user: User, document: WorksheetDocument, read: ReadDeal, post: QueryDict
) -> Saved:
    """Saves all that was changed on the page of a deal, then does what its button asks."""
    form = PlainForm(
        kind=WORKSHEETS,
        subject=worksheet,
        user=user,
        records=_records(document),
        created=_creations,
        asked=lambda versions, do: _asked(read, versions, post, do),
        in_words=lambda field, value: in_words(field, value, document),
    )
    return form.save(post)


def _records(document: WorksheetDocument) -> dict[str, Any]:
    deal = document.deal
    return {
        "deal": deal.terms,
        **{f"issue:{one.id}": one for one in deal.issues},
        **{f"option:{one.id}": one for one in deal.options},
        **{f"combination:{one.id}": one for one in deal.combinations},
        **{f"package:{one.id}": one for one in deal.packages},
    }


def _creations(post: QueryDict) -> Iterator[Typed]:
    """A new issue, and for each issue the option that was typed into its last row."""
    name = post.get("new-issue|name", "").strip()
    if name:
        yield "new-issue|name", name, creation("issue", {"name": name})
    typed: dict[str, dict[str, str]] = {}
    for control in post:
        kind, _bar, place = control.partition("|")
        issue, _dot, field = place.partition(".")
        if kind == "new-option" and post.get(control, "").strip():
            typed.setdefault(issue, {})[field] = post[control]
    for issue, fields in typed.items():
        first = next(iter(fields))
        yield f"new-option|{issue}.{first}", fields[first], creation("option", {"issue": issue, **fields})


def _asked(read: ReadDeal, versions: Mapping[str, int], post: QueryDict, do: str) -> Change | None:
    """What a button asks: `delete <target>`, `restore <target> <version>`, `range <issue>`, `options <issue>`,
    `exclude`, `keep`."""
    verb, _space, rest = do.partition(" ")
    if verb in ("range", "options") and f"issue:{rest}" in versions:
        return Change(target=f"issue:{rest}", base=versions[f"issue:{rest}"], fields={"by_range": verb == "range"})
    if verb == "exclude":
        return _excluding(read, [key for key in _listed(post, "with") if key])
    if verb == "keep":
        return _keeping(read, _listed(post, "choose"))
    return deletion(versions, do)


def _listed(post: QueryDict, kind: str) -> list[str]:
    return [post[control] for control in post if control.partition("|")[0] == kind]


def _excluding(read: ReadDeal, keys: list[str]) -> Change | None:
    names = _names(read)
    parts: dict[str, list[str]] = {}
    for key in keys:
        if key in names:
            parts.setdefault(names[key][0], []).append(names[key][1])
    if len(parts) < 2:
        return None
    fields = {"name": combined_words(parts.items())[:NAME_LENGTH], "choices": keys}
    return Change(target=creation("combination", {}).target, base=0, fields=fields)


def _keeping(read: ReadDeal, keys: list[str]) -> Change | None:
    package = read.package(keys)
    if package is None:
        return None
    return Change(target=creation("package", {}).target, base=0, fields=package_fields(read, keys))


def package_fields(read: ReadDeal, keys: list[str]) -> dict[str, Any]:
    """A package as it is kept, called by what it holds."""
    package = read.package(keys)
    assert package is not None, "only what is a package is kept"
    return {"name": text_of(read.names(package))[:NAME_LENGTH], "choices": keys}


def _names(read: ReadDeal) -> dict[str, tuple[str, str]]:
    """Issue and option of each choice, by name."""
    return {
        key: (issue.name, choice.name)
        for issue, keys in zip(read.model.issues, read.keys, strict=True)
        for key, choice in zip(keys, issue.choices if keys else (), strict=True)
    }
