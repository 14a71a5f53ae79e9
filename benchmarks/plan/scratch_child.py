"""A roster drawn up from nothing, in a process of its own: JSON lines in and out.

The model is Offwatch's, over the whole horizon, without any part of its objective but the seats:
nothing tells the solver of the roster in force. CP-SAT's own portfolio, no hint.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from ortools.sat.python import cp_model

from offwatch.plan import Roster, without_absent
from offwatch.plan.assignment import Assignment
from offwatch.plan.mip.model import build
from offwatch.plan.mip.neighbourhood import Window
from offwatch.plan.mip.solver_interface import whole
from offwatch.plan.objective import score
from offwatch.plan.roster.line_rules import must_follow
from offwatch.plan.roster.read_write import parse_roster
from offwatch.plan.scope import GLOBAL

WORKERS = 2
LEAST_S = 0.01
FAR = 2**53


class Scratch:
    """One question: the fewest seats open, whoever held them before."""

    def __init__(self, question: Mapping[str, Any]) -> None:
        self.began = time.monotonic()
        self.until = self.began + float(question["seconds"])
        self.base: Roster = parse_roster(question["roster"])
        self.absent = {p: frozenset(days) for p, days in question["absent"].items()}
        self.found: list[tuple[float, list[int]]] = []
        self.best: Assignment | None = None
        self.model = build(
            self.base,
            self.absent,
            Window(GLOBAL, frozenset(range(self.base.days))),
            goal="replan",
            allow_moves=True,
            now=without_absent(self.base, self.absent),
            follow=partial(must_follow, self.base, self.absent),
            runs="clauses",
        )

    def answer(self) -> dict[str, Any]:
        """The least of the seats open, without a hint; every better plan with its time."""
        bound, optimal = self._solve()
        duties, starts = self.best if self.best is not None else ({}, {})
        seconds = time.monotonic() - self.began
        return {
            "values": None if self.best is None else {"duties": duties, "starts": starts},
            "bound": [bound, 0],
            "found": [[round(s, 4), cost] for s, cost in self.found],
            "proof_s": seconds if optimal else None,
            "seconds": seconds,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }

    def _solve(self) -> tuple[int, bool]:
        program, seats = self.model.program, self.model.objective.first
        cp = cp_model.CpModel()
        pairs = zip(program.least, program.most, strict=True)
        held = [cp.new_int_var(low, high, "") for low, high in pairs]
        for row in program.rows:
            summed = cp_model.LinearExpr.weighted_sum([held[v] for v in row.vars], list(row.coefs))
            low = -FAR if row.low is None else row.low
            cp.add_linear_constraint(summed, low, FAR if row.high is None else row.high)
        terms = [held[v] for _, v in seats]
        cp.minimize(cp_model.LinearExpr.weighted_sum(terms, [c for c, _ in seats]))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(LEAST_S, self.until - time.monotonic())
        solver.parameters.num_workers = WORKERS
        status: Any = solver.solve(cp, _Watch(held, self._keep))
        return whole(solver.best_objective_bound), status == cp_model.OPTIMAL

    def _keep(self, found: list[int]) -> None:
        self.best = self.model.variables.assignment(found)
        cost = score(self.base, self.best.apply_to(self.base), self.absent)
        self.found.append((time.monotonic() - self.began, list(cost)))


class _Watch(cp_model.CpSolverSolutionCallback):
    def __init__(self, held: list[Any], keep: Any) -> None:
        super().__init__()
        self.held, self.keep = held, keep

    def on_solution_callback(self) -> None:
        self.keep([self.value(v) for v in self.held])


def main() -> None:
    answers = sys.stdout
    sys.stdout = sys.stderr

    def say(what: Mapping[str, Any]) -> None:
        answers.write(json.dumps(what) + "\n")
        answers.flush()

    say({"ready": True})
    for line in sys.stdin:
        say(Scratch(json.loads(line)).answer())


if __name__ == "__main__":
    main()
