"""Timefold's process: ``python -m benchmarks.plan.timefold_child``, JSON lines in and out.

It needs the package `timefold` and a JDK 17, and nothing of Offwatch: it may be run by an
interpreter of its own. Seats take a person or stay open, missions take a start; one level of score
for what rules forbid, one for seats, one for people told, missions moved and days changed, with
weights that cannot cross.

**Source**: Timefold Solver for Python 1.24, its employee scheduling quickstart for the way.
"""

# mypy: disable-error-code="import-not-found, import-untyped, untyped-decorator"

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Mapping
from typing import Any

from timefold.solver import SolverFactory
from timefold.solver.config import (
    Duration,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    SolverConfigOverride,
    TerminationConfig,
)

from benchmarks.plan.timefold_model import (
    Crew,
    MissionSeat,
    MissionStart,
    ShiftSeat,
    duties_of,
    read_crew,
    seats_needed,
)
from benchmarks.plan.timefold_rules import CHANGED, MOVED, TOLD, rules

WARM_S = 5


class Answers:
    """One warm factory; a solver for each question."""

    def __init__(self) -> None:
        self.factory = SolverFactory.create(
            SolverConfig(
                solution_class=Crew,
                entity_class_list=[ShiftSeat, MissionSeat, MissionStart],
                score_director_factory_config=ScoreDirectorFactoryConfig(
                    constraint_provider_function=rules
                ),
                random_seed=0,
            )
        )

    def answer(self, question: Mapping[str, Any]) -> dict[str, Any]:
        began = time.monotonic()
        crew = read_crew(question)
        needed = seats_needed(crew)
        found: list[tuple[float, list[int]]] = []
        left = max(0.05, float(question["seconds"]) - (time.monotonic() - began))
        limit = TerminationConfig(spent_limit=Duration(milliseconds=int(1000 * left)))
        solver = self.factory.build_solver(SolverConfigOverride(termination_config=limit))

        def better(event: Any) -> None:
            score = event.new_best_score
            if score.hard_score == 0:
                cost = -score.soft_score
                opened = needed - score.medium_score
                parts = [opened, cost // TOLD, cost % TOLD // MOVED, cost % MOVED // CHANGED]
                found.append((round(time.monotonic() - began, 4), parts))

        solver.add_event_listener(better)
        best = solver.solve(crew)
        return {
            "values": duties_of(best) if best.score.hard_score == 0 else None,
            "found": found,
            "seconds": time.monotonic() - began,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


def main() -> None:
    answers = sys.stdout
    sys.stdout = sys.stderr
    warm = Answers()
    warm.answer(SMALL | {"seconds": WARM_S})

    def say(what: Mapping[str, Any]) -> None:
        answers.write(json.dumps(what) + "\n")
        answers.flush()

    say({"ready": True})
    for question in sys.stdin:
        say(warm.answer(json.loads(question)))


SMALL: dict[str, Any] = {
    "days": 7,
    "weekends": [-1, -1, -1, -1, -1, 0, 0],
    "rest_min": 660,
    "max_run": 6,
    "max_weekends": 1,
    "max_minutes": 3000,
    "people": [
        {"id": f"p{i}", "skills": ["lead"], "away": [], "was": {}, "now": {}} for i in range(8)
    ],
    "shifts": [
        {
            "shift": "day",
            "day": d,
            "start_min": 1440 * d + 540,
            "minutes": 480,
            "need": 3,
            "skills": {"lead": 1},
        }
        for d in range(7)
    ],
    "missions": [
        {
            "id": "m",
            "start": 1,
            "starts": [1, 2, 3],
            "days": 2,
            "start_min": 480,
            "minutes": 600,
            "need": 2,
            "skills": {"lead": 1},
            "follow": {"2": [], "3": []},
        }
    ],
}


if __name__ == "__main__":
    main()
