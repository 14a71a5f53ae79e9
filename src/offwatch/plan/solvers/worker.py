"""A solver's process: ``python -m offwatch.plan.solvers.worker ENGINE WORKERS MEMORY_MB``.

It reads requests and says what it finds, one JSON object a line (`messages`). Nothing it says is
trusted: the parent checks every roster. While it works it may be told to leave a scope that the
other solver has proved, or to stop.
"""

from __future__ import annotations

import contextlib
import os
import queue
import resource
import sys
import threading
from typing import BinaryIO

from offwatch.plan.solvers.expanding import ExpandingWindows
from offwatch.plan.solvers.job import Job, OpenBackend
from offwatch.plan.solvers.large_neighbourhood import LargeNeighbourhoodSearch
from offwatch.plan.solvers.messages import (
    Better,
    Drop,
    Finished,
    Ready,
    Report,
    Solve,
    Stop,
    decode_request,
    encode,
)

METHODS: dict[str, type[Job]] = {"windows": ExpandingWindows, "pieces": LargeNeighbourhoodSearch}


def serve(requests: BinaryIO, answers: BinaryIO, open_backend: OpenBackend, *, flow: bool) -> None:
    """Answer requests for ever; the process ends when there can be no more.

    Parameters
    ----------
    requests, answers : binary files
        Lines of messages, in and out.
    open_backend : callable
        Puts a program into the solver.
    flow : bool
        Whether runs are put to the solver as a path in a network.
    """
    lock = threading.Lock()
    waiting: queue.Queue[Solve] = queue.Queue()
    running: list[Job] = []

    def say(report: Report) -> None:
        with lock:
            answers.write(encode(report))
            answers.flush()

    def listen() -> None:
        for line in requests:
            message = decode_request(line)
            if isinstance(message, Solve):
                waiting.put(message)
                continue
            for job in list(running):
                if job.request.id == message.id:
                    _tell(job, message)
        os._exit(0)  # without a parent there is nothing left to do

    say(Ready())
    threading.Thread(target=listen, daemon=True).start()
    while True:
        request = waiting.get()
        job = METHODS[request.method](request, say, open_backend, flow=flow)
        running.append(job)
        complete = job.run()
        running.remove(job)
        say(Finished(request.id, complete))


def _tell(job: Job, message: Drop | Better | Stop) -> None:
    match message:
        case Stop():
            job.stop()
        case Drop():
            job.drop(message.scope, message.assignment)
        case Better():
            job.hear(message.assignment)


def opener(engine: str, workers: int) -> OpenBackend:
    """Say how to open a program in one of the solvers; imports that solver and no other."""
    if engine == "highs":
        from offwatch.plan.solvers.highs import HiGHS

        return lambda program, seed: HiGHS(program, seed=seed)
    from offwatch.plan.solvers.cpsat import CpSat

    return lambda program, seed: CpSat(program, seed=seed, workers=workers)


def main() -> None:
    """Serve on stdin and stdout."""
    engine, workers, memory_mb = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if memory_mb:
        limit = memory_mb * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing but our own lines may reach the parent
    with contextlib.suppress(BrokenPipeError):
        serve(sys.stdin.buffer, answers, opener(engine, workers), flow=engine == "highs")


if __name__ == "__main__":
    main()
