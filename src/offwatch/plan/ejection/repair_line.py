"""Ejection sets found through the checker: duties given up until it names no fault.

The search backtracks over the duties that may have caused a breach, one breach at a time.
"""

from __future__ import annotations

from collections.abc import Iterator

from offwatch.plan.ejection.line_facts import LineFacts
from offwatch.plan.roster.availability import days_touched, duty_span
from offwatch.plan.roster.line_rules import WEEK, Fault, average_spans, new_faults
from offwatch.plan.roster.roster import Line, Person

MOST_EJECTED = 3  # duties one person gives up; beyond that the solvers are asked
NOT_MENDED_BY_GIVING_UP = frozenset({"absent", "frozen", "off"})


MOST_DAYS_LASTING = 3  # that a duty may reach into seven days in which it does not begin


class TooManySets(Exception):
    """There is more to give up, or in more ways, than the search looks at."""


def repair_line(
    facts: LineFacts, who: Person, line: Line, days: range, held: str, kept: frozenset[int]
) -> list[Line]:
    """Find every line with a duty taken over and no more given up than ends the breaches.

    Parameters
    ----------
    facts : LineFacts
        The roster and its absences.
    who : Person
        Who takes the duty over.
    line : Line
        What the person holds now.
    days : range
        The days of the duty.
    held : str
        The shift or mission.
    kept : frozenset of int
        Days that are not given up again.

    Returns
    -------
    list of Line
        Lines that the checker passes; none gives up more than another one does.

    Raises
    ------
    TooManySets
        More than `MOST_EJECTED` duties would have to be given up.
    """
    search = _Repair(facts, who)
    trial = list(line)
    for d in days:
        search.give_up(trial, d)
        trial[d] = held
    search.repair(tuple(trial), kept | set(days), 0)
    found = search.found
    return [a for a in found if not any(_gives_up_less(b, a) for b in found if b != a)]


class _Repair:
    def __init__(self, facts: LineFacts, who: Person) -> None:
        self.base, self.who, self.free = facts.base, who, facts.free
        self.found: dict[Line, None] = {}
        self.seen: set[Line] = set()

    def repair(self, line: Line, kept: frozenset[int], ejected: int) -> None:
        if line in self.seen:
            return
        self.seen.add(line)
        faults = new_faults(self.free, self.who, line)
        if not faults:
            self.found[line] = None
            return
        if any(b.rule in NOT_MENDED_BY_GIVING_UP for b in faults):
            return
        if ejected == MOST_EJECTED:
            raise TooManySets
        days = range(len(line))
        causes = min(([d for d in self._causes(line, b) if d in days] for b in faults), key=len)
        for day in causes:
            if day not in kept:
                rest = list(line)
                self.give_up(rest, day)
                self.repair(tuple(rest), kept, ejected + 1)

    def _causes(self, line: Line, fault: Fault) -> Iterator[int]:
        """Days on which giving up a duty may end a fault."""
        key = fault.key
        if fault.rule == "rest":
            yield from (d for d in key[1:3] if isinstance(d, int))
        elif fault.rule == "max_run" and isinstance(key[1], int):
            yield from range(key[1], key[1] + (self.who.rules.max_run or 0) + 1)
        elif fault.rule in ("min_run", "min_days_off"):
            first, stop = key[1], key[2]
            if isinstance(first, int) and isinstance(stop, int):
                near = range(first, stop) if fault.rule == "min_run" else (first - 1, stop)
                yield from (d for d in near if line[d] is not None)
        elif fault.rule == "max_weekends":
            yield from (d for d, h in enumerate(line) if h and self._on_weekend(h, d))
        elif fault.rule == "max_shifts":
            yield from (d for d, h in enumerate(line) if h == key[1])
        elif fault.rule == "weekly_rest" and isinstance(key[1], int):
            near = range(key[1] - MOST_DAYS_LASTING, key[1] + WEEK)
            yield from (d for d in near if d in range(len(line)) and line[d])
        elif fault.rule == "average" and isinstance(key[1], int):
            span = average_spans(self.who, len(line))[key[1]].days
            yield from (d for d in span if line[d])
        elif fault.rule == "max_minutes":
            yield from (d for d, h in enumerate(line) if h)

    def _on_weekend(self, held: str, day: int) -> bool:
        days = range(day, day + 1)
        if self.who.rules.weekend_counts == "overlap":
            mission = self.base.mission.get(held)
            one = duty_span(self.base, held, day)
            days = days_touched(one) if mission is None else range(day, day + 2)
        first = self.base.first_day.weekday()
        return any((first + d) % 7 >= 5 for d in days)

    def give_up(self, line: list[str | None], day: int) -> None:
        held = line[day]
        for d in range(len(line)) if held in self.base.mission else (day,):
            if line[d] == held:
                line[d] = None


def _gives_up_less(one: Line, other: Line) -> bool:
    return all(a == b or b is None for a, b in zip(one, other, strict=True))
