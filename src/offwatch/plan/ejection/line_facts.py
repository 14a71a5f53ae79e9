"""What the search asks of a person's line: data of a roster and its absences, with days as bits."""

from __future__ import annotations

from offwatch.plan.bitset import bits
from offwatch.plan.roster.availability import Availability
from offwatch.plan.roster.line_rules import broken_lines
from offwatch.plan.roster.roster import Absences, Line, Person, Roster, Rules
from offwatch.plan.roster.successions import successions


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
    free : Availability
        Who may hold what when.
    successions : Successions
        Which duty may follow which.
    frozen : dict
        For each person the frozen days, as bits, without those whose duty is gone.
    weekends : tuple of int
        The days of each weekend, as bits.
    minutes : dict
        Minutes of one day of each shift and mission.
    """

    def __init__(self, base: Roster, absent: Absences) -> None:
        self.base = base
        self.free, self.successions = Availability(base, absent), successions(base)
        self.frozen: dict[str, int] = {}
        for p, d in base.fixed:
            if d not in self.free.undone.get(p, ()):
                self.frozen[p] = self.frozen.get(p, 0) | 1 << d
        first = base.first_day.weekday()
        weekends: dict[int, int] = {}
        for d in range(base.days):
            if (first + d) % 7 >= 5:
                weekends[(first + d) // 7] = weekends.get((first + d) // 7, 0) | 1 << d
        self.weekends = tuple(weekends.values())
        self.minutes = {h: base.minutes_of(h) for h in (*base.shift, *base.mission)}
        self._broken = broken_lines(base)
        self._loads: dict[Line, tuple[int, int]] = {}
        self._monotone: dict[str, bool] = {}

    def is_monotone(self, who: Person) -> bool:
        """Say whether giving up a duty can break nothing, and bits of days tell all that matters.

        So it is where rules only set upper limits, none of them was broken before, weekends count
        by the days on which duties begin, no run of work began before the first day, and neither
        weekly rest nor average hours are asked for.
        """
        if who.id not in self._monotone:
            rules = who.rules
            weekends = rules.max_weekends is None or rules.weekend_counts == "start"
            runs = rules.max_run is None or not who.history.run_days
            sound = who.id not in self._broken
            by_time = rules.weekly_rest_min or rules.max_average_h is not None
            simple = sound and weekends and runs and not by_time
            self._monotone[who.id] = only_upper_limits(rules) and simple
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
