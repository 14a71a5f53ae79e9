"""A peer's process: a question a line, an answer a line; one that is silent too long is ended."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from typing import IO, Any

START_LIMIT_S = 120.0
LAST_S = 0.2  # for a process that has closed its pipe to end
OVERTIME_S = 15.0  # how long past its deadline a peer may still answer; the overrun is shown


class Child:
    """Started once and kept warm; started again when it was lost."""

    def __init__(
        self,
        arguments: Sequence[str],
        python: str = sys.executable,
        overtime_s: float = OVERTIME_S,
    ) -> None:
        self.command = [python, *arguments]
        self.overtime_s = overtime_s
        self.startup_s = 0.0
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._errors: IO[str] | None = None

    def ask(self, question: Mapping[str, Any], deadline_s: float) -> dict[str, Any]:
        """Its answer; ``{"note": …}`` if there was none."""
        note = self.start()
        if note:
            return {"note": f"did not start; {note}", "seconds": 0.0}
        began = time.monotonic()
        assert self._process is not None
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
        said = self._next(deadline_s + self.overtime_s)
        if said is None:
            return {"note": self._lose(), "seconds": time.monotonic() - began}
        return said

    def start(self) -> str:
        """Start it if need be; what went wrong, if so. The time of the start is kept apart."""
        if self._process is not None and self._process.poll() is None:
            return ""
        self.close()
        began = time.monotonic()
        self._errors = tempfile.TemporaryFile(mode="w+", encoding="utf-8")  # noqa: SIM115
        self._process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
        )
        self._lines = queue.Queue()
        threading.Thread(
            target=_read, args=(self._process.stdout, self._lines), daemon=True
        ).start()
        ready = self._next(START_LIMIT_S) is not None
        self.startup_s = time.monotonic() - began
        return "" if ready else self._lose()

    def close(self) -> None:
        """End it; harmless if it has ended."""
        process, self._process = self._process, None
        errors, self._errors = self._errors, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
        if errors is not None:
            errors.close()

    def _lose(self) -> str:
        """End it, and say how it ended before."""
        process, errors = self._process, self._errors
        assert process is not None
        assert errors is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=LAST_S)
        if process.returncode is None:
            note = "silent past its deadline, and ended"
        else:
            errors.seek(0)
            lines = errors.read().strip().splitlines()
            note = f"lost: {lines[-1]}" if lines else f"lost, status {process.returncode}"
        self.close()
        return note

    def _next(self, seconds: float) -> dict[str, Any] | None:
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            return None
        return None if line is None else dict(json.loads(line))


def _read(lines: IO[str] | None, into: queue.Queue[str | None]) -> None:
    with contextlib.suppress(OSError, ValueError):
        for line in lines or ():
            into.put(line)
    into.put(None)
