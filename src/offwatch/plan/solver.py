"""The parent's side of the solver: a warm child process that speaks JSON lines.

Whatever befalls the child (killed, hung, out of memory, not installed), the parent gets what was
found so far and a note that says what happened; never an exception.
"""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self

START_LIMIT_S = 60.0
GRACE_S = 0.1  # the child stops this much before the deadline, so that its answer is in time
BUSY_LIMIT_S = 2.0  # how long a late child may still work on the last request
Message = Mapping[str, Any]


class SolverChild:
    """A warm solver process; may be kept for many plans, which it answers one at a time.

    **Units**: ``memory_mb`` bounds its address space (0: no bound), which is larger than what it
    uses; ``startup_seconds`` is the time its last start took.
    """

    def __init__(self, *, workers: int = 2, memory_mb: int = 4096) -> None:
        self.workers, self.memory_mb = workers, memory_mb
        self.startup_seconds = 0.0
        self.note = ""
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[Message | None] = queue.Queue()
        self._asked = 0
        self._answered = 0
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The child's process id while it lives."""
        return self._process.pid if self.alive and self._process else None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def make_ready(self) -> float:
        """Start the child, or let a late one finish or be replaced; gives the seconds it took."""
        with self._lock:
            began = time.monotonic()
            if self.alive and self._answered < self._asked:
                for _ in self._hear(began + BUSY_LIMIT_S):
                    pass
                if self._answered < self._asked:
                    self.close()
            self.note = ""
            self._start()
            return time.monotonic() - began

    def close(self) -> None:
        """End the process; harmless if it has ended."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def ask(self, request: Mapping[str, Any], deadline_at: float) -> Iterator[Message]:
        """What the child says to one request, until it is done, gone or the deadline passes.

        ``deadline_at`` is on the clock of `time.monotonic`; call `make_ready` first. Afterwards
        `note` is empty if all went well, and says what happened if not.
        """
        with self._lock:
            if not self.alive:
                self.note = self.note or "there is no solver"
            elif self._send(request, deadline_at - GRACE_S):
                yield from self._hear(deadline_at)

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

    def _start(self) -> None:
        if self.alive:
            return
        self.close()
        began = time.monotonic()
        child = "offwatch.plan.solve_child"
        args = [sys.executable, "-m", child, str(self.workers), str(self.memory_mb)]
        self._lines = queue.Queue()
        self._asked = self._answered = 0
        try:
            self._process = subprocess.Popen(
                args,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        except OSError:
            self.note = "the solver could not be started"
            return
        reader = threading.Thread(
            target=_read, args=(self._process.stdout, self._lines.put), daemon=True
        )
        reader.start()
        with contextlib.suppress(queue.Empty):
            first = self._lines.get(timeout=START_LIMIT_S)
            if first is not None and first.get("event") == "ready":
                self.startup_seconds = time.monotonic() - began
                return
        self.close()
        self.note = "the solver did not start"

    def _send(self, request: Mapping[str, Any], deadline_at: float) -> bool:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        self._asked += 1
        seconds = max(0.0, deadline_at - time.monotonic())
        line = json.dumps({**request, "id": self._asked, "seconds": seconds})
        try:
            process.stdin.write(line + "\n")
            process.stdin.flush()
        except OSError:
            self._gone()
            return False
        return True

    def _hear(self, until: float) -> Iterator[Message]:
        while True:
            try:
                message = self._lines.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                self.note = "the solver had not finished at the deadline"
                return
            if message is None:
                self._gone()
                return
            if message.get("id") != self._asked:
                continue
            if message["event"] == "done":
                self._answered = self._asked
                return
            yield message

    def _gone(self) -> None:
        status = self._process.wait() if self._process else None
        self.close()
        how = f"was ended by signal {-status}" if status is not None and status < 0 else "stopped"
        self.note = f"the solver {how} before it had finished"


def _read(lines: Any, put: Callable[[Message | None], None]) -> None:
    """Put every line of the child into the queue; ``None`` when it has no more to say."""
    with contextlib.suppress(OSError, ValueError):
        for line in lines:
            put(json.loads(line))
    put(None)
