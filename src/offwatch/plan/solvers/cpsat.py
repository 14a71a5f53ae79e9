"""A program solved by OR-Tools' CP-SAT; imported in its child process only.

References
----------
L. Perron, F. Didier, S. Gay, *The CP-SAT-LP solver*, Principles and Practice of Constraint
Programming (2023).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from ortools.sat.python import cp_model

from offwatch.plan.mip.fewest_told import Decided
from offwatch.plan.mip.program import Program, Terms
from offwatch.plan.mip.solver_interface import Minimisation, OnBound, OnFound

LEAST_S = 0.01
# Of the pairs tried on Curtois' instances, the one that proves windows of ±1 and ±3 days soonest.
SUBSOLVERS = ("reduced_costs", "core")
# Where few people may be told, clauses alone refute soonest: in Curtois 7, three told are seen not
# to be enough in 1 s, and not in 15 s by any of the subsolvers that also use a relaxation.
DECIDER = "no_lp"
OPTIMAL: Any = cp_model.OPTIMAL
FEASIBLE: Any = cp_model.FEASIBLE
FAR = 2**53


class CpSat:
    """One program in CP-SAT; the same seed and workers give the same proved optimum.

    Parameters
    ----------
    program : Program
        The program; rows and variables added later are handed over at the next call.
    seed : int
        For the solver's random choices.
    workers : int
        How many threads it may use.
    """

    def __init__(self, program: Program, *, seed: int, workers: int) -> None:
        self.program, self.seed, self.workers = program, seed, workers
        self.cp = cp_model.CpModel()
        self.vars: list[Any] = []
        self.taken = 0
        self._solver: cp_model.CpSolver | None = None
        self._stopped = False

    def minimize(
        self,
        terms: Terms,
        *,
        until: float,
        start: Sequence[int],
        on_found: OnFound | None,
        on_bound: OnBound | None,
    ) -> Minimisation:
        """Minimise a sum; see `Backend.minimize`."""
        self._take()
        seconds = until - time.monotonic()
        if seconds < LEAST_S or self._stopped:
            return Minimisation(False, None, 0)
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        for var, value in zip(self.vars, start, strict=True):
            self.cp.add_hint(var, value)
        coefs = [coef for coef, _ in terms]
        self.cp.minimize(cp_model.LinearExpr.weighted_sum([self.vars[v] for _, v in terms], coefs))
        both = SUBSOLVERS if self.workers == len(SUBSOLVERS) else ()
        solver = self._open(seconds, self.workers, both)
        if on_bound is not None:
            solver.best_bound_callback = on_bound
        status = solver.solve(self.cp, _Watch(self.vars, on_found) if on_found else None)
        self._solver = None
        bound = solver.best_objective_bound
        if status not in (OPTIMAL, FEASIBLE):
            return Minimisation(False, None, bound)
        return Minimisation(status == OPTIMAL, [solver.value(v) for v in self.vars], bound)

    def decide(self, caps: Sequence[tuple[Terms, int]], *, until: float) -> Decided:
        """Decide whether sums can be kept low; see `Decider.decide`."""
        self._take()
        seconds = until - time.monotonic()
        if seconds < LEAST_S or self._stopped:
            return Decided(None)
        asked = self.cp.clone()
        for terms, cap in caps:
            held = [self.vars[v].index for _, v in terms]
            vars_ = [asked.get_int_var_from_proto_index(i) for i in held]
            coefs = [coef for coef, _ in terms]
            asked.add(cp_model.LinearExpr.weighted_sum(vars_, coefs) <= cap)
        asked.clear_hints()  # type: ignore[no-untyped-call]
        asked.clear_objective()  # type: ignore[no-untyped-call]
        solver = self._open(seconds, 1, (DECIDER,))
        status = solver.solve(asked)
        self._solver = None
        if status in (OPTIMAL, FEASIBLE):
            return Decided(possible=True, values=[solver.value(v) for v in self.vars])
        return Decided(possible=False if status == cp_model.INFEASIBLE else None)

    def stop(self) -> None:
        """End the running minimisation soon. Any thread may call it."""
        self._stopped = True
        if self._solver is not None:
            self._solver.stop_search()

    def resume(self) -> None:
        """Forget that it was to stop."""
        self._stopped = False

    def _open(self, seconds: float, workers: int, subsolvers: Sequence[str]) -> Any:
        """The solver of one call, which can be stopped from elsewhere."""
        solver = self._solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = self.seed % 2**31
        solver.parameters.subsolvers.extend(subsolvers)
        return solver

    def _take(self) -> None:
        """Hand over the variables and rows that are new."""
        for v in range(len(self.vars), len(self.program.most)):
            low, high = self.program.least[v], self.program.most[v]
            self.vars.append(self.cp.new_int_var(low, high, ""))
        for row in self.program.rows[self.taken :]:
            held = cp_model.LinearExpr.weighted_sum([self.vars[v] for v in row.vars], row.coefs)
            low = -FAR if row.low is None else row.low
            self.cp.add_linear_constraint(held, low, FAR if row.high is None else row.high)
        self.taken = len(self.program.rows)


class _Watch(cp_model.CpSolverSolutionCallback):
    """Sends every better solution on as soon as it is found."""

    def __init__(self, vars_: list[Any], on_found: OnFound) -> None:
        super().__init__()
        self.vars, self.on_found = vars_, on_found

    def on_solution_callback(self) -> None:
        self.on_found([self.value(v) for v in self.vars])
