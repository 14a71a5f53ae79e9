"""Drawing up a roster from demand: what is given stays, what is demanded and open is filled."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import dataclass

from offwatch.plan.checker.check import Breach, check, standing
from offwatch.plan.construct.annealing import HOT, WARM, Annealing
from offwatch.plan.construct.filling import fill
from offwatch.plan.incumbent import Incumbent
from offwatch.plan.objective import Objective, cost_of, open_seats, wishes_kept
from offwatch.plan.patterns import Patterns, count_patterns
from offwatch.plan.roster.roster import Absences, Roster
from offwatch.plan.solve import Progress, Task, ask_solvers, tell
from offwatch.plan.solvers.portfolio import Solvers

# Of the time, until when: the first roster, its patterns, and solvers where they can still help.
FIRST_SHARE, PATTERNS_SHARE, SOLVERS_SHARE = 0.15, 0.45, 0.7
MARGIN_S = 0.05  # kept back to check and describe the answer
EXCHANGES = "exchanges between people"


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
    kept, wished : int
        How many wishes it keeps, days off and duties wanted, and how many there are.
    patterns : Patterns
        How nights and weekends are shared, and what would look odd on a wall.
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
    kept: int
    wished: int
    patterns: Patterns


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
    and the credit they carry, then wishes are met. Only then nights and weekends are shared evenly
    and patterns bettered: no lone nights, blocks of like shifts, whole weekends. Days never worked
    are never given.

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
    search = _Search(roster, avoid, first, seed, stop, on_progress)
    search.better_patterns(began + PATTERNS_SHARE * deadline_s, HOT)
    startup, note = 0.0, ""
    if not search.is_over() and not search.incumbent.is_optimal:
        with nullcontext(solver) if solver is not None else closing(Solvers()) as portfolio:
            until = began + SOLVERS_SHARE * deadline_s
            task = Task("make", until, seed, allow_moves=True, stop=stop)
            startup = ask_solvers(search.incumbent, task, began, portfolio, on_progress)
            note = portfolio.note
    search.better_patterns(began + deadline_s + startup - MARGIN_S, WARM)
    answer = search.incumbent.answer()
    kept, wished = wishes_kept(answer.roster)
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
        kept=kept,
        wished=wished,
        patterns=count_patterns(answer.roster),
    )


class _Search:
    """The best roster so far, bettered by exchanges as well as by solvers."""

    def __init__(
        self,
        base: Roster,
        avoid: Absences,
        first: Roster,
        seed: int,
        stop: Callable[[], bool] | None,
        on_progress: Progress | None,
    ) -> None:
        self.base, self.avoid, self.seed = base, avoid, seed
        self.stop, self.on_progress = stop, on_progress
        self.incumbent = Incumbent(base, avoid, "make", first)

    def is_over(self) -> bool:
        """Whether somebody wants it to end."""
        return self.stop is not None and self.stop()

    def better_patterns(self, until: float, hot: float) -> None:
        """Better the roster until a time; nothing that comes before patterns gets worse."""
        tell(self.incumbent, self.on_progress, {})
        start = self.incumbent.best
        search = Annealing(
            self.base, self.avoid, start, seed=self.seed, most_days=self.incumbent.cost.fairness
        )
        after = search.run(until, self.stop, hot=hot)
        if check(self.base, after, {}):
            return
        cost = cost_of("make", self.base, after, self.avoid)
        if cost < self.incumbent.cost:
            self.incumbent.offer(after, EXCHANGES)
        elif cost == self.incumbent.cost and search.best_cost < search.first_cost:
            self.incumbent.replace_equal(after)
        tell(self.incumbent, self.on_progress, {})
