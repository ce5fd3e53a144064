"""Where a worksheet was asked for: other apps know, and the board leads back there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from quadrants.models import Worksheet


@dataclass(frozen=True, slots=True)
class Origin:
    """What asks for a worksheet: its title, the address of its page, how it stands with it (until when it is due, say),
    and links to what belongs to it, each with its words and its address."""

    title: str
    url: str
    standing: str = ""
    links: tuple[tuple[str, str], ...] = ()


Finder = Callable[["Worksheet", "User"], Origin | None]

_FINDERS: list[Finder] = []


def register(finder: Finder) -> None:
    """Lets an app say what asks for a worksheet, as far as this user may see it; called once when the app is ready."""
    _FINDERS.append(finder)


def origin_of(worksheet: Worksheet, user: User) -> Origin | None:
    """What this worksheet was asked for, or None for one of the user's own making."""
    return next((origin for finder in _FINDERS if (origin := finder(worksheet, user))), None)
