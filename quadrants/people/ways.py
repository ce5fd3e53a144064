"""The way to the one who decides: the strongest chain of people from those whom we talk with anyway; and who sways
whom, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from quadrants.document import Influence, Party, WorksheetDocument
from quadrants.enums import PartyRole, Side, Sway

# How much each kind of sway carries, and what carries a word for granted: we can speak with those opposite, and with
# our own side.
STRENGTH = {Sway.SOME: 1, Sway.MUCH: 2, Sway.FOLLOWED: 3}
TALK = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One hand to the next: by the sway that was noted, or because we talk with them anyway (None)."""

    who: Party
    whom: Party
    influence: Influence | None

    @property
    def strength(self) -> int:
        return strength(self.influence) if self.influence else TALK

    @property
    def words(self) -> str:
        """Who sways whom and how much; empty where we just talk with them."""
        return sways_much(self.who, self.whom, self.influence.strength) if self.influence else ""


@dataclass(frozen=True, slots=True)
class Way:
    """The way to somebody who decides, from us on. Without steps none is known from us; `heard` is then who was noted
    as having this person's ear, if anybody."""

    goal: Party
    steps: tuple[Step, ...]
    heard: Party | None = None

    @property
    def people(self) -> tuple[Party, ...]:
        """Everybody on it, us first."""
        return tuple(step.who for step in self.steps[:1]) + tuple(step.whom for step in self.steps)

    @property
    def weakest(self) -> Step | None:
        """The step that decides how strong it is; None where it takes no sway: we sit opposite the goal."""
        noted = [step for step in self.steps if step.influence]
        return min(noted, key=lambda step: step.strength) if noted else None


def sways(who: Party, whom: Party) -> str:
    """Who sways whom, as part of a sentence. Whatever our own side is called, it is *we* there."""
    names = {"who": who.called, "whom": whom.called}
    if who.is_us:
        return _("we sway %(whom)s") % names
    return (_("%(who)s sways us") if whom.is_us else _("%(who)s sways %(whom)s")) % names


def sways_much(who: Party, whom: Party, much: str) -> str:
    """The same with how much that is."""
    return _("%(sways)s %(much)s") % {"sways": sways(who, whom), "much": Sway(much).label}


def both(influence: Influence, document: WorksheetDocument) -> tuple[Party, Party]:
    """Who sways and who is swayed: an influence is between parties that are there."""
    who, whom = document.party(influence.who), document.party(influence.whom)
    assert who and whom
    return who, whom


def strength(influence: Influence) -> int:
    return STRENGTH[Sway(influence.strength)]


def ways(document: WorksheetDocument) -> tuple[Way, ...]:
    """One way for each person besides us who decides. A chain is as strong as its weakest step; of equally strong ones
    the shortest counts, then that which was noted first."""
    if document.us is None:
        return ()
    steps = list(_steps(document))
    reached = _reached(document.us, steps)
    ears = {step.whom.id: step.who for step in reversed(steps)}
    deciders = [party for party in document.others if PartyRole.DECISION_MAKER in party.roles]
    return tuple(Way(party, reached.get(party.id, ()), ears.get(party.id)) for party in deciders)


def on_a_way(found: Iterable[Way]) -> frozenset[tuple[UUID, UUID]]:
    """The steps of these ways, by who and whom."""
    return frozenset((step.who.id, step.whom.id) for way in found for step in way.steps)


def _steps(document: WorksheetDocument) -> Iterable[Step]:
    us = document.us
    assert us
    # What was noted of our own sway counts, and not what one would take for granted.
    noted = {influence.whom for influence in document.influences if influence.who == us.id}
    for party in document.others:
        if party.id not in noted and (PartyRole.COUNTERPART in party.roles or party.side == Side.OURS):
            yield Step(us, party, None)
    for influence in document.influences:
        who, whom = both(influence, document)
        if not whom.is_us:
            yield Step(who, whom, influence)


def _reached(us: Party, steps: list[Step]) -> Mapping[UUID, tuple[Step, ...]]:
    """The best chain to everybody whom one leads to. From the strongest kind of step down: whoever can be reached by
    steps of that strength, with as few of them as can be."""
    best: dict[UUID, tuple[Step, ...]] = {}
    for least in sorted({step.strength for step in steps}, reverse=True):
        found: dict[UUID, tuple[Step, ...]] = {us.id: ()}
        row = [us]
        while row:
            following = []
            for party in row:
                for step in steps:
                    if step.who.id == party.id and step.strength >= least and step.whom.id not in found:
                        found[step.whom.id] = (*found[party.id], step)
                        following.append(step.whom)
            row = following
        best = {**found, **best}
    return best
