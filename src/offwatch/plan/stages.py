"""The objective solved part by part, in its order, within a window; child process only.

Each part is minimised, then held, before the next is looked at, so that no weight can cross.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from offwatch.plan.cpsat import Expr, Model, Values
from offwatch.plan.score import Objective

SHARE = (0.6, 0.8, 0.9, 1.0)  # of the time left that each part may use
LEAST_S = 0.01
OPTIMAL: Any = cp_model.OPTIMAL
INFEASIBLE: Any = cp_model.INFEASIBLE

OnFound = Callable[[Values], None]
OnBound = Callable[[Objective], None]


@dataclass(frozen=True, slots=True)
class Rung:
    """What one window came to: the best roster, the bound that holds in it, how far it is proved.

    ``done`` says that every part was solved to the end and ties were broken.
    """

    values: Values
    bound: Objective
    proven: bool
    done: bool


class Stages:
    """One window's parts in turn, from an incumbent and against a deadline."""

    def __init__(
        self,
        model: Model,
        incumbent: Values,
        cost: Objective,
        *,
        deadline_at: float,
        seed: int,
        workers: int,
        on_found: OnFound,
        on_bound: OnBound,
    ) -> None:
        self.model, self.best, self.cost = model, incumbent, cost
        self.deadline_at, self.seed, self.workers = deadline_at, seed, workers
        self.on_found, self.on_bound = on_found, on_bound
        self.bound = [0, 0, 0, 0, 0, 0]

    def run(self) -> Rung:
        model, cost = self.model, self.cost
        opened = self._part(0, model.first, cost.open)
        second_at = cost.told if opened[1] == cost.open else None
        told = self._part(1, model.second, second_at, exact=opened[0])
        proven = opened[0] and told[0]
        done = proven and self._rest(opened[1] == cost.open and told[1] == cost.told)
        return Rung(self.best, Objective(*self.bound), proven, done)

    def _part(
        self, which: int, expr: Expr, known: int | None, *, exact: bool = True
    ) -> tuple[bool, int]:
        """Minimise one part and hold it there; ``known`` is the incumbent's value, if it counts."""
        if known == 0:
            self._hold(expr, 0)
            return exact, 0
        if known is not None and not isinstance(expr, int):
            self.model.cp.add(expr <= known)
        proven, value, bound = self._solve(expr, which)
        value = known if value is None else value
        if value is None:  # no time to read off the value: nothing is known of this part
            return False, -1
        if exact:
            self.bound[which] = value if proven else max(0, bound)
            self.on_bound(Objective(*self.bound))
        self._hold(expr, value)
        return proven and exact, value

    def _rest(self, as_known: bool) -> bool:
        """Missions moved, days changed and added load in one, then the tie between equals."""
        model = self.model
        wide = model.base.days + 2
        far = wide * (len(model.base.people) * wide)
        rest = model.moved * far + model.changed * wide + model.fairness
        cost = self.cost
        if as_known:
            model.cp.add(rest <= cost.moved * far + cost.changed * wide + cost.fairness)
        proven, value, _ = self._solve(rest, 2)
        if not proven or value is None:
            return False
        self.bound[2:5] = value // far, value % far // wide, value % wide
        self._hold(rest, value)
        proven, _, _ = self._solve(model.tie(self.seed), 3)
        return proven

    def _hold(self, expr: Expr, value: int) -> None:
        if not isinstance(expr, int):
            self.model.cp.add(expr <= value)

    def _solve(self, expr: Expr, which: int) -> tuple[bool, int | None, int]:
        if isinstance(expr, int):
            return True, expr, expr
        left = self.deadline_at - time.monotonic()
        if left < LEAST_S:
            return False, None, 0
        self.model.hint(self.best)
        self.model.cp.minimize(expr)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = left * SHARE[which]
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed % 2**31
        if self.workers == 1:
            solver.parameters.interleave_search = INTERLEAVE
        watch = _Watch(self) if which < 3 else None
        if which < 2:
            solver.best_bound_callback = lambda bound: self._heard(which, bound)
        status = solver.solve(self.model.cp, watch)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return status == INFEASIBLE, None, _whole(solver.best_objective_bound)
        self.best = self.model.values(solver.boolean_value)
        return status == OPTIMAL, round(solver.objective_value), _whole(solver.best_objective_bound)

    def _heard(self, which: int, bound: float) -> None:
        heard = list(self.bound)
        heard[which] = max(heard[which], _whole(bound))
        self.on_bound(Objective(*heard))


INTERLEAVE = False


class _Watch(cp_model.CpSolverSolutionCallback):
    """Sends every better roster on as soon as it is found."""

    def __init__(self, stages: Stages) -> None:
        super().__init__()
        self.stages = stages

    def on_solution_callback(self) -> None:
        self.stages.on_found(self.stages.model.values(self.boolean_value))


def _whole(bound: float) -> int:
    return max(0, int(-(-bound + 1e-6 - 1e-9) // 1)) if bound == bound and abs(bound) < 1e15 else 0
