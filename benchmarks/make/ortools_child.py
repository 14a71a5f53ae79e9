"""OR-Tools' process: ``python -m benchmarks.make.ortools_child``, JSON lines in and out.

The nurse scheduling model of its guide, in our own writing: a 0-1 variable for each nurse, day and
shift; each shift has its nurses; a nurse works one shift a day at most; everybody works as many
shifts as anybody, give or take one; and as many requests as possible are kept. Added to it, because
a home has them: skills and leave as sums, contracts as the most shifts of each, and seats that may
stay open at a price above all requests, so that it always has an answer. The guide knows neither
rest between days nor runs of days.

**Source**: developers.google.com/optimization/scheduling/employee_scheduling, "scheduling with
shift requests".
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from typing import Any

from ortools.sat.python import cp_model

WORKERS = 2


def answer(question: Mapping[str, Any]) -> dict[str, Any]:
    """Build and solve one home."""
    began = time.monotonic()
    model = cp_model.CpModel()
    people, shifts = question["people"], [s["id"] for s in question["shifts"]]
    days = range(question["days"])
    works = {(p["id"], d, s): model.new_bool_var("") for p in people for d in days for s in shifts}
    open_seats = []
    for cell in question["demand"]:
        d, s, need = cell["day"], cell["shift"], cell["need"]
        short = model.new_int_var(0, need, "")
        open_seats.append(short)
        model.add(sum(works[p["id"], d, s] for p in people) + short == need)
        for skill, least in cell["skills"].items():
            able = [works[p["id"], d, s] for p in people if skill in p["skills"]]
            model.add(sum(able) + short >= least)
    kept = []
    for p in people:
        for d in days:
            model.add_at_most_one(works[p["id"], d, s] for s in shifts)
        for d in p["off"]:
            model.add(sum(works[p["id"], d, s] for s in shifts) == 0)
        worked = sum(works[p["id"], d, s] for d in days for s in shifts)
        model.add(worked <= p["most"])
        model.add(worked >= p["most"] - 1 - len(p["off"]))
        kept += [1 - sum(works[p["id"], d, s] for s in shifts) for d in p["wishes"]]
        kept += [works[p["id"], int(d), s] for d, s in p["wants"].items()]
    model.maximize(sum(kept) - (len(kept) + 1) * sum(open_seats))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = question["seed"]
    solver.parameters.max_time_in_seconds = max(
        0.1, question["seconds"] - (time.monotonic() - began)
    )
    status: Any = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    duties: dict[str, dict[str, str]] = {p["id"]: {} for p in people}
    for (p, d, s), var in works.items():
        if found and solver.value(var):
            duties[p][str(d)] = s
    return {"duties": duties, "seconds": time.monotonic() - began, "found": found}


def main() -> None:
    out = sys.stdout
    out.write(json.dumps({"ready": True}) + "\n")
    out.flush()
    for line in sys.stdin:
        out.write(json.dumps(answer(json.loads(line))) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
