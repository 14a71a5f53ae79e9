"""What a re-plan gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from offwatch.plan.checker.check import Breach
from offwatch.plan.objective import Objective
from offwatch.plan.roster.read_write import dump_duties
from offwatch.plan.roster.roster import Roster


@dataclass(frozen=True, slots=True)
class Change:
    """One person's day that is not as it was; ``None`` is a day off."""

    person: str
    day: int
    was: str | None
    now: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Move:
    """One mission that starts on another day (indexes)."""

    mission: str
    from_day: int
    to_day: int
    why: str


@dataclass(frozen=True, slots=True)
class Rung:
    """What one scope came to: the best there and its bound, by which solver and when."""

    scope: str
    cost: Objective
    bound: Objective
    proven: bool
    done: bool  # every part of the objective is proved, and ties are broken
    by: str
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "scope": self.scope,
            "objective": list(self.cost),
            "bound": list(self.bound),
            "proven": self.proven,
            "by": self.by,
            "seconds": round(self.seconds, 4),
        }


@dataclass(frozen=True)
class Plan:
    """A checked plan with what it costs, how good it is known to be, and how it was found.

    **Units**: ``seconds`` and ``startup_seconds`` in seconds; days are indexes into the roster.
    ``scope`` is ``global``, ``days±N`` or ``links≤N``: where ``bound`` holds.
    """

    roster: Roster
    told: tuple[str, ...]
    open: tuple[tuple[int, str, int], ...]
    objective: Objective
    bound: Objective
    proven: bool
    scope: str
    seconds: float
    startup_seconds: float
    changes: tuple[Change, ...]
    moves: tuple[Move, ...]
    solver: str
    title: str = ""
    standing: tuple[Breach, ...] = ()
    touches_guarded: bool = False
    fills: int = 0  # seats filled again of those the absences opened
    rungs: tuple[Rung, ...] = ()  # what each scope on the way came to

    def as_dict(self, days: Literal["iso", "number"] = "iso") -> dict[str, Any]:
        """The public form: days ISO, or counted from 0 with ``days="number"``."""
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
            "scope": self.scope,
            "seconds": round(self.seconds, 4),
            "startup_seconds": round(self.startup_seconds, 4),
            "changes": [
                {"person": c.person, "day": day(c.day), "was": c.was, "now": c.now, "why": c.why}
                for c in self.changes
            ],
            "moves": [
                {"mission": m.mission, "from": day(m.from_day), "to": day(m.to_day), "why": m.why}
                for m in self.moves
            ],
            "title": self.title,
            "solver": self.solver,
            "rungs": [rung.as_dict() for rung in self.rungs],
            "standing": [
                {"rule": b.rule, "person": b.person, "words": b.words} for b in self.standing
            ],
        }


def best(plans: Sequence[Plan]) -> Plan:
    """The plan that comes first in the order of the objective."""
    return min(plans, key=lambda plan: plan.objective)


def _numbered(roster: Roster) -> dict[str, dict[str, str]]:
    return {
        p.id: {str(d): held for d, held in sorted(roster.duties.get(p.id, {}).items())}
        for p in roster.people
    }
