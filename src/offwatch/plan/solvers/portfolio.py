"""A portfolio of solvers side by side: the first proof of a scope wins, and each may fail.

CP-SAT and HiGHS cannot share a process, and neither may harm ours.

References
----------
C. P. Gomes, B. Selman, *Algorithm portfolios*, Artificial Intelligence 126 (2001).
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

import msgspec

from offwatch.plan.solvers.messages import (
    Better,
    Drop,
    Engine,
    Finding,
    Finished,
    Found,
    Part,
    Ready,
    Solve,
    Solved,
)
from offwatch.plan.solvers.process import START_LIMIT_S, End, Heard, SolverChild

PATIENCE_S = 0.1  # between two looks at which child hangs
GRACE_S = 0.1  # a child stops this much before the deadline, so that its answer is in time
LATE, STARTING = "had not finished at the deadline", "was still starting at the deadline"
ENGINES: tuple[Engine, ...] = ("highs", "cp-sat")
PIECES: Engine = "highs"  # who betters a plan piece by piece while the others take the whole


class Solvers:
    """Warm solver processes for many plans, one plan at a time.

    Parameters
    ----------
    engines : sequence of Engine
        Which solvers.
    workers : int
        How many threads each may use.
    memory_mb : int, MB
        The bound of each one's address space (0: none), which is larger than what it uses.
    """

    def __init__(
        self, *, engines: Sequence[Engine] = ENGINES, workers: int = 2, memory_mb: int = 4096
    ) -> None:
        self._heard: queue.Queue[Heard] = queue.Queue()
        self.children = [
            SolverChild(engine, self._heard, workers=workers, memory_mb=memory_mb)
            for engine in engines
        ]
        self._number = 0
        self._lock = threading.Lock()

    @property
    def pids(self) -> dict[str, int]:
        """The process ids of the children that live, by engine."""
        return {c.engine: c.pid for c in self.children if c.pid is not None}

    @property
    def note(self) -> str:
        """What befell the children in the last plan; empty if all went well."""
        return "; ".join(f"{c.engine} {c.note}" for c in self.children if c.note)

    def make_ready(self, limit_s: float = START_LIMIT_S, *, every: bool = False) -> float:
        """Start what is not running and wait for the first to be ready.

        A child still busy with an earlier plan takes the next when it has stopped, or is replaced.

        Parameters
        ----------
        limit_s : float, seconds
            How long to wait; never less than `START_LIMIT_S`.
        every : bool
            Whether all are waited for: do so between two plans, when nobody waits for an answer.

        Returns
        -------
        float
            The seconds it took.
        """
        with self._lock:
            began = time.monotonic()
            until = began + max(limit_s, START_LIMIT_S)
            for child in self.children:
                child.note = ""
                child.start()
            while self._waits(every=every) and time.monotonic() < until:
                self._next(time.monotonic() + PATIENCE_S)
            return time.monotonic() - began

    def _waits(self, *, every: bool = False) -> bool:
        """Whether to wait on: too few are free, and more may be. Those that hang are replaced."""
        for child in self.children:
            if child.is_overdue:
                child.close()
                child.start()
        free = any(child.ready and not child.busy for child in self.children)
        return (every or not free) and any(child.starting or child.busy for child in self.children)

    def close(self) -> None:
        """End all children; harmless if they have ended."""
        for child in self.children:
            child.close()

    def ask(
        self, request: Solve, deadline_at: float, *, pieces: bool = False
    ) -> Iterator[tuple[Engine, Finding] | None]:
        """Give what the children say to one request, until one has answered it whole.

        Call `make_ready` first. Afterwards `note` is empty if all went well.

        Parameters
        ----------
        request : Solve
            What is asked; number, time, part and method are set for each child.
        deadline_at : float, seconds
            When to stop listening, on the clock of `time.monotonic`.
        pieces : bool
            Whether one child betters the plan piece by piece.

        Yields
        ------
        tuple of Engine and Finding, or None
            ``None`` where `wake` was called.
        """
        with self._lock:
            self._number += 1
            numbered = msgspec.structs.replace(request, id=self._number)
            for child in self.children:
                if child.ready:
                    self._ask(child, numbered, deadline_at, pieces=pieces)
            try:
                yield from self._listen(numbered, deadline_at, pieces=pieces)
            finally:  # also where the listener has heard enough
                for child in self.children:
                    child.stop()

    def wake(self) -> None:
        """Let whoever listens to the children look up: something was found elsewhere."""
        self._heard.put(Heard(None, 0, None))

    def __enter__(self) -> Self:
        self.make_ready()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _listen(
        self, request: Solve, deadline_at: float, *, pieces: bool
    ) -> Iterator[tuple[Engine, Finding] | None]:
        while any(c.busy or c.starting for c in self.children):
            heard = self._next(deadline_at)
            if heard is None:
                for late in self.children:
                    if late.busy or late.starting:
                        late.note = LATE if late.ready else STARTING
                return
            child, message = heard.child, heard.message
            if child is None:
                yield None
            elif isinstance(message, Ready):
                self._ask(child, request, deadline_at, pieces=pieces)
            elif message is None or isinstance(message, End) or message.id != request.id:
                continue
            elif isinstance(message, Finished):
                if message.complete:
                    return
            else:
                self._share(child, message)
                yield child.engine, message

    def _share(self, winner: SolverChild, finding: Finding) -> None:
        """The first proof wins: the others leave that scope, and go on from what it found."""
        for child in self.children:
            if child is winner or not child.busy:
                continue
            if isinstance(finding, Solved) and finding.proven:
                child.send(Drop(finding.id, finding.scope, finding.assignment))
            elif isinstance(finding, Found | Solved):
                child.send(Better(finding.id, finding.assignment))

    def _ask(self, child: SolverChild, request: Solve, deadline_at: float, *, pieces: bool) -> None:
        seconds = max(0.0, deadline_at - GRACE_S - time.monotonic())
        method = "pieces" if pieces and child.engine == PIECES else "windows"
        part = self._part(child)
        child.ask(msgspec.structs.replace(request, seconds=seconds, part=part, method=method))

    def _part(self, child: SolverChild) -> Part:
        """Which windows a child takes, where there are two: they meet in the first alone.

        HiGHS takes those between, and the widest too if there is a core to spare; CP-SAT goes on
        to the widest at once.
        """
        if len(self.children) < 2 or not all(c.ready or c.starting for c in self.children):
            return "all"
        if child.engine == "cp-sat":
            return "ends"
        return "all" if (os.cpu_count() or 1) > child.workers else "near"

    def _next(self, until: float) -> Heard | None:
        """The next thing heard from a child in its present life; ``None`` when time is up."""
        while True:
            try:
                heard = self._heard.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                return None
            child, message = heard.child, heard.message
            if child is None:
                return heard
            if heard.life != child.life:
                continue
            if isinstance(message, End):
                child.end(message)
            elif isinstance(message, Ready):
                child.ready, child.starting = True, False
            elif isinstance(message, Finished) and message.id == child.asked:
                child.busy = False
            return heard
