"""Start again what ended by itself: at once, then ever later, and not for ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

Say = Callable[[str], None]
Clock = Callable[[], float]

GRACE_S = 12.0
STEADY_S = 60.0
DELAYS_S = (0.0, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)


@dataclass(slots=True)
class Failures:
    """How often something ended by itself, and when it may be started again.

    What ran steadily for a minute before it ended counts from one anew.
    """

    clock: Clock = time.monotonic
    in_a_row: int = 0
    total: int = 0
    _started_at: float = field(default=0.0, init=False)
    _again_at: float = field(default=0.0, init=False)

    def started(self) -> None:
        self._started_at = self.clock()

    def ended(self) -> None:
        """Count one more end, and set the time of the next start."""
        now = self.clock()
        self.in_a_row = 1 if now - self._started_at >= STEADY_S else self.in_a_row + 1
        self.total += 1
        self._again_at = now + DELAYS_S[min(self.in_a_row, len(DELAYS_S)) - 1]

    @property
    def due(self) -> bool:
        return self.clock() >= self._again_at

    @property
    def wait_s(self) -> float:
        return max(0.0, self._again_at - self.clock())

    @property
    def too_many(self) -> bool:
        """It ended once more after the longest wait: trying on would not help."""
        return self.in_a_row > len(DELAYS_S)


class Child:
    """A module of ours as a process of its own, and how often it ended by itself."""

    def __init__(self, name: str, module: str, *args: str) -> None:
        self.name = name
        self.failures = Failures()
        self._command = [sys.executable, "-m", module, *args]
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting = False

    def start(self, environment: Mapping[str, str]) -> None:
        self._waiting = False
        self.failures.started()
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,  # the lifeline: it breaks when we are gone
            stdout=sys.stderr.fileno(),
            start_new_session=True,  # Ctrl-C is ours to pass on
            env=environment,
        )

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def look_after(self, environment: Mapping[str, str], say: Say) -> None:
        """Start it again once it is due, if it has ended."""
        if self.runs:
            return
        if not self._waiting:
            self._clear_up()
            self.failures.ended()
            self._waiting = True
            say(ended_words(self.name, self.failures))
        if self.failures.due:
            self.start(environment)

    def ask_to_end(self) -> None:
        if self._process is not None and self.runs:
            self._process.terminate()

    def end(self, within_s: float) -> None:
        """Wait for it to end in order; by force if it does not."""
        if self._process is None:
            return
        try:
            self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._clear_up()

    def _clear_up(self) -> None:
        """End whatever it started and did not end; the port is free afterwards."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        if self._process.stdin is not None:
            self._process.stdin.close()


def ended_words(name: str, failures: Failures) -> str:
    """What is said of something that ended by itself.

    >>> ended_words("the worker", Failures(clock=lambda: 0.0, in_a_row=3, total=5))
    'the worker ended by itself (5 times in all); starting it again'
    """
    times = "once" if failures.total == 1 else f"{failures.total} times in all"
    wait = f" in {failures.wait_s:.0f} s" if failures.wait_s else ""
    return f"{name} ended by itself ({times}); starting it again{wait}"


def stop(children: Iterable[Child]) -> None:
    """End children in order, all at once."""
    children = list(children)
    for child in children:
        child.ask_to_end()
    until = time.monotonic() + GRACE_S
    for child in children:
        child.end(max(0.1, until - time.monotonic()))
