"""Drawing up a roster from demand: what is given stays, what is demanded and open is filled."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import dataclass

from offwatch.plan.checker.check import Breach, standing
from offwatch.plan.construct.filling import fill
from offwatch.plan.incumbent import Incumbent
from offwatch.plan.objective import Objective, open_seats
from offwatch.plan.roster.roster import Absences, Roster
from offwatch.plan.solve import Progress, Task, ask_solvers
from offwatch.plan.solvers.portfolio import Solvers

FIRST_SHARE = 0.3  # of the time, for the roster that the solvers start from


@dataclass(frozen=True)
class Made:
    """A roster drawn up from demand, what it costs, and how good it is known to be.

    Parameters
    ----------
    roster : Roster
        The roster itself.
    open : tuple of (int, str, int)
        Seats that are demanded and open: day (index), shift or mission, how many.
    objective, bound : Objective
        What it costs, and what no roster goes below. The parts are seats open, days to avoid on
        duty, missions moved, hours short of the least, most days worked by one person with the
        credit carried, and wishes not met.
    proven : bool
        Whether the first two parts are proved the least.
    seconds, startup_seconds : float, seconds
        How long the search took, and the start of the solvers, which does not count.
    solver : str
        How it was found, and what befell the solvers.
    broken : tuple of Breach
        What rules it breaks because the duties given beforehand do.
    """

    roster: Roster
    open: tuple[tuple[int, str, int], ...]
    objective: Objective
    bound: Objective
    proven: bool
    seconds: float
    startup_seconds: float
    solver: str
    broken: tuple[Breach, ...]


def make_roster(
    roster: Roster,
    avoid: Absences,
    *,
    deadline_s: float,
    solver: Solvers | None = None,
    seed: int = 0,
    on_progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Made:
    """Fill what a roster demands, around what it already holds.

    Days to avoid are kept free where no seat is lost for it, then work is shared evenly over people
    and the credit they carry, then wishes are met. Days never worked are never given.

    Parameters
    ----------
    roster : Roster
        Demand, people, rules and missions, and the duties given beforehand.
    avoid : Absences
        For each person the days to avoid (indexes).
    deadline_s : float, seconds
        From the call.
    solver : Solvers, optional
        Warm solvers to use; without them some are started for this call, and their start does not
        count. Where none can be started the greedy roster comes back.
    seed : int
        For breaking ties.
    on_progress : callable, optional
        Hears ``{"scope", "objective", "bound", "proven"}`` as they improve.
    stop : callable, optional
        Asked often; once it says yes the best roster so far comes back.

    Returns
    -------
    Made
        The best roster at the deadline; it breaks no rule that the given duties kept.
    """
    began = time.monotonic()
    first = fill(roster, avoid, began + FIRST_SHARE * deadline_s)
    incumbent = Incumbent(roster, avoid, "make", first)
    with nullcontext(solver) if solver is not None else closing(Solvers()) as portfolio:
        task = Task("make", began + deadline_s, seed, allow_moves=True, stop=stop)
        startup = ask_solvers(incumbent, task, began, portfolio, on_progress)
        note = portfolio.note
    answer = incumbent.answer()
    return Made(
        roster=answer.roster,
        open=open_seats(roster, answer.roster, whole=True),
        objective=answer.cost,
        bound=answer.bound,
        proven=answer.proven,
        seconds=time.monotonic() - began - startup,
        startup_seconds=startup,
        solver="; ".join(part for part in (answer.by, note) if part),
        broken=standing(answer.roster),
    )
