"""Large-neighbourhood search, for many absences at once: the plan bettered piece by piece.

A piece is a stretch of days around an open seat, solved to its end; everything outside it stays as
the plan has it. Pieces grow while none betters the plan.

References
----------
P. Shaw, *Using constraint programming and local search methods to solve vehicle routing problems*,
Principles and Practice of Constraint Programming (1998).
"""

from __future__ import annotations

import random
import time

from offwatch.plan.mip.neighbourhood import Window, around
from offwatch.plan.objective import Objective, changed_days, open_seats
from offwatch.plan.roster.roster import Roster
from offwatch.plan.scope import PIECE, Scope
from offwatch.plan.solvers.job import Job, OpenBackend, Say
from offwatch.plan.solvers.messages import Found, Solve

PIECE_S = 4.0  # for one piece; longer is not worth it while others wait
FIRST_REACH = 2
LEAST_S = 0.2


class LargeNeighbourhoodSearch(Job):
    """Betters stretches of days, from the incumbent until time is up."""

    def __init__(self, request: Solve, say: Say, open_backend: OpenBackend, *, flow: bool) -> None:
        super().__init__(request, say, open_backend, flow=flow)
        self.rng = random.Random(f"{request.seed}{flow}")  # noqa: S311  (no secret)

    def run(self) -> bool:
        """Work until stopped, out of time or out of pieces; it never answers for good."""
        reach = FIRST_REACH
        tried: set[int] = set()
        while not self.stopped and self.left_s > LEAST_S:
            now = self.best.apply_to(self.base)
            days = sorted(self._focus(now) - tried)
            if not days:
                if 2 * reach >= self.base.days:
                    return False
                reach, tried = reach + 1, set()
                continue
            day = self.rng.choice(days)
            if self._better(day, reach, now):
                tried = set()
            else:
                tried |= {day}
        return False

    def on_bound(self, scope: Scope, bound: Objective) -> None:
        """Say nothing: a bound on a piece is none on the whole."""

    def _focus(self, now: Roster) -> set[int]:
        """Days to work on: where seats are open, or else where anything has been changed."""
        opened = {day for day, _, _ in open_seats(self.base, now, whole=self.goal == "make")}
        return opened or {day for _, day in changed_days(self.base, now)}

    def _better(self, day: int, reach: int, now: Roster) -> bool:
        core = {day}
        for mission in now.missions:
            if day in mission.span():
                core |= set(mission.span())
        window = Window(PIECE, around(core, reach, self.base.days))
        solver = self.open(window, now, min(self.until, time.monotonic() + PIECE_S))
        result = solver.seats_and_people() if solver is not None else None
        if result is None or not self.take(result.assignment):
            return False
        self.say(Found(self.request.id, PIECE, result.assignment))
        return True
