"""Time and memory of one re-plan against the size of a crew, in processes of its own.

``python -m benchmarks.plan.scaling PEOPLE WEEKS SEED SECONDS`` measures one point.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from contextlib import closing
from typing import Any

from offwatch.plan import read_roster

AWAY, DRAWS = 2, 3
OVERTIME_S = 300.0


def measure_point(people: int, weeks: int, seed: int, deadline_s: float) -> dict[str, Any]:
    """The slowest of a few draws of two away, in fresh processes; ``note`` says what went wrong."""
    words = [str(x) for x in (people, weeks, seed, deadline_s)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.plan.scaling", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=DRAWS * deadline_s + OVERTIME_S,
    )
    size = {"people": people, "weeks": weeks, "deadline_s": deadline_s}
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["ended without a word"]
        return size | {"note": last[0]}
    return size | dict(json.loads(done.stdout))


def main() -> None:
    import numpy as np

    from benchmarks.plan.cases import make_case
    from benchmarks.plan.methods import Planner
    from benchmarks.plan.missions import draw_absences, make_crew
    from offwatch.plan import dump_roster

    people, weeks, seed = map(int, sys.argv[1:4])
    roster = make_crew(people, weeks, seed)
    rng = np.random.default_rng(seed)
    draws = [draw_absences(roster, AWAY, rng) for _ in range(DRAWS)]
    form = dump_roster(roster)
    began = time.monotonic()
    roster = read_roster(form)
    read_s = time.monotonic() - began
    with closing(Planner()) as ours:
        answers = [ours.answer(make_case("", roster, a), float(sys.argv[4])) for a in draws]
    answer = max(answers, key=lambda one: one.seconds)
    json.dump(
        {
            "seconds": round(answer.seconds, 3),
            "median_s": round(statistics.median(a.seconds for a in answers), 3),
            "proved": sum(a.proof_s is not None for a in answers),
            "of": len(answers),
            "best_s": answer.best_s,
            "near_s": answer.near_s,
            "proof_s": answer.proof_s,
            "scope": answer.scope,
            "objective": list(answer.objective or ()),
            "read_s": round(read_s, 3),
            "startup_s": round(answer.startup_s, 3),
            "solver_mb": round(max(a.peak_mb for a in answers), 1),
            "planner_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
            "note": answer.note,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
