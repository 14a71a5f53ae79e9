"""The objective solved part by part, in its order, within a window; child process only.

Seats and people are minimised together, with a weight that cannot cross (no roster tells more
people than it has), then held while the rest is minimised, then ties are broken the same way every
time. Out of time, the last parts are only polished.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from offwatch.plan.cpsat import Expr, Model, Values
from offwatch.plan.score import Objective

SHARE = 0.85  # of the time left that seats and people may use; the rest polishes
LEAST_S = 0.01
# Of the pairs tried on Curtois' instances, the one that proves windows of ±1 and ±3 days soonest.
SUBSOLVERS = ("reduced_costs", "core")
OPTIMAL: Any = cp_model.OPTIMAL
FEASIBLE: Any = cp_model.FEASIBLE

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


@dataclass(frozen=True, slots=True)
class _Solved:
    optimal: bool
    value: int | None
    bound: int


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
        proven, second = self._seats_and_people()
        done = second is not None and self._rest(second) and proven
        return Rung(self.best, Objective(*self.bound), proven, done)

    def _seats_and_people(self) -> tuple[bool, int | None]:
        """Minimise and hold the first two parts; gives whether they are proved, and the second."""
        model, cost = self.model, self.cost
        big = model.most_second + 1
        both = model.first * big + model.second
        known = cost.open * big + cost.told
        self._hold(both, known)
        found = self._solve(both, SHARE, _Watch(self), lambda b: self._heard(b, big, known))
        value = known if found.value is None else found.value
        self._heard(value if found.optimal else found.bound, big, value)
        self._hold(model.first, value // big)
        self._hold(model.second, value % big)
        return found.optimal, value % big

    def _rest(self, second: int) -> bool:
        """Missions moved, days changed and added load in one, then the tie between equals."""
        model = self.model
        if second == 0 and model.goal == "replan":  # nobody is told, so nothing else differs
            return True
        wide = model.base.days + 2
        far = wide * (len(model.base.people) * wide)
        rest = model.moved * far + model.changed * wide + model.fairness
        found = self._solve(rest, SHARE, _Watch(self), None)
        if found.value is None or not found.optimal:
            return False
        self.bound[2:5] = found.value // far, found.value % far // wide, found.value % wide
        self._hold(rest, found.value)
        return self._solve(model.tie(self.seed), 1.0, None, None).optimal

    def _hold(self, expr: Expr, value: int) -> None:
        if not isinstance(expr, int):
            self.model.cp.add(expr <= value)

    def _solve(
        self,
        expr: Expr,
        share: float,
        watch: cp_model.CpSolverSolutionCallback | None,
        on_bound: Callable[[float], None] | None,
    ) -> _Solved:
        if isinstance(expr, int):
            return _Solved(True, expr, expr)
        left = self.deadline_at - time.monotonic()
        if left < LEAST_S:
            return _Solved(False, None, 0)
        self.model.hint(self.best)
        self.model.cp.minimize(expr)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = left * share
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed % 2**31
        if self.workers == len(SUBSOLVERS):
            solver.parameters.subsolvers.extend(SUBSOLVERS)
        solver.best_bound_callback = on_bound
        status = solver.solve(self.model.cp, watch)
        bound = _whole(solver.best_objective_bound)
        if status not in (OPTIMAL, FEASIBLE):
            return _Solved(False, None, bound)
        self.best = self.model.values(solver.boolean_value)
        return _Solved(status == OPTIMAL, round(solver.objective_value), bound)

    def _heard(self, bound: float, big: int, known: int) -> None:
        """Split a bound on both: on people it says something only once the seats are proved."""
        low = min(_whole(bound), known)
        seats = low // big
        heard = [seats, low % big if seats == known // big else 0, 0, 0, 0, 0]
        if heard > self.bound:
            self.bound = heard
            self.on_bound(Objective(*heard))


class _Watch(cp_model.CpSolverSolutionCallback):
    """Sends every better roster on as soon as it is found."""

    def __init__(self, stages: Stages) -> None:
        super().__init__()
        self.stages = stages

    def on_solution_callback(self) -> None:
        self.stages.on_found(self.stages.model.values(self.boolean_value))


def _whole(bound: float) -> int:
    """The least whole number that a bound leaves possible."""
    return max(0, math.ceil(bound - 1e-6)) if math.isfinite(bound) else 0
