"""Which duties somebody must give up to take one over, where rules only forbid too much.

What clashes must go; of a run, a weekend or an hour too many each way to end it is tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from offwatch.plan.checker.check import REACH_DAYS
from offwatch.plan.ejection.bitset import bits, days_of, union
from offwatch.plan.ejection.repair_line import TooMany
from offwatch.plan.roster.roster import Line, Person

if TYPE_CHECKING:
    from offwatch.plan.ejection.ejection_sets import Links

MOST_GIVEN = 4  # duties given up for hours alone; past that the ladder leaves it to the solvers
MOST_WAYS = 400  # for one person and seat


class Lightening:
    """The sets of days, as bits, that one person must give up to take one duty over."""

    def __init__(
        self, links: Links, who: Person, line: Line, days: range, held: str, fixed: int
    ) -> None:
        self.links, self.who, self.line, self.days, self.held = links, who, line, days, held
        self.taken = bits(days)
        self.fixed = fixed | self.taken
        work, self.total = links.load(line)
        self.work = work | self.taken

    def sets(self) -> Iterator[int]:
        given = self._clashing()
        if given is None:
            return
        steps = (self._runs, self._weekends, self._shifts, self._hours)
        found = {given}
        for step in steps:
            found = {more for one in found for more in step(one)}
            if len(found) > MOST_WAYS:
                raise TooMany
        yield from found

    def _unit(self, day: int) -> int:
        """All days of the duty held on a day; 0 if it cannot be given up."""
        held, line = self.line[day], self.line
        unit = 1 << day
        if held in self.links.base.mission:
            unit = bits(d for d, h in enumerate(line) if h == held)
        return 0 if unit & self.fixed else unit

    def _clashing(self) -> int | None:
        """What is held on the days taken, or too near to them; ``None`` if that cannot go."""
        rest = round((self.who.rules.rest_h or 0) * 60)
        links, line, held, given = self.links, self.line, self.held, 0
        if links.frozen.get(self.who.id, 0) & self.taken:
            return None
        for d in self.days:
            if line[d] is not None:
                unit = self._unit_under(d)
                if not unit:
                    return None
                given |= unit
        first, last = self.days[0], self.days[-1]
        for e in range(max(0, first - REACH_DAYS + 1), min(len(line), last + REACH_DAYS)):
            other = line[e]
            if other is None or given >> e & 1 or e in self.days:
                continue
            if e < first:
                bad = links.clash(other, held, first - e, rest)
            else:
                bad = links.clash(held, other, e - last, rest)
            if bad:
                unit = self._unit(e)
                if not unit:
                    return None
                given |= unit
        return given

    def _unit_under(self, day: int) -> int:
        """All days of a duty whose day is taken; 0 if another of its days must stay."""
        held = self.line[day]
        unit = 1 << day
        if held in self.links.base.mission:
            unit = bits(d for d, h in enumerate(self.line) if h == held)
        return 0 if unit & self.fixed & ~self.taken else unit

    def _left(self, given: int) -> int:
        return self.work & ~given | self.taken

    def _runs(self, given: int) -> Iterable[int]:
        most = self.who.rules.max_run
        if most is None:
            return (given,)
        found: set[int] = set()
        seen, todo = {given}, [given]
        while todo:
            one = todo.pop()
            long = work = self._left(one)
            for _ in range(most):
                long &= work >> 1
                work >>= 1
            if not long:
                found.add(one)
                continue
            start = (long & -long).bit_length() - 1
            window = range(start, start + most + 1)
            more = {u for d in window if not self.taken >> d & 1 and (u := self._unit(d))}
            fresh = {one | u for u in more} - seen
            seen |= fresh
            todo += sorted(fresh)
            if len(seen) > MOST_WAYS:
                raise TooMany
        return found

    def _weekends(self, given: int) -> Iterable[int]:
        most = self.who.rules.max_weekends
        if most is None:
            return (given,)
        work = self._left(given)
        worked = [work & week for week in self.links.weeks if work & week]
        return self._fewer(given, len(worked) - most, worked)

    def _shifts(self, given: int) -> Iterable[int]:
        most = self.who.rules.max_shifts.get(self.held)
        if most is None:
            return (given,)
        mine = [1 << d for d, h in enumerate(self.line) if h == self.held and not given >> d & 1]
        return self._fewer(given, len(mine) + len(self.days) - most, mine)

    def _fewer(self, given: int, many: int, spans: list[int]) -> Iterable[int]:
        """Every way to give up all days of so many of the spans."""
        if many <= 0:
            return (given,)
        can: list[int] = []
        for span in spans:
            units = [self._unit(d) for d in days_of(span)]
            if all(units) and not span & self.taken:
                can.append(union(units))
        return [given | union(chosen) for chosen in self._choices(can, many)]

    def _hours(self, given: int) -> Iterable[int]:
        most, minutes = self.who.rules.max_minutes, self.links.minutes
        if most is None:
            return (given,)
        gone = sum(minutes[self.line[d] or ""] for d in days_of(given))
        over = self.total - gone + len(self.days) * minutes[self.held] - most
        if over <= 0:
            return (given,)
        left = self._left(given) & ~self.taken
        units = sorted({u for d in days_of(left) if (u := self._unit(d))})
        worth = {u: sum(minutes[self.line[d] or ""] for d in days_of(u)) for u in units}
        found: list[int] = []
        for n in range(1, MOST_GIVEN + 1):
            sets = [c for c in self._choices(units, n) if sum(worth[u] for u in c) >= over]
            found += [given | union(c) for c in sets]
            if found and min(worth.values()) * n >= over:
                return found
        if sum(worth.values()) < over:
            return ()
        raise TooMany

    def _choices(self, from_: list[int], n: int) -> list[tuple[int, ...]]:
        found = []
        for chosen in combinations(from_, n):
            found.append(chosen)
            if len(found) > MOST_WAYS:
                raise TooMany
        return found
