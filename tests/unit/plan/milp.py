"""A solver for tests that runs in the tests' own process: SciPy's mixed-integer solver."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from offwatch.plan.mip.fewest_told import Decided
from offwatch.plan.mip.program import Program, Terms, total
from offwatch.plan.mip.solver_interface import Minimisation, OnBound, OnFound


class Milp:
    """One program, solved to its end each time; ``before`` is called before each answer."""

    def __init__(self, program: Program, before: Callable[[], None] = lambda: None) -> None:
        self.program, self.before = program, before
        self.stopped = False

    def minimize(
        self,
        terms: Terms,
        *,
        until: float,
        start: Sequence[int],
        on_found: OnFound | None,
        on_bound: OnBound | None,
    ) -> Minimisation:
        self.before()
        assert fits(self.program, start), "the start breaks a row"
        if self.stopped:
            return Minimisation(False, None, 0)
        values = solve(self.program, terms)
        assert values is not None
        if on_found is not None:
            on_found(values)
        if on_bound is not None:
            on_bound(total(terms, values))
        return Minimisation(True, values, total(terms, values))

    def stop(self) -> None:
        self.stopped = True

    def resume(self) -> None:
        self.stopped = False


class DecidingMilp(Milp):
    """The same, and it answers whether sums can be kept low."""

    def decide(self, caps: Sequence[tuple[Terms, int]], *, until: float) -> Decided:
        self.before()
        if self.stopped:
            return Decided(None)
        values = solve(self.program, (), caps)
        return Decided(values is not None, values)


def solve(
    program: Program, terms: Terms, caps: Sequence[tuple[Terms, int]] = ()
) -> list[int] | None:
    """The values with the least sum of the terms; ``None`` if no values fit the rows and caps."""
    n = len(program.most)
    costs = np.zeros(n)
    for coef, var in terms:
        costs[var] += coef
    rows = [(list(zip(r.coefs, r.vars, strict=True)), r.low, r.high) for r in program.rows]
    rows += [(list(some), None, cap) for some, cap in caps]
    matrix = np.zeros((len(rows), n))
    for i, (row, _, _) in enumerate(rows):
        for coef, var in row:
            matrix[i, var] += coef
    lows = [-np.inf if low is None else low for _, low, _ in rows]
    highs = [np.inf if high is None else high for _, _, high in rows]
    found = milp(
        costs,
        integrality=np.ones(n),
        bounds=Bounds(program.least, program.most),
        constraints=LinearConstraint(matrix, lows, highs) if rows else (),
    )
    return None if found.x is None else [round(x) for x in found.x]


def fits(program: Program, values: Sequence[int]) -> bool:
    """Whether some values keep every row and limit."""
    for row in program.rows:
        held = sum(c * values[v] for c, v in zip(row.coefs, row.vars, strict=True))
        if row.low is not None and held < row.low:
            return False
        if row.high is not None and held > row.high:
            return False
    limits = zip(program.least, values, program.most, strict=True)
    return all(low <= value <= high for low, value, high in limits)
