"""Runs of work and of rest as a path through layers of days: the rows that make bounds tight.

A state is a day of work or of rest and how many days of its kind have gone before, counted up to
the longest that any rule looks at. From one day to the next a path goes on in its kind or changes
it, where the rules or what is let stand allow that.

**Source**: the state-expanded network of shift scheduling; M. C. Côté, B. Gendron, L.-M. Rousseau,
*Grammar-based integer programming models for multi-activity shift scheduling* (2011), for regular
languages as flows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offwatch.plan.linear import NO, YES, Var
from offwatch.plan.roster import Person

if TYPE_CHECKING:
    from offwatch.plan.model import Model

State = tuple[bool, int]  # works; days of this kind so far, at most the cap of the kind
LEAST_CAP = 2  # so that a first day of a kind is never its last state


class RunFlow:
    """Adds one person's runs to a model."""

    def __init__(self, model: Model, person: Person) -> None:
        rules = person.rules
        self.model, self.linear, self.id = model, model.linear, person.id
        self.days = model.base.days
        self.line = model.base.duties.get(person.id, {})
        self.credited = model.credited.get(person.id, frozenset())
        self.works = [model.works(person.id, d) for d in range(self.days)]
        self.least = {True: rules.min_run or 1, False: rules.min_days_off or 1}
        self.most = rules.max_run
        self.cap = {
            True: max(rules.max_run or 0, self.least[True], LEAST_CAP),
            False: max(self.least[False], LEAST_CAP),
        }
        self.bound = rules.max_run is not None or max(self.least.values()) > 1

    def add(self) -> None:
        if not self.bound:
            return
        layers = self._layers()
        vars_: list[dict[State, Var]] = []
        for d, states in enumerate(layers):
            vars_.append({s: YES if len(states) == 1 else self.linear.new() for s in states})
            if len(states) > 1:
                self.linear.add([(1, v) for v in vars_[d].values()], low=1, high=1)
            works = [(1, v) for (busy, _), v in vars_[d].items() if busy]
            self.linear.add([*works, (-1, self.works[d])], low=0, high=0)
        for d in range(self.days - 1):
            if len(layers[d]) > 1 or len(layers[d + 1]) > 1:
                self._step(d, vars_[d], vars_[d + 1])
        self.linear.derive(lambda values: self._fill(vars_, values))

    def _layers(self) -> list[list[State]]:
        """The states of each day that a path from the first to the last day can pass."""
        ahead: list[set[State]] = [{(busy, 1) for busy in self._kinds(0)}]
        for d in range(self.days - 1):
            ahead.append({t for s in ahead[d] for t in self._next(d, s)})
        layers = [ahead[-1]]
        for d in range(self.days - 2, -1, -1):
            layers.append({s for s in ahead[d] if layers[-1] & set(self._next(d, s))})
        return [sorted(states) for states in reversed(layers)]

    def _kinds(self, day: int) -> tuple[bool, ...]:
        var = self.works[day]
        return (False,) if var == NO else (True,) if var == YES else (False, True)

    def _next(self, d: int, state: State) -> list[State]:
        busy, n = state
        kinds = self._kinds(d + 1)
        found = []
        if busy in kinds and self._goes_on(d, state):
            found.append((busy, min(n + 1, self.cap[busy])))
        if (not busy) in kinds and self._may_end(d, state):
            found.append((not busy, 1))
        return found

    def _goes_on(self, d: int, state: State) -> bool:
        busy, n = state
        if not busy or self.most is None or n < self.most:
            return True
        return all(k in self.line for k in range(d + 1 - self.most, d + 2))

    def _may_end(self, d: int, state: State) -> bool:
        """Whether a block may end with day ``d``: long enough, at an edge, credited, as it was."""
        busy, n = state
        first = d - n + 1
        if n >= self.least[busy] or first == 0:
            return True
        inside, edges = range(first, d + 1), (first - 1, d + 1)
        rest, work = (edges, inside) if busy else (inside, edges)
        if any(k in self.credited for k in rest):
            return True
        return all(k in self.line for k in work) and not any(k in self.line for k in rest)

    def _step(self, d: int, now: dict[State, Var], then: dict[State, Var]) -> None:
        """What flows from one day to the next: a block goes on, or the other kind begins."""
        for busy in (True, False):
            cap = self.cap[busy]
            for n in range(1, cap):
                target = then.get((busy, n + 1), NO)
                sources = [s for s in ((busy, n), (busy, cap)) if s[1] == n or n + 1 == cap]
                on = [(1, now[s]) for s in sources if s in now and self._goes_on(d, s)]
                stuck = [(1, now[s]) for s in sources if s in now and not self._may_end(d, s)]
                self.linear.add([(1, target), *((-c, v) for c, v in on)], high=0)
                if stuck:
                    self.linear.add([(1, target), *((-c, v) for c, v in stuck)], low=0)
        rest_now = [(1, v) for (busy, _), v in now.items() if not busy]
        rest_on = [(-1, v) for (busy, n), v in then.items() if not busy and n > 1]
        begins = (-1, then.get((True, 1), NO))
        self.linear.add([*rest_now, *rest_on, begins], low=0, high=0)

    def _fill(self, vars_: list[dict[State, Var]], values: list[int]) -> None:
        n, before = 0, None
        for d in range(self.days):
            busy = bool(values[self.works[d]])
            n = min(n + 1, self.cap[busy]) if busy == before else 1
            before = busy
            for state, var in vars_[d].items():
                if var != YES:
                    values[var] = int(state == (busy, n))
