"""People told, one by one: can so many seats be filled with no more than so many told?

Asked upwards, the first yes is the fewest, and every no on the way is a bound. Each question is
far easier than to minimise: where few may be told, one changed line leaves nearly everybody
else's as it was, and a solver that only reasons by clauses sees soon that it does not work out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from offwatch.plan.mip.lexicographic import Rung, Stages
from offwatch.plan.mip.model import Values
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
        """Whether every sum can be at most its cap."""
        ...


def climb_told(
    stages: Stages,
    decider: Decider,
    *,
    until: float,
    some: float,
    best: Callable[[], tuple[Objective, Values]],
) -> Rung | None:
    """The proved fewest seats open and people told within one window; ``None`` if time ran out.

    ``best`` is the best roster known anywhere, with its cost; what it comes to is not asked again.
    Until ``some`` it asks on; what would hardly be answered by then is only tried for a while (a
    yes may come soon). The last question, of one fewer than is known, has until ``until``.
    """
    model, opened, told, took = stages.model, 0, 1, 0.0
    while True:
        known, values = best()
        if (known.open, known.told) <= (opened, told):
            stages.best = model.start(values)
            return stages.prove(opened, told)
        asked = time.monotonic()
        last = known.open == opened and known.told == told + 1
        likely = some == until or asked + GROWTH * took < some
        limit = until if last else some if likely else asked + TRY_SHARE * (some - asked)
        caps: list[tuple[Terms, int]] = [(model.parts.first, opened), (model.parts.second, told)]
        answer = decider.decide(caps, until=limit)
        if answer.possible is None:
            return None
        if answer.values is not None:
            stages.best = answer.values
            return stages.prove(opened, told)
        took = time.monotonic() - asked
        told += 1
        if told > model.parts.most_second:
            opened, told = opened + 1, 0
        stages.raise_bound(opened, told)
