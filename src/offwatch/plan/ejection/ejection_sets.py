"""One person's part in a chain: which duties to give up so that others can be taken over.

Giving up a duty never breaks a rule that only forbids too much; so the least sets of duties to give
up are found exactly: what clashes must go, and of a run, a weekend or an hour too many each way to
end it is tried. Days are bits, so that it takes microseconds. For anybody whose line broke a rule
before, or whose rules also forbid too little, the checker is asked step by step.
"""

from __future__ import annotations

from typing import NamedTuple

from offwatch.plan.checker.check import REACH_DAYS, credited_days, standing
from offwatch.plan.ejection.bitset import bits, days_of, longest_run
from offwatch.plan.ejection.minimal_sets import Lightening
from offwatch.plan.ejection.repair_line import mend_line
from offwatch.plan.roster.roster import Absences, Line, Person, Roster, Rules, hit_missions


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
        self._broken = {breach.person for breach in standing(base)}

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
        masks = set(Lightening(self, who, line, days, held, fixed).sets())
        least = [g for g in sorted(masks) if not any(o != g and o & g == o for o in masks)]
        return [_taken_over(line, days, held, given) for given in least]

    def can(
        self, person: str, line: Line, days: range, held: str, kept: frozenset[int]
    ) -> bool | None:
        """Whether `ways` would find any, at once: what may be given up is no hindrance.

        ``None`` where that does not tell, because the checker has to be asked.
        """
        who = self.base.person[person]
        away = self.absent.get(person, frozenset())
        if any(d in away or d in who.off or d in kept for d in days):
            return False
        if not self.is_plain(who):
            return None
        taken, stays = bits(days), 0
        frozen = self.frozen.get(person, 0)
        for d in days_of(frozen | bits(kept)):
            if line[d] is not None:
                stays |= unit_of(self.base, line, d)
        if (frozen | stays) & taken:
            return False
        return self._fits(who, line, days, held, stays)

    def _fits(self, who: Person, line: Line, days: range, held: str, stays: int) -> bool:
        """Whether a duty breaks no limit beside those days alone that must stay."""
        rules, work = who.rules, stays | bits(days)
        rest = round((rules.rest_h or 0) * 60)
        for e in days_of(stays):
            other = line[e] or ""
            if 0 < days[0] - e < REACH_DAYS and self.clash(other, held, days[0] - e, rest):
                return False
            if 0 < e - days[-1] < REACH_DAYS and self.clash(held, other, e - days[-1], rest):
                return False
        if rules.max_run is not None and longest_run(work) > rules.max_run:
            return False
        weekends = sum(1 for week in self.weeks if work & week)
        if rules.max_weekends is not None and weekends > rules.max_weekends:
            return False
        most = rules.max_shifts.get(held)
        if most is not None and len(days) + sum(line[d] == held for d in days_of(stays)) > most:
            return False
        minutes = len(days) * self.minutes[held]
        minutes += sum(self.minutes[line[d] or ""] for d in days_of(stays))
        return rules.max_minutes is None or minutes <= rules.max_minutes

    def is_plain(self, who: Person) -> bool:
        """Whether bits answer for somebody: only limits, none broken before, no day frozen off."""
        if who.id not in self._plain:
            self._plain[who.id] = only_limits(who.rules) and who.id not in self._broken
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


def unit_of(base: Roster, line: Line, day: int) -> int:
    """All days of the duty held on a day, as bits."""
    held = line[day]
    if held in base.mission:
        return bits(d for d, h in enumerate(line) if h == held)
    return 1 << day


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
