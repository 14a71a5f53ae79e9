"""A person's rules as rows of the exact model.

What the base already broke is let stand at that very place and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from offwatch.plan.mip.program import NO, YES, Var
from offwatch.plan.mip.run_network import add_run_network
from offwatch.plan.mip.variables import Variables
from offwatch.plan.mip.weekly_rest import add_weekly_rest
from offwatch.plan.roster.line_rules import average_spans, weekends_worked
from offwatch.plan.roster.roster import DAY_MIN, MinuteSpan, Person
from offwatch.plan.roster.successions import successions

Runs = Literal["clauses", "flow"]


def add_line_rules(variables: Variables, person: Person, runs: Runs) -> None:
    """Add the rows for everything that one person's line must keep.

    Parameters
    ----------
    variables : Variables
        The variables of the model; rows go to its program.
    person : Person
        Whose line it is.
    runs : {"clauses", "flow"}
        Whether runs of work and of rest are forbidden one by one, or are a path in a network.
    """
    if variables.choices[person.id]:
        _LineRules(variables, person).add(runs)


class _LineRules:
    def __init__(self, variables: Variables, person: Person) -> None:
        self.variables, self.person = variables, person
        self.id, self.base, self.program = person.id, variables.base, variables.program
        self.line = self.base.duties.get(person.id, {})
        self.past = person.history.worked
        self.successions = successions(self.base)
        self.choices = set(variables.choices[person.id])
        self.first, self.last = min(self.choices), max(self.choices)

    def add(self, runs: Runs) -> None:
        self._sequences()
        rules = self.person.rules
        if runs == "flow":
            add_run_network(self.variables, self.id)
        else:
            works = {d: self.variables.works(self.id, d) for d in range(self.base.days)}
            works |= {d: YES if busy else NO for d, busy in self.past.items()}
            self._long_runs(rules.max_run, works)
            earliest = min(self.past, default=0) + 1
            for least, busy in ((rules.min_run, True), (rules.min_days_off, False)):
                for n in range(1, least or 0):
                    for d in self._near(n, 1, earliest):
                        if d + n < self.base.days:
                            self._short_block(d, n, busy, works)
        add_weekly_rest(self.variables, self.person)
        self._averages()
        self._totals()

    def _sequences(self) -> None:
        """Rest and forbidden successions, as cliques over each pair of near days."""
        rest = self.person.rules.rest_min
        reach = self.successions.reach(rest)
        for d in self._near(reach, 0, 0):
            near = range(d + 1, min(self.base.days, d + reach + 1))
            first = self.variables.may_hold(self.id, d)
            for e in near if first else ():
                if d in self.choices or e in self.choices:
                    self._pair(d, e, first, self.variables.may_hold(self.id, e), rest)

    def _pair(self, d: int, e: int, first: list[str], then: list[str], rest: int) -> None:
        bad: dict[str, frozenset[str]] = {}
        for a in first:
            bad[a] = frozenset(
                b for b in then if not self.successions.may_follow(a, b, e - d, d, rest)
            )
            if self.line.get(d) == a and self.line.get(e) in bad[a]:
                bad[a] -= {self.line[e]}
        for group in dict.fromkeys(b for b in bad.values() if b):
            left = [
                v for a in first if bad[a] >= group for v in self.variables.literals(self.id, d, a)
            ]
            right = [v for b in sorted(group) for v in self.variables.literals(self.id, e, b)]
            self.program.at_most(1, left + right)

    def _near(self, after: int, before: int, least: int) -> range:
        """Days from which ``after`` days on, or ``before`` back, a day may be this or that."""
        return range(max(least, self.first - after), min(self.base.days, self.last + before + 1))

    def _worked(self, day: int) -> bool:
        """Whether a day was worked in the base, or before its first day."""
        return day in self.line if day >= 0 else self.past.get(day, False)

    def _long_runs(self, most: int | None, works: Mapping[int, Var]) -> None:
        if most is None:
            return
        for d in self._near(most, 0, min(self.past, default=0)):
            span = range(d, d + most + 1)
            if span.stop <= self.base.days and not all(map(self._worked, span)):
                self.program.at_most(most, (works[k] for k in span))

    def _short_block(self, d: int, n: int, busy: bool, works: Mapping[int, Var]) -> None:
        """Forbid a block of exactly ``n`` days from ``d``, with the other kind on both sides."""
        credited = self.variables.free.credited.get(self.id, frozenset())
        inside, edges = list(range(d, d + n)), [d - 1, d + n]
        rest, work = (edges, inside) if busy else (inside, edges)
        if any(k in credited for k in rest):
            return
        if all(map(self._worked, work)) and not any(map(self._worked, rest)):
            return
        terms = [*((1, works[k]) for k in work), *((-1, works[k]) for k in rest)]
        self.program.add(terms, high=len(work) - 1)

    def _averages(self) -> None:
        """The most minutes of each span of weeks, or as many as they were."""
        for span in average_spans(self.person, self.base.days).values():
            terms = [
                (self.base.minutes_of(h), v)
                for d in span.days
                for h in self.variables.may_hold(self.id, d)
                for v in self.variables.literals(self.id, d, h)
            ]
            was = sum(self.base.minutes_of(self.line[d]) for d in span.days if d in self.line)
            self.program.add(terms, high=max(was, span.most_min - span.before_min))

    def _totals(self) -> None:
        person, rules, p = self.person, self.person.rules, self.id
        most, least = person.most_minutes, person.least_minutes
        was = sum(self.base.minutes_of(h) for h in self.line.values())
        now = self.variables.now.duties.get(p, {})
        stays = [h for d, h in now.items() if (p, d) not in self.variables.held]
        loose = [
            (h, v)
            for d in sorted(self.variables.window.days)
            for h, vars_ in self.variables.held.get((p, d), {}).items()
            for v in vars_
        ]
        minutes = [(self.base.minutes_of(h), v) for h, v in loose]
        minutes.append((sum(self.base.minutes_of(h) for h in stays), YES))
        if most is not None:
            self.program.add(minutes, high=max(most, was))
        if least is not None:
            undone = self.variables.free.undone.get(p, frozenset())
            credit = sum(self.base.minutes_of(self.line[d]) for d in undone)
            self.program.add(minutes, low=min(least, was) - credit)
        if rules.max_weekends is not None:
            self._weekends(rules.max_weekends)
        for shift, many in rules.max_shifts.items():
            had = sum(h == shift for h in self.line.values())
            vars_ = [v for h, v in loose if h == shift]
            left = max(many, had) - stays.count(shift)
            if len(vars_) > left:
                self.program.at_most(left, vars_)

    def _weekends(self, most: int) -> None:
        first = self.base.first_day.weekday()
        weeks: dict[int, list[int]] = {}
        for d in range(self.base.days):
            if (first + d) % 7 >= 5:
                weeks.setdefault((first + d) // 7, []).append(d)
        had = len(weekends_worked(self.base, self.person, self.base.line(self.id)))
        if max(most, had) < len(weeks):
            worked = [self._weekend(self._works_on(days)) for days in weeks.values()]
            self.program.at_most(max(most, had), worked)

    def _works_on(self, days: list[int]) -> list[Var]:
        """What makes a weekend one that is worked: duties on it, or reaching into it."""
        found = [self.variables.works(self.id, d) for d in days]
        if self.person.rules.weekend_counts == "overlap":
            span = MinuteSpan(days[0] * DAY_MIN, (days[-1] + 1) * DAY_MIN)
            found += self.variables.reaching_into(self.id, span, days)
        return found

    def _weekend(self, works: list[Var]) -> Var:
        if YES in works or not any(works):
            return max(w for w in works if w <= YES)
        if len(works) == 1:
            return works[0]
        week = self.program.new()
        for work in works:
            self.program.imply(work, week)

        def fill(values: list[int]) -> None:
            values[week] = max(values[w] for w in works)

        self.program.derive(fill)
        return week
