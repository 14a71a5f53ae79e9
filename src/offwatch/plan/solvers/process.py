"""The parent's side of one solver: a warm child process that speaks JSON lines.

Whatever befalls the child (killed, hung, out of memory, not installed), the parent gets what was
found so far and a note that says what happened; never an exception.
"""

from __future__ import annotations

import contextlib
import json
import math
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any, Literal

Engine = Literal["cp-sat", "highs"]
Part = Literal["all", "near", "ends"]  # of the rungs: all but the widest; the first and the last
Message = Mapping[str, Any]
# Who, in which of its lives, and what; nobody where something was found elsewhere.
Heard = tuple["SolverChild | None", int, Message | None]

START_LIMIT_S = 10.0  # a child that takes longer to start is replaced
BUSY_LIMIT_S = {"cp-sat": 1.0, "highs": 0.3}  # how long it may go on; then a new start is cheaper


class SolverChild:
    """One solver's process; may be kept for many plans, which it answers one at a time.

    **Units**: ``memory_mb`` bounds its address space (0: no bound), which is larger than what it
    uses. What it says goes into ``heard``.
    """

    def __init__(
        self, engine: Engine, heard: queue.Queue[Heard], *, workers: int = 2, memory_mb: int = 4096
    ) -> None:
        self.engine, self.heard = engine, heard
        self.workers, self.memory_mb = workers, memory_mb
        self.note = ""
        self.ready = self.starting = False
        self.life = 0
        self.asked = 0  # the last request's number
        self.busy = False
        self._began = 0.0
        self._stopped = math.inf
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id while it lives."""
        return self._process.pid if self.alive and self._process else None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def overdue(self) -> bool:
        """Whether it hangs while it starts."""
        return self.starting and time.monotonic() - self._began > START_LIMIT_S

    @property
    def late(self) -> bool:
        """Whether it was told to stop and has not."""
        return self.busy and time.monotonic() - self._stopped > BUSY_LIMIT_S[self.engine]

    def start(self) -> None:
        """Start the process if it is not there; it says when it is ready."""
        if self.alive:
            return
        self.close()
        self.life += 1
        self.note = ""
        child = "offwatch.plan.solvers.worker"
        args = [sys.executable, "-m", child, self.engine, str(self.workers), str(self.memory_mb)]
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
            self.note = "could not be started"
            return
        self._began, self.starting = time.monotonic(), True
        threading.Thread(
            target=self._read, args=(self._process.stdout, self.life), daemon=True
        ).start()

    def close(self) -> None:
        """End the process; harmless if it has ended."""
        process, self._process = self._process, None
        self.ready = self.busy = self.starting = False
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def send(self, message: Message) -> bool:
        """Write one line to the child; whether it could be taken."""
        process = self._process
        if process is None or process.stdin is None:
            return False
        try:
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()
        except OSError:
            self.gone()
            return False
        return True

    def ask(self, request: Message, number: int, seconds: float) -> None:
        """Send a request once the child is ready; its answers carry the number."""
        self.asked, self.note, self._stopped = number, "", math.inf
        self.busy = self.send({**request, "id": number, "seconds": max(0.0, seconds)})

    def stop(self) -> None:
        """Tell the child to leave what it is working on."""
        if self.busy:
            self._stopped = time.monotonic()
            self.send({"drop": self.asked})

    def gone(self) -> None:
        """Note how the process ended."""
        status = self._process.wait() if self._process else None
        started = self.ready
        self.close()
        if not started:
            self.note = "did not start"
        elif status is not None and status < 0:
            self.note = f"was ended by signal {-status} before it had finished"
        else:
            self.note = "stopped before it had finished"

    def _read(self, lines: Any, life: int) -> None:
        """Pass on every line of the child; ``None`` when it has no more to say."""
        with contextlib.suppress(OSError, ValueError):
            for line in lines:
                self.heard.put((self, life, json.loads(line)))
        self.heard.put((self, life, None))
