"""A request under way in a solver's process: what every method of solving it needs."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial

from offwatch.plan.assignment import Assignment
from offwatch.plan.mip.lexicographic import LexicographicSolver
from offwatch.plan.mip.model import build
from offwatch.plan.mip.neighbourhood import Window
from offwatch.plan.mip.program import Program
from offwatch.plan.mip.solver_interface import Backend
from offwatch.plan.objective import Objective, cost_of
from offwatch.plan.roster.line_rules import must_follow
from offwatch.plan.roster.roster import Roster
from offwatch.plan.scope import Scope
from offwatch.plan.solvers.messages import Bound, Found, Report, Solve, decode_roster

Say = Callable[[Report], None]
OpenBackend = Callable[[Program, int], Backend]


class Job(ABC):
    """One request, worked on in one thread and told of from another.

    Parameters
    ----------
    request : Solve
        What is asked.
    say : callable
        Sends a message to the parent.
    open_backend : callable
        Puts a program into the solver, with a seed.
    flow : bool
        Whether runs are put to the solver as a path in a network.
    """

    def __init__(self, request: Solve, say: Say, open_backend: OpenBackend, *, flow: bool) -> None:
        self.until = time.monotonic() + request.seconds
        self.request, self.say, self.open_backend, self.flow = request, say, open_backend, flow
        self.goal, self.absent = request.goal, request.absent
        self.base: Roster = decode_roster(request.roster)
        self.best = request.incumbent
        self.stopped = False
        self.proved_width = 0.0  # of the widest scope that the other solver has proved
        self.backend: Backend | None = None
        self.scope: Scope | None = None  # of the window in the solver
        self.finishing = False  # a scope of its own that it has proved, whoever else has
        self.lock = threading.Lock()

    @abstractmethod
    def run(self) -> bool:
        """Work until done, stopped or out of time; whether the question is answered for good."""

    def stop(self) -> None:
        """Leave everything. Any thread may call it."""
        with self.lock:
            self.stopped = True
            if self.backend is not None:
                self.backend.stop()

    def drop(self, scope: Scope, assignment: Assignment) -> None:
        """Leave a scope that the other solver has proved, and take its roster. Any thread."""
        with self.lock:
            self.proved_width = max(self.proved_width, scope.width)
            self.take(assignment)
            if self.backend is not None and not self.finishing and self._is_dropped():
                self.backend.stop()

    def hear(self, assignment: Assignment) -> None:
        """Take a roster that the other solver has found. Any thread may call it."""
        with self.lock:
            self.take(assignment)

    @property
    def left_s(self) -> float:
        """Seconds until all must be done."""
        return self.until - time.monotonic()

    def is_given_up(self, scope: Scope) -> bool:
        """Say whether a scope needs no more work here."""
        return self.stopped or 0 < scope.width <= self.proved_width

    def take(self, assignment: Assignment) -> bool:
        """Keep a roster if it is the best so far; say whether it is."""
        better = self.cost(assignment) < self.cost(self.best)
        if better:
            self.best = assignment
        return better

    def cost(self, assignment: Assignment) -> Objective:
        """Give the objective of a roster."""
        return cost_of(self.goal, self.base, assignment.apply_to(self.base), self.absent)

    def on_found(self, scope: Scope, assignment: Assignment) -> None:
        """Tell of a roster found within a scope, if it is better than the best."""
        if self.cost(assignment) < self.cost(self.best):
            self.say(Found(self.request.id, scope, assignment))

    def on_bound(self, scope: Scope, bound: Objective) -> None:
        """Tell of a bound within a scope."""
        self.say(Bound(self.request.id, scope, bound))

    def open(self, window: Window, now: Roster, until: float) -> LexicographicSolver | None:
        """Put one window around a roster into the solver.

        Parameters
        ----------
        window : Window
            What may change.
        now : Roster
            What everything else keeps.
        until : float, seconds
            The deadline, on the clock of `time.monotonic`.

        Returns
        -------
        LexicographicSolver or None
            ``None`` if the window's scope has been dropped.
        """
        first = self.best if _is_within(self.best, now, window) else Assignment.of(now)
        self.scope = window.scope
        if self.is_given_up(window.scope):
            return None
        model = build(
            self.base,
            self.absent,
            window,
            goal=self.goal,
            allow_moves=self.request.allow_moves,
            now=now,
            follow=partial(must_follow, self.base, self.absent if self.goal == "replan" else {}),
            runs="flow" if self.flow else "clauses",
        )
        if self.request.most_told is not None:
            model.program.add(model.objective.second, high=self.request.most_told)
        self.backend = self.open_backend(model.program, self.request.seed)
        if self.is_given_up(window.scope):
            self.backend.stop()
        return LexicographicSolver(
            model,
            self.backend,
            first,
            until=until,
            seed=self.request.seed,
            on_found=partial(self.on_found, window.scope),
            on_bound=partial(self.on_bound, window.scope),
        )

    def _is_dropped(self) -> bool:
        return self.scope is not None and self.is_given_up(self.scope)


def _is_within(assignment: Assignment, now: Roster, window: Window) -> bool:
    """Whether a roster differs from ``now`` on days of a window alone."""
    lines = ((line, now.duties.get(p, {})) for p, line in assignment.duties.items())
    return all(
        d in window.days
        for line, was in lines
        for d in line.keys() | was.keys()
        if line.get(d) != was.get(d)
    )
