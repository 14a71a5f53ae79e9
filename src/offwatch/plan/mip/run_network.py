"""Runs of work and of rest as a path through a state-expanded network: rows with tight bounds.

Each day has a layer of states (`run_automaton`); one unit flows from the first layer to the last.

References
----------
M.-C. Côté, B. Gendron, C.-G. Quimper, L.-M. Rousseau, *Formal languages for integer programming
modeling of shift scheduling problems*, Constraints 16 (2011): an automaton as a network flow.
"""

from __future__ import annotations

from offwatch.plan.mip.program import NO, YES, Var
from offwatch.plan.mip.run_automaton import State
from offwatch.plan.mip.variables import Variables


def add_run_network(variables: Variables, person: str) -> None:
    """Add the network of one person's runs, over the days on which they are not known.

    Parameters
    ----------
    variables : Variables
        The variables of the model; rows go to its program.
    person : str
        Whose runs they are.
    """
    _RunNetwork(variables, person).add()


class _RunNetwork:
    def __init__(self, variables: Variables, person: str) -> None:
        self.variables, self.program, self.id = variables, variables.program, person
        self.automaton, self.layers = variables.automata[person], variables.layers[person]

    def add(self) -> None:
        vars_: dict[int, dict[State, Var]] = {}
        for d, states in self.layers.items():
            vars_[d] = {s: YES if len(states) == 1 else self.program.new() for s in states}
            if len(states) > 1:
                self.program.add([(1, v) for v in vars_[d].values()], low=1, high=1)
            works = [(1, v) for (busy, _), v in vars_[d].items() if busy]
            self.program.add([*works, (-1, self.variables.works(self.id, d))], low=0, high=0)
        for d, now in vars_.items():
            then = vars_.get(d + 1)
            if then is not None and (len(now) > 1 or len(then) > 1):
                self._step(d, now, then)
        if vars_:
            self.program.derive(lambda values: self._fill(vars_, values))

    def _step(self, d: int, now: dict[State, Var], then: dict[State, Var]) -> None:
        """What flows from one day to the next: a block goes on, or the other kind begins."""
        for busy in (True, False):
            cap = self.automaton.cap[busy]
            for n in range(1, cap):
                target = then.get((busy, n + 1), NO)
                sources = [s for s in ((busy, n), (busy, cap)) if s[1] == n or n + 1 == cap]
                on = [(1, now[s]) for s in sources if s in now and self.automaton.goes_on(d, s)]
                stuck = [
                    (1, now[s]) for s in sources if s in now and not self.automaton.may_end(d, s)
                ]
                if target != NO:
                    self.program.add([(1, target), *((-c, v) for c, v in on)], high=0)
                if stuck:
                    self.program.add([(1, target), *((-c, v) for c, v in stuck)], low=0)
        rest_now = [(1, v) for (busy, _), v in now.items() if not busy]
        rest_on = [(-1, v) for (busy, n), v in then.items() if not busy and n > 1]
        begins = (-1, then.get((True, 1), NO))
        self.program.add([*rest_now, *rest_on, begins], low=0, high=0)

    def _fill(self, vars_: dict[int, dict[State, Var]], values: list[int]) -> None:
        first = next(iter(vars_))
        state = (False, 0)
        for d, by_state in vars_.items():
            busy = bool(values[self.variables.works(self.id, d)])
            if d == first:
                state = next((s for s in by_state if s[0] == busy), (busy, 1))
            else:
                n = min(state[1] + 1, self.automaton.cap[busy]) if busy == state[0] else 1
                state = (busy, n)
            for other, var in by_state.items():
                if var != YES:
                    values[var] = int(other == state)
