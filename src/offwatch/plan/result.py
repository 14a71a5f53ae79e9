"""What a re-plan gives back: a plan, its changes, and what is proved of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from offwatch.plan.checker.check import Breach
from offwatch.plan.objective import Objective
from offwatch.plan.reason import Reason
from offwatch.plan.roster.read_write import dump_duties
from offwatch.plan.roster.roster import Roster
from offwatch.plan.scope import Scope, ScopeResult


@dataclass(frozen=True, slots=True)
class Change:
    """One person's day that is not as it was; ``None`` is a day off."""

    person: str
    day: int
    was: str | None
    now: str | None
    reason: Reason

    @property
    def why(self) -> str:
        """The reason as a sentence."""
        return self.reason.words()


@dataclass(frozen=True, slots=True)
class Move:
    """One mission that starts on another day (indexes)."""

    mission: str
    from_day: int
    to_day: int
    reason: Reason

    @property
    def why(self) -> str:
        """The reason as a sentence."""
        return self.reason.words()


@dataclass(frozen=True)
class Plan:
    """A checked plan with what it costs, how good it is known to be, and how it was found.

    Parameters
    ----------
    roster : Roster
        The plan itself.
    told : tuple of str
        Who must be told.
    open : tuple of (int, str, int)
        Seats that were held before and are open now: day (index), shift or mission, how many.
    objective, bound : Objective
        What it costs, and what no plan within the scope goes below.
    proven : bool
        Whether seats open and people told are proved the least within the scope.
    scope : Scope
        The changes among which that was looked for.
    seconds, startup_seconds : float, seconds
        How long the search took, and the start of the solvers, which does not count.
    changes, moves : tuple
        Each changed day and each moved mission, with a sentence that says why.
    solver : str
        How it was found, and what befell the solvers.
    title : str
        The plan in a few words.
    standing : tuple of Breach
        What the roster in force broke before.
    touches_guarded : bool
        Whether anybody comes onto or leaves a guarded seat.
    fills : int
        How many of the seats that the absences opened are filled again.
    results : tuple of ScopeResult
        What each scope on the way came to.
    """

    roster: Roster
    told: tuple[str, ...]
    open: tuple[tuple[int, str, int], ...]
    objective: Objective
    bound: Objective
    proven: bool
    scope: Scope
    seconds: float
    startup_seconds: float
    changes: tuple[Change, ...]
    moves: tuple[Move, ...]
    solver: str
    title: str = ""
    standing: tuple[Breach, ...] = ()
    touches_guarded: bool = False
    fills: int = 0
    results: tuple[ScopeResult, ...] = ()

    def as_dict(self, days: Literal["iso", "number"] = "iso") -> dict[str, Any]:
        """Write the public form, as JSON takes it.

        Parameters
        ----------
        days : {"iso", "number"}
            Whether days are dates, or are counted from 0.
        """
        numbers = days == "number"

        def day(index: int) -> str | int:
            return index if numbers else self.roster.day_at(index).isoformat()

        return {
            "roster": _numbered(self.roster) if numbers else dump_duties(self.roster),
            "told": list(self.told),
            "open": [[day(d), held, n] for d, held, n in self.open],
            "objective": list(self.objective),
            "bound": list(self.bound),
            "proven": self.proven,
            "scope": str(self.scope),
            "seconds": round(self.seconds, 4),
            "startup_seconds": round(self.startup_seconds, 4),
            "changes": [
                {
                    "person": c.person,
                    "day": day(c.day),
                    "was": c.was,
                    "now": c.now,
                    "why": c.why,
                    "reason": c.reason.as_dict(),
                }
                for c in self.changes
            ],
            "moves": [
                {
                    "mission": m.mission,
                    "from": day(m.from_day),
                    "to": day(m.to_day),
                    "why": m.why,
                    "reason": m.reason.as_dict(),
                }
                for m in self.moves
            ],
            "title": self.title,
            "solver": self.solver,
            "rungs": [result.as_dict() for result in self.results],
            "standing": [
                {"rule": b.rule, "person": b.person, "words": b.words} for b in self.standing
            ],
        }


def _numbered(roster: Roster) -> dict[str, dict[str, str]]:
    return {
        p.id: {str(d): held for d, held in sorted(roster.duties.get(p.id, {}).items())}
        for p in roster.people
    }
