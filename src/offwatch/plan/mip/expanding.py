"""One request's rungs in a solver's process, each starting from the best roster of those before."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from offwatch.plan.checker.check import must_follow
from offwatch.plan.mip.lexicographic import Rung, Stages
from offwatch.plan.mip.min_told import Decider, climb_told
from offwatch.plan.mip.model import Model, Values
from offwatch.plan.mip.neighbourhood import Window, width, windows
from offwatch.plan.mip.program import Linear
from offwatch.plan.mip.solver_interface import Backend
from offwatch.plan.objective import Goal, Objective, cost_of
from offwatch.plan.roster.read_write import parse_roster
from offwatch.plan.roster.roster import Roster, without_absent
from offwatch.plan.solvers.process import Part

WIDEST_SHARE = 0.92  # of all the time, after which the widest rung leaves some for the rest
TOLD_SHARE = 0.7  # of the widest rung's time, to ask told by told
AT_ONCE_S = 4.0  # with less, to minimise after it only finds how to tell nearly everybody
BUILD_SHARE = 0.25  # of the time, that it may take at most to go at once to the widest rung
SMALL = 1500  # person-day-shifts that HiGHS may take whole, though CP-SAT does too
LEAST_S = 0.05  # less than this is not enough to build and solve a rung
VALUES_PER_S = 80_000  # person-day-shifts a slow core puts into a model in a second


class Job(ABC):
    """A request under way: what every kind of it has, and how it is told to drop a rung or stop."""

    def __init__(
        self,
        request: Mapping[str, Any],
        say: Callable[..., None],
        open_backend: Callable[[Linear, int], Backend],
        *,
        flow: bool,
    ) -> None:
        self.until = time.monotonic() + float(request["seconds"])
        self.id, self.say, self.open_backend, self.flow = request["id"], say, open_backend, flow
        self.goal: Goal = request["goal"]
        self.seed = int(request["seed"])
        self.most_told: int | None = request.get("most_told")
        self.allow_moves = bool(request["allow_moves"])
        self.base: Roster = parse_roster(request["roster"])
        self.absent = {p: frozenset(days) for p, days in request["absent"].items()}
        self.best = read_values(request["incumbent"])
        self.stopped = False
        self.dropped = 0.0  # the width of the widest rung that the other solver has proved
        self.backend: Backend | None = None
        self.scope = ""
        self.polishing = False  # a rung of its own that it has proved, whoever else has
        self.lock = threading.Lock()

    @abstractmethod
    def run(self) -> bool:
        """Work until done, stopped or out of time; whether the question is answered for good."""

    def drop(self, scope: str | None, values: Mapping[str, Any] | None) -> None:
        """Leave a rung to the other solver, with what it found; no scope: stop. Any thread."""
        with self.lock:
            if scope is None:
                self.stopped = True
            else:
                self.dropped = max(self.dropped, width(scope))
            if values is not None:
                self.take(read_values(values))
            done = self.stopped if self.polishing else self.given_up(self.scope)
            if self.backend is not None and done:
                self.backend.stop()

    def left(self) -> float:
        """Seconds until all must be done."""
        return self.until - time.monotonic()

    def given_up(self, scope: str) -> bool:
        return self.stopped or 0 < width(scope) <= self.dropped

    def take(self, values: Values) -> bool:
        """Keep a roster if it is the best so far."""
        better = self.cost(values) < self.cost(self.best)
        if better:
            self.best = values
        return better

    def cost(self, values: Values) -> Objective:
        return cost_of(self.goal, self.base, self.base.with_duties(*values), self.absent)

    def found(self, scope: str, values: Values) -> None:
        if self.cost(values) < self.cost(self.best):
            self.say("found", id=self.id, scope=scope, values=write_values(values))

    def open(self, window: Window, now: Roster, until: float) -> Stages | None:
        """Put one window around a roster into a solver; ``None`` if it has been dropped."""
        first = self.best if _within(self.best, now, window) else _values(now)
        self.scope = window.scope
        if self.given_up(window.scope):
            return None
        model = Model(
            self.base,
            self.absent,
            window,
            goal=self.goal,
            allow_moves=self.allow_moves,
            now=now,
            follow=partial(must_follow, self.base, self.absent if self.goal == "replan" else {}),
            runs="flow" if self.flow else "clauses",
        )
        if self.most_told is not None:
            model.linear.add(model.parts.second, high=self.most_told)
        self.backend = self.open_backend(model.linear, self.seed)
        if self.given_up(window.scope):
            self.backend.stop()
        return Stages(
            model,
            self.backend,
            first,
            until=until,
            seed=self.seed,
            on_found=lambda values: self.found(window.scope, values),
            on_bound=lambda bound: self.on_bound(window, bound),
        )

    def on_bound(self, window: Window, bound: Objective) -> None:
        self.say("bound", id=self.id, scope=window.scope, bound=list(bound))


class Climb(Job):
    """From the window nearest to the absences to the whole horizon, as far as time allows."""

    def __init__(self, request: Mapping[str, Any], *args: Any, **more: Any) -> None:
        super().__init__(request, *args, **more)
        self.reach: int | None = request["reach"]
        self.part: Part = request["part"]
        self.full = self.goal == "make" or bool(request["full"])

    def run(self) -> bool:
        now = without_absent(self.base, self.absent if self.goal == "replan" else {})
        rungs = self._rungs()
        began, last = time.monotonic(), None
        for window in rungs:
            if self.stopped or not self._worth(window):
                break
            wide = window is rungs[-1] and window.scope == "global"
            until = began + (WIDEST_SHARE if wide else 1.0) * (self.until - began)
            stages = self.open(window, now, until)
            rung = self._solve(window, stages, until) if stages is not None else None
            if stages is None or rung is None or (self.given_up(self.scope) and not rung.proven):
                continue
            better = self.take(rung.values)
            self._tell(window, rung)
            if rung.proven or better:
                last = window, stages
        return self._polish(*last) if last is not None else False

    def _solve(self, window: Window, stages: Stages, until: float) -> Rung | None:
        """Seats and people: told by told over the whole horizon, where a solver can; or at once."""
        asks = window.scope == "global" and self.goal == "replan" and self.most_told is None
        if asks and not self.full and isinstance(self.backend, Decider):
            whole = until - time.monotonic()
            alone = whole < AT_ONCE_S
            some = until if alone else until - (1.0 - TOLD_SHARE) * whole
            rung = climb_told(stages, self.backend, until=until, some=some, best=self._known)
            if rung is not None or alone:
                return rung
            stages.best = stages.model.start(self._known()[1])
        return stages.seats_and_people()

    def _known(self) -> tuple[Objective, Values]:
        with self.lock:
            return self.cost(self.best), self.best

    def _rungs(self) -> tuple[Window, ...]:
        found = windows(self.base, self.absent, allow_moves=self.allow_moves, reach=self.reach)
        self.widest = found[-1]
        if self.full:
            return found[-1:]
        if self.part == "ends":
            straight = self._size(self.widest) < BUILD_SHARE * self.left() * VALUES_PER_S
            return found[-1:] if straight else found[:1] + found[1:][-1:]
        whole = self.part == "all" or len(found) == 1 or self._size(self.widest) <= SMALL
        return found if whole else found[:-1]

    def _polish(self, window: Window, stages: Stages) -> bool:
        """The parts after seats and people, where the best has been found."""
        with self.lock:
            if self.stopped or width(window.scope) < self.dropped:
                return False  # the other solver has proved a wider one, and does it there
            self.polishing, self.backend = True, stages.backend
            self.backend.resume()
        rung = stages.rest(self.until)
        self.take(rung.values)
        self._tell(window, rung)
        return rung.done and window.scope == self.widest.scope

    def _tell(self, window: Window, rung: Rung) -> None:
        self.say(
            "rung",
            id=self.id,
            scope=window.scope,
            bound=list(rung.bound),
            proven=rung.proven,
            done=rung.done,
            values=write_values(rung.values),
        )

    def _worth(self, window: Window) -> bool:
        return self.left() > LEAST_S + self._size(window) / VALUES_PER_S

    def _size(self, window: Window) -> int:
        return len(window.days) * len(self.base.people) * (len(self.base.shifts) + 1)


def _values(roster: Roster) -> Values:
    return {p: dict(line) for p, line in roster.duties.items()}, {
        m.id: m.start for m in roster.missions
    }


def _within(values: Values, now: Roster, window: Window) -> bool:
    """Whether a roster differs from ``now`` on days of a window alone."""
    lines = ((line, now.duties.get(p, {})) for p, line in values[0].items())
    return all(
        d in window.days
        for line, was in lines
        for d in line.keys() | was.keys()
        if line.get(d) != was.get(d)
    )


def read_values(data: Mapping[str, Any]) -> Values:
    """Duties and mission starts from their JSON, where days are strings."""
    duties = {p: {int(d): h for d, h in line.items()} for p, line in data["duties"].items()}
    return duties, {m: int(s) for m, s in data["starts"].items()}


def write_values(values: Values) -> dict[str, Any]:
    """Duties and mission starts as JSON takes them."""
    duties, starts = values
    return {"duties": duties, "starts": starts}
