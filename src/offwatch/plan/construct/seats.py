"""How many seats stay open while duties pass between people, counted only where they change."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from offwatch.plan.bitset import members_of
from offwatch.plan.construct.line_cost import BEFORE, Shifts
from offwatch.plan.objective import covers
from offwatch.plan.roster.roster import Person, Roster

Cell = tuple[int, int]  # shift (by its place among the shifts), day
Moved = tuple[int, Shifts, Shifts]  # a person, what they hold, and what they would hold


class Seats:
    """The shifts that are demanded, and who is on them.

    Parameters
    ----------
    base : Roster
        With its demand.
    start : Roster
        Who is on what at first.
    people : sequence of Person
        Those whose lines change, named by their place here.

    Attributes
    ----------
    open : int
        Seats open now.
    """

    def __init__(self, base: Roster, start: Roster, people: Sequence[Person]) -> None:
        place = {s.id: i for i, s in enumerate(base.shifts)}
        self.needs: dict[Cell, list[tuple[int, str]]] = {}
        for cover in covers(base, whole=True):
            if not isinstance(cover.key, str):
                day, shift = cover.key
                asked = [(cover.need, ""), *((n, skill) for skill, n in cover.skills)]
                self.needs[place[shift], day] = asked
        self.have: dict[Cell, dict[str, int]] = {cell: {} for cell in self.needs}
        asked_for = {skill for needs in self.needs.values() for _, skill in needs}
        self.skills = [("", *sorted(asked_for & p.skills)) for p in people]
        for person in base.people:
            for day, held in start.duties.get(person.id, {}).items():
                cell = place.get(held, -1), day
                if cell in self.have:
                    for skill in ("", *(asked_for & person.skills)):
                        self.have[cell][skill] = self.have[cell].get(skill, 0) + 1
        self.lacks = {cell: self._lack(cell, {}) for cell in self.needs}
        self.open = sum(self.lacks.values())

    def more_open(self, moved: Sequence[Moved], *, exchange: bool = False) -> int:
        """Give how many more seats would be open if people held other shifts.

        Parameters
        ----------
        moved : sequence of Moved
            What each of them holds and would hold.
        exchange : bool
            Whether they only exchange what they hold among themselves.
        """
        if exchange and len({self.skills[i] for i, _, _ in moved}) == 1:
            return 0
        more = self._more(moved)
        return sum(self._lack(cell, have) - self.lacks[cell] for cell, have in more.items())

    def move(self, who: int, before: Shifts, after: Shifts) -> None:
        """Note that somebody holds other shifts now."""
        for cell, more in self._more([(who, before, after)]).items():
            have = self.have[cell]
            for skill, n in more.items():
                have[skill] = have.get(skill, 0) + n
            lack = self._lack(cell, {})
            self.open += lack - self.lacks[cell]
            self.lacks[cell] = lack

    def any_open(self, rng: random.Random) -> Cell:
        """Give one cell with an open seat; there must be one."""
        return rng.choice([cell for cell, lack in self.lacks.items() if lack])

    def _lack(self, cell: Cell, more: dict[str, int]) -> int:
        have = self.have[cell]
        short = 0
        for need, skill in self.needs[cell]:
            short = max(short, need - have.get(skill, 0) - more.get(skill, 0))
        return short

    def _more(self, moved: Iterable[Moved]) -> dict[Cell, dict[str, int]]:
        found: dict[Cell, dict[str, int]] = {}
        for who, before, after in moved:
            for shift, (was, now) in enumerate(zip(before, after, strict=True)):
                for place in members_of(was ^ now):
                    cell = shift, place - BEFORE
                    if cell in self.needs:
                        added = 1 if now >> place & 1 else -1
                        more = found.setdefault(cell, {})
                        for skill in self.skills[who]:
                            more[skill] = more.get(skill, 0) + added
        return found
