"""The fewest people told, by asking upwards whether the seats can be filled with so many told.

The first yes is the fewest, and every no on the way raises the bound (destructive improvement).
Each question is far easier than to minimise: where few may be told, one changed line leaves nearly
everybody else's as it was, and a solver that reasons by clauses alone soon sees a contradiction.

References
----------
R. Klein, A. Scholl, *Computing lower bounds by destructive improvement*, European Journal of
Operational Research 112 (1999).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from offwatch.plan.assignment import Assignment
from offwatch.plan.mip.lexicographic import LexicographicSolver, WindowResult
from offwatch.plan.mip.program import Terms
from offwatch.plan.mip.solver_interface import Backend
from offwatch.plan.objective import Objective

GROWTH = 6.0  # how much longer than the last each no takes, at the least
TRY_SHARE = 0.4  # of the time left, for a question that will hardly be answered by no


@dataclass(frozen=True, slots=True)
class Decided:
    """Whether there is a solution; ``None`` if time ran out first. With its values, if so."""

    possible: bool | None
    values: list[int] | None = None


@runtime_checkable
class Decider(Backend, Protocol):
    """A solver that also answers whether sums can be kept low, without an objective."""

    def decide(self, caps: Sequence[tuple[Terms, int]], *, until: float) -> Decided:
        """Decide whether every sum can be at most its cap, until a time of `time.monotonic`."""
        ...


def minimize_told(
    solver: LexicographicSolver,
    decider: Decider,
    *,
    until: float,
    some: float,
    best: Callable[[], tuple[Objective, Assignment]],
) -> WindowResult | None:
    """Find and prove the fewest seats open and people told within one window.

    Parameters
    ----------
    solver : LexicographicSolver
        The window's model, bounds and best roster, which are kept up to date.
    decider : Decider
        The solver that holds its program.
    until : float, seconds
        The deadline of the last question, of one fewer than is known; on `time.monotonic`.
    some : float, seconds
        The deadline of the others. What would hardly be answered with no by then is only tried for
        a while, because a yes may come soon.
    best : callable
        Gives the cost of the best roster known anywhere, and the roster; what it comes to is not
        asked again.

    Returns
    -------
    WindowResult or None
        ``None`` if time ran out.
    """
    model, opened, told, took = solver.model, 0, 1, 0.0
    while True:
        known, assignment = best()
        if (known.open, known.told) <= (opened, told):
            solver.best = model.variables.start(assignment)
            return solver.prove(opened, told)
        asked = time.monotonic()
        last = known.open == opened and known.told == told + 1
        likely = some == until or asked + GROWTH * took < some
        limit = until if last else some if likely else asked + TRY_SHARE * (some - asked)
        caps: list[tuple[Terms, int]] = [
            (model.objective.first, opened),
            (model.objective.second, told),
        ]
        answer = decider.decide(caps, until=limit)
        if answer.possible is None:
            return None
        if answer.values is not None:
            solver.best = answer.values
            return solver.prove(opened, told)
        took = time.monotonic() - asked
        told += 1
        if told > model.objective.most_second:
            opened, told = opened + 1, 0
        solver.raise_bound(opened, told)
