"""Python runs this at its start where this folder is on its path: the clock is that of a file.

No setting of the pad or the desk moves its clock, so that nobody can confuse a real one by it.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from importlib.machinery import PathFinder
from pathlib import Path

import time_machine

LOOK_S = 0.05


class Follower:
    """The clock of this process, and how many days it is ahead."""

    def __init__(self, file: Path) -> None:
        self._file, self._days = file, int(file.read_text())
        then = datetime.now(UTC) + timedelta(days=self._days)
        self._clock = time_machine.travel(then, tick=True).start()
        self.begin()
        os.register_at_fork(after_in_child=self.begin)

    def begin(self) -> None:
        """Look at the file again and again, in a thread of its own."""
        threading.Thread(target=self._keep_up, daemon=True).start()

    def _keep_up(self) -> None:
        while True:
            time.sleep(LOOK_S)
            try:
                days = int(self._file.read_text())
            except (OSError, ValueError):  # the test is over
                return
            if days != self._days:
                self._clock.shift(timedelta(days=days - self._days))
                self._days = days


def run_the_next() -> None:
    """Another module of this name further along the path is run as well."""
    here = Path(__file__).parent.resolve()
    rest = [entry for entry in sys.path if Path(entry or ".").resolve() != here]
    spec = PathFinder.find_spec("sitecustomize", rest)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


# The desk's worker goes by the database's clock, and looks at every minute that it has missed.
if "offwatch.desk.process.work" not in sys.orig_argv:
    Follower(Path(os.environ["OFFWATCH_TEST_CLOCK_FILE"]))
run_the_next()
