"""The solver's process: ``python -m offwatch.plan.solve_child``, JSON lines in and out.

A request carries a roster, absences, the incumbent and a time; the answers are better rosters as
they are found, bounds as they rise, one message a rung and one when all is done. Nothing it says is
trusted: the parent checks every roster.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Mapping
from typing import Any, TextIO

from offwatch.plan.cpsat import Model, Values
from offwatch.plan.form import parse_roster
from offwatch.plan.roster import Roster
from offwatch.plan.score import Objective, cost_of
from offwatch.plan.stages import Rung, Stages
from offwatch.plan.window import Window, windows

LEAST_S = 0.05  # less than this is not enough to build and solve a rung
VALUES_PER_S = 40_000  # person-day-shifts a slow core puts into a model in a second


def serve(requests: TextIO, answers: TextIO, *, workers: int) -> None:
    """Answer requests until there are no more."""

    def say(event: str, **more: Any) -> None:
        answers.write(json.dumps({"event": event, **more}) + "\n")
        answers.flush()

    say("ready")
    for line in requests:
        request = json.loads(line)
        _Ladder(request, say, workers).climb()
        say("done", id=request["id"])


class _Ladder:
    """One request's rungs, each starting from the best roster of those before."""

    def __init__(self, request: Mapping[str, Any], say: Any, workers: int) -> None:
        self.deadline_at = time.monotonic() + float(request["seconds"])
        self.id, self.say, self.workers = request["id"], say, workers
        self.goal, self.seed = request["goal"], int(request["seed"])
        self.allow_moves = bool(request["allow_moves"])
        self.base: Roster = parse_roster(request["roster"])
        self.absent = {p: frozenset(days) for p, days in request["absent"].items()}
        self.best = read_values(request["incumbent"])
        self.cost = self._cost(self.best)

    def climb(self) -> None:
        for window in windows(self.base, self.absent, allow_moves=self.allow_moves):
            if not self._worth(window):
                return
            rung = self._rung(window)
            cost = self._cost(rung.values)
            if cost < self.cost:
                self.best, self.cost = rung.values, cost
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
        size = len(window.days) * len(self.base.people) * (len(self.base.shifts) + 1)
        return self.deadline_at - time.monotonic() > LEAST_S + size / VALUES_PER_S

    def _rung(self, window: Window) -> Rung:
        model = Model(self.base, self.absent, window, goal=self.goal, allow_moves=self.allow_moves)
        stages = Stages(
            model,
            self.best,
            self.cost,
            deadline_at=self.deadline_at,
            seed=self.seed,
            workers=self.workers,
            on_found=lambda found: self._found(window, found),
            on_bound=lambda bound: self.say(
                "bound", id=self.id, scope=window.scope, bound=list(bound)
            ),
        )
        return stages.run()

    def _found(self, window: Window, found: Values) -> None:
        cost = self._cost(found)
        if cost < self.cost:
            self.say("found", id=self.id, scope=window.scope, values=write_values(found))

    def _cost(self, values: Values) -> Objective:
        return cost_of(self.goal, self.base, self.base.with_duties(*values), self.absent)


def read_values(data: Mapping[str, Any]) -> Values:
    """Duties and mission starts from their JSON, where days are strings."""
    duties = {p: {int(d): h for d, h in line.items()} for p, line in data["duties"].items()}
    return duties, {m: int(s) for m, s in data["starts"].items()}


def write_values(values: Values) -> dict[str, Any]:
    """Duties and mission starts as JSON takes them."""
    duties, starts = values
    return {"duties": duties, "starts": starts}


def main() -> None:
    """Serve on stdin and stdout: ``solve_child WORKERS MEMORY_MB``."""
    workers, memory_mb = (int(arg) for arg in sys.argv[1:3])
    if memory_mb:
        limit = memory_mb * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    answers = sys.stdout
    sys.stdout = sys.stderr  # nothing but our own lines may reach the parent
    serve(sys.stdin, answers, workers=workers)


if __name__ == "__main__":
    main()
