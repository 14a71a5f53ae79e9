"""A solver's process: ``python -m offwatch.plan.solvers.worker ENGINE``, JSON lines in and out.

A request carries a roster, absences, the incumbent and a time; the answers are better rosters as
they are found, bounds as they rise, one message a rung and one when all is done. Nothing it says is
trusted: the parent checks every roster. While it works it may be told to drop a rung that the other
solver has proved, or to stop.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import resource
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, TextIO

from offwatch.plan.mip.expanding import Climb, Job
from offwatch.plan.mip.large_neighbourhood import Mend
from offwatch.plan.mip.program import Linear
from offwatch.plan.mip.solver_interface import Backend

Open = Callable[[Linear, int], Backend]


def serve(requests: TextIO, answers: TextIO, open_backend: Open, *, flow: bool) -> None:
    """Answer requests until there are no more; without a parent there is nothing left to do."""
    lock = threading.Lock()
    waiting: queue.Queue[Mapping[str, Any]] = queue.Queue()
    running: list[Job] = []

    def say(event: str, **more: Any) -> None:
        with lock:
            answers.write(json.dumps({"event": event, **more}) + "\n")
            answers.flush()

    def listen() -> None:
        for line in requests:
            message = json.loads(line)
            if "drop" not in message:
                waiting.put(message)
                continue
            for job in list(running):
                if job.id == message["drop"]:
                    job.drop(message.get("scope"), message.get("values"))
        os._exit(0)

    say("ready")
    threading.Thread(target=listen, daemon=True).start()
    while True:
        request = waiting.get()
        kind = Mend if request.get("mend") else Climb
        job = kind(request, say, open_backend, flow=flow)
        running.append(job)
        complete = job.run()
        running.remove(job)
        say("done", id=request["id"], complete=complete)


def opener(engine: str, workers: int) -> Open:
    """How to open a program in one of the solvers; imports that solver and no other."""
    if engine == "highs":
        from offwatch.plan.solvers.highs import HiGHS

        return lambda linear, seed: HiGHS(linear, seed=seed)
    from offwatch.plan.solvers.cpsat import CpSat

    return lambda linear, seed: CpSat(linear, seed=seed, workers=workers)


def main() -> None:
    """Serve on stdin and stdout: ``solve_child ENGINE WORKERS MEMORY_MB``."""
    engine, workers, memory_mb = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if memory_mb:
        limit = memory_mb * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    answers = sys.stdout
    sys.stdout = sys.stderr  # nothing but our own lines may reach the parent
    with contextlib.suppress(BrokenPipeError):
        serve(sys.stdin, answers, opener(engine, workers), flow=engine == "highs")


if __name__ == "__main__":
    main()
