"""Several plans to choose from: the Pareto front of seats open, people told and missions moved."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, nullcontext
from functools import partial

from offwatch.plan.replan import describe, replan
from offwatch.plan.result import Plan
from offwatch.plan.roster.availability import without_absent
from offwatch.plan.roster.roster import Absences, Roster
from offwatch.plan.solve import Progress
from offwatch.plan.solvers.portfolio import Solvers

MORE_SHARE = 0.5  # of the first proposal's time, for another one after it


def propose(
    roster: Roster,
    absent: Absences,
    *,
    deadline_s: float,
    solver: Solvers | None = None,
    seed: int = 0,
    on_progress: Progress | None = None,
    on_best: Callable[[Plan], None] | None = None,
) -> tuple[Plan, ...]:
    """Find up to three plans to choose from, none better than another in every way.

    They lie on the Pareto front of seats open, people told and missions moved: the best, the best
    that moves no mission or that tells about half as many people, and the one that leaves the seats
    open.

    Parameters
    ----------
    roster, absent, solver, seed, on_progress
        As for `replan`.
    deadline_s : float, seconds
        For the first of them, which has as much time as it would have alone. Another that has to
        be searched for takes up to half as much again.
    on_best : callable, optional
        Hears the first as soon as it is there.

    Returns
    -------
    tuple of Plan
        The best first.
    """
    with nullcontext(solver) if solver is not None else closing(Solvers()) as portfolio:
        ask = partial(replan, roster, absent, solver=portfolio, seed=seed)
        best = ask(deadline_s=deadline_s, on_progress=on_progress)
        if on_best is not None:
            on_best(best)
        nothing = describe(roster, absent, without_absent(roster, absent), "nobody is asked")
        found = [best, nothing]
        half = len(nothing.told) + (len(best.told) - len(nothing.told)) // 2
        if best.moves:
            found.append(ask(deadline_s=MORE_SHARE * deadline_s, allow_moves=False))
        elif half > len(nothing.told):
            found.append(ask(deadline_s=MORE_SHARE * deadline_s, most_told=half))
    return tuple(sorted(_front(found), key=lambda plan: plan.objective))


def _front(plans: list[Plan]) -> tuple[Plan, ...]:
    """Drop what another plan equals or beats in seats open, people told and missions moved."""
    kept: list[Plan] = []
    for plan in plans:
        cost = plan.objective[:3]
        beaten = any(
            all(a <= b for a, b in zip(other.objective[:3], cost, strict=True)) for other in kept
        )
        if not beaten:
            kept.append(plan)
    return tuple(kept)
