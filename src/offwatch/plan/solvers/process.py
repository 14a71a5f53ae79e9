"""The parent's side of one solver: a child process that is kept for many requests.

Whatever befalls the child (killed, hung, out of memory, not installed, talking nonsense), the
parent keeps what was found so far and a note that says what happened; never an exception.
"""

from __future__ import annotations

import contextlib
import enum
import importlib.util
import math
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import IO

import msgspec

from offwatch.plan.solvers.messages import (
    Engine,
    Report,
    Request,
    Solve,
    Stop,
    decode_report,
    encode,
)

WORKER = "offwatch.plan.solvers.worker"
LIBRARIES: dict[Engine, str] = {"cp-sat": "ortools", "highs": "highspy"}
NOT_INSTALLED = "is not installed (pip install offwatch[desk] brings it)"
START_LIMIT_S = 10.0  # a child that takes longer to start is replaced
END_LIMIT_S = 1.0  # a child that says no more must have ended by then
BUSY_LIMIT_S = {"cp-sat": 1.0, "highs": 0.3}  # how long it may go on; then a new start is cheaper


class End(enum.Enum):
    """Why a child says no more."""

    CLOSED = enum.auto()
    NONSENSE = enum.auto()


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing heard: from which child in which of its lives; from nobody to wake a listener."""

    child: SolverChild | None
    life: int
    message: Report | End | None


class SolverChild:
    """One solver's process; it may be kept for many requests, which it answers one at a time.

    Parameters
    ----------
    engine : Engine
        Which solver.
    heard : queue
        Where what it says goes.
    workers : int
        How many threads it may use.
    memory_mb : int, MB
        The bound of its address space (0: none), which is larger than what it uses.

    Attributes
    ----------
    note : str
        What befell it; empty if all went well.
    ready, starting, busy : bool
        Whether it can be asked, has not said yet that it can, or has not finished a request.
    life : int
        How many times it has been started.
    """

    def __init__(
        self, engine: Engine, heard: queue.Queue[Heard], *, workers: int = 2, memory_mb: int = 4096
    ) -> None:
        self.engine, self.heard = engine, heard
        self.workers, self.memory_mb = workers, memory_mb
        self.note = ""
        self.ready = self.starting = self.busy = False
        self.life = 0
        self.asked = 0  # the last request's number
        self._began = 0.0
        self._stopped = math.inf
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id while it lives."""
        return self._process.pid if self.alive and self._process else None

    @property
    def alive(self) -> bool:
        """Whether there is a process."""
        return self._process is not None and self._process.poll() is None

    @property
    def is_overdue(self) -> bool:
        """Whether it hangs while it starts, or was told to stop and has not."""
        now = time.monotonic()
        hangs = self.starting and now - self._began > START_LIMIT_S
        return hangs or (self.busy and now - self._stopped > BUSY_LIMIT_S[self.engine])

    def start(self) -> None:
        """Start the process if it is not there; it says when it is ready."""
        if self.alive:
            return
        self.close()
        self.life += 1
        self.note = ""
        args = [sys.executable, "-m", WORKER, self.engine, str(self.workers), str(self.memory_mb)]
        try:
            self._process = subprocess.Popen(
                args, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
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

    def send(self, message: Request) -> bool:
        """Write one message to the child; say whether it could be taken."""
        process = self._process
        if process is None or process.stdin is None:
            return False
        try:
            process.stdin.write(encode(message))
            process.stdin.flush()
        except OSError:
            self.end(End.CLOSED)
            return False
        return True

    def ask(self, request: Solve) -> None:
        """Send a request once the child is ready; its answers carry the number."""
        self.asked, self.note, self._stopped = request.id, "", math.inf
        self.busy = self.send(request)

    def stop(self) -> None:
        """Tell the child to leave what it is working on."""
        if self.busy:
            self._stopped = time.monotonic()
            self.send(Stop(self.asked))

    def end(self, why: End) -> None:
        """Note how the process ended, and see to it that it has."""
        status, started, process = None, self.ready, self._process
        if process is not None and why is End.CLOSED:
            with contextlib.suppress(subprocess.TimeoutExpired):
                status = process.wait(END_LIMIT_S)
        self.close()
        if why is End.NONSENSE:
            self.note = "said what cannot be read"
        elif not started:
            missing = not _is_installed(LIBRARIES[self.engine])
            self.note = NOT_INSTALLED if missing else "did not start"
        elif status is not None and status < 0:
            self.note = f"was ended by signal {-status} before it had finished"
        else:
            self.note = "stopped before it had finished"

    def _read(self, lines: IO[bytes], life: int) -> None:
        """Pass on every line of the child, and why there are no more."""
        why = End.CLOSED
        with contextlib.suppress(OSError, ValueError):  # a pipe that was closed here
            for line in lines:
                try:
                    report = decode_report(line)
                except msgspec.DecodeError:
                    why = End.NONSENSE
                    break
                self.heard.put(Heard(self, life, report))
        self.heard.put(Heard(self, life, why))


def _is_installed(library: str) -> bool:
    try:
        return importlib.util.find_spec(library) is not None
    except ImportError:
        return False
