"""The objective solved part by part, in its order, within a window; a solver's process only.

Seats and people are minimised together, with a weight that cannot cross (no roster tells more
people than it has), then held while the rest is minimised, then ties are broken the same way every
time. Out of time, the last parts are only polished.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from offwatch.plan.mip.model import Model, Values
from offwatch.plan.mip.program import Terms
from offwatch.plan.mip.solver_interface import Backend, Solved, whole
from offwatch.plan.objective import Objective

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
        backend: Backend,
        incumbent: Values,
        *,
        until: float,
        seed: int,
        on_found: OnFound,
        on_bound: OnBound,
    ) -> None:
        self.model, self.backend, self.until, self.seed = model, backend, until, seed
        self.on_found, self.on_bound = on_found, on_bound
        self.best = model.start(incumbent)
        self.bound = [0, 0, 0, 0, 0, 0]
        self.second, self.proven = 0, False

    def seats_and_people(self) -> Rung:
        """Minimise and hold the first two parts."""
        model = self.model
        big = model.parts.most_second + 1
        both: Terms = [*((c * big, v) for c, v in model.parts.first), *model.parts.second]
        known = self._value(both)
        model.linear.add(both, low=self.bound[0] * big + self.bound[1], high=known)
        found = self._solve(both, tell=True, on_bound=lambda b: self._heard(b, big, known))
        value = self._value(both)
        self._heard(value if found.optimal else found.bound, big, value)
        return self._hold(value // big, value % big, proven=found.optimal)

    def prove(self, opened: int, told: int) -> Rung:
        """Hold the first two parts at what is known to be the least."""
        self.raise_bound(opened, told)
        return self._hold(opened, told, proven=True)

    def raise_bound(self, first: int, second: int) -> None:
        """Take in that no plan comes before this many seats open and people told."""
        if [first, second, 0, 0, 0, 0] > self.bound:
            self.bound = [first, second, 0, 0, 0, 0]
            self.on_bound(Objective(*self.bound))

    def _hold(self, first: int, second: int, *, proven: bool) -> Rung:
        self.model.linear.add(self.model.parts.first, high=first)
        self.model.linear.add(self.model.parts.second, high=second)
        self.second, self.proven = second, proven
        return self._rung(done=False)

    def rest(self, until: float) -> Rung:
        """Minimise the other parts, with the first two held, and break ties."""
        self.until = until
        return self._rung(done=self._rest() and self.proven)

    def _rung(self, *, done: bool) -> Rung:
        return Rung(self.model.values(self.best), Objective(*self.bound), self.proven, done)

    def _rest(self) -> bool:
        """Missions moved, days changed and added load in one, then the tie between equals."""
        model = self.model
        if self.second == 0 and model.goal == "replan":  # nobody is told, so nothing else differs
            return True
        weights = self._weights()
        parts = (model.parts.moved, model.parts.changed, model.parts.fairness, model.parts.wishes)
        rest: Terms = [(w * c, v) for w, part in zip(weights, parts, strict=True) for c, v in part]
        if not self._solve(rest, tell=True, on_bound=None).optimal:
            return False
        value = self._value(rest)
        self.bound[2:6] = (self._value(part) for part in parts)
        model.linear.add(rest, high=value)
        return self._solve(model.tie(self.seed), tell=False, on_bound=None).optimal

    def _weights(self) -> tuple[int, int, int, int]:
        """What one of each part counts, so that no lower part can make up for it."""
        model = self.model
        wishes = len(model.parts.wishes) + 1
        fairness = wishes * (max(model.linear.most[v] for _, v in model.parts.fairness) + 1)
        days = len(model.base.people) * model.base.days
        most = (
            sum(model.linear.most[v] for _, v in model.parts.changed)
            if model.goal == "make"
            else days
        )
        return fairness * (most + 1), fairness, wishes, 1

    def _solve(
        self, terms: Terms, *, tell: bool, on_bound: Callable[[float], None] | None
    ) -> Solved:
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
        self.on_found(self.model.values(values))

    def _value(self, terms: Terms) -> int:
        return sum(coef * self.best[var] for coef, var in terms)

    def _heard(self, bound: float, big: int, known: int) -> None:
        """Split a bound on both: on people it says something only once the seats are proved."""
        low = min(whole(bound), known)
        seats = low // big
        self.raise_bound(seats, low % big if seats == known // big else 0)
