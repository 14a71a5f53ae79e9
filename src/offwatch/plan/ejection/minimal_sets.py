"""Ejection sets where rules only forbid too much, enumerated exactly.

What clashes with the duty must go. For a run, a weekend or an hour too many, each way to end it is
tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from offwatch.plan.bitset import bits, members_of, union
from offwatch.plan.ejection.line_facts import LineFacts
from offwatch.plan.ejection.repair_line import TooManySets
from offwatch.plan.roster.roster import Line, Person

MOST_EJECTED = 4  # duties given up for hours alone; beyond that the solvers are asked
MOST_SETS = 400  # for one person and seat


class MinimalSets:
    """The sets of days, as bits, that one person must give up to take one duty over.

    Parameters
    ----------
    facts : LineFacts
        The roster and its absences.
    who : Person
        Who takes the duty over; the rules forbid only too much.
    line : Line
        What the person holds now.
    days : range
        The days of the duty.
    held : str
        The shift or mission.
    fixed : int
        Days that cannot be given up, as bits.
    """

    def __init__(
        self, facts: LineFacts, who: Person, line: Line, days: range, held: str, fixed: int
    ) -> None:
        self.facts, self.who, self.line, self.days, self.held = facts, who, line, days, held
        self.taken = bits(days)
        self.fixed = fixed | self.taken
        work, self.total_min = facts.load(line)
        self.work = work | self.taken

    def find(self) -> Iterator[int]:
        """Give sets of days among which all minimal ones are.

        Raises
        ------
        TooManySets
            There are more than the search looks at.
        """
        first = self._clashing()
        if first is None:
            return
        steps = (self._runs, self._weekends, self._shifts, self._hours)
        found = {first}
        for step in steps:
            found = {more for one in found for more in step(one)}
            if len(found) > MOST_SETS:
                raise TooManySets
        yield from found

    def _duty(self, day: int) -> int:
        """All days of the duty held on a day; 0 if it cannot be given up."""
        duty = self.facts.duty_days(self.line, day)
        return 0 if duty & self.fixed else duty

    def _duty_under(self, day: int) -> int:
        """All days of a duty whose day is taken; 0 if another of its days must stay."""
        duty = self.facts.duty_days(self.line, day)
        return 0 if duty & self.fixed & ~self.taken else duty

    def _clashing(self) -> int | None:
        """What is held on the days taken, or too near to them; ``None`` if that cannot go."""
        rest = self.who.rules.rest_min
        facts, line, held, ejected = self.facts, self.line, self.held, 0
        if facts.frozen.get(self.who.id, 0) & self.taken:
            return None
        for d in self.days:
            if line[d] is not None:
                duty = self._duty_under(d)
                if not duty:
                    return None
                ejected |= duty
        first, last = self.days[0], self.days[-1]
        reach, may_follow = facts.successions.reach(rest), facts.successions.may_follow
        for e in range(max(0, first - reach), min(len(line), last + reach + 1)):
            other = line[e]
            if other is None or ejected >> e & 1 or e in self.days:
                continue
            if e < first:
                fits = may_follow(other, held, first - e, e, rest)
            else:
                fits = may_follow(held, other, e - last, last, rest)
            if not fits:
                duty = self._duty(e)
                if not duty:
                    return None
                ejected |= duty
        return ejected

    def _worked(self, ejected: int) -> int:
        return self.work & ~ejected | self.taken

    def _runs(self, ejected: int) -> Iterable[int]:
        most = self.who.rules.max_run
        if most is None:
            return (ejected,)
        found: set[int] = set()
        seen, todo = {ejected}, [ejected]
        while todo:
            one = todo.pop()
            long = work = self._worked(one)
            for _ in range(most):
                long &= work >> 1
                work >>= 1
            if not long:
                found.add(one)
                continue
            start = (long & -long).bit_length() - 1
            window = range(start, start + most + 1)
            more = {u for d in window if not self.taken >> d & 1 and (u := self._duty(d))}
            fresh = {one | u for u in more} - seen
            seen |= fresh
            todo += sorted(fresh)
            if len(seen) > MOST_SETS:
                raise TooManySets
        return found

    def _weekends(self, ejected: int) -> Iterable[int]:
        most = self.who.rules.max_weekends
        if most is None:
            return (ejected,)
        work = self._worked(ejected)
        worked = [work & weekend for weekend in self.facts.weekends if work & weekend]
        return self._fewer(ejected, len(worked) - most, worked)

    def _shifts(self, ejected: int) -> Iterable[int]:
        most = self.who.rules.max_shifts.get(self.held)
        if most is None:
            return (ejected,)
        mine = [1 << d for d, h in enumerate(self.line) if h == self.held and not ejected >> d & 1]
        return self._fewer(ejected, len(mine) + len(self.days) - most, mine)

    def _fewer(self, ejected: int, many: int, spans: list[int]) -> Iterable[int]:
        """Every way to give up all days of so many of the spans."""
        if many <= 0:
            return (ejected,)
        can: list[int] = []
        for span in spans:
            duties = [self._duty(d) for d in members_of(span)]
            if all(duties) and not span & self.taken:
                can.append(union(duties))
        return [ejected | union(chosen) for chosen in _choices(can, many)]

    def _hours(self, ejected: int) -> Iterable[int]:
        most, minutes = self.who.most_minutes, self.facts.minutes
        if most is None:
            return (ejected,)
        gone = sum(minutes[self.line[d] or ""] for d in members_of(ejected))
        over = self.total_min - gone + len(self.days) * minutes[self.held] - most
        if over <= 0:
            return (ejected,)
        left = self._worked(ejected) & ~self.taken
        duties = sorted({u for d in members_of(left) if (u := self._duty(d))})
        worth = {u: sum(minutes[self.line[d] or ""] for d in members_of(u)) for u in duties}
        found: list[int] = []
        for n in range(1, MOST_EJECTED + 1):
            sets = [c for c in _choices(duties, n) if sum(worth[u] for u in c) >= over]
            found += [ejected | union(c) for c in sets]
            if found and min(worth.values()) * n >= over:
                return found
        if sum(worth.values()) < over:
            return ()
        raise TooManySets


def _choices(duties: list[int], n: int) -> list[tuple[int, ...]]:
    found = []
    for chosen in combinations(duties, n):
        found.append(chosen)
        if len(found) > MOST_SETS:
            raise TooManySets
    return found
