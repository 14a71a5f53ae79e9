"""What the search asks of a person's line: data of a roster and its absences, with days as bits."""

from __future__ import annotations

from offwatch.plan.checker.check import credited_days, standing
from offwatch.plan.ejection.bitset import bits
from offwatch.plan.roster.roster import Absences, Line, Person, Roster, Rules, hit_missions

DAY_MIN = 1440


def only_upper_limits(rules: Rules) -> bool:
    """Say whether rules forbid only too much, so that giving up a duty breaks none of them."""
    return (rules.min_run or 1) <= 1 and (rules.min_days_off or 1) <= 1 and not rules.min_minutes


class LineFacts:
    """Facts about the lines of one roster under given absences.

    Parameters
    ----------
    base : Roster
        The roster in force.
    absent : Absences
        Who is away on which days.

    Attributes
    ----------
    credited : dict
        For each person away the days that count as worked.
    frozen : dict
        For each person the frozen days, as bits, without those credited.
    weekends : tuple of int
        The days of each weekend, as bits.
    minutes : dict
        Minutes of one day of each shift and mission.
    """

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
        weekends: dict[int, int] = {}
        for d in range(base.days):
            if (first + d) % 7 >= 5:
                weekends[(first + d) // 7] = weekends.get((first + d) // 7, 0) | 1 << d
        self.weekends = tuple(weekends.values())
        self.minutes = {h: base.minutes_of(h) for h in (*base.shift, *base.mission)}
        self._broken = {breach.person for breach in standing(base)}
        self._loads: dict[Line, tuple[int, int]] = {}
        self._clashes: dict[tuple[str, str, int, int], bool] = {}
        self._monotone: dict[str, bool] = {}

    def is_monotone(self, who: Person) -> bool:
        """Say whether giving up a duty can break nothing: only upper limits, and none broken."""
        if who.id not in self._monotone:
            self._monotone[who.id] = only_upper_limits(who.rules) and who.id not in self._broken
        return self._monotone[who.id]

    def load(self, line: Line) -> tuple[int, int]:
        """Give the days worked in a line, as bits, and its minutes."""
        if line not in self._loads:
            held = [(d, h) for d, h in enumerate(line) if h is not None]
            self._loads[line] = bits(d for d, _ in held), sum(self.minutes[h] for _, h in held)
        return self._loads[line]

    def duty_days(self, line: Line, day: int) -> int:
        """Give all days of the duty that a line holds on a day, as bits."""
        held = line[day]
        if held in self.base.mission:
            return bits(d for d, h in enumerate(line) if h == held)
        return 1 << day

    def clash(self, first: str, then: str, days_apart: int, rest_min: int) -> bool:
        """Say whether one duty may not follow another so many days later."""
        asked = first, then, days_apart, rest_min
        if asked not in self._clashes:
            self._clashes[asked] = self._clash(*asked)
        return self._clashes[asked]

    def _clash(self, first: str, then: str, days_apart: int, rest_min: int) -> bool:
        if first == then and first in self.base.mission:
            return False
        shift = self.base.shift.get(first)
        if days_apart == 1 and shift is not None and then in shift.not_next:
            return True
        start, begin = self._start(first), self._start(then)
        if start is None or begin is None:
            return False
        return days_apart * DAY_MIN + begin - start - self.minutes[first] < rest_min

    def _start(self, held: str) -> int | None:
        shift = self.base.shift.get(held)
        return self.base.mission[held].start_min if shift is None else shift.start_min
