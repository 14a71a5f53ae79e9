"""Weekly rest as rows: in each seven days one of the rests that could be is free of duties.

Wherever the longest rest of seven days lies, it begins with their first midnight or with the end of
a duty. So there is one variable for each such beginning, which is 0 if any duty within the rest is
held, and of those that fit into the seven days one is 1 at least.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from offwatch.plan.mip.program import NO, YES, Var
from offwatch.plan.mip.variables import Variables
from offwatch.plan.roster.availability import duty_span
from offwatch.plan.roster.line_rules import WEEK, first_week, longest_rests
from offwatch.plan.roster.roster import DAY_MIN, Person
from offwatch.plan.roster.successions import successions


class _MayHold(NamedTuple):
    """A duty that may be held: the day it begins on, its real minutes, and when it is held."""

    day: int
    start: int
    end: int
    var: Var


def add_weekly_rest(variables: Variables, person: Person) -> None:
    """Add the rows for one person's weekly rest.

    Parameters
    ----------
    variables : Variables
        The variables of the model; rows go to its program.
    person : Person
        Whose rest it is; seven days whose rest was shorter in the base keep that much.
    """
    if person.rules.weekly_rest_min:
        _WeeklyRest(variables, person).add()


class _WeeklyRest:
    def __init__(self, variables: Variables, person: Person) -> None:
        self.variables, self.person, self.base = variables, person, variables.base
        self.real = successions(self.base).clock.real
        self.duties = sorted(self._duties())
        self.starts = sorted({duty.end for duty in self.duties})
        self._rests: dict[tuple[int, int], Var] = {}

    def add(self) -> None:
        least = self.person.rules.weekly_rest_min
        had = longest_rests(self.base, self.person, self.base.line(self.person.id))
        for d in range(first_week(self.person), self.base.days - WEEK + 1):
            first, last = self.real(d * DAY_MIN), self.real((d + WEEK) * DAY_MIN)
            length = min(least, had[d])
            starts = [first, *(s for s in self.starts if first < s <= last - length)]
            rests = [self._rest(s, length) for s in starts if s + length <= last]
            if YES not in rests:
                self.variables.program.add([(1, v) for v in rests if v != NO], low=1)

    def _duties(self) -> Iterator[_MayHold]:
        """All that the person holds or may hold, missions once."""
        variables, p = self.variables, self.person.id
        for d, held in self.person.history.duties.items():
            yield self._may_hold(d, held, YES)
        for d in range(self.base.days):
            for held in variables.may_hold(p, d):
                if held in self.base.shift:
                    for var in variables.literals(p, d, held):
                        yield self._may_hold(d, held, var)
                elif (p, d) not in variables.held and d == variables.now.mission[held].start:
                    yield self._may_hold(d, held, YES)
        for (who, m, start), var in variables.on.items():
            if who == p:
                yield self._may_hold(start, m, var)

    def _may_hold(self, day: int, held: str, var: Var) -> _MayHold:
        span = duty_span(self.base, held, day)
        return _MayHold(day, self.real(span.start_min), self.real(span.end_min), var)

    def _rest(self, start: int, length: int) -> Var:
        """The variable that is 1 where nothing is held in a stretch of real time."""
        asked = start, length
        if asked not in self._rests:
            self._rests[asked] = self._make(start, start + length)
        return self._rests[asked]

    def _make(self, start: int, end: int) -> Var:
        program = self.variables.program
        within = [d for d in self.duties if d.start < end and start < d.end and d.var != NO]
        if any(duty.var == YES for duty in within):
            return NO
        if not within:
            return YES
        rest = program.new()
        by_day: dict[int, list[Var]] = {}
        for duty in within:
            by_day.setdefault(duty.day, []).append(duty.var)
        for vars_ in by_day.values():
            program.at_most(1, [rest, *vars_])
        vars_ = [duty.var for duty in within]

        def fill(values: list[int]) -> None:
            values[rest] = int(not any(values[v] for v in vars_))

        program.derive(fill)
        return rest
