"""Runs of work and of rest as a path through layers of days: the rows that make bounds tight.

**Source**: the state-expanded network of shift scheduling; M. C. Côté, B. Gendron, L.-M. Rousseau,
*Grammar-based integer programming models for multi-activity shift scheduling* (2011), for regular
languages as flows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offwatch.plan.mip.program import NO, YES, Var
from offwatch.plan.mip.run_automaton import State

if TYPE_CHECKING:
    from offwatch.plan.mip.model import Model


class RunFlow:
    """Adds one person's runs to a model, over the days on which they are not known."""

    def __init__(self, model: Model, person: str) -> None:
        self.model, self.linear, self.id = model, model.linear, person
        self.states, self.layers = model.states[person], model.layers[person]

    def add(self) -> None:
        vars_: dict[int, dict[State, Var]] = {}
        for d, states in self.layers.items():
            vars_[d] = {s: YES if len(states) == 1 else self.linear.new() for s in states}
            if len(states) > 1:
                self.linear.add([(1, v) for v in vars_[d].values()], low=1, high=1)
            works = [(1, v) for (busy, _), v in vars_[d].items() if busy]
            self.linear.add([*works, (-1, self.model.works(self.id, d))], low=0, high=0)
        for d, now in vars_.items():
            then = vars_.get(d + 1)
            if then is not None and (len(now) > 1 or len(then) > 1):
                self._step(d, now, then)
        if vars_:
            self.linear.derive(lambda values: self._fill(vars_, values))

    def _step(self, d: int, now: dict[State, Var], then: dict[State, Var]) -> None:
        """What flows from one day to the next: a block goes on, or the other kind begins."""
        for busy in (True, False):
            cap = self.states.cap[busy]
            for n in range(1, cap):
                target = then.get((busy, n + 1), NO)
                sources = [s for s in ((busy, n), (busy, cap)) if s[1] == n or n + 1 == cap]
                on = [(1, now[s]) for s in sources if s in now and self.states.goes_on(d, s)]
                stuck = [(1, now[s]) for s in sources if s in now and not self.states.may_end(d, s)]
                if target != NO:
                    self.linear.add([(1, target), *((-c, v) for c, v in on)], high=0)
                if stuck:
                    self.linear.add([(1, target), *((-c, v) for c, v in stuck)], low=0)
        rest_now = [(1, v) for (busy, _), v in now.items() if not busy]
        rest_on = [(-1, v) for (busy, n), v in then.items() if not busy and n > 1]
        begins = (-1, then.get((True, 1), NO))
        self.linear.add([*rest_now, *rest_on, begins], low=0, high=0)

    def _fill(self, vars_: dict[int, dict[State, Var]], values: list[int]) -> None:
        first = next(iter(vars_))
        state = (False, 0)
        for d, by_state in vars_.items():
            busy = bool(values[self.model.works(self.id, d)])
            if d == first:
                state = next((s for s in by_state if s[0] == busy), (busy, 1))
            else:
                n = min(state[1] + 1, self.states.cap[busy]) if busy == state[0] else 1
                state = (busy, n)
            for other, var in by_state.items():
                if var != YES:
                    values[var] = int(other == state)
