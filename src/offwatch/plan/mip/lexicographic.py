"""The objective solved part by part, in its order, within one window.

Seats and people are minimised together, with a weight that cannot cross (no roster tells more
people than it has), then held while the rest is minimised the same way, then ties are broken by
fixed weights. Out of time, the last parts are only improved.

References
----------
H. Isermann, *Linear lexicographic optimization*, OR Spektrum 4 (1982).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from offwatch.plan.assignment import Assignment
from offwatch.plan.mip.model import Model
from offwatch.plan.mip.program import Terms, total
from offwatch.plan.mip.solver_interface import Backend, Minimisation, whole
from offwatch.plan.objective import Objective

OnFound = Callable[[Assignment], None]
OnBound = Callable[[Objective], None]


@dataclass(frozen=True, slots=True)
class WindowResult:
    """What one window came to.

    Parameters
    ----------
    assignment : Assignment
        The best roster there.
    bound : Objective
        What no roster in the window goes below.
    proven : bool
        Whether the first two parts are proved the least.
    done : bool
        Whether every part was solved to the end and ties were broken.
    """

    assignment: Assignment
    bound: Objective
    proven: bool
    done: bool


class LexicographicSolver:
    """Solves one window's parts in turn, from an incumbent and against a deadline.

    Parameters
    ----------
    model : Model
        The model of the window.
    backend : Backend
        The solver that holds its program.
    incumbent : Assignment
        A roster inside the window that breaks no rule.
    until : float, seconds
        The deadline, on the clock of `time.monotonic`.
    seed : int
        For breaking ties.
    on_found, on_bound : callable
        Called with better rosters and with higher bounds.
    """

    def __init__(
        self,
        model: Model,
        backend: Backend,
        incumbent: Assignment,
        *,
        until: float,
        seed: int,
        on_found: OnFound,
        on_bound: OnBound,
    ) -> None:
        self.model, self.backend, self.until, self.seed = model, backend, until, seed
        self.on_found, self.on_bound = on_found, on_bound
        self.best = model.variables.start(incumbent)
        self.bound = [0, 0, 0, 0, 0, 0]
        self.second, self.proven = 0, False

    def seats_and_people(self) -> WindowResult:
        """Minimise and hold the first two parts."""
        model = self.model
        big = model.objective.most_second + 1
        both: Terms = [*((c * big, v) for c, v in model.objective.first), *model.objective.second]
        known = self._value(both)
        model.program.add(both, low=self.bound[0] * big + self.bound[1], high=known)
        found = self._solve(
            both, tell=True, on_bound=lambda b: self._raise_first_two(b, big, known)
        )
        value = self._value(both)
        self._raise_first_two(value if found.optimal else found.bound, big, value)
        return self._hold(value // big, value % big, proven=found.optimal)

    def prove(self, opened: int, told: int) -> WindowResult:
        """Hold the first two parts at what is known to be the least.

        Parameters
        ----------
        opened, told : int
            The least seats open, and people told with that many.
        """
        self.raise_bound(opened, told)
        return self._hold(opened, told, proven=True)

    def raise_bound(self, first: int, second: int) -> None:
        """Note that no roster comes before this many seats open and people told."""
        if [first, second, 0, 0, 0, 0] > self.bound:
            self.bound = [first, second, 0, 0, 0, 0]
            self.on_bound(Objective(*self.bound))

    def _hold(self, first: int, second: int, *, proven: bool) -> WindowResult:
        self.model.program.add(self.model.objective.first, high=first)
        self.model.program.add(self.model.objective.second, high=second)
        self.second, self.proven = second, proven
        return self._result(done=False)

    def other_parts(self, until: float) -> WindowResult:
        """Minimise the other parts until a time, with the first two held, and break ties."""
        self.until = until
        return self._result(done=self._other_parts() and self.proven)

    def _result(self, *, done: bool) -> WindowResult:
        assignment = self.model.variables.assignment(self.best)
        return WindowResult(assignment, Objective(*self.bound), self.proven, done)

    def _other_parts(self) -> bool:
        """Missions moved, days changed and added load in one, then the tie between equals."""
        model = self.model
        if (
            self.second == 0 and model.variables.goal == "replan"
        ):  # nobody is told, so nothing else differs
            return True
        weights = self._weights()
        parts = (
            model.objective.moved,
            model.objective.changed,
            model.objective.fairness,
            model.objective.wishes,
        )
        rest: Terms = [(w * c, v) for w, part in zip(weights, parts, strict=True) for c, v in part]
        if not self._solve(rest, tell=True, on_bound=None).optimal:
            return False
        value = self._value(rest)
        self.bound[2:6] = (self._value(part) for part in parts)
        if model.variables.goal == "make":
            return True  # patterns, bettered elsewhere, choose among equals
        model.program.add(rest, high=value)
        return self._solve(model.variables.tie_terms(self.seed), tell=False, on_bound=None).optimal

    def _weights(self) -> tuple[int, int, int, int]:
        """What one of each part weighs, so that no later part can make up for it."""
        model = self.model
        wishes = len(model.objective.wishes) + 1
        fairness = wishes * (max(model.program.most[v] for _, v in model.objective.fairness) + 1)
        days = len(model.variables.base.people) * model.variables.base.days
        most = (
            sum(model.program.most[v] for _, v in model.objective.changed)
            if model.variables.goal == "make"
            else days
        )
        return fairness * (most + 1), fairness, wishes, 1

    def _solve(
        self, terms: Terms, *, tell: bool, on_bound: Callable[[float], None] | None
    ) -> Minimisation:
        found = self.backend.minimize(
            terms,
            until=self.until,
            start=self.best,
            on_found=self._found if tell else None,
            on_bound=on_bound,
        )
        if found.values is not None:
            self.best = found.values
        return found

    def _found(self, values: list[int]) -> None:
        self.on_found(self.model.variables.assignment(values))

    def _value(self, terms: Terms) -> int:
        return total(terms, self.best)

    def _raise_first_two(self, bound: float, big: int, known: int) -> None:
        """Split a bound on both: on people it says something only once the seats are proved."""
        low = min(whole(bound), known)
        seats = low // big
        self.raise_bound(seats, low % big if seats == known // big else 0)
