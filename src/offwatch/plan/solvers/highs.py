"""A program solved by HiGHS; imported in its child process only, which OR-Tools cannot share.

References
----------
Q. Huangfu, J. A. J. Hall, *Parallelizing the dual revised simplex method*, Mathematical Programming
Computation 10 (2018).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import highspy
import numpy as np

from offwatch.plan.mip.program import LinearRow, Program, Terms
from offwatch.plan.mip.solver_interface import Minimisation, OnBound, OnFound

LEAST_S = 0.01
GAP = 0.999  # every objective is a whole number
CALLBACK = highspy.cb.HighsCallbackType
INTERRUPTS = (
    CALLBACK.kCallbackSimplexInterrupt,
    CALLBACK.kCallbackIpmInterrupt,
    CALLBACK.kCallbackMipInterrupt,
)


class HiGHS:
    """One program in HiGHS, on one thread; the same seed gives the same proved optimum.

    Parameters
    ----------
    program : Program
        The program; rows added later are handed over at the next call.
    seed : int
        For the solver's random choices.
    """

    def __init__(self, program: Program, *, seed: int) -> None:
        self.program, self.taken = program, 0
        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        options: dict[str, Any] = {
            "output_flag": False,
            "threads": 1,
            "parallel": "off",
            "random_seed": seed % 2**31,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": GAP,
        }
        for name, value in options.items():
            self.highs.setOptionValue(name, value)
        self.highs.setCallback(self._called, None)
        for kind in (*INTERRUPTS, CALLBACK.kCallbackMipImprovingSolution):
            self.highs.startCallback(kind)
        self._until = 0.0
        self._stopped = False
        self._on_found: OnFound | None = None
        self._on_bound: OnBound | None = None
        self._heard = 0.0

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
        self._take(terms)
        if until - time.monotonic() < LEAST_S or self._stopped:
            return Minimisation(False, None, 0)
        self._until, self._on_found, self._on_bound, self._heard = until, on_found, on_bound, 0.0
        first = highspy.HighsSolution()
        first.col_value = [float(value) for value in start]
        self.highs.setSolution(first)
        # Presolve hears no interrupt, but looks at its clock, which runs on from call to call.
        seconds = max(0.0, until - time.monotonic())
        self.highs.setOptionValue("time_limit", self.highs.getRunTime() + seconds)
        self.highs.run()
        status = self.highs.getModelStatus()
        info = self.highs.getInfo()
        optimal = status == highspy.HighsModelStatus.kOptimal
        found = info.primal_solution_status == 2  # feasible
        values = [round(x) for x in self.highs.getSolution().col_value] if found else None
        bound = info.objective_function_value if optimal else info.mip_dual_bound
        return Minimisation(optimal and found, values, bound)

    def stop(self) -> None:
        """End the running minimisation soon. Any thread may call it."""
        self._stopped = True

    def resume(self) -> None:
        """Forget that it was to stop."""
        self._stopped = False

    def _take(self, terms: Terms) -> None:
        """Hand over the whole program at first, later the rows that are new; and the objective."""
        n = len(self.program.most)
        costs = np.zeros(n)
        for coef, var in terms:
            costs[var] += coef
        if self.taken == 0:
            self._pass_all(costs)
        else:
            for row in self.program.rows[self.taken :]:
                low, high = _limits(row)
                self.highs.addRow(low, high, len(row.vars), np.array(row.vars), np.array(row.coefs))
            self.highs.changeColsCost(n, np.arange(n, dtype=np.int32), costs)
        self.taken = len(self.program.rows)

    def _pass_all(self, costs: np.ndarray[Any, np.dtype[np.float64]]) -> None:
        rows, n = self.program.rows, len(costs)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = n, len(rows)
        lp.col_cost_ = costs
        lp.col_lower_ = np.array(self.program.least, dtype=float)
        lp.col_upper_ = np.array(self.program.most, dtype=float)
        limits = [_limits(row) for row in rows]
        lp.row_lower_ = np.array([low for low, _ in limits])
        lp.row_upper_ = np.array([high for _, high in limits])
        matrix = lp.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.num_col_, matrix.num_row_ = n, len(rows)
        matrix.start_ = np.cumsum([0, *(len(row.vars) for row in rows)])
        matrix.index_ = np.array([v for row in rows for v in row.vars], dtype=np.int32)
        matrix.value_ = np.array([c for row in rows for c in row.coefs], dtype=float)
        lp.integrality_ = [highspy.HighsVarType.kInteger] * n
        self.highs.passModel(lp)

    def _called(self, kind: Any, message: str, out: Any, into: Any, data: Any) -> None:
        if kind == CALLBACK.kCallbackMipImprovingSolution:
            if self._on_found is not None:
                self._on_found([round(x) for x in out.mip_solution])
            return
        if self._stopped or time.monotonic() > self._until:
            into.user_interrupt = True
        if kind == CALLBACK.kCallbackMipInterrupt and self._on_bound is not None:
            bound = out.mip_dual_bound
            if bound > self._heard:
                self._heard = bound
                self._on_bound(bound)


def _limits(row: LinearRow) -> tuple[float, float]:
    low = -highspy.kHighsInf if row.low is None else float(row.low)
    return low, highspy.kHighsInf if row.high is None else float(row.high)
