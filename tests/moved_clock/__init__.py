"""Move the clock of the processes that a test starts, by whole days, while they run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FILE = "OFFWATCH_TEST_CLOCK_FILE"


class MovedClock:
    """How many days the clock of the started processes is ahead of this machine's."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def move(self, days: int) -> None:
        """Set it: negative for the past. Those that run follow within a fraction of a second."""
        draft = self.file.with_suffix(".new")
        draft.write_text(str(days))
        draft.replace(self.file)


@contextmanager
def moved_clock(folder: Path) -> Iterator[MovedClock]:
    """For as long as this is open, whatever Python is started from here; see `sitecustomize`."""
    clock = MovedClock(folder / "clock")
    clock.move(0)
    path = os.pathsep.join(filter(None, (str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", path)
        patch.setenv(FILE, str(clock.file))
        yield clock
