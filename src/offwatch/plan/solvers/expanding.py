"""Windows of days that widen from the absences to the whole roster, each solved to its end.

Each window starts from the best roster of those before it.
"""

from __future__ import annotations

import time

from offwatch.plan.assignment import Assignment
from offwatch.plan.mip.fewest_told import Decider, minimize_told
from offwatch.plan.mip.lexicographic import LexicographicSolver, WindowResult
from offwatch.plan.mip.neighbourhood import Window, windows
from offwatch.plan.objective import Objective
from offwatch.plan.roster.availability import without_absent
from offwatch.plan.scope import GLOBAL
from offwatch.plan.solvers.job import Job, OpenBackend, Say
from offwatch.plan.solvers.messages import Solve, Solved

WIDEST_SHARE = 0.92  # of all the time, after which the widest window leaves some for the rest
TOLD_SHARE = 0.7  # of the widest window's time, to ask for one number of people after another
AT_ONCE_S = 4.0  # with less, to minimise after it only finds how to tell nearly everybody
BUILD_SHARE = 0.25  # of the time, that it may take at most to go at once to the widest window
SMALL = 1500  # person-day-shifts that HiGHS may take whole, though CP-SAT does too
LEAST_S = 0.05  # less than this is not enough to build and solve a window
VALUES_PER_S = 80_000  # person-day-shifts a slow core puts into a model in a second


class ExpandingWindows(Job):
    """Solves window after window, as far as time allows."""

    def __init__(self, request: Solve, say: Say, open_backend: OpenBackend, *, flow: bool) -> None:
        super().__init__(request, say, open_backend, flow=flow)
        self.full = self.goal == "make" or request.full
        found = windows(
            self.base, self.absent, allow_moves=request.allow_moves, reach=request.reach
        )
        self.widest = found[-1]
        self.windows = self._share(found)

    def run(self) -> bool:
        """Work until done, stopped or out of time; whether the question is answered for good."""
        now = without_absent(self.base, self.absent if self.goal == "replan" else {})
        began, last = time.monotonic(), None
        for window in self.windows:
            if self.stopped or not self._is_worth(window):
                break
            wide = window is self.windows[-1] and window.scope == GLOBAL
            until = began + (WIDEST_SHARE if wide else 1.0) * (self.until - began)
            solver = self.open(window, now, until)
            result = self._solve(window, solver, until) if solver is not None else None
            if solver is None or result is None:
                continue
            if self.is_given_up(window.scope) and not result.proven:
                continue
            better = self.take(result.assignment)
            self._tell(window, result)
            if result.proven or better:
                last = window, solver
        return self._finish(*last) if last is not None else False

    def _share(self, found: tuple[Window, ...]) -> tuple[Window, ...]:
        """Of all windows those that this process takes."""
        if self.full:
            return found[-1:]
        if self.request.part == "ends":
            straight = self._size(self.widest) < BUILD_SHARE * self.left_s * VALUES_PER_S
            return found[-1:] if straight else found[:1] + found[1:][-1:]
        small = len(found) == 1 or self._size(self.widest) <= SMALL
        return found if self.request.part == "all" or small else found[:-1]

    def _solve(
        self, window: Window, solver: LexicographicSolver, until: float
    ) -> WindowResult | None:
        """Minimise seats and people told: one number of people after another, or at once."""
        asks = window.scope == GLOBAL and self.goal == "replan" and self.request.most_told is None
        if asks and not self.full and isinstance(self.backend, Decider):
            whole = until - time.monotonic()
            alone = whole < AT_ONCE_S
            some = until if alone else until - (1.0 - TOLD_SHARE) * whole
            result = minimize_told(solver, self.backend, until=until, some=some, best=self._known)
            if result is not None or alone:
                return result
            solver.best = solver.model.variables.start(self._known()[1])
        return solver.seats_and_people()

    def _known(self) -> tuple[Objective, Assignment]:
        with self.lock:
            return self.cost(self.best), self.best

    def _finish(self, window: Window, solver: LexicographicSolver) -> bool:
        """The parts after seats and people, where the best has been found."""
        with self.lock:
            if self.stopped or window.scope.width < self.proved_width:
                return False  # the other solver has proved a wider one, and does it there
            self.finishing, self.backend = True, solver.backend
            self.backend.resume()
        result = solver.other_parts(self.until)
        self.take(result.assignment)
        self._tell(window, result)
        return result.done and window.scope == self.widest.scope

    def _tell(self, window: Window, result: WindowResult) -> None:
        self.say(
            Solved(
                self.request.id,
                window.scope,
                result.assignment,
                result.bound,
                proven=result.proven,
                done=result.done,
            )
        )

    def _is_worth(self, window: Window) -> bool:
        return self.left_s > LEAST_S + self._size(window) / VALUES_PER_S

    def _size(self, window: Window) -> int:
        return len(window.days) * len(self.base.people) * (len(self.base.shifts) + 1)
