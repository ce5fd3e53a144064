"""Swaps: something we give for something they give, so that both gain more than it costs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from uuid import UUID

from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from quadrants.document import Entry, WorksheetDocument
from quadrants.enums import Direction
from quadrants.trades.values import both_values, is_tradable, valued

# Nobody weighs more of them at once; a line that stands in more than two hides others that could stand there.
MOST, EACH = 5, 2
# So many of each side are tried with each other: those in which the two values differ most.
TRIED = 40
QUOTED = 200
# Lines of one side that go together: their values to us and to them, summed up.
Bundle = tuple[int, int, tuple[Entry, ...]]


@dataclass(frozen=True, slots=True)
class Swap:
    """What we give and what they give, and what that is worth to us and to them after what it costs each."""

    given: tuple[Entry, ...]
    taken: tuple[Entry, ...]
    for_us: int
    for_them: int

    @property
    def smaller(self) -> int:
        """What the one gains who gains less."""
        return min(self.for_us, self.for_them)

    @property
    def lines(self) -> tuple[Entry, ...]:
        return self.given + self.taken

    @property
    def key(self) -> str:
        """Tells it from others on the same worksheet; `swap_of` finds it by this."""
        return "=".join("+".join(str(entry.id) for entry in side) for side in (self.given, self.taken))


def swaps(document: WorksheetDocument) -> tuple[Swap, ...]:
    """At most five swaps of up to three lines in which both gain; that in which the one who gains less gains most
    comes first, of equal ones that with fewer lines, then that which nobody on the other side has to settle with
    another. Nothing stands in one that does not raise the smaller gain. Those are taken first that hold a line which
    none better holds; places that are left go to the simplest of the others, then to the best."""
    theirs = _theirs(document)

    def rank(swap: Swap) -> tuple[int, int, bool, int]:
        return -swap.smaller, len(swap.lines), _is_between(swap, theirs), -swap.for_us - swap.for_them

    chosen, rest = _diverse(sorted(_found(document), key=rank))
    simplest = (swap for swap in sorted(rest, key=lambda swap: len(swap.lines)) if _is_lean(swap))
    return tuple(sorted([*chosen, *islice(simplest, MOST - len(chosen))], key=rank))


def is_between(swap: Swap, document: WorksheetDocument) -> bool:
    """Whether those on the other side who get something and those who give something are not the same people."""
    return _is_between(swap, _theirs(document))


def swap_of(document: WorksheetDocument, key: str) -> Swap | None:
    """The swap with this key, also one that is not suggested just now; None where its lines are not there any more, or
    not for both to gain by."""
    given, _equals, taken = key.partition("=")
    ours, theirs = (_named(document, side, names) for side, names in zip(_sides(document), (given, taken), strict=True))
    swap = _swap(_bundle(ours), _bundle(theirs)) if ours and theirs else None
    return swap if swap and swap.smaller > 0 else None


def in_words(swap: Swap, language: str) -> str:
    """A swap as a line of a worksheet in that language."""
    with translation.override(language):
        ours, theirs = (" + ".join(map(_quoted, side)) for side in (swap.given, swap.taken))
        return _("We give: %(ours)s. They give: %(theirs)s.") % {"ours": ours, "theirs": theirs}


def _theirs(document: WorksheetDocument) -> set[UUID | None]:
    """Everybody on the other side."""
    return {party.id for party in document.parties if not party.is_us}


def _is_between(swap: Swap, theirs: set[UUID | None]) -> bool:
    gets, gives = ({entry.party for entry in side} & theirs for side in (swap.given, swap.taken))
    return bool(gets and gives) and not gets & gives


def _diverse(found: Iterable[Swap]) -> tuple[list[Swap], list[Swap]]:
    """Those that hold a line which none before them holds, and none that stands in enough of them already; and the
    others that were looked at until there were enough."""
    chosen: list[Swap] = []
    rest: list[Swap] = []
    used: dict[UUID, int] = {}
    for swap in found:
        times = [used.get(entry.id, 0) for entry in swap.lines]
        if max(times) >= EACH or min(times) > 0 or not _is_lean(swap):
            rest.append(swap)
            continue
        chosen.append(swap)
        for entry in swap.lines:
            used[entry.id] = used.get(entry.id, 0) + 1
        if len(chosen) == MOST:
            break
    return chosen, rest


def _quoted(entry: Entry) -> str:
    return str(Truncator(" ".join(entry.text.split()).rstrip(".。")).chars(QUOTED, truncate="…"))


def _sides(document: WorksheetDocument) -> tuple[list[Entry], list[Entry]]:
    """What we can give and what they can give: what can be handed over and brings the one who gets it more than it
    costs the other."""
    lines = [entry for entry in valued(document) if is_tradable(entry)]
    gain = {entry.id: values[1] - values[0] for entry in lines if (values := both_values(entry))}
    ours = [entry for entry in lines if entry.direction == Direction.WE_GIVE and gain.get(entry.id, 0) > 0]
    theirs = [entry for entry in lines if entry.direction == Direction.THEY_GIVE and gain.get(entry.id, 0) < 0]
    return sorted(ours, key=lambda entry: -gain[entry.id]), sorted(theirs, key=lambda entry: gain[entry.id])


def _named(document: WorksheetDocument, side: Iterable[Entry], names: str) -> list[Entry]:
    """The lines of a side with these ids, in their order; none where one is missing."""
    known, wanted = {str(entry.id): entry for entry in side}, dict.fromkeys(names.split("+"))
    return [known[name] for name in wanted] if all(name in known for name in wanted) else []


def _found(document: WorksheetDocument) -> Iterator[Swap]:
    ours, theirs = (side[:TRIED] for side in _sides(document))
    for one, other in (
        (_bundles(ours, 1), _bundles(theirs, 1)),
        (_bundles(ours, 2), _bundles(theirs, 1)),
        (_bundles(ours, 1), _bundles(theirs, 2)),
    ):
        for cost, brought, given in one:
            for got, price, taken in other:
                if got > cost and brought > price:
                    yield Swap(given, taken, got - cost, brought - price)


def _bundles(entries: list[Entry], size: int) -> list[Bundle]:
    return [_bundle(chosen) for chosen in combinations(entries, size)]


def _bundle(entries: Iterable[Entry]) -> Bundle:
    chosen = tuple(entries)
    return sum(entry.value_to_us or 0 for entry in chosen), sum(entry.value_to_them or 0 for entry in chosen), chosen


def _swap(given: Bundle, taken: Bundle) -> Swap:
    return Swap(given[2], taken[2], taken[0] - given[0], given[1] - taken[1])


def _is_lean(swap: Swap) -> bool:
    """Whether each of its lines is needed: without it the smaller gain would be smaller."""
    without = [
        _swap(
            _bundle(one for one in swap.given if one is not left), _bundle(one for one in swap.taken if one is not left)
        )
        for left in swap.lines
        if len(swap.lines) > 2
    ]
    return all(part.smaller < swap.smaller for part in without if part.given and part.taken)
