"""Drawing up a roster from demand: what is given stays, what is demanded and open is filled."""

from __future__ import annotations

import time
from contextlib import closing, nullcontext
from dataclasses import dataclass

from offwatch.plan.checker.check import Breach, standing
from offwatch.plan.construct.filling import fill
from offwatch.plan.incumbent import Search
from offwatch.plan.objective import Objective, open_seats
from offwatch.plan.replan import Progress, Task, ask_solvers
from offwatch.plan.roster.roster import Absences, Roster
from offwatch.plan.solvers.portfolio import Solvers

FIRST_SHARE = 0.3  # of the time, for the roster that the solvers start from


@dataclass(frozen=True)
class Made:
    """A roster drawn up, what it costs, what no roster can go below, and what it leaves.

    **Units**: ``seconds`` and ``startup_seconds`` in seconds. The parts of ``objective`` are seats
    open, days to avoid on duty, missions moved, hours short of the least, most days worked by one
    person with the credit carried, and wishes not met.
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
) -> Made:
    """Fill what a roster demands, around what it already holds, checked; the best by the deadline.

    Days in ``avoid`` are kept free where no seat is lost for it, then work is shared evenly over
    people and the credit they carry, then wishes are met. Days never worked are never given.

    **Units**: ``deadline_s`` in seconds from the call. **Raises**: nothing for a roster from
    `read_roster`; without a solver the greedy roster comes back.
    """
    began = time.monotonic()
    first = fill(roster, avoid, began + FIRST_SHARE * deadline_s)
    search = Search(roster, avoid, "make", first)
    startup = 0.0
    with nullcontext(solver) if solver is not None else closing(Solvers()) as pair:
        task = Task("make", began + deadline_s, seed, allow_moves=True)
        startup = ask_solvers(search, task, began, pair, on_progress)
        note = pair.note
    answer = search.answer()
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
