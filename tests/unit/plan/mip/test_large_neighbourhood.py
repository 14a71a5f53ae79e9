"""Many absences at once are bettered stretch by stretch."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Mapping
from typing import Any

from tests.unit.plan.rosters import roster

from offwatch.plan import Roster, Solvers, check, replan
from offwatch.plan.construct.repair import repair
from offwatch.plan.objective import lost_seats, score
from offwatch.plan.solve import MANY


def _crew() -> Roster:
    """Twenty people whose runs and rests greedy cannot mend."""
    rng = random.Random(7)
    blocks = ("eeee...", "llll...", "lll....", "eell...", "..eeee.", "...llll")
    lines = {f"p{i:02d}": "".join(rng.choice(blocks) for _ in range(4)) for i in range(20)}
    rules = {"max_run": 5, "min_run": 2, "min_days_off": 2, "rest_h": 11}
    return roster(lines, rules=rules)


def test_many_absences_leave_at_most_a_third_of_the_lost_seats_open(solver: Solvers) -> None:
    """Far better than greedy, sound, and with a bound that says how much better it could be."""
    base = _crew()
    rng = random.Random(1)
    absent = {f"p{i:02d}": frozenset(rng.sample(range(28), 8)) for i in range(0, 20, 3)}
    greedy = score(base, repair(base, absent), absent)
    assert greedy.open >= MANY

    def end_when_good(state: Mapping[str, Any]) -> None:
        if state["objective"][0] <= lost_seats(base, absent) / 3:
            for pid in solver.pids.values():
                os.kill(pid, signal.SIGKILL)

    plan = replan(base, absent, deadline_s=120, solver=solver, on_progress=end_when_good)
    assert plan.objective.open <= lost_seats(base, absent) / 3 < greedy.open
    assert plan.bound <= plan.objective
    assert check(base, plan.roster, absent) == ()
