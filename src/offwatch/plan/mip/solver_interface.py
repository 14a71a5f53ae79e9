"""What a solver must do for the planner: minimise one sum over the rows of a program."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from offwatch.plan.mip.program import Terms

OnFound = Callable[[list[int]], None]
OnBound = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Minimisation:
    """One minimisation: the best values found, if any, and the bound; ``optimal`` if they meet."""

    optimal: bool
    values: list[int] | None
    bound: float


class Backend(Protocol):
    """A solver that holds one program; rows added to it between two calls count in the second."""

    def minimize(
        self,
        terms: Terms,
        *,
        until: float,
        start: Sequence[int],
        on_found: OnFound | None,
        on_bound: OnBound | None,
    ) -> Minimisation:
        """Minimise a sum over the rows of the program.

        Parameters
        ----------
        terms : Terms
            The sum.
        until : float, seconds
            The deadline, on the clock of `time.monotonic`.
        start : sequence of int
            Values that keep every row.
        on_found, on_bound : callable, optional
            Called with better values, and with higher bounds, as they are found.
        """
        ...

    def stop(self) -> None:
        """End the running minimisation soon; it keeps what it has found. Any thread may call it."""
        ...

    def resume(self) -> None:
        """Forget that it was to stop."""
        ...


def whole(bound: float) -> int:
    """The least whole number that a bound leaves possible."""
    return max(0, math.ceil(bound - 1e-6)) if math.isfinite(bound) else 0
