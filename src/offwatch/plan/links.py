"""One person's part in a chain: which duties to give up so that others can be taken over.

Giving up a duty never breaks a rule that only forbids too much; so the least sets of duties to give
up are found exactly: what clashes must go, and of a run, a weekend or an hour too many each way to
end it is tried. Days are bits, so that it takes microseconds. For anybody whose line broke a rule
before, or whose rules also forbid too little, the checker is asked step by step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from offwatch.plan.checker import REACH_DAYS, credited_days, line_breaches
from offwatch.plan.mend_line import TooMany, mend_line
from offwatch.plan.roster import Absences, Line, Person, Roster, Rules, hit_missions

MOST_GIVEN = 4  # duties given up for hours alone; past that the ladder leaves it to the solvers
MOST_WAYS = 400  # for one person and seat


class Way(NamedTuple):
    """A line in which a duty is taken over, the days taken, and the days of what is given up."""

    line: Line
    taken: frozenset[int]
    given: tuple[int, ...]


def only_limits(rules: Rules) -> bool:
    """Whether a person's rules forbid only too much, so that to give up a duty breaks none."""
    return (rules.min_run or 1) <= 1 and (rules.min_days_off or 1) <= 1 and not rules.min_minutes


class Links:
    """Finds how people can take over duties of one roster under given absences."""

    def __init__(self, base: Roster, absent: Absences) -> None:
        self.base, self.absent = base, absent
        hit = hit_missions(base, absent)
        self.credited = {
            p: credited_days(base, p, days, hit.get(p, frozenset())) for p, days in absent.items()
        }
        self.frozen: dict[str, int] = {}
        for p, d in base.frozen:
            if d not in self.credited.get(p, ()):
                self.frozen[p] = self.frozen.get(p, 0) | 1 << d
        first = base.first_day.weekday()
        weeks: dict[int, int] = {}
        for d in range(base.days):
            if (first + d) % 7 >= 5:
                weeks[(first + d) // 7] = weeks.get((first + d) // 7, 0) | 1 << d
        self.weeks = tuple(weeks.values())
        self.minutes = {h: base.minutes_of(h) for h in (*base.shift, *base.mission)}
        self.facts: dict[Line, tuple[int, int]] = {}
        self._clashes: dict[tuple[str, str, int, int], bool] = {}
        self._plain: dict[str, bool] = {}

    def ways(
        self, person: str, line: Line, days: range, held: str, kept: frozenset[int], stuck: int = 0
    ) -> list[Way]:
        """Lines in which somebody takes over a duty, with as little given up as can be.

        ``kept`` are the days taken over before, which are not given up again; ``stuck`` are more
        days not to give up, as bits. **Raises**: `TooMany`.
        """
        who = self.base.person[person]
        away = self.absent.get(person, frozenset())
        if any(d in away or d in who.off or d in kept for d in days):
            return []
        fixed = stuck | self.frozen.get(person, 0) | bits(kept)
        if not self.is_plain(who):
            found = mend_line(self, who, line, days, held, kept)
            ways = [_way(line, after) for after in found]
            return [w for w in ways if not bits(w.given) & fixed & ~bits(days)]
        masks = set(_Lightening(self, who, line, days, held, fixed).sets())
        least = [g for g in sorted(masks) if not any(o != g and o & g == o for o in masks)]
        return [_taken_over(line, days, held, given) for given in least]

    def is_plain(self, who: Person) -> bool:
        """Whether bits answer for somebody: only limits, none broken before, no day frozen off."""
        if who.id not in self._plain:
            was = line_breaches(self.base, who, self.base.line(who.id), frozenset(), 0)
            self._plain[who.id] = only_limits(who.rules) and not any(was)
        return self._plain[who.id]

    def load(self, line: Line) -> tuple[int, int]:
        """The days worked, as bits, and the minutes of a line."""
        if line not in self.facts:
            held = [(d, h) for d, h in enumerate(line) if h is not None]
            self.facts[line] = bits(d for d, _ in held), sum(self.minutes[h] for _, h in held)
        return self.facts[line]

    def clash(self, first: str, then: str, apart: int, rest_min: int) -> bool:
        """Whether one duty may not follow another so many days later."""
        asked = first, then, apart, rest_min
        if asked not in self._clashes:
            self._clashes[asked] = self._clash(*asked)
        return self._clashes[asked]

    def _clash(self, first: str, then: str, apart: int, rest_min: int) -> bool:
        if first == then and first in self.base.mission:
            return False
        shift = self.base.shift.get(first)
        if apart == 1 and shift is not None and then in shift.not_next:
            return True
        start, begin = self._start(first), self._start(then)
        if start is None or begin is None:
            return False
        return apart * 1440 + begin - start - self.minutes[first] < rest_min

    def _start(self, held: str) -> int | None:
        shift = self.base.shift.get(held)
        return self.base.mission[held].start_min if shift is None else shift.start_min


class _Lightening:
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
                can.append(_union(units))
        return [given | _union(chosen) for chosen in self._choices(can, many)]

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
            found += [given | _union(c) for c in sets]
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


def bits(days: Iterable[int]) -> int:
    """Days as the bits of a number."""
    found = 0
    for d in days:
        found |= 1 << d
    return found


def days_of(mask: int) -> Iterator[int]:
    """The days whose bits are set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _taken_over(line: Line, days: range, held: str, given: int) -> Way:
    after = list(line)
    for d in days_of(given):
        after[d] = None
    for d in days:
        after[d] = held
    return Way(tuple(after), frozenset(days), tuple(days_of(given)))


def _way(line: Line, after: Line) -> Way:
    both = list(enumerate(zip(line, after, strict=True)))
    taken = frozenset(d for d, (a, b) in both if b is not None and a != b)
    return Way(after, taken, tuple(d for d, (a, b) in both if a is not None and a != b))
