"""Who can take which seat over from which line, remembered for the whole search."""

from __future__ import annotations

from offwatch.plan.bitset import members_of
from offwatch.plan.deadline import Deadline
from offwatch.plan.ejection.ejection_sets import Takeover, can_take_over, takeovers
from offwatch.plan.ejection.instance import NO_DAYS, Instance, Skill
from offwatch.plan.ejection.repair_line import TooManySets
from offwatch.plan.objective import Key
from offwatch.plan.roster.roster import Line

UNKNOWN_COST = 99  # more duties than anybody is known to give up


class TakeoverMemo:
    """Remembers takeovers by person, line and seat.

    A line and the days of it that are not given up again are known by one number, the *line id*.

    Parameters
    ----------
    instance : Instance
        The re-plan.
    deadline : Deadline
        Looked at before anything new is worked out.
    """

    def __init__(self, instance: Instance, deadline: Deadline) -> None:
        self.instance, self.deadline = instance, deadline
        self._takeovers: dict[tuple[str, int, Key, int, int], list[Takeover] | None] = {}
        self._can: dict[tuple[str, int, Key, int], bool] = {}
        self._line_ids: dict[tuple[Line, frozenset[int]], int] = {}
        self._lines: list[tuple[Line, frozenset[int]]] = []
        self._helpers: dict[tuple[Key, int, Skill], int] = {}

    def line_id(self, line: Line, kept: frozenset[int] = NO_DAYS) -> int:
        """Give the number of a line whose ``kept`` days are not given up again."""
        found = self._line_ids.get((line, kept))
        if found is None:
            found = self._line_ids[line, kept] = len(self._lines)
            self._lines.append((line, kept))
        return found

    def takeovers(
        self, person: str, line_id: int, key: Key, start: int, pinned: int = 0
    ) -> list[Takeover] | None:
        """Find every way in which one person takes one seat over.

        Parameters
        ----------
        person : str
            Who takes it.
        line_id : int
            What the person holds.
        key : Key
            The seat: day and shift, or a mission.
        start : int
            The first day of the seat.
        pinned : int
            More days not to be given up, as bits.

        Returns
        -------
        list of Takeover or None
            ``None`` if there are too many to look at.

        Raises
        ------
        OutOfTime
            The deadline has passed.
        """
        asked = person, line_id, key, start, pinned
        if asked not in self._takeovers:
            self.deadline.check()
            line, kept = self._lines[line_id]
            days, held = self._duty(key, start)
            who, facts = self.instance.base.person[person], self.instance.facts
            try:
                self._takeovers[asked] = takeovers(facts, who, line, days, held, kept, pinned)
            except TooManySets:
                self._takeovers[asked] = None
        return self._takeovers[asked]

    def can_take(self, person: str, line_id: int, key: Key, start: int) -> bool:
        """Say whether there is any way for one person to take one seat over.

        Parameters
        ----------
        person, line_id, key, start
            As for `takeovers`.
        """
        asked = person, line_id, key, start
        if asked not in self._can:
            line, kept = self._lines[line_id]
            who, facts = self.instance.base.person[person], self.instance.facts
            can = can_take_over(facts, who, line, *self._duty(key, start), kept)
            if can is None:
                can = self.takeovers(person, line_id, key, start) != []
            self._can[asked] = can
        return self._can[asked]

    def helpers(self, key: Key, start: int, skill: Skill) -> int:
        """Give the people with a skill who can take a seat over from the line they have.

        People with lower limits always count: what they take elsewhere may make it possible.

        Parameters
        ----------
        key, start
            The seat and its first day.
        skill : str or None
            ``None`` for anybody.

        Returns
        -------
        int
            The people, as bits.
        """
        asked = key, start, skill
        if asked not in self._helpers:
            instance, found = self.instance, 0
            held = key if isinstance(key, str) else key[1]
            for p in instance.able[skill]:
                line = instance.lines[p]
                if line[start] != held and (
                    p in instance.with_lower_limits
                    or self.can_take(p, self.line_id(line), key, start)
                ):
                    found |= 1 << instance.index[p]
            self._helpers[asked] = found
        return self._helpers[asked]

    def by_least_ejected(self, people: int, key: Key, start: int) -> list[str]:
        """List people in the order of how many duties they give up for a seat.

        Parameters
        ----------
        people : int
            The people, as bits.
        key, start
            The seat and its first day.
        """
        instance = self.instance

        def ejected(person: str) -> tuple[int, str]:
            if person in instance.with_lower_limits:
                return UNKNOWN_COST, person
            found = self.takeovers(person, self.line_id(instance.lines[person]), key, start)
            return (len(found[0].ejected) if found else UNKNOWN_COST), person

        return sorted((instance.base.people[i].id for i in members_of(people)), key=ejected)

    def _duty(self, key: Key, start: int) -> tuple[range, str]:
        if isinstance(key, str):
            return self.instance.base.mission[key].span(start), key
        return range(start, start + 1), key[1]
