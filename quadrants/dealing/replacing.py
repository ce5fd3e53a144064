"""What becomes of a deal when one from a file takes its place, to be said before it happens."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from quadrants.bargain import Deal
from quadrants.dealing.wording import points


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
    that has none. They are of the same `scale` where both deals give points, or both weights."""

    us: str
    them: str
    scale: bool

    def __bool__(self) -> bool:
        return bool(self.us or self.them)


def limits_left(old: Deal, new: Deal) -> LimitsLeft:
    """The limits that would be lost with the old deal."""
    us, them = (
        points(now) if then is None and now is not None else ""
        for now, then in (
            (old.terms.reservation_us, new.terms.reservation_us),
            (old.terms.reservation_them, new.terms.reservation_them),
        )
    )
    return LimitsLeft(us, them, old.terms.weighted == new.terms.weighted)


def with_limits(new: Deal, old: Deal) -> Deal:
    """A deal with those limits of another one that it does not name itself."""
    us, them = new.terms.reservation_us, new.terms.reservation_them
    terms = replace(
        new.terms,
        reservation_us=old.terms.reservation_us if us is None else us,
        reservation_them=old.terms.reservation_them if them is None else them,
    )
    return replace(new, terms=terms)
