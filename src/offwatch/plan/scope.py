"""Within which changes a plan was looked for, and what the search came to there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, Self

from offwatch.plan.objective import Objective

# The names, in a plan, of what finds it without a solver.
GREEDY, CHAINS = "greedy", "chains"

Kind = Literal["piece", "links", "days", "global"]
LINKS_WIDTH = 0.5  # chains let each person told change one day at least: narrower than any window


@dataclass(frozen=True, slots=True)
class Scope:
    """The changes among which a plan is the best.

    Parameters
    ----------
    kind : {"piece", "links", "days", "global"}
        A stretch of days that proves nothing of the whole; chains of people who take over from each
        other; days near the absences; every change.
    reach : int
        How many links, or how many days around the absences; 0 for the other kinds.
    """

    kind: Kind
    reach: int = 0

    @classmethod
    def parse(cls, printed: str) -> Self:
        """Read the printed form, as `str` gives it."""
        kind, sign, reach = printed.partition("±" if "±" in printed else "≤")
        return cls(kind, int(reach) if sign else 0)  # type: ignore[arg-type]

    @property
    def width(self) -> float:
        """How wide it is, to compare two; 0 where nothing is proved of the whole."""
        match self.kind:
            case "global":
                return math.inf
            case "days":
                return float(self.reach)
            case "links":
                return LINKS_WIDTH
            case "piece":
                return 0.0

    def __str__(self) -> str:
        """Print it as plans show it: ``global``, ``days±3``, ``links≤2``."""
        match self.kind:
            case "days":
                return f"days±{self.reach}"
            case "links":
                return f"links≤{self.reach}"
        return self.kind


GLOBAL = Scope("global")
PIECE = Scope("piece")


@dataclass(frozen=True, slots=True)
class ScopeResult:
    """What the search within one scope came to.

    Parameters
    ----------
    scope : Scope
        Where the bound holds.
    cost, bound : Objective
        Of the best plan found there, and what no plan there goes below.
    proven : bool
        Whether seats open and people told are proved the least.
    done : bool
        Whether every part of the objective is proved, and ties are broken.
    by : str
        Which solver or search found it.
    seconds : float, seconds
        When it was known, from the start of the re-plan.
    """

    scope: Scope
    cost: Objective
    bound: Objective
    proven: bool
    done: bool
    by: str
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Write it as the public form of a plan holds it."""
        return {
            "scope": str(self.scope),
            "objective": list(self.cost),
            "bound": list(self.bound),
            "proven": self.proven,
            "by": self.by,
            "seconds": round(self.seconds, 4),
        }
