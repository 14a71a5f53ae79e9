"""Both solvers side by side: the first proof of a rung wins, and either may fail.

CP-SAT and HiGHS cannot share a process, and neither may harm ours.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from offwatch.plan.solvers.process import START_LIMIT_S, Engine, Heard, Message, Part, SolverChild

PATIENCE_S = 0.1  # between two looks at which child hangs
GRACE_S = 0.1  # a child stops this much before the deadline, so that its answer is in time
FOUND = "found"  # no scope: nothing is dropped, what was found is told
LATE, STARTING = "had not finished at the deadline", "was still starting at the deadline"
ENGINES: tuple[Engine, ...] = ("highs", "cp-sat")


class Solvers:
    """Warm solver processes for many plans, one plan at a time.

    **Units**: ``memory_mb`` bounds each one's address space (0: no bound), which is larger than
    what it uses.
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
        """Start what is not running and wait for the first to be ready; the seconds it took.

        A child still busy with an earlier plan takes the next when it has stopped, or is replaced.
        With ``every`` all are waited for: do so between two plans, when nobody waits for an answer.
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
        """Whether none is free yet, or not every one, and another may still be.

        Those that hang are replaced.
        """
        for child in self.children:
            if child.late or child.overdue:
                child.close()
                child.start()
        free = any(child.ready and not child.busy for child in self.children)
        return (every or not free) and any(child.starting or child.busy for child in self.children)

    def close(self) -> None:
        """End all children; harmless if they have ended."""
        for child in self.children:
            child.close()

    def ask(self, request: Mapping[str, Any], deadline_at: float) -> Iterator[Message]:
        """What the children say to one request, until one has answered it whole or time is up.

        ``deadline_at`` is on the clock of `time.monotonic`; call `make_ready` first. Afterwards
        `note` is empty if all went well, and says what happened if not.
        """
        with self._lock:
            self._number += 1
            for child in self.children:
                if child.ready:
                    self._ask(child, request, deadline_at)
            yield from self._listen(request, deadline_at)
            for child in self.children:
                child.stop()

    def wake(self) -> None:
        """Let whoever listens to the children look up: something was found elsewhere."""
        self._heard.put((None, 0, {"event": "wake"}))

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

    def _listen(self, request: Mapping[str, Any], deadline_at: float) -> Iterator[Message]:
        while any(c.busy or c.starting for c in self.children):
            heard = self._next(deadline_at)
            if heard is None:
                for child in self.children:
                    if child.busy or child.starting:
                        child.note = LATE if child.ready else STARTING
                return
            who, message = heard
            if message is None:
                continue
            if who is None:
                yield message
                continue
            child = who
            if message["event"] == "ready":
                self._ask(child, request, deadline_at)
            elif message.get("id") == self._number:
                if message["event"] == "done" and message["complete"]:
                    return
                if message["event"] != "done":
                    self._share(child, message)
                    yield {**message, "engine": child.engine}

    def _share(self, winner: SolverChild, message: Message) -> None:
        """The first proof wins: the others leave that rung, and go on from what it found."""
        if "values" not in message:
            return
        proven = message["event"] == "rung" and message["proven"]
        scope = message["scope"] if proven or message["scope"] == "piece" else FOUND
        for child in self.children:
            if child is not winner and child.busy:
                child.send({"drop": self._number, "scope": scope, "values": message["values"]})

    def _ask(self, child: SolverChild, request: Mapping[str, Any], deadline_at: float) -> None:
        mine = {**request, "part": self._part(child), **request.get(child.engine, {})}
        child.ask(mine, self._number, deadline_at - GRACE_S - time.monotonic())

    def _part(self, child: SolverChild) -> Part:
        """Which rungs a child climbs, where there are two: they meet in the first alone.

        HiGHS takes those between, and the widest too if there is a core to spare; CP-SAT goes on
        to the widest at once.
        """
        if len(self.children) < 2 or not all(c.ready or c.starting for c in self.children):
            return "all"
        if child.engine == "cp-sat":
            return "ends"
        return "all" if (os.cpu_count() or 1) > child.workers else "near"

    def _next(self, until: float) -> tuple[SolverChild | None, Message | None] | None:
        """The next thing heard from a child in its present life; ``None`` when time is up."""
        while True:
            try:
                child, life, message = self._heard.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                return None
            if child is None:
                return child, message
            if life != child.life:
                continue
            if message is None:
                child.gone()
            elif message["event"] == "ready":
                child.ready, child.starting = True, False
            elif message["event"] == "done" and message["id"] == child.asked:
                child.busy = False
            return child, message
