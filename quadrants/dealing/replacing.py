"""What becomes of a deal when one from a file takes its place, to be said before it happens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from quadrants.bargain import Deal
from quadrants.dealing.wording import points

LIMITS = ("reservation_us", "reservation_them")


@dataclass(frozen=True, slots=True)
class Replaced:
    """Something that the two deals hold, now and then; the numbers as they are written."""

    name: str
    now: str
    then: str


def replaced(old: Deal, new: Deal) -> list[Replaced]:
    """What the file changes, by number. The limits of which it says nothing are not in it: see `limits_left`."""
    counts = [
        (_("Issues"), len(old.issues), len(new.issues)),
        (_("Options"), len(old.options), len(new.options)),
        (_("Impossible combinations"), len(old.combinations), len(new.combinations)),
        (_("Kept packages"), len(old.packages), len(new.packages)),
    ]
    limits = [
        (_("We need at least"), old.terms.reservation_us, new.terms.reservation_us),
        (_("They need at least (guess)"), old.terms.reservation_them, new.terms.reservation_them),
    ]
    return [Replaced(name, str(now), str(then)) for name, now, then in counts if now or then] + [
        Replaced(name, "–" if now is None else points(now), points(then))
        for name, now, then in limits
        if then is not None
    ]


@dataclass(frozen=True, slots=True)
class LimitsLeft:
    """The limits that a file says nothing of, as they are written; empty for a side of which it says something, or
    that has none. They are of the `same_scale` where both deals give points, or both weights."""

    us: str
    them: str
    same_scale: bool

    def __bool__(self) -> bool:
        return bool(self.us or self.them)


def limits_left(old: Deal, new: Deal) -> LimitsLeft:
    """The limits that would be lost with the old deal."""
    left = _left(old, new)
    us, them = (points(left[name]) if name in left else "" for name in LIMITS)
    return LimitsLeft(us, them, old.terms.weighted == new.terms.weighted)


def with_limits(new: Deal, old: Deal) -> Deal:
    """A deal with those limits of another one that it does not name itself."""
    return replace(new, terms=replace(new.terms, **_left(old, new)))


def _left(old: Deal, new: Deal) -> dict[str, Any]:
    """The limits of a deal by field, where the other one has none."""
    now, then = ({name: getattr(deal.terms, name) for name in LIMITS} for deal in (old, new))
    return {name: now[name] for name in LIMITS if then[name] is None and now[name] is not None}
