"""A person's rules as constraints of the exact model; imported in the solver's child only.

What the base already broke is let stand at that very place and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offwatch.plan.roster import Person

if TYPE_CHECKING:
    from offwatch.plan.cpsat import Expr, Model

DAY_MIN = 1440
REST_REACH = 3  # days after which no rest of 36 h can still bind


class LineRules:
    """Adds everything one person's line must keep to a model."""

    def __init__(self, model: Model, person: Person) -> None:
        self.model, self.person = model, person
        self.id, self.base, self.cp = person.id, model.base, model.cp
        self.line = model.base.duties.get(person.id, {})

    def add(self) -> None:
        self._sequences()
        self._runs()
        self._totals()

    def _sequences(self) -> None:
        """Rest and forbidden successions, as cliques over each pair of near days."""
        rest = round((self.person.rules.rest_h or 0) * 60)
        reach = REST_REACH if self._timed() else 1
        for d in range(self.base.days):
            first = self.model.ids(self.id, d)
            for e in range(d + 1, min(self.base.days, d + reach + 1)):
                if not self._free(d) and not self._free(e):
                    continue
                then = self.model.ids(self.id, e)
                bad: dict[str, frozenset[str]] = {}
                for a in first:
                    bad[a] = frozenset(b for b in then if self._clash(a, b, e - d, rest))
                    if self.line.get(d) == a and self.line.get(e) in bad[a]:
                        bad[a] -= {self.line[e]}
                for group in dict.fromkeys(b for b in bad.values() if b):
                    left = [self.model.lit(self.id, d, a) for a in first if bad[a] >= group]
                    right = [self.model.lit(self.id, e, b) for b in sorted(group)]
                    self.cp.add(sum(left) + sum(right) <= 1)

    def _free(self, day: int) -> bool:
        return (self.id, day) in self.model.held

    def _timed(self) -> bool:
        return bool(self.base.missions) or any(s.start_min is not None for s in self.base.shifts)

    def _clash(self, first: str, then: str, apart: int, rest: int) -> bool:
        if first == then and first in self.base.mission:
            return False
        shift = self.base.shift.get(first)
        if apart == 1 and shift is not None and then in shift.not_next:
            return True
        start, after = self._begin(first), self._begin(then)
        if start is None or after is None:
            return False
        return apart * DAY_MIN + after - (start + self.base.minutes_of(first)) < rest

    def _begin(self, held: str) -> int | None:
        shift = self.base.shift.get(held)
        return self.base.mission[held].start_min if shift is None else shift.start_min

    def _runs(self) -> None:
        rules, days = self.person.rules, self.base.days
        works = [self.model.works(self.id, d) for d in range(days)]
        free = [self._free(d) for d in range(days)]
        if rules.max_run is not None:
            for d in range(days - rules.max_run):
                span = range(d, d + rules.max_run + 1)
                if any(free[k] for k in span) and not all(k in self.line for k in span):
                    self.cp.add(sum(works[k] for k in span) <= rules.max_run)
        for least, busy in ((rules.min_run, True), (rules.min_days_off, False)):
            for n in range(1, least or 0):
                for d in range(1, days - n):
                    self._short_block(d, n, busy, works, free)

    def _short_block(self, d: int, n: int, busy: bool, works: list[Expr], free: list[bool]) -> None:
        """Forbid a block of exactly ``n`` days from ``d``, with the other kind on both sides."""
        credited = self.model.credited.get(self.id, frozenset())
        inside, edges = list(range(d, d + n)), [d - 1, d + n]
        rest = edges if busy else inside
        if not any(free[k] for k in (*inside, *edges)) or any(k in credited for k in rest):
            return
        if all((k in self.line) == busy for k in inside) and all(
            (k in self.line) != busy for k in edges
        ):
            return
        clause = [_not(works[k]) if busy else works[k] for k in inside]
        clause += [works[k] if busy else _not(works[k]) for k in edges]
        if not any(isinstance(c, int) and c == 1 for c in clause):
            self.cp.add_bool_or([c for c in clause if not isinstance(c, int)])

    def _totals(self) -> None:
        rules, p = self.person.rules, self.id
        was = sum(self.base.minutes_of(h) for h in self.line.values())
        minutes = sum(
            self.base.minutes_of(h) * self.model.lit(p, d, h)
            for d in range(self.base.days)
            for h in self.model.ids(p, d)
        )
        if rules.max_minutes is not None:
            self.cp.add(minutes <= max(rules.max_minutes, was))
        if rules.min_minutes is not None:
            credit = sum(
                self.base.minutes_of(self.line[d])
                for d in self.model.credited.get(p, ())
                if d in self.line
            )
            self.cp.add(minutes >= min(rules.min_minutes, was) - credit)
        if rules.max_weekends is not None:
            self._weekends(rules.max_weekends)
        for shift, most in rules.max_shifts.items():
            had = sum(h == shift for h in self.line.values())
            lits = [self.model.lit(p, d, shift) for d in range(self.base.days)]
            if len(lits) > most and any(not isinstance(x, int) for x in lits):
                self.cp.add(sum(lits) <= max(most, had))

    def _weekends(self, most: int) -> None:
        first = self.base.first_day.weekday()
        weeks: dict[int, list[int]] = {}
        for d in range(self.base.days):
            if (first + d) % 7 >= 5:
                weeks.setdefault((first + d) // 7, []).append(d)
        had = sum(any(d in self.line for d in days) for days in weeks.values())
        if max(most, had) >= len(weeks):
            return
        worked = []
        for days in weeks.values():
            lits = [self.model.works(self.id, d) for d in days]
            week = self.cp.new_bool_var("")
            for lit in lits:
                self.cp.add(week >= lit)
            worked.append(week)
        self.cp.add(sum(worked) <= max(most, had))


def _not(lit: Expr) -> Expr:
    return 1 - lit if isinstance(lit, int) else lit.negated()
