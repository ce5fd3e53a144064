"""Who sits at which table in which role: chance that balances, knows what is settled, and can be repeated.

Pure: the same people, tables and seed give the same places.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

# The role of those who sit out, and of everybody where there is no case.
NO_ROLE = ""
SITS_OUT = 0


class Odd(StrEnum):
    """What becomes of those who are too few for a table of their own."""

    DOUBLED = "doubled"  # they double a role at another table: a team of three
    BYE = "bye"  # they sit out


@dataclass(frozen=True, slots=True)
class Place:
    """A table, from 1 on, and a role there. At table 0 are those who sit out; a role that they had stays theirs."""

    table: int
    role: str


BYE = Place(SITS_OUT, NO_ROLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody to place. `fixed` is a role that cannot be changed any more (its brief was read); `played` are the roles
    that this person had in the same case before."""

    key: int
    fixed: str | None = None
    played: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How tables are laid. `roles` are dealt at each table, `size` is how many play one; a `strict` table is always
    full (pairs), else teams may differ by one."""

    roles: tuple[str, ...]
    size: int = 1
    strict: bool = True
    odd: Odd = Odd.DOUBLED

    @property
    def at_a_table(self) -> int:
        return len(self.roles) * self.size


def placed(
    people: Sequence[Person],
    rules: Rules,
    seed: int,
    kept: Mapping[int, Place],
    closed: Collection[Place] = frozenset(),
) -> dict[int, Place]:
    """A place for each of `people` beside those that are `kept`: gaps at their tables are filled first, then new tables
    are laid, then the rest is dealt with as the rules say. Nobody joins those at the `closed` places."""
    return _Placing(people, rules, seed, kept, closed).all()


def broken_tables(places: Mapping[int, Place], roles: Sequence[str], least: int = 1) -> set[int]:
    """The tables at which a role is played by nobody, or somebody is without a partner: fewer than `least` sit there
    in a role."""
    present = Counter(places.values())
    tables = {place.table for place in places.values()} - {SITS_OUT}
    return {table for table in tables if any(present[Place(table, role)] < least for role in roles)}


@dataclass
class _Placing:
    people: Sequence[Person]
    rules: Rules
    seed: int
    kept: Mapping[int, Place]
    closed: Collection[Place]
    found: dict[int, Place] = field(default_factory=dict)

    def all(self) -> dict[int, Place]:
        # A draw for seats, not a secret.
        self.chance = random.Random(self.seed)  # nosec B311
        self.waiting = self.chance.sample(list(self.people), len(self.people))
        self.crowd = Counter(place for place in self.kept.values() if place.table)
        self._fill_gaps()
        self._lay_tables()
        self._rest()
        self._balance()
        self._vary()
        return self.found

    def _fill_gaps(self) -> None:
        """A role that nobody plays at a table comes before one that somebody more could play."""
        for wanted in range(1, self.rules.size + 1):
            for table in sorted({place.table for place in self.crowd}):
                for role in self.rules.roles:
                    place = Place(table, role)
                    if self.crowd[place] < wanted and place not in self.closed:
                        self._seat_somebody(place)

    def _lay_tables(self) -> None:
        count = self._new_tables()
        if not count:
            return
        tables = self._unused(count)
        full = self.rules.size if self.rules.strict else len(self.waiting) // (count * len(self.rules.roles))
        for _round in range(full):
            for role in self.rules.roles:
                for table in tables:
                    self._seat_somebody(Place(table, role))

    def _new_tables(self) -> int:
        """How many tables can be laid so that nobody at them lacks the other side."""
        whole = len(self.waiting) / self.rules.at_a_table
        most = int(whole) if self.rules.strict else max(1, round(whole))
        for count in range(most, 0, -1):
            each = count * (self.rules.size if self.rules.strict else 1)
            fixed = Counter(person.fixed for person in self.waiting if person.fixed is not None)
            missing = sum(max(0, each - fixed[role]) for role in self.rules.roles)
            if missing <= sum(person.fixed is None for person in self.waiting):
                return count
        return 0

    def _rest(self) -> None:
        """Those for whom there is no table: in a larger team, in a doubled role, or out."""
        doubling = not self.rules.strict or self.rules.odd == Odd.DOUBLED
        for person in list(self.waiting):
            place = self._smallest(person) if doubling and self.crowd else None
            if place:
                self._seat(person, place)
            else:
                self.found[person.key] = Place(SITS_OUT, person.fixed or NO_ROLE)

    def _balance(self) -> None:
        """Lets people change the role at their table, from one that more play than another one elsewhere, until all
        roles are played by as many, or by one more. The teams at the table only change places by it."""
        while True:
            by_role = Counter(dict.fromkeys(self.rules.roles, 0))
            for place, count in self.crowd.items():
                by_role[place.role] += count if place.role in by_role else 0
            most, fewest = (choose(by_role, key=by_role.__getitem__) for choose in (max, min))
            if by_role[most] - by_role[fewest] <= 1:
                return
            person = next((person for person in self.people if self._may_change(person, most, fewest)), None)
            if person is None:
                return
            self.crowd[self.found[person.key]] -= 1
            self.found[person.key] = Place(self.found[person.key].table, fewest)
            self.crowd[self.found[person.key]] += 1

    def _may_change(self, person: Person, most: str, fewest: str) -> bool:
        """Whether somebody sits in a role in a team that is larger than that of the other one at the table."""
        place = self.found[person.key]
        other = Place(place.table, fewest)
        is_in_it = person.fixed is None and place.table != SITS_OUT and place.role == most
        return is_in_it and other not in self.closed and self.crowd[place] > max(1, self.crowd[other])

    def _smallest(self, person: Person) -> Place | None:
        """Where one more disturbs least: the smallest team, at a table with the fewest, in the rarest role."""
        roles = self.rules.roles if person.fixed is None else (person.fixed,)
        tables, by_role = Counter[int](), Counter[str]()
        for place, count in self.crowd.items():
            tables[place.table] += count
            by_role[place.role] += count
        known = [Place(table, role) for table in tables for role in roles if role in self.rules.roles]
        free = [place for place in known if place not in self.closed]
        draw = {place: self.chance.random() for place in free}
        return min(free, key=lambda at: (self.crowd[at], tables[at.table], by_role[at.role], draw[at]), default=None)

    def _seat_somebody(self, place: Place) -> None:
        """Seats who has this role for good, else the first who is free to take it."""
        fixed = (person for person in self.waiting if person.fixed == place.role)
        free = (person for person in self.waiting if person.fixed is None)
        person = next(fixed, None) or next(free, None)
        if person:
            self._seat(person, place)

    def _seat(self, person: Person, place: Place) -> None:
        self.waiting.remove(person)
        self.found[person.key] = place
        self.crowd[place] += 1

    def _unused(self, count: int) -> list[int]:
        used = {place.table for place in self.crowd}
        return [table for table in range(1, len(used) + count + 1) if table not in used][:count]

    def _vary(self) -> None:
        """Exchanges two people where that spares one of them a role played before, and gives none to the other."""
        movable = [person for person in self.people if person.fixed is None and self.found[person.key].table]
        for person in movable:
            if self.found[person.key].role not in person.played:
                continue
            for other in movable:
                mine, theirs = self.found[person.key], self.found[other.key]
                if theirs.role not in person.played and mine.role not in other.played:
                    self.found[person.key], self.found[other.key] = theirs, mine
                    break
